"""A mapping file for a file as it is: every column, what it looks like, three sample values."""

from pathlib import Path

from estate.codes import RecordKind
from estate.intake import kinds
from estate.intake.left_out_words import left_out_words
from estate.intake.schemas import proposal


def mapping_template(
    path: Path, kind: RecordKind | None, layer: str | None = None, crs: str | None = None
) -> str:
    """TOML for ``--mapping``: edit the fields and words and hand it back with the file.

    ``FileRefused`` when the file cannot be read; a file without a reference column gets a
    proposal for making one. Without ``kind`` it is for the kind that fits the file best.
    """
    from estate.intake.readers.opening import open_source

    source = open_source(Path(path), layer, crs)
    kind = kinds.best(source) if kind is None else RecordKind(kind)
    found = proposal(source.records, kind)
    return found.to_toml(left_out_words(source.records, found.headings, found.values))
