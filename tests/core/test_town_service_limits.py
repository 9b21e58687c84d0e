"""No plan breaks the limit of a service, as the page of the plan measures its journeys."""

from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest

from estate.access.engine_choice import straight_line
from estate.access.journeys_before_and_after import change
from estate.access.limits import keeps
from estate.access.travel import Mode
from estate.colocation.public_services import services_moved, visited
from estate.consolidation.town import service_limits
from estate.consolidation.town.best_plan import best_plan
from estate.consolidation.town.next_plans import next_plans
from estate.consolidation.town.plan import PlanSteps
from estate.consolidation.town.problem_from_register import TownProblem, town_problem
from estate.consolidation.town.service_limits import Living, access_limit
from estate.costs import property_costs
from estate.frames import Estate

from . import factories as make
from .towns import TODAY, A, names_of

FUNCTIONS = ("library", "registration", "customer_services")


def generated(seed: int) -> tuple[Estate, Living, list[str]]:
    """Six buildings that the public visits, of two bodies with services at several of them; small
    areas where people live that are none of the towns' centres."""
    draw = np.random.default_rng([184, seed])
    ids = [f"P{at}" for at in range(6)]
    spots = np.array([396_000, 270_800]) + draw.uniform(0, 700, (6, 2))
    bodies = [f"SYN-{'AB'[one]}" for one in draw.integers(2, size=6)]
    estate = make.estate(
        properties=make.properties(
            *(
                {"id": name, "organisation": body, "easting": east, "northing": north,
                 "use_class": "public_access", "type_code": "hub"}
                for name, body, (east, north) in zip(ids, bodies, spots.tolist(), strict=True)
            )
        ),
        occupations=make.occupations(
            *(
                {"property_id": name, "organisation": body, "user_function": "front_office",
                 "service_function": FUNCTIONS[draw.integers(2)]}
                for name, body in zip(ids, bodies, strict=True)
            )
        ),
        costs=make.costs(**dict.fromkeys(ids, 60_000.0)),
        organisations=make.organisations(*({"id": f"SYN-{one}", "signed": True} for one in "AB")),
    )  # fmt: skip
    areas = make.zones(
        *(
            {"name": f"Area {at}", "kind": "town", "population": int(draw.integers(200, 2_000)),
             "easting": 396_000 + float(east), "northing": 270_800 + float(north)}
            for at, (east, north) in enumerate(draw.uniform(-300, 1_000, (8, 2)))
        )
    )  # fmt: skip
    counted = areas.rename(columns={"population": "people"})
    return estate, Living(counted.iloc[:7], counted.iloc[7:]), ids


def problem_of(estate: Estate, living: Living, ids: list[str], *, together: bool) -> TownProblem:
    costs = property_costs(estate.properties, estate.costs, A, estate.leases)
    return town_problem(
        estate, costs, A, TODAY, ids, names=names_of(estate), living=living, together=together
    )


def verdicts(estate: Estate, living: Living, moves: dict[str, str]) -> Iterator[bool | None]:
    """Of each service that some moves change, as the page says it."""
    travel, catchment = straight_line(A), A.value("access_catchment_m")
    services = services_moved(estate, visited(estate), moves, names_of(estate))
    for one in services:
        (whole,) = change([one], living.places, travel, [Mode.WALK], catchment)
        (need,) = change([one], living.need_areas, travel, [Mode.WALK], catchment)
        yield keeps(
            access_limit(A),
            (whole.before_min, whole.after_min, whole.people),
            (need.before_min, need.after_min, need.people),
        )


def moves_of(town: TownProblem, plan: PlanSteps) -> dict[str, str]:
    rows = town.problem.moves.iloc[plan.moves][["occupation", "host"]]
    return {
        town.occupation_ids[who]: town.property_ids[host]
        for who, host in rows.itertuples(index=False)
    }


def test_no_plan_of_small_towns_breaks_a_limit_by_its_own_page() -> None:
    """The best plan and those after it; with each move tried alone, some would."""
    moving = broken_alone = 0
    for seed in range(6):
        estate, living, ids = generated(seed)
        held = problem_of(estate, living, ids, together=True)
        for plan in next_plans(held.problem, count=3, time_limit_s=20.0):
            moves = moves_of(held, plan)
            moving += bool(moves)
            assert False not in list(verdicts(estate, living, moves))
        alone = problem_of(estate, living, ids, together=False)
        best = best_plan(alone.problem)
        assert best is not None
        broken_alone += False in list(verdicts(estate, living, moves_of(alone, best)))
    assert moving > 6 and broken_alone


def test_what_is_forbidden_is_what_breaks_the_limit_and_nothing_else() -> None:
    """Every combination of moves of each service, against the page's own measure."""
    tried = broken = 0
    for seed in range(3):
        estate, living, ids = generated(seed)
        town = problem_of(estate, living, ids, together=True)
        service = town.journeys.service
        for one in set(service.values()):
            movers = [who for who in town.occupation_ids if service.get(who) == one][:2]
            for hosts in product(ids, repeat=len(movers)):
                moves = {
                    who: host for who, host in zip(movers, hosts, strict=True)
                    if estate.occupations.at[who, "property_id"] != host
                }  # fmt: skip
                if not moves:
                    continue
                told = list(verdicts(estate, living, moves))
                assert town.journeys.keeps(one, moves, access_limit(A)) in told
                assert len(told) == 1
                tried, broken = tried + 1, broken + (told == [False])
    assert 0 < broken < tried


def test_of_a_service_too_large_to_try_only_so_many_move(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service_limits, "MOST_TRIED", 12)
    seen = 0
    for seed in range(6):
        estate, living, ids = generated(seed)
        town = problem_of(estate, living, ids, together=True)
        for few in town.problem.at_most:
            seen += 1
            assert few.number < len(few.occupations)
            assert any("no more than" in note for note in town.notes)
        plan = best_plan(town.problem)
        assert plan is not None
        assert False not in list(verdicts(estate, living, moves_of(town, plan)))
    assert seen
