"""One town: what the public owns in it, who shares, what falls due."""

from dataclasses import dataclass
from typing import Any

from estate.answers import estate_wide
from estate.answers.context import ReadContext
from estate.answers.properties.properties_together import Part, hull_ha, part
from estate.frames import Estate, within
from estate.register import visibility as v
from estate.register.queries import properties, towns
from estate.register.queries.property_filters import PropertyFilter


@dataclass(frozen=True)
class Town:
    """A town and its properties as the reader sees them; ``told`` is for members alone.

    ``hull_ha``: hectares within the outermost of them; None of fewer than three.
    """

    name: str
    population: int | None
    population_source: str | None
    rows: list[dict[str, Any]]
    hull_ha: float | None
    told: Part | None

    @property
    def organisations(self) -> int:
        """How many organisations have a property here."""
        return len({row["organisation_code"] for row in self.rows})


def town(context: ReadContext, name: str) -> Town:
    """The town of this name; NotFound for none."""
    found = towns.one(context.connection, context.reader, name)
    wanted = PropertyFilter(town=[name])
    rows = properties.for_export(context.connection, context.reader, wanted, today=context.today)
    told = part(context, rows, town=name) if context.reader.level >= v.Level.CLUB else None
    population = found["population"], found["population_source"]
    return Town(found["name"], *population, rows, hull_ha(rows), told)


def estate_of(context: ReadContext, found: Town) -> Estate:
    """The facts of the town's properties alone."""
    return within(
        estate_wide.whole_estate(context), (str(row["property_id"]) for row in found.rows)
    )
