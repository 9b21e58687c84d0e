"""Who may move where in a town, rule by rule, and why others may not."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from estate.assumptions import AssumptionSet
from estate.consolidation.town.possible_moves import (
    DOES_NOT_MOVE,
    RECEIVES_NOBODY,
    STAYS,
    possible,
)
from estate.consolidation.town.problem_from_register import TownProblem, town_problem
from estate.consolidation.town.what_is_considered import AS_RATED, DATES, ONE, TWO, YEARLY, Choice
from estate.costs import property_costs
from estate.errors import BadQuestion
from estate.frames import Estate

from . import factories as make
from .towns import HUB, TODAY, A, names_of

Rows = Mapping[str, dict[str, object]]
NONE: Rows = {}
#: Offices 100 m apart, each of its own body, each with 240 m² used of 800.
PLACES = [
    {"id": name, "organisation": f"SYN-{name}", "easting": 396_000.0 + 100 * at}
    for at, name in enumerate("ABCD")
]


def estate_of(places: Rows = NONE, users: Rows = NONE, **more: object) -> Estate:
    """The four offices with what is different of some of them, or of who uses them."""
    bodies = make.organisations(*({"id": f"SYN-{name}", "signed": True} for name in "ABCD"))
    return make.estate(
        properties=make.properties(*({**one, **places.get(one["id"], {})} for one in PLACES)),
        occupations=make.occupations(
            *(
                {"id": f"O{n}", "property_id": n, "organisation": f"SYN-{n}", **users.get(n, {})}
                for n in "ABCD"
            )
        ),
        organisations=more.pop("organisations", bodies),
        **more,
    )


def town_of(
    estate: Estate, choice: Choice = AS_RATED, ids: str = "ABCD", under: AssumptionSet = A
) -> TownProblem:
    costs = property_costs(estate.properties, estate.costs, under, estate.leases)
    return town_problem(estate, costs, under, TODAY, list(ids), choice, names=names_of(estate))


def pairs(town: TownProblem) -> set[str]:
    """Who may go where, as in "AB": the user of A to B."""
    moves = town.problem.moves
    return {
        town.occupation_ids[who][1] + town.property_ids[host]
        for who, host in zip(moves["occupation"], moves["host"], strict=True)
    }


def test_everybody_may_go_everywhere_where_nothing_speaks_against_it() -> None:
    town = town_of(estate_of())
    assert pairs(town) == {one + other for one in "ABCD" for other in "ABCD" if one != other}
    assert not town.stays and not town.does_not_move and not town.receives_nobody
    assert town.problem.buildings["room_m2"].tolist() == [800.0] * 4
    assert len(town.problem.leavings) == 0


#: What is different of a building; why its user stays, why it takes nobody in, why it stays.
BUILDINGS = (
    ({"availability": "red"}, "rated_core", None, "rated_core"),
    ({"sharing": "red"}, None, "rated_unlikely", None),
    ({"availability": "green"}, None, "surplus", None),
    ({"availability": "green", "reuse_offered": True}, None, None, None),
    ({"availability": None}, "unrated", "unrated", "unrated"),
    ({"sharing": None}, "unrated", "unrated", "unrated"),
    ({"type_code": "school_primary"}, "school", "not_suitable", "school"),
    ({"type_code": "court"}, "closed_use", "closed_use", "closed_use"),
    ({"protected_use": "refuge"}, "closed_use", "closed_use", "closed_use"),
    ({"nia_m2": None, "gia_m2": None}, None, "room_unknown", None),
    ({"pfi": True}, None, None, "pfi"),
    ({"tenure": "leasehold"}, None, "term_unknown", None),
    ({"tenure": "licence"}, None, "term_short", None),
)
#: What is different of a user; why it stays.
USERS = (
    ({"need_m2": None, "need_basis": None}, "need_unknown"),
    ({"organisation": "SYN-ELSEWHERE"}, "no_partner"),
    ({"user_function": "specialist", "service_function": "other"}, "use_unknown"),
    ({"need_m2": 900.0}, "no_room"),
    ({"user_function": "storage"}, "not_suited"),
)


def test_each_rule_of_buildings_and_users_says_itself() -> None:
    """All in one town, 20 m apart; whoever may go goes, and whatever may receive does."""
    places = [one for one, *_ in BUILDINGS] + [{}] * len(USERS)
    users = [{}] * len(BUILDINGS) + [one for one, _ in USERS]
    ids = [chr(ord("a") + at) for at in range(len(places))]
    spots = [{"easting": 396_000.0 + 20 * at} for at in range(len(places))]
    town = town_of(
        make.estate(
            properties=make.properties(
                *({"id": n, **spot, **one} for n, spot, one in zip(ids, spots, places, strict=True))
            ),
            occupations=make.occupations(
                *(
                    {"id": f"O{n}", "property_id": n, **one}
                    for n, one in zip(ids, users, strict=True)
                )
            ),
        ),
        ids="".join(ids),
    )
    expected = [told for _, *told in BUILDINGS] + [
        [why, "room_unknown" if why == "need_unknown" else None, "somebody_stays"]
        for _, why in USERS
    ]
    found, closing = pairs(town), {ids[at] for at in town.problem.closures["building"]}
    for n, (moves, hosts, stays) in zip(ids, expected, strict=True):
        told = [town.does_not_move.get(f"O{n}"), town.receives_nobody.get(n), town.stays.get(n)]
        assert told == [moves, hosts, stays]
        assert any(one[0] == n for one in found) == (moves is None)
        assert any(one[1] == n for one in found) == (hosts is None)
        assert bool(town.problem.buildings.at[n, "stays"]) == (stays is not None)
        assert (n in closing) == (stays is None)
    pfi = [at for at, (_, _, stays) in enumerate(expected) if stays == "pfi"]
    assert set(town.problem.leavings["occupation"]) == set(pfi)


def test_unrated_buildings_take_part_when_asked_for_and_are_named() -> None:
    town = town_of(estate_of({"A": {"availability": None}}), Choice(include_unrated=True))
    assert town.unrated == ("A",)
    assert any(one[0] == "A" for one in pairs(town))


def test_who_has_not_signed_neither_moves_nor_hosts() -> None:
    bodies = make.organisations(*({"id": f"SYN-{name}", "signed": name != "A"} for name in "ABCD"))
    town = town_of(estate_of(organisations=bodies))
    assert town.does_not_move == {"OA": "not_signed"}
    assert town.receives_nobody == {"A": "not_signed"}


def test_a_body_may_gather_its_own_and_like_goes_to_like_where_sharing_is_red() -> None:
    own = {name: {"organisation": "SYN-A"} for name in "ABCD"}
    assert "AB" in pairs(town_of(estate_of(own, own)))
    bound = estate_of({"A": {"sharing": "red"}, "B": {"use_class": "public_access",
                                                      "type_code": "hub"}})  # fmt: skip
    found = pairs(town_of(bound))
    assert "AC" in found and "AB" not in found


def test_services_that_may_not_meet_are_pairs_of_the_problem() -> None:
    """Not a reason against a host: who is there may leave. What a building is for stays."""
    users = {
        "A": {"user_function": "back_office", "service_function": "probation"},
        "B": {"user_function": "front_office", "service_function": "children_centre"},
    }
    open_to_all = {n: {"use_class": "public_access", "type_code": "hub"} for n in "ABCD"}
    nobody = make.zones()
    town = town_of(estate_of(open_to_all, users, zones=nobody))
    assert town.problem.conflicts.tolist() == [[0, 1]]
    assert "AB" in pairs(town)
    centre = open_to_all | {"B": {"use_class": "public_access", "type_code": "childrens_centre"}}
    plain = {"A": {"user_function": "back_office", "service_function": "corporate"}}
    floors = ("portfolio_min_compatibility", "candidate_min_compatibility")
    low = A.with_overrides("low", "low", dict.fromkeys(floors, 0.1))
    for who, may in ((users, False), (plain, True)):
        found = town_of(estate_of(centre, who, zones=nobody), under=low)
        assert ("AB" in pairs(found)) == may


def test_a_shared_front_desk_has_one_number() -> None:
    desk = {
        n: {"property_id": "A", "user_function": "front_office", "need_m2": 100.0} for n in "AB"
    }
    town = town_of(estate_of(users=desk))
    assert town.problem.occupations["desk"].tolist() == [0, 0, -1, -1]
    assert town.stays.get("B") == "users_unknown"


def test_journeys_may_grow_by_a_tenth_and_an_area_of_need_by_ten_minutes() -> None:
    """A's front office; the people live 1 km west, so that each office further east is further."""
    users = {"A": {"user_function": "front_office"}}
    near = make.zones({"name": "West", "kind": "town", "easting": 395_000.0,
                       "northing": 270_800.0, "population": 1_000})  # fmt: skip
    everywhere = {n: {"use_class": "public_access", "type_code": "hub"} for n in "ABCD"}
    town = town_of(estate_of(everywhere, users, zones=near))
    assert {one for one in pairs(town) if one[0] == "A"} == {"AB"}
    moves = town.problem.moves
    assert moves["minutes"][moves["occupation"].eq(0)].tolist() == pytest.approx(
        [1_000 * 100 * 1.25 / 80] * int(moves["occupation"].eq(0).sum())
    )
    loose = A.with_overrides("x", "x", {"town_journeys_growth": 10, "town_need_area_longer_min": 2})
    far = near.assign(easting=396_000.0)
    stuck = town_of(estate_of(everywhere, users, zones=far))
    assert stuck.does_not_move == {"OA": "journeys"}
    poor = near.assign(kind="need_area")
    asked = town_of(estate_of(everywhere, users, zones=poor), under=loose)
    assert {one for one in pairs(asked) if one[0] == "A"} == {"AB"}


