"""What is kept of whole-estate answers, and what goes first."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from api.properties import page as properties_page
from estate.answers.cache import AnswerCache
from estate.answers.cache_until_written import until_written_of_each
from estate.answers.context import ReadContext
from estate.assumptions import AssumptionSet
from estate.register import visibility as v
from estate.register.queries import audit
from tests.api.conftest import TODAY

USED = ["m2_per_fte"]


def made(cache: AnswerCache, assumptions: AssumptionSet) -> bool:
    """Whether the answer had to be made."""
    asked: list[int] = []
    cache.once(("costs", 1, "club", assumptions), lambda: asked.append(1))
    return bool(asked)


def test_what_somebody_tries_pushes_out_nothing_that_all_look_at() -> None:
    cache, published = AnswerCache(size=3, tried=2), AssumptionSet()
    trials = [published.tried({"m2_per_fte": 9.5 + n}, USED) for n in range(5)]
    assert made(cache, published)
    assert [made(cache, one) for one in trials] == [True] * 5
    assert not made(cache, published)
    assert not made(cache, trials[-1])
    assert made(cache, trials[0])


def test_the_least_recently_used_goes_first() -> None:
    cache = AnswerCache(size=2)
    sets = [AssumptionSet(id=f"set {n}") for n in range(3)]
    assert [made(cache, one) for one in (sets[0], sets[1], sets[0])] == [True, True, False]
    assert made(cache, sets[2])
    assert [made(cache, one) for one in (sets[0], sets[2])] == [False, False]
    assert made(cache, sets[1])


def test_what_holds_for_any_version_is_not_pushed_out_by_what_each_version_makes() -> None:
    cache, asked = AnswerCache(size=3), []
    cache.once(("range", "of these figures"), lambda: asked.append("drawn"))
    for version in range(20):
        for name in ("estate", "costs", "facts", "leases"):
            cache.once((name, version, "club"), lambda: None)
    cache.once(("range", "of these figures"), lambda: asked.append("drawn again"))
    assert asked == ["drawn"]


def test_a_crowd_that_asks_the_same_has_it_made_once() -> None:
    cache, asked, may_go_on = AnswerCache(), [], threading.Event()

    def make() -> str:
        asked.append(1)
        assert may_go_on.wait(60)
        return "made"

    with ThreadPoolExecutor(8) as threads:
        crowd = [threads.submit(cache.once, ("portfolio",), make) for _ in range(8)]
        other = threads.submit(cache.once, ("costs",), lambda: "another")
        may_go_on.set()
        assert {one.result() for one in crowd} == {"made"}
        assert other.result() == "another"
    assert len(asked) == 1


def test_where_the_maker_fails_the_next_one_makes_it() -> None:
    cache, began, fails = AnswerCache(), threading.Event(), threading.Event()

    def broken() -> str:
        began.set()
        assert fails.wait(60)
        raise RuntimeError("whoever asked has gone")

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(cache.once, ("portfolio",), broken)
        assert began.wait(60)
        second = threads.submit(cache.once, ("portfolio",), lambda: "made")
        fails.set()
        assert second.result() == "made"
        with pytest.raises(RuntimeError):
            first.result()


def test_answers_of_versions_that_the_register_has_left_go() -> None:
    cache, asked = AnswerCache(), []

    def ask(name: str, version: int) -> None:
        cache.once((name, version, "club"), lambda: asked.append((name, version)))

    for version in (1, 2, 3):
        ask("costs", version)
        ask("facts", version)
    ask("costs", 3)
    ask("facts", 2)  # somebody still reads the version before
    assert asked[-1] == ("facts", 3)
    ask("costs", 1)
    assert asked[-1] == ("costs", 1)
    ask("costs", 1)  # a restored register, whose numbers begin lower, is kept like any other
    assert asked.count(("costs", 1)) == 2


def test_an_answer_about_one_thing_is_kept_until_somebody_writes(monkeypatch) -> None:
    writes = [7]
    monkeypatch.setattr(audit, "last_write", lambda _: writes[-1])
    club = ReadContext(None, v.CLUB, TODAY, AnswerCache())
    vars(club).update(assumptions=AssumptionSet(), version=1)
    other = replace(club, reader=v.owner("SYN-CC"))
    vars(other).update(assumptions=AssumptionSet(), version=1)

    def made(context: ReadContext, thing: int) -> bool:
        asked: list[int] = []
        until_written_of_each(context, "properties", thing, lambda: asked.append(1))
        return bool(asked)

    assert [made(club, 1), made(club, 1), made(other, 1), made(club, 2)] == [
        True,
        False,
        True,
        True,
    ]
    writes.append(8)
    assert [made(club, 1), made(club, 1), made(other, 1)] == [True, False, True]
    club.cache.part("town plan", (1, "Bromsgrove"), lambda: "dear")
    for thing in range(500):
        made(club, thing)
    assert club.cache.part_made("town plan", (1, "Bromsgrove")) == "dear"


def test_page_charts_and_files_of_a_property_ask_for_it_once(club: TestClient, monkeypatch) -> None:
    asked = []
    dossier = properties_page.property_dossier

    def counted(*given):
        asked.append(given)
        return dossier(*given)

    monkeypatch.setattr(properties_page, "property_dossier", counted)
    wanted = {"tenure": "leasehold", "limit": "60"}
    found = club.get("/api/v1/properties", params=wanted).json()["features"]
    address = f"/properties/{found[-1]['id']}"
    for path in (address, f"{address}/leases.svg", f"{address}/leases.csv", address):
        assert club.get(path).status_code == 200, path
    assert len(asked) == 1
