"""Cost sheets with one column for each kind of cost, turned round: one line for each amount.

A sheet of “Rent, Rates, Electricity, Cleaning” beside the property’s reference is how most
offices keep what a building costs.
"""

import re
from dataclasses import replace
from typing import Any

import pandas as pd

from estate import codes
from estate.codes import RecordKind
from estate.errors import FileRefused
from estate.intake import values
from estate.intake.claims import settle
from estate.intake.money_cells import stated_money
from estate.intake.money_units import scale_of_heading, without_scale
from estate.intake.sources import Source
from estate.intake.wording import counted

#: Columns of the sheet made of a wide one; the plan shows them.
KIND, AMOUNT, YEAR = "Cost type", "Amount (£ a year)", "Financial year"
_FEWEST = 2
_KEPT = frozenset({"property_ref", "uprn", "as_of_date"})
_YEAR = re.compile(
    r"(?<![\d/])(?:FY\s*)?(?:20)?\d{2}\s*[/–-]\s*(?:20)?\d{2}(?![\d/-])|\bFY\s*(?:20)?\d{2}\b",
    re.IGNORECASE,
)
_COSTS = re.compile(
    r"\b(?:total\s+)?(?:annual\s+)?(?:costs?|charges?|spend|expenditure|actuals?|pa|p\.a\.?|annual|"
    r"per annum|a year)\b|[()£]", re.IGNORECASE,
)  # fmt: skip


def turned_round(source: Source) -> Source:
    """The same file with a line for each amount, if it has a column for each kind of cost.

    ``FileRefused`` when such a sheet does not say of which financial year it is.
    """
    found = _turning(source)
    if found is None:
        return source
    kinds, kept, year = found
    rest = source.records.drop(columns=list(kinds))
    lines, numbers = _lines(source, kinds, kept, year)
    notes = [_note(kinds, len(lines)), *_left_out(rest, {*kept, year})]
    return replace(
        source, records=pd.DataFrame(lines, columns=[*kept, KIND, AMOUNT, YEAR], dtype=object),
        row_numbers=numbers, record_count=len(lines), geometry=None,
        notes=(*source.notes, *notes),
    )  # fmt: skip


def turned_columns(source: Source) -> int:
    """How many columns a sheet to be turned round is read from; 0 where it is none."""
    found = _turning(source)
    if found is None:
        return 0
    kinds, kept, year = found
    return len(kinds) + len(kept) + (year is not None) if kept else 0


def _turning(source: Source) -> tuple[dict[str, str], list[str], str | None] | None:
    """The columns that are kinds of cost, those that stay, and that of the financial year; None
    where the sheet is not one to be turned round."""
    records = source.records
    headings = [str(column) for column in records.columns]
    kinds = {one: kind for one in headings if (kind := kind_of(one)) is not None}
    kinds = {one: kind for one, kind in kinds.items() if _is_money(records[one].tolist())}
    if source.rest is not None or len(kinds) < _FEWEST:
        return None
    rest = records.drop(columns=list(kinds))
    taken = {name: one for one, (name, _) in settle(rest, RecordKind.COST).taken.items()}
    if "cost_kind" in taken and _are_kinds(records[taken["cost_kind"]].tolist()):
        return None
    return kinds, [taken[name] for name in sorted(_KEPT & taken.keys())], taken.get("cost_year")


def kind_of(heading: str) -> str | None:
    """The words for a kind of cost that a heading is: “Electricity (£) 2024/25”."""
    bare = " ".join(_COSTS.sub(" ", without_scale(_YEAR.sub(" ", heading))).split())
    for words in (bare, " ".join(_YEAR.sub(" ", heading).split())):
        try:
            if values.code(words, codes.CostKind, "cost_kind") is not None:
                return words
        except ValueError:
            continue
    return None


def _lines(
    source: Source, kinds: dict[str, str], kept: list[str], year: str | None
) -> tuple[list[list[Any]], list[int]]:
    records = source.records
    of_all = _stated_year(source) if year is None else None
    lines: list[list[Any]] = []
    numbers: list[int] = []
    if year is None and of_all is None and not all(map(_year_in, kinds)):
        raise FileRefused(
            f"{source.path.name} has a column for each kind of cost but does not say of which "
            "financial year: add a column “Financial year”, or write it into the headings or "
            "above them (2024/25)."
        )
    for row, number in enumerate(source.row_numbers):
        if any(values.is_sum(records[one].iat[row]) for one in kept):
            continue  # the row of sums below the table
        for heading, words in kinds.items():
            cell = records[heading].iat[row]
            if values.text(cell) is None:
                continue
            typed = of_all if year is None else records[year].iat[row]
            of_year = _year_in(heading) or typed
            made = [records[one].iat[row] for one in kept]
            lines.append([*made, words, _pounds(cell, heading), of_year])
            numbers.append(number)
    return lines, numbers


def _pounds(cell: Any, heading: str) -> Any:
    """The amount by the scale of its column; what is no number stays for the checks to name."""
    stated = stated_money(cell, yearly=True)
    scale = scale_of_heading(heading, "amount_gbp_pa")
    if stated is not None or scale is None:
        return cell if stated is None else stated
    try:
        number = values.number(cell)
    except (ValueError, OverflowError):
        return cell
    return None if number is None else number * scale.factor


def _stated_year(source: Source) -> str | None:
    """The one financial year that the lines above the table or the sheet's name tell of."""
    found = {year for line in (*source.above, source.layer or "") if (year := _year_in(line))}
    return found.pop() if len(found) == 1 else None


def _year_in(text: str) -> str | None:
    """The first financial year that a text names; 31/03 is none."""
    for match in _YEAR.findall(text):
        try:
            return values.financial_year(match)
        except ValueError:
            continue
    return None


def _is_money(cells: list[Any]) -> bool:
    given = [cell for cell in cells if values.text(cell) is not None]
    return bool(given) and sum(map(_amount, given)) * 2 > len(given)


def _amount(cell: Any) -> bool:
    if stated_money(cell, yearly=True) is not None:
        return True
    try:
        return values.number(cell) is not None
    except (ValueError, OverflowError):
        return False


def _are_kinds(cells: list[Any]) -> bool:
    given = [text for cell in cells if (text := values.text(cell)) is not None]
    return sum(kind_of(text) is not None for text in given) * 2 > len(given)


def _note(kinds: dict[str, str], count: int) -> str:
    named = ", ".join(f"“{' '.join(one.split())}”" for one in kinds)
    return (
        f"The sheet has a column for each kind of cost ({named}): it was turned round into "
        f"{counted(count, 'line')}, one for each amount; blank cells and the row of sums are none."
    )


def _left_out(rest: pd.DataFrame, used: set[str | None]) -> list[str]:
    named = [f"“{' '.join(str(one).split())}”" for one in rest.columns if one not in used]
    if not named:
        return []
    return [f"Columns not recognised and left out: {', '.join(named)}."]