def test_dates_are_when_leases_end_as_soon_as_can_be_or_one_a_year() -> None:
    lease = make.leases({"property_id": "A", "tenant": "SYN-A", "expiry": date(2030, 3, 31)})
    estate = estate_of({"A": {"tenure": "leasehold"}}, leases=lease)
    days = {kind: town_of(estate, Choice(dates=kind)).problem.dates for kind in DATES}
    ready, ends = date(2027, 11, 30), date(2030, 3, 1)
    assert days[ONE] == days[TWO] == (ready, ends)
    assert len(days[YEARLY]) == 10 and set(days[ONE]) < set(days[YEARLY])
    one = town_of(estate, Choice(dates=ONE)).problem
    closing = one.closures[one.closures["building"].eq(0)]
    assert [one.dates[at] for at in closing["when"]] == [ends]
    late = make.leases({"property_id": "A", "tenant": "SYN-A", "expiry": date(2050, 3, 31)})
    never = town_of(estate_of({"A": {"tenure": "leasehold"}}, leases=late), Choice(dates=ONE))
    assert never.stays == {"A": "no_day"} and never.does_not_move == {"OA": "no_day"}


def test_a_hub_receives_from_its_day_on_and_counts_only_where_it_is_used() -> None:
    town = town_of(estate_of(), Choice(hubs=(replace(HUB, holder="SYN-A"),)))
    problem = town.problem
    hub = problem.buildings.index.get_loc("HUB")
    assert problem.buildings.loc["HUB"].tolist() == [5_000.0, False, True]
    assert problem.openings["building"].tolist() == [hub]
    days = {problem.dates[at] for at in problem.moves["when"][problem.moves["host"].eq(hub)]}
    assert days == {HUB.ready_on}
    step = problem.steps("openings").start
    assert problem.amounts.capital_gbp[step].sum() > 900_000
    assert town.names["HUB"] == "New hub"


