"""Public spending read from a file: a line a body, in pounds, thousands or millions.

The unit stands in the heading (``spend_gbp_000_2008_09``, “Spend £m”) or in the lines above the
table, as does the financial year where it is not named by whoever loads the file. Totals are told
from lines by their name and by what they add up to.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from estate.errors import FileRefused
from estate.intake.cells import values
from estate.intake.published import headings
from estate.intake.published.bringing import Brought, is_given
from estate.intake.published.headings import cell_of
from estate.intake.published.tables import PublishedTable, opened
from estate.register.names import name_key
from estate.rows import Rows

_AMOUNT = re.compile(r"spend|amount|expenditure|budget", re.IGNORECASE)
#: A share, a rate or a change is no amount.
_NO_AMOUNT = re.compile(
    r"%|per ?cent|share|proportion|per head|per capita|change|\btype\b|\bdate\b|^£ per",
    re.IGNORECASE,
)
_YEAR = re.compile(r"((?:19|20)\d\d)\s*[-/_–]\s*(?:20)?(\d\d)(?!\d)")
_THOUSANDS = re.compile(r"000(?![\d])|£ ?k\b|£ ?'?000|thousand|\(k\)|_gbp_k\b", re.IGNORECASE)
_MILLIONS = re.compile(r"£ ?m(?![a-z])|_m_|_gbp_m\b|million", re.IGNORECASE)
_POUNDS = re.compile(r"£|gbp|pounds", re.IGNORECASE)
_TOTAL = re.compile(r"^(grand |overall )?(sub\W?)?totals?\b|\btotals?$", re.IGNORECASE)
#: A name that can be nothing but a total.
_BARE_TOTAL = re.compile(
    r"(grand |overall )?(sub\W?)?totals?:?( (public )?(spend(ing)?|expenditure|budget))?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Amounts:
    """The column of amounts: where it is, of which year, and what one of it is in pounds."""

    at: int
    year: str
    unit: int
    remarks: list[dict[str, str]]


@dataclass
class _Sums:
    """What the lines so far add up to: all of them, those since a total, and how many."""

    whole: Decimal = Decimal(0)
    part: Decimal = Decimal(0)
    lines: int = 0

    def is_total(self, value: Decimal) -> bool:
        """Whether an amount is the sum of the lines above it, as they are rounded."""
        room = Decimal("0.5") * self.lines
        return self.lines > 0 and any(abs(one - value) <= room for one in (self.whole, self.part))


def lines(
    path: Path, financial_year: str | None, names: Mapping[str, str], sheet: str | None = None
) -> Brought:
    """The lines of a file. ``names``: key of a name, alias or code → organisation of the register,
    to which a line is tied where its body is called so.

    Every line is kept but totals and lines without an amount, which are named in the remarks, as
    are those whose body the register does not know.
    """
    table = opened(path, sheet=sheet)
    body = headings.headed(
        table.headings,
        "body",
        "organisation",
        "name",
        "organisationname",
        "authority",
        "publicbody",
    )
    given = [
        at
        for at, one in enumerate(table.headings)
        if _AMOUNT.search(one) and not _NO_AMOUNT.search(one) and at != body
    ]
    if body is None or not given:
        raise FileRefused(
            f"{table.name} needs a column “body” and one of amounts such as “spend_gbp_000”. Its "
            f"headings: {', '.join(table.headings[:20])}."
        )
    amounts = _amounts(table, given, financial_year)
    code = headings.headed(table.headings, "organisationcode", "code")
    note = headings.headed(table.headings, "note", "alignment", "remark")
    rows: Rows = []
    remarks = list(amounts.remarks)
    sums = _Sums()
    for number, row in table.numbered():
        name, raw = cell_of(row, body), cell_of(row, amounts.at)
        value = _value(table, number, name, raw)
        if value is None:
            remarks.append({"code": name or raw, "reason": f"row {number} has no amount"})
            continue
        if _is_total(table, number, name, value, sums, names):
            reason = f"row {number} is the sum of lines above it, so it is left out"
            remarks.append({"code": name, "reason": reason})
            sums.part = Decimal(0)
            continue
        sums.whole, sums.part, sums.lines = sums.whole + value, sums.part + value, sums.lines + 1
        known = names.get(name_key(cell_of(row, code))) if code is not None else None
        rows.append(
            {
                "line": len(rows) + 1,
                "body": name,
                "organisation_code": known or names.get(name_key(name)),
                "financial_year": amounts.year,
                "amount_gbp": value * amounts.unit,
                "note": cell_of(row, note) or None if note is not None else None,
            }
        )
        _demand_possible(table, number, raw, value * amounts.unit)
    if not rows:
        raise FileRefused(f"{table.name} holds no line with a body and an amount.")
    unit = {1: "£", 1_000: "£ thousand", 1_000_000: "£ million"}[amounts.unit]
    told = [f"amounts of {amounts.year} in {unit} from “{table.headings[amounts.at]}”"]
    return Brought(rows, len(table.rows), 0, remarks + _of_bodies(rows), told)


def _of_bodies(rows: Rows) -> list[dict[str, str]]:
    """Bodies that the register does not know, and those of several lines."""
    unknown = [row["body"] for row in rows if row["organisation_code"] is None]
    counts = Counter(row["body"] for row in rows)
    reason = "no organisation of the register is called so"
    return [
        *({"code": body, "reason": reason} for body in unknown),
        *(
            {"code": body, "reason": f"stands in {count:,} lines; all are kept"}
            for body, count in counts.items()
            if count > 1
        ),
    ]


def _value(table: PublishedTable, number: int, name: str, raw: str) -> Decimal | None:
    """The amount of a row; None where it has none, as a line above a group."""
    if not is_given(raw):
        return None
    try:
        value = values.number(raw)
    except ValueError:
        value = None
    if not name or value is None:
        raise FileRefused(
            f"{table.name}, row {number}: “{name[:60]}” with “{raw[:40]}” is no body with an "
            "amount (figures alone; the unit stands in the heading, as £k)."
        )
    return value


def _demand_possible(table: PublishedTable, number: int, raw: str, pounds: Decimal) -> None:
    if pounds < 0:
        raise FileRefused(
            f"{table.name}, row {number}: {raw[:40]} cannot be what a body spends. Set income "
            "against the spending of its body, and leave the line out."
        )
    if pounds >= Decimal(10) ** 13:
        raise FileRefused(
            f"{table.name}, row {number}: {raw[:40]} cannot be what a body spends: is the unit of "
            "the heading right?"
        )


def _is_total(
    table: PublishedTable,
    number: int,
    name: str,
    value: Decimal,
    sums: _Sums,
    names: Mapping[str, str],
) -> bool:
    """Whether a row adds up lines above it. A “Total” that does not refuses the file."""
    if not _TOTAL.search(name) or name_key(name) in names:
        return False
    if sums.is_total(value):
        return True
    if _BARE_TOTAL.fullmatch(name):
        raise FileRefused(
            f"{table.name}, row {number}: “{name}” is {value:,}, but the lines above it add up to "
            f"{sums.whole:,}. Mend the lines, or leave the total out."
        )
    return False


def _amounts(table: PublishedTable, given: Sequence[int], asked: str | None) -> _Amounts:
    at, year = _of_year(table, given, asked)
    heading = table.headings[at]
    said = [heading, *table.above]
    unit = next((one for line in said if (one := _unit(line)) is not None), None)
    remarks = []
    if unit is None:
        reason = "neither the heading nor a line above says the unit: read as pounds"
        remarks.append({"code": heading, "reason": reason})
    left = [table.headings[one] for one in given if one != at]
    reason = f"not read, “{heading}” is: to read it, leave out the other column"
    remarks += [{"code": one, "reason": reason} for one in left]
    return _Amounts(at, year, unit or 1, remarks)


def _of_year(table: PublishedTable, given: Sequence[int], asked: str | None) -> tuple[int, str]:
    """The column of amounts of the year asked for, or of the only one there is."""
    of_year = {at: _YEAR.search(table.headings[at]) for at in given}
    years = {at: financial_year_of(match[0], table.name) for at, match in of_year.items() if match}
    if asked is None and len(set(years.values())) > 1:
        raise FileRefused(
            f"{table.name} holds {', '.join(sorted(set(years.values())))}: say which (--year "
            f"{max(years.values())})."
        )
    if asked is not None:
        year = financial_year_of(asked, table.name)
        fits = [at for at in given if years.get(at, year) == year]
        if not fits:
            raise FileRefused(
                f"{table.name} holds amounts of {', '.join(sorted(set(years.values())))}, not of "
                f"{year}."
            )
        return next((at for at in fits if at in years), fits[0]), year
    if years:
        at = next(iter(years))
        return at, years[at]
    above = next((line for line in table.above if _YEAR.search(line)), table.headings[given[0]])
    return given[0], financial_year_of(above, table.name)


def _unit(text: str) -> int | None:
    """What one of a column is in pounds, by its heading or a line above; None where neither says
    so."""
    bare = _YEAR.sub("", text)
    if _MILLIONS.search(bare):
        return 1_000_000
    if _THOUSANDS.search(bare):
        return 1_000
    return 1 if _POUNDS.search(bare) else None


def financial_year_of(text: str, name: str) -> str:
    """``2008/09`` out of a heading or an option; ``FileRefused`` where none stands in it."""
    match = _YEAR.search(text)
    if match is None or (int(match[1]) + 1) % 100 != int(match[2]):
        raise FileRefused(
            f"Of which financial year is {name}? Say it (--year 2008/09): “{text[:60]}” does not."
        )
    return f"{match[1]}/{match[2]}"
