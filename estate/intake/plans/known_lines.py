"""Lines of the register beside those of a file: one side is made while the other is fetched."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from estate.register import comparison_lines
from estate.register.bulk.copy import ahead
from estate.register.comparison_lines import Line

Hashes = NDArray[np.int64]


def known_lines(
    connection: Connection,
    organisation: str,
    spoken: Sequence[str],
    one: UUID | None,
    hashed: Callable[[], Hashes],
) -> Iterator[tuple[Sequence[Line], Hashes]]:
    """The organisation's lines, some thousands at a time, with the hashes of the file's own.

    ``hashed`` makes these in a thread, once, where the register holds anything; it must not use
    the connection, which fetches meanwhile.
    """
    if not comparison_lines.any_stored(connection, organisation):
        return
    with ThreadPoolExecutor(1) as maker:
        hashes = maker.submit(hashed)
        for stored in ahead(comparison_lines.stored(connection, organisation, spoken, one)):
            yield stored, hashes.result()
