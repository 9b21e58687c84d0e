"""Published files read for one county: what is kept, what lies elsewhere, and what is missing.

Nothing is written here. A file with one cell that cannot be read is refused whole, with row and
heading; what the file lacks of this county is said, code by code.
"""

import re
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
from estate.intake.published.headings import DISTRICT, SMALL_AREA, cell_of
from estate.intake.published.tables import PublishedTable, opened
from estate.intake.readers.ask_a_reader import open_source
from estate.rows import Rows

_COUNTRIES = {"E": "England", "W": "Wales", "S": "Scotland"}
_NOT_GIVEN = frozenset({"", "-", "*", "..", ":", "c", "n/a", "na", "null"})
_DECILES = (1, 10)


@dataclass(frozen=True)
class Brought:
    """What a file holds for this county: rows of its table, how many rows were read and how many
    are of other places, and ``remarks``: ``code`` and ``reason`` of each thing left out."""

    rows: Rows
    read: int
    elsewhere: int
    remarks: list[dict[str, str]] = field(default_factory=list)


def outlines(paths: Sequence[Path], envelope: Envelope, crs: str | None = None) -> Brought:
    """Outlines of small areas whose middle lies in the county's box (m, National Grid)."""
    rows: Rows = []
    remarks: list[dict[str, str]] = []
    read = 0
    for path in paths:
        source = open_source(path, crs=crs, envelope=envelope, area="this county")
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
            row = _outline(source, index, record[at].strip(), path)
            row["name"] = values.text(record[name_at]) if name_at is not None else None
            rows.append(row)
    inside = [one for one in rows if _inside(one["geom"], envelope)]
    if not inside:
        raise FileRefused(f"None of the {len(rows)} outlines lies in this county's box.")
    outside = [one for one in rows if not _inside(one["geom"], envelope)]
    remarks += [{"code": one["code"], "reason": "lies outside the county"} for one in outside]
    _refuse_twice([one["code"] for one in inside], paths[0].name)
    return Brought(inside, read, len(outside), remarks)


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


def lookup(path: Path, of_county: Collection[str], districts: Collection[str]) -> Brought:
    """Pairs of codes in which one is a small area of this county, or whose district is named."""
    table = opened(path)
    codes = headings.code_columns(table, SMALL_AREA)
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
    for number, row in enumerate(table.rows, 2):
        one, other = cell_of(row, first), cell_of(row, second)
        district = None if place is None else cell_of(row, place)
        if not (district in districts if districts else {one, other} & set(of_county)):
            continue
        for code in (one, other):
            if not SMALL_AREA.match(code):
                raise FileRefused(f"{table.name}, row {number}: “{code[:40]}” is no such code.")
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
    return Brought(list(kept.values()), read, read - len(kept), remarks)


def figures(
    path: Path,
    of_county: Collection[str],
    linked: Mapping[str, set[str]],
    named: Mapping[AreaMeasure, str],
) -> Brought:
    """Figures of this county's small areas, and of those that the lookup joins to them.

    ``linked``: code of the county → codes of another year's areas with ground in common.
    """
    if not of_county:
        raise FileRefused(
            "Which areas are this county's? Load their outlines first (estate published import "
            "outlines), or a lookup with its districts."
        )
    table = opened(path)
    at = headings.code_column(table)
    found = headings.measures(table, named)
    wanted = set(of_county).union(*linked.values())
    rows: Rows = []
    seen: dict[str, int] = {}
    remarks: list[dict[str, str]] = []
    for number, row in enumerate(table.rows, 2):
        code = cell_of(row, at)
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
    if not seen:
        raise FileRefused(_of_none(table, at, of_county))
    remarks += [
        {"code": code, "reason": "not in the file"}
        for code in sorted(of_county)
        if code not in seen and not (linked.get(code, set()) & set(seen))
    ]
    return Brought(rows, len(table.rows), len(table.rows) - len(seen), remarks)


