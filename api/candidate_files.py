"""Candidates as files: a line each for CSV and spreadsheets, lines on a map for GeoJSON."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from estate.assumptions import AssumptionSet
from estate.codes import DISCLAIMER
from estate.delimited_text import csv_bytes, defused

Row = dict[str, Any]

HEADINGS = (
    "rank", "candidates_matched", "id", "kind", "guest", "guest_organisation", "host",
    "host_organisation", "fit", "ask_for", "score", "score_spread", "evidence",
    "minutes", "distance_m", "need_m2", "spare_m2",
    "saving_low_gbp_pa", "saving_central_gbp_pa", "saving_high_gbp_pa",
    "imputed_share", "act_by", "unknowns",
    "explanation", "basis", "years", "price_base", "assumption_set", "disclaimer",
)  # fmt: skip
_LONGEST_CELL = 32_767  # Excel's own limit
_ASSUMPTION_HEADINGS = ("name", "value", "unit", "source", "year", "note", "overridden")
_LINE_ONLY = ("candidates_matched", "basis", "years", "price_base", "assumption_set", "disclaimer")


def flat(row: Row, assumptions: AssumptionSet) -> Row:
    """A candidate (``candidate_shapes.candidate``) as one line of a spreadsheet."""
    same = {name: row[name] for name in HEADINGS if name in row}
    return same | {
        "guest": row["guest"]["name"],
        "guest_organisation": row["guest"]["organisation"]["code"],
        "host": row["host"]["name"],
        "host_organisation": row["host"]["organisation"]["code"],
        **{f"saving_{end}_gbp_pa": row["saving"][end] for end in ("low", "central", "high")},
        "imputed_share": row["saving"]["imputed_share"],
        "act_by": row.get("act_by") or row.get("act_by_quarter"),
        "ask_for": "; ".join(row["ask_for"]),
        "unknowns": "; ".join(row["unknowns"]),
        "basis": row["saving"]["basis"],
        "years": "each year from the guest's way out",
        "price_base": assumptions.text("price_base"),
        "assumption_set": assumptions.id,
        "disclaimer": DISCLAIMER,
    }


def as_csv(rows: Sequence[Row], assumptions: AssumptionSet, matched: int) -> bytes:
    """One line a candidate, each with what its figures rest on, and of how many it is one."""
    lines = [flat(row, assumptions) | {"candidates_matched": matched} for row in rows]
    return csv_bytes(lines, HEADINGS)


def as_workbook(rows: Sequence[Row], assumptions: AssumptionSet, about: Mapping[str, str]) -> bytes:
    """Sheets "Candidates", "About" (what was asked, by whom) and "Assumptions"."""
    book = Workbook(write_only=True)
    shown = [name for name in HEADINGS if name not in _LINE_ONLY]
    lines = [flat(row, assumptions) for row in rows]
    _sheet(book, "Candidates", shown, [[line.get(name) for name in shown] for line in lines])
    told = {**about, "Price base": assumptions.text("price_base"),
            "Assumption set": f"{assumptions.id} ({assumptions.name})",
            "Savings": "GBP a year, run-rate, club lens, before one-off costs; not additive",
            "Disclaimer": DISCLAIMER}  # fmt: skip
    _sheet(book, "About", ("What", "Words"), [list(pair) for pair in told.items()])
    echoed = [[_word(row[name]) for name in _ASSUMPTION_HEADINGS] for row in assumptions.echo()]
    _sheet(book, "Assumptions", _ASSUMPTION_HEADINGS, echoed)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _word(value: object) -> object:
    return "; ".join(map(str, value)) if isinstance(value, list) else value


def _sheet(
    book: Workbook, title: str, headings: Sequence[str], lines: Sequence[Sequence[Any]]
) -> None:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    sheet.append([_bold(sheet, name) for name in headings])
    for line in lines:
        sheet.append([_cell(value) for value in line])


def _bold(sheet: WriteOnlyWorksheet, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True)
    return cell


def _cell(value: Any) -> Any:
    """Text without formulas and without characters that no workbook may hold."""
    if not isinstance(value, str):
        return value
    return defused(ILLEGAL_CHARACTERS_RE.sub("", value))[:_LONGEST_CELL]


def as_lines(rows: Sequence[Row], assumptions: AssumptionSet) -> Row:
    """GeoJSON lines from guest to host."""
    features = [
        {
            "type": "Feature",
            "id": row["id"],
            "geometry": {
                "type": "LineString",
                "coordinates": [row["guest"]["point"], row["host"]["point"]],
            },
            "properties": flat(row, assumptions),
        }
        for row in rows
    ]
    return {"type": "FeatureCollection", "features": features, "disclaimer": DISCLAIMER}
