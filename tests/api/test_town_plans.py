"""What could happen in a town, over HTTP: plan, limits, wishes, and the stream of what is found."""

import asyncio
import json
import threading
from html import escape
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from api.http import search_stream
from estate.answers.towns.cases import AS_KEPT
from estate.answers.towns.plan import case_of, town_plan
from estate.answers.towns.plan_moves import place_of
from estate.answers.towns.question import TownAsked, town_question
from estate.answers.towns.search import Progress
from estate.colocation.plain_language import lint
from estate.consolidation.town.plan import PlanSteps, steps_of
from estate.register import visibility as v
from tests.asking import question
from tests.loops import run

TOWN = "/api/v1/towns/Kidderminster/options"


@pytest.fixture(scope="module")
def plan(club: TestClient) -> dict[str, Any]:
    return club.get(TOWN, params={"within_s": 5}).raise_for_status().json()


def asked(club: TestClient, **given: Any) -> dict[str, Any]:
    return club.get(TOWN, params={"within_s": 5, **given}).raise_for_status().json()


def test_a_plan_adds_up(plan: dict[str, Any]):
    """Moves, buildings, years and partners tell of one plan, to the penny."""
    assert plan["standing"]["status"] == "proved"
    assert plan["standing"]["gap"] == 0
    assert plan["moves"]
    roles = [one["role"] for one in plan["buildings"]]
    assert plan["buildings_today"] == len(roles) - roles.count("opened") - roles.count("unused")
    assert plan["buildings_kept"] == len(roles) - roles.count("left") - roles.count("unused")
    left = {one["property_id"] for one in plan["buildings"] if one["role"] == "left"}
    assert left == {m["leaves"]["property_id"] for m in plan["moves"] if m["empties_building"]}
    assert left.isdisjoint(m["host"]["property_id"] for m in plan["moves"])
    total = sum(one["present_value_gbp"] for one in plan["partners"])
    assert total == pytest.approx(plan["worth_gbp"], abs=0.02 * len(plan["partners"]))
    once = sum(year["one_off_gbp"] for year in plan["years"])
    assert once == pytest.approx(plan["one_off_gbp"], abs=0.3)
    for year in plan["years"]:
        assert year["net_gbp"] == pytest.approx(year["saving_gbp"] - year["one_off_gbp"], abs=0.02)
    # The club sees quarters of others' leases, and bands of their figures.
    assert all("first_day" not in one or "first_day_quarter" not in one for one in plan["moves"])
    assert "bands" in plan["figures"]


def test_nothing_is_said_to_be_decided(plan: dict[str, Any], club: TestClient):
    none = asked(club, keep=1)
    texts: list[str] = []

    def gather(value: Any) -> None:
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, dict | list):
            for name, one in value.items() if isinstance(value, dict) else enumerate(value):
                if name != "code":
                    gather(one)

    gather([plan, none])
    assert [found for text in texts for found in lint(text)] == []
    assert plan["disclaimer"]
    assert "could be left" in plan["sentence"]


def test_where_there_is_no_plan_it_says_what_would_free_one(club: TestClient):
    none = asked(club, keep=1)
    assert none["standing"]["status"] == "infeasible"
    assert none["moves"] == [] and none["worth_gbp"] is None
    said = none["standing"]["frees"][0]
    fewest = int(said.split("keeps ")[1].split(" ")[0])
    assert "instead of 1" in said
    assert asked(club, keep=fewest)["standing"]["proved"]
    assert asked(club, keep=fewest - 1)["standing"]["status"] == "infeasible"


def test_wishes_hold_and_cost_something(club: TestClient, plan: dict[str, Any]):
    move = next(one for one in plan["moves"] if one["empties_building"])
    home, who = move["leaves"]["property_id"], move["occupation_id"]
    for wish, holds in (
        (f"stays:{home}", lambda new: home not in _left(new)),
        (f"unmoved:{who}", lambda new: who not in {m["occupation_id"] for m in new["moves"]}),
        (f"not-into:{who}:{move['host']['property_id']}",
         lambda new: (who, move["host"]["property_id"])
         not in {(m["occupation_id"], m["host"]["property_id"]) for m in new["moves"]}),
        (f"left:{home}", lambda new: home in _left(new)),
    ):  # fmt: skip
        new = asked(club, wish=wish)
        assert new["standing"]["proved"] and holds(new), wish
        assert new["worth_gbp"] <= plan["worth_gbp"] + 1
        assert new["asked"]["wishes"][0]["text"] == wish
    loser = min(plan["partners"], key=lambda one: one["present_value_gbp"])
    code = loser["organisation"]["code"]
    least = loser["present_value_gbp"] + 1000
    new = asked(club, wish=f"partner:{code}:{least}")
    if new["standing"]["status"] == "proved":
        own = [p for p in new["partners"] if p["organisation"]["code"] == code]
        assert not own or own[0]["present_value_gbp"] >= least - 1


