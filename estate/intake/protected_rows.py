"""Rows of a file that tell of a protected place, by any of its columns.

Every column counts, also one for which the register has no place, and so does a heading such as
"Refuge?" over a yes. What a row tells decides nothing yet: ``publication`` does.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from estate.intake import values
from estate.protection import looks_protected


@dataclass(frozen=True)
class Noticed:
    """What a row tells: the kinds of place, and the first column and words that told so."""

    kinds: frozenset[str]
    heading: str
    words: str


def noticed(records: pd.DataFrame) -> dict[int, Noticed]:
    """Rows (by their place in ``records``) that tell of a protected place."""
    found: dict[int, Noticed] = {}
    for number, heading in enumerate(records.columns):
        cells = records.iloc[:, number].tolist()
        for row, kinds, words in (*_told(cells), *_ticked(str(heading), cells)):
            known = found.get(row)
            found[row] = (
                Noticed(kinds, str(heading), words)
                if known is None
                else Noticed(known.kinds | kinds, known.heading, known.words)
            )
    return found


def _told(cells: list[Any]) -> Iterable[tuple[int, frozenset[str], str]]:
    """Cells whose own words tell."""
    hits = looks_protected({cell for cell in cells if isinstance(cell, str)})
    if not hits:
        return
    for row, cell in enumerate(cells):
        findings = hits.get(cell) if isinstance(cell, str) else None
        if findings:
            yield row, frozenset(one.kind for one in findings), findings[0].words


def _ticked(heading: str, cells: list[Any]) -> Iterable[tuple[int, frozenset[str], str]]:
    """Cells that say yes to a heading that tells."""
    findings = looks_protected([heading]).get(heading)
    if not findings:
        return
    for row, cell in enumerate(cells):
        if _is_yes(cell):
            yield row, frozenset(one.kind for one in findings), findings[0].words


def _is_yes(cell: Any) -> bool:
    try:
        return values.yes_no(cell) is True
    except (ValueError, OverflowError):
        return False
