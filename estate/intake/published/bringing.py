"""Published files read for one county: what is kept, what lies elsewhere, and what is missing.

Nothing is written here. A file with one cell that cannot be read is refused whole, with row and
heading; what the file lacks of this county is said, code by code.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from estate.codes import AreaMeasure
from estate.errors import FileRefused
from estate.geometry import WGS84, Envelope, geometry_to_grid, repair_polygon
from estate.intake.cells import values
from estate.intake.published import headings
from estate.intake.published.headings import COUNTS, DISTRICT, SMALL_AREA, cell_of, code_of
from estate.intake.published.tables import PublishedTable, opened
from estate.intake.readers.ask_a_reader import open_source
from estate.progress import Progress, silent
from estate.rows import Rows

_COUNTRIES = {"E": "England", "W": "Wales", "S": "Scotland"}
#: Cells without a figure: blank, suppressed, and the Government's own marks ([c], [x], [low]).
_NOT_GIVEN = re.compile(
    r"|[-–—*:†‡]|\.{2,3}|…|c|x|n/?a|#n/a|nan|null|none|suppressed|\[[a-z ]{1,12}\d{0,2}\]",
    re.IGNORECASE,
)
#: “1 (most deprived)”, “Decile 1”.
_DECILE = re.compile(r"(?:decile )?(\d{1,2})(?:\s*[-–(:].{0,60})?", re.IGNORECASE)
_DECILES = (1, 10)
#: So many areas or postcodes are named one by one; of more only their number is told.
_NAMED = 50
#: After so many outlines it is said how far reading has come.
_STEP = 500


@dataclass(frozen=True)
class Brought:
    """What a file holds for this county: rows of its table, how many rows were read and how many
    are of other places, ``remarks``: ``code`` and ``reason`` of each thing left out, and ``taken``:
    what was read from which column."""

    rows: Rows
    read: int
    elsewhere: int
    remarks: list[dict[str, str]] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)


def outlines(
    paths: Sequence[Path],
    envelope: Envelope,
    crs: str | None = None,
    *,
    layer: str | None = None,
    progress: Progress = silent,
) -> Brought:
    """Outlines of small areas whose middle lies in the county's box (m, National Grid)."""
    rows: Rows = []
    outside: list[str] = []
    read = 0
    for done, path in enumerate(paths):
        progress(f"Reading {path.name}", done, len(paths))
        source = open_source(path, layer, crs, envelope=envelope, area="this county")
        if source.record_count == 0:
            raise FileRefused(f"{path.name} holds no outlines: take a file of areas.")
        named = [str(heading) for heading in source.records.columns]
        table = PublishedTable(
            path.name,
            named,
            [[str(cell) for cell in row] for row in source.records.itertuples(index=False)],
        )
        at = headings.code_column(table)
        name_at = _name_of(named, at)
        read += source.record_count
        for index, record in enumerate(table.rows):
            row = _outline(source, index, code_of(record, at), path)
            row["name"] = values.text(record[name_at]) if name_at is not None else None
            if _inside(row["geom"], envelope):
                rows.append(row)
            else:
                outside.append(row["code"])
            if index % _STEP == 0:
                progress(f"Looking at the outlines of {path.name}", index, source.record_count)
    if not rows:
        raise FileRefused(f"None of the {read:,} outlines lies in this county's box.")
    _refuse_twice([one["code"] for one in rows], paths[0].name)
    return Brought(rows, read, len(outside), several(outside, "lies outside the county"))


def several(codes: Sequence[str], reason: str) -> list[dict[str, str]]:
    """A remark of each, or one of all where they are many, as of a national file."""
    if len(codes) <= _NAMED:
        return [{"code": code, "reason": reason} for code in codes]
    return [{"code": f"{len(codes):,} of them", "reason": f"{reason}: {codes[0]}, {codes[1]} …"}]


def _outline(source: Any, index: int, code: str, path: Path) -> dict[str, Any]:
    where = f"Outline {source.row_numbers[index]} of {path.name} ({code})"
    shape = None if source.geometry is None else source.geometry[index]
    if shape is None or source.projection is None:
        raise FileRefused(f"{where} has no geometry.")
    if not SMALL_AREA.match(code):
        raise FileRefused(f"{where}: “{code}” is no code of a small area such as E01000001.")
    if source.projection.epsg == WGS84:
        shape = geometry_to_grid(shape)
    if not np.isfinite(shape.bounds).all():
        return {"code": code, "geom": None}
    found = repair_polygon(shape).geometry
    if found is None:
        raise FileRefused(f"{where} has no area.")
    return {"code": code, "geom": found}


