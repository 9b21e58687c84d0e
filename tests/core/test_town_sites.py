"""What binds a site binds a plan: steps at the door, the functional floodplain."""

from dataclasses import replace

import pandas as pd

from estate.codes import FloodZone
from estate.consolidation.town.problem_from_register import TownProblem, town_problem
from estate.consolidation.town.what_is_considered import Choice
from estate.costs import property_costs

from .county import county
from .towns import TODAY, A, names_of

EVERYBODY = Choice(include_unrated=True)


def made(**columns: object) -> tuple[TownProblem, pd.DataFrame]:
    """A town of the made-up county whose sites are all as said; and its pairs."""
    estate = county(200, 1, "party")
    estate = replace(estate, properties=estate.properties.assign(**columns))
    there = estate.properties.index[estate.properties["town"].eq("Bromsgrove")]
    costs = property_costs(estate.properties, estate.costs, A, estate.leases)
    ids = [str(one) for one in there[:30]]
    names = names_of(estate)
    town = town_problem(estate, costs, A, TODAY, ids, EVERYBODY, names=names)
    public = town.problem.moves["minutes"].ne(0)
    return town, town.problem.moves.assign(public=public)


def test_whom_the_public_visits_does_not_move_to_where_there_are_steps() -> None:
    """Not known is no reason; steps keep the public's services out, and nobody else."""
    _, unknown = made(step_free=None)
    _, free = made(step_free=True)
    _, steps = made(step_free=False)
    assert len(unknown) == len(free)
    assert unknown["public"].any()
    assert not steps["public"].any()
    assert len(steps) > 0


def test_nobody_moves_into_the_functional_floodplain() -> None:
    """With the reason for each building; other zones are no reason."""
    town, moves = made(flood_zone=FloodZone.ZONE_3B.value)
    assert moves.empty
    assert "floodplain" in town.receives_nobody.values()
    _, other = made(flood_zone=FloodZone.ZONE_3A.value)
    assert len(other) > 0
