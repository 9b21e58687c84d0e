"""Files in: ``prepare`` reads, recognises, checks and plans; ``commit`` makes it true.

Both take an open connection and leave committing to whoever opened it. A file that cannot be
trusted raises ``FileRefused`` with one sentence that says how to mend it.
"""

import glob
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from estate.codes import RatingScheme, RecordKind
from estate.errors import FileRefused, NotFound
from estate.intake.areas import file_sha256
from estate.intake.checks import Progress
from estate.intake.commit import CommitResult, commit
from estate.intake.context import Context
from estate.intake.gathering import gathered
from estate.intake.issues import Issue
from estate.intake.many_rows import no_search_for_cycles
from estate.intake.own_headings import with_headings
from estate.intake.plan import Plan
from estate.intake.planning import make_plan
from estate.intake.proposals import note_drifted
from estate.intake.reading import Read, read_all
from estate.intake.repeated_headings import repeated_notes
from estate.intake.reverting import RevertResult, revert
from estate.intake.schemas import recognise
from estate.intake.sources import Source, open_source, projection
from estate.intake.sources.content import LAYER_DATA
from estate.intake.templates import mapping_template
from estate.register import standing
from estate.register.queries import versions

__all__ = [
    "CommitResult",
    "Issue",
    "Plan",
    "RevertResult",
    "commit",
    "mapping_template",
    "prepare",
    "revert",
]

#: So many columns that nothing takes are named in a sentence; the list of columns has them all.
_HEADINGS_SHOWN = 30


@no_search_for_cycles()
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
    progress: Progress | None = None,
) -> Plan:
    """Read one file of an organisation and say what it would change; writes nothing.

    ``today`` is the day against which dates of facts are held; the register's own unless given.

    ``FileRefused`` when the file cannot be trusted, ``NotFound`` for an unknown organisation,
    ``NotInitialised`` when the register holds no county yet.
    """
    path, kind = Path(path), RecordKind(kind)
    scheme = None if rating_scheme is None else RatingScheme(rating_scheme)
    context = _context(
        connection, organisation=organisation, kind=kind, crs=crs, rating_scheme=scheme,
        today=today or standing.current_date(connection),
    )  # fmt: skip
    if crs is not None:
        projection.recognise(crs)  # a slip of the pen is told, though no shape needs it
    _tell(progress, "Opening the file", 0)
    before = _state(path)
    opened = open_source(
        path, layer, crs, envelope=context.envelope, area=context.area, in_batches=True
    )
    with closing(opened) as source:
        if source.record_count == 0:
            raise FileRefused(f"{path.name} holds no records; check what was exported.")
        recognition = recognise(source.records, kind, mapping, file_name=path.name)
        context = replace(context, values=recognition.values)
        read = read_all(source, recognition, context, progress)
    if _state(path) != before:
        raise FileRefused(f"{path.name} changed while it was read; wait until it is written.")
    _tell(progress, "Comparing with the register", source.record_count)
    plan = make_plan(connection, read.checked, context, progress)
    note_drifted(connection, plan)
    _describe(plan, path, source, read, layer)
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


def _context(connection: Connection, *, organisation: str, **stated: Any) -> Context:
    """What the checks know of the register and of the caller's word."""
    county = versions.county(connection)
    names = standing.organisation_codes(connection)
    if organisation not in names.values():
        raise NotFound(f"There is no organisation {organisation} in this register.")
    return Context(
        organisation=organisation,
        envelope=versions.envelope(connection),
        area=county["name"],
        organisations=names,
        **stated,
    )


def _describe(plan: Plan, path: Path, source: Source, read: Read, layer: str | None) -> None:
    """What the file is, for the plan's reader and the record of imports."""
    recognition = read.recognition
    plan.file_name = path.name
    plan.file_sha256 = file_sha256(path)
    plan.format = source.format
    plan.layer = layer
    plan.encoding = source.encoding
    plan.crs = None if source.projection is None else source.projection.name
    plan.schema_name = recognition.schema
    plan.record_count = source.record_count
    plan.columns = recognition.to_dict()
    plan.notes = read.notes
    plan.notes += repeated_notes(recognition)
    if recognition.unmapped:
        listed = ", ".join(f"“{heading}”" for heading in recognition.unmapped[:_HEADINGS_SHOWN])
        more = len(recognition.unmapped) - _HEADINGS_SHOWN
        listed += f" and {more:,} more (all are in the list of columns)" if more > 0 else ""
        plan.notes.append(f"Columns not recognised and left out: {listed}.")
    plan.issues = with_headings(
        gathered(plan.issues), recognition, is_drawn=source.geometry is not None
    )
    plan.issues.sort(key=lambda issue: (issue.row_number or 0, issue.field or ""))


def _tell(progress: Progress | None, what: str, done: int) -> None:
    if progress is not None:
        progress(what, done, max(done, 1))
