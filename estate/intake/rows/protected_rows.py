"""Rows of a file that tell of a protected place, by any of its columns.

Every column counts, also one for which the register has no place, and so does a heading such as
"Refuge?" over a yes. What a row tells decides nothing yet: ``publication`` does.
"""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from estate.intake.cells import values
from estate.intake.issues import shown
from estate.protection import looks_protected
from estate.register.queries.protection import Told


def noticed(records: pd.DataFrame) -> dict[int, Told]:
    """Rows (by their place in ``records``) that tell of a protected place."""
    found: dict[int, Told] = {}
    for number, heading in enumerate(records.columns):
        cells = records.iloc[:, number].tolist()
        title = shown(heading) or ""
        for row, kinds, words in (*_told(cells), *_ticked(title, cells)):
            known = found.get(row)
            found[row] = (
                Told(kinds, title, words)
                if known is None
                else Told(known.kinds | kinds, known.heading, known.words)
            )
    return found


def _told(cells: list[Any]) -> Iterable[tuple[int, frozenset[str], str]]:
    """Cells whose own words tell."""
    all_texts = set(map(type, cells)) == {str}
    hits = looks_protected(
        set(cells) if all_texts else {cell for cell in cells if isinstance(cell, str)}
    )
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
