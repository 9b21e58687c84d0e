"""The portfolio over HTTP: one county, proved, beside the naive sum and the top-down range."""

import pytest

from estate import codes
from estate.colocation.plain_language import lint
from tests.api.conftest import TODAY


@pytest.fixture(scope="module")
def answer(club):
    return club.get("/api/v1/savings/portfolio").raise_for_status().json()


def test_the_county_is_solved_to_a_proof_below_the_naive_sum(answer):
    net, naive = answer["net"], answer["naive"]
    assert answer["solver"]["proved"]
    assert net["central"] <= answer["solver"]["bound_gbp_pa"] <= net["central"] + 2
    assert 0 < net["central"] < naive["best_of_each_guest_gbp_pa"] < naive["every_pair_gbp_pa"]
    assert net["low"] < net["central"] < net["high"]
    assert net["gross"] - net["costs"] == net["central"]
    assert 0 < net["imputed_share"] < 1


def test_nothing_moves_twice_and_no_host_moves_out(answer):
    moves = answer["moves"]
    assert len(moves) == len({move["candidate_id"] for move in moves}) > 20
    homes = {move["guest"]["property_id"] for move in moves}
    hosts = {move["host"]["property_id"] for move in moves}
    assert not homes & hosts


def test_buildings_that_empty_only_together_are_seen(answer):
    joint = [place for place in answer["emptied"] if place["joint"]]
    assert joint
    assert all(place["moves"] > 1 for place in joint)


def test_top_down_stands_beside_it_with_the_gap_named(answer):
    beside = answer["top_down"]
    assert beside["low"]["price_base"] == beside["bottom_up"]["central"]["price_base"]
    assert beside["low"]["amount_gbp"] > 3_000_000  # of 2009/10, in today's money
    assert "£3,000,000 to £6,000,000 at the prices of 2009/10" in beside["statement"]
    steps = sum(step["low"]["amount_gbp"] for step in beside["steps"])
    assert steps == pytest.approx(beside["gap"]["to_low"]["amount_gbp"], abs=0.05)
    gap = beside["bottom_up"]["central"]["amount_gbp"] - beside["low"]["amount_gbp"]
    assert gap == pytest.approx(beside["gap"]["to_low"]["amount_gbp"], abs=0.02)
    plan = beside["bottom_up"]
    left = plan["central"]["amount_gbp"] + plan["one_off_share"]["amount_gbp"]
    assert left == pytest.approx(plan["annual_equivalent"]["amount_gbp"], abs=1.01)
    assert plan["annual_equivalent"]["basis"] == "annual_equivalent" == answer["net"]["basis"]
    net = answer["net"]
    assert net["gross"] - net["hosts"] == net["recurrent"]["central"]
    assert net["recurrent"]["central"] - net["one_off_share"] == net["central"]


def test_it_says_what_it_rests_on_and_nothing_it_may_not(answer):
    told = {line["name"] for line in answer["statement"]}
    assert {"Base", "Price base", "Estimated", "Counted for", "Receipts", "Assumption set"} <= told
    assert answer["disclaimer"] == codes.DISCLAIMER
    texts = [place["explanation"] for place in answer["emptied"]]
    assert texts
    for text in [answer["method"], answer["naive"]["note"], answer["solver"]["words"], *texts]:
        assert not lint(text)
    for text in texts:
        assert " could empty if " in text
        assert "no decision has been taken" in text


def test_the_club_reads_quarters_and_thousands(answer):
    assert TODAY.year == 2026
    for move in answer["moves"]:
        assert not move["exact"]
        assert "exit_date" not in move
        assert move["one_off_gbp"] % 1_000 == 0
    assert all(place["saving_gbp_pa"] % 1_000 == 0 for place in answer["emptied"])


@pytest.mark.parametrize("part", [{"town": "Bromsgrove"}, {"organisation": "SYN-CC"}])
def test_a_part_of_the_county_is_solved_by_itself(club, answer, part):
    found = club.get("/api/v1/savings/portfolio", params=part).raise_for_status().json()
    assert 0 < found["candidates"] < answer["candidates"]
    assert found["net"]["central"] <= answer["net"]["central"]
    assert found["top_down"] is None


def test_it_is_not_for_the_public_and_takes_no_unknown_question(public, club):
    assert public.get("/api/v1/savings/portfolio").status_code == 403
    assert club.get("/api/v1/savings/portfolio", params={"twon": "x"}).status_code == 422
