"""References that drift: the same property under a reference that is only partly the same.

``A-0012`` becomes ``A12`` or ``12``, a prefix or suffix is added, separators change. A likeness
of references alone says nothing; it counts only beside a second sign that it is one property.
"""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from estate.late_imports import one_at_a_time
from estate.quality.same_building import (
    MAX_POINTS_M,
    MIN_NAME_SIMILARITY,
    name_words,
    same_building_name,
)

_LEAST = 2
_NEIGHBOURS = 20  # of the rows at one point, so many are looked at


def bare(reference: str) -> str:
    """Without case, separators and the zeros that pad its numbers: ``A-0012`` → ``a12``.

    Two numbers in a row stay apart: ``12/01`` → ``12.1`` is not ``121``.
    """
    return _joined(
        part.lstrip("0") or "0" if part.isdigit() else part for part in _split(reference)
    )


def partly_same(old: str, new: str) -> bool:
    """Whether one reference may be the other with a prefix, suffix or zeros changed."""
    a, b = bare(old), bare(new)
    if not a or not b:
        return False
    padded = _joined(_split(old)), _joined(_split(new))
    return (
        a == b or _holds(a, b) or _holds(*padded) or (_core(a) is not None and _core(a) == _core(b))
    )


def _split(reference: str) -> list[str]:
    return re.findall(r"\d+|[^\W\d_]+", reference.casefold())


def _joined(parts: Iterable[str]) -> str:
    made = ""
    for part in parts:
        made += "." if made and made[-1].isdigit() and part[0].isdigit() else ""
        made += part
    return made


def _holds(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    return len(short) >= _LEAST and (_ends(long, short) or _starts(long, short))


def _ends(long: str, short: str) -> bool:
    """``xa12`` ends with ``a12``; ``112`` does not end with ``12``: that is another number."""
    before = long[: -len(short)]
    return long.endswith(short) and not (short[0].isdigit() and before[-1:].isdigit())


def _starts(long: str, short: str) -> bool:
    after = long[len(short) :]
    return long.startswith(short) and not (short[-1].isdigit() and after[:1].isdigit())


def _core(reference: str) -> str | None:
    """The longest number in a reference, if it has at least two digits."""
    numbers = re.findall(r"\d+", reference)
    longest = max(numbers, key=len, default="")
    return longest if len(longest) >= _LEAST else None


def drifted(new: pd.DataFrame, old: pd.DataFrame) -> pd.DataFrame:
    """New rows that are probably an old row under another reference, at most one old row each.

    Both frames have an index of ids and the columns ``reference``, ``uprn``, ``name``,
    ``postcode``, ``easting`` and ``northing`` (m; null where unknown). The references must be
    partly the same and one more sign agree: the UPRN, name and postcode, or the place (15 m)
    and nearly the name. Columns of the answer: ``new``, ``old`` (ids) and ``why``.
    """
    if new.empty or old.empty:
        return pd.DataFrame(columns=["new", "old", "why"])
    found = _Signs(old)
    rows = [
        (key, *best)
        for key, row in zip(new.index, new.to_dict("records"), strict=True)
        if (best := found.best(row)) is not None
    ]
    return pd.DataFrame(rows, columns=["new", "old", "why"])


class _Signs:
    """Old rows by UPRN, by name and postcode, and by place."""

    def __init__(self, old: pd.DataFrame) -> None:
        with one_at_a_time:
            from scipy.spatial import cKDTree  # only here: an import without new rows need not wait

        self.ids = list(old.index)
        self.rows = old.to_dict("records")
        self.by_uprn: dict[Any, list[int]] = defaultdict(list)
        self.by_name: dict[tuple[str, Any], list[int]] = defaultdict(list)
        for place, row in enumerate(self.rows):
            if row["uprn"] is not None:
                self.by_uprn[row["uprn"]].append(place)
            if row["postcode"] is not None:
                self.by_name[name_words(row["name"]), row["postcode"]].append(place)
        points = old[["easting", "northing"]].astype(float)
        self.located = np.flatnonzero(points.notna().all(axis=1))
        self.tree = cKDTree(points.to_numpy()[self.located]) if len(self.located) else None

    def best(self, row: Mapping[Hashable, Any]) -> tuple[Any, str] | None:
        """(id, why) of the old row with the strongest sign and the likest reference."""
        for places, why in self._candidates(row):
            alike = [n for n in places if partly_same(self.rows[n]["reference"], row["reference"])]
            if alike:
                same = [
                    n for n in alike if bare(self.rows[n]["reference"]) == bare(row["reference"])
                ]
                return self.ids[(same or alike)[0]], why
        return None

    def _candidates(self, row: Mapping[Hashable, Any]) -> Iterator[tuple[list[int], str]]:
        if row["uprn"] is not None:
            yield self.by_uprn.get(row["uprn"], []), "same UPRN"
        if row["postcode"] is not None:
            key = (name_words(row["name"]), row["postcode"])
            yield self.by_name.get(key, []), "same name and postcode"
        yield self._near(row), "same place and nearly the same name"

    def _near(self, row: Mapping[Hashable, Any]) -> list[int]:
        if self.tree is None or pd.isna(row["easting"]) or pd.isna(row["northing"]):
            return []
        _, places = self.tree.query(
            [float(row["easting"]), float(row["northing"])],
            k=min(_NEIGHBOURS, len(self.located)),
            distance_upper_bound=MAX_POINTS_M,
        )
        near = [int(self.located[n]) for n in np.atleast_1d(places) if n < len(self.located)]
        return [
            n
            for n in near
            if same_building_name(self.rows[n]["name"], row["name"]) >= MIN_NAME_SIMILARITY
        ]
