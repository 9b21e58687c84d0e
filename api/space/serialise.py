"""Space standards in the shapes that their routes take and show."""

import datetime as dt
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api.html.addresses import property_address
from api.html.tables import Column, Table
from api.http.schemas import Answer
from api.http.text_types import Day, Line
from estate.assumptions import AssumptionSet
from estate.capacity import county_standard
from estate.frames import is_null
from estate.space.need_by_standard import NAMES, TERMS, SpaceStandard, day_words
from estate.space.standard_files import checked, sourced
from estate.space.worth_of_needs import Change

Row = Mapping[str, Any]


def _term(name: str) -> Any:
    term = TERMS[name]
    return Field(ge=term.low, le=term.high, description=f"{term.label}, {term.unit}")


class Standard(BaseModel):
    """A space standard that is set: from which day on, its figures, and where it comes from."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, allow_inf_nan=False)

    valid_from: Day = Field(description="from which day on it holds")
    m2_per_desk: float = _term("m2_per_desk")
    desks_per_post: float = _term("desks_per_post")
    mobile_attendance: float = _term("mobile_attendance")
    meeting_m2_per_desk: float = _term("meeting_m2_per_desk")
    storage_m2_per_desk: float = _term("storage_m2_per_desk")
    counter_m2: float = _term("counter_m2")
    source: Line = Field(min_length=3, max_length=300, description="where it comes from")

    def standard(self) -> SpaceStandard:
        """Its figures."""
        return checked({name: getattr(self, name) for name in NAMES})

    def sourced(self) -> str:
        """Its source."""
        return sourced(self.source)


class Figures(Answer):
    """The figures of a standard: areas m² NIA, attendance a share of 0 to 1."""

    m2_per_desk: float
    desks_per_post: float
    mobile_attendance: float
    meeting_m2_per_desk: float
    storage_m2_per_desk: float
    counter_m2: float


class SpaceStandardOut(Figures):
    """One standard of an organisation; ``holds``: today, until the next one begins. By whom and
    when it was recorded its own people see alone."""

    organisation: str
    valid_from: dt.date
    source: str
    holds: bool
    set_by: str | None = None
    recorded_at: dt.datetime | None = None


class SpaceStandards(Answer):
    """An organisation's standards, the newest first, beside what the county takes for all others:
    its default of 2026, and the flat m² for each post of 2007. ``answers_by``: which of the two
    readings the county's answers rest on."""

    standards: list[SpaceStandardOut]
    county_default: Figures
    flat_m2_per_post: float
    answers_by: str


class PlaceChange(Answer):
    """What a standard changes in one property, m² NIA; spare null where it is not known."""

    id: str
    name: str
    need_before_m2: float
    need_after_m2: float
    spare_before_m2: float | None
    spare_after_m2: float | None


class StandardChange(Answer):
    """What a standard changes, and whether it was kept: the need of all the organisation's
    occupations whose posts or desks are recorded, m² NIA, and the property by property."""

    saved: bool
    says_something_new: bool = Field(description="false: it stands like that already")
    valid_from: dt.date
    occupations: int
    need_before_m2: float
    need_after_m2: float
    sentence: str
    properties: list[PlaceChange]


def _figures(row: Row) -> dict[str, float]:
    return {name: float(row[name]) for name in NAMES}


def shown(rows: Sequence[Row], assumptions: AssumptionSet) -> dict[str, Any]:
    """As ``SpaceStandards``."""
    county = county_standard(assumptions)
    return {
        "standards": [
            {
                "organisation": row["organisation_code"],
                "valid_from": row["valid_from"],
                **_figures(row),
                "source": row["source"],
                "holds": row["holds"],
                "set_by": row.get("set_by"),
                "recorded_at": row.get("recorded_at"),
            }
            for row in rows
        ],
        "county_default": {name: getattr(county, name) for name in NAMES},
        "flat_m2_per_post": assumptions.value("m2_per_fte"),
        "answers_by": assumptions.text("space_standard"),
    }


def sentence(found: Change, valid_from: date, today: date) -> str:
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


def changed(
    found: Change, names: Mapping[str, str], valid_from: date, today: date, kept: int | None
) -> dict[str, Any]:
    """As ``StandardChange``; ``kept`` None: only asked."""
    return {
        "saved": bool(kept),
        "says_something_new": kept != 0,
        "valid_from": valid_from,
        "occupations": found.occupations,
        "need_before_m2": round(found.before_m2, 1),
        "need_after_m2": round(found.after_m2, 1),
        "sentence": sentence(found, valid_from, today),
        "properties": [
            {
                "id": str(key),
                "name": names.get(str(key), str(key)),
                "need_before_m2": round(row["before_m2"], 1),
                "need_after_m2": round(row["after_m2"], 1),
                "spare_before_m2": _area(row["spare_before_m2"]),
                "spare_after_m2": _area(row["spare_after_m2"]),
            }
            for key, row in found.places.iterrows()
        ],
    }


def _area(value: Any) -> float | None:
    return None if is_null(value) else round(float(value), 1)


_FIGURE_COLUMNS = tuple(Column(n, f"{TERMS[n].label}, {TERMS[n].unit}", "amount") for n in NAMES)


def history(rows: Sequence[Row], assumptions: AssumptionSet) -> Table:
    """An organisation's standards with the county's default beneath."""
    own = any("set_by" in row for row in rows)
    columns = (
        Column("valid_from", "Valid from"),
        *_FIGURE_COLUMNS,
        Column("source", "Source", "long"),
        *((Column("set_by", "Set by"),) if own else ()),
        Column("state", "State"),
    )
    lines = [
        {
            "valid_from": day_words(row["valid_from"]),
            **{name: f"{float(row[name]):g}" for name in NAMES},
            "source": row["source"],
            "set_by": row.get("set_by") or "–",
            "state": _state(row, rows),
        }
        for row in rows
    ]
    county = county_standard(assumptions)
    lines.append(
        {
            "valid_from": "County default of 2026",
            **{name: f"{getattr(county, name):g}" for name in NAMES},
            "source": "a working figure: 10 m² a person (BCO 2023) and 8 desks for 10 posts",
            "set_by": "–",
            "state": "stands in" if not any(r["holds"] for r in rows) else "beside",
        }
    )
    return Table(
        "space-standards",
        "Space standards",
        columns,
        lines,
        "Posts become desks, desks become square metres of net internal area. Mobile posts count "
        "by their attendance. A newer standard leaves every answer of an earlier day as it was.",
    )


def _state(row: Row, rows: Sequence[Row]) -> str:
    if row["holds"]:
        return "holds"
    current = next((one["valid_from"] for one in rows if one["holds"]), None)
    return "to come" if current is None or row["valid_from"] > current else "was replaced"


def change_table(found: Mapping[str, Any]) -> Table:
    """What a standard changes, property by property."""
    columns = (
        Column("name", "Property", link="page"),
        Column("need_before_m2", "Need before", "square_metres"),
        Column("need_after_m2", "Need after", "square_metres"),
        Column("spare_before_m2", "Spare before", "square_metres"),
        Column("spare_after_m2", "Spare after", "square_metres"),
    )
    lines = [{**one, "page": property_address(one["id"])} for one in found["properties"]]
    return Table("space-change", "What it changes", columns, lines, empty="No property changes.")
