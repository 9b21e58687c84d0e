"""What is not known stands at what can be expected: worked out a second time, pair by pair."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from estate.assumptions import AssumptionSet
from estate.colocation import (
    CandidateFilter,
    compatibility_rows,
    find,
    gather,
    ranked,
    rows,
    score,
    table,
)
from estate.colocation.candidate_columns import other_hosts
from estate.colocation.known_to_fit import ASKS
from estate.colocation.question import COULD_FIT, FITS
from estate.colocation.unknown_components import expected

from .county import county
from .factories import TODAY, costs, estate, occupations, organisations, properties

NEW = AssumptionSet()
COMPONENTS = score.COMPONENTS
_WEIGHTS = score.weights(NEW)


@pytest.fixture(scope="module")
def small():
    return gather(county(150, seed=3), NEW, TODAY, include_unrated=True)


@pytest.fixture(scope="module")
def ranking(small):
    return ranked(small)


def test_the_mean_is_that_of_all_known_pairs_before_any_gate() -> None:
    """Every occupation with every building, by loops: the gates have no say."""
    world = county(60, seed=9)
    facts = gather(world, NEW, TODAY, include_unrated=True)
    sides, told = facts.columns.properties, facts.expected
    hosts = np.flatnonzero(sides.column >= 0)
    needs = [n for n in _everyone(world)["need_m2"] if n > 0]
    ratios = [sides.spare_m2[h] / n for n in needs for h in hosts if sides.spare_m2[h] >= 0]
    values = [min(max((r - 0.8) / 0.2, 0.0), 1.0) for r in ratios]
    assert told.mean["capacity"] == pytest.approx((sum(values) + 20 * 0.5) / (len(values) + 20))
    square = (sum(v * v for v in values) + 20 / 3) / (len(values) + 20)
    deviation = (square - told.mean["capacity"] ** 2) ** 0.5
    assert told.spread["capacity"] == pytest.approx(deviation, abs=1e-6)
    rated = {"red": 0.0, "amber": 0.7, "green": 1.0}, {"red": 0.0, "amber": 0.6, "green": 1.0}
    homes = world.properties.loc[_everyone(world)["property_id"]]
    products = [
        rated[0][out] * rated[1][into]
        for out, into in itertools.product(
            homes["availability"].dropna(), world.properties["sharing"].iloc[hosts].dropna()
        )
    ]
    assert told.mean["rag"] == pytest.approx((sum(products) + 10) / (len(products) + 20))
    # Ratings of green for all guests move no other mean than that of the ratings.
    open_ = replace(world, properties=world.properties.assign(availability="green"))
    other = gather(open_, NEW, TODAY, include_unrated=True).expected
    assert {name for name in told.mean if other.mean[name] != told.mean[name]} == {"rag"}


def _everyone(world):
    """Occupations of partners whose use the table knows, in whatever building."""
    homes = world.properties.loc[world.occupations["property_id"]]
    known = compatibility_rows.guest_rows(
        world.occupations, homes.set_axis(world.occupations.index)
    )
    partner = world.occupations["organisation"].isin(world.organisations.index)
    return world.occupations[known.notna() & partner]


def test_condition_and_lease_equal_the_components_of_all_pairs(small) -> None:
    """The sums by counting and sorting against the component of every single pair."""
    guests, sides = small.columns.guests, small.columns.properties
    hosts = np.flatnonzero(sides.column >= 0)
    told = expected(guests, sides, guests, small.places.points, small.journeys, NEW)
    at, host = np.repeat(np.arange(len(guests.home)), len(hosts)), np.tile(hosts, len(guests.home))
    every = {
        "condition": score.condition(sides.grades[guests.home[at]], sides.grades[host]),
        "lease": score.lease(
            guests.leave_value[at], guests.leave_days[at], sides.secure_days[host], NEW
        ),
        "saving": guests.saving[at],
    }
    for name, values in every.items():
        known = values[np.isfinite(values)]
        mean = (known.sum() + 10) / (len(known) + 20)
        assert told.mean[name] == pytest.approx(mean, abs=1e-8), name
        square = ((known**2).sum() + 20 / 3) / (len(known) + 20)
        assert told.spread[name] == pytest.approx((square - mean**2) ** 0.5, abs=1e-6), name


def test_score_and_order_worked_out_a_second_time(small, ranking) -> None:
    found = table(ranking)
    whole = sum(_WEIGHTS.values())
    for row in found.itertuples():
        parts = {name: getattr(row, f"component_{name}") for name in COMPONENTS}
        known = {name: value for name, value in parts.items() if not np.isnan(value)}
        points = sum(
            _WEIGHTS[name] * known.get(name, small.expected.mean.get(name)) for name in COMPONENTS
        )
        assert row.score == pytest.approx(points / whole, abs=1e-9)
        spread = sum(
            (_WEIGHTS[name] * small.expected.spread[name]) ** 2
            for name in COMPONENTS if name not in known
        ) ** 0.5 / whole  # fmt: skip
        assert row.score_spread == pytest.approx(spread, abs=1e-9)
        assert row.evidence == pytest.approx(sum(_WEIGHTS[name] for name in known) / whole)
    assert found["fit"].tolist() == sorted(found["fit"], key=[FITS, COULD_FIT].index)
    for _, one in found.groupby("fit"):
        assert one["score"].round(9).is_monotonic_decreasing
    assert ranking.fitting == int((found["fit"] == FITS).sum()) > 0
    fitting = found[found["fit"] == FITS]
    assert (fitting["spare_m2"] >= fitting["need_m2"] - 1e-6).all()
    assert fitting["rated"].all() and fitting["component_lease"].notna().all()
    assert (found.loc[found["fit"] == COULD_FIT, "ask_for"].map(len) > 0).all()
    assert (fitting["ask_for"].map(len) == 0).all()


_share = st.floats(0, 1)


@given(
    st.lists(_share, min_size=8, max_size=8), st.lists(st.floats(0.01, 9), min_size=8, max_size=8),
    st.integers(0, 7), _share,
)  # fmt: skip
def test_ignorance_alone_never_lifts(values, weights, which, mean) -> None:
    """Not to know a part lifts a pair only as far as the part was below what is expected."""
    name = COMPONENTS[which]
    if name == "distance":
        return
    weight = dict(zip(COMPONENTS, weights, strict=True))
    parts = {one: np.array([value]) for one, value in zip(COMPONENTS, values, strict=True)}
    stands = dict.fromkeys(COMPONENTS, mean)
    before = score.known(parts, weight, stands).score(parts["distance"])[0]
    without = parts | {name: np.array([np.nan])}
    after = score.known(without, weight, stands).score(parts["distance"])[0]
    change = (mean - values[which]) * weight[name] / sum(weights)
    assert after - before == pytest.approx(change, abs=1e-9)


_place = st.fixed_dictionaries(
    {
        "organisation": st.sampled_from(["SYN-A", "SYN-B", "SYN-C"]),
        "east": st.integers(0, 700),
        "north": st.integers(0, 700),
        "kind": st.sampled_from([("office", "office_admin", "back_office"),
                                 ("hub", "public_access", "front_office"),
                                 ("office", "office_admin", "touchdown")]),
        "nia_m2": st.sampled_from([None, 150.0, 400.0, 900.0]),
        "sharing": st.sampled_from(["amber", "green", None]),
        "need_m2": st.sampled_from([60.0, 120.0, 180.0]),
        "cost": st.sampled_from([9_000, 20_000, 45_000]),
    }
)  # fmt: skip


def _world(places):
    rows_ = [
        {"organisation": one["organisation"], "type_code": one["kind"][0],
         "use_class": one["kind"][1], "nia_m2": one["nia_m2"], "gia_m2": None,
         "easting": 395_000.0 + one["east"], "northing": 270_000.0 + one["north"],
         "availability": "green", "sharing": one["sharing"], "reuse_offered": True}
        for one in places
    ]  # fmt: skip
    users = [
        {"property_id": f"P{n}", "organisation": one["organisation"],
         "user_function": one["kind"][2], "need_m2": one["need_m2"], "need_basis": "area"}
        for n, one in enumerate(places, 1)
    ]  # fmt: skip
    return estate(
        properties=properties(*rows_), occupations=occupations(*users),
        costs=costs(**{f"P{n}": one["cost"] for n, one in enumerate(places, 1)}),
        organisations=organisations({"id": "SYN-A"}, {"id": "SYN-B"}, {"id": "SYN-C"}),
    )  # fmt: skip


_worlds = st.lists(_place, min_size=3, max_size=8)
_facts = st.sampled_from([("nia_m2", None, 5_000.0), ("sharing", None, "green")])


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_worlds, st.integers(0, 7), _facts)
def test_more_knowledge_never_lowers_a_pair_that_turns_out_to_fit(places, which, fact) -> None:
    """A host's area or rating becomes known, and it has the room, or may be shared: whoever
    could go there stands no lower than before, however many others could go there too."""
    _never_lower(places, which, fact)


@pytest.mark.long
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_worlds, st.integers(0, 7), _facts)
def test_more_knowledge_never_lowers_in_many_worlds(places, which, fact) -> None:
    _never_lower(places, which, fact)


def _never_lower(places, which, told) -> None:
    host, (fact, unknown, good) = which % len(places), told
    before, after = (
        table(ranked(gather(_world([*places[:host], places[host] | {fact: value},
                                    *places[host + 1:]]), NEW, TODAY, True)))
        for value in (unknown, good)
    )  # fmt: skip
    there = before[before["host_property_id"] == f"P{host + 1}"]
    ranks = after.set_index("candidate_id")["rank"]
    assert all(ranks[row.candidate_id] <= row.rank for row in there.itertuples())


@pytest.mark.parametrize(
    ("nia_m2", "told"),
    [
        (379.0, None),
        (380.0, "how it could do with less space"),
        (400.0, ""),
        (None, ASKS[1]),
    ],
)
def test_a_host_short_of_room_is_no_candidate_for_the_whole_move(nia_m2, told) -> None:
    """Need 100 m²; the host's own occupier takes 300 m² of its area."""
    places = properties(
        {}, {"organisation": "SYN-B", "northing": 271_000.0, "nia_m2": nia_m2, "gia_m2": None,
             "sharing": "green"},
    )  # fmt: skip
    users = occupations(
        {"property_id": "P1", "need_m2": 100.0, "need_basis": "area"},
        {"property_id": "P2", "organisation": "SYN-B", "need_m2": 300.0, "need_basis": "area"},
    )
    found = find(estate(properties=places, occupations=users, costs=costs(P1=9_000)), NEW, TODAY)
    pair = found.query("guest_property_id == 'P1'")
    if told is None:
        assert pair.empty
    else:
        assert pair["ask_for"].iloc[0] == ((told,) if told else ())
        assert pair["fit"].iloc[0] == (COULD_FIT if told else FITS)


