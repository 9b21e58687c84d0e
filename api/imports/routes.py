"""Files in over HTTP: upload, read the plan, commit or discard, revert."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, BackgroundTasks, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse
from sqlalchemy import Connection

from api.http.dependencies import BearerIs, ReadOnly, Slow, Writing
from api.http.downloads import file_answer
from api.http.identity import Bearer
from api.http.multipart import REQUEST_BODY, ImportForm, Received, ReceivedIs
from api.http.parameters import NoQueryIs
from api.http.problems import files, responses
from api.http.service import Service, ServiceIs
from api.imports.job_serialise import job_shown
from api.imports.schemas import CommitQuery, Imports
from estate.answers.changes import imports as answers
from estate.answers.changes.imports import Committed, ImportDetail, Reverted
from estate.errors import BadQuestion, FileRefused, NotFound
from estate.exports.delimited_text import csv_bytes
from estate.intake import revert
from estate.intake.uploads import files as uploads_files
from estate.intake.uploads import stored_plans
from estate.register import jobs
from estate.register.queries import imports, plans
from estate.register.queries.versions import county, current_version
from estate.register.visibility import CLUB

router = APIRouter(tags=["imports"])


#: An upload is bounded by ``ESTATE_MAX_UPLOAD_MB`` while it streams to disk.
ANY_SIZE = 10_000 * 1_048_576

_ISSUE_HEADINGS = ("row_number", "field", "heading", "code", "severity", "value", "message")
_CHANGE_HEADINGS = ("row_number", "reference", "field", "old", "new")

_OWN = responses(403, 404)
_OWN_CSV = files("text/csv", problems=(403, 404))
_WRITES = responses(403, 404, 409)


def uploads_of(service: Service) -> Path:
    """The folder of uploaded files."""
    return service.settings.data_dir / "uploads"


async def uploaded(
    request: Request, got: ReceivedIs, bearer: BearerIs, service: ServiceIs
) -> AsyncIterator[stored_plans.Pending]:
    """The file that was sent, kept and read before any transaction opens; nothing of it stays
    unless all goes well."""
    organisation = whose(got.form, bearer)
    kept = await run_in_threadpool(keep, uploads_of(service), got)
    try:
        held = await service.room.aside(_held, service, kept, organisation, got.form)
        read = await service.room.with_file(stored_plans.read, held)
        request.state.import_kind = read.found.context.kind.value
        yield read
    except BaseException:
        uploads_files.remove(uploads_of(service), kept.plan_id)
        raise


UploadedIs = Annotated[stored_plans.Pending, Depends(uploaded, scope="function")]


async def read_again(
    request: Request, id: UUID, bearer: BearerIs, service: ServiceIs
) -> stored_plans.Pending:
    """The file of a plan that waits, read once more before any transaction opens."""
    held = await service.room.aside(_held_again, request, service, bearer, id)
    try:
        return await service.room.with_file(stored_plans.read, held)
    except (FileRefused, FileNotFoundError):
        await service.room.aside(
            _held_again, request, service, bearer, id
        )  # perhaps somebody has committed it
        raise


ReadAgainIs = Annotated[stored_plans.Pending, Depends(read_again)]


def _held(
    service: Service, kept: uploads_files.Upload, organisation: str, form: ImportForm
) -> stored_plans.Held:
    with service.note_engine.begin() as connection:
        return stored_plans.held(
            connection,
            kept,
            organisation=organisation,
            kind=form.kind,
            options=options_of(form),
            kind_meant=bool(form.kind_meant),
        )


def _held_again(
    request: Request, service: Service, bearer: Bearer, plan_id: UUID
) -> stored_plans.Held:
    with service.note_engine.begin() as connection:
        plan = plan_of(request, connection, plan_id)
        bearer.demand_write(plan["organisation_code"])
        return stored_plans.held_again(connection, uploads_of(service), plan)


@router.post(
    "/imports",
    status_code=201,
    response_model=ImportDetail,
    responses=responses(403, 404, 409),
    openapi_extra={"requestBody": REQUEST_BODY},
    max_body_size=ANY_SIZE,
    dependencies=[Slow],
)
def upload(
    pending: UploadedIs,
    connection: Writing,
    bearer: BearerIs,
    service: ServiceIs,
    response: Response,
    _: NoQueryIs,
) -> ImportDetail:
    """Upload a file and read what it would change; nothing is changed before it is committed."""
    stored_plans.sweep(connection, uploads_of(service))
    plan = stored_plans.make_plan(connection, pending, by=bearer.by)
    response.headers["Location"] = f"/api/v1/imports/{plan['import_plan_id']}"
    return _detail(connection, service, plan)


@router.post(
    "/imports/mapping",
    response_class=Response,
    responses=files("application/toml", problems=(403,)),
    openapi_extra={"requestBody": REQUEST_BODY},
    max_body_size=ANY_SIZE,
)
async def propose_mapping(
    got: ReceivedIs, bearer: BearerIs, service: ServiceIs, _: NoQueryIs
) -> Response:
    """A mapping file (TOML) for a file, to edit and send with it; nothing is kept."""
    whose(got.form, bearer)
    text = await service.room.with_file(_mapping, uploads_of(service), got)
    return file_answer(text, "mapping.toml", "application/toml")


def _mapping(folder: Path, got: Received) -> str:
    kept = keep(folder, got)
    try:
        return stored_plans.mapping_of(kept, got.form.kind, options_of(got.form))
    finally:
        uploads_files.remove(folder, kept.plan_id)


def keep(folder: Path, got: Received) -> uploads_files.Upload:
    """The files of a form, copied into a folder of their own."""
    parts = [uploads_files.Part(one.filename or "", one.file) for one in got.files]
    return uploads_files.keep(folder, parts, None if got.mapping is None else got.mapping.file)


def options_of(form: ImportForm) -> stored_plans.Options:
    """What a form says of its file, as the importer takes it."""
    return stored_plans.Options(
        form.layer, form.crs, form.rating_scheme, bool(form.partial), form.encoding
    )


def whose(form: ImportForm, bearer: Bearer) -> str:
    """Whose file it is, if the bearer may bring theirs."""
    organisation = form.organisation or bearer.organisation
    if organisation is None:
        raise BadQuestion("Say whose file it is: the field organisation is missing.")
    bearer.demand_write(organisation)
    return organisation


@router.get("/imports", response_model=Imports, responses=responses())
def list_imports(
    connection: ReadOnly, bearer: BearerIs, service: ServiceIs, _: NoQueryIs
) -> Imports:
    """Plans and imports of the token's organisation (of all, for an administrator)."""
    organisation, days = _scope(bearer), service.settings.plan_days
    found = county(connection)
    return Imports(
        county={"name": found["name"], "synthetic": found["synthetic"]},
        token={
            "role": bearer.role.value,
            "organisation": bearer.organisation,
            "may_import": bearer.may_import,
        },
        plans=[answers.plan_in_list(row, days) for row in plans.listing(connection, organisation)],
        imports=[answers.batch_in_list(row) for row in plans.batches(connection, organisation)],
        jobs=[job_shown(row) for row in jobs.listing(connection, organisation)],
    )


