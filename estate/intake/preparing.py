"""From a file to a plan: read, recognised, checked, compared with the register; nothing is written.

A file that cannot be trusted raises ``FileRefused`` with one sentence that says how to mend it.
"""

import glob
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from estate.codes import RatingScheme, RecordKind
from estate.errors import Conflict, FileRefused, NotFound
from estate.intake import kind_of_file
from estate.intake.areas import file_sha256
from estate.intake.columns.own_headings import with_headings
from estate.intake.columns.recognition import recognise
from estate.intake.columns.repeated_headings import repeated_notes
from estate.intake.file_reading import Read, read_all
from estate.intake.gc_control import gc_paused
from estate.intake.grouped_issues import gathered
from estate.intake.plans.make import make_plan
from estate.intake.plans.plan import ImportPlan
from estate.intake.plans.proposals import note_drifted
from estate.intake.reshaping.cost_columns_by_kind import turned_round
from estate.intake.rows.context import Context, KindIs
from estate.intake.sources.common import Apart
from estate.intake.sources.content import LAYER_DATA
from estate.late_imports import one_at_a_time
from estate.progress import Progress
from estate.register import known_rows
from estate.register.queries import versions

#: So many columns that nothing takes are named in a sentence; the list of columns has them all.
_HEADINGS_SHOWN = 30


@dataclass(frozen=True)
class FileRead:
    """A file that has been read whole and checked, before the register is asked about its rows."""

    path: Path
    context: Context
    values: Mapping[str, Mapping[str, str]]
    read: Read
    format: str
    layer: str | None
    encoding: str | None
    crs: str | None
    record_count: int
    is_drawn: bool
    sha256: str
    kind_told: bool = False


def prepare(
    connection: Connection,
    path: Path,
    *,
    organisation: str,
    kind: RecordKind,
    layer: str | None = None,
    crs: str | None = None,
    mapping: Path | None = None,
    rating_scheme: RatingScheme | None = None,
    today: date | None = None,
    partial: bool = False,
    encoding: str | None = None,
    progress: Progress | None = None,
) -> ImportPlan:
    """Read one file of an organisation and say what it would change; writes nothing.

    ``partial``: the file is part of a list, and its absence of rows and values says nothing.
    ``encoding``: the caller's word for the text of a CSV or a shapefile's table.
    ``today`` is the day against which dates of facts are held; the register's own unless given.
    The three steps of it are ``context_of``, ``read_file``, which needs no connection, and
    ``plan_of``: a service takes them one by one, so that no transaction waits for a file.

    ``FileRefused`` when the file cannot be trusted, ``NotFound`` for an unknown organisation,
    ``NotInitialised`` when the register holds no county yet.
    """
    context = context_of(
        connection,
        organisation=organisation,
        kind=kind,
        crs=crs,
        rating_scheme=rating_scheme,
        today=today,
        partial=partial,
        encoding=encoding,
    )
    found = read_file(path, context, layer=layer, mapping=mapping, progress=progress)
    return plan_of(connection, found, progress=progress)


def context_of(
    connection: Connection,
    *,
    organisation: str,
    kind: RecordKind | None,
    crs: str | None = None,
    rating_scheme: RatingScheme | None = None,
    today: date | None = None,
    partial: bool = False,
    encoding: str | None = None,
    kind_meant: bool = True,
) -> Context:
    """What a file is held against; errors as of ``prepare``.

    Without ``kind`` the file tells what its rows are; unless ``kind_meant``, reading it asks where
    another kind fits better (``KindDoubtful``).
    """
    county = versions.county(connection)
    names = known_rows.organisation_codes(connection)
    if organisation not in names.values():
        raise NotFound(f"There is no organisation {organisation} in this register.")
    if crs is not None:
        with one_at_a_time:
            from estate.intake.sources import projection

        projection.recognise(crs)  # a slip of the pen is told, though no shape needs it
    return Context(
        organisation=organisation,
        kind=RecordKind.PROPERTY if kind is None else RecordKind(kind),
        kind_is=KindIs.UNSAID if kind is None else KindIs.MEANT if kind_meant else KindIs.SAID,
        envelope=versions.envelope_of(county),
        area=county["name"],
        today=today or known_rows.current_date(connection),
        organisations=names,
        rating_scheme=None if rating_scheme is None else RatingScheme(rating_scheme),
        crs=crs,
        partial=partial,
        encoding=encoding,
    )


@gc_paused()
def read_file(
    path: Path,
    context: Context,
    *,
    layer: str | None = None,
    mapping: Path | None = None,
    progress: Progress | None = None,
) -> FileRead:
    """Read and check a file; ``FileRefused`` when it cannot be trusted. Asks no register.

    ``KindDoubtful`` when it looks like another kind of list than was said.
    """
    try:
        return _read_file(Path(path), context, layer, mapping, progress)
    except Apart:
        return _read_file(Path(path), context, layer, mapping, progress, in_steps=False)


