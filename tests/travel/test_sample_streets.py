"""The sample county's made-up streets and buses."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

import sample_data
from estate.access.cafein_engine import CafeinTravel
from estate.access.graph_search import GraphTravel
from estate.access.network_store import StoredNetwork
from estate.access.travel import Mode
from estate.networks import making
from sample_data import geography, streets
from sample_data.residents import points_m


@pytest.fixture(scope="module")
def places() -> np.ndarray:
    """Every third small area, and what stands beside the river in Worcester."""
    by_the_river = [(384_250.0, 252_300.0), (384_850.0, 252_300.0)]
    return np.array([*points_m(sample_data.SEED)[::3], *by_the_river])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, places: np.ndarray) -> Path:
    made = tmp_path_factory.mktemp("streets")
    streets.write(made, map(tuple, places.tolist()), sample_data.SEED)
    return made


@pytest.fixture(scope="module")
def network(folder: Path) -> StoredNetwork:
    return making.make(
        folder / "data",
        folder / streets.ROADS,
        None,
        date(2026, 11, 30),
        envelope=None,
        licence=streets.LICENCE,
        synthetic=True,
    )


def test_cafein_and_scipy_agree_on_them_and_all_is_reached(
    network: StoredNetwork, places: np.ndarray
) -> None:
    cafein, scipy = CafeinTravel(network, 80.0), GraphTravel(network.graph, 80.0)
    few = places[::12]
    for mode in (Mode.WALK, Mode.CAR):
        here, there = (one.minutes(few, places, mode) for one in (cafein, scipy))
        assert not np.isnan(here).any(), "all places lie on it"
        both = np.isfinite(here) & np.isfinite(there)
        assert (np.isfinite(here) == np.isfinite(there)).all()
        assert both.mean() > (0.9 if mode is Mode.CAR else 0.1)
        assert here[both] == pytest.approx(there[both], abs=0.06)
    assert cafein.off_network_m(places, Mode.WALK).max() < 300


def test_the_river_makes_neighbours_far(network: StoredNetwork, places: np.ndarray) -> None:
    west, east = places[-2:-1], places[-1:]
    walked = CafeinTravel(network, 80.0).minutes(west, east, Mode.WALK)[0, 0] * 80
    assert walked > 1.6 * np.hypot(*(west - east)[0])


def test_every_town_has_its_streets(network: StoredNetwork) -> None:
    """A whole town is lost where the roads to it end at corners that nothing else leads to."""
    travel = CafeinTravel(network, 80.0)
    turns = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    ring = np.column_stack([np.cos(turns), np.sin(turns)])
    for town in geography.towns():
        centre = np.array([[town.easting, town.northing]])
        walked = travel.minutes(centre, centre + ring * town.radius_m / 2, Mode.WALK)[0] * 80
        assert np.median(walked) < 2 * town.radius_m / 2, town.name


def test_they_are_the_same_each_time_and_say_that_they_are_made_up(
    folder: Path, tmp_path: Path, places: np.ndarray, network: StoredNetwork
) -> None:
    streets.write(tmp_path, map(tuple, places.tolist()), sample_data.SEED)
    for name in (streets.ROADS, streets.BUSES):
        assert name.startswith("SYN-")
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()
    assert network.manifest.synthetic and "synthetic" in network.manifest.roads.licence
    assert making.is_of(folder / "data", folder / streets.ROADS, None)
    assert not making.is_of(folder / "data", folder / streets.ROADS, folder / streets.BUSES)
    assert CafeinTravel(network, 80.0).basis(Mode.WALK).synthetic
