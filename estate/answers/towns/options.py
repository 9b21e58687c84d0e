"""What a town's plans are asked of, at the level of whoever asks: the priced problem, kept.

A member is answered from what it sees: the club's published bands, exact figures of its own and of
those with whom it has an agreement, as candidates and business cases are. ``Asked.exact`` says
which. Nothing of a higher level is in the problem, so nothing made from it can hold more.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

import numpy as np
import pandas as pd

from estate.answers import estate_wide
from estate.answers.candidates import rejected_pairs
from estate.answers.cases.business_case import cost_lines_by_property, names_of
from estate.answers.context import ReadContext
from estate.answers.residents.journeys_worked_out import residents_of
from estate.assumptions import AssumptionSet
from estate.codes import AreaKind
from estate.colocation import gates
from estate.consolidation.town.problem_from_register import TownProblem, town_problem
from estate.consolidation.town.what_is_considered import AS_RATED, Choice
from estate.energy.consumption import consumption
from estate.errors import BadQuestion
from estate.frames import Estate
from estate.register import visibility as v
from estate.register.queries import naming

#: Besides those of a candidate's case, what a town's problem rests on (``from_candidate``).
USED_OF_TOWNS = (
    "host_secure_years",
    "portfolio_min_compatibility",
    "candidate_min_compatibility",
    "town_journeys_growth",
    "town_need_area_longer_min",
    "access_catchment_m",
    "access_walk_limit_min",
    "need_area_weight",
    "max_minutes_public",
    "max_minutes_office",
    "max_minutes_depot",
    "same_place_m",
    "shared_front_desks",
    "school_hosts",
    "conflict_evidence",
)

_PROBLEM = "town problem"


@dataclass(frozen=True)
class Asked:
    """A town's problem and what it was made from.

    ``chosen``: property ids. ``rejected``: pairs that a rejection keeps out of it, as in the lists
    of candidates. ``exact``: every building and occupation in it is shown exactly to this reader;
    else figures of others stand as their published bands.
    """

    town: TownProblem
    estate: Estate
    chosen: tuple[str, ...]
    rejected: tuple[rejected_pairs.KeptOut, ...]
    exact: bool

    @cached_property
    def energy_used(self) -> pd.DataFrame:
        """What every building that the reader sees uses in a year (``energy.consumption``)."""
        return consumption(self.estate.properties, self.town.assumptions)


def problem_of(
    context: ReadContext,
    chosen: str | Sequence[str],
    choice: Choice = AS_RATED,
    assumptions: AssumptionSet | None = None,
    within_m: float | None = None,
    *,
    together: bool = True,
) -> Asked:
    """The priced problem of a town by its name (its buildings in scope, or those of them within
    ``within_m`` metres of its centre), or of properties by id or reference; ``BadQuestion`` where
    it names nothing that this reader sees.

    Kept by version, edition, day, assumptions, buildings and choice. Who may not see candidates
    may not ask. Not ``together``: the limit of a service holds for each of its moves alone.
    """
    key, make = _problem(context, chosen, choice, assumptions, within_m, together=together)
    return context.cache.part(_PROBLEM, key, make)


def is_made(context: ReadContext, chosen: str | Sequence[str], *, together: bool = True) -> bool:
    """Whether somebody has asked for this problem already, so that it need not be priced."""
    key, _ = _problem(context, chosen, AS_RATED, None, None, together=together)
    return context.cache.part_made(_PROBLEM, key) is not None


def _problem(
    context: ReadContext,
    chosen: str | Sequence[str],
    choice: Choice,
    assumptions: AssumptionSet | None,
    within_m: float | None,
    *,
    together: bool,
) -> tuple[tuple[Any, ...], Callable[[], Asked]]:
    """The key by which a problem is kept, and how it is made."""
    v.demand(context.reader, v.Level.CLUB, "sharing options or costs")
    assumptions = assumptions or context.assumptions
    estate = estate_of(context, assumptions)
    ids = _ids(context, estate, chosen, within_m)
    out = rejected_pairs.kept_out(context, estate_wide.whole_estate)
    pairs = frozenset(one.pair for one in out)
    key = (
        estate.version,
        context.reader.edition,
        context.today,
        assumptions,
        ids,
        choice,
        pairs,
        together,
    )

    def make() -> Asked:
        town = town_problem(
            estate,
            estate_wide.property_costs(context, assumptions),
            assumptions,
            context.today,
            ids,
            choice,
            names=names_of(estate, ids),
            lines=cost_lines_by_property(context, [UUID(one) for one in ids]),
            kept_out=pairs,
            living=residents_of(context, estate).living,
            together=together,
        )
        here = tuple(one for one in out if one.guest_property_id in ids)
        return Asked(town, estate, ids, here, _exact(estate, ids))

    return key, make


def estate_of(context: ReadContext, assumptions: AssumptionSet | None = None) -> Estate:
    """What a reader sees of the register, as a town's problem is made of it."""
    assumptions = assumptions or context.assumptions
    return estate_wide.whole_estate(context, assumptions.published or assumptions)


def in_scope(estate: Estate, town: str, within_m: float | None = None) -> tuple[str, ...]:
    """The buildings of a town that could take part: of organisations in scope, in operational use,
    neither protected nor hidden, with a known place; by reference. ``within_m``: so near to its
    centre as the crow flies (800 m are ten minutes' walk)."""
    places, zones = estate.properties, estate.zones
    bodies = estate.organisations.index[estate.organisations["in_scope"].eq(True)]
    keep = places["town"].eq(town) & places["organisation"].isin(bodies)
    if within_m is not None:
        centre = zones[zones["kind"].eq(AreaKind.TOWN) & zones["name"].eq(town)]
        if centre.empty:
            raise BadQuestion(f"Where the centre of {town} lies is not on record.")
        east, north = (float(centre[name].iloc[0]) for name in ("easting", "northing"))
        keep &= np.hypot(places["easting"] - east, places["northing"] - north) <= within_m
    found = places[keep.to_numpy(dtype=bool) & gates.open_to_either(places)]
    ordered = found.sort_values(["organisation", "local_ref"], kind="stable")
    return tuple(str(one) for one in ordered.index)


def _ids(
    context: ReadContext, estate: Estate, chosen: str | Sequence[str], within_m: float | None
) -> tuple[str, ...]:
    if isinstance(chosen, str):
        name = naming.town(context.connection, chosen)
        ids = in_scope(estate, name, within_m)
        if not ids:
            raise BadQuestion(f"You see no building in {name} that could take part in a plan.")
        return ids
    connection, reader = context.connection, context.reader
    found = [naming.property_id(connection, reader, estate.properties, one) for one in chosen]
    unseen = [one for one in found if one not in estate.properties.index]
    if unseen or not found:
        raise BadQuestion("Choose buildings of which you see more than the place.")
    return tuple(dict.fromkeys(found))


def _exact(estate: Estate, ids: Sequence[str]) -> bool:
    users = estate.occupations
    there = users["property_id"].isin(ids)
    whole = estate.properties.loc[list(ids), "exact"].eq(True).all()
    return bool(estate.reader != "club" and whole and users.loc[there, "exact"].eq(True).all())
