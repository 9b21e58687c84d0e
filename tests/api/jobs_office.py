"""A service whose workers look for no job by themselves, and what its tests do with one."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, text, update

from estate.db import tables as t
from tests.api.imports_office import EDITOR, Office, open_office
from tests.conftest import database
from tests.intake import county
from tests.loops import run


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A service whose workers look for no job by themselves."""
    with database("migrated") as url:
        office = open_office(url, tmp_path_factory.mktemp("jobs"))
        yield office
        office.client.app.state.service.close()
        office.engine.dispose()


@pytest.fixture
def office(shared: Office) -> Iterator[Office]:
    yield shared
    with shared.engine.begin() as connection:
        connection.execute(text("TRUNCATE import_job, import_plan, property, import_batch CASCADE"))
    shutil.rmtree(shared.data_dir / "uploads")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    return county.write_csv(tmp_path / "house.csv", [county.row("A1"), county.row("A2")])


def send(office: Office, path: Path, who: str = EDITOR, **fields: Any) -> Any:
    with path.open("rb") as handle:
        return office.client.post("/api/v1/imports/jobs", headers=office.headers(who),
                                  files={"file": (path.name, handle)}, data=fields)  # fmt: skip


def work(office: Office) -> bool:
    """What a worker of the service does when it looks for a job."""
    return bool(run(office.client.app.state.jobs.take_one()))


def state(office: Office, job: dict[str, Any], who: str | None = EDITOR) -> Any:
    return office.client.get(job["links"]["self"], headers=office.headers(who))


def finished(office: Office, answer: Any) -> dict[str, Any]:
    assert answer.status_code == 202, answer.text
    assert work(office)
    found: dict[str, Any] = state(office, answer.json()).json()
    assert found["has_ended"]
    return found


def gone(office: Office, job: dict[str, Any]) -> None:
    """The worker that held a job has not been heard of for too long."""
    with office.engine.begin() as connection:
        connection.execute(
            update(t.import_job)
            .where(t.import_job.c.import_job_id == job["id"])
            .values(taken_until=func.now() - timedelta(seconds=1))
        )


def id_of(job: dict[str, Any]) -> Any:
    return UUID(job["id"])