def _read_file(
    path: Path,
    context: Context,
    layer: str | None,
    mapping: Path | None,
    progress: Progress | None,
    *,
    in_steps: bool = True,
) -> FileRead:
    with one_at_a_time:
        from estate.intake.readers.ask_a_reader import open_source

    _tell(progress, "Opening the file", 0)
    before = _state(path)
    opened = open_source(
        path,
        layer,
        context.crs,
        envelope=context.envelope,
        area=context.area,
        in_batches=True,
        encoding=context.encoding,
        in_steps=in_steps,
    )
    with closing(opened) as source:
        if source.record_count == 0:
            raise FileRefused(f"{path.name} holds no records; check what was exported.")
        told = context.kind_is is KindIs.UNSAID
        context = replace(
            context, kind=kind_of_file.settled(source, context, mapping), kind_is=KindIs.MEANT
        )
        if context.kind is RecordKind.COST:
            source = turned_round(source, mapping)
        partial = context.partial and context.kind is RecordKind.PROPERTY
        recognition = recognise(
            source.records, context.kind, mapping, file_name=path.name, partial=partial
        )
        read = read_all(source, recognition, replace(context, values=recognition.values), progress)
        made = recognition.reference_from == ((recognition.headings.get("uprn"),),)
        read.checked.by_uprn = partial and mapping is None and made
    if _state(path) != before:
        raise FileRefused(f"{path.name} changed while it was read; wait until it is written.")
    return FileRead(
        path,
        context,
        recognition.values,
        read,
        source.format,
        layer,
        source.encoding,
        None if source.projection is None else source.projection.name,
        source.record_count,
        source.geometry is not None,
        file_sha256(path),
        told,
    )


@gc_paused()
def plan_of(
    connection: Connection, found: FileRead, *, progress: Progress | None = None
) -> ImportPlan:
    """What a file that has been read would change in the register; writes nothing.

    ``Conflict`` when what it was held against has changed since.
    """
    context = found.context
    now = context_of(
        connection,
        organisation=context.organisation,
        kind=context.kind,
        crs=context.crs,
        rating_scheme=context.rating_scheme,
        today=context.today,
        partial=context.partial,
        encoding=context.encoding,
    )
    if now != context:
        raise Conflict(
            "The county or its organisations were changed while the file was read: do this again."
        )
    _tell(progress, "Comparing with the register", found.record_count)
    held = replace(context, values=found.values)
    plan = make_plan(connection, found.read.checked, held, progress)
    note_drifted(connection, plan)
    _describe(plan, found)
    return plan


def _state(path: Path) -> list[tuple[str, int, int]]:
    """Sizes and times of a file and of what belongs to its layer, or of a folder's files."""
    if path.is_dir():
        parts = list(path.rglob("*"))
    else:
        beside = path.parent.glob(f"{glob.escape(path.stem)}.*")
        parts = [path, *(part for part in beside if part.suffix.lower() in LAYER_DATA)]
    files = [(str(part), part.stat()) for part in parts if part.is_file()]
    return sorted((name, found.st_size, found.st_mtime_ns) for name, found in files)


def _describe(plan: ImportPlan, found: FileRead) -> None:
    """What the file is, for the plan's reader and the record of imports."""
    recognition = found.read.recognition
    plan.file_name = found.path.name
    plan.file_sha256 = found.sha256
    plan.format = found.format
    plan.layer = found.layer
    plan.encoding = found.encoding
    plan.crs = found.crs
    plan.schema_name = recognition.schema
    plan.record_count = found.record_count
    plan.columns = recognition.to_dict()
    plan.notes = [*found.read.notes, *plan.read_as]
    if found.kind_told:
        plan.notes.insert(0, f"Read as {kind_of_file.WORDS[plan.kind]}, by its columns.")
    if found.is_drawn and plan.kind is not RecordKind.PROPERTY:
        plan.notes.append(
            f"The shapes of the layer are left out: a {plan.kind.value} lies where its property "
            "does. Bring outlines as a list of properties."
        )
    plan.notes += repeated_notes(recognition)
    if recognition.unmapped:
        listed = ", ".join(f"“{heading}”" for heading in recognition.unmapped[:_HEADINGS_SHOWN])
        more = len(recognition.unmapped) - _HEADINGS_SHOWN
        listed += f" and {more:,} more (all are in the list of columns)" if more > 0 else ""
        plan.notes.append(f"Columns not recognised and left out: {listed}.")
    plan.issues = with_headings(gathered(plan.issues), recognition, is_drawn=found.is_drawn)
    plan.issues.sort(key=lambda issue: (issue.row_number or 0, issue.field or ""))


def _tell(progress: Progress | None, what: str, done: int) -> None:
    if progress is not None:
        progress(what, done, max(done, 1))
