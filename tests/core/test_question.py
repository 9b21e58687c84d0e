"""Filters and orders of candidates, each worked out a second time from the whole table."""

import itertools
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from estate.assumptions import AssumptionSet
from estate.capacity import needs
from estate.colocation import CandidateFilter, gather, ranked, table
from estate.colocation.leaving_costs import posts
from estate.colocation.question import SORTS, WAYS_OUT
from estate.consolidation.money import buildings
from estate.errors import BadQuestion

from .county import county
from .factories import TODAY

NEW = AssumptionSet()
EARLY, LATE = date(2027, 6, 1), date(2031, 6, 1)


@pytest.fixture(scope="module", params=["party", "club"])
def facts(request):
    return gather(county(150, seed=3, reader=request.param), NEW, TODAY, include_unrated=True)


@pytest.fixture(scope="module")
def whole(facts):
    """Every candidate, with the figures as its reader is shown them."""
    found = table(ranked(facts))
    club = facts.estate.reader == "club"
    by_day = found["dates_exact"] & (not club)
    for name in ("act_by", "exit_date"):
        days = pd.to_datetime(found[name])
        ends = days.map(
            lambda day: day if pd.isna(day) else day.to_period("Q").end_time.normalize()
        )
        found[name] = days.where(by_day, ends)
    step = np.where(found["exact"] & (not club), 1, 1_000)
    for name in ("saving_gbp_pa", "saving_low_gbp_pa", "one_off_gbp"):
        found[name] = [None if np.isnan(one) else round(one / by) * by
                       for one, by in zip(found[name], step, strict=True)]  # fmt: skip
        found[name] = found[name].astype(float)
    return found


def _expected(whole, asked: CandidateFilter) -> list[str]:
    """One row after the other, by plain comparisons."""
    return [row.candidate_id for row in whole.itertuples() if _answers(row, asked)]


def _answers(row, asked: CandidateFilter) -> bool:
    ways = asked.ways_out or (("dated",) if asked.exit_from or asked.exit_until else ())
    way = "owned" if row.exit_kind == "owned" else "unknown" if pd.isna(row.exit_date) else "dated"
    if ways and way not in ways:
        return False
    if way == "dated" and not _within(row.exit_date, asked.exit_from, asked.exit_until):
        return False
    if not _within(row.act_by, asked.act_by_from, asked.act_by_until):
        return False
    conditions = [
        (asked.guest_organisation, lambda: row.guest_organisation == asked.guest_organisation),
        (asked.host_organisation, lambda: row.host_organisation == asked.host_organisation),
        (asked.guest_property_id, lambda: row.guest_property_id == asked.guest_property_id),
        (asked.host_property_id, lambda: row.host_property_id == asked.host_property_id),
        (asked.fit, lambda: row.fit == asked.fit),
        (asked.min_saving_gbp_pa, lambda: row.saving_gbp_pa >= asked.min_saving_gbp_pa),
        (asked.min_saving_low_gbp_pa, lambda: row.saving_low_gbp_pa >= asked.min_saving_low_gbp_pa),
        (asked.max_one_off_gbp, lambda: row.one_off_gbp <= asked.max_one_off_gbp),
    ]
    return all(holds() for given, holds in conditions if given is not None)


def _within(day, first, last) -> bool:
    if first is None and last is None:
        return True
    return pd.notna(day) and (first or date.min) <= day.date() <= (last or date.max)


def test_each_filter_and_all_pairs_of_them(facts, whole):
    fits = whole[whole["fit"] == "fits"].iloc[0]
    some = [
        CandidateFilter(act_by_from=EARLY, act_by_until=LATE),
        CandidateFilter(exit_from=EARLY),
        CandidateFilter(exit_until=LATE, ways_out=("dated", "unknown")),
        CandidateFilter(ways_out=("unknown",)),
        CandidateFilter(ways_out=("owned",)),
        CandidateFilter(guest_organisation=fits.guest_organisation),
        CandidateFilter(host_organisation=fits.host_organisation),
        CandidateFilter(guest_property_id=fits.guest_property_id),
        CandidateFilter(host_property_id=fits.host_property_id),
        CandidateFilter(fit="fits"),
        CandidateFilter(min_saving_gbp_pa=15_000),
        CandidateFilter(min_saving_low_gbp_pa=5_000),
        CandidateFilter(max_one_off_gbp=float(whole["one_off_gbp"].median())),
    ]
    for asked in some:
        expected = _expected(whole, asked)
        assert 0 < len(expected) < len(whole), asked
        found = ranked(facts, asked)
        assert table(found)["candidate_id"].tolist() == expected, asked
        assert found.matched == len(expected)
        assert ranked(facts, asked, best=7).matched == len(expected)
    nothing = CandidateFilter()
    for one, other in itertools.combinations(some[5:], 2):
        given = {name: value for name, value in vars(other).items()
                 if value != getattr(nothing, name)}  # fmt: skip
        both = replace(one, **given)
        assert table(ranked(facts, both))["candidate_id"].tolist() == _expected(whole, both), both


