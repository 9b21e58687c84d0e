"""Another table below the first on one sheet: its rows are no records of the first."""

import re
from functools import cache

from estate.codes import RecordKind
from estate.errors import FileRefused
from estate.intake.columns.conventions import known_headings
from estate.intake.sources import Source
from estate.intake.sources.content import TABLES
from estate.intake.sources.headings import has
from estate.register.names import name_key

_DIGIT = re.compile(r"(?<![mM])\d")
_FEWEST = 3
_SHOWN = 4
_KNOWN_SHARE = 0.5


def refuse_second_table(part: Source, name: str) -> None:
    """Refuse a table in whose middle a row of other headings stands."""
    if part.format not in {form.value for form in TABLES}:
        return
    known = _known()
    lists = [part.records[heading].tolist() for heading in part.records.columns]
    for number, row in zip(part.row_numbers, zip(*lists, strict=True), strict=True):
        cells = [cell for cell in row if has(cell)]
        # Headings are texts without a number: that spares most rows the closer look.
        if any(type(cell) is not str for cell in cells) or _DIGIT.search(" ".join(cells)):
            continue
        found = sum(name_key(cell) in known for cell in cells)
        if len(cells) < _FEWEST or found < max(2, _KNOWN_SHARE * len(cells)):
            continue
        listed = ", ".join(f"“{' '.join(cell.split())}”" for cell in cells[:_SHOWN])
        if number == part.row_numbers[0]:
            raise FileRefused(
                f"{name} has two rows of headings: row {number} says them again in other words "
                f"({listed}); delete one of the two."
            )
        where = "" if part.layer is None else f"Sheet “{part.layer}” of "
        raise FileRefused(
            f"{where}{name} holds a second table: in row {number} other headings begin "
            f"({listed}); put each table on a sheet or in a file of its own."
        )


@cache
def _known() -> frozenset[str]:
    return frozenset(name_key(heading) for kind in RecordKind for heading in known_headings(kind))
