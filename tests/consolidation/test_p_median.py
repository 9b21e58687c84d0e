"""The p-median against all choices of sites."""

from itertools import combinations

import numpy as np
import pytest

from estate.arrays import Floats
from estate.consolidation.p_median import p_median
from estate.errors import BadQuestion


def least(minutes: Floats, people: Floats, count: int) -> float:
    """The smallest sum of any ``count`` sites, one choice at a time."""
    choices = combinations(range(minutes.shape[1]), count)
    return min(float((minutes[:, one].min(axis=1) * people).sum()) for one in choices)


def test_no_other_sites_are_nearer() -> None:
    """Eighty small cases, with equal distances, sites out of reach and idle zones among them."""
    out_of_reach = 0
    for seed in range(80):
        rng = np.random.default_rng([2, seed])
        zones, sites = int(rng.integers(3, 14)), int(rng.integers(2, 9))
        count = int(rng.integers(1, sites + 1))
        minutes = rng.uniform(0, 30, (zones, sites))
        if seed % 2:
            minutes = np.round(minutes / 5) * 5
        if seed % 3 == 0:
            minutes[rng.random((zones, sites)) < 0.3] = np.inf
            minutes[np.arange(zones), rng.integers(0, sites, zones)] = 7.0
        people = rng.integers(0, 500, zones).astype(float)
        people[0] += 1
        with np.errstate(invalid="ignore"):
            best = least(minutes, np.where(people == 0, 1e-9, people), count)
        found = p_median(minutes, np.where(people == 0, 1e-9, people), count)
        assert found.proved
        assert found.total == pytest.approx(best), seed
        out_of_reach += not np.isfinite(best)
        if np.isfinite(best):
            assert len(found.sites) == count
            assert set(found.of_zone) <= set(found.sites)
            assert found.bound == pytest.approx(best)
    assert 0 < out_of_reach < 30


def test_what_cannot_be_asked_is_refused() -> None:
    """More sites than there are, weights of other zones, a zone that reaches none."""
    minutes = np.array([[1.0, 2.0], [np.inf, np.inf]])
    for asked, people, count in (
        (minutes[:1], np.ones(1), 3),
        (minutes[:1], np.ones(2), 1),
        (minutes, np.ones(2), 1),
    ):
        with pytest.raises(BadQuestion):
            p_median(asked, people, count)
