"""KML as ArcGIS writes it: the attributes stand in the description, as a table of two columns."""

from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pandas as pd

from estate.intake.sources.common import Source

_DESCRIPTION = "description"
#: ArcGIS numbers placemarks anew each time; such a number identifies nothing.
_OF_PLACEMARKS = "id"
_LONGEST = 200_000
_MOST_ROWS = 300


class _Rows(HTMLParser):
    """Rows of tables with two cells, the first of which names the second."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, str] = {}
        self._cells: list[str] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "tr":
            self._end_row()
        if tag in ("td", "th"):
            self._cells.append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._in_cell = False
        if tag in ("tr", "table"):
            self._end_row()

    def handle_data(self, data: str) -> None:
        if self._in_cell and self._cells:
            self._cells[-1] += data

    def _end_row(self) -> None:
        cells = [" ".join(cell.split()) for cell in self._cells]
        if len(cells) == 2 and cells[0] and len(self.found) < _MOST_ROWS:
            self.found.setdefault(cells[0], cells[1])
        self._cells = []


def rows_of(text: Any) -> dict[str, str]:
    """Name to value, of the tables in a description."""
    if not isinstance(text, str) or "<t" not in text.lower():
        return {}
    parser = _Rows()
    parser.feed(text[:_LONGEST])
    parser.close()
    return parser.found


def with_columns(source: Source) -> Source:
    """The same records with a column for each line of these tables, where most have one."""
    heading = next((h for h in source.records if str(h).casefold() == _DESCRIPTION), None)
    if heading is None:
        return source
    tables = [rows_of(cell) for cell in source.records[heading].tolist()]
    if sum(map(bool, tables)) * 2 <= len(tables):
        return source
    names = list(dict.fromkeys(name for table in tables for name in table))
    others = {str(h).casefold() for h in source.records} - {_DESCRIPTION}
    made = {
        name if name.casefold() not in others else f"{name} (table)": [t.get(name) for t in tables]
        for name in names
    }
    rest = source.records.drop(
        columns=[h for h in source.records if str(h).casefold() in (_DESCRIPTION, _OF_PLACEMARKS)]
    )
    columns = pd.DataFrame(made, index=rest.index, dtype=object)
    note = (
        f"The descriptions hold tables: {len(made)} columns were read from them; numbers that the "
        "program gave the placemarks were left out."
    )
    return replace(source, records=pd.concat([rest, columns], axis=1), notes=(*source.notes, note))
