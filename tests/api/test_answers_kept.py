"""What is kept of whole-estate answers, and what goes first."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from estate.answers.cache import AnswerCache
from estate.assumptions import AssumptionSet

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
