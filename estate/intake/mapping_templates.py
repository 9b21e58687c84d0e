"""A mapping file for a file as it is: every column, what it looks like, three sample values."""

from pathlib import Path

import pandas as pd

from estate.codes import CostKind, RecordKind
from estate.intake import kind_of_file
from estate.intake.cells import values
from estate.intake.columns.left_out_words import left_out_words
from estate.intake.columns.mappings import quoted
from estate.intake.columns.recognition import proposal
from estate.intake.reshaping.cost_columns_by_kind import Wide, amounts_of, parts_of
from estate.late_imports import one_at_a_time


def mapping_template(
    path: Path, kind: RecordKind | None, layer: str | None = None, crs: str | None = None
) -> str:
    """TOML for ``--mapping``: edit the fields and words and hand it back with the file.

    ``FileRefused`` when the file cannot be read; a file without a reference column gets a
    proposal for making one. Without ``kind`` it is for the kind that fits the file best.
    """
    with one_at_a_time:
        from estate.intake.readers.ask_a_reader import open_source

    source = open_source(Path(path), layer, crs)
    kind = kind_of_file.best(source) if kind is None else RecordKind(kind)
    wide = parts_of(source) if kind is RecordKind.COST else None
    if wide is not None:
        return _of_wide(source.records, wide)
    found = proposal(source.records, kind)
    return found.to_toml(left_out_words(source.records, found.headings, found.values))


def _of_wide(records: pd.DataFrame, wide: Wide) -> str:
    """A sheet with a column for each kind: which column is of which kind, and what else it has."""
    others = [one for one in amounts_of(wide.rest) if one not in {*wide.kept, wide.year}]
    lines = [
        "",
        "# Columns of amounts, each with its kind of cost; an empty one is left out.",
        "[values.cost_kind]",
    ]
    for heading in [one for one in map(str, records.columns) if one in {*wide.kinds, *others}]:
        words = wide.kinds.get(heading)
        kind = None if words is None else values.code(words, CostKind, "cost_kind")
        lines.append(f"{quoted(heading)} = {quoted('' if kind is None else kind.value)}")
    beside = proposal(wide.rest.drop(columns=others), RecordKind.COST).to_toml()
    return beside + "\n".join(lines) + "\n"
