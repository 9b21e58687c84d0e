"""Between recognising and checking: cells written as the register counts them, and said so.

Areas with units become plain numbers in the register's unit; a file without a reference
column gets one made from the columns that its schema or mapping names, never silently.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from estate.intake.cells import area_units, values
from estate.intake.columns.conventions import BACKLOG_PARTS, unkept
from estate.intake.columns.mappings import EVERY_COLUMN
from estate.intake.columns.recognition import MADE_REFERENCE, ColumnMatch, Recognition
from estate.intake.reshaping.area_unit_columns import unit_columns, with_units
from estate.intake.reshaping.made_columns import MadeColumns
from estate.intake.reshaping.odd_days import OddDays
from estate.intake.reshaping.rent_period_columns import RentPeriods, TermMonths
from estate.intake.reshaping.round_uprns import RoundUprns
from estate.intake.reshaping.scaled_columns import DoubtfulDays, MoneyCells, ScaledMoney
from estate.intake.sources import Source
from estate.intake.wording import counted

#: Fields from which others follow and that the register has no place for themselves.
_READ_FOR_OTHERS = ("tenure_detail", "purpose", "holding_type", "coordinate_system")
_PAIRS = (("easting", "northing"), ("longitude", "latitude"), ("geo_x", "geo_y"))
_AREA_FIELDS = {"gia_m2": "m2", "nia_m2": "m2", "site_area_ha": "ha"}
_ROWS_SHOWN = 20


@dataclass
class _Seen:
    """What was met in one column of areas."""

    with_unit: Counter[str] = field(default_factory=Counter)
    bare: int = 0
    commas: list[int] = field(default_factory=list)
    disagree: list[int] = field(default_factory=list)


class Fitting:
    """Fits batch after batch of one file; ``notes`` says at the end what was done."""

    def __init__(self, recognition: Recognition) -> None:
        self._made = MadeColumns(recognition)
        self._whole = False
        self.recognition = recognition
        self._seen = {name: _Seen() for name in _AREA_FIELDS if name in recognition.headings}
        self._used: Counter[tuple[str, ...]] = Counter()
        self._units = unit_columns(recognition)
        self._drawn = False
        self._cells, self._money = MoneyCells(recognition), ScaledMoney(recognition)
        self._periods, self._days = RentPeriods(recognition), DoubtfulDays(recognition)
        self._odd_days, self._terms = OddDays(recognition), TermMonths(recognition)
        self._uprns = RoundUprns(recognition)
        dropped = unkept(recognition.kind)
        named = {name: h for name, h in recognition.headings.items() if name not in dropped}
        self._kept = [named[name] for name in sorted(named)] or [
            column.heading for column in recognition.columns
        ]
        self._ways = () if "local_ref" in recognition.headings else recognition.reference_from

    def fit(self, part: Source) -> Source:
        """Some records as the checks want them."""
        records = part.records.copy(deep=False)
        self._made.fit(records)
        if not self._whole:
            self._whole = True
            columns = (*self.recognition.columns, *self._made.columns)
            self.recognition = replace(self.recognition, columns=columns)
        self._drawn = self._drawn or part.geometry is not None
        self._cells.fit(records)
        self._money.fit(records)
        self._periods.fit(records)
        self._terms.fit(records)
        self._odd_days.fit(records)
        self._days.fit(records, in_steps=part.in_steps)
        self._uprns.fit(records)
        for name, seen in self._seen.items():
            heading, unit = self.recognition.headings[name], _AREA_FIELDS[name]
            stated = area_units.unit_of_heading(heading)
            column = records[heading]
            if name in self._units:
                column = with_units(column, records[self._units[name]])
            if stated in (None, unit) and _all_numbers(column):
                seen.bare += int(column.notna().sum())
                continue
            cells = zip(part.row_numbers, column.tolist(), strict=True)
            made = [_area(cell, stated, unit, seen, row) for row, cell in cells]
            records[heading] = pd.Series(made, index=records.index, dtype=object)
        if self._ways:
            references = _references(records, self._ways, self._used, self._kept)
            self._add_column([text for text in references if text])
            records[MADE_REFERENCE] = pd.Series(references, index=records.index, dtype=object)
        return replace(part, records=records)

    def _add_column(self, references: list[str]) -> None:
        if "local_ref" not in self.recognition.headings:
            column = ColumnMatch(MADE_REFERENCE, "local_ref", 0.5, tuple(references[:3]))
            columns = (*self.recognition.columns, column)
            self.recognition = replace(self.recognition, columns=columns)

    def _beside_notes(self) -> list[str]:
        """Columns that are read for what follows from them, or only where others are blank."""
        found = {
            name: f"“{' '.join(heading.split())}”"
            for name, heading in self.recognition.headings.items()
        }
        notes = []
        derived = [found[name] for name in _READ_FOR_OTHERS if name in found]
        if derived:
            notes.append(
                "Read for what follows from it (status, use class, place), and not kept "
                f"itself: {', '.join(derived)}."
            )
        parts = [found[name] for name in BACKLOG_PARTS if name in found]
        if parts and "backlog_gbp" in found:
            notes.append(
                f"{', '.join(parts)} {'is' if len(parts) == 1 else 'are'} read only in "
                f"rows without {found['backlog_gbp']}."
            )
        pairs = [pair for pair in _PAIRS if all(name in found for name in pair)]
        first, others = (None, pairs) if self._drawn else (pairs[0] if pairs else None, pairs[1:])
        for x, y in others:
            unless = "a shape" if first is None else f"{found[first[0]]} and {found[first[1]]}"
            notes.append(f"{found[x]} and {found[y]} are read only in rows without {unless}.")
        if self._drawn and "site_area_ha" in found:
            notes.append(
                f"{found['site_area_ha']} is read only in rows without an outline: its area counts."
            )
        return notes

    def notes(self) -> list[str]:
        """What was done to the cells of all parts."""
        notes = []
        for name, seen in self._seen.items():
            heading, unit = self.recognition.headings[name], _AREA_FIELDS[name]
            notes += _area_notes(heading, area_units.unit_of_heading(heading), unit, seen)
        notes += [*self._made.notes(), *self._cells.notes(), *self._money.notes()]
        notes += self._periods.notes()
        notes += [*self._terms.notes(), *self._odd_days.notes(), *self._days.notes()]
        notes += self._uprns.notes()
        notes += [_made_note(way, count) for way, count in self._used.items()]
        notes += self._beside_notes()
        dropped = unkept(self.recognition.kind)
        left_out = [f"“{c.heading}”" for c in self.recognition.columns if c.field in dropped]
        if left_out:
            listed = ", ".join(left_out)
            notes.append(f"Recognised, but without a place in the register: {listed}.")
        return notes


def fit(source: Source, recognition: Recognition) -> tuple[Source, Recognition]:
    """A whole file as the checks want it; what was done stands in ``Source.notes``."""
    fitting = Fitting(recognition)
    fitted = fitting.fit(source)
    return replace(fitted, notes=(*source.notes, *fitting.notes())), fitting.recognition


def _all_numbers(column: "pd.Series[Any]") -> bool:
    return pd.api.types.infer_dtype(column, skipna=True) in ("integer", "floating")


def _area(cell: Any, stated: str | None, unit: str, seen: _Seen, row: int) -> Any:
    """One cell in the register's unit; what cannot be read stays for the checks to name."""
    found = area_units.read_area(cell)
    if found is not None and not found.m2.is_nan():
        seen.with_unit[unit] += 1
        if found.decimal_comma:
            seen.commas.append(row)
        if found.disagree:
            seen.disagree.append(row)
        return area_units.to_unit(found.m2, unit)
    try:
        number = values.number(cell)
    except (ValueError, OverflowError):
        return cell
    if number is None:
        return cell
    seen.bare += 1
    if stated is None or stated == unit:
        return cell
    return area_units.to_unit(number * area_units.M2_PER_UNIT[stated], unit)


