"""Every row of an opened file becomes a record or issues; nothing is dropped in silence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from estate.codes import IssueCode, RecordKind, Severity
from estate.errors import FileRefused
from estate.intake import values
from estate.intake.context import Context
from estate.intake.issues import Issue
from estate.intake.linked_rows import cost_record, lease_record, occupation_record, rating_record
from estate.intake.locations import MISPLACED
from estate.intake.property_columns import property_records
from estate.intake.property_rows import property_record
from estate.intake.rows import Row
from estate.intake.schemas import Recognition
from estate.intake.sources import Source
from estate.register.records import PropertyRecord, Record

Progress = Callable[[str, int, int], None]

_LINKED: dict[RecordKind, Callable[[Row], Record | None]] = {
    RecordKind.LEASE: lease_record,
    RecordKind.OCCUPATION: occupation_record,
    RecordKind.COST: cost_record,
    RecordKind.RATING: rating_record,
}


@dataclass(frozen=True)
class Checked:
    """The records that may enter, the issues, and the rows that may not."""

    records: list[Record]
    issues: list[Issue]
    refused_rows: list[int]
    fields: frozenset[str]


def check(
    source: Source,
    recognition: Recognition,
    context: Context,
    progress: Progress | None = None,
) -> Checked:
    """Check every row; records and refused rows together are as many as the file's records."""
    _require_scheme(source, recognition, context)
    headings = recognition.headings
    columns = {name: source.records[heading].tolist() for name, heading in headings.items()}
    checked = Checked([], [], [], frozenset(headings) | _geometry_field(source))
    first_rows: dict[str, int] = {}
    ready: Sequence[Record | None] = [None] * source.record_count
    if context.kind is RecordKind.PROPERTY:
        ready = property_records(source, columns, context)
    for index, number in enumerate(source.row_numbers):
        record = ready[index]
        row = None
        if record is None or key_of(record) in first_rows:
            row = Row(number, {name: cells[index] for name, cells in columns.items()}, context)
            record = _record(row, source, index)
        if record is not None and not _repeated(row, record, first_rows):
            checked.records.append(record)
        else:
            checked.refused_rows.append(number)
        checked.issues.extend(row.issues if row is not None else ())
        if progress is not None and index % 200 == 0:
            progress("Checking rows", index, source.record_count)
    _refuse_misplaced_file(source, checked, context)
    return checked


def _record(row: Row, source: Source, index: int) -> Record | None:
    if row.context.kind is not RecordKind.PROPERTY:
        return _LINKED[row.context.kind](row)
    shape: Any = None if source.geometry is None else source.geometry[index]
    epsg = None if source.projection is None else source.projection.epsg
    return property_record(row, shape, epsg)


def key_of(record: Record) -> str:
    """The reference by which a record is found again."""
    if isinstance(record, PropertyRecord):
        return record.local_ref
    return record.own_ref or ""


def _repeated(row: Row | None, record: Record, first_rows: dict[str, int]) -> bool:
    key = key_of(record)
    first = first_rows.setdefault(key, record.row_number)
    if first == record.row_number or row is None:
        return False
    field = "local_ref" if isinstance(record, PropertyRecord) else "own_ref"
    row.say(IssueCode.DUPLICATE_REFERENCE, Severity.ERROR, field,
            f"The reference “{key}” was used before in row {first}; row {first} is kept, "
            f"row {row.number} is not.", key)  # fmt: skip
    return True


def _geometry_field(source: Source) -> frozenset[str]:
    return frozenset({"geometry"}) if source.geometry is not None else frozenset()


def _require_scheme(source: Source, recognition: Recognition, context: Context) -> None:
    headings = recognition.headings
    heading = headings.get("rating")
    if heading is None or "rating_scheme" in headings or context.rating_scheme is not None:
        return
    if any(values.text(value) is not None for value in source.records[heading]):
        raise FileRefused(
            f"{source.path.name} has ratings (“{heading}”) but does not say which question they "
            "answer; add --rating-scheme availability or --rating-scheme sharing."
        )


def _refuse_misplaced_file(source: Source, checked: Checked, context: Context) -> None:
    """A file of which not one located row lies in the area is the wrong file."""
    misplaced = [issue for issue in checked.issues if issue.code in MISPLACED]
    placed = any(isinstance(r, PropertyRecord) and r.location is not None for r in checked.records)
    if not misplaced or placed or len(misplaced) < len(checked.refused_rows) / 2:
        return
    name, count = source.path.name, f"all {len(misplaced)} records with coordinates"
    found = {issue.code for issue in misplaced}
    if found == {IssueCode.LIKELY_WGS84}:
        raise FileRefused(
            f"In {name} {count} are in longitude and latitude, not on the National Grid; state "
            "--crs EPSG:4326."
        )
    if found == {IssueCode.AXES_SWAPPED}:
        raise FileRefused(f"In {name} the axes of {count} are swapped; export it again.")
    raise FileRefused(
        f"{name} lies outside {context.area} ({count}); check that it is the right file."
    )
