"""Long uploads, commits and reverts over HTTP: answered at once with a job, whose state can be
asked for, and which can be cancelled.

The same as ``POST /imports`` and ``POST /imports/{id}/commit`` or ``/revert``, for whoever does
not want to wait on one request: the page, and scripts with long files.
"""

from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Connection

from api.http import audit_log
from api.http.admission import Busy
from api.http.dependencies import BearerIs, QuietBearerIs
from api.http.identity import Bearer
from api.http.multipart import REQUEST_BODY, ImportForm, ReceivedIs
from api.http.parameters import NoQueryIs
from api.http.problems import responses
from api.http.service import Service, ServiceIs
from api.imports.job_serialise import Job, address, job_shown
from api.imports.routes import ANY_SIZE, committed, keep, options_of, plan_of, uploads_of, whose
from api.imports.schemas import CommitQuery
from estate.codes import JobTask
from estate.intake.uploads import files as uploads_files
from estate.intake.uploads import stored_plans
from estate.register import jobs
from estate.register.queries import imports
from estate.register.visibility import CLUB

router = APIRouter(tags=["imports"])

#: So many jobs wait or are under way in one register; whoever brings one more comes again.
MOST_WAITING = 200


@router.post(
    "/imports/jobs",
    status_code=202,
    response_model=Job,
    responses=responses(403, 404),
    openapi_extra={"requestBody": REQUEST_BODY},
    max_body_size=ANY_SIZE,
)
async def read_later(
    request: Request,
    got: ReceivedIs,
    bearer: BearerIs,
    service: ServiceIs,
    response: Response,
    _: NoQueryIs,
) -> Job:
    """Upload a file to be read into a plan by a job; the answer says where to ask how far it is."""
    organisation = whose(got.form, bearer)
    kept = await run_in_threadpool(keep, uploads_of(service), got)
    try:
        row = await service.room.aside(
            _put_read, request, service, bearer, kept, organisation, got.form
        )
    except BaseException:
        uploads_files.remove(uploads_of(service), kept.plan_id)
        raise
    return _accepted(request, response, row)


@router.post(
    "/imports/{id}/commit/job",
    status_code=202,
    response_model=Job,
    responses=responses(403, 404, 409),
)
async def commit_later(
    request: Request,
    bearer: BearerIs,
    service: ServiceIs,
    id: UUID,
    response: Response,
    query: Annotated[CommitQuery, Query()],
) -> Job:
    """Make a plan true by a job; what has to be said is what ``commit`` asks for."""
    row = await service.room.aside(_put_commit, request, service, bearer, id, query)
    return _accepted(request, response, row)


@router.get("/imports/jobs/{id}", response_model=Job, responses=responses(403, 404))
async def one_job(bearer: QuietBearerIs, service: ServiceIs, id: UUID, _: NoQueryIs) -> Job:
    """How far a job is, and in the end its plan, its import, or what went wrong."""
    return await service.room.aside(_shown, service, bearer, id)


@router.post(
    "/imports/{id}/revert/job",
    status_code=202,
    response_model=Job,
    responses=responses(403, 404, 409),
)
async def revert_later(
    request: Request,
    bearer: BearerIs,
    service: ServiceIs,
    id: UUID,
    response: Response,
    _: NoQueryIs,
) -> Job:
    """Restore what stood before an import by a job, or say what has changed since."""
    row = await service.room.aside(_put_revert, request, service, bearer, id)
    return _accepted(request, response, row)


@router.delete("/imports/jobs/{id}", response_model=Job, responses=responses(403, 404, 409))
async def cancel_job(bearer: BearerIs, service: ServiceIs, id: UUID, _: NoQueryIs) -> Job:
    """Cancel a job that waits or is under way: nothing of it is done.

    The file of one that was reading goes; a plan whose commit is cancelled waits on. One that has
    ended is left as it is (409).
    """
    return await service.room.aside(_cancelled, service, bearer, id)


