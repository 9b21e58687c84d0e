"""The portfolio against brute force: nothing counted twice, joint moves seen together."""

from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest

from estate.assumptions import named
from estate.colocation import find
from estate.colocation.compatibility_rows import CONFLICTS
from estate.consolidation.portfolio import of_interest, portfolio
from estate.costs import property_costs

from . import factories
from .county import county

ASSUMED = named("2026-11")
FLOORS = ASSUMED.with_overrides(
    "floors", "With floors", {"portfolio_min_compatibility": 0.5, "portfolio_min_score": 0.3}
)
SERVICES = ("corporate", "probation", "children_centre", "corporate")


def instance(seed):
    """Three homes with one to three occupiers each, three hosts, and random pairs between all."""
    random = np.random.default_rng(seed)
    homes = [f"B{n}" for n in range(3)]
    hosts = [*(f"H{n}" for n in range(2)), "B2"]  # the last is home and host alike
    places = [
        {"id": name, "pfi": bool(random.random() < 0.15), "gia_m2": random.uniform(200, 900),
         "nia_m2": None, "organisation": "SYN-D"}
        for name in dict.fromkeys([*homes, *hosts])
    ]  # fmt: skip
    users = [
        {"property_id": home, "organisation": f"SYN-{'ABC'[n]}",
         "service_function": str(random.choice(SERVICES)),
         "need_m2": None if random.random() < 0.05 else float(random.integers(20, 200))}
        for home in homes
        for n in range(random.integers(1, 4))
    ]  # fmt: skip
    lets = [{"property_id": home, "tenant": "SYN-D"} for home in homes if random.random() < 0.4]
    amounts = {home: float(random.uniform(2_000, 60_000)) for home in homes}
    estate = factories.estate(
        properties=factories.properties(*places),
        occupations=factories.occupations(*users),
        leases=factories.leases(*lets),
        costs=factories.costs(**amounts),
    )
    spare = {host: float(random.integers(50, 400)) for host in hosts}
    pairs = _pairs(random, estate, hosts, spare)
    undated = [str(row["property_id"]) for row in lets if random.random() < 0.4]
    breaking = {
        str(row["property_id"]): float(random.integers(500, 20_000))
        for row in lets
        if row["property_id"] not in undated and random.random() < 0.5
    }
    homes_of = pairs["guest_property_id"]
    sizes = estate.occupations.groupby("property_id").size()
    desks = sizes[(sizes > 1) & (random.random(len(sizes)) < 0.4)]
    return estate, pairs.assign(
        front_desk=homes_of.map(desks).fillna(0).astype(int),
        rent_runs_on=homes_of.isin(undated),
        break_penalty_gbp=homes_of.map(breaking).astype(float).fillna(0.0),
    )


