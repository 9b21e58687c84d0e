"""Public spending read from a file: a line a body, in pounds, thousands or millions.

The unit stands in the heading (``spend_gbp_000_2008_09``, “Spend £m”), as does the financial year
where it is not named by whoever loads the file.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from estate.errors import FileRefused
from estate.intake.cells import values
from estate.intake.published import headings
from estate.intake.published.bringing import Brought
from estate.intake.published.tables import opened
from estate.register.names import name_key
from estate.rows import Rows

_AMOUNT = re.compile(r"spend|amount|expenditure|budget", re.IGNORECASE)
_YEAR = re.compile(r"((?:19|20)\d\d)\s*[-/_–]\s*(?:20)?(\d\d)(?!\d)")
_THOUSANDS = re.compile(r"000(?![\d])|£k|£ ?'?000|thousand", re.IGNORECASE)
_MILLIONS = re.compile(r"£ ?m(?![a-z])|_m_|_gbp_m\b|million", re.IGNORECASE)


def lines(path: Path, financial_year: str | None, names: Mapping[str, str]) -> Brought:
    """The lines of a file. ``names``: key of a name, alias or code → organisation of the register,
    to which a line is tied where its body is called so.

    Every line is kept; those whose body the register does not know are named in the remarks.
    """
    table = opened(path)
    body = headings.headed(table.headings, "body", "organisation", "name", "organisationname")
    amount = next((i for i, one in enumerate(table.headings) if _AMOUNT.search(one)), None)
    if body is None or amount is None:
        raise FileRefused(
            f"{table.name} needs a column “body” and one of amounts such as “spend_gbp_000”. Its "
            f"headings: {', '.join(table.headings[:20])}."
        )
    heading = table.headings[amount]
    year = financial_year_of(financial_year or heading, table.name)
    code = headings.headed(table.headings, "organisationcode", "code")
    note = headings.headed(table.headings, "note", "alignment", "remark")
    unit = _unit(heading)
    rows: Rows = []
    remarks: list[dict[str, str]] = []
    for number, row in enumerate(table.rows, 2):
        name = row[body].strip() if body < len(row) else ""
        raw = row[amount].strip() if amount < len(row) else ""
        where = f"{table.name}, row {number}"
        try:
            value = values.number(raw)
        except ValueError:
            value = None
        if not name or value is None:
            raise FileRefused(
                f"{where}: “{name[:60]}” with “{raw[:40]}” is no body with an amount."
            )
        if value < 0 or value * unit >= Decimal(10) ** 13:
            raise FileRefused(f"{where}: {raw[:40]} cannot be what a body spends.")
        known = names.get(name_key(row[code])) if code is not None and code < len(row) else None
        known = known or names.get(name_key(name))
        if known is None:
            remarks.append({"code": name, "reason": "no organisation of the register is called so"})
        rows.append(
            {
                "line": number - 1,
                "body": name,
                "organisation_code": known,
                "financial_year": year,
                "amount_gbp": value * unit,
                "note": row[note].strip() or None if note is not None and note < len(row) else None,
            }
        )
    return Brought(rows, len(rows), 0, remarks)


def _unit(heading: str) -> int:
    """What one of the column is in pounds, by its heading."""
    bare = _YEAR.sub("", heading)
    return 1_000_000 if _MILLIONS.search(bare) else 1_000 if _THOUSANDS.search(bare) else 1


def financial_year_of(text: str, name: str) -> str:
    """``2008/09`` out of a heading or an option; ``FileRefused`` where none stands in it."""
    match = _YEAR.search(text)
    if match is None or (int(match[1]) + 1) % 100 != int(match[2]):
        raise FileRefused(
            f"Of which financial year is {name}? Say it (--year 2008/09): “{text[:60]}” does not."
        )
    return f"{match[1]}/{match[2]}"
