"""The sample county, imported once from its files, behind the real service."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.app import create_app
from api.http.dependencies import today
from estate import codes
from estate.db.engine import make_engine
from estate.register.writes.tokens import create_token
from estate.settings import Settings
from tests.api.imports_office import Office, open_office

TODAY = date(2026, 6, 1)


@pytest.fixture(scope="session")
def sample_engine(sample_url: str) -> Iterator[Engine]:
    engine = make_engine(sample_url)
    yield engine
    engine.dispose()


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
    with sample_engine.begin() as connection:
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
