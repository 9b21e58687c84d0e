"""Making hundreds of thousands of records without Python looking through them for cycles.

Records hold values and no cycles; each full search of the collector through all of them finds
nothing, and together they take a third of an import's time.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_search_for_cycles() -> Iterator[None]:
    """Let Python's collector of cycles rest; it goes on afterwards as it was.

    What was there before (all modules) is not looked through by ``let_go`` either.
    """
    was_on = gc.isenabled()
    gc.disable()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        if was_on:
            gc.enable()


def let_go() -> None:
    """After each batch of a long file: the few cycles of the libraries that read it hold what
    was read, and would pile up while the collector rests."""
    gc.collect()
