"""Components and score: within 0-1, monotone, weights of any scale."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estate.assumptions import named
from estate.colocation import score
from estate.errors import BadQuestion

A = named("2026-11")
value = st.one_of(st.just(float("nan")), st.floats(0, 1))
row = st.lists(value, min_size=8, max_size=8)
weight = st.lists(st.floats(0.001, 10), min_size=8, max_size=8)


def scored(values: list[float], weights: list[float]) -> tuple[float, float]:
    frame = pd.DataFrame([values], columns=list(score.COMPONENTS))
    found = score.score(frame, dict(zip(score.COMPONENTS, weights, strict=True)))
    return float(found["score"].iloc[0]), float(found["evidence"].iloc[0])


@given(row, weight)
def test_score_and_evidence_lie_between_nought_and_one(values, weights) -> None:
    mark, evidence = scored(values, weights)
    assert 0 <= evidence <= 1
    assert np.isnan(mark) if np.isnan(values).all() else 0 <= mark <= 1


@given(row, weight, st.integers(0, 7), st.floats(0, 1))
def test_score_rises_with_each_component(values, weights, which, better) -> None:
    if np.isnan(values[which]):
        return
    raised = list(values)
    raised[which] = max(values[which], better)
    assert scored(raised, weights)[0] >= scored(values, weights)[0] - 1e-12


@given(row, weight, st.floats(0.01, 1000))
def test_weights_of_any_scale_give_the_same_score(values, weights, factor) -> None:
    scaled = scored(values, [factor * one for one in weights])
    assert scaled == pytest.approx(scored(values, weights), nan_ok=True)


@given(st.lists(st.floats(0, 1), min_size=8, max_size=8), weight, st.integers(0, 7))
def test_changing_one_weight_changes_only_its_term(values, weights, which) -> None:
    """Σ w·s moves by Δw × s of that component and by nothing else."""
    changed = list(weights)
    changed[which] += 1.0
    before = scored(values, weights)[0] * sum(weights)
    after = scored(values, changed)[0] * sum(changed)
    assert after - before == pytest.approx(values[which], abs=1e-9)


@given(row, weight, st.integers(0, 7))
def test_unknown_is_not_nought(values, weights, which) -> None:
    """Leaving a component out gives the score of the rest, never a lower mean with a zero."""
    unknown = list(values)
    unknown[which] = float("nan")
    rest = [w for number, w in enumerate(weights) if not np.isnan(unknown[number])]
    marks = [v for v in unknown if not np.isnan(v)]
    expected = np.average(marks, weights=rest) if marks else float("nan")
    assert scored(unknown, weights)[0] == pytest.approx(expected, nan_ok=True)


def test_no_weights_no_score() -> None:
    with pytest.raises(BadQuestion):
        scored([0.5] * 8, [0.0] * 8)


def test_capacity_of_the_definition() -> None:
    spare = np.array([79.0, 80, 90, 100, 300, np.nan, 100])
    need = np.array([100.0, 100, 100, 100, 100, 100, np.nan])
    found = score.capacity(spare, need, A)
    assert found.tolist() == pytest.approx([0, 0, 0.5, 1, 1, np.nan, np.nan], nan_ok=True)


def test_distance_of_the_definition() -> None:
    found = score.distance(np.array([0.0, 5, 7.5, 10]), np.full(4, 10.0))
    assert found.tolist() == pytest.approx([1, 1, 0.5, 0])


@pytest.mark.parametrize(
    ("leaves", "secure", "expected"),
    [
        ("2027-03-31", "2100-01-01", 1.0),
        ("2029-09-29", "2100-01-01", 0.5),
        ("2032-04-30", "2100-01-01", 0.0),
        ("2026-09-30", "2100-01-01", 0.5),
        ("2026-03-01", "2100-01-01", 0.0),
        ("2027-03-31", "2031-01-01", 0.0),
        ("2027-03-31", None, np.nan),
        (None, "2100-01-01", np.nan),
    ],
)
def test_lease_of_the_definition(leaves, secure, expected) -> None:
    found = lease([leaves], [False], [secure])
    assert found[0] == pytest.approx(expected, abs=0.002, nan_ok=True)


def lease(leaves: list[str | None], owned: list[bool], secure: list[str | None]):
    value, arrives = score.leaving(
        pd.to_datetime(pd.Series(leaves)), np.array(owned), pd.Timestamp("2027-03-31"), A
    )
    return score.lease(value, arrives, score.days(pd.to_datetime(pd.Series(secure))), A)


def test_an_owner_waits_for_no_lease_but_the_host_must_be_safe() -> None:
    found = lease([None, None], [True, True], ["2100-01-01", "2028-01-01"])
    assert found.tolist() == [1, 0]


def test_rag_saving_access_condition_of_the_definition() -> None:
    out = score.rated(pd.Series(["amber", "green", None]), "rag_guest_availability", A)
    into = score.rated(pd.Series(["green", "amber", "green"]), "rag_host_sharing", A)
    assert (out * into).tolist() == pytest.approx([0.7, 0.6, np.nan], nan_ok=True)
    money = score.saving(np.array([-5.0, 25_000, 90_000, np.nan]), A)
    assert money.tolist() == pytest.approx([0, 0.5, 1, np.nan], nan_ok=True)
    change = np.array([-10.0, 0, 2.5, 10, np.nan, np.nan])
    public = np.array([True, True, True, True, True, False])
    journeys = score.access(change, public, A)
    assert journeys.tolist() == pytest.approx([1, 0.5, 0.25, 0, np.nan, 0.5], nan_ok=True)
    guests = pd.DataFrame(
        {"condition": ["C", "C", "A", None], "energy_rating": ["D", "D", "A", "A"]}
    )
    hosts = pd.DataFrame(
        {"condition": ["A", "D", "B", "A"], "energy_rating": ["C", "C", "B", None]}
    )
    assert score.condition(score.grades(guests), score.grades(hosts)).tolist() == pytest.approx(
        [1, 0.5, 0, np.nan], nan_ok=True
    )


def test_what_is_not_known_spreads_a_score_by_its_own_weight_and_spread() -> None:
    nan = float("nan")
    parts = {"use": np.array([0.5, 0.5, 0.5]), "rag": np.array([0.5, nan, nan]),
             "saving": np.array([0.5, 0.5, nan])}  # fmt: skip
    weights = {"use": 2.0, "rag": 3.0, "saving": 5.0}
    found = score.spread(parts, weights, {"rag": 0.4, "saving": 0.2})
    assert found.tolist() == pytest.approx([0, 0.12, np.hypot(1.2, 1.0) / 10])


def test_a_lease_may_be_bridged_to_the_very_day() -> None:
    four_years = A.with_overrides("b", "b", {"lease_bridge_years": 4, "lease_bridge_score": 0.3})
    ready = pd.Timestamp("2027-03-31")
    leaves = pd.Series([ready - pd.Timedelta(days=days) for days in (1461, 1462, 1, 0)])
    value, arrives = score.leaving(leaves, np.zeros(4, dtype=bool), ready, four_years)
    assert value.tolist() == [0.3, 0.0, 0.3, 1.0]
    assert (arrives == score.days(pd.Series([ready]))[0]).all()


def test_ratings_that_nobody_has_given_are_not_known() -> None:
    for nothing in (pd.Series([None, None], dtype=object), pd.Series([], dtype=object)):
        found = score.rated(nothing, "rag_host_sharing", A)
        assert found.dtype == float and np.isnan(found).all()
