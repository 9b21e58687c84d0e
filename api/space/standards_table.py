"""Space standards and what a new one changes, as the tables that pages show."""

from collections.abc import Sequence

from api.html.addresses import property_address
from api.html.tables import Column, Table
from estate.answers.organisations.space_standards import (
    SpaceStandards,
    StandardChange,
    StandardOnRecord,
)
from estate.space.need_by_standard import NAMES, TERMS, day_words

_FIGURE_COLUMNS = tuple(Column(n, f"{TERMS[n].label}, {TERMS[n].unit}", "amount") for n in NAMES)


def table(told: SpaceStandards) -> Table:
    """An organisation's standards with the county's default beneath."""
    own = any(one.set_by for one in told.standards)
    columns = (
        Column("valid_from", "Valid from"),
        *_FIGURE_COLUMNS,
        Column("source", "Source", "long"),
        *((Column("set_by", "Set by"),) if own else ()),
        Column("state", "State"),
    )
    lines = [
        {
            "valid_from": day_words(one.valid_from),
            **{name: f"{getattr(one, name):g}" for name in NAMES},
            "source": one.source,
            "set_by": one.set_by or "–",
            "state": _state(one, told.standards),
        }
        for one in told.standards
    ]
    lines.append(
        {
            "valid_from": "County default of 2026",
            **{name: f"{getattr(told.county_default, name):g}" for name in NAMES},
            "source": "a working figure: 10 m² a person (BCO 2023) and 8 desks for 10 posts",
            "set_by": "–",
            "state": "stands in" if not any(one.holds for one in told.standards) else "beside",
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


def _state(one: StandardOnRecord, all_of_it: Sequence[StandardOnRecord]) -> str:
    if one.holds:
        return "holds"
    current = next((other.valid_from for other in all_of_it if other.holds), None)
    return "to come" if current is None or one.valid_from > current else "was replaced"


def change_table(found: StandardChange) -> Table:
    """What a standard changes, property by property."""
    columns = (
        Column("name", "Property", link="page"),
        Column("need_before_m2", "Need before", "square_metres"),
        Column("need_after_m2", "Need after", "square_metres"),
        Column("spare_before_m2", "Spare before", "square_metres"),
        Column("spare_after_m2", "Spare after", "square_metres"),
    )
    lines = [vars(one) | {"page": property_address(one.id)} for one in found.properties]
    return Table("space-change", "What it changes", columns, lines, empty="No property changes.")