def _area_notes(heading: str, stated: str | None, unit: str, seen: _Seen) -> list[str]:
    notes = []
    shown = " ".join(heading.split())
    if stated is not None and stated != unit:
        notes.append(f"“{shown}” is in {area_units.WORDS[stated]} and was converted.")
    if seen.with_unit:
        count = sum(seen.with_unit.values())
        notes.append(f"“{shown}” names the unit in {counted(count, 'cell')}; it was read by it.")
        if seen.bare and stated is None:
            notes.append(
                f"In {counted(seen.bare, 'cell')} “{shown}” names no unit; taken as "
                f"{area_units.WORDS[unit]}."
            )
    if seen.commas:
        notes.append(
            f"In {_listed(seen.commas)} the comma of “{shown}” is a decimal point: "
            "the second unit says so."
        )
    if seen.disagree:
        notes.append(
            f"In {_listed(seen.disagree)} the two units of “{shown}” do not agree; the "
            "first was taken."
        )
    return notes


def _references(
    records: pd.DataFrame,
    ways: Sequence[tuple[str, ...]],
    used: Counter[tuple[str, ...]],
    kept: Sequence[str],
) -> list[str | None]:
    """A reference per row from the first way whose columns are all filled; a fingerprint is of
    the ``kept`` columns alone."""
    columns = {
        heading: records[heading].tolist()
        for way in ways
        for heading in way
        if heading != EVERY_COLUMN
    }
    whole = list(zip(*(records[heading].tolist() for heading in kept), strict=True))
    made: list[str | None] = []
    for index, row in enumerate(whole or [()] * len(records)):
        reference = None
        for way in ways:
            cells = row if way == (EVERY_COLUMN,) else [columns[name][index] for name in way]
            reference = _fingerprint(row) if cells is row else _joined(list(cells))
            if reference is not None:
                used[way] += 1
                break
        made.append(reference)
    return made


def _made_note(way: tuple[str, ...], count: int) -> str:
    if way == (EVERY_COLUMN,):
        return (
            f"The file has no reference column: for {counted(count, 'row')} a fingerprint of the "
            "whole row (of the columns that are kept) is the reference. A row that changes will "
            "count as a new one."
        )
    columns = " and ".join(f"“{heading}”" for heading in way)
    rows = counted(count, "row")
    return f"The file has no reference column: for {rows} it was made from {columns}."


def _joined(cells: list[Any]) -> str | None:
    parts = [values.text(cell) for cell in cells]
    return None if any(part is None for part in parts) else ", ".join(p for p in parts if p)[:200]


def _fingerprint(row: tuple[Any, ...]) -> str | None:
    """None of a row without a single filled cell."""
    cells = "\x1f".join(values.text(cell) or "" for cell in row)
    if not cells.strip("\x1f"):
        return None
    return "row " + hashlib.sha256(cells.encode("utf-8", "replace")).hexdigest()[:16]


def _listed(rows: list[int]) -> str:
    shown = ", ".join(map(str, rows[:_ROWS_SHOWN])) + (" …" if rows[_ROWS_SHOWN:] else "")
    return f"row {shown}" if len(rows) == 1 else f"rows {shown}"
