"""Remarks on what a file does not speak of: of rows that the register knows they would be false.

“It is loaded without a place on the map” is true of a new row. A known one keeps its place, and
its name, whatever a file leaves out.
"""

from collections.abc import Callable
from dataclasses import replace

from estate.codes import IssueCode, Severity
from estate.intake.issues import Issue

PLACE = frozenset(
    {
        "geometry",
        "easting",
        "northing",
        "longitude",
        "latitude",
        "geo_x",
        "geo_y",
        "coordinate_text",
    }
)
_STAYS = {
    IssueCode.NO_LOCATION: "The row gives no place; what the register holds of it stays.",
    IssueCode.MISSING_NAME: "The row gives no name; the one that the register holds stays.",
}


def hushed(
    issues: list[Issue], fields: frozenset[str], is_known: Callable[[int], bool]
) -> list[Issue]:
    """The same remarks, without those on what the file has no column for in rows that are known;
    where it has one, blank cells are a note."""
    speaks = {
        IssueCode.NO_LOCATION: bool(fields & PLACE),
        IssueCode.MISSING_NAME: "name" in fields,
    }
    kept = []
    for issue in issues:
        code, number = issue.code, issue.row_number
        if code not in speaks or number is None or not is_known(number):
            kept.append(issue)
        elif speaks[code]:
            kept.append(replace(issue, severity=Severity.NOTE, message=_STAYS[code]))
    return kept