def _inside(shape: Any, envelope: Envelope) -> bool:
    if shape is None:
        return False
    middle = shape.point_on_surface()
    return bool(envelope.contains(middle.x, middle.y))


def lookup(
    path: Path,
    of_county: Collection[str],
    districts: Collection[str],
    sheet: str | None = None,
) -> Brought:
    """Pairs of codes in which one is a small area of this county, or whose district is named; from
    the older year's to the newer's, or from output areas to LSOAs, whichever stands first."""
    table = opened(path, sheet=sheet)
    codes = headings.older_first(table, headings.code_columns(table, SMALL_AREA))
    if len(codes) < 2:
        raise FileRefused(
            f"{table.name} is no lookup: it needs two columns of small areas, as LSOA11CD and "
            f"LSOA21CD. Its headings: {', '.join(table.headings[:20])}."
        )
    if not of_county and not districts:
        raise FileRefused(
            "Which areas are this county's? Load their outlines first, or name its districts by "
            "their codes (--district E06000017)."
        )
    place = next(iter(headings.code_columns(table, DISTRICT)), None)
    if districts and place is None:
        raise FileRefused(f"{table.name} has no column of district codes such as E06000017.")
    first, second = codes[0], codes[1]
    names = _name_of(table.headings, first), _name_of(table.headings, second)
    kept: dict[tuple[str, str], dict[str, Any]] = {}
    for number, row in table.numbered():
        one, other = code_of(row, first), code_of(row, second)
        district = None if place is None else cell_of(row, place)
        if not (district in districts if districts else {one, other} & set(of_county)):
            continue
        for code in (one, other):
            if not SMALL_AREA.match(code):
                raise FileRefused(
                    f"{table.name}, row {number}: “{code[:40]}” is no code of a small area such as "
                    "E01000001."
                )
        kept[one, other] = {
            "from_code": one,
            "to_code": other,
            "from_name": None if names[0] is None else cell_of(row, names[0]),
            "to_name": None if names[1] is None else cell_of(row, names[1]),
            "district_code": district,
        }
    if not kept:
        raise FileRefused(f"{table.name} names none of this county's areas.")
    paired = {code for pair in kept for code in pair}
    remarks = [
        {"code": code, "reason": "not in the lookup"} for code in sorted(set(of_county) - paired)
    ]
    read = len(table.rows)
    told = [f"areas from “{table.headings[first]}” to “{table.headings[second]}”"]
    return Brought(list(kept.values()), read, read - len(kept), remarks, told)


def figures(
    path: Path,
    of_county: Collection[str],
    linked: Mapping[str, set[str]],
    named: Mapping[AreaMeasure, str],
    sheet: str | None = None,
) -> Brought:
    """Figures of this county's small areas, and of those that the lookup joins to them.

    ``linked``: code of the county → codes of another year's areas with ground in common.
    """
    if not of_county:
        raise FileRefused(
            "Which areas are this county's? Load their outlines first (estate published import "
            "outlines), or a lookup with its districts."
        )
    output = all(code[1:3] == "00" for code in of_county)
    table = opened(path, sheet=sheet, meant="oa" if output else "lsoa")
    at = headings.code_column(table)
    wanted = set(of_county).union(*linked.values())
    if not any(code_of(row, at) in wanted for row in table.rows):
        raise FileRefused(_of_none(table, at, of_county))
    found = headings.measures(table, named)
    rows: Rows = []
    seen: dict[str, int] = {}
    remarks: list[dict[str, str]] = []
    for number, row in table.numbered():
        code = code_of(row, at)
        if code not in wanted:
            continue
        if code in seen:
            raise FileRefused(
                f"{table.name}: {code} stands in rows {seen[code]} and {number}; leave one."
            )
        seen[code] = number
        for measure, columns in found.items():
            value = _figure(table, row, number, measure, columns)
            if value is None:
                remarks.append({"code": code, "reason": f"no figure for {measure.value}"})
            else:
                rows.append({"code": code, "measure": measure.value, "value": value})
    _refuse_shares(table, rows, found)
    remarks += [
        {"code": code, "reason": "not in the file"}
        for code in sorted(of_county)
        if code not in seen and not (linked.get(code, set()) & set(seen))
    ]
    told = headings.taken(table, found)
    return Brought(rows, len(table.rows), len(table.rows) - len(seen), remarks, told)