def _detail(connection: Connection, service: Service, plan: dict[str, Any]) -> ImportDetail:
    return answers.plan_detail(plan, current_version(connection), service.settings.plan_days)


def _scope(bearer: Bearer) -> str | None:
    if bearer.is_administrator:
        return None
    return bearer.organisation or ""  # a token of no organisation has no imports


@router.get("/imports/{id}", response_model=ImportDetail, responses=_OWN)
def one_import(
    connection: ReadOnly, bearer: BearerIs, service: ServiceIs, id: UUID, _: NoQueryIs
) -> ImportDetail:
    """A plan, or an import that came through any door."""
    plan = _plan(connection, bearer, id)
    if plan is not None:
        return _detail(connection, service, plan)
    batch = _batch(connection, bearer, id)
    return answers.batch_detail(batch, imports.issues(connection, id))


@router.get("/imports/{id}/issues.csv", response_class=Response, responses=_OWN_CSV)
def issues_csv(connection: ReadOnly, bearer: BearerIs, id: UUID, _: NoQueryIs) -> Response:
    """Every remark: row, field, the file's own heading of it, code, severity, value, message."""
    plan = _plan(connection, bearer, id)
    if plan is None:
        _batch(connection, bearer, id)
        return _csv(imports.issues(connection, id), _ISSUE_HEADINGS, "issues.csv")
    return _csv(plan["summary"]["issues"], _ISSUE_HEADINGS, "issues.csv")


@router.get("/imports/{id}/changes.csv", response_class=Response, responses=_OWN_CSV)
def changes_csv(connection: ReadOnly, bearer: BearerIs, id: UUID, _: NoQueryIs) -> Response:
    """Every changed field of a plan: row, reference, field, old and new value."""
    plan = _plan_or_404(connection, bearer, id)
    return _csv(plan["summary"]["changes"], _CHANGE_HEADINGS, "changes.csv")


