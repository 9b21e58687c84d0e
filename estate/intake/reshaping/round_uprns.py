"""UPRNs that end in six noughts: true ones are told from those that a spreadsheet has shortened.

``100060000000`` may be ``1.0006E+11`` saved, its last digits lost. It is taken for true where it
stands once, no cell of its column is in the short form, and another UPRN of the column is among
its next hundred neighbours: numbers are given out in runs, and the true number behind a shortened
one may be any of a million.
"""

from typing import Any

import pandas as pd

from estate.intake.cells import values
from estate.intake.columns.recognition import Recognition
from estate.intake.wording import counted

_NOUGHTS = "000000"
_NEIGHBOURS = 100
_MOST_DIGITS = 20


class RoundUprns:
    """The column of UPRNs of one file, batch after batch."""

    def __init__(self, recognition: Recognition) -> None:
        self.heading = recognition.headings.get("uprn")
        self._sound: list[int] = []

    def fit(self, records: pd.DataFrame) -> None:
        """Mark the true ones (``values.SoundUprn``)."""
        if self.heading is None:
            return
        cells = records[self.heading].tolist()
        if _NOUGHTS not in "|".join(map(str, cells)):
            return  # most files: asked of a million cells in one look
        if not any(str(cell).removesuffix(".0").endswith(_NOUGHTS) for cell in cells):
            return
        numbers = [_number(cell) for cell in cells]
        round_ones = [n for n in numbers if n is not None and values.rounded_uprn(n)]
        if not round_ones or any(values.doubt(cell) == "short" for cell in cells):
            return
        known = {n for n in numbers if n is not None and not values.rounded_uprn(n)}
        sound = {
            n
            for n in round_ones
            if round_ones.count(n) == 1
            and any(n + d in known or n - d in known for d in range(1, _NEIGHBOURS + 1))
        }
        if sound:
            self._sound += sorted(sound)
            made = [
                values.SoundUprn(n) if n in sound else cell
                for n, cell in zip(numbers, cells, strict=True)
            ]
            records[self.heading] = pd.Series(made, index=records.index, dtype=object)

    def notes(self) -> list[str]:
        """Which were taken for true."""
        if not self._sound:
            return []
        listed = ", ".join(map(str, self._sound[:5])) + (" …" if self._sound[5:] else "")
        one = len(self._sound) == 1
        return [
            f"{counted(len(self._sound), 'UPRN')} ending in six noughts ({listed}) "
            f"{'was' if one else 'were'} taken as sound: UPRNs beside are in the file too, so "
            "nothing was lost to a spreadsheet."
        ]


def _number(cell: Any) -> int | None:
    """A UPRN's number, whatever is amiss with it; None for what is none."""
    text = values.text(cell)
    digits = None if text is None else text.removesuffix(".0")
    sound = digits and len(digits) <= _MOST_DIGITS and digits.isascii() and digits.isdigit()
    return int(digits) if digits and sound else None
