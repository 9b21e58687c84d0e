"""Notes that many rows share become one note with the count and the rows.

A list of 448 times "no name" hides the one row that matters. Errors stay one by one, since each
wants a hand; so do warnings, unless they say the very same of several rows.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

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
    """The same issues, each kind of note and each word that is not known once (``row_number``
    None where rows are listed), and warnings that say the very same of many rows."""
    kinds: dict[tuple[IssueCode, str | None], list[Issue]] = defaultdict(list)
    same: dict[Issue, list[Issue]] = defaultdict(list)
    kept: list[Issue] = []
    for issue in issues:
        shared = issue.severity is Severity.NOTE or issue.code in _OF_COLUMNS
        if issue.row_number is None or issue.code in _OF_GROUPS:
            kept.append(issue)
        elif shared:
            kinds[issue.code, issue.field].append(issue)
        elif issue.severity is Severity.WARNING:
            value = issue.value if issue.code is IssueCode.UNKNOWN_CODE else None
            same[replace(issue, row_number=None, value=value)].append(issue)
        else:
            kept.append(issue)
    for alike in kinds.values():
        kept += alike if len(alike) < FROM else [_one(alike)]
    for alike in same.values():
        few = 2 if alike[0].code is IssueCode.UNKNOWN_CODE else FROM
        kept += alike if len(alike) < few else [_same(alike)]
    return kept


def _same(alike: list[Issue]) -> Issue:
    """One issue for many rows of which the very same is said; it keeps their common value."""
    first, rows = alike[0], [issue.row_number or 0 for issue in alike]
    value = first.value if first.code is IssueCode.UNKNOWN_CODE else f"{len(alike):,} rows"
    message = f"{len(alike):,} rows: {first.message.rstrip('.')} (rows {spans(rows)})."
    return replace(first, row_number=None, value=value, message=message)


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
    said = [
        f"{text} (rows {spans(rows)})" if len(rows) > 1 else f"{text} (row {rows[0]})"
        for text, rows in ranked[:_WORDINGS_SHOWN]
    ]
    rest = sum(len(rows) for _, rows in ranked[_WORDINGS_SHOWN:])
    if rest:
        said.append(f"and {rest:,} more rows")
    first, rows = alike[0], f"{len(alike):,} rows"
    return Issue(None, first.field, first.code, first.severity, rows, f"{rows}: {'; '.join(said)}.")