def _of_none(table: PublishedTable, at: int, of_county: Collection[str]) -> str:
    theirs = {country_of(cell_of(row, at)) for row in table.rows[:2000]}
    ours = {country_of(code) for code in of_county}
    if not theirs & ours:
        return (
            f"{table.name} holds areas of {' and '.join(sorted(theirs))}; this county's are of "
            f"{' and '.join(sorted(ours))}."
        )
    output = {code[1:3] == "00" for code in of_county}
    if output == {False} and all(cell_of(row, at)[1:3] == "00" for row in table.rows[:2000]):
        return (
            f"{table.name} holds output areas; this county's small areas are LSOAs. Take the "
            "table by LSOA, or undo the outlines of LSOAs and load those of output areas."
        )
    if output == {True} and all(cell_of(row, at)[1:3] == "01" for row in table.rows[:2000]):
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
        if cell.casefold() in _NOT_GIVEN:
            return None
        where = f"{table.name}, row {number}, “{table.headings[at]}”"
        try:
            value = values.number(cell)
        except ValueError:
            raise FileRefused(f"{where}: “{cell[:40]}” is no number.") from None
        if value is None:
            return None
        total += value
        if total < 0 or total.adjusted() >= 9:
            raise FileRefused(f"{where}: {cell[:40]} cannot be.")
    is_decile = measure is AreaMeasure.IMD_DECILE
    if is_decile and not (_DECILES[0] <= total <= _DECILES[1] and total == int(total)):
        raise FileRefused(f"{where}: a decile is a whole number from 1 to 10, not {total}.")
    return round(total, 4)


def postcodes(paths: Sequence[Path], envelope: Envelope) -> Brought:
    """Postcodes with a point in the county's box; Code-Point Open has no headings, others have."""
    kept: dict[str, dict[str, Any]] = {}
    remarks: list[dict[str, str]] = []
    read = elsewhere = 0
    for path in paths:
        table, at = _postcode_table(path)
        read += len(table.rows)
        for number, row in enumerate(table.rows, 2 if table.headings else 1):
            where = f"{table.name}, row {number}"
            try:
                code = values.postcode(cell_of(row, at[0]))
                easting, northing = (values.number(cell_of(row, one)) for one in at[1:])
            except ValueError:
                raise FileRefused(
                    f"{where}: “{','.join(row)[:60]}” is no postcode with easting and northing."
                ) from None
            if code is None:
                raise FileRefused(f"{where} has no postcode.")
            if not easting or not northing:
                remarks.append({"code": code, "reason": "has no point"})
            elif not envelope.contains(float(easting), float(northing)):
                elsewhere += 1
            else:
                kept[code] = {"postcode": code, "easting": easting, "northing": northing}
    if not kept:
        raise FileRefused(
            f"None of the {read:,} postcodes lies in this county's box. Easting and northing are "
            "metres on the British National Grid."
        )
    return Brought(list(kept.values()), read, elsewhere, remarks)


def _postcode_table(path: Path) -> tuple[PublishedTable, tuple[int, int, int]]:
    bare = opened(path, headed=False)
    first = [cell.strip().upper() for cell in bare.rows[0]]
    if re.match(r"^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$", first[0]) and len(first) >= 4:
        return bare, (0, 2, 3)
    table = opened(path)
    code = headings.headed(table.headings, "postcode", "pcds", "pcd", "pcd7")
    east = headings.headed(table.headings, "easting", "eastings", "oseast1m", "x")
    north = headings.headed(table.headings, "northing", "northings", "osnrth1m", "y")
    if code is None or east is None or north is None:
        raise FileRefused(
            f"{path.name} is neither Code-Point Open nor a table with postcode, easting and "
            f"northing. It begins: {', '.join(bare.rows[0][:8])}."
        )
    return table, (code, east, north)


def _name_of(named: Sequence[str], at: int) -> int | None:
    """The column of names beside a column of codes: LSOA11CD and LSOA11NM, or the next “name”."""
    beside = re.sub(r"cd$|_?code$", "", named[at], flags=re.IGNORECASE).casefold()
    wanted = {beside + "nm", beside + "_name", beside + "name", beside + " name"}
    found = [i for i, one in enumerate(named) if one.casefold() in wanted]
    plain = [i for i, one in enumerate(named) if one.casefold() == "name"]
    return next(iter([*found, *plain]), None)


def _refuse_twice(codes: Sequence[str], name: str) -> None:
    twice = {code for code in codes if codes.count(code) > 1}
    if twice:
        raise FileRefused(f"{name} and what is loaded with it hold {min(twice)} more than once.")
