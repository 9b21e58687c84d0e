"""One pass through a file: every batch is fitted, checked and looked at, then let go."""

from collections.abc import Sequence
from dataclasses import dataclass

from estate.codes import IssueCode, RecordKind, Severity
from estate.intake.cells.lengths import LONGEST_CELL, Cut
from estate.intake.columns.recognition import Recognition
from estate.intake.gc_control import LettingGo
from estate.intake.issues import Issue, shown
from estate.intake.reshaping.multiparts import Multiparts
from estate.intake.reshaping.reshape import Fitting
from estate.intake.reshaping.second_tables import refuse_second_table
from estate.intake.reshaping.stated_units import refuse_stated_units
from estate.intake.reshaping.survey_elements import Elements
from estate.intake.rows.checks import Checked, Checker
from estate.intake.rows.context import Context
from estate.intake.rows.location_checks import Remarks
from estate.intake.sources import Source
from estate.intake.wording import counted
from estate.progress import Progress

#: So many cells that were too long are named one by one.
_CUT_NAMED = 1_000


@dataclass(frozen=True)
class Read:
    """What the checks found, what the columns were taken for, what was noted of the file."""

    checked: Checked
    recognition: Recognition
    notes: list[str]


def read_all(
    source: Source, recognition: Recognition, context: Context, progress: Progress | None = None
) -> Read:
    """Read and check all records of an opened file."""
    refuse_stated_units(source.above, recognition, source.path.name)
    fitting, said = Fitting(recognition), list(source.notes)
    cut: list[Cut] = []
    checker: Checker | None = None
    remarks: Remarks | None = None
    multiparts: Multiparts | None = None
    elements: Elements | None = None
    letting_go = LettingGo()
    for part in source.batches():
        refuse_second_table(part, source.path.name)
        fitted = fitting.fit(part)
        if checker is None or remarks is None:  # fitting may have added the column of references
            checker = Checker(source, fitting.recognition, context, progress)
            remarks = Remarks()
        if context.kind is RecordKind.PROPERTY:
            multiparts = multiparts or Multiparts(fitting.recognition)
            elements = elements or Elements(fitting.recognition)
            fitted = elements.join(multiparts.join(fitted))
        read = checker.add(fitted)
        if read:
            remarks.add(fitted, read["postcode"].values(), read["uprn"].values(), checker.located)
        said += part.notes
        cut += part.cut
        letting_go.after(part.record_count if source.rest is not None else 0)
    if checker is None or remarks is None:
        raise ValueError("a file without records has nothing to be read")
    checked = checker.finish()
    for joined in (multiparts, elements):
        if joined is not None:
            checked.part_rows += joined.part_rows
            checked.issues += joined.issues
    checked.issues.extend(remarks.finish())
    checked.issues.extend(_of_cut(cut, fitting.recognition))
    notes = [*dict.fromkeys(said), *fitting.notes()]
    return Read(checked, fitting.recognition, notes)


def _of_cut(cut: Sequence[Cut], recognition: Recognition) -> list[Issue]:
    """What is said of cells that were too long to be read whole, where somebody reads them."""
    fields = {heading: name for name, heading in recognition.headings.items()}
    used = [one for one in cut if one.heading in fields or recognition.reference_from]
    found = [
        Issue(
            one.row_number,
            fields.get(one.heading),
            IssueCode.TEXT_TOO_LONG,
            Severity.WARNING,
            shown(one.begins),
            f"Of the {one.letters:,} letters of “{one.heading}” the first "
            f"{LONGEST_CELL:,} were read.",
        )
        for one in used[:_CUT_NAMED]
    ]
    more = len(used) - len(found)
    if more:
        found.append(
            Issue(
                None,
                None,
                IssueCode.TEXT_TOO_LONG,
                Severity.WARNING,
                None,
                f"{counted(more, 'more cell')} had more than {LONGEST_CELL:,} letters, of which "
                "the first were read.",
            )
        )
    return found
