"""What binds a site binds a plan: steps at the door, the functional floodplain, no parking."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest

from estate.answers.towns.options import Asked
from estate.answers.towns.plan import town_plan
from estate.answers.towns.question import Found, TownAsked, TownQuestion
from estate.codes import FloodZone
from estate.consolidation.town.limits import FREE
from estate.consolidation.town.plan import STOPPED, PlanSteps, steps_of
from estate.consolidation.town.possible_moves import WITH_VEHICLES
from estate.consolidation.town.problem_from_register import TownProblem, town_problem
from estate.consolidation.town.what_is_considered import Choice
from estate.costs import property_costs
from estate.register import visibility as v

from .county import county
from .towns import TODAY, A, names_of

EVERYBODY = Choice(include_unrated=True)


def made(
    services: Mapping[str, str] = MappingProxyType({}), **columns: object
) -> tuple[TownProblem, pd.DataFrame]:
    """A town of the made-up county whose sites are all as said, with other ``services`` in place of
    some; and its pairs."""
    estate = county(200, 1, "party")
    users = estate.occupations
    users = users.assign(service_function=users["service_function"].replace(dict(services)))
    estate = replace(estate, properties=estate.properties.assign(**columns), occupations=users)
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


def test_who_goes_out_in_vehicles_does_not_move_to_where_none_can_be_kept() -> None:
    """Known to be none keeps response police out and nobody else; not known is no reason, and a
    back office goes out in none."""

    def moves(parking: int | None, **services: str) -> pd.DataFrame:
        town, found = made(services, parking_spaces=parking)
        return found.assign(service=town.facts.estate.occupations["service_function"]
                            .iloc[found["occupation"]].to_numpy())  # fmt: skip

    assert len(moves(0)) == len(moves(3)) == len(moves(None)) > 0
    behind = {"corporate": "policing_response"}
    assert len(moves(0, **behind)) == len(moves(None, **behind))
    for service in sorted(WITH_VEHICLES):
        given = {"library": service}
        none, few = moves(0, **given), moves(3, **given)
        assert len(few) == len(moves(None, **given)) > len(none) > 0
        assert few["service"].eq(service).any() and not none["service"].eq(service).any()


@pytest.mark.parametrize(
    ("spaces", "words"),
    [(3, "3 parking spaces;"), (1, "1 parking space;"), (None, "an unknown number of parking")],
)
def test_a_plan_says_what_is_on_record_of_parking(spaces: int | None, words: str) -> None:
    """Of each move of those who go out in vehicles, and of no other."""
    town, moves = made({"library": "policing_response"}, parking_spaces=spaces)
    users = town.facts.estate.occupations.iloc[moves["occupation"]]
    driven = users["service_function"].eq("policing_response").to_numpy()
    basis = Asked(town, town.facts.estate, town.property_ids, (), True)
    told = []
    for chosen in (driven, ~driven):
        steps = steps_of(town.problem, np.flatnonzero(chosen)[:1])
        plan = PlanSteps(town.problem, steps, 0.0, STOPPED, 0.0)
        question = TownQuestion(
            TownAsked("Bromsgrove"), v.CLUB, basis, (), FREE, Found(town, plan), cast(Any, None)
        )
        told.append([one for one in town_plan(question).unknown.notes if "vehicles" in one])
    (note,) = told[0]
    assert words in note and "policing response" in note
    assert told[1] == []
