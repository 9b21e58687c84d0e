"""Moves of a plan as lines of a short list (``plan_moves.html``), with where each leads."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from api.html.addresses import property_address
from estate.answers.towns.plan_moves import Place, PlanBuilding

NO_NUMBERS: Mapping[str, int] = MappingProxyType({})


def page_of(place: Place | PlanBuilding) -> str | None:
    """The page of a building; a hub that is not there yet has none."""
    if place.property_id is not None:
        return property_address(place.property_id)
    return None if str(place.host_id).startswith("hub-") else "/venues"


@dataclass(frozen=True)
class Line:
    """A move as a line of a list; numbers are those of the map beside it."""

    occupier: str
    leaves: str
    leaves_page: str | None
    leaves_number: int | None
    host: str
    host_page: str | None
    host_number: int | None
    year: str


def line(
    occupier: str, leaves: Place, host: Place, year: str, numbers: Mapping[str, int] = NO_NUMBERS
) -> Line:
    """A move as a line."""
    ends = ((one.name, page_of(one), numbers.get(one.key)) for one in (leaves, host))
    return Line(occupier, *next(ends), *next(ends), year)
