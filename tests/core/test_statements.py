"""What its premises cost each occupier: the parts of a building make its whole."""

import doctest

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estate import costs
from estate.assumptions import named
from estate.capacity import needs
from estate.club import statements
from estate.club.statements import ShareRestsOn, shares, statement, total, without_occupier

from . import factories
from .county import county

NAMED = named("2026-11")


def estate():
    return factories.estate(
        properties=factories.properties(
            {"id": "own", "organisation": "SYN-A", "name": "Own House"},
            {"id": "theirs", "organisation": "SYN-B", "name": "Theirs"},
            {"id": "unsure", "organisation": "SYN-A", "name": "Unsure"},
            {"id": "empty", "organisation": "SYN-A"},
        ),
        occupations=factories.occupations(
            {"property_id": "own", "organisation": "SYN-A", "need_m2": None, "need_basis": None},
            {"property_id": "theirs", "organisation": "SYN-A", "need_m2": 30.0},
            {"property_id": "theirs", "organisation": "SYN-A", "need_m2": 30.0},
            {"property_id": "theirs", "organisation": "SYN-B", "need_m2": 180.0},
            {"property_id": "unsure", "organisation": "SYN-A", "need_m2": 50.0},
            {"property_id": "unsure", "organisation": "SYN-B", "need_m2": None,
             "need_basis": None},
        ),
        costs=factories.costs(
            own=60_000.0, theirs=100_000.0,
        ),
    )  # fmt: skip


def made(held, code="SYN-A"):
    premises = costs.property_costs(held.properties, held.costs, NAMED, held.leases)
    room = needs(held.occupations, held.organisations, NAMED)
    return statement(held, premises, room, code), premises


def test_each_building_stands_with_the_part_that_falls_to_the_occupier():
    found, premises = made(estate())
    assert list(found.index) == ["own", "theirs", "unsure"], "the dearest part first, unknown last"
    assert found["share"].tolist()[:2] == [1.0, 0.25]
    assert found["share"].isna().tolist() == [False, False, True]
    assert found["rests_on"].tolist() == [
        ShareRestsOn.ALONE, ShareRestsOn.NEED, ShareRestsOn.UNKNOWN,
    ]  # fmt: skip
    assert found["is_own"].tolist() == [True, False, True]
    assert found.at["theirs", "managing"] == "SYN-B"
    for end in ("", "low_", "high_"):
        whole = premises[f"total_{end}gbp_pa"]
        assert found.at["own", f"share_{end}gbp_pa"] == whole["own"]
        assert found.at["theirs", f"share_{end}gbp_pa"] == pytest.approx(whole["theirs"] / 4)
    assert pd.isna(found.at["unsure", "share_gbp_pa"])
    assert found.at["theirs", "need_m2"] == 60.0, "two teams of one organisation together"


def test_the_sum_leaves_out_what_has_no_share_and_has_the_range_of_all_sums():
    held = estate()
    found, premises = made(held)
    summed = total(found, premises, NAMED)
    assert summed is not None
    assert summed.count == 2
    assert summed.central_gbp_pa == pytest.approx(found["share_gbp_pa"].sum())
    assert summed.low_gbp_pa < summed.central_gbp_pa < summed.high_gbp_pa
    nobody, _ = made(held, "SYN-Z")
    assert nobody.empty
    assert total(nobody, premises, NAMED) is None
    alone = found.loc[["own"]]
    assert total(alone, premises, NAMED) == costs.total(premises.loc[["own"]], NAMED)


def test_what_nobody_uses_is_counted_beside_the_statement():
    assert list(without_occupier(estate(), "SYN-A")) == ["empty"]
    assert list(without_occupier(estate(), "SYN-B")) == []


def test_a_user_outside_the_register_has_its_part_too():
    """A charity in the council's building: the council is not alone in it."""
    rows = pd.DataFrame(
        {"property_id": ["A", "A", "A", "B"], "organisation": ["SYN-A", None, None, "SYN-A"]}
    )
    found = shares(rows, pd.Series([100.0, 250.0, 50.0, float("nan")]))
    own = found.xs("SYN-A", level="organisation")
    assert own["share"].to_dict() == {"A": 0.25, "B": 1.0}
    assert own["rests_on"].to_dict() == {"A": ShareRestsOn.NEED, "B": ShareRestsOn.ALONE}
    unsure = shares(rows, pd.Series([100.0, float("nan"), 50.0, 1.0]))
    assert pd.isna(unsure.at[("A", "SYN-A"), "share"])


USERS = st.tuples(st.sampled_from("PQR"), st.sampled_from("XYZ"), st.floats(0, 5_000))


@given(st.lists(USERS, min_size=1, max_size=12))
def test_the_shares_of_a_building_make_its_whole(users):
    rows = pd.DataFrame(users, columns=["property_id", "organisation", "need_m2"])
    found = shares(rows, rows["need_m2"])
    assert set(found.index) == {(place, body) for place, body, _ in users}
    for _, each in found["share"].groupby(level="property_id"):
        assert each.isna().all() or each.sum() == pytest.approx(1.0)
        assert each.dropna().between(0, 1).all()


def test_over_a_county_the_statements_part_what_the_buildings_cost():
    """A second way round: the parts of all occupiers of the buildings whose shares are known are
    what those buildings cost together."""
    held = county(300, seed=4)
    every = [made(held, code)[0] for code in sorted(set(held.occupations["organisation"]))]
    parts = pd.concat(every)
    known = parts[parts["share"].notna()]
    once = known[~known.index.duplicated()]
    assert len(once) > 20
    assert known["share_gbp_pa"].sum() == pytest.approx(once["total_gbp_pa"].sum())


def test_the_example_of_the_shares_runs():
    assert doctest.testmod(statements).failed == 0
