"""Every row of an opened file becomes a record or issues; nothing is dropped in silence."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from estate.arrays import Bools, Floats
from estate.codes import IssueCode, RecordKind, Sensitivity, Severity
from estate.errors import FileRefused
from estate.intake.cells import values
from estate.intake.cells.coded_column import Coded, Objects
from estate.intake.columns.recognition import Recognition
from estate.intake.issues import Issue
from estate.intake.rows.cell_columns import CellColumns
from estate.intake.rows.context import Context
from estate.intake.rows.ledgers import Ledger
from estate.intake.rows.linked_rows import (
    cost_record,
    lease_record,
    occupation_record,
    rating_record,
)
from estate.intake.rows.locations import MISPLACED
from estate.intake.rows.made_references import MadeReferences
from estate.intake.rows.property_columns import Fields
from estate.intake.rows.property_reading import read_properties
from estate.intake.rows.protected_rows import noticed
from estate.intake.rows.row import Row
from estate.intake.rows.spool import Spool
from estate.intake.sources import Source
from estate.intake.sources.common import BATCH
from estate.intake.sources.systems import likely
from estate.progress import Progress
from estate.register.queries.protection import Told
from estate.register.records import (
    CostRecord,
    LeaseRecord,
    OccupationRecord,
    RatingRecord,
    Record,
)

Columns = dict[str, Objects]
Linked = LeaseRecord | OccupationRecord | CostRecord | RatingRecord

_LINKED: dict[RecordKind, Callable[[Row], Linked | None]] = {
    RecordKind.LEASE: lease_record,
    RecordKind.OCCUPATION: occupation_record,
    RecordKind.COST: cost_record,
    RecordKind.RATING: rating_record,
}


@dataclass
class Checked:
    """The records that may enter, the issues, and the rows that may not.

    ``part_rows`` are further shapes or elements of rows that entered. Properties wait column by
    column in ``properties``, everything else in ``linked``; ``noticed`` are rows that tell of a
    protected place, ``said`` the sensitivity they state; ``by_uprn`` where the references were
    made from the UPRNs by which a part of a list names its properties.
    """

    fields: frozenset[str]
    issues: list[Issue] = field(default_factory=list)
    refused_rows: list[int] = field(default_factory=list)
    part_rows: list[int] = field(default_factory=list)
    linked: list[Linked] = field(default_factory=list)
    properties: Spool = field(default_factory=Spool)
    first_rows: dict[str, int] = field(default_factory=dict)
    noticed: dict[int, Told] = field(default_factory=dict)
    said: dict[int, Sensitivity | None] = field(default_factory=dict)
    by_uprn: bool = False

    @property
    def records(self) -> list[Record]:
        """Every record that may enter, made into an object: for few of them."""
        read = (batch.record(row) for batch in self.properties for row in range(len(batch)))
        return [*self.linked, *read]


class Checker:
    """Checks batch after batch of one file."""

    def __init__(
        self,
        source: Source,
        recognition: Recognition,
        context: Context,
        progress: Progress | None = None,
    ) -> None:
        self.source, self.recognition, self.context = source, recognition, context
        self.progress = progress
        self.checked = Checked(frozenset(recognition.headings) | _geometry_field(source))
        self.done = 0
        self.placed = False
        self.ledger, self.made = Ledger(), MadeReferences()
        self._costs: dict[str, int] = {}
        self.located: Floats = np.empty((0, 2))

    def add(self, part: Source) -> Fields:
        """Check some rows; of properties, the columns as they were read."""
        self._tell(0)
        _require_scheme(part, self.recognition, self.context, self.source.path.name)
        headings = self.recognition.headings
        columns = {
            name: part.records[heading].to_numpy(dtype=object) for name, heading in headings.items()
        }
        read: Fields = {}
        if self.context.kind is RecordKind.PROPERTY:
            read = self._add_properties(part, columns)
        else:
            self._add_linked(part, columns)
        self.done += part.record_count
        return read

    def finish(self) -> Checked:
        """What was found; a file that lies elsewhere altogether is refused."""
        self.checked.part_rows += self.ledger.part_rows
        self.checked.issues += [*self.ledger.issues(), *self.made.issues()]
        if not self.placed:
            _refuse_misplaced_file(self.source, self.checked, self.context)
        return self.checked

    def _add_linked(self, part: Source, columns: Columns) -> None:
        for index, told in noticed(part.records).items():
            self.checked.noticed[part.row_numbers[index]] = told
        for index, number in enumerate(part.row_numbers):
            row = self._row(number, columns, index)
            record = _LINKED[self.context.kind](row)
            if isinstance(record, LeaseRecord | OccupationRecord) and "own_ref" not in columns:
                record = self.made.told_apart(
                    record, row, self.checked.linked, self.checked.first_rows
                )
            if isinstance(record, CostRecord) and "own_ref" not in columns and self._adds(record):
                pass
            elif record is not None and not self._repeated(row, "own_ref", record.own_ref or ""):
                self.checked.linked.append(record)
            else:
                self.checked.refused_rows.append(number)
            self.checked.issues.extend(row.issues)
            self._tell(index)

    def _adds(self, line: CostRecord) -> bool:
        """Whether a line of a ledger has gone into an earlier one of its kind and year."""
        own_ref = line.own_ref or ""
        place = self._costs.setdefault(own_ref, len(self.checked.linked))
        if place == len(self.checked.linked):
            return False
        first = self.checked.linked[place]
        if isinstance(first, CostRecord):
            self.checked.linked[place] = self.ledger.add(first, line)
        return True

    def _add_properties(self, part: Source, columns: Columns) -> Fields:
        whole, cells = read_properties(part, columns, self.context)
        enters = self._enter(whole.fields["local_ref"].values(), cells)
        self._notice(part, whole.fields["sensitivity_said"], enters)
        batch = whole.taken(enters)
        self.located = whole.places.middles()
        self.placed = self.placed or not np.isnan(batch.places.points).all()
        self.checked.properties.add(batch)
        for index in sorted(cells.rows):
            self.checked.issues.extend(cells.rows[index].issues)
        self._tell(part.record_count)
        return whole.fields

    def _notice(self, part: Source, said: Coded, enters: Bools) -> None:
        """Remember the rows that tell of a protected place, by whatever column."""
        for index, told in noticed(part.records).items():
            if enters[index]:
                number = part.row_numbers[index]
                self.checked.noticed[number] = told
                self.checked.said[number] = said[index]

    def _enter(self, references: list[str], cells: CellColumns) -> Bools:
        """Which rows enter: those that are sound and the first of their reference."""
        enters = cells.sound.copy()
        for index, (reference, number) in enumerate(
            zip(references, cells.row_numbers, strict=True)
        ):
            if enters[index] and self.checked.first_rows.setdefault(reference, number) != number:
                enters[index] = not self._repeated(cells.row(index), "local_ref", reference)
            if not enters[index]:
                self.checked.refused_rows.append(number)
        return enters

    def _row(self, number: int, columns: Columns, index: int) -> Row:
        cells = {name: values[index] for name, values in columns.items()}
        return Row(number, cells, self.context)

    def _repeated(self, row: Row, field: str, key: str) -> bool:
        first = self.checked.first_rows.setdefault(key, row.number)
        if first == row.number:
            return False
        row.say(
            IssueCode.DUPLICATE_REFERENCE,
            Severity.ERROR,
            field,
            f"The reference “{key}” was used before in row {first}; row {first} is kept, "
            f"row {row.number} is not.{self._dissolve()}",
            key,
        )
        return True

    def _dissolve(self) -> str:
        """What mends outlines of one property whose rows differ."""
        heading = self.recognition.headings.get("local_ref")
        if self.source.geometry is None or heading is None:
            return ""
        return (
            f" If both are parts of one property, give them the same values, or dissolve the layer "
            f"by “{heading}”."
        )

    def _tell(self, index: int) -> None:
        if self.progress is not None and (index % 200 == 0 or index >= BATCH):
            self.progress("Checking rows", self.done + index, self.source.record_count)


def check(
    source: Source,
    recognition: Recognition,
    context: Context,
    progress: Progress | None = None,
) -> Checked:
    """Check every row; records and refused rows together are as many as the file's records."""
    checker = Checker(source, recognition, context, progress)
    for part in source.batches():
        checker.add(part)
    return checker.finish()


