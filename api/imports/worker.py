"""Jobs of the importer, taken by the workers of the service one by one (``register/jobs.py``).

A worker takes no more of them at once than it has places for slow writes; the others wait in the
register, where no time-out and no restart reaches them. What a job does stands in one transaction
with its end: it is done wholly and once, or not at all.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from api.http import troubles
from api.http.admission import Busy
from api.http.logs import message_of
from api.http.problems import PROBLEMS
from api.http.service import Service
from api.monitoring.metrics import Figures
from estate.codes import JobState, JobTask, RatingScheme, RecordKind
from estate.errors import EstateError, KindDoubtful
from estate.intake import revert
from estate.intake.plans.publication import Said
from estate.intake.uploads import files as uploads_files
from estate.intake.uploads import stored_plans
from estate.register import jobs
from estate.register.queries import plans
from estate.register.writes.audit import Actor, acting

#: A job is held for so long, renewed well before; a worker that is gone is not waited for longer.
HELD_S = 30.0
#: Nor does one that was cancelled go on for longer than it takes to be renewed.
_TOLD_EACH_S, _RENEWED_EACH_S = 1.0, 3.0
#: How long a worker without a job waits before it looks whether another's has become free.
_LOOKS_EACH_S = 5.0
#: So often is a job begun that is interrupted each time.
MOST_ATTEMPTS = 3
_INTERRUPTED = (
    "The service was interrupted each time it did this; nothing has been changed. Send the file "
    "again, in parts if it is a large one, or ask the operator."
)
_SURPRISE = "Something went wrong here; it has been logged. Nothing has been changed."

log = structlog.get_logger()


class NotOurs(Exception):
    """The job is no longer this worker's, or the service is being stopped: undo and let go."""


@dataclass
class Progress:
    """How far a job is: told by the thread that works, read by the loop that keeps it."""

    state: JobState = JobState.RECEIVED
    doing: str = ""
    rows_done: int = 0
    rows_total: int = 0
    let_go: bool = False
    task: JobTask = JobTask.READ

    def __call__(self, what: str, done: int, total: int) -> None:
        """As the importer tells it; the place where work that is let go stops."""
        if self.let_go:
            raise NotOurs
        self.doing, self.rows_done, self.rows_total = what, done, total

    def enters(self, state: JobState) -> None:
        """Of a commit every step is committing."""
        self.state = JobState.COMMITTING if self.task is JobTask.COMMIT else state

    def to_dict(self) -> dict[str, Any]:
        """As the register keeps it."""
        return {
            "state": self.state.value,
            "doing": self.doing,
            "rows_done": self.rows_done,
            "rows_total": self.rows_total,
        }