def _pairs(random, estate, hosts, spare):
    rows = [
        {
            "candidate_id": f"{name}>{host}",
            "guest_occupation_id": name,
            "guest_property_id": row["property_id"],
            "guest_organisation": row["organisation"],
            "host_property_id": host,
            "host_organisation": "SYN-D",
            "need_m2": row["need_m2"],
            "spare_m2": spare[host],
            "score": random.uniform(0, 1),
            "component_use": float(random.choice([0.3, 0.5, 0.8])),
            "front_desk": 0,
            "protocol_pending": False,
            "exit_date": pd.NaT,
            "exit_kind": None,
            "rent_runs_on": False,
            "break_penalty_gbp": 0.0,
            "exact": True,
        }
        for name, row in estate.occupations.iterrows()
        for host in hosts
        if host != row["property_id"] and random.random() < 0.75
    ]
    columns = ["candidate_id", "guest_occupation_id", "guest_property_id", "guest_organisation",
               "host_property_id", "host_organisation", "need_m2", "spare_m2", "score",
               "component_use", "front_desk", "protocol_pending", "exit_date", "exit_kind",
               "rent_runs_on", "break_penalty_gbp", "exact"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


# A second calculation, from the definitions, in plain Python: none of the product's code but the
# premises cost of a building.

YEARLY = 1 / sum(1.035**-year for year in range(1, 11))


def plain(estate, costs, undated=frozenset(), penalties=None):
    """The facts as dictionaries: quick, and nothing that the product computes with.

    ``penalties`` are paid when a break is used. Of the buildings ``undated`` no end of the lease
    is known: of what is not running cost 70 % is rent, which goes on, and so does holding the
    building empty (35 % of the rest).
    """
    users = estate.occupations[["property_id", "need_m2", "service_function"]].to_dict("index")
    homes = {}
    for name, user in users.items():
        homes.setdefault(user["property_id"], []).append(name)
    leased = set(estate.leases["property_id"])
    facts = {
        home: {
            "club": 0.0 if estate.properties.at[home, "pfi"] else costs.at[home, "club_gbp_pa"],
            "running": costs.at[home, "running_gbp_pa"],
            "pfi": estate.properties.at[home, "pfi"],
            "give_back": costs.at[home, "area_m2"] * 90 if home in leased - undated else 0.0,
        }
        for home in homes
    }
    for home, penalty in (penalties or {}).items():
        facts[home]["give_back"] += penalty
    for home in undated & set(facts):
        whole, running = facts[home]["club"], facts[home]["running"]
        rent = 0.7 * max(0.0, whole - running)
        facts[home]["club"] -= rent + 0.35 * (whole - rent)
    return users, homes, facts


def allowed(moves, users, spare, desks=()):
    """Whether guests may go where ``moves`` (occupation → host) sends them, all at once.

    ``desks`` are sets of occupations that go to one host or stay.
    """
    if any(len({moves.get(name) for name in desk}) > 1 for desk in desks):
        return False
    loads, arriving = dict.fromkeys(spare, 0.0), {host: [] for host in spare}
    for name, host in moves.items():
        loads[host] += users[name]["need_m2"]
        arriving[host].append(users[name]["service_function"])
    emptier = {users[name]["property_id"] for name in moves}
    fits = all(load <= spare[host] + 1e-6 for host, load in loads.items())
    clash = any(
        frozenset(two) in CONFLICTS for some in arriving.values() for two in combinations(some, 2)
    )
    return fits and not clash and not emptier & set(moves.values())


def worth(moves, users, homes, facts):
    """GBP a year of a set of moves."""
    total = 0.0
    for home, names in homes.items():
        leaving, fact = [name for name in names if name in moves], facts[home]
        if len(leaving) == len(names) and not fact["pfi"]:
            total += fact["club"] - fact["give_back"] * YEARLY
        elif leaving:
            all_need = sum(users[name]["need_m2"] for name in names)
            share = sum(users[name]["need_m2"] for name in leaving) / all_need
            total += 0.20 * fact["running"] * share
    for name in moves:
        need = users[name]["need_m2"]
        total -= need * 15 + (need * 350 + need / 12 * (400 + 600)) * YEARLY
    return total


def desks_of(pairs, homes):
    """Occupations that share a front desk: here all that are in the building."""
    return [set(homes[home]) for home in pairs.loc[pairs["front_desk"] > 0,
                                                   "guest_property_id"].unique()]  # fmt: skip


def best_by_brute_force(pairs, users, homes, facts):
    """Every combination of staying and going, tried one by one; and the best with one move."""
    closed = {user["property_id"] for user in users.values() if np.isnan(user["need_m2"])}
    desks = desks_of(pairs, homes)
    pairs = pairs[~pairs["guest_property_id"].isin(closed)]
    pairs = pairs[(pairs["component_use"] >= 0.5) & (pairs["score"] >= 0.3)]
    spare = pairs.groupby("host_property_id")["spare_m2"].first().to_dict()
    options = {
        name: [None, *group["host_property_id"]]
        for name, group in pairs.groupby("guest_occupation_id")
    }
    best, best_alone = 0.0, 0.0
    for hosts in product(*options.values()):
        moves = {n: h for n, h in zip(options, hosts, strict=True) if h is not None}
        if moves and allowed(moves, users, spare, desks):
            value = worth(moves, users, homes, facts)
            best = max(best, value)
            best_alone = max(best_alone, value if len(moves) == 1 else 0.0)
    return best, best_alone, spare


def solved(seed):
    estate, pairs = instance(seed)
    costs = property_costs(estate.properties, estate.costs, ASSUMED, estate.leases)
    return estate, pairs, costs, portfolio(estate, pairs, costs, FLOORS)


def check(seed):
    """Equality with brute force, feasibility, and the figures of the answer; True if joint."""
    estate, pairs, costs, found = solved(seed)
    undated = set(pairs.loc[pairs["rent_runs_on"], "guest_property_id"])
    penalties = dict(zip(pairs["guest_property_id"], pairs["break_penalty_gbp"], strict=True))
    users, homes, facts = plain(estate, costs, undated, penalties)
    best, best_alone, spare = best_by_brute_force(pairs, users, homes, facts)
    assert found.proved
    assert found.net_central_gbp_pa == pytest.approx(best, abs=1.01), seed
    assert found.bound_gbp_pa >= best - 1e-6
    moves = dict(
        zip(found.moves["guest_occupation_id"], found.moves["host_property_id"], strict=True)
    )
    assert len(moves) == len(found.moves)
    assert allowed(moves, users, spare, desks_of(pairs, homes))
    kept = pairs.set_index(["guest_occupation_id", "host_property_id"]).loc[list(moves.items())]
    assert (kept["component_use"] >= 0.5).all() and (kept["score"] >= 0.3).all()
    assert worth(moves, users, homes, facts) == pytest.approx(found.net_central_gbp_pa, abs=0.01)
    assert found.net_low_gbp_pa <= found.net_central_gbp_pa <= found.net_high_gbp_pa
    assert found.naive.every_pair_gbp_pa >= found.naive.best_of_each_guest_gbp_pa - 1e-6
    assert found.naive.best_of_each_guest_gbp_pa >= found.net_central_gbp_pa - 1.01
    return best > 1 and best_alone <= 0, any(desk <= set(moves) for desk in desks_of(pairs, homes))


def test_it_equals_brute_force_also_where_only_joint_moves_pay():
    joint, desks = zip(*(check(seed) for seed in range(60)), strict=True)
    assert sum(joint) >= 5, "some instances must pay only when guests move together"
    assert sum(desks) >= 2, "some front desks must move whole"


@pytest.mark.long
def test_it_equals_brute_force_on_many_more():
    for seed in range(60, 260):
        check(seed)


def two_in_one_building(need_m2=100.0, cost=40_000.0, spare_m2=200.0, hosts=1):
    estate = factories.estate(
        properties=factories.properties(
            {"id": "B0"}, *({"id": f"H{n}", "organisation": "SYN-D"} for n in range(hosts))
        ),
        occupations=factories.occupations(
            {"property_id": "B0", "need_m2": need_m2},
            {"property_id": "B0", "organisation": "SYN-B", "need_m2": need_m2},
        ),
        costs=factories.costs(B0=cost),
    )
    random = np.random.default_rng(1)
    names = [f"H{n}" for n in range(hosts)]
    pairs = _pairs(random, estate, names * 9, dict.fromkeys(names, spare_m2))
    pairs = pairs.drop_duplicates("candidate_id").reset_index(drop=True)
    assert len(pairs) == 2 * hosts
    costs = property_costs(estate.properties, estate.costs, ASSUMED, estate.leases)
    return portfolio(estate, pairs, costs, ASSUMED)


def test_guests_who_empty_a_building_together_are_seen_together():
    found = two_in_one_building()
    assert len(found.moves) == 2
    assert found.emptied["property_id"].tolist() == ["B0"]
    assert found.emptied["joint"].tolist() == [True]
    assert found.gross_gbp_pa == pytest.approx(40_000)


def test_a_building_that_cannot_empty_saves_only_what_is_avoidable():
    """With room for one of two, moving it would cost more than it saves: nobody goes."""
    assert two_in_one_building(spare_m2=199.0).moves.empty


def test_a_host_that_holds_one_guest_is_not_filled_twice():
    found = two_in_one_building(spare_m2=120.0, hosts=2)
    assert found.moves["host_property_id"].nunique() == 2
    assert found.naive.pairs == 4
    assert found.naive.every_pair_gbp_pa == pytest.approx(2 * found.net_central_gbp_pa)


def test_no_candidates_is_an_answer():
    estate, pairs, costs, _ = solved(1)
    found = portfolio(estate, pairs.head(0), costs, ASSUMED)
    assert (found.net_central_gbp_pa, len(found.moves), len(found.emptied)) == (0, 0, 0)
    assert found.proved


def test_a_search_stopped_at_its_limit_says_so_and_keeps_a_bound():
    estate = county(120, seed=3)
    pairs = find(estate, ASSUMED, factories.TODAY)
    costs = property_costs(estate.properties, estate.costs, ASSUMED, estate.leases)
    whole = portfolio(estate, pairs, costs, ASSUMED)
    assert whole.proved
    stopped = portfolio(estate, pairs, costs, ASSUMED, time_limit_s=0.0)
    assert not stopped.proved
    assert stopped.bound_gbp_pa >= whole.net_central_gbp_pa - 1.01
    assert stopped.net_central_gbp_pa <= whole.net_central_gbp_pa + 1.01
    assert (stopped.gap > 0) == (stopped.bound_gbp_pa > stopped.net_central_gbp_pa)


def test_the_same_county_gives_the_same_portfolio_in_any_order():
    estate = county(120, seed=5)
    pairs = find(estate, ASSUMED, factories.TODAY)
    costs = property_costs(estate.properties, estate.costs, ASSUMED, estate.leases)
    one = portfolio(estate, pairs, costs, ASSUMED)
    assert len(one.moves) > 5
    other = portfolio(estate, pairs.sample(frac=1, random_state=2), costs, ASSUMED)
    assert one.net_central_gbp_pa == pytest.approx(other.net_central_gbp_pa, abs=1.01)


def test_what_touches_an_organisation_keeps_its_co_occupiers():
    estate = county(300, seed=5)
    pairs = find(estate, ASSUMED, factories.TODAY)
    theirs = of_interest(pairs, estate, organisation="SYN-01")
    assert 0 < len(theirs) < len(pairs)
    homes = set(theirs.loc[theirs["guest_organisation"].eq("SYN-01"), "guest_property_id"])
    everyone = pairs[pairs["guest_property_id"].isin(homes)]
    assert set(everyone["candidate_id"]) <= set(theirs["candidate_id"])
    there = of_interest(pairs, estate, town="Redditch")
    towns = estate.properties["town"]
    touching = (
        towns.reindex(there["guest_property_id"]).eq("Redditch").to_numpy()
        | towns.reindex(there["host_property_id"]).eq("Redditch").to_numpy()
    )
    assert touching.all()
