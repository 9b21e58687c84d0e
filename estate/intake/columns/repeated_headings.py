"""A heading that stands twice: the column that holds something is the one that is meant."""

import re
from typing import TYPE_CHECKING

import pandas as pd

from estate.intake.cells import values

if TYPE_CHECKING:
    from estate.intake.columns.recognition import Recognition

HeadingsFound = dict[str, tuple[str, float]]


def filled_ones(records: pd.DataFrame, found: HeadingsFound) -> HeadingsFound:
    """Of columns under one heading the first, or the first that is filled where that is blank."""
    return {_filled(records, heading): taken for heading, taken in found.items()}


def repeated_notes(recognition: "Recognition") -> list[str]:
    """Which headings stand more than once, and which of their columns was taken."""
    said: dict[str, str] = {}
    taken = set(recognition.headings.values())
    for heading in [c.heading for c in recognition.columns]:
        base = re.sub(r" \(\d+\)$", "", heading)
        both = [other for other in (base, heading) if other in taken]
        if base != heading and both and any(c.heading == base for c in recognition.columns):
            said.setdefault(base, both[0])
    return [
        f"The heading “{' '.join(base.split())}” stands more than once; "
        + (
            "the first column was taken."
            if chosen == base
            else f"the first column is blank, “{' '.join(chosen.split())}” was taken."
        )
        for base, chosen in said.items()
    ]


def _filled(records: pd.DataFrame, heading: str) -> str:
    twins = [
        str(other)
        for other in records.columns
        if re.fullmatch(re.escape(heading) + r" \(\d+\)", str(other))
    ]
    if not twins or _holds(records, heading):
        return heading
    return next((twin for twin in twins if _holds(records, twin)), heading)


def _holds(records: pd.DataFrame, heading: str) -> bool:
    return any(values.text(cell) is not None for cell in records[heading].tolist())
