"""A note that hundreds of rows share is said once, with the count and the rows."""

import re

from estate.codes import MANY_ROWS, IssueCode, Severity
from estate.intake.grouped_issues import gathered, spans
from estate.intake.issues import Issue


def note(row: int, message: str, code: IssueCode = IssueCode.CLASS_IMPUTED) -> Issue:
    return Issue(row, "use_class", code, Severity.NOTE, "x", message)


def test_notes_of_one_kind_become_one() -> None:
    notes = [note(row, "Proposed from its name.") for row in (2, 3, 4, 9)]
    (one,) = gathered([*notes, note(12, "Proposed from its type.")])
    assert (one.row_number, one.value) == (None, "5 rows")
    assert one.message == (
        "5 rows: Proposed from its name (rows 2–4, 9); Proposed from its type (row 12)."
    )


def test_errors_warnings_few_notes_and_notes_of_groups_stay_one_by_one() -> None:
    few = [note(row, "x.", IssueCode.MISSING_NAME) for row in (2, 3)]
    groups = [note(row, "x.", IssueCode.SHARED_POINT) for row in range(9)]
    worse = [Issue(row, None, IssueCode.NO_LOCATION, Severity.WARNING, None, f"x{row}.")
             for row in range(9)]  # fmt: skip
    assert sorted(map(id, gathered([*few, *groups, *worse]))) == sorted(
        map(id, [*few, *groups, *worse])
    )


def test_rows_are_listed_as_spans() -> None:
    assert spans([5, 2, 3, 4, 9, 10]) == "2–5, 9, 10"
    assert spans(range(0, 200, 2)).endswith("78 and 60 more")


def test_what_is_gathered_says_first_of_how_many_rows_it_speaks() -> None:
    """The gap report counts those rows (``register.queries.quality``)."""
    for severity in (Severity.NOTE, Severity.WARNING):
        alike = [
            Issue(n, "gia_m2", IssueCode.OUT_OF_RANGE, severity, "9", "Too large.")
            for n in range(1, 1_201)
        ]
        (one,) = gathered(alike)
        assert one.row_number is None
        assert re.match(MANY_ROWS, one.message)[1] == "1,200"  # type: ignore[index]
