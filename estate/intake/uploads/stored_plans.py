"""Plans that wait: a file is uploaded, its plan read by a person, then committed or discarded.

The file lies among the uploads (``uploads.py``), the plan in ``import_plan``. Committing reads
the file again and goes on only if it still says what the person saw. Both take three steps: a
short question to the register (``held``, ``held_again``), reading the file without any connection
(``read``), and the transaction (``make_plan``, ``commit_plan``).
"""

import hashlib
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection

from estate.codes import PlanState, RatingScheme, RecordKind
from estate.errors import Conflict, FileRefused, KindDoubtful
from estate.intake import (
    CommitResult,
    FileRead,
    ImportPlan,
    commit,
    context_of,
    mapping_template,
    plan_of,
    read_file,
)
from estate.intake.plans import renamings
from estate.intake.plans.losses import demand_word
from estate.intake.plans.plan_map import changes_geojson
from estate.intake.plans.proposals import record_matches
from estate.intake.plans.publication import Said, demand_answer
from estate.intake.rows.context import Context
from estate.intake.uploads import files
from estate.intake.uploads.files import Upload
from estate.progress import Progress
from estate.register import jobs
from estate.register.queries import plans
from estate.register.writes import plans as writes_plans
from estate.register.writes.batches import lock_organisation

_SEEN = ("counts", "changes", "issues", "publication")
_ORPHAN_AFTER_S = 3600


@dataclass(frozen=True)
class Options:
    """What the sender says of the file beside its organisation and kind."""

    layer: str | None = None
    crs: str | None = None
    rating_scheme: RatingScheme | None = None
    partial: bool = False
    encoding: str | None = None


@dataclass(frozen=True)
class Held:
    """An upload and what it is to be held against, before it is read."""

    upload: Upload
    context: Context
    layer: str | None


@dataclass(frozen=True)
class Pending:
    """An upload that has been read, before the register is asked about its rows."""

    upload: Upload
    found: FileRead

    @property
    def organisation(self) -> str:
        """Whose file it is."""
        return self.found.context.organisation


def held(
    connection: Connection,
    upload: Upload,
    *,
    organisation: str,
    kind: RecordKind | None,
    options: Options,
    today: date | None = None,
    kind_meant: bool = True,
) -> Held:
    """The first of three steps: a short question to the register (``intake.context_of``)."""
    context = context_of(
        connection,
        organisation=organisation,
        kind=kind,
        crs=options.crs,
        rating_scheme=options.rating_scheme,
        today=today,
        partial=options.partial,
        encoding=options.encoding,
        kind_meant=kind_meant,
    )
    return Held(upload, context, options.layer)


def read(what: Held, progress: Progress | None = None) -> Pending:
    """The second, which needs no connection: errors as of ``intake.read_file``, with the
    sender's name for the file."""
    upload = what.upload
    try:
        found = read_file(
            upload.file, what.context, layer=what.layer, mapping=upload.mapping, progress=progress
        )
    except FileRefused as error:
        raise _named_as_sent(error, upload) from error
    return Pending(upload, found)


def make_plan(
    connection: Connection, pending: Pending, *, by: str, progress: Progress | None = None
) -> dict[str, Any]:
    """The third: plan what an upload would change and keep the plan; as ``plans.one`` tells it."""
    upload, context = pending.upload, pending.found.context
    plan = _planned(connection, pending, progress)
    record_matches(connection, plan)  # so that they can be accepted before it is committed
    upload.map_file.write_bytes(changes_geojson(connection, plan))
    told = plan.to_dict()
    told["renamed"] |= renamings.once_accepted(connection, plan)
    summary = _storable(told)
    scheme = context.rating_scheme
    return writes_plans.record_plan(
        connection,
        writes_plans.PlanFacts(
            import_plan_id=upload.plan_id,
            organisation_code=context.organisation,
            kind=context.kind.value,
            file_name=upload.file_name,
            stored_file=upload.stored_file,
            summary={**summary, "fingerprint": _fingerprint(summary)},
            register_version=plan.register_version,
            created_by=by,
            options={
                "layer": plan.layer,
                "crs": context.crs,
                "rating_scheme": scheme and scheme.value,
                "partial": context.partial,
                "encoding": context.encoding,
            },
        ),
    )


def mapping_of(upload: Upload, kind: RecordKind | None, options: Options) -> str:
    """A mapping file for an upload, to be edited and sent with it the next time."""
    try:
        return mapping_template(upload.file, kind, options.layer, options.crs)
    except FileRefused as error:
        raise _named_as_sent(error, upload) from error


