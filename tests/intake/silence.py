"""Whether any value of a file is lost without a word: take it away, and see if anybody notices.

A value that changes no record, no remark and no note when it is blanked must stand in a column
that the plan names as left out, or say what the register holds anyway (“In use”, “No”).
"""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from estate.codes import RecordKind
from estate.geometry import Envelope
from estate.intake.cells import values
from estate.intake.columns.column_values import CODED, FLAGS
from estate.intake.columns.recognition import Recognition, recognise
from estate.intake.file_reading import Read, read_all
from estate.intake.reshaping.cost_columns_by_kind import turned_round
from estate.intake.rows.context import Context
from estate.intake.sources import Source, open_source

ENGLAND = Envelope(0, 0, 700_000, 700_000)


def silent(path: Path, kind: RecordKind) -> list[tuple[int, str, str]]:
    """Row, heading and value of everything that is lost without a word."""
    opened = open_source(path)
    source = _turned(opened, kind)
    recognition = recognise(
        source.records, kind, file_name=path.name, partial=kind is RecordKind.PROPERTY
    )
    context = Context("T-CC", kind, ENGLAND, "England", date(2026, 4, 1), {},
                      values=recognition.values)  # fmt: skip
    whole = read_all(source, recognition, context)
    named = "\n".join([*whole.notes, *(one.message for one in whole.checked.issues)])
    fields_of = {c.heading: c.field for c in recognition.columns}
    refused = set(whole.checked.refused_rows)
    records = {one.row_number: one for one in whole.checked.records}
    return [
        (opened.row_numbers[row], heading, text)
        for row, heading, text in _cells(opened)
        if opened.row_numbers[row] not in refused
        and fields_of.get(heading, kind) is not None  # else it is named as left out
        and not _stands(records.get(opened.row_numbers[row]), text)
        and f"“{' '.join(heading.split())}”" not in named
        and not _says_what_stands_anyhow(fields_of.get(heading), text, recognition)
        and _seen(read_all(_turned(_without(opened, row, heading), kind), recognition, context))
        == _seen(whole)
    ]  # fmt: skip


def _turned(source: Source, kind: RecordKind) -> Source:
    """A cost sheet as it is read: a wide one turned round."""
    return turned_round(source) if kind is RecordKind.COST else source


def _stands(record: Any, text: str) -> bool:
    """Whether the record holds the day or the number that a cell names, as it follows from others
    (the end of a term of ten years), or nought, which adds nothing."""
    held = [] if record is None else [getattr(record, one.name) for one in fields(record)]
    for read in (values.day, values.number):
        try:
            found = read(text)
        except ValueError:
            continue
        return found == 0 or any(type(found) is type(one) and found == one for one in held)
    return False


def _cells(source: Source) -> Iterator[tuple[int, str, str]]:
    for heading in source.records.columns:
        for row, cell in enumerate(source.records[heading].tolist()):
            text = values.text(cell)
            if text is not None:
                yield row, str(heading), text


def _without(source: Source, row: int, heading: str) -> Source:
    records = source.records.copy()
    records.iloc[row, list(records.columns).index(heading)] = None
    return replace(source, records=records)


def _seen(read: Read) -> tuple[list[Any], list[Any], list[str]]:
    """What the register would hold and a person would read."""
    records = [
        [str(getattr(one, field.name)) for field in fields(one)] for one in read.checked.records
    ]
    return records, [(i.row_number, i.field, i.message) for i in read.checked.issues], read.notes


def _says_what_stands_anyhow(field: str | None, text: str, recognition: Recognition) -> bool:
    """Whether a word means what a blank cell means, or that nothing is known."""
    own = recognition.values.get(field or "")
    if field in ("holding_over_since", "break_text"):
        return text.casefold() in ("no", "n", "none")
    try:
        if field in CODED:
            code = values.code(text, CODED[field], field, own)
            return code is None or str(code) in ("in_use", "open")
        if field in FLAGS:
            return not values.yes_no(text, field, own)
    except ValueError:
        return False
    return False