def test_every_order_both_ways_with_the_unknown_last_and_ties_by_rank(facts, whole):
    names = facts.estate.properties["name"].str.strip().str.casefold()
    names = names.mask(names.eq(""), facts.estate.properties["local_ref"].str.casefold())
    keys = {
        "rank": whole["rank"], "fit": whole["fit"].eq("could_fit").astype(float),
        "act_by": whole["act_by"], "exit": whole["exit_date"], "saving": whole["saving_gbp_pa"],
        "saving_low": whole["saving_low_gbp_pa"], "one_off": whole["one_off_gbp"],
        **{side: whole[f"{side}_property_id"].map(names) for side in ("guest", "host")},
    }  # fmt: skip
    assert set(keys) == set(SORTS)
    for sort, down in itertools.product(SORTS, (True, False)):
        question = CandidateFilter(sort=sort, descending=down)
        order = whole.assign(key=keys[sort].to_numpy()).sort_values(
            "key", ascending=not down, kind="stable", na_position="last"
        )
        found = ranked(facts, question)
        told = table(found)
        assert told["candidate_id"].tolist() == order["candidate_id"].tolist(), question
        assert told["rank"].tolist() == order["rank"].tolist(), "a rank is that of fit and score"
        assert found.unknown == int(keys[sort].isna().sum())
        first = ranked(facts, question, best=20)
        assert table(first)["candidate_id"].tolist() == order["candidate_id"].tolist()[:20]
        assert (first.matched, first.fitting) == (len(whole), found.fitting)
    assert CandidateFilter(sort="saving").largest_first
    assert not CandidateFilter(sort="one_off").largest_first


def test_each_guest_once_in_any_order(facts):
    once = table(ranked(facts, CandidateFilter(per_guest=True)))
    by_saving = table(ranked(facts, CandidateFilter(per_guest=True, sort="saving")))
    assert once["guest_occupation_id"].is_unique
    assert set(by_saving["candidate_id"]) == set(once["candidate_id"])
    assert by_saving["saving_gbp_pa"].round(-3).dropna().is_monotonic_decreasing


def test_what_means_nothing_is_refused_by_name():
    for asked, named in (
        ({"fit": "perhaps"}, "perhaps"), ({"sort": "price"}, "price"), ({"kind": "x"}, "'x'"),
        ({"ways_out": ("soon",)}, "soon"),
        ({"act_by_from": LATE, "act_by_until": EARLY}, "act_by_until"),
        ({"exit_from": EARLY, "ways_out": ("unknown",)}, "exit=dated"),
    ):  # fmt: skip
        with pytest.raises(BadQuestion, match=named):
            CandidateFilter(**asked)
    assert set(WAYS_OUT) == {"dated", "owned", "unknown"}


def test_one_off_cost_is_that_of_the_best_set_and_grows_with_its_parts(facts):
    """Fit-out a m², move and ICT a head; and what leaving the building costs where it is left."""
    value, world = NEW.value, facts.estate
    needs_m2 = needs(world.occupations, world.organisations, NEW)
    heads = posts(world, needs_m2, NEW)
    raw = table(ranked(facts))
    places = buildings(world, facts.costs, raw, NEW)["give_back_gbp"]
    seen = 0
    for row in raw.itertuples():
        if np.isnan(row.need_m2):
            assert np.isnan(row.one_off_gbp)
            continue
        once = row.need_m2 * value("fit_out_gbp_per_m2")
        of_staff = value("moves_gbp_per_fte") + value("ict_gbp_per_fte")
        once += heads[row.guest_occupation_id] * of_staff
        if row.whole_building and row.break_penalty_gbp == 0:
            once += places[row.guest_property_id]
            seen += places[row.guest_property_id] > 0
        elif row.whole_building:
            continue  # the best set has one penalty a building, the least of its guests'
        assert row.one_off_gbp == pytest.approx(once, nan_ok=True), row.guest_property_id
    assert seen