def _left(answer: dict[str, Any]) -> set[str]:
    return {one["property_id"] for one in answer["buildings"] if one["role"] == "left"}


def test_journeys_may_be_bounded(club: TestClient, plan: dict[str, Any]):
    most = plan["residents_minutes"] - 1000
    new = asked(club, wish=f"minutes:{most:.0f}")
    assert "residents’ minutes change by at most" in new["asked"]["wishes"][0]["words"]
    if new["standing"]["status"] == "infeasible":
        assert "residents’ minutes instead of" in new["standing"]["frees"][0]
    else:
        assert new["residents_minutes"] <= most + 1
        assert new["worth_gbp"] <= plan["worth_gbp"] + 1


def test_a_service_may_have_a_limit_of_its_own(club: TestClient, plan: dict[str, Any]):
    move = max(plan["moves"], key=lambda one: one["residents_minutes"])
    assert move["residents_minutes"] > 0
    wish = f"journeys:{move['occupation_id']}:0"
    found = club.get(TOWN, params={"wish": wish, "within_s": 2}).raise_for_status().json()
    (asked,) = found["asked"]["wishes"]
    assert asked["words"].startswith("the mean journey to ")
    assert asked["words"].endswith(" grows by at most 0 minutes")
    same = [one for one in found["moves"] if one["occupation_id"] == move["occupation_id"]]
    assert all(one["residents_minutes"] <= 0 for one in same)
    loose = f"journeys:{move['occupation_id']}:1000"
    again = club.get(TOWN, params={"wish": loose, "within_s": 2}).raise_for_status().json()
    if again["standing"]["proved"] and plan["standing"]["proved"]:
        assert again["worth_gbp"] == plan["worth_gbp"]
    bad = club.get(TOWN, params={"wish": f"journeys:{move['occupation_id']}:far"})
    assert bad.status_code == 422 and "Minutes are a number" in bad.text


def test_of_wishes_that_cannot_all_be_the_fewest_are_named(club: TestClient, plan: dict[str, Any]):
    """Two buildings, each to stay and to be left: one wish about each has to give way."""
    one, other = sorted(_left(plan))[:2]
    wishes = [f"{kind}:{place}" for place in (one, other) for kind in ("stays", "left")]
    (said,) = asked(club, wish=wishes)["standing"]["frees"]
    assert said.startswith("No single change would do")
    assert said.count(" stays") + said.count(" is left") == 2


def test_a_hand_picked_set_and_a_cap_a_year(club: TestClient, plan: dict[str, Any]):
    some = [one["property_id"] for one in plan["buildings"][:12]]
    found = asked(club, property=some)
    assert {one["property_id"] for one in found["buildings"]} == set(some)
    assert set(found["asked"]["properties"]) == set(some)
    dear = max(year["one_off_gbp"] for year in plan["years"])
    capped = asked(club, capital_gbp_pa=dear / 2)
    assert all(year["one_off_gbp"] <= dear / 2 + 1 for year in capped["years"])