def is_given(cell: str) -> bool:
    """Whether a cell holds something, and no mark of a figure that is not published."""
    return _NOT_GIVEN.fullmatch(cell) is None


def _refuse_shares(
    table: PublishedTable, rows: Rows, found: Mapping[AreaMeasure, Sequence[int]]
) -> None:
    """A count that is 100 in every area is a share of itself."""
    for measure in (AreaMeasure.POPULATION, AreaMeasure.HOUSEHOLDS):
        told = [row["value"] for row in rows if row["measure"] == measure.value]
        if len(told) > 1 and set(told) == {Decimal(100)}:
            raise FileRefused(
                f"{table.name}, “{table.headings[found[measure][0]]}” is 100 in every area: the "
                "table holds percentages. Fetch it again with counts (Nomis: “values”)."
            )


def _of_none(table: PublishedTable, at: int, of_county: Collection[str]) -> str:
    theirs = {country_of(code_of(row, at)) for row in table.rows[:2000]}
    ours = {country_of(code) for code in of_county}
    if not theirs & ours:
        return (
            f"{table.name} holds areas of {' and '.join(sorted(theirs))}; this county's are of "
            f"{' and '.join(sorted(ours))}."
        )
    output = {code[1:3] == "00" for code in of_county}
    if output == {False} and all(code_of(row, at)[1:3] == "00" for row in table.rows[:2000]):
        return (
            f"{table.name} holds output areas; this county's small areas are LSOAs. Take the "
            "table by LSOA, or undo the outlines of LSOAs and load those of output areas."
        )
    if output == {True} and all(code_of(row, at)[1:3] == "01" for row in table.rows[:2000]):
        return (
            f"{table.name} holds LSOAs; this county's small areas are output areas. Take the "
            "table by output area, or load the outlines of LSOAs as well."
        )
    return (
        f"{table.name} names none of this county's {len(of_county)} small areas. If its areas are "
        "those of another year, load the lookup between the two first (estate published import "
        "lookup)."
    )


def country_of(code: str) -> str:
    """Where a small area's code is from: one of the statistics offices', or made up by us."""
    if code.startswith("SYN-"):
        return "a made-up county"
    return _COUNTRIES.get(code[:1], "another country")


def _figure(
    table: PublishedTable,
    row: Sequence[str],
    number: int,
    measure: AreaMeasure,
    columns: Sequence[int],
) -> Decimal | None:
    total = Decimal(0)
    for at in columns:
        cell = cell_of(row, at)
        if not is_given(cell):
            return None
        where = f"{table.name}, row {number}, “{table.headings[at]}”"
        if measure is AreaMeasure.IMD_DECILE and (decile := _DECILE.fullmatch(cell)):
            cell = decile[1]
        try:
            value = values.number(cell)
        except ValueError:
            raise FileRefused(f"{where}: “{cell[:40]}” is no number.") from None
        if value is None:
            return None
        total += value
        if total < 0 or total.adjusted() >= 9:
            raise FileRefused(f"{where}: {cell[:40]} cannot be.")
    if measure in COUNTS and total != int(total):
        raise FileRefused(
            f"{where}: {total} is no count: people and households are whole. Take the table of "
            "counts, not of shares or means."
        )
    is_decile = measure is AreaMeasure.IMD_DECILE
    if is_decile and not (_DECILES[0] <= total <= _DECILES[1] and total == int(total)):
        raise FileRefused(f"{where}: a decile is a whole number from 1 to 10, not {total}.")
    return round(total, 4)


def _name_of(named: Sequence[str], at: int) -> int | None:
    """The column of names beside a column of codes: LSOA11CD and LSOA11NM, or the next “name”."""
    beside = re.sub(r"cd$|_?code$", "", named[at], flags=re.IGNORECASE).casefold()
    wanted = {beside + "nm", beside + "_name", beside + "name", beside + " name"}
    found = [i for i, one in enumerate(named) if one.casefold() in wanted]
    plain = [i for i, one in enumerate(named) if one.casefold() == "name"]
    return next(iter([*found, *plain]), None)


def _refuse_twice(codes: Sequence[str], name: str) -> None:
    twice = sorted(code for code, count in Counter(codes).items() if count > 1)
    if twice:
        raise FileRefused(
            f"{name} and what is loaded with it hold {twice[0]} more than once: load one edition "
            "of the outlines at a time, an area a row."
        )
