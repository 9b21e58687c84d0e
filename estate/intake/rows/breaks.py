"""Breaks of a lease as lease books give them: dates in columns, or a clause in words.

“Tenant break 25/03/2024 on 6 months’ notice” is a date, who may break and for how long before.
Who may break is never guessed.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from estate.codes import IssueCode, Severity
from estate.intake.cells import values
from estate.intake.cells.days_in_text import DAY_IN_TEXT, days_in
from estate.intake.rows.further_breaks import FIELD, KINDS, further_breaks
from estate.intake.rows.row import KEPT, Row
from estate.register.records import LeaseEventRecord

_OF_A_BREAK = ("break_date", "tenant_break_date", "landlord_break_date", "break_text")
_BESIDE_A_BREAK = {
    "break_by": "who has it",
    "notice_months": "notice",
    "break_penalty_gbp": "penalty",
    "break_conditions": "conditions",
}
_NONE = frozenset(
    {
        "no",
        "none",
        "no break",
        "no breaks",
        "nil",
        "n",
        "no break clause",
        "no break option",
        "not applicable",
        "no break right",
        "without break",
    }
)
_TENANT = re.compile(r"\b(?:tenant|lessee|licensee|tenants|lessees)\b", re.IGNORECASE)
_LANDLORD = re.compile(r"\b(?:landlord|lessor|licensor|landlords|lessors)\b", re.IGNORECASE)
_MUTUAL = re.compile(r"\b(?:mutual|either|both|any)\b(?:\W+part(?:y|ies))?", re.IGNORECASE)
_MONTHS = re.compile(
    r"(?P<months>\d{1,2})\s*(?:calendar\s+)?(?:months?|mths?)|(?P<weeks>\d{1,2})\s*weeks?|"
    r"(?P<years>\d)\s*years?",
    re.IGNORECASE,
)
_WEEKS_A_MONTH = 13 / 3


@dataclass(frozen=True)
class _Clause:
    """What a cell says: on which days, who may break, how many months before."""

    days: tuple[date, ...]
    by: str | None
    months: int | None


def breaks(row: Row, start: date | None, expiry: date | None) -> list[LeaseEventRecord]:
    """Every break of a lease that the row dates and of which it says who has it."""
    months, penalty = months_of(row, "notice_months"), row.decimal("break_penalty_gbp")
    terms, stated = row.text("break_conditions", 500), _stated_party(row)
    found: list[LeaseEventRecord] = []
    for field, by in (
        ("break_date", stated),
        ("tenant_break_date", "tenant"),
        ("landlord_break_date", "landlord"),
        ("break_text", stated),
    ):
        clause = _clause(row, field)
        who = by if by is not None else clause.by
        days = [day for day in clause.days if _within(row, field, day, start, expiry)]
        if days and who is None:
            listed = ", ".join(f"{day:%d/%m/%Y}" for day in days)
            row.say(
                IssueCode.UNKNOWN_CODE,
                Severity.WARNING,
                "break_by",
                "We do not know who may break (tenant, landlord or mutual). We left out the "
                f"break of {listed}.",
                row.cells.get(field),
            )
            continue
        notice = months if months is not None else clause.months
        found += [
            LeaseEventRecord(kind, day, notice, penalty, terms)
            for day in days
            for kind in KINDS[who or "mutual"]
        ]
    found += [
        one for one in further_breaks(row) if _within(row, FIELD, one.event_date, start, expiry)
    ]
    beside = [name for name in _BESIDE_A_BREAK if row.has(name)]
    if beside and not any(row.has(name) for name in _OF_A_BREAK):
        row.say(
            IssueCode.NOT_A_DATE,
            Severity.NOTE,
            beside[0],
            f"What is said of a break ({', '.join(_BESIDE_A_BREAK[name] for name in beside)}) "
            "stands without its date. We left it out.",
        )
    return list({(one.kind, one.event_date): one for one in reversed(found)}.values())[::-1]


def months_of(row: Row, field: str) -> int | None:
    """Months of notice: 6, “6 months”, “26 weeks” or “1 year”."""
    text = values.text(row.cells.get(field))
    found = None if text is None else _months_in(text)
    return row.whole(field, 60) if found is None else found


def _stated_party(row: Row) -> str | None:
    """Who may break, by a column of its own."""
    text = values.text(row.cells.get("break_by"))
    if text is None:
        return None
    own = {key.casefold(): meant for key, meant in row.context.values.get("break_by", {}).items()}
    return own.get(text.casefold()) or values.usual_word(text, "break_by") or _party_in(text)


def _clause(row: Row, field: str) -> _Clause:
    cell: Any = row.cells.get(field)
    text = values.text(cell)
    if text is None or text.casefold().strip(" .") in _NONE:
        return _Clause((), None, None)
    words = isinstance(cell, str) and not isinstance(cell, values.DoubtfulDay)
    days = tuple(dict.fromkeys(days_in(text))) if words else ()
    if not days and words and field == "break_text":
        row.say(
            IssueCode.NOT_A_DATE,
            Severity.WARNING,
            field,
            f"“{text[:200]}” names no date of a break. Write it like 25/03/2029. {KEPT}",
        )
    elif not days:
        day = row.day(field)
        days = (day,) if day else ()
    return _Clause(days, _party_in(text), _months_in(text))


def _party_in(text: str) -> str | None:
    tenant, landlord = bool(_TENANT.search(text)), bool(_LANDLORD.search(text))
    if _MUTUAL.search(text) or (tenant and landlord):
        return "mutual"
    return "tenant" if tenant else "landlord" if landlord else None


def _months_in(text: str) -> int | None:
    match = _MONTHS.search(DAY_IN_TEXT.sub(" ", text))
    if match is None:
        return None
    if match["months"]:
        months = int(match["months"])
    else:
        months = (
            int(match["years"]) * 12
            if match["years"]
            else round(int(match["weeks"]) / _WEEKS_A_MONTH)
        )
    return months if 0 < months <= 60 else None


def _within(row: Row, field: str, day: date, start: date | None, expiry: date | None) -> bool:
    if (start is None or day > start) and (expiry is None or day <= expiry):
        return True
    row.say(
        IssueCode.DATES_OUT_OF_ORDER,
        Severity.WARNING,
        field,
        f"The break ({day:%d/%m/%Y}) lies outside the lease. We left it out.",
    )
    return False
