"""What a reader sees of a guest and a host, as one number: the same while nothing of it changes."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pandas as pd

from estate.frames import Estate, is_null


def facts_sha256(estate: Estate, guest_occupation_id: str, host_property_id: str) -> str | None:
    """SHA-256 over all that an estate's frames say of two buildings, their users, leases and costs;
    None where either is not in them.

    The frames are cut to what their reader sees (``frames.Estate``), so the number changes for a
    reader when, and only when, something changes that this reader sees.
    """
    if guest_occupation_id not in estate.occupations.index:
        return None
    home = str(estate.occupations.at[guest_occupation_id, "property_id"])
    places = [home, host_property_id]
    if not all(one in estate.properties.index for one in places):
        return None
    digest = hashlib.sha256()
    for name, frame in _frames(estate, places):
        for line in _lines(frame):
            digest.update(f"{name}: {line}\n".encode())
    return digest.hexdigest()


def _frames(estate: Estate, places: list[str]) -> Iterator[tuple[str, pd.DataFrame]]:
    yield "property", pd.DataFrame(estate.properties.loc[places])
    yield "occupation", _of(estate.occupations, places)
    leases = _of(estate.leases, places)
    yield "lease", leases
    events = estate.lease_events
    yield "event", events[events["lease_id"].isin(leases.index)].reset_index(drop=True)
    yield "cost", estate.costs[estate.costs.index.isin(places)]


def _of(frame: pd.DataFrame, places: list[str]) -> pd.DataFrame:
    return frame[frame["property_id"].isin(places)]


def _lines(frame: pd.DataFrame) -> list[str]:
    """Each row as text, in an order of its own."""
    names = sorted(map(str, frame.columns))
    rows = zip(frame.index, *(frame[name] for name in names), strict=True)
    return sorted(
        json.dumps([str(key), *map(_plain, cells)], ensure_ascii=False) for key, *cells in rows
    )


def _plain(value: Any) -> str | None:
    if hasattr(value, "wkb_hex"):
        return str(value.wkb_hex)
    return None if is_null(value) else str(value)
