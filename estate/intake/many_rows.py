"""Making hundreds of thousands of records without Python looking through them for cycles.

Records hold values and no cycles; each full search of the collector through all of them finds
nothing, and together they take a third of an import's time.
"""

import gc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

Item = TypeVar("Item")


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


def ahead(items: Iterator[Item]) -> Iterator[Item]:
    """The same items, the next one in the making while its taker is busy with one.

    They are made in a thread of their own, so they must not use the taker's connection.
    """
    with ThreadPoolExecutor(1) as maker:
        waiting = maker.submit(next, items, None)
        while (item := waiting.result()) is not None:
            waiting = maker.submit(next, items, None)
            yield item
