"""Words of a file that are on no code list, to be given a meaning in its mapping file."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from estate.intake.cells import values
from estate.intake.cells.hints import nearest_codes
from estate.intake.columns.column_values import CODED, FLAGS


@dataclass(frozen=True)
class LeftOut:
    """A word in the column of a field, in how many rows it stands, and the codes nearest to it."""

    word: str
    count: int
    nearest: tuple[str, ...]


def left_out_words(
    records: pd.DataFrame,
    headings: Mapping[str, str],
    own: Mapping[str, Mapping[str, str]],
) -> dict[str, list[LeftOut]]:
    """For each field with a code list the distinct words that it does not know, commonest first.

    ``headings``: field to heading; ``own``: what the file's convention or mapping says of words.
    """
    found: dict[str, list[LeftOut]] = {}
    for field, heading in headings.items():
        if field not in CODED and field not in FLAGS:
            continue
        words: Counter[str] = Counter(
            word for cell in records[heading].tolist() if (word := values.text(cell)) is not None
        )
        unknown = [
            LeftOut(word, count, _nearest(word, field))
            for word, count in words.most_common()
            if not _known(word, field, own)
        ]
        if unknown:
            found[field] = unknown
    return found


def _known(word: str, field: str, own: Mapping[str, Mapping[str, str]]) -> bool:
    try:
        if field in CODED:
            values.code(word, CODED[field], field, own.get(field))
        else:
            values.yes_no(word, field, own.get(field))
    except ValueError:
        return field == "cost_kind" and values.is_sum(word)
    return True


def _nearest(word: str, field: str) -> tuple[str, ...]:
    return nearest_codes(word, CODED[field], field) if field in CODED else ("yes", "no")
