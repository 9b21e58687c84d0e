"""Breaks beyond a lease's first, as an export of this register writes them in one cell.

``tenant break 2030-09-30; notice 6 months; penalty £7305.91; conditions: …``, with ``|`` between
two of them (``estate.exports.linked``). Each has notice, penalty and conditions of its own, which
columns beside the first break's date cannot say.
"""

import re
from datetime import date
from decimal import Decimal

from estate.codes import IssueCode, LeaseEventKind, Severity
from estate.intake.cells import values
from estate.intake.rows.row import Row
from estate.register.records import LeaseEventRecord

FIELD = "further_breaks"
KINDS = {
    "tenant": (LeaseEventKind.TENANT_BREAK,),
    "landlord": (LeaseEventKind.LANDLORD_BREAK,),
    "mutual": (LeaseEventKind.TENANT_BREAK, LeaseEventKind.LANDLORD_BREAK),
}
_NEXT = re.compile(r"\|\s*(?=(?:tenant|landlord|mutual) break )", re.IGNORECASE)
_ONE = re.compile(
    r"(?P<by>tenant|landlord|mutual) break (?P<day>\d{4}-\d{2}-\d{2})"
    r"(?:; notice (?P<months>\d{1,2}) months)?"
    r"(?:; penalty £(?P<penalty>\d{1,10}(?:\.\d{1,2})?))?"
    r"(?:; conditions: (?P<terms>.{1,500}))?",
    re.IGNORECASE,
)
_LONGEST_NOTICE = 60


def further_breaks(row: Row) -> list[LeaseEventRecord]:
    """The breaks that the cell names; a part that is not so written is left out and said."""
    text = values.text(row.cells.get(FIELD))
    found: list[LeaseEventRecord] = []
    for part in _NEXT.split(text) if text else ():
        match = _ONE.fullmatch(part.strip())
        day = None if match is None else _day(match["day"])
        if match is None or day is None or int(match["months"] or 0) > _LONGEST_NOTICE:
            row.say(
                IssueCode.NOT_A_DATE,
                Severity.WARNING,
                FIELD,
                f"“{part[:200]}” is not a break as an export writes it (tenant break "
                "2030-09-30; notice 6 months). We left it out.",
            )
            continue
        months = None if match["months"] is None else int(match["months"])
        penalty = None if match["penalty"] is None else Decimal(match["penalty"])
        found += [
            LeaseEventRecord(kind, day, months, penalty, match["terms"])
            for kind in KINDS[match["by"].lower()]
        ]
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
