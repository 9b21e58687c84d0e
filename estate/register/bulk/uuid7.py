"""Identities of new rows: UUIDs of version 7 (RFC 9562), many at once.

They begin with the time and count upwards, so that a large import appends to its indexes
instead of scattering over them.
"""

import time
from collections.abc import Iterable
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

#: One identity a row, sixteen bytes each.
Identities = NDArray[np.uint8]

_COUNTER_BITS = 26  # twelve beside the version, fourteen beside the variant
_NS_IN_MS = 1_000_000


def new_identities(count: int) -> Identities:
    """So many identities that no other row has, in ascending order.

    48 bits of milliseconds, 26 of a counter that starts at nought, 48 of chance in each.
    """
    made = np.empty((count, 16), dtype=np.uint8)
    for start in range(0, count, 1 << _COUNTER_BITS):
        part = made[start : start + (1 << _COUNTER_BITS)]
        _fill(part, time.time_ns() // _NS_IN_MS + (start >> _COUNTER_BITS))
    return made


def _fill(part: Identities, milliseconds: int) -> None:
    counter = np.arange(len(part), dtype=np.uint32)
    part[:, :6] = np.frombuffer(milliseconds.to_bytes(6, "big"), np.uint8)
    part[:, 6] = 0x70 | (counter >> 22)
    part[:, 7] = counter >> 14 & 0xFF
    part[:, 8] = 0x80 | (counter >> 8 & 0x3F)
    part[:, 9] = counter & 0xFF
    part[:, 10:] = np.random.default_rng().integers(0, 256, (len(part), 6), dtype=np.uint8)


def as_identities(ids: Iterable[UUID]) -> Identities:
    """UUIDs as rows of sixteen bytes."""
    return np.frombuffer(b"".join(one.bytes for one in ids), np.uint8).reshape(-1, 16)


def as_uuids(identities: Identities) -> list[UUID]:
    """Rows of sixteen bytes as UUIDs."""
    whole = identities.tobytes()
    return [UUID(bytes=whole[at : at + 16]) for at in range(0, len(whole), 16)]
