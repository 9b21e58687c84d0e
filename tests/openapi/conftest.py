"""The counties that are asked: a small one with a row of every kind, and the sample county."""

from collections.abc import Iterator

import pytest

from estate.cli import sample_county
from estate.db.engine import make_engine
from tests.access.marked_county import build
from tests.conftest import database
from tests.openapi.served import Served, served


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with database("migrated") as url:
        engine = make_engine(url)
        with engine.begin() as connection:
            build(connection)
        engine.dispose()
        with served(url, tmp_path_factory.mktemp("openapi")) as here:
            yield here


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("openapi-sample")
    with database("migrated") as url:
        sample_county.load(url, folder / "files")
        with served(url, folder / "data") as here:
            yield here