def _geometry_field(source: Source) -> frozenset[str]:
    return frozenset({"geometry"}) if source.geometry is not None else frozenset()


def _require_scheme(
    part: Source, recognition: Recognition, context: Context, file_name: str
) -> None:
    headings = recognition.headings
    heading = headings.get("rating")
    if heading is None or "rating_scheme" in headings or context.rating_scheme is not None:
        return
    if any(values.text(value) is not None for value in part.records[heading]):
        raise FileRefused(
            f"{file_name} has ratings (“{heading}”) but does not say which question they "
            "answer; add --rating-scheme availability or --rating-scheme sharing."
        )


def _refuse_misplaced_file(source: Source, checked: Checked, context: Context) -> None:
    """A file of which not one located row lies in the area is the wrong file."""
    misplaced = [issue for issue in checked.issues if issue.code in MISPLACED]
    if not misplaced or len(misplaced) < len(checked.refused_rows) / 2:
        return
    one = len(misplaced) == 1
    all_ = "the one record" if one else f"all {len(misplaced):,} records"
    name, count = source.path.name, f"{all_} with coordinates"
    found = {issue.code for issue in misplaced}
    if found == {IssueCode.LIKELY_WGS84}:
        raise FileRefused(
            f"In {name} {count} {'is' if one else 'are'} in longitude and latitude, not on the "
            "National Grid; state --crs EPSG:4326."
        )
    if found == {IssueCode.AXES_SWAPPED}:
        raise FileRefused(f"In {name} the axes of {count} are swapped; export it again.")
    fit = likely(_pairs(misplaced), context.envelope)
    if fit is not None and not fit.is_swapped:
        raise FileRefused(
            f"In {name} {count} {'lies' if one else 'lie'} outside {context.area} as "
            f"{'it is' if one else 'they are'} labelled, but {'fits' if one else 'fit'} "
            f"{fit.name}; state {fit.option}."
        )
    raise FileRefused(
        f"{name} lies outside {context.area} ({count}); check that it is the right file."
    )


def _pairs(misplaced: list[Issue]) -> Floats:
    """The coordinates of which these remarks speak."""
    pairs = [
        [float(part) for part in (issue.value or "nan, nan").split(",")] for issue in misplaced
    ]
    return np.asarray(pairs, dtype=np.float64)
