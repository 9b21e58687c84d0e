"""The moves of the county's plan one by one, and those that concern one body.

They are read from a plan that somebody has had worked out; nothing is looked for here.
"""

from dataclasses import dataclass
from decimal import Decimal

from estate.answers.county.plan import County
from estate.answers.towns.plan_moves import Place, place_of


@dataclass(frozen=True)
class End:
    """Where a move begins or ends: the building, whose it is, and where it lies."""

    place: Place
    organisation: str
    easting: float | None
    northing: float | None


@dataclass(frozen=True)
class CountyMove:
    """One occupier's move, ``year`` the financial year of its first day in the host; ``empties``:
    nobody is left behind."""

    occupier: str
    organisation: str
    leaves: End
    host: End
    need_m2: Decimal | None
    year: str
    empties: bool

    def concerns(self, organisation: str) -> bool:
        """Whether a body moves, is moved in with, or holds the building that is left."""
        return organisation in (
            self.organisation,
            self.leaves.organisation,
            self.host.organisation,
        )


def moves_of(county: County) -> list[CountyMove]:
    """The moves of a plan; those that empty a building first, then by the space that is needed."""
    town, plan = county.basis.town, county.so_far.plan
    places = town.facts.estate.properties

    def end(key: str) -> End:
        row = places.loc[key]
        east, north = (None if row[one] != row[one] else float(row[one]) for one in _PLACE)
        return End(place_of(town, key), str(row["organisation"]), east, north)

    rows = town.problem.moves.iloc[plan.moves]
    home = town.problem.occupations["home"].to_numpy()
    found = []
    for who, host, when in zip(rows["occupation"], rows["host"], rows["when"], strict=True):
        name, day = town.occupation_ids[int(who)], town.problem.dates[int(when)]
        mover = town.parts.movers[name]
        first = day.year - ((day.month, day.day) < (4, 1))
        found.append(
            CountyMove(
                town.names[name],
                mover.occupier,
                end(mover.home),
                end(town.property_ids[int(host)]),
                mover.need_m2,
                f"{first}/{(first + 1) % 100:02d}",
                not plan.kept[home[int(who)]],
            )
        )
    return sorted(found, key=lambda one: (not one.empties, -(one.need_m2 or 0)))


_PLACE = ("easting", "northing")
