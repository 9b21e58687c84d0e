"""Long uploads and commits as jobs: kept in the register, done by one worker, once or never."""

import os
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from api.imports import job_routes
from api.imports import worker as edge
from estate.codes import JobState
from estate.db import tables as t
from estate.intake.uploads import stored_plans
from estate.register import jobs
from tests.api.imports_office import EDITOR, MEMBER, OTHER, Office
from tests.api.jobs_office import (
    finished,
    gone,
    house,
    id_of,
    office,
    send,
    shared,
    state,
    work,
)
from tests.intake import county
from tests.intake.test_kinds import LEASES
from tests.loops import run

__all__ = ["house", "office", "shared"]  # fixtures


def test_a_file_is_read_and_committed_by_jobs(office: Office, house: Path) -> None:
    sent = send(office, house)
    assert sent.status_code == 202, sent.text
    job = sent.json()
    assert sent.headers["location"] == job["links"]["self"]
    assert (job["state"], job["plan_id"], job["has_ended"]) == ("received", None, False)
    assert office.ask("GET", "").json()["jobs"] == [job]  # a page opened again finds it
    assert [state(office, job, who).status_code for who in (MEMBER, OTHER, None)] == [200, 403, 401]
    read = finished(office, sent)
    assert (read["state"], read["problem"], read["rows_done"]) == ("ready", None, 2)
    plan = office.client.get(read["links"]["plan"], headers=office.headers(EDITOR)).json()
    assert (plan["counts"]["new"], plan["created_by"]) == (2, read["created_by"])
    assert office.count("property") == 0

    path = f"/{plan['id']}/commit/job"
    assert office.ask("POST", path, MEMBER).status_code == 403
    first, second = office.ask("POST", path), office.ask("POST", path)
    assert first.json()["id"] == second.json()["id"]  # a second click starts no second one
    done = finished(office, second)
    assert (done["state"], done["changed"], done["counts"]["new"]) == ("done", True, 2)
    assert office.count("property") == 2
    committed = office.ask("GET", f"/{plan['id']}").json()
    assert (committed["state"], committed["import_id"]) == ("committed", done["import_id"])
    assert office.uploaded() == [f"{plan['id']}/map.geojson"]
    assert office.ask("GET", "").json()["jobs"] == []
    counted = office.client.app.state.figures.registry
    for outcome in ("planned", "committed"):
        found = counted.get_sample_value("estate_imports_total",
                                         {"kind": "property", "outcome": outcome})  # fmt: skip
        assert found and found >= 1, outcome
    assert office.ask("POST", path).status_code == 409
    assert not work(office)


def test_what_is_refused_is_told_as_a_request_at_once_is(office: Office, tmp_path: Path) -> None:
    leases, roads = tmp_path / "leases.csv", tmp_path / "roads.csv"
    leases.write_text(LEASES, "utf-8")
    roads.write_text("road,lanes\nA44,2\n", "utf-8")
    assert send(office, roads, organisation="T-XX").status_code == 403
    assert send(office, roads, crs="nonsense").status_code == 422
    for path, fields in ((leases, {"kind": "property"}), (roads, {})):
        failed = finished(office, send(office, path, **fields))
        at_once = office.upload(path, **fields).json()
        assert (failed["state"], failed["plan_id"]) == ("failed", None)
        told = {name: said for name, said in failed["problem"].items() if said is not None}
        assert told == at_once
    assert office.uploaded() == []


def test_a_commit_that_is_not_meant_leaves_its_plan_waiting(office: Office, tmp_path: Path) -> None:
    whole = [county.row(f"A{n}", CONDITION="A") for n in range(3)]
    plan = finished(office, send(office, county.write_csv(tmp_path / "1.csv", whole)))
    finished(office, office.ask("POST", f"/{plan['plan_id']}/commit/job"))
    less = county.write_csv(tmp_path / "2.csv", [county.row("A0", CONDITION="")])
    plan = finished(office, send(office, less))
    path = f"/{plan['plan_id']}/commit/job"
    failed = finished(office, office.ask("POST", path))
    assert failed["problem"]["status"] == 409
    assert "Say missing=2 and clear=1 if you mean it." in failed["problem"]["detail"]
    assert office.ask("GET", f"/{plan['plan_id']}").json()["state"] == "waiting"
    done = finished(office, office.ask("POST", f"{path}?missing=2&clear=1"))
    assert done["state"] == "done"


