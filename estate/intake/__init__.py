"""Files in: ``prepare`` reads, recognises, checks and plans; ``commit`` makes it true.

Both take an open connection and leave committing to whoever opened it. A file that cannot be
trusted raises ``FileRefused`` with one sentence that says how to mend it.
"""

from pathlib import Path

from sqlalchemy import Connection

from estate.codes import RatingScheme, RecordKind
from estate.errors import FileRefused, NotFound
from estate.intake import places
from estate.intake.areas import file_sha256
from estate.intake.checks import Progress, check
from estate.intake.commit import CommitResult, commit
from estate.intake.context import Context
from estate.intake.fitting import fit
from estate.intake.gathering import gathered
from estate.intake.issues import Issue
from estate.intake.many_rows import no_search_for_cycles
from estate.intake.plan import Plan
from estate.intake.planning import make_plan
from estate.intake.proposals import note_drifted
from estate.intake.reverting import RevertResult, revert
from estate.intake.schemas import Recognition, recognise
from estate.intake.sources import Source, open_source
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
    progress: Progress | None = None,
) -> Plan:
    """Read one file of an organisation and say what it would change; writes nothing.

    ``FileRefused`` when the file cannot be trusted, ``NotFound`` for an unknown organisation,
    ``NotInitialised`` when the register holds no county yet.
    """
    path, kind = Path(path), RecordKind(kind)
    county = versions.county(connection)
    envelope = versions.envelope(connection)
    names = standing.organisation_codes(connection)
    if organisation not in names.values():
        raise NotFound(f"There is no organisation {organisation} in this register.")
    _tell(progress, "Opening the file", 0)
    source = open_source(path, layer, crs, envelope=envelope, area=county["name"])
    if source.record_count == 0:
        raise FileRefused(f"{path.name} holds no records; check what was exported.")
    recognition = recognise(source.records, kind, mapping, file_name=path.name)
    source, recognition = fit(source, recognition)
    context = Context(
        organisation=organisation,
        kind=kind,
        envelope=envelope,
        area=county["name"],
        today=standing.current_date(connection),
        organisations=names,
        rating_scheme=None if rating_scheme is None else RatingScheme(rating_scheme),
        crs=crs,
        values=recognition.values,
    )
    checked = check(source, recognition, context, progress)
    checked.issues.extend(places.remarks(source, recognition, context))
    _tell(progress, "Comparing with the register", source.record_count)
    plan = make_plan(connection, checked, context)
    note_drifted(connection, plan)
    _describe(plan, path, source, recognition, layer)
    return plan


def _describe(
    plan: Plan, path: Path, source: Source, recognition: Recognition, layer: str | None
) -> None:
    """What the file is, for the plan's reader and the record of imports."""
    plan.file_name = path.name
    plan.file_sha256 = file_sha256(path)
    plan.format = source.format
    plan.layer = layer
    plan.encoding = source.encoding
    plan.crs = None if source.projection is None else source.projection.name
    plan.schema_name = recognition.schema
    plan.record_count = source.record_count
    plan.columns = recognition.to_dict()
    plan.notes = list(source.notes)
    if recognition.unmapped:
        listed = ", ".join(f"“{heading}”" for heading in recognition.unmapped)
        plan.notes.append(f"Columns not recognised and left out: {listed}.")
    plan.issues = gathered(plan.issues)
    plan.issues.sort(key=lambda issue: (issue.row_number or 0, issue.field or ""))


def _tell(progress: Progress | None, what: str, done: int) -> None:
    if progress is not None:
        progress(what, done, max(done, 1))
