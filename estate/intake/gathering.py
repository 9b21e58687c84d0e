"""Notes that many rows share become one note with the count and the rows.

A list of 448 times "no name" hides the one row that matters. Errors and warnings stay one
by one, since each wants a hand; but for those that a whole column shares.
"""

from collections import defaultdict
from collections.abc import Sequence

from estate.codes import IssueCode, Severity
from estate.intake.issues import Issue

#: Fewer notes of one kind than this stay as they are.
FROM = 4
_SPANS_SHOWN = 40
_WORDINGS_SHOWN = 8
#: Notes that speak of a group of rows already.
_OF_GROUPS = frozenset({IssueCode.SHARED_POINT, IssueCode.SHARED_UPRN})
#: Warnings and errors that arise once, in a whole column.
_OF_COLUMNS = frozenset({IssueCode.DATE_IN_FUTURE, IssueCode.OTHER_ORGANISATION})


def gathered(issues: Sequence[Issue]) -> list[Issue]:
    """The same issues, each kind of note once (``row_number`` None where rows are listed)."""
    kinds: dict[tuple[IssueCode, str | None], list[Issue]] = defaultdict(list)
    kept: list[Issue] = []
    for issue in issues:
        shared = issue.severity is Severity.NOTE or issue.code in _OF_COLUMNS
        if not shared or issue.row_number is None or issue.code in _OF_GROUPS:
            kept.append(issue)
        else:
            kinds[issue.code, issue.field].append(issue)
    for alike in kinds.values():
        kept += alike if len(alike) < FROM else [_one(alike)]
    return kept


def spans(numbers: Sequence[int]) -> str:
    """Row numbers as ``2–5, 9``; a very long list is cut and says so."""
    ordered = sorted(set(numbers))
    parts: list[list[int]] = []
    for number in ordered:
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    shown = ", ".join(_span(first, last) for first, last in parts[:_SPANS_SHOWN])
    rest = sum(last - first + 1 for first, last in parts[_SPANS_SHOWN:])
    return f"{shown} and {rest:,} more" if rest else shown


def _span(first: int, last: int) -> str:
    if first == last:
        return str(first)
    return f"{first}, {last}" if last == first + 1 else f"{first}–{last}"


def _one(alike: list[Issue]) -> Issue:
    wordings: dict[str, list[int]] = defaultdict(list)
    for issue in alike:
        wordings[issue.message.rstrip(".")].append(issue.row_number or 0)
    ranked = sorted(wordings.items(), key=lambda item: -len(item[1]))
    said = [f"{text} (rows {spans(rows)})" if len(rows) > 1 else f"{text} (row {rows[0]})"
            for text, rows in ranked[:_WORDINGS_SHOWN]]  # fmt: skip
    rest = sum(len(rows) for _, rows in ranked[_WORDINGS_SHOWN:])
    if rest:
        said.append(f"and {rest:,} more rows")
    first, rows = alike[0], f"{len(alike):,} rows"
    return Issue(None, first.field, first.code, first.severity, rows, f"{rows}: {'; '.join(said)}.")