@dataclass
class Jobs:
    """What this worker does of the jobs in the register."""

    service: Service
    figures: Figures
    worker: str = field(default_factory=lambda: f"{os.getpid()}-{uuid4().hex[:12]}")
    _under_way: list[Progress] = field(default_factory=list)
    _wake: asyncio.Event | None = None
    _stops: bool = False

    def wake(self) -> None:
        """There is a new job; in the event loop alone."""
        if self._wake is not None:
            self._wake.set()

    @asynccontextmanager
    async def taken_while_it_runs(self) -> AsyncIterator[None]:
        """Take jobs as long as the service runs; what is under way at its end is given back."""
        wake = asyncio.Event()  # tests run one service in several loops
        self._stops, self._wake = False, wake
        places = range(self.service.room.sizes.slow_writes)
        tasks = [asyncio.create_task(self._one_after_the_other(wake)) for _ in places]
        try:
            yield
        finally:
            self._stops = True
            for progress in self._under_way:
                progress.let_go = True
            wake.set()
            await asyncio.gather(*tasks)
            if self._wake is wake:
                self._wake = None

    async def _one_after_the_other(self, wake: asyncio.Event) -> None:
        while not self._stops:
            wake.clear()  # before it looks: a word that comes meanwhile is not lost
            try:
                if await self.take_one():
                    continue
            except (SQLAlchemyError, OSError, Busy) as error:  # as /health tells
                log.warning("jobs cannot be looked for", error=type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(wake.wait(), _LOOKS_EACH_S)

    async def take_one(self) -> bool:
        """Do the oldest job that nobody does; False when there is none."""
        job = await self.service.room.aside(self._taken)
        if job is None:
            return False
        progress = Progress(task=JobTask(job["task"]))
        self._under_way.append(progress)
        keeping = asyncio.create_task(self._kept(job["import_job_id"], progress))
        try:
            await self._carried_out(job, progress)
        finally:
            keeping.cancel()
            with suppress(asyncio.CancelledError):
                await keeping
            self._under_way.remove(progress)
        return True

    def _taken(self) -> dict[str, Any] | None:
        with self.service.note_engine.begin() as connection:
            return jobs.take(connection, self.worker, HELD_S)

    async def _kept(self, job_id: UUID, progress: Progress) -> None:
        """Hold the job and tell how far it is; whoever has lost it lets it go."""
        last: dict[str, Any] = {}
        renewed = time.monotonic()
        while True:
            await asyncio.sleep(_TOLD_EACH_S)
            told = progress.to_dict()
            if told == last and time.monotonic() - renewed < _RENEWED_EACH_S:
                continue
            with suppress(SQLAlchemyError, Busy):  # the next second tries again
                if not await self.service.room.aside(self._renewed, job_id, told):
                    progress.let_go = True
                last, renewed = told, time.monotonic()

    def _renewed(self, job_id: UUID, told: dict[str, Any]) -> bool:
        with self.service.note_engine.begin() as connection:
            return jobs.renew(connection, job_id, self.worker, HELD_S, **told)

    async def _carried_out(self, job: dict[str, Any], progress: Progress) -> None:
        aside = self.service.room.aside
        try:
            if job["attempts"] > MOST_ATTEMPTS:
                raise EstateError(_INTERRUPTED)
            await self._done(job, progress)
        except NotOurs:
            await aside(self._given_back, job, False)
            await aside(self._swept, job)
        except EstateError as error:
            await aside(self._failed, job, _problem(error))
        except Exception as error:
            passing = troubles.of(error)
            log.error(
                "job failed",
                error=type(error).__name__,
                said=message_of(error),
                passes=passing is not None,
            )
            if passing is not None and job["attempts"] < MOST_ATTEMPTS:
                await asyncio.sleep(_TOLD_EACH_S)
                await aside(self._given_back, job, True)
            elif passing is not None:
                await aside(
                    self._failed,
                    job,
                    _told(passing.status, passing.slug, passing.title, passing.words),
                )
            else:
                await aside(self._failed, job, _told(500, "unexpected", "Error", _SURPRISE))

    async def _done(self, job: dict[str, Any], progress: Progress) -> None:
        """Its three steps, as a request at once takes them (``routes/imports.py``)."""
        room = self.service.room
        if progress.task is JobTask.REVERT:
            async with _patiently(room.slow_writes.place, progress):
                progress.enters(JobState.REVERTING)
                await run_in_threadpool(self._taken_back, job, progress)
            return
        held = await room.aside(self._held, job)
        async with _patiently(room.files.place, progress):
            progress.enters(JobState.READING)
            pending = await run_in_threadpool(stored_plans.read, held, progress)
        async with _patiently(room.slow_writes.place, progress):
            progress.enters(JobState.COMPARING)
            await run_in_threadpool(self._written, job, pending, progress)

    def _held(self, job: dict[str, Any]) -> stored_plans.Held:
        folder, asked = self._folder(), job["asked"]
        with self.service.note_engine.begin() as connection:
            if job["task"] == JobTask.COMMIT.value:
                plan = plans.one(connection, job["import_plan_id"])
                return stored_plans.held_again(connection, folder, plan)
            kind, scheme = asked["kind"], asked["rating_scheme"]
            options = stored_plans.Options(
                asked["layer"],
                asked["crs"],
                None if scheme is None else RatingScheme(scheme),
                bool(asked["partial"]),
                asked["encoding"],
            )
            return stored_plans.held(
                connection,
                uploads_files.kept(folder, job["stored_file"], job["file_name"]),
                organisation=job["organisation_code"],
                kind=None if kind is None else RecordKind(kind),
                options=options,
                kind_meant=bool(asked["kind_meant"]),
            )

    def _written(
        self, job: dict[str, Any], pending: stored_plans.Pending, progress: Progress
    ) -> None:
        is_commit, by = progress.task is JobTask.COMMIT, job["created_by"]
        with self.service.write_engine.begin() as connection:
            acting(connection, Actor(**job["actor"]))
            answer: dict[str, Any] = {}
            if is_commit:
                done = stored_plans.commit_plan(
                    connection, pending, by=by, said=Said(**job["asked"]), progress=progress
                )
                answer = {
                    "import_id": str(done.batch_id),
                    "counts": done.counts,
                    "changed": done.changed,
                }
            else:
                stored_plans.make_plan(connection, pending, by=by, progress=progress)
            state = JobState.DONE if is_commit else JobState.READY
            rows = pending.found.record_count
            if not jobs.end(connection, job["import_job_id"], self.worker, state, answer, rows):
                raise NotOurs
        self.figures.saw_job(progress.task, pending.found.context.kind.value, 200)
        if is_commit:
            uploads_files.remove_file(self._folder(), job["import_plan_id"])

    def _taken_back(self, job: dict[str, Any], progress: Progress) -> None:
        import_id = job["import_batch_id"]
        with self.service.write_engine.begin() as connection:
            acting(connection, Actor(**job["actor"]))
            done = revert(connection, import_id, by=job["created_by"], progress=progress)
            answer = {"counts": done.counts, "changed": True}
            rows = done.counts["removed"] + done.counts["restored"]
            ended = jobs.end(
                connection, job["import_job_id"], self.worker, JobState.DONE, answer, rows
            )
            if not ended:
                raise NotOurs
        self.figures.saw_job(JobTask.REVERT, done.kind.value, 200)

    def _swept(self, job: dict[str, Any]) -> None:
        """The file of a job that somebody has cancelled while it was read goes."""
        if job["task"] != JobTask.READ.value:
            return
        with self.service.note_engine.begin() as connection:
            cancelled = jobs.is_cancelled(connection, job["import_job_id"])
        if cancelled:
            uploads_files.remove(self._folder(), job["import_plan_id"])

    def _given_back(self, job: dict[str, Any], counts: bool) -> None:
        with self.service.note_engine.begin() as connection:
            jobs.give_back(connection, job["import_job_id"], self.worker, counts=counts)

    def _failed(self, job: dict[str, Any], problem: dict[str, Any]) -> None:
        """A file that became no plan goes; that of a plan stays, for the plan still waits."""
        with self.service.note_engine.begin() as connection:
            acting(connection, Actor(**job["actor"]))
            ended = jobs.end(
                connection, job["import_job_id"], self.worker, JobState.FAILED, {"problem": problem}
            )
        if ended:
            kind = job["asked"].get("kind") or "not said"
            self.figures.saw_job(JobTask(job["task"]), kind, problem["status"])
        if not ended:
            self._swept(job)
        elif job["task"] == JobTask.READ.value:
            uploads_files.remove(self._folder(), job["import_plan_id"])

    def _folder(self) -> Any:
        return self.service.settings.data_dir / "uploads"


@asynccontextmanager
async def _patiently(place: Any, progress: Progress) -> AsyncIterator[None]:
    """A place, waited for as long as it takes: a job stands in no line that ends with 503."""
    while True:
        if progress.let_go:
            raise NotOurs
        taken = place()
        try:
            await taken.__aenter__()
        except Busy:
            await asyncio.sleep(_TOLD_EACH_S)
            continue
        break
    try:
        yield
    finally:
        await taken.__aexit__(None, None, None)


def _problem(error: EstateError) -> dict[str, Any]:
    known = next((PROBLEMS[kind] for kind in PROBLEMS if isinstance(error, kind)), None)
    status, slug, title = known or (503, "interrupted", "Interrupted")
    more = {"kinds": error.kinds} if isinstance(error, KindDoubtful) else {}
    return _told(status, slug, title, str(error), **more)


def _told(status: int, slug: str, title: str, words: str, **more: Any) -> dict[str, Any]:
    return {"type": f"/problems/{slug}", "title": title, "status": status, "detail": words, **more}
