"""What residents' journeys are worked out from, for one reader: moves, places, people, engine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pandas as pd

from estate.access.engine_choice import travel_of
from estate.access.journeys_before_and_after import (
    AccessPoint,
    Service,
    ServiceChange,
    change,
)
from estate.access.limits import AccessLimit
from estate.access.travel import Mode, Travel
from estate.answers import estate_wide
from estate.answers.cases.business_case import names_of
from estate.answers.context import ReadContext
from estate.answers.residents.small_areas import residents
from estate.assumptions import AssumptionSet
from estate.colocation.public_services import services_moved, visited
from estate.consolidation.town.service_limits import Living, access_limit, living_in
from estate.errors import BadQuestion
from estate.frames import Estate
from estate.register import visibility as v
from estate.register.queries import naming

#: So many moves at most are asked about at once.
MOST_MOVES = 100


@dataclass(frozen=True)
class Moved:
    """An occupation and the property that it would move to."""

    occupation: str
    host: str


@dataclass(frozen=True)
class Residents:
    """Where people live: ``zones`` as ``frames.RESIDENT_COLUMNS`` has them, what they are in words,
    and areas of need, whose people are among those of the zones."""

    zones: pd.DataFrame
    words: str
    need_areas: pd.DataFrame

    @property
    def living(self) -> Living:
        """As the limit of a plan takes them."""
        return Living(self.zones, self.need_areas)


@dataclass(frozen=True)
class Base:
    """What journeys are worked out from, for one reader: facts, who is visited
    (``public_services.visited``), where people live, and the engine."""

    estate: Estate
    users: pd.DataFrame
    residents: Residents
    travel: Travel
    modes: tuple[Mode, ...]
    catchment_m: float
    limit: AccessLimit
    reader: str


@dataclass(frozen=True)
class Found:
    """The moves with what was worked out for them, before it is told."""

    base: Base
    moves: tuple[Moved, ...]
    names: Mapping[str, str]
    services: tuple[Service, ...]
    changes: tuple[ServiceChange, ...]
    of_need: tuple[ServiceChange, ...]


def read_moves(context: ReadContext, asked: Sequence[str]) -> tuple[Moved, ...]:
    """Moves as they are written in an address: ``OCCUPATION:PROPERTY``, or ``PROPERTY:PROPERTY``
    for all that the public visits in the first. ``BadQuestion`` where one names nothing."""
    v.demand(context.reader, v.Level.CLUB, "residents' journeys of sharing options")
    if not asked or len(asked) > MOST_MOVES:
        raise BadQuestion(f"Name 1 to {MOST_MOVES} moves: move=OCCUPATION:PROPERTY.")
    estate = estate_wide.whole_estate(context)

    def place(text: str) -> str:
        found = naming.property_id(context.connection, context.reader, estate.properties, text)
        if found not in estate.properties.index:
            raise BadQuestion("Choose buildings of which you see more than the place.")
        return found

    found: dict[str, Moved] = {}
    for text in asked:
        who, colon, where = text.strip().rpartition(":")
        if not colon or not who or not where:
            raise BadQuestion(f"A move is written OCCUPATION:PROPERTY, not {text[:80]!r}.")
        host = place(where)
        for one in _movers(estate, who, place):
            if one in found and found[one].host != host:
                raise BadQuestion("One occupier cannot move to two places: name it once.")
            found[one] = Moved(one, host)
    return tuple(found.values())


def _movers(estate: Estate, who: str, place: Any) -> list[str]:
    key = who.strip().lower()
    if key in estate.occupations.index:
        return [key]
    home = place(who)
    users = visited(estate)
    there = [str(one) for one in users.index[users["property_id"].eq(home)]]
    if not there:
        raise BadQuestion("Nobody is on record there whom the public visits: name an occupation.")
    return there


def base_of(context: ReadContext, assumptions: AssumptionSet | None = None) -> Base:
    """What the reader may see, with the engine and the places where people live; kept.

    ``assumptions``: tried in place of the published ones. ``NotAllowed`` below the club.
    """
    v.demand(context.reader, v.Level.CLUB, "residents' journeys of sharing options")
    assumptions = assumptions or context.assumptions
    estate = estate_wide.whole_estate(context, assumptions.published or assumptions)
    travel = travel_of(context.cache.network, assumptions)
    key = (estate.version, context.reader.edition, context.today, assumptions, travel.key)

    def make() -> Base:
        return Base(
            estate,
            visited(estate),
            residents_of(context, estate),
            travel,
            tuple(mode for mode in Mode if mode in travel.modes),
            assumptions.value("access_catchment_m"),
            access_limit(assumptions),
            context.reader.kind.value,
        )

    return context.cache.part("journeys of", key, make)


def journeys_of(
    context: ReadContext, moves: Sequence[Moved], assumptions: AssumptionSet | None = None
) -> Found:
    """What is worked out for some moves from what the reader may see; kept."""
    base = base_of(context, assumptions)
    chosen = tuple(sorted(set(moves), key=lambda one: (one.occupation, one.host)))
    moment = (base.estate.version, context.today, base.travel.key)
    key = (*moment, context.reader.edition, assumptions, chosen)
    return context.cache.part("journeys", key, lambda: found_of(base, chosen))


def found_of(
    base: Base, moves: tuple[Moved, ...], elsewhere: Mapping[str, AccessPoint] | None = None
) -> Found:
    """The same from facts at hand; ``elsewhere``: hosts that are no property of the register."""
    known, estate, users = elsewhere or {}, base.estate, base.users
    touched = users.index.intersection(pd.Index([one.occupation for one in moves], dtype=object))
    of_service = users["service"].isin(users.loc[touched, "service"])
    places = dict.fromkeys(
        [
            *users.loc[of_service, "property_id"].astype(str),
            *(str(estate.occupations.at[one.occupation, "property_id"]) for one in moves),
            *(one.host for one in moves if one.host not in known),
        ]
    )
    names = names_of(estate, places) | {key: one.name for key, one in known.items()}
    services = services_moved(
        estate, users, {one.occupation: one.host for one in moves}, names, known
    )
    zones = (base.residents.zones, base.residents.need_areas)
    made, of_need = (
        change(services, one, base.travel, base.modes, base.catchment_m) for one in zones
    )
    return Found(base, moves, names, services, made, of_need)


def residents_of(context: ReadContext, estate: Estate) -> Residents:
    """Where people live: small areas where they are loaded, else towns by their centres."""
    centres = living_in(estate.zones)
    areas = residents(context).areas
    if areas["people"].notna().any():
        return Residents(areas, _of_areas(areas), centres.need_areas)
    mark = "; synthetic sample data" if context.county["synthetic"] else ""
    return Residents(
        centres.places,
        f"the people of each town, taken to live at its centre (no small areas are loaded{mark})",
        centres.need_areas,
    )


def _of_areas(areas: pd.DataFrame) -> str:
    """The small areas in words: how many, where their people are taken to live, what is missing."""
    people, placed = areas["people"].notna(), areas["easting"].notna()
    bases = sorted(areas.loc[people & placed, "point_basis"].dropna().unique())
    parts = [f"{int((people & placed).sum()):,} small areas, by the {' or the '.join(bases)}"]
    if (lost := int((~people | ~placed).sum())) > 0:
        parts.append(f"{lost:,} areas without people or place on record are left out")
    if areas["synthetic"].eq(True).any():
        parts.append("synthetic sample data")
    return "; ".join(parts)


def moves_of_pair(guest: UUID | str, host: UUID | str) -> tuple[Moved, ...]:
    """The move of a candidate."""
    return (Moved(str(guest), str(host)),)
