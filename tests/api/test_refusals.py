"""Refusals of nobody known are counted, not written one by one, so that the record stays small."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from api.app import create_app
from api.edge import refusals
from estate.db import tables as t
from estate.db.engine import make_engine
from estate.register.queries import audit
from estate.settings import Settings
from tests.api.imports_office import make_token
from tests.conftest import database
from tests.intake import county

WRITE = "/api/v1/imports"


class Gate:
    """A service, and what its record holds of refusals since it began."""

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        with self.engine.begin() as connection:
            if connection.execute(select(t.county.c.code)).first() is None:
                county.start(connection)
        self.app = create_app(Settings(requests_per_minute=0), url)
        self.before = len(self._all())

    def _all(self) -> list[Any]:
        r = t.audit_record.c
        found = select(t.audit_record).where(r.action == "refused").order_by(r.position)
        with self.engine.connect() as connection:
            return list(connection.execute(found))

    def lines(self) -> list[Any]:
        return self._all()[self.before :]

    def knocks(self, address: str, times: int = 1) -> None:
        asked = TestClient(self.app, client=(address, 1))
        for _ in range(times):
            assert asked.delete(f"{WRITE}/x").status_code == 401


@pytest.fixture(scope="module")
def register() -> Iterator[str]:
    with database("migrated") as url:
        yield url


@pytest.fixture
def gate(register: str) -> Iterator[Gate]:
    made = Gate(register)
    with TestClient(made.app):
        yield made
    made.engine.dispose()


def test_the_first_stands_there_at_once_and_the_others_as_one(gate: Gate):
    gate.knocks("192.0.2.1", 40)
    (first,) = gate.lines()
    assert first.details == {"method": "DELETE", "status": 401, "address": "192.0.2.1"}
    gate.knocks("192.0.2.2", 3)
    gate.app.state.refusals.tell()
    told = {line.details["address"]: line.details.get("times") for line in gate.lines()[2:]}
    assert told == {"192.0.2.1": 39, "192.0.2.2": 2}


def test_as_long_as_it_goes_on_a_minute_is_a_line(gate: Gate):
    for _ in range(5):
        gate.knocks("192.0.2.1", 20)
        gate.app.state.refusals.tell()
    assert len(gate.lines()) == 1 + 5
    assert 1 + sum(line.details.get("times", 0) for line in gate.lines()) == 100
    gate.app.state.refusals.tell()  # a quiet minute
    gate.knocks("192.0.2.1")
    assert len(gate.lines()) == 7  # begins anew, at once


def test_many_addresses_share_a_line(gate: Gate, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(refusals, "MOST_ADDRESSES", 3)
    for last in range(10):
        gate.knocks(f"192.0.2.{last}", 2)
    gate.knocks("2001:db8::1")
    gate.knocks("2001:db8::2")
    gate.app.state.refusals.tell()
    told = [line.details for line in gate.lines() if "times" in line.details]
    assert len(told) == 4
    assert {one["address"]: one["times"] for one in told}[refusals.OTHERS] == 7 * 2 + 2


def test_who_is_known_has_each_refusal_written(gate: Gate):
    token = make_token(gate.engine, "critic", None)
    asked = TestClient(gate.app, headers={"Authorization": f"Bearer {token}"})
    for _ in range(4):
        assert asked.get("/audit").status_code == 403
    assert len(gate.lines()) == 4
    assert all(line.actor.startswith("token ") for line in gate.lines())


def test_what_is_counted_is_told_when_the_service_ends_and_the_chain_is_whole(register: str):
    gate = Gate(register)
    with TestClient(gate.app, client=("192.0.2.9", 1)) as asked:
        for _ in range(6):
            assert asked.delete(f"{WRITE}/x").status_code == 401
        assert len(gate.lines()) == 1
    assert [line.details.get("times") for line in gate.lines()] == [None, 5]
    with gate.engine.connect() as connection:
        assert audit.verify(connection).whole
    gate.engine.dispose()


def test_what_the_register_does_not_take_is_kept_for_the_next_minute(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
):
    gate.knocks("192.0.2.1", 3)
    held = gate.app.state.refusals
    unreachable = make_engine("postgresql+psycopg://nobody@127.0.0.1:1/none")
    monkeypatch.setattr(held, "_engine", unreachable)
    held.tell()
    monkeypatch.undo()
    unreachable.dispose()
    held.tell()
    assert [line.details.get("times") for line in gate.lines()] == [None, 2]
