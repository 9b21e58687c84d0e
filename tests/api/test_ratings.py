"""Rating a property over HTTP: who may, what stays, what is refused."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from api.app import create_app
from api.http.dependencies import today
from estate import codes
from estate.db import tables as t
from estate.db.engine import make_engine
from estate.register.writes.tokens import create_token
from estate.settings import Settings
from tests.intake import county

TODAY = date(2026, 6, 1)
GIVEN: dict[str, Any] = {"scheme": "availability", "rating": "amber", "reasons": ["UNDERUSE"]}


@pytest.fixture
def house(scratch_database_url: str) -> Iterator[tuple[TestClient, str, Callable[..., Any]]]:
    """A service over one office of T-CC, its id, and a maker of tokens."""
    engine = make_engine(scratch_database_url)
    property_id = uuid4()
    with engine.begin() as connection:
        county.start(connection)
        connection.exec_driver_sql("UPDATE organisation SET signed_on = '2026-01-01'")
        connection.execute(
            t.property_.insert().values(
                property_id=property_id, organisation_code="T-CC", local_ref="P1",
                name="The Old Office", operational=True,
            )
        )  # fmt: skip

    def token(role: str, organisation: str | None) -> dict[str, str]:
        with engine.begin() as connection:
            made = create_token(
                connection, role=codes.Role(role), organisation_code=organisation,
                label="Ann Example", expires_at=datetime.now(UTC) + timedelta(days=1),
            )  # fmt: skip
        return {"Authorization": f"Bearer {made}"}

    app = create_app(Settings(reader="club"), scratch_database_url)
    app.dependency_overrides[today] = lambda: TODAY
    with TestClient(app) as client:
        yield client, f"/api/v1/properties/{property_id}/ratings", token
    engine.dispose()


def test_the_manager_rates_and_every_rating_stays(
    house: tuple[TestClient, str, Callable[..., Any]],
) -> None:
    client, address, token = house
    mine = token("editor", "T-CC")
    first = client.post(address, json=GIVEN, headers=mine)
    assert first.status_code == 201, first.text
    note = {"note": "Only the owner reads this", "evidence": "CAB/7", "review_by": "2027-06-01"}
    second = GIVEN | note | {"rating": "green", "reasons": ["OTHER", "CONDITION"]}
    assert client.post(address, json=second, headers=mine).status_code == 201
    told = client.get(address).json()["ratings"]
    assert [one["rating"] for one in told] == ["green", "amber"]
    assert told[0]["reason_codes"] == ["CONDITION", "OTHER"]
    assert told[0]["review_by"] == "2027-06-01"
    assert "Ann Example" in told[0]["assessor"]
    assert "note" not in told[0]
    assert client.get(address, headers=mine).json()["ratings"][0]["note"] == note["note"]
    page = client.get(address.removeprefix("/api/v1").removesuffix("/ratings")).text
    assert "CAB/7" in page
    assert note["note"] not in page
    withdrawn = client.post(address, json=GIVEN | {"rating": None}, headers=mine)
    assert withdrawn.status_code == 201
    assert len(client.get(address).json()["ratings"]) == 3


WHO: list[tuple[str, str | None, int]] = [
    ("member", "T-CC", 403),
    ("editor", "T-DC", 403),
    ("member", None, 403),
    ("importer", "T-CC", 201),
    ("administrator", None, 201),
]


def test_only_the_manager_and_administrators_rate(
    house: tuple[TestClient, str, Callable[..., Any]],
) -> None:
    client, address, token = house
    assert client.post(address, json=GIVEN).status_code == 401
    for role, organisation, status in WHO:
        sent = client.post(address, json=GIVEN, headers=token(role, organisation))
        assert sent.status_code == status, (role, organisation, sent.text)
    stored = client.get(address).json()["ratings"]
    assert len(stored) == sum(status == 201 for _, _, status in WHO)
    assert {one["organisation_code"] for one in stored} == {"T-CC"}


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"rating": "green"}, "decision"),
    ({"rating": "blue"}, "rating"),
    ({"reasons": []}, "reasons"),
    ({"reasons": ["BECAUSE"]}, "reasons"),
    ({"review_by": "2026-05-31"}, "review date"),
    ({"review_by": "2099-01-01"}, "review date"),
    ({"note": "a\u0000b"}, "control"),
    ({"assessor": "me", "by": "x"}, "by"),
]


def test_what_is_refused_says_why(house: tuple[TestClient, str, Callable[..., Any]]) -> None:
    client, address, token = house
    mine = token("editor", "T-CC")
    for change, word in REFUSED:
        sent = client.post(address, json=GIVEN | change, headers=mine)
        assert sent.status_code == 422, change
        assert word in sent.text
    assert client.get(address).json()["ratings"] == []


def test_an_owner_that_does_not_manage_may_rate_too(
    house: tuple[TestClient, str, Callable[..., Any]], scratch_database_url: str
) -> None:
    client, address, token = house
    engine = make_engine(scratch_database_url)
    with engine.begin() as connection:
        connection.execute(
            t.interest.insert().values(
                interest_id=uuid4(), property_id=UUID(address.split("/")[4]), role="owner",
                organisation_code="T-DC", reported_by="T-CC",
            )
        )  # fmt: skip
    assert client.post(address, json=GIVEN, headers=token("editor", "T-DC")).status_code == 201
    with engine.connect() as connection:
        assert connection.execute(select(t.rating.c.organisation_code)).scalar() == "T-DC"
    engine.dispose()
    assert client.get("/api/v1/ratings/reviews").json()["overdue"] == []
