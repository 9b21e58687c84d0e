"""Jobs that somebody cancels, and imports that a job takes back: wholly, or not at all."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from api.imports import worker as edge
from estate.intake.uploads import stored_plans
from tests.api.imports_office import MEMBER, OTHER, Office
from tests.api.jobs_office import finished, house, id_of, office, send, shared, state, work

__all__ = ["house", "office", "shared"]  # fixtures


def test_a_job_that_waits_is_cancelled_and_its_file_goes(office: Office, house: Path) -> None:
    job = send(office, house).json()
    path = f"/jobs/{job['id']}"
    assert [office.ask("DELETE", path, who).status_code for who in (MEMBER, OTHER, None)] == [
        403, 403, 401]  # fmt: skip
    cancelled = office.ask("DELETE", path)
    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")
    assert cancelled.json()["cancelled_by"] == job["created_by"]
    assert (cancelled.json()["has_ended"], cancelled.json()["problem"]) == (True, None)
    assert office.ask("DELETE", path).json() == cancelled.json() == state(office, job).json()
    assert not work(office)
    assert (office.uploaded(), office.ask("GET", "").json()["jobs"]) == ([], [])
    read = finished(office, send(office, house))
    ended = office.ask("DELETE", f"/jobs/{read['id']}")
    assert (ended.status_code, "has ended already" in ended.json()["detail"]) == (409, True)


@pytest.mark.parametrize("late", [False, True])
def test_a_commit_that_is_cancelled_half_does_nothing(
    office: Office, house: Path, monkeypatch: pytest.MonkeyPatch, late: bool
) -> None:
    """While it is written, and when all is written but its end."""
    plan = finished(office, send(office, house))
    job = office.ask("POST", f"/{plan['plan_id']}/commit/job").json()
    commit = stored_plans.commit_plan
    here = office.client.app.state.jobs

    def cancelled(*given: Any, progress: edge.Progress, **more: Any) -> Any:
        done = commit(*given, progress=progress, **more) if late else None
        assert office.ask("DELETE", f"/jobs/{job['id']}").status_code == 200
        if not late:
            progress.let_go = not here._renewed(id_of(job), progress.to_dict())  # as each second
            assert progress.let_go
        return done or commit(*given, progress=progress, **more)

    monkeypatch.setattr(stored_plans, "commit_plan", cancelled)
    assert work(office)
    assert state(office, job).json()["state"] == "cancelled"
    assert (office.count("property"), office.count("import_batch")) == (0, 0)
    assert office.ask("GET", f"/{plan['plan_id']}").json()["state"] == "waiting"
    monkeypatch.undo()
    done = finished(office, office.ask("POST", f"/{plan['plan_id']}/commit/job"))
    assert (done["state"], office.count("property")) == ("done", 2)


def test_the_file_of_a_job_that_is_cancelled_while_it_is_read_goes(
    office: Office, house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = send(office, house).json()
    read = stored_plans.read

    def cancelled(*given: Any) -> Any:
        pending = read(*given)
        assert office.ask("DELETE", f"/jobs/{job['id']}").json()["state"] == "cancelled"
        assert office.uploaded()  # the reader may still be at it
        return pending

    monkeypatch.setattr(stored_plans, "read", cancelled)
    assert work(office)
    assert state(office, job).json()["state"] == "cancelled"
    assert (office.count("import_plan"), office.uploaded()) == (0, [])


def test_an_import_is_reverted_by_a_job_that_tells_how_far_it_is(
    office: Office, house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = finished(office, send(office, house))
    done = finished(office, office.ask("POST", f"/{plan['plan_id']}/commit/job"))
    path = f"/{plan['plan_id']}/revert/job"
    assert office.ask("POST", path, MEMBER).status_code == 403
    first, second = office.ask("POST", path), office.ask("POST", path)
    assert (first.status_code, first.json()["id"]) == (202, second.json()["id"])
    assert (first.json()["task"], first.json()["import_id"]) == ("revert", done["import_id"])
    told: list[tuple[str, int, int]] = []
    tell = edge.Progress.__call__

    def heard(progress: edge.Progress, what: str, count: int, total: int) -> None:
        told.append((what, count, total))
        tell(progress, what, count, total)

    monkeypatch.setattr(edge.Progress, "__call__", heard)
    reverted = finished(office, first)
    assert (reverted["state"], reverted["plan_id"]) == ("done", plan["plan_id"])
    assert reverted["counts"]["removed"] == office.count("property") + 2 == 2
    assert told[-1] == ("Removing new rows", 0, 2)
    again = finished(office, office.ask("POST", f"/{done['import_id']}/revert/job"))
    assert (again["state"], "was reverted on" in again["problem"]["detail"]) == ("failed", True)
    assert office.ask("POST", f"/{UUID(int=0)}/revert/job").status_code == 404


def test_a_revert_that_is_cancelled_half_does_nothing(
    office: Office, house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = finished(office, send(office, house))
    finished(office, office.ask("POST", f"/{plan['plan_id']}/commit/job"))
    job = office.ask("POST", f"/{plan['plan_id']}/revert/job").json()
    revert = edge.revert

    def too_late(*given: Any, **more: Any) -> Any:
        done = revert(*given, **more)
        assert office.ask("DELETE", f"/jobs/{job['id']}").status_code == 200
        return done

    monkeypatch.setattr(edge, "revert", too_late)
    assert work(office)
    assert state(office, job).json()["state"] == "cancelled"
    assert office.count("property") == 2
    assert office.ask("GET", f"/{plan['plan_id']}").json()["state"] == "committed"