def _cancelled(service: Service, bearer: Bearer, job_id: UUID) -> Job:
    with service.note_engine.begin() as connection:
        bearer.demand_write(jobs.one(connection, job_id)["organisation_code"])
        before = jobs.cancel(connection, job_id, bearer.by)
        row = jobs.one(connection, job_id)
    nobody_reads_it = before["task"] == JobTask.READ.value and before["taken_by"] is None
    if nobody_reads_it:
        uploads_files.remove(uploads_of(service), before["import_plan_id"])
    return job_shown(row)


def _put_revert(request: Request, service: Service, bearer: Bearer, id_: UUID) -> dict[str, Any]:
    """One job takes an import back: whoever asks again is told of that one."""
    with service.note_engine.begin() as connection:
        import_id, organisation = committed(request, connection, id_)
        bearer.demand_write(organisation)
        under_way = jobs.of_import(connection, import_id)
        if under_way is not None:
            return jobs.one(connection, under_way)
        batch = imports.one(connection, CLUB, import_id)
        _demand_room(connection)
        plan_id = id_ if id_ != import_id else None
        job = jobs.JobFacts(
            organisation,
            plan_id,
            JobTask.REVERT,
            batch["file_name"],
            None,
            {"kind": batch["kind"]},
            audit_log.actor_of(request),
            bearer.by,
            import_id,
        )
        return jobs.one(connection, jobs.put(connection, job))


def _accepted(request: Request, response: Response, row: dict[str, Any]) -> Job:
    response.headers["Location"] = address(row["import_job_id"])
    request.app.state.jobs.wake()
    return job_shown(row)


def _put_read(
    request: Request,
    service: Service,
    bearer: Bearer,
    kept: uploads_files.Upload,
    organisation: str,
    form: ImportForm,
) -> dict[str, Any]:
    """What can be said of the form without reading its file is said now."""
    with service.note_engine.begin() as connection:
        _demand_room(connection)
        stored_plans.sweep(connection, uploads_of(service))
        stored_plans.held(
            connection,
            kept,
            organisation=organisation,
            kind=form.kind,
            options=options_of(form),
            kind_meant=bool(form.kind_meant),
        )
        asked = form.model_dump(mode="json", exclude={"organisation"})
        return _put(connection, request, bearer, kept, organisation, JobTask.READ, asked)


def _put_commit(
    request: Request, service: Service, bearer: Bearer, plan_id: UUID, query: CommitQuery
) -> dict[str, Any]:
    """One job commits a plan: whoever asks again is told of that one."""
    with service.note_engine.begin() as connection:
        plan = plan_of(request, connection, plan_id)
        organisation = plan["organisation_code"]
        bearer.demand_write(organisation)
        under_way = jobs.of_plan(connection, plan_id)
        if under_way is not None:
            return jobs.one(connection, under_way)
        stored_plans.demand_waiting(plan)
        _demand_room(connection)
        kept = uploads_files.kept(uploads_of(service), plan["stored_file"], plan["file_name"])
        asked = asdict(query.said())
        return _put(connection, request, bearer, kept, organisation, JobTask.COMMIT, asked)


def _put(
    connection: Connection,
    request: Request,
    bearer: Bearer,
    kept: uploads_files.Upload,
    organisation: str,
    task: JobTask,
    asked: dict[str, Any],
) -> dict[str, Any]:
    job = jobs.JobFacts(
        organisation,
        kept.plan_id,
        task,
        kept.file_name,
        kept.stored_file,
        asked,
        audit_log.actor_of(request),
        bearer.by,
    )
    return jobs.one(connection, jobs.put(connection, job))


def _demand_room(connection: Connection) -> None:
    if jobs.waiting(connection) >= MOST_WAITING:
        raise Busy("Too many files wait to be read: please send this one in a moment.")


def _shown(service: Service, bearer: Bearer, job_id: UUID) -> Job:
    with service.note_engine.begin() as connection:
        row = jobs.one(connection, job_id)
    bearer.demand_own(row["organisation_code"])
    return job_shown(row)
