"""One pass through a file: every batch is fitted, checked and looked at, then let go."""

from dataclasses import dataclass

from estate.codes import RecordKind
from estate.intake.checks import Checked, Checker, Progress
from estate.intake.context import Context
from estate.intake.fitting import Fitting
from estate.intake.many_rows import let_go
from estate.intake.multiparts import Multiparts
from estate.intake.places import Remarks
from estate.intake.schemas import Recognition
from estate.intake.second_tables import refuse_second_table
from estate.intake.sources import Source
from estate.intake.stated_units import refuse_stated_units


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
    checker: Checker | None = None
    remarks: Remarks | None = None
    multiparts: Multiparts | None = None
    for part in source.batches():
        refuse_second_table(part, source.path.name)
        fitted = fitting.fit(part)
        if checker is None or remarks is None:  # fitting may have added the column of references
            checker = Checker(source, fitting.recognition, context, progress)
            remarks = Remarks()
        if context.kind is RecordKind.PROPERTY:
            multiparts = multiparts or Multiparts(fitting.recognition)
            fitted = multiparts.join(fitted)
        read = checker.add(fitted)
        if read:
            remarks.add(fitted, read["postcode"].values(), read["uprn"].values(), checker.located)
        said += part.notes
        if source.rest is not None:
            let_go()
    if checker is None or remarks is None:
        raise ValueError("a file without records has nothing to be read")
    checked = checker.finish()
    if multiparts is not None:
        checked.part_rows += multiparts.part_rows
        checked.issues += multiparts.issues
    checked.issues.extend(remarks.finish())
    notes = [*dict.fromkeys(said), *fitting.notes()]
    return Read(checked, fitting.recognition, notes)
