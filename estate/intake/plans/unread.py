"""Cells that could not be read: they are left out, and what the register holds stays.

An unknown word for a status is no news that the property is in use, nor is “large” news that it
has no floor area.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from estate.codes import IssueCode, Severity
from estate.intake.issues import Issue
from estate.intake.plans.compare import provided_fields
from estate.register.column_values import Facts

#: Remarks on cells whose values were not taken.
LEFT_OUT = frozenset(
    {
        IssueCode.UNKNOWN_CODE,
        IssueCode.NOT_A_NUMBER,
        IssueCode.NOT_A_DATE,
        IssueCode.OUT_OF_RANGE,
        IssueCode.BAD_UPRN,
        IssueCode.BAD_POSTCODE,
    }
)

Unread = Mapping[int, frozenset[str]]


def unread(issues: Iterable[Issue]) -> Unread:
    """For each row the fields whose cells were left out because they could not be read.

    Not so a word of sensitivity: it hides the property, whatever stood before.
    """
    found: dict[int, set[str]] = defaultdict(set)
    for issue in issues:
        left_out = issue.code in LEFT_OUT and issue.severity is Severity.WARNING
        if (
            left_out
            and issue.field != "sensitivity"
            and issue.row_number is not None
            and issue.field is not None
        ):
            found[issue.row_number].add(issue.field)
    return {row: frozenset(fields) for row, fields in found.items()}


def without_unread(
    changes: dict[str, tuple[Any, Any]], fields: frozenset[str], facts: Facts
) -> dict[str, tuple[Any, Any]]:
    """Changes but for those of facts that come from cells left out."""
    kept = provided_fields(fields, facts) - {"property_id"}
    return {name: pair for name, pair in changes.items() if name not in kept}
