"""``/print``: the same filters as the map's address, a drawn map, and every site in a table."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from math import ceil
from typing import Annotated, Any, Literal

import pandas as pd
from pydantic import Field, field_validator

from api.html import format as words
from api.html.charts import site_map
from api.html.tables import Column, Table, Withheld
from api.http import parameters as schemas
from estate import codes
from estate.register.short_ids import read_ids
from estate.rows import Row
from maps import measures, style

RATINGS = tuple(one.code for one in style.RATINGS)
MARK_SIZE_MM = ((80, 5.0), (400, 4.2))
SMALLEST_MARK_MM = 3.6
MOST_NUMBERED = 80
_NOT_FOR_PAPER = ("view", "page", "selected", "layers")


class Paper(StrEnum):
    """Sheets that the page is laid out for."""

    A4 = "a4"
    A3 = "a3"

    @property
    def picture_mm(self) -> tuple[float, float]:
        """Width and height of the drawn map: A4 upright, A3 lengthways."""
        return (186.0, 150.0) if self is Paper.A4 else (396.0, 196.0)

    @property
    def page_rule(self) -> str:
        """The sheet as CSS has it."""
        return "A4 portrait" if self is Paper.A4 else "A3 landscape"


class PrintQuery(schemas.Query):
    """Filters under the names of the map's address (maps/static/state.js), and the paper.

    What concerns the screen alone (``view``, ``page``, ``property``, ``layers``) is ignored.
    """

    q: str = Field(default="", max_length=200)
    organisation: str = Field(default="", max_length=200)
    use_class: str = Field(default="", max_length=200)
    tenure: str = Field(default="", max_length=200)
    town: str = Field(default="", max_length=200)
    lease: Annotated[int, Field(ge=0, le=100)] | Literal["unknown"] | None = Field(
        default=None, description="years from today, or unknown: no end on record"
    )
    holds: Literal["", "yes", "no"] = ""
    rating: str = Field(default="", max_length=60, description="red,amber,green,unrated")
    colour: codes.RatingScheme = codes.RatingScheme.AVAILABILITY
    by: Literal["", "cost", "condition", "energy", "lease", "value"] = Field(
        default="", description="colour by a figure, in classes, instead of a rating"
    )
    palette: Literal["", "blue"] = ""
    sort: Literal["name", "organisation", "area", "lease", "candidates"] = "name"
    bbox: str | None = Field(default=None, description="what the map shows, in degrees")
    ids: schemas.Ids | None = Field(default=None, description="only these, chosen on the map")
    paper: Paper = Paper.A4
    all: Literal["", "yes"] = Field(default="", description="the table of however many sites")
    view: str = Field(default="", max_length=200)
    page: str = Field(default="", max_length=20)
    selected: str = Field(default="", max_length=60, alias="property")
    layers: str = Field(default="", max_length=200)

    @field_validator("bbox")
    @classmethod
    def _box(cls, value: str | None) -> str | None:
        if value is not None:
            schemas.parse_bbox(value)
        return value

    @field_validator("lease", "ids", mode="before")
    @classmethod
    def _blank_is_none(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("rating")
    @classmethod
    def _known(cls, value: str) -> str:
        unknown = [one for one in value.split(",") if one and one not in RATINGS]
        if unknown:
            raise ValueError(f"ratings are {', '.join(RATINGS)}")
        return value

    @property
    def ratings(self) -> list[str]:
        """The ratings asked for; none means all."""
        return [one for one in self.rating.split(",") if one]

    def ends_before(self, today: date) -> date | None:
        """The first day that is no longer within so many years of ``today``."""
        if not isinstance(self.lease, int):
            return None
        last: date = (pd.Timestamp(today) + pd.DateOffset(years=self.lease)).date()
        return last + timedelta(days=1)

    def parameters(self, **change: Any) -> dict[str, str]:
        """The filters as an address has them, without what is left at its default."""
        given = self.model_dump(mode="json", exclude_defaults=True) | change
        return {k: str(value) for k, value in given.items() if k not in _NOT_FOR_PAPER and value}


def in_words(
    query: PrintQuery, names: Mapping[str, str], today: date, without_end: int = 0
) -> list[str]:
    """The filters as phrases; ``names`` are those of the organisations by code. ``without_end``:
    so many rented properties are in no year, for no lease of theirs has an end on record."""
    scheme = codes.label(query.colour).lower()
    found = [
        f"search: {query.q}" if query.q else "",
        f"organisation: {names.get(query.organisation, query.organisation)}"
        if query.organisation
        else "",
        f"use: {_coded(query.use_class)}" if query.use_class else "",
        f"tenure: {_coded(query.tenure)}" if query.tenure else "",
        f"town: {'outside the towns' if query.town == 'none' else query.town}"
        if query.town
        else "",
        f"{scheme} rated {', '.join(query.ratings)}" if query.ratings else "",
        "what the map showed" if query.bbox else "",
        f"chosen: {words.plural(len(read_ids(query.ids)), 'property', 'properties')}"
        if query.ids
        else "",
        {"yes": "has sharing options", "no": "has no sharing option"}.get(query.holds, ""),
    ]
    if query.lease == "unknown":
        found.append("rented, without an end of a lease on record")
    elif query.lease is not None:
        found.append(
            f"a lease can end within {words.plural(query.lease, 'year')} of {words.day(today)}"
        )
        if without_end:
            rented = words.plural(without_end, "rented property has", "rented properties have")
            found.append(f"{rented} no lease end on record and cannot be among them")
    return [phrase for phrase in found if phrase]


def _coded(code: str) -> str:
    return "not known" if code == "none" else codes.label(code)


def sort_key(row: Row, query: PrintQuery, held: Mapping[str, int]) -> tuple[Any, ...]:
    """Where a property stands in the chosen order; what is not known comes last."""
    name = (row["name"], str(row["property_id"]))
    if query.sort == "organisation":
        return (row["organisation_name"], *name)
    if query.sort == "area":
        return (-float(row.get("gia_m2") or row.get("nia_m2") or 0), *name)
    if query.sort == "lease":
        return (row.get("lease_can_end") or date.max, *name)
    if query.sort == "candidates":
        return (-held.get(str(row["property_id"]), 0), *name)
    return name


def picture(
    rows: Sequence[Row], areas: Sequence[Row], query: PrintQuery, look: Sequence[str]
) -> site_map.Picture | None:
    """Sites on the county's outlines, each with its code of ``look``; None when no site has a
    place. Few sites have their numbers; over many lies a grid, whose squares the table names."""
    points = sum(row["easting"] is not None for row in rows)
    size = next((mm for most, mm in MARK_SIZE_MM if points <= most), SMALLEST_MARK_MM)
    sites = [{**row, "code": code} for row, code in zip(rows, look, strict=True)]
    numbered = len(rows) <= MOST_NUMBERED
    drawn = site_map.of_sites(sites, areas, query.paper.picture_mm, size, numbered=numbered)
    if drawn is None or numbered:
        return drawn
    return replace(drawn, squares=site_map.squares(query.paper.picture_mm))


def rated(rows: Sequence[Row], query: PrintQuery) -> list[str]:
    """The rating of each, in the scheme that is coloured."""
    return [row.get(query.colour.value) or "unrated" for row in rows]


PUBLIC = (
    Column("name", "Property"),
    Column("organisation", "Organisation"),
    Column("place", "Where"),
)
CLUB = (
    *PUBLIC,
    Column("kind", "Use"),
    Column("tenure", "Tenure"),
    Column("two_ratings", "Ratings", "two_ratings"),
    Column("availability", "Available", "file"),
    Column("sharing", "Sharing", "file"),
    Column("area_m2", "Floor area", "square_metres"),
    Column("lease_can_end", "Lease can end", "day"),
    Column("candidates", "Options", "number"),
)
_NUMBER, _SQUARE = Column("number", "No.", "number"), Column("square", "Square")


def numbered(
    table: Table,
    query: PrintQuery,
    squares: Sequence[str | None],
    figures: Sequence[str] | None,
    *,
    club: bool,
) -> Table:
    """The sites' table with each line's number or, of many, the square of the drawn map;
    ``figures``: what the map is coloured by, in words, where that is no rating."""
    many = len(table.rows) > MOST_NUMBERED
    lines = [
        {
            **row,
            "number": at,
            "square": square or "no place",
            "figure": None if figures is None else figures[at - 1],
            "two_ratings": _two_ratings(row),
            "place": ", ".join(part for part in (row["postcode"], row["town"]) if part),
        }
        for at, (row, square) in enumerate(zip(table.rows, squares, strict=True), 1)
    ]
    columns = CLUB if club else PUBLIC
    more = () if figures is None else (Column("figure", measures.BY_CODE[query.by].label),)
    shown = (_NUMBER, *((_SQUARE,) if many else ()), *columns, *more)
    return Table("sites", "Every site", shown, lines, table.note, table.empty)


def _two_ratings(row: Row) -> Any:
    """Availability and sharing; what is withheld is said once."""
    pair = (row.get("availability"), row.get("sharing"))
    return pair[0] if isinstance(pair[0], Withheld) else pair


#: So many lines of the table stand on a sheet, below its head; the map takes one for itself.
_LINES = {Paper.A4: 26, Paper.A3: 40}
#: Of more sites than this the table is made when it is asked for (``all=yes``).
MOST_UNASKED = 300


def sheets(sites: int, paper: Paper) -> int:
    """About how many sheets so many sites make."""
    return 1 + ceil(sites / _LINES[paper])