def held_again(connection: Connection, folder: Path, row: dict[str, Any]) -> Held:
    """The upload of a waiting plan (``plans.one``), to be read again as it was read for the plan;
    ``folder`` holds the uploads. ``Conflict`` when it waits no more."""
    demand_waiting(row)
    read_on = row["summary"].get("today")  # its remarks on dates speak of that day
    return held(
        connection,
        files.kept(folder, row["stored_file"], row["file_name"]),
        organisation=row["organisation_code"],
        kind=RecordKind(row["kind"]),
        options=_options(row["options"]),
        today=None if read_on is None else date.fromisoformat(read_on),
    )


def commit_plan(
    connection: Connection,
    pending: Pending,
    *,
    by: str,
    said: Said | None = None,
    progress: Progress | None = None,
) -> CommitResult:
    """Commit a waiting plan, whose file has been read again, in the caller's transaction; ``said``
    is what the person means to publish.

    ``Conflict`` when it waits no more, or when the register has moved on so that the file
    would now change something else than what its plan says, or publish what nobody has
    confirmed.
    """
    plan_id = pending.upload.plan_id
    lock_organisation(connection, pending.organisation)
    row = plans.one(connection, plan_id)  # as it stands now that nobody else can commit
    demand_waiting(row)
    plan = _planned(connection, pending, progress)
    if _fingerprint(_storable(plan.to_dict())) != row["summary"]["fingerprint"]:
        raise Conflict(
            "The register has changed since this plan was made, and the file would now do "
            "something else. Upload it again and check the new changes."
        )
    meant = said or Said()
    renamings.accept(connection, plan, meant, by=by)
    demand_word(plan.losses, meant)
    show = demand_answer(plan.publication, meant)
    result = commit(connection, plan, by=by, progress=progress, show_protected=show, is_locked=True)
    writes_plans.close_plan(connection, plan_id, PlanState.COMMITTED, result.batch_id)
    return result


def discard_plan(connection: Connection, row: dict[str, Any]) -> None:
    """Let a waiting plan (``plans.one``) go; ``Conflict`` when it waits no more."""
    demand_waiting(row)
    writes_plans.close_plan(connection, row["import_plan_id"], PlanState.DISCARDED)


def delete_expired(connection: Connection, days: int) -> list[UUID]:
    """Forget plans that nobody has committed for so many days; which they were.

    Their files go once this transaction has ended (``uploads.remove``).
    """
    return writes_plans.forget_uncommitted(connection, days)


def sweep(connection: Connection, folder: Path) -> None:
    """Remove what a broken-off request left among the uploads; waiting files stay."""
    for path in folder.glob("*-*-*-*-*"):
        if time.time() - path.stat().st_mtime < _ORPHAN_AFTER_S:
            continue
        plan_id = UUID(path.name)
        state = plans.state(connection, plan_id)
        if state is PlanState.COMMITTED:
            files.remove_file(folder, plan_id)
        elif state is not PlanState.WAITING and jobs.of_plan(connection, plan_id) is None:
            files.remove(folder, plan_id)


def _planned(connection: Connection, pending: Pending, progress: Progress | None) -> ImportPlan:
    """The plan of an upload; its texts name the file as the sender does."""
    upload = pending.upload
    plan = plan_of(connection, pending.found, progress=progress)
    plan.notes = [note.replace(upload.file.name, upload.file_name) for note in plan.notes]
    plan.file_name = upload.file_name
    return plan


def _named_as_sent(error: FileRefused, upload: Upload) -> FileRefused:
    words = str(error).replace(upload.file.name, upload.file_name)
    return (
        KindDoubtful(words, error.kinds) if isinstance(error, KindDoubtful) else FileRefused(words)
    )


def _options(stored: dict[str, Any]) -> Options:
    scheme = stored["rating_scheme"]
    scheme = None if scheme is None else RatingScheme(scheme)
    return Options(
        stored["layer"], stored["crs"], scheme, stored.get("partial", False), stored.get("encoding")
    )


def demand_waiting(row: dict[str, Any]) -> None:
    """``Conflict`` when a plan waits no more for anybody's word."""
    if row["state"] == PlanState.COMMITTED.value:
        raise Conflict(f"This plan was committed already, as import {row['import_batch_id']}.")
    if row["state"] != PlanState.WAITING.value:
        raise Conflict("This plan was discarded; upload the file again.")


def _fingerprint(summary: dict[str, Any]) -> str:
    """Of what a person read before agreeing: counts, changed fields, remarks."""
    read = {name: summary[name] for name in _SEEN}
    return hashlib.sha256(orjson.dumps(read, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _storable(value: Any) -> Any:
    """As PostgreSQL's JSON takes it: plain types, no NaN, no character zero."""
    plain = orjson.dumps(value, default=_plain, option=orjson.OPT_NON_STR_KEYS)
    return _without_zero(orjson.loads(plain))


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else str(value)


def _without_zero(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, list):
        return [_without_zero(one) for one in value]
    if isinstance(value, dict):
        return {_without_zero(name): _without_zero(one) for name, one in value.items()}
    return value