def test_the_back_office_of_a_service_is_called_so() -> None:
    """It may sit where the service could not: whoever reads of the move has to know."""
    users = {
        "A": {"service_function": "probation"},
        "B": {"service_function": "probation", "user_function": "front_office"},
        "C": {"service_function": "corporate"},
        "D": {"service_function": None},
    }
    town = town_of(estate_of(users=users))
    said = [town.names[one].partition(" (")[2] for one in ("OA", "OB", "OC", "OD")]
    assert said == ["probation, back office)", "probation)", "corporate)", "back office)"]


def test_what_is_too_far_or_rejected_is_said_so() -> None:
    away = {"A": {"easting": 399_000.0}}
    assert town_of(estate_of(away)).does_not_move == {"OA": "too_far"}
    town = town_of(estate_of())
    found = possible(town.facts, {("OA", other) for other in "BCD"})
    assert found.does_not_move == {"OA": "rejected"} and found.stays == {"A": "somebody_stays"}


def test_questions_that_name_nothing_are_refused_and_every_reason_has_words() -> None:
    with pytest.raises(BadQuestion, match="X"):
        town_of(estate_of(), ids="AX")
    with pytest.raises(BadQuestion, match="dates"):
        Choice(dates="monthly")
    with pytest.raises(BadQuestion, match="one key"):
        Choice(hubs=(HUB, HUB))
    for words in (*DOES_NOT_MOVE.values(), *RECEIVES_NOBODY.values(), *STAYS.values()):
        assert words == words.strip() and not words.endswith(".")
