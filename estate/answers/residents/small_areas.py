"""Where the county's residents live: its small areas with their people, from published files."""

import datetime as dt
from typing import Annotated
from uuid import UUID

import pandas as pd
from pydantic import Field

from estate.access import residents as joining
from estate.access.residents import Residents
from estate.answers.answer import Answer, answer
from estate.answers.context import ReadContext
from estate.codes import AreaMeasure, PublishedKind
from estate.frames import is_null
from estate.register import visibility as v
from estate.register.queries import published as query

#: Measures of which a journey's summary or its groups are made.
_IN_JOURNEYS = (
    AreaMeasure.POPULATION,
    AreaMeasure.UNDER_16,
    AreaMeasure.AGED_65_UP,
    AreaMeasure.DISABLED,
    AreaMeasure.IMD_DECILE,
)
#: So many remarks of a file are told with it; the file's own answer has all.
_AREA_COLUMNS = [
    "code",
    "name",
    "easting",
    "northing",
    "synthetic",
    "postcodes",
    "postcode_easting",
    "postcode_northing",
]


def residents(context: ReadContext) -> Residents:
    """Small areas with their people as a frame (``frames.RESIDENT_COLUMNS``); the same for every
    reader, since all of it is published. Empty where no published file is loaded."""
    key = ("residents", context.version)
    return context.cache.once(key, lambda: _residents(context))


def _residents(context: ReadContext) -> Residents:
    rows = query.area_rows(context.connection)
    areas = pd.DataFrame(rows, columns=_AREA_COLUMNS).set_index("code")
    for name in ("easting", "northing", "postcode_easting", "postcode_northing"):
        areas[name] = pd.to_numeric(areas[name]).astype(float)
    found = query.figure_rows(context.connection)
    figures = pd.DataFrame(found, columns=["code", "measure", "value", "edition"])
    figures["value"] = pd.to_numeric(figures["value"]).astype(float)
    return joining.residents(areas, figures, query.pairs(context.connection))


def editions(context: ReadContext) -> dict[str, str]:
    """Measure → the edition that its figures are of."""
    rows = query.figure_rows(context.connection)
    return {row["measure"]: row["edition"] for row in rows}


@answer
class Remark(Answer):
    """What a file lacks or left out: of which area, postcode or body, and why."""

    code: str
    reason: str


@answer
class PublishedFile(Answer):
    """A published file that was loaded, with where it is from and under which licence."""

    id: UUID
    kind: str
    edition: str
    published_on: dt.date
    source: str
    licence: str
    file_name: str
    sha256: str
    rows_read: int
    rows_kept: int
    rows_elsewhere: Annotated[int, Field(description="rows that are of other places")]
    remarks: list[Remark]
    synthetic: bool
    recorded_at: dt.datetime
    undone_on: dt.date | None
    undone_reason: str | None


@answer
class SmallArea(Answer):
    """A small area with its people."""

    code: str
    name: str
    people: float | None
    imd_decile: Annotated[int | None, Field(description="1 = most deprived tenth")]
    under_16: float | None
    aged_65_up: float | None
    disabled: float | None
    households: float | None
    connectivity_score: float | None
    easting: float | None
    northing: float | None
    point_basis: str | None
    shared_out: Annotated[
        bool, Field(description="a figure of it is an estimate, shared out by postcodes")
    ]


@answer
class Lacking(Answer):
    """A figure, or the place, that an area has not."""

    code: str
    name: str
    measure: str | None
    reason: str


@answer
class SmallAreas(Answer):
    """All small areas of the county, what they lack, and the files that they rest on."""

    numberReturned: int
    people: float | None
    with_people: int
    editions: dict[str, str]
    areas: list[SmallArea]
    lacking: list[Lacking]
    files: list[PublishedFile]
    synthetic: bool
    reader: str


def small_areas(context: ReadContext) -> SmallAreas:
    """The county's small areas; empty lists where nothing is loaded."""
    found = residents(context)
    frame = found.areas
    people = frame["people"]
    return SmallAreas(
        numberReturned=len(frame),
        people=float(people.sum()) if people.notna().any() else None,
        with_people=int(people.notna().sum()),
        editions=editions(context),
        areas=[_area(str(code), row, found) for code, row in frame.iterrows()],
        lacking=[
            Lacking(
                code=one.code,
                name=str(frame.at[one.code, "name"]),
                measure=one.measure,
                reason=one.reason,
            )
            for one in found.missing
        ],
        files=files(context),
        synthetic=bool(frame["synthetic"].eq(True).any()),
        reader=context.reader.kind.value,
    )


def files(context: ReadContext, *, every: bool = False) -> list[PublishedFile]:
    """The published files that stand; ``every``: those that were undone too."""
    rows = query.listing(context.connection, context.reader, every=every)
    return [
        PublishedFile.made_of(
            row,
            id=row["published_file_id"],
            sha256=row["file_sha256"],
            remarks=[Remark(code=one["code"], reason=one["reason"]) for one in row["remarks"]],
            undone_on=row["withdrawn_on"],
            undone_reason=row["withdrawn_reason"],
        )
        for row in rows
    ]


def files_used(context: ReadContext) -> list[PublishedFile]:
    """The published files that residents' journeys rest on: outlines, lookups and postcodes, and
    figures of the editions that count. None where towns stand for small areas."""
    if residents(context).areas["people"].isna().all():
        return []
    found = editions(context)
    counted = {found[one.value] for one in _IN_JOURNEYS if one.value in found}
    kinds = {PublishedKind.OUTLINES, PublishedKind.LOOKUP, PublishedKind.POSTCODES}
    return [
        one
        for one in files(context.seen_by(v.CLUB))
        if one.kind in kinds or (one.kind == PublishedKind.FIGURES and one.edition in counted)
    ]


def _area(code: str, row: "pd.Series[float]", found: Residents) -> SmallArea:
    decile = row["imd_decile"]
    return SmallArea.made_of(
        {name: None if is_null(row[name]) else row[name] for name in row.index},
        code=code,
        imd_decile=None if is_null(decile) else int(decile),
        shared_out=code in found.shared_out,
    )
