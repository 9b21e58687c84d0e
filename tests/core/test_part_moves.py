"""A part of a need: listed apart, priced for what goes alone, and never a split front desk."""

from dataclasses import replace

import numpy as np
import pytest

from estate.assumptions import AssumptionSet
from estate.capacity import needs, staff
from estate.colocation import CandidateFilter, explained, find, gather, ranked, rows, table
from estate.colocation.plain_language import lint
from estate.errors import BadQuestion

from .county import county
from .factories import TODAY, costs, estate, occupations, properties

NEW = AssumptionSet()
PART = CandidateFilter(moves="part")


def world(spare_m2: float = 300.0, **occupation):
    """P1 needs 1,000 m² of desks for 100 people; P2, 300 m away, has so much to spare."""
    places = properties(
        {"organisation": "SYN-A", "nia_m2": 1_500.0},
        {"organisation": "SYN-B", "nia_m2": 300.0 + spare_m2, "northing": 271_100.0},
    )
    users = occupations(
        {"property_id": "P1", "need_m2": 1_000.0, "need_basis": "desks", **occupation},
        {"property_id": "P2", "organisation": "SYN-B", "need_m2": 300.0},
    )
    return estate(properties=places, occupations=users, costs=costs(P1=60_000))


def pairs(found):
    return set(zip(found["guest_property_id"], found["host_property_id"], strict=True))


def test_a_part_where_the_whole_has_no_room_and_in_no_list_of_whole_moves() -> None:
    cases = ((1_000, True, False), (800, True, False), (790, False, True), (50, False, True),
             (49, False, False), (0, False, False))  # fmt: skip
    for spare, whole, part in cases:
        here = world(spare)
        assert (("P1", "P2") in pairs(find(here, NEW, TODAY))) is whole, spare
        assert (("P1", "P2") in pairs(find(here, NEW, TODAY, PART))) is part, spare


def test_only_what_goes_is_priced_and_no_rent() -> None:
    """300 of 1,000 m²: three tenths of the avoidable running cost, less £15 a m² at the host."""
    here = world()
    row = find(here, NEW, TODAY, PART).query("guest_property_id == 'P1'").iloc[0]
    assert "which of its work could move alone" in row["ask_for"]
    assert not any("less space" in ask for ask in row["ask_for"])
    facts = gather(here, NEW, TODAY, include_unrated=True)
    value, running = NEW.value, facts.costs.at["P1", "running_gbp_pa"]
    assert (row["goes_m2"], row["stays_m2"]) == (300, 700)
    saved = running * value("avoidable_share") * 0.3 - 300 * value("marginal_host_gbp_per_m2")
    assert row["saving_gbp_pa"] == pytest.approx(saved)
    needs_m2 = needs(here.occupations, here.organisations, NEW)
    fte = 0.3 * staff(here.occupations, here.organisations, needs_m2, NEW).iloc[0]
    once = 300 * value("fit_out_gbp_per_m2")
    once += fte * (value("moves_gbp_per_fte") + value("ict_gbp_per_fte"))
    assert row["one_off_gbp"] == pytest.approx(once)
    assert (row["posts_go"], row["posts_stay"]) == (round(fte), round(fte / 0.3) - round(fte))
    assert not row["whole_building"] and row["fit"] == "could_fit"
    told = explained([dict(row)], here, NEW)[0].text
    assert told.startswith("A part of ") and "no rent is saved" in told
    assert (
        f"some {round(fte)} of its {round(fte / 0.3)} posts" in told
        and not lint(told)
        and "lease dates" not in told
    )
    area = find(world(need_basis="area"), NEW, TODAY, PART).iloc[0]
    assert np.isnan(area["posts_go"]), "an area used today tells of no posts"


def test_a_shared_front_desk_is_not_split() -> None:
    desk = occupations(
        {"property_id": "P1", "need_m2": 500.0, "user_function": "front_office"},
        {"property_id": "P1", "need_m2": 500.0, "user_function": "front_office",
         "organisation": "SYN-C"},
        {"property_id": "P2", "organisation": "SYN-B", "need_m2": 300.0},
    )  # fmt: skip
    here = world(300)
    assert pairs(find(here, NEW, TODAY, PART))
    assert not pairs(find(replace(here, occupations=desk), NEW, TODAY, PART))


def test_parts_are_filtered_sorted_and_shown_like_the_rest() -> None:
    facts = gather(county(150, seed=3), NEW, TODAY, include_unrated=True)
    every = ranked(facts, PART)
    found = table(every)
    assert len(found) > 20 and every.fitting == 0
    assert not set(found["candidate_id"]) & set(table(ranked(facts))["candidate_id"])
    assert (found["spare_m2"] < 0.8 * found["need_m2"]).all()
    assert (found["goes_m2"] == found["spare_m2"]).all()
    assert found["score"].round(9).is_monotonic_decreasing
    by_saving = table(ranked(facts, CandidateFilter(moves="part", sort="saving")))
    assert by_saving["saving_gbp_pa"].dropna().round(-3).is_monotonic_decreasing
    some = table(ranked(facts, CandidateFilter(moves="part", max_one_off_gbp=60_000), best=5))
    assert 0 < len(some) <= 5 and (some["one_off_gbp"] < 60_500).all()
    assert len(rows(every, 0, 3)) == 3
    for wrong in ({"sort": "act_by"}, {"exit_until": TODAY}):
        with pytest.raises(BadQuestion, match="ends no lease"):
            CandidateFilter(moves="part", **wrong)