def test_each_guest_once_with_its_next_hosts(small, ranking) -> None:
    once = ranking.per_guest()
    by_guest: dict[int, list[int]] = {}
    for at, host in zip(ranking.at.tolist(), ranking.host.tolist(), strict=True):
        by_guest.setdefault(at, []).append(host)
    assert once.at.tolist() == list(by_guest)
    assert once.host.tolist() == [hosts[0] for hosts in by_guest.values()]
    names = small.estate.properties.index
    told = other_hosts(once, slice(0, None))
    assert [[one["property_id"] for one in line] for line in told] == [
        [names[host] for host in hosts[1:4]] for hosts in by_guest.values()
    ]
    fits, could = once.by_fit()
    assert len(fits) + len(could) == len(once) == once.matched
    beside = dict(zip(once.at.tolist(), told, strict=True))
    for part in (fits, could):
        assert other_hosts(part, slice(0, None)) == [beside[at] for at in part.at.tolist()]
    assert {row["fit"] for row in rows(fits)} == {FITS}
    assert fits.fitting == len(fits) == once.fitting


@pytest.mark.parametrize("best", [1, 40, 700])
def test_the_best_are_the_head_of_all(best) -> None:
    """More pairs than are held at once, of both lists."""
    facts = _large()
    whole, some = ranked(facts), ranked(facts, best=best)
    assert some.matched == len(whole) > 15_000
    assert some.fitting == whole.fitting > 100
    for name in ("at", "host", "score"):
        assert np.array_equal(getattr(some, name), getattr(whole, name)[:best])
    only = ranked(facts, CandidateFilter(fit=FITS), best=best)
    assert only.matched == whole.fitting
    assert np.array_equal(only.at, whole.at[: min(best, whole.fitting)])


_kept: list[object] = []


def _large():
    if not _kept:
        _kept.append(gather(county(1_000, seed=5), NEW, TODAY, include_unrated=True))
    return _kept[0]
