"""Cost sheets with one column for each kind of cost, turned round: one line for each amount.

A sheet of “Rent, Rates, Electricity, Cleaning” beside the property’s reference is how most
offices keep what a building costs; another has a line for each kind and a column for each year. In
a mapping file the kinds stand under ``[values.cost_kind]``: ``"Power bill" = "energy"``.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from estate import codes
from estate.codes import RecordKind
from estate.errors import FileRefused
from estate.intake.cells import placeholders, values
from estate.intake.cells.financial_years import SORT, financial_year, of_one_sort
from estate.intake.cells.money_cells import stated_money
from estate.intake.cells.money_units import scale_of_heading, without_scale
from estate.intake.columns.claims import settle
from estate.intake.columns.mappings import read_mapping
from estate.intake.columns.recognition import AMOUNT, KIND, YEAR
from estate.intake.reshaping.cost_columns_by_month import by_property, whole_years
from estate.intake.sources import Source
from estate.intake.wording import counted

_FEWEST = 2
_KEPT = frozenset({"property_ref", "uprn", "as_of_date"})
_YEAR = re.compile(
    r"(?<![\d/])(?:FY\s*)?(?:20)?\d{2}\s*[/–-]\s*(?:20)?\d{2}(?![\d/-])|\bFY\s*(?:20)?\d{2}\b",
    re.IGNORECASE,
)
_COSTS = re.compile(
    r"\b(?:total\s+)?(?:annual\s+)?(?:costs?|charges?|spend|expenditure|actuals?|pa|p\.a\.?|annual|"
    rf"per annum|a year)\b|[()£]|{SORT.pattern}",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Wide:
    """A sheet as it stands: columns of amounts and the words for their kinds, the columns that
    are kept beside each amount, the column of the year, and all else."""

    kinds: dict[str, str]
    kept: list[str]
    year: str | None
    rest: pd.DataFrame


def turned_round(source: Source, mapping: Path | None = None) -> Source:
    """The same file with a line for each amount, if it has a column for each kind of cost.

    ``FileRefused`` when such a sheet does not say of which financial year it is.
    """
    if source.rest is not None:
        return source
    if mapping is None:
        source = by_property(whole_years(source, _is_money), _is_money)
    if mapping is None and (by_year := _turned_years(source)) is not None:
        return by_year
    wide = parts_of(source) if mapping is None else _mapped(source, mapping)
    if wide is None:
        return source
    lines, numbers, joined = _lines(source, wide)
    notes = [_note(wide.kinds, len(lines)), *joined, *_left_out(wide.rest, {*wide.kept, wide.year})]
    year = YEAR if mapping is None or wide.year is None else wide.year
    return _of_lines(source, [*wide.kept, KIND, AMOUNT, year], lines, numbers, notes)


def _of_lines(
    source: Source,
    columns: list[str],
    lines: list[list[Any]],
    numbers: list[int],
    notes: list[str],
) -> Source:
    return replace(
        source,
        records=pd.DataFrame(lines, columns=columns, dtype=object),
        row_numbers=numbers,
        record_count=len(lines),
        geometry=None,
        notes=(*source.notes, *notes),
    )


def parts_of(source: Source) -> Wide | None:
    """What the headings of a sheet say of it; None where it has no columns of kinds of cost."""
    records = source.records
    kinds = {one: kind for one in amounts_of(records) if (kind := kind_of(one)) is not None}
    if not kinds:
        return None
    rest = records.drop(columns=list(kinds))
    taken = {name: one for one, (name, _) in settle(rest, RecordKind.COST).taken.items()}
    if "cost_kind" in taken and _are_kinds(records[taken["cost_kind"]].tolist()):
        return None
    if len(kinds) < _FEWEST and "amount_gbp_pa" in taken:
        return None
    kept = [taken[name] for name in sorted(_KEPT & taken.keys())]
    return Wide(kinds, kept, taken.get("cost_year"), rest)


def amounts_of(records: pd.DataFrame) -> list[str]:
    """The columns that hold numbers or money."""
    return [str(one) for one in records.columns if _is_money(records[one].tolist())]


def _mapped(source: Source, mapping: Path) -> Wide | None:
    """What a mapping file says of a sheet: its kinds are headings of the file."""
    headings = [str(one) for one in source.records.columns]
    fields, words, _ = read_mapping(mapping, headings, RecordKind.COST)
    kinds = {one: one for one in headings if one in words.get("cost_kind", {})}
    if not kinds or "cost_kind" in fields.values():
        return None
    year = next((one for one, name in fields.items() if name == "cost_year"), None)
    kept = [one for one in fields if one != year and one not in kinds]
    return Wide(kinds, kept, year, source.records.drop(columns=list(kinds)))


def _turned_years(source: Source) -> Source | None:
    """A line for each kind and a column for each year (“2025/26”): a line for each amount."""
    records = source.records
    years = {one: year for one in amounts_of(records) if (year := _year_in(one)) and not _bare(one)}
    years, planned = of_one_sort(years)
    rest = records.drop(columns=list(years))
    others = rest.drop(columns=planned)
    taken = {name: one for one, (name, _) in settle(others, RecordKind.COST).taken.items()}
    kind = taken.get("cost_kind")
    if not years or kind is None or not taken.keys().isdisjoint({"amount_gbp_pa", "cost_year"}):
        return None
    kept = [taken[name] for name in sorted(_KEPT & taken.keys())]
    lines: list[list[Any]] = []
    numbers: list[int] = []
    for row, number in enumerate(source.row_numbers):
        for heading, year in years.items():
            cell = records[heading].iat[row]
            if _says_some(cell):
                beside = [records[one].iat[row] for one in (*kept, kind)]
                lines.append([*beside, _pounds(cell, heading), year])
                numbers.append(number)
    named = ", ".join(f"“{' '.join(one.split())}”" for one in years)
    notes = [
        f"The sheet has a column for each year ({named}): it was turned round into "
        f"{counted(len(lines), 'line')}, one for each amount.",
        *_left_out(rest, {*kept, kind}),
    ]
    return _of_lines(source, [*kept, kind, AMOUNT, YEAR], lines, numbers, notes)


def _bare(heading: str) -> str:
    """A heading without its year, its scale and the words for costs."""
    return " ".join(_COSTS.sub(" ", without_scale(_YEAR.sub(" ", heading))).split())


def turned_columns(source: Source) -> int:
    """How many columns a sheet to be turned round is read from; 0 where it is none."""
    found = None if source.rest is not None else parts_of(source)
    if found is None or len(found.kinds) < _FEWEST or not found.kept:
        return 0
    return len(found.kinds) + len(found.kept) + (found.year is not None)


def kind_of(heading: str) -> str | None:
    """The words for a kind of cost that a heading is: “Electricity (£) 2024/25”."""
    for words in (_bare(heading), " ".join(_YEAR.sub(" ", heading).split())):
        try:
            if values.code(words, codes.CostKind, "cost_kind") is not None:
                return words
        except ValueError:
            continue
    return None


def _lines(source: Source, wide: Wide) -> tuple[list[list[Any]], list[int], list[str]]:
    """The lines, the rows that they come from, and what to say of columns of one kind."""
    records = source.records
    of_all = _stated_year(source) if wide.year is None else None
    if wide.year is None and of_all is None and not all(map(_year_in, wide.kinds)):
        raise FileRefused(
            f"{source.path.name} has a column for each kind of cost but does not say of which "
            "financial year. Add a column “Financial year”, or write the year into the headings "
            "or above them (2024/25)."
        )
    groups = _of_one_kind(wide.kinds)
    lines: list[list[Any]] = []
    numbers: list[int] = []
    for row, number in enumerate(source.row_numbers):
        if any(values.is_sum(records[one].iat[row]) for one in wide.kept):
            continue  # the row of sums below the table
        typed = of_all if wide.year is None else records[wide.year].iat[row]
        made = [records[one].iat[row] for one in wide.kept]
        for words, headings in groups:
            amounts = [
                _pounds(cell, one) for one in headings if _says_some(cell := records[one].iat[row])
            ]
            if amounts:
                lines.append([*made, words, _sum(amounts), _year_in(headings[0]) or typed])
                numbers.append(number)
    return lines, numbers, [_joined(headings) for _, headings in groups if len(headings) > 1]


def _of_one_kind(kinds: dict[str, str]) -> list[tuple[str, list[str]]]:
    """Columns that would make the same line, together: “Repairs” and “Building repairs”."""
    groups: dict[tuple[str, str | None], tuple[str, list[str]]] = {}
    for heading, words in kinds.items():
        try:
            kind = values.code(words, codes.CostKind, "cost_kind")
        except ValueError:
            kind = None
        part = values.cost_part(words) if kind not in (None, codes.CostKind.OTHER) else words
        key = (f"{kind}/{part}", _year_in(heading))
        groups.setdefault(key, (words, []))[1].append(heading)
    return list(groups.values())


def _joined(headings: list[str]) -> str:
    named = " and ".join(f"“{' '.join(one.split())}”" for one in headings)
    return f"{named} are one kind of cost and were added up."


def _sum(amounts: list[Any]) -> Any:
    """The sum of amounts; where one of them is none, it stays for the checks to name."""
    if len(amounts) == 1:
        return amounts[0]
    total = Decimal(0)
    for one in amounts:
        try:
            number = values.number(one)
        except (ValueError, OverflowError):
            return one
        total += number or 0
    return total


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
            return financial_year(match)
        except ValueError:
            continue
    return None


def _is_money(cells: list[Any]) -> bool:
    given = [cell for cell in cells if _says_some(cell) and not placeholders.no_figure(cell)]
    return bool(given) and sum(map(_amount, given)) * 2 > len(given)


def _amount(cell: Any) -> bool:
    if stated_money(cell, yearly=True) is not None:
        return True
    try:
        return values.number(cell) is not None
    except (ValueError, OverflowError):
        return False


def _says_some(cell: Any) -> bool:
    text = values.text(cell)
    return text is not None and not placeholders.not_applicable(text)


def _are_kinds(cells: list[Any]) -> bool:
    given = [text for cell in cells if (text := values.text(cell)) is not None]
    return sum(kind_of(text) is not None for text in given) * 2 > len(given)


def _note(kinds: dict[str, str], count: int) -> str:
    named = ", ".join(f"“{' '.join(one.split())}”" for one in kinds)
    return (
        f"The sheet has a column for each kind of cost ({named}). It was turned round into "
        f"{counted(count, 'line')}, one for each amount, without blank cells and the row of sums."
    )


def _left_out(rest: pd.DataFrame, used: set[str | None]) -> list[str]:
    named = [f"“{' '.join(str(one).split())}”" for one in rest.columns if one not in used]
    if not named:
        return []
    return [f"Columns not recognised and left out: {', '.join(named)}."]
