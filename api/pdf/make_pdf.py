"""A paper as an accessible PDF: tagged, with its title, language, bookmarks and page numbers.

Typst sets it (``page_layout.typ``) to PDF/UA-1, which it refuses to write where something is
missing, in the product's own typeface and with no font of the machine. All texts go in as data, so
that nothing imported is ever read as markup. Letters that neither face has stand as U+FFFD: a
PDF/UA holds no letter without a shape.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

from api.html import format as words
from api.html.tables import Column, Table
from api.pdf.parts import MOST_ROWS, PackShown, Part
from estate.late_imports import one_at_a_time
from maps import assets

_TEMPLATE = Path(__file__).with_name("page_layout.typ")
_FACES = assets.VENDOR_DIR / assets.CHART_FACES[0].parent
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_KINDS = {
    "pounds": words.pounds,
    "estimate": words.estimate,
    "square_metres": words.square_metres,
    "per_cent": words.per_cent,
    "number": words.number,
    "day": words.day,
}


def pdf(pack: PackShown) -> bytes:
    """The whole pack, A4 lengthways. The same pack gives the same bytes."""
    with one_at_a_time:
        import typst  # 84 MB, read where a PDF is asked for

    data = {
        "title": _printable(pack.title),
        "when": _printable(pack.when),
        "made": _printable(pack.made),
        "disclaimer": pack.disclaimer,
        "parts": [_part(pack, one) for one in pack.parts],
    }
    made: bytes = typst.compile(
        str(_TEMPLATE),
        root=str(_TEMPLATE.parent),
        font_paths=[str(folder) for folder in _folders()],
        ignore_system_fonts=True,
        sys_inputs={"pack": json.dumps(data)},
        pdf_standards=["ua-1"],
        timestamp=datetime.combine(pack.made_on, time(0), UTC),
    )
    return made


def _part(pack: PackShown, one: Part) -> dict[str, Any]:
    picture = one.picture
    return {
        "title": _printable(one.title),
        "said": [_printable(text) for text in one.said],
        "tables": [_table(table, pack.rows_left_out(one, table)) for table in one.tables],
        "picture": None
        if picture is None
        else {"svg": _printable(picture.svg), "alt": _printable(picture.alt)},
        "more": "" if one.more is None else _printable(f"{one.more[1]}: {pack.whole_address(one)}"),
    }


def _table(one: Table, left_out: str) -> dict[str, Any]:
    columns = one.on_page
    rows = [[_cell(column, row) for column in columns] for row in one.rows[:MOST_ROWS]]
    return {
        "title": _printable(one.title),
        "columns": [
            {
                "label": _printable(column.label),
                "right": column.is_number,
                "long": column.kind == "long",
            }
            for column in columns
        ],
        "rows": rows,
        "note": _printable(" ".join(filter(None, (left_out, one.note)))),
        "empty": _printable(one.empty),
    }


def _cell(column: Column, row: Mapping[str, Any]) -> dict[str, str]:
    value = row[column.key]
    small = row.get(column.small) if column.small else None
    return {"text": _printable(cell_text(column, value)), "small": _printable(str(small or ""))}


def cell_text(column: Column, value: Any) -> str:
    """A cell as the page has it."""
    if value is None:
        return "not known"
    # A quarter is written in its words; words in a number's place stay as they are.
    is_words = isinstance(value, str) and column.kind != "day"
    return str(value) if is_words or column.kind not in _KINDS else _KINDS[column.kind](value)


def _printable(text: str) -> str:
    """The text with U+FFFD for each letter that neither face has."""
    known = _letters()
    return "".join(one if one in "\n\t" or ord(one) in known else _REPLACEMENT for one in text)


def _folders() -> tuple[Path, ...]:
    """The product's typeface, and matplotlib's own, which has the letters that ours lacks."""
    with one_at_a_time:
        import matplotlib  # loaded with the first question that needs it

    return _FACES, Path(matplotlib.get_data_path()) / "fonts" / "ttf"


@cache
def _letters() -> frozenset[int]:
    known: set[int] = set()
    ours = sorted(_FACES.glob("*.ttf"))
    for file in (*ours, _folders()[1] / "DejaVuSans.ttf"):
        with TTFont(file) as font:
            known |= set(font.getBestCmap())
    return frozenset(known)
