"""A town's problem as members ask for it: whom it is of, what it is kept by, who may ask."""

import pytest

from estate.answers.cache import AnswerCache
from estate.answers.towns.options import problem_of
from estate.consolidation.town.best_plan import best_plan
from estate.consolidation.town.held_to_limits import faults
from estate.consolidation.town.scheme_of_plan import scheme_of
from estate.consolidation.town.what_is_considered import Choice
from estate.errors import BadQuestion, NotAllowed
from estate.register import visibility as v
from estate.savings.business_case import business_case
from tests.asking import question


@pytest.fixture(scope="module")
def asked(sample_engine):
    with sample_engine.connect() as connection:
        cache = AnswerCache()

        def ask(reader, chosen="Bromsgrove", within_m=800.0):
            context = question(connection, reader, cache=cache)
            return problem_of(context, chosen, Choice(True), within_m=within_m)

        yield ask


def test_the_sixteen_of_the_centre_have_a_plan_that_the_business_case_prices(asked) -> None:
    found = asked(v.CLUB)
    assert len(found.chosen) == 16 and not found.exact
    assert asked(v.CLUB) is found
    plan = best_plan(found.town.problem)
    assert plan is not None and plan.proved and not faults(plan)
    case = business_case(scheme_of(found.town, plan), found.town.assumptions)
    assert plan.worth_gbp == pytest.approx(float(case.club.npv_gbp), abs=0.01)
    assert 0 < plan.kept.sum() < 16


def test_an_owner_is_answered_from_its_own_figures_and_the_club_from_bands(asked) -> None:
    """Of a building that the county leaves the amounts differ; nothing of others is exact."""
    club, own = asked(v.CLUB), asked(v.owner("SYN-CC"))
    assert own is not club and own.town.property_ids == club.town.property_ids
    mine = own.estate.properties.loc[list(own.chosen), "organisation"].eq("SYN-CC").to_numpy()
    exact = own.estate.properties.loc[list(own.chosen), "exact"].to_numpy(dtype=bool)
    assert mine.any() and (exact == mine).all() and not own.exact
    lines = [len(own.town.parts.buildings[key].costs) for key in own.chosen]
    assert max(n for n, own_one in zip(lines, mine, strict=True) if own_one) > 3
    assert max(n for n, own_one in zip(lines, mine, strict=True) if not own_one) <= 4


def test_who_may_not_see_candidates_may_not_ask_and_names_must_name_something(asked) -> None:
    with pytest.raises(NotAllowed):
        asked(v.PUBLIC)
    with pytest.raises(BadQuestion, match="town"):
        asked(v.CLUB, "Nowhere")
    with pytest.raises(BadQuestion, match="no property"):
        asked(v.CLUB, ["SYN-XX/1"])
    some = asked(v.CLUB).chosen[:3]
    assert set(asked(v.CLUB, list(some)).town.property_ids) == set(some)
