"""Space standards of an organisation, beside the county's, and what a new one would change."""

import datetime as dt
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from estate.answers.answer import Answer, answer
from estate.answers.context import ReadContext
from estate.answers.organisations import space
from estate.capacity import county_standard
from estate.frames import is_null
from estate.rows import Row
from estate.space.need_by_standard import NAMES, day_words
from estate.space.worth_of_needs import Change


@answer
class StandardFigures(Answer):
    """The figures of a standard: areas m² NIA, attendance a share of 0 to 1."""

    m2_per_desk: float
    desks_per_post: float
    mobile_attendance: float
    meeting_m2_per_desk: float
    storage_m2_per_desk: float
    counter_m2: float


@answer
class StandardOnRecord(Answer):
    """One standard of an organisation; ``holds``: today, until the next one begins. By whom and
    when it was recorded its own people see alone."""

    organisation: str
    valid_from: dt.date
    m2_per_desk: float
    desks_per_post: float
    mobile_attendance: float
    meeting_m2_per_desk: float
    storage_m2_per_desk: float
    counter_m2: float
    source: str
    holds: bool
    set_by: str | None
    recorded_at: dt.datetime | None


@answer
class SpaceStandards(Answer):
    """An organisation's standards, the newest first, beside what the county takes for all others:
    its default of 2026, and the flat m² for each post of 2007. ``answers_by``: which of the two
    readings the county's answers rest on."""

    standards: list[StandardOnRecord]
    county_default: StandardFigures
    flat_m2_per_post: float
    answers_by: str


@answer
class PlaceChange(Answer):
    """What a standard changes in one property, m² NIA; spare null where it is not known."""

    id: str
    name: str
    need_before_m2: float
    need_after_m2: float
    spare_before_m2: float | None
    spare_after_m2: float | None


@answer
class StandardChange(Answer):
    """What a standard changes, and whether it was kept: the need of all the organisation's
    occupations whose posts or desks are recorded, m² NIA, and the property by property."""

    saved: bool
    says_something_new: Annotated[bool, Field(description="false: it stands like that already")]
    valid_from: dt.date
    occupations: int
    need_before_m2: float
    need_after_m2: float
    sentence: str
    properties: list[PlaceChange]


def space_standards(context: ReadContext, code: str) -> SpaceStandards:
    """All standards of one organisation that the reader sees."""
    assumptions = context.assumptions
    return SpaceStandards(
        standards=[_on_record(row) for row in space.standards(context, code)],
        county_default=StandardFigures.made_of(county_standard(assumptions)),
        flat_m2_per_post=assumptions.value("m2_per_fte"),
        answers_by=assumptions.text("space_standard"),
    )


def _on_record(row: Row) -> StandardOnRecord:
    return StandardOnRecord(
        organisation=row["organisation_code"],
        valid_from=row["valid_from"],
        **{name: float(row[name]) for name in NAMES},
        source=row["source"],
        holds=row["holds"],
        set_by=row.get("set_by"),
        recorded_at=row.get("recorded_at"),
    )


def standard_change(
    found: Change, names: Mapping[str, str], valid_from: date, today: date, kept: int | None
) -> StandardChange:
    """What ``space.preview`` has found; ``kept`` None: only asked."""
    return StandardChange(
        saved=bool(kept),
        says_something_new=kept != 0,
        valid_from=valid_from,
        occupations=found.occupations,
        need_before_m2=round(found.before_m2, 1),
        need_after_m2=round(found.after_m2, 1),
        sentence=_sentence(found, valid_from, today),
        properties=[
            PlaceChange(
                id=str(key),
                name=names.get(str(key), str(key)),
                need_before_m2=round(row["before_m2"], 1),
                need_after_m2=round(row["after_m2"], 1),
                spare_before_m2=_area(row["spare_before_m2"]),
                spare_after_m2=_area(row["spare_after_m2"]),
            )
            for key, row in found.places.iterrows()
        ],
    )


def _sentence(found: Change, valid_from: date, today: date) -> str:
    """What changes, in one sentence: "From today the 31 occupations … need 9,900 m² …"."""
    since = "Today" if valid_from <= today else f"From {day_words(valid_from)}"
    if not found.occupations:
        return f"{since} no need changes: no occupation has posts or desks on record."
    ones = "1 occupation" if found.occupations == 1 else f"{found.occupations:,} occupations"
    told = f"{since} the {ones} with posts or desks on record would need"
    if round(found.before_m2) == round(found.after_m2):
        return f"{told} {found.after_m2:,.0f} m², as before."
    return (
        f"{told} {found.after_m2:,.0f} m² in place of {found.before_m2:,.0f} m² "
        f"({found.after_m2 - found.before_m2:+,.0f} m²)."
    )


def _area(value: Any) -> float | None:
    return None if is_null(value) else round(float(value), 1)
