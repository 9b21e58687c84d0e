"""Counts of people in a property as the table that its own people are shown."""

from collections.abc import Sequence

from api.html.tables import Column, Table
from estate.answers.properties.use_readings import UseReading


def table(readings: Sequence[UseReading]) -> Table:
    """A property's counts, the latest day first, as its own people see them."""
    columns = (
        Column("counted_on", "Counted on", "day"),
        Column("part", "Of"),
        Column("people", "People", "number"),
        Column("workplaces", "Workplaces", "number"),
        Column("used", "Used", "per_cent"),
        Column("source", "Source", "long"),
        Column("state", "State"),
    )
    lines = [
        {
            "counted_on": one.counted_on,
            "part": one.occupation_ref or "the whole building",
            "people": one.people,
            "workplaces": one.workplaces,
            "used": one.people / one.workplaces,
            "source": one.source,
            "state": _state(one),
        }
        for one in sorted(readings, key=lambda one: one.counted_on, reverse=True)
    ]
    return Table(
        "use-readings",
        "People counted",
        columns,
        lines,
        "Your own; nobody else sees them. A building counted below 60% twice or more, at least "
        "24 months apart, is looked at again when its rating is next reviewed.",
        "Nobody has counted yet.",
    )


def _state(one: UseReading) -> str:
    if one.replaced:
        return "was replaced"
    return "withdrawn" if one.withdrawn else "counts"
