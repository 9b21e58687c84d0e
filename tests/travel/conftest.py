"""The small town's network, built once for all of these tests."""

from datetime import date
from pathlib import Path

import pytest

from estate.access.network_store import StoredNetwork
from estate.networks import making
from tests.travel import small_town


@pytest.fixture(scope="session")
def town_network(tmp_path_factory: pytest.TempPathFactory) -> StoredNetwork:
    folder = tmp_path_factory.mktemp("town")
    steps: list[str] = []
    made = making.make(
        folder / "data",
        small_town.extract(folder / "town.osm.pbf"),
        small_town.timetable(folder / "buses.zip"),
        date(2026, 11, 30),
        envelope=None,
        licence="made up",
        timetable_licence="made up too",
        synthetic=True,
        step=steps.append,
    )
    assert len(steps) >= 5
    return made


@pytest.fixture
def data_dir(town_network: StoredNetwork) -> Path:
    return town_network.folder.parent.parent
