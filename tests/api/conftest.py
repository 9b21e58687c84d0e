"""The sample county, imported once from its files, behind the real service."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from starlette.testclient import TestClient

from api.app import create_app
from api.http.dependencies import today
from estate import codes
from estate.db import tables as t
from estate.db.engine import make_engine
from estate.register.writes.tokens import create_token
from estate.settings import Settings
from tests.api.imports_office import Office, open_office

TODAY = date(2026, 6, 1)


#: What a file may not leave behind in the sample that all files of a worker share: another file
#: would find it there, or not, as the workers happen to take them.
_OF_ALL = (t.property_, t.rating, t.correction, t.note, t.opportunity, t.kept_case, t.meeting,
           t.offer, t.import_batch)  # fmt: skip
#: The shared sample's engine and how many rows it had of each when it was first asked for.
_SHARED: list[tuple[Engine, list[int]]] = []


@pytest.fixture(scope="session")
def sample_engine(sample_url: str) -> Iterator[Engine]:
    engine = make_engine(sample_url)
    _SHARED.append((engine, _rows(engine)))
    yield engine
    _SHARED.clear()
    engine.dispose()


def _rows(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return [connection.execute(select(func.count()).select_from(one)).scalar_one()
                for one in _OF_ALL]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def leaves_the_sample_as_it_was() -> Iterator[None]:
    """A file that writes for good takes a copy of its own (``tests.conftest.sample_copy``)."""
    before = [_rows(engine) for engine, _ in _SHARED]
    yield
    for engine, at_first in _SHARED:
        assert _rows(engine) == (before or [at_first])[0], [one.name for one in _OF_ALL]


def client_of(url: str, reader: str, **settings: Any) -> TestClient:
    app = create_app(Settings(reader=reader, **settings), url)
    app.dependency_overrides[today] = lambda: TODAY
    return TestClient(app)


@pytest.fixture(scope="session")
def club(sample_url: str) -> Iterator[TestClient]:
    """The service as the club sees it."""
    with client_of(sample_url, "club") as client:
        yield client


@pytest.fixture(scope="session")
def public(sample_url: str) -> Iterator[TestClient]:
    """The public edition."""
    with client_of(sample_url, "public") as client:
        yield client


@pytest.fixture(scope="session")
def county_token(sample_engine: Engine) -> dict[str, str]:
    """Headers of the county council's estates team."""
    return token_of_the_county(sample_engine)


def token_of_the_county(engine: Engine) -> dict[str, str]:
    with engine.begin() as connection:
        token = create_token(
            connection,
            role=codes.Role.EDITOR,
            organisation_code="SYN-CC",
            label="test",
            expires_at=datetime.now(UTC) + timedelta(days=1),
        )
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def office(scratch_database_url: str, tmp_path: Path) -> Iterator[Office]:
    """A small county whose organisations import, behind the real service."""
    office = open_office(scratch_database_url, tmp_path / "data")
    with office.client:
        yield office
    office.engine.dispose()