@pytest.mark.parametrize(
    ("given", "mends"),
    [
        ({"wish": "closed:x"}, "stays:property"),
        ({"wish": "stays:nowhere"}, "organisation's reference"),
        ({"wish": "apart:SYN-CC"}, "names two things"),
        ({"wish": "apart:SYN-CC:SYN-CC"}, "two different"),
        ({"wish": "not-before:soon"}, "2029-04-01"),
        ({"wish": "unmoved:nobody"}, "ids are in the answer"),
        ({"wish": "partner:SYN-CC:lots"}, "needs pounds"),
        ({"wish": "minutes:few"}, "are a number"),
        ({"wish": "partner:SYN-NONE:0"}, "Partners that do"),
        ({"property": "nowhere"}, "organisation's reference"),
        ({"keep": -1}, "greater than or equal to 0"),
        ({"within_s": 60}, "less than or equal to 5"),
        ({"colour": "red"}, "unknown parameter"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_says_how_to_mend_it(
    club: TestClient, given: dict[str, Any], mends: str
):
    answer = club.get(TOWN, params=given)
    assert answer.status_code == 422
    assert mends in answer.json()["detail"]


def test_only_members_are_answered(public: TestClient, club: TestClient):
    for door in (TOWN, f"{TOWN}/stream"):
        assert public.get(door).status_code in (401, 403)
    assert club.get("/api/v1/towns/Nowhere/options").status_code == 404


def test_everything_comes_line_by_line(club: TestClient, plan: dict[str, Any]):
    with club.stream("GET", f"{TOWN}/stream") as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"] == search_stream.MEDIA_TYPE
        assert "content-encoding" not in answer.headers
        lines = [json.loads(line) for line in answer.iter_lines()]
    kinds = [one["kind"] for one in lines]
    assert kinds[0] == "progress"
    assert kinds[-1] == "done"
    assert [one["part"] for one in lines if one["kind"] == "done"] == [
        "plan", "wishes", "by_number", "by_minutes", "next_plans", "firmness"
    ]  # fmt: skip
    assert next(one for one in lines if one["kind"] == "plan")["answer"] == plan
    number = [one["point"] for one in lines if one["kind"] == "by_number"]
    assert number[0]["worth_gbp"] == pytest.approx(plan["worth_gbp"], abs=1_000)
    kept = [one["buildings_kept"] for one in number]
    assert kept == sorted(kept, reverse=True) and len(set(kept)) == len(kept)
    following = [one["point"] for one in lines if one["kind"] == "next_plans"]
    behind = [one["behind_best_gbp"] for one in following]
    assert behind[0] == 0 and behind == sorted(behind)
    assert all(one["left_besides"] or one["kept_besides"] for one in following[1:])
    firm = lines[-1]["answer"]
    assert sum(one["best_share"] for one in firm["plans"]) == pytest.approx(1, abs=0.01)
    assert firm["plans"][0]["point"]["worth_gbp"] == plan["worth_gbp"]


def test_whoever_hangs_up_stops_the_search():
    """The lines end with their listener, and the solver is told."""
    stop = threading.Event()

    async def hang_up() -> None:
        lines = search_stream._lines(asyncio.Queue(), stop, Progress(), lambda _: b"going\n")
        assert await anext(lines) == b"going\n"
        assert not stop.is_set()
        await lines.aclose()

    run(hang_up())
    assert stop.is_set()
    told = []
    watch = Progress().watch(stop.is_set)
    from estate.answers.towns import search as town_search

    class Question:
        found = None

    told = list(town_search.search(Question(), 10, Progress(), watch))  # type: ignore[arg-type]
    assert told == []


def test_a_building_whose_users_move_on_several_days_is_left_as_its_price_has_it(
    sample_engine: Any,
) -> None:
    """Moves that are priced for another reader may have other days than the plan had."""
    with sample_engine.connect() as connection:
        asked = town_question(
            question(connection, v.CLUB), TownAsked("Kidderminster", unrated=True, dates="yearly")
        )
    problem, parted = asked.town.problem, 0
    home = problem.occupations["home"]
    for place, users in home.groupby(home).groups.items():
        at = [int(home.index.get_loc(one)) for one in users]
        mine = [problem.moves[problem.moves["occupation"].eq(who)] for who in at]
        if len(at) < 2 or problem.buildings["stays"].iat[place] or any(one.empty for one in mine):
            continue
        moves = [one.index[0] for one in mine[:-1]]
        later = mine[-1][mine[-1]["when"].ne(mine[0]["when"].iat[0])]
        if later.empty:
            continue
        moves = np.array(sorted([*moves, later.index[-1]]))
        plan = PlanSteps(problem, steps_of(problem, moves), 0.0, AS_KEPT, 0.0)
        case = case_of(asked, plan)
        assert case is not None and not len(plan.closures)
        told = town_plan(asked, plan, case)
        key = asked.town.property_ids[place]
        assert case.scheme.empties(key, case.scheme.moves)
        (left,) = [one for one in told.buildings if one.role == "left"]
        assert left.property_id == key and told.buildings_kept == told.buildings_today - 1
        assert all(one.empties_building for one in told.moves)
        assert [one for each in told.partners for one in each.could_leave] == [
            place_of(asked.town, key)
        ]
        parted += 1
    assert parted > 0


def test_leases_are_told_and_warned_of(club: TestClient, plan: dict[str, Any]):
    """Each move says what bears on both leases; a host whose lease can end before the years
    counted are over is warned of, and so is a kept building whose lease ends soon."""
    of = {one["property_id"]: one for one in plan["buildings"]}
    for move in plan["moves"]:
        assert move["host_lease"] == of[move["host"]["property_id"]]["lease"]
        assert move["leaves_lease"]["words"]
    end = f"{plan['years'][-1]['year'][:4]} Q4"
    told = " ".join(plan["lease_warnings"])
    for one in plan["buildings"]:
        quarter = one["lease"].get("ends_on_quarter")
        assert "ends_on" not in one["lease"], "the club sees quarters"
        if one["role"] == "receives" and quarter is not None:
            assert (one["name"] in told) == (quarter <= end)
        if one["lease"]["words"] == "owned":
            assert f"{one['name']} (" not in told
    page = club.get("/towns/Kidderminster/options").text
    for line in plan["lease_warnings"]:
        assert escape(line, quote=False) in page


def test_why_a_partner_is_there_and_who_is_left_out(club: TestClient, plan: dict[str, Any]):
    page = club.get("/towns/Kidderminster/options/partners.csv").text
    for one in plan["partners"]:
        idle = not (one["could_leave"] or one["moves"] or one["takes_in"])
        assert bool(one["why"]) == idle
        sums = (one["present_value_gbp"], one["yearly_saving_gbp_pa"], one["one_off_gbp"])
        shown = not idle or any(sums)
        assert (f"{one['organisation']['name']}," in page) == shown
        assert not (idle and shown) or one["why"] in page
