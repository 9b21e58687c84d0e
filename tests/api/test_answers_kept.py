"""What is kept of whole-estate answers, and what goes first."""

from estate.answers import Answers
from estate.assumptions import AssumptionSet

USED = ["m2_per_fte"]


def made(answers: Answers, assumptions: AssumptionSet) -> bool:
    """Whether the answer had to be made."""
    asked: list[int] = []
    answers.kept(("costs", 1, "club", assumptions), lambda: asked.append(1))
    return bool(asked)


def test_what_somebody_tries_pushes_out_nothing_that_all_look_at() -> None:
    answers, published = Answers(size=3, tried=2), AssumptionSet()
    trials = [published.tried({"m2_per_fte": 9.5 + n}, USED) for n in range(5)]
    assert made(answers, published)
    assert [made(answers, one) for one in trials] == [True] * 5
    assert not made(answers, published)
    assert not made(answers, trials[-1])
    assert made(answers, trials[0])


def test_the_least_recently_used_goes_first() -> None:
    answers = Answers(size=2)
    sets = [AssumptionSet(id=f"set {n}") for n in range(3)]
    assert [made(answers, one) for one in (sets[0], sets[1], sets[0])] == [True, True, False]
    assert made(answers, sets[2])
    assert [made(answers, one) for one in (sets[0], sets[2])] == [False, False]
    assert made(answers, sets[1])
