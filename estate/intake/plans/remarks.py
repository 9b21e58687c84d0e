"""Issues that arise only against the register: older facts, unknown properties."""

from datetime import date

from estate.codes import IssueCode, Severity
from estate.intake.issues import Issue


def older(theirs: date | None, ours: date | None, row_number: int, issues: list[Issue]) -> bool:
    """Whether the register holds newer facts than the file; then the row changes nothing."""
    if theirs is None or ours is None or theirs >= ours:
        return False
    issues.append(
        Issue(
            row_number,
            "as_of_date",
            IssueCode.OLDER_THAN_REGISTER,
            Severity.WARNING,
            theirs.isoformat(),
            f"The row's facts are of {theirs}, the register's of {ours}; the register's stay.",
        )
    )
    return True