def test_a_job_is_one_workers_and_anybodys_again_when_that_one_is_gone(
    office: Office, house: Path
) -> None:
    job = send(office, house).json()
    with office.engine.begin() as connection, office.engine.begin() as other:
        assert jobs.take(connection, "first", 30)["import_job_id"].hex == job["id"].replace("-", "")
        assert jobs.take(other, "second", 30) is None  # neither while it is being taken
    assert not work(office)  # nor afterwards
    with office.engine.begin() as connection:
        told = {"state": JobState.READING.value, "doing": "Checking rows", "rows_done": 1,
                "rows_total": 2}  # fmt: skip
        assert jobs.renew(connection, id_of(job), "first", 30, **told)
    shown = state(office, job).json()
    assert {name: shown[name] for name in told} == told
    gone(office, job)
    assert work(office)
    assert state(office, job).json()["state"] == "ready"
    with office.engine.begin() as connection:  # the first comes back to life, too late
        assert not jobs.end(connection, id_of(job), "first", JobState.FAILED, {})
        assert not jobs.renew(connection, id_of(job), "first", 30)


def test_who_has_lost_a_job_while_committing_has_written_nothing(
    office: Office, house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = finished(office, send(office, house))
    job = office.ask("POST", f"/{plan['plan_id']}/commit/job").json()
    commit = stored_plans.commit_plan

    def too_late(*given: Any, **more: Any) -> Any:
        done = commit(*given, **more)
        with office.engine.begin() as connection:
            connection.execute(update(t.import_job).values(taken_by="another"))
        return done

    monkeypatch.setattr(stored_plans, "commit_plan", too_late)
    assert work(office)
    assert office.count("property") == 0
    monkeypatch.undo()
    gone(office, job)
    assert work(office)
    assert state(office, job).json()["state"] == "done"
    assert office.count("property") == 2


def test_the_service_stops_and_gives_back_what_it_does(
    office: Office, house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = send(office, house).json()
    read = stored_plans.read
    here = office.client.app.state.jobs

    def stopped(held: Any, progress: edge.Progress) -> Any:
        progress.let_go = True  # as at the end of ``taken_while_it_runs``
        return read(held, progress)

    monkeypatch.setattr(stored_plans, "read", stopped)
    assert run(here.take_one())
    assert (state(office, job).json()["state"], office.count("import_plan")) == ("received", 0)
    monkeypatch.undo()
    assert work(office)  # at once: nobody waits for a worker that has said so
    assert state(office, job).json()["state"] == "ready"


def test_a_job_that_is_interrupted_each_time_ends_with_a_sentence(
    office: Office, house: Path
) -> None:
    job = send(office, house).json()
    for worker in range(edge.MOST_ATTEMPTS):
        with office.engine.begin() as connection:
            assert jobs.take(connection, f"worker {worker}", 30) is not None
        gone(office, job)
    assert work(office)
    failed = state(office, job).json()
    assert failed["state"] == "failed"
    assert "interrupted each time" in failed["problem"]["detail"]
    assert office.uploaded() == []


def test_a_surprise_ends_a_job_and_what_passes_is_tried_again(
    office: Office, house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passing, surprise = send(office, house).json(), send(office, house).json()
    monkeypatch.setattr(edge, "_TOLD_EACH_S", 0.01)

    def fails(error: Exception) -> None:
        def read(*_: Any) -> None:
            raise error

        monkeypatch.setattr(stored_plans, "read", read)

    fails(MemoryError())
    for expected in ("received", "received", "failed"):
        assert work(office)
        assert state(office, passing).json()["state"] == expected
    assert state(office, passing).json()["problem"]["status"] == 503
    fails(RuntimeError("cells of the file"))
    assert work(office)
    told = state(office, surprise).json()["problem"]
    assert (told["status"], "cells" in str(told)) == (500, False)


def test_the_file_of_a_job_that_waits_is_not_swept(office: Office, house: Path) -> None:
    job = send(office, house).json()
    [name] = office.uploaded()
    os.utime(office.data_dir / "uploads" / name.split("/")[0], (0, 0))
    send(office, house)
    assert len(office.uploaded()) == 2
    assert work(office)
    assert state(office, job).json()["state"] == "ready"


def test_too_many_jobs_are_sent_away(
    office: Office, house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_routes, "MOST_WAITING", 1)
    assert send(office, house).status_code == 202
    busy = send(office, house)
    assert (busy.status_code, busy.headers["retry-after"]) == (503, "10")
    assert len(office.uploaded()) == 1
    with office.engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(t.import_job)).scalar() == 1
