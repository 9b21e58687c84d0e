"""Plans that nobody commits go after some days, with their files; nothing committed ever does."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from api.system import housekeeping
from estate.db import tables as t
from tests.api.imports_office import Office, open_office
from tests.intake import county


@pytest.fixture
def office(scratch_database_url: str, tmp_path: Path) -> Iterator[Office]:
    office = open_office(scratch_database_url, tmp_path / "data", plan_days=10)
    yield office  # without its lifespan: one test looks at what that does
    office.client.app.state.service.close()
    office.engine.dispose()


def uploaded(office: Office, tmp_path: Path, name: str) -> str:
    path = county.write_csv(tmp_path / f"{name}.csv", [county.row(name)])
    return str(office.upload(path).json()["id"])


def grow_old(office: Office, plan_id: str, days: float) -> None:
    moved = func.now() - timedelta(days=days)
    with office.engine.begin() as connection:
        connection.execute(
            update(t.import_plan)
            .where(t.import_plan.c.import_plan_id == plan_id)
            .values(created_at=moved)
        )


def test_old_plans_go_with_their_files_and_committed_ones_stay(office, tmp_path):
    names = ("fresh", "old", "discarded", "committed")
    fresh, old, discarded, committed = (uploaded(office, tmp_path, name) for name in names)
    assert office.ask("DELETE", f"/{discarded}").status_code == 204
    assert office.ask("POST", f"/{committed}/commit").status_code == 200
    for plan_id, days in ((fresh, 9.9), (old, 10.1), (discarded, 11), (committed, 4_000)):
        grow_old(office, plan_id, days)
    housekeeping.tidy(office.client.app.state.service)
    listed = {plan["id"]: plan for plan in office.ask("GET", "").json()["plans"]}
    assert set(listed) == {fresh, committed}
    assert listed[fresh]["age_days"] == 9
    assert listed[committed]["removed_on"] is None
    assert office.ask("GET", f"/{old}").status_code == 404
    assert office.uploaded() == sorted(
        [f"{fresh}/map.geojson", f"{fresh}/upload.csv", f"{committed}/map.geojson"]
    )
    assert office.count("property") == 1
    with office.engine.connect() as connection:
        record = t.audit_record.c
        removed = select(record.actor).where(record.action == "removed")
        assert set(connection.execute(removed).scalars()) == {"housekeeping"}


def test_a_plan_says_when_it_goes(office, tmp_path):
    plan = office.ask("GET", f"/{uploaded(office, tmp_path, 'A1')}").json()
    today = datetime.now(UTC).date()
    assert plan["age_days"] == 0
    assert plan["removed_on"] in {str(today + timedelta(days=n)) for n in (9, 10)}


def test_the_service_tidies_at_its_start(office, tmp_path):
    plan_id = uploaded(office, tmp_path, "A1")
    grow_old(office, plan_id, 12)
    with office.client:
        until = time.monotonic() + 10
        while office.ask("GET", f"/{plan_id}").status_code != 404 and time.monotonic() < until:
            time.sleep(0.05)
        assert office.ask("GET", f"/{plan_id}").status_code == 404
    assert office.uploaded() == []
