"""Making hundreds of thousands of records without Python looking through them for cycles.

Records hold values and no cycles; each full search of the collector through all of them finds
nothing, and together they take a third of an import's time.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

#: Whether the process has set aside for good what it loaded. Python could be asked how much is set
#: aside, but it counts each object to say so: a tenth of a second three times in each import.
_SET_ASIDE: list[bool] = []


def set_aside() -> None:
    """What there is now is never looked through again in this process."""
    gc.freeze()
    _SET_ASIDE.append(True)


@contextmanager
def gc_paused() -> Iterator[None]:
    """Let Python's collector of cycles rest; it goes on afterwards as it was.

    What was there before (all modules) is not looked through by ``LettingGo`` either. A service has
    set it aside for good when it began, and it stays so.
    """
    was_on = gc.isenabled()
    gc.disable()
    if not _SET_ASIDE:
        gc.freeze()
    try:
        yield
    finally:
        if not _SET_ASIDE:
            gc.unfreeze()
        if was_on:
            gc.enable()


class LettingGo:
    """Between the batches of a long file: the few cycles of the libraries that read it hold what
    was read, and would pile up while the collector rests."""

    _ROWS = 50_000

    def __init__(self) -> None:
        self._rows = 0

    def after(self, rows: int) -> None:
        """One search after some ten thousand rows, however many batches they came in."""
        self._rows += rows
        if self._rows >= self._ROWS:
            self._rows = 0
            gc.collect()