@router.get(
    "/imports/{id}/map.geojson",
    response_class=Response,
    responses=files("application/geo+json", problems=(403, 404)),
)
def map_geojson(
    connection: ReadOnly, bearer: BearerIs, service: ServiceIs, id: UUID, _: NoQueryIs
) -> Response:
    """What a plan would change, on the map."""
    plan = _plan_or_404(connection, bearer, id)
    path = uploads_files.map_of(uploads_of(service), plan["import_plan_id"])
    if not path.is_file():
        raise NotFound("The map of this plan is no longer kept.")
    return FileResponse(path, media_type="application/geo+json")


@router.post(
    "/imports/{id}/commit",
    response_model=Committed,
    responses=_WRITES,
    dependencies=[Slow],
)
def commit(
    pending: ReadAgainIs,
    connection: Writing,
    bearer: BearerIs,
    service: ServiceIs,
    id: UUID,
    afterwards: BackgroundTasks,
    query: Annotated[CommitQuery, Query()],
) -> Committed:
    """Make a plan true: all of it or nothing, if the file still says what the plan says.

    Places become public only if you say how many you mean (``publish``); likewise many rows are
    marked as missing (``missing``) and many values cleared (``clear``) only on your word.
    References written anew by a rule are accepted together (``renamed``).
    """
    said = query.said()
    result = stored_plans.commit_plan(connection, pending, by=bearer.by, said=said)
    afterwards.add_task(uploads_files.remove_file, uploads_of(service), id)
    return Committed.made_of(result, import_id=result.batch_id)


@router.delete("/imports/{id}", status_code=204, response_class=Response, responses=_WRITES)
def discard(
    request: Request,
    connection: Writing,
    bearer: BearerIs,
    service: ServiceIs,
    id: UUID,
    afterwards: BackgroundTasks,
    _: NoQueryIs,
) -> None:
    """Let a waiting plan go, and the uploaded file with it."""
    plan = plan_of(request, connection, id)
    bearer.demand_write(plan["organisation_code"])
    stored_plans.discard_plan(connection, plan)
    afterwards.add_task(uploads_files.remove, uploads_of(service), id)


@router.post(
    "/imports/{id}/revert",
    response_model=Reverted,
    responses=_WRITES,
    dependencies=[Slow],
)
def take_back(
    request: Request, connection: Writing, bearer: BearerIs, id: UUID, _: NoQueryIs
) -> Reverted:
    """Restore what stood before an import, or say what has changed since."""
    import_id, organisation = committed(request, connection, id)
    bearer.demand_write(organisation)
    result = revert(connection, import_id, by=bearer.by)
    return Reverted.made_of(result, import_id=result.batch_id)


def plan_of(request: Request, connection: Connection, id_: UUID) -> dict[str, Any]:
    """A plan; its kind is noted for the figures of the service."""
    plan = plans.one(connection, id_)
    request.state.import_kind = plan["kind"]
    return plan


def committed(request: Request, connection: Connection, id_: UUID) -> tuple[UUID, str]:
    """The import that an id means, its own or its plan's, and whose it is."""
    if plans.state(connection, id_) is None:
        batch = imports.one(connection, CLUB, id_)
        request.state.import_kind = batch["kind"]
        return id_, batch["organisation_code"] or ""
    plan = plan_of(request, connection, id_)
    return plan["import_batch_id"] or id_, plan["organisation_code"]


def _plan(connection: Connection, bearer: Bearer, id_: UUID) -> dict[str, Any] | None:
    if plans.state(connection, id_) is None:
        return None
    plan = plans.one(connection, id_)
    bearer.demand_own(plan["organisation_code"])
    return plan


def _plan_or_404(connection: Connection, bearer: Bearer, id_: UUID) -> dict[str, Any]:
    plan = _plan(connection, bearer, id_)
    if plan is None:
        raise NotFound("There is no such plan in this register.")
    return plan


def _batch(connection: Connection, bearer: Bearer, id_: UUID) -> dict[str, Any]:
    batch = imports.one(connection, CLUB, id_)
    bearer.demand_own(batch["organisation_code"] or "")
    return batch


def _csv(rows: list[dict[str, Any]], headings: tuple[str, ...], name: str) -> Response:
    return file_answer(csv_bytes(rows, headings), name)
