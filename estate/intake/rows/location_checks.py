"""What rows say of one another and of the post: a point far from its postcode, points and
UPRNs that several rows share.

A shared point or UPRN within one organisation is no error (a block of flats, units of an
estate): a note per group. Different postcodes on one point are a warning, with how far apart
these postcodes lie.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from typing import Any, TypeVar

import numpy as np
import pandas as pd
import shapely

from estate.arrays import Floats
from estate.codes import IssueCode, Severity
from estate.geometry import BNG
from estate.intake.grouped_issues import spans
from estate.intake.issues import Issue
from estate.intake.rows import postcode_positions
from estate.intake.sources import Source
from estate.quality.same_place import spoken

#: Farther than this from its postcode's middle, a place is doubted (metres).
FAR_M = 500.0
GridPoint = tuple[float, float]
Value = TypeVar("Value")
_NOWHERE: GridPoint = (float("nan"), float("nan"))


class Remarks:
    """Looks at the places of batch after batch of one file."""

    def __init__(self) -> None:
        self.known: dict[str, GridPoint] = {}
        self.far: list[Issue] = []
        self._numbers: list[list[int]] = []
        self._points: list[Floats] = []
        self._postcodes: list[list[str | None]] = []
        self._uprns: list[list[int | None]] = []

    def add(
        self, part: Source, typed: list[str | None], uprns: list[int | None], xy: Floats
    ) -> None:
        """Note the places (``xy``) of some rows, whose postcodes and UPRNs have been read, and say
        which are far from their postcodes."""
        new = {code for code in typed if code and " " in code and code not in self.known}
        self.known |= dict.fromkeys(new, _NOWHERE) | postcode_positions.places(new)
        self.far += _far(part, xy, typed, self.known)
        self._numbers.append(part.row_numbers)
        self._points.append(xy)
        self._postcodes.append(typed)
        self._uprns.append(uprns)

    def finish(self) -> list[Issue]:
        """All that is to be said, when every row has been seen."""
        if not self._points:
            return []
        numbers = list(chain.from_iterable(self._numbers))
        typed = list(chain.from_iterable(self._postcodes))
        known = {code: place for code, place in self.known.items() if place is not _NOWHERE}
        return [
            *self.far,
            *_shared_points(numbers, np.concatenate(self._points), typed, known),
            *_shared_uprns(numbers, list(chain.from_iterable(self._uprns))),
        ]


def _far(
    source: Source, xy: Floats, typed: list[str | None], known: dict[str, GridPoint]
) -> Iterator[Issue]:
    """Points more than 500 m from the middle of their postcode."""
    middles = np.asarray([known.get(code or "", _NOWHERE) for code in typed], dtype=np.float64)
    distances = np.hypot(*(xy - middles.reshape(-1, 2)).T)
    for index in np.flatnonzero(distances > FAR_M).tolist():
        distance = _to_outline(source, index, middles[index], float(distances[index]))
        if distance > FAR_M:
            yield Issue(
                source.row_numbers[index],
                "postcode",
                IssueCode.FAR_FROM_POSTCODE,
                Severity.WARNING,
                typed[index],
                f"The place is {spoken(distance)} from the middle of its postcode "
                f"{typed[index]}; the coordinates or the postcode belong to another place.",
            )


def _to_outline(source: Source, index: int, middle: Floats, distance: float) -> float:
    """From the outline itself, for a large site whose middle is far from its address."""
    shape = None if source.geometry is None else source.geometry[index]
    on_the_grid = source.projection is not None and source.projection.epsg == BNG
    if shape is None or shape.is_empty or not on_the_grid:
        return distance
    return float(shapely.distance(shape, shapely.Point(middle)))


def _shared_points(
    row_numbers: list[int], xy: Floats, typed: list[str | None], known: dict[str, GridPoint]
) -> Iterator[Issue]:
    for rows in _groups(_point_keys(xy)):
        east, north = xy[rows[0]]
        numbers = [row_numbers[row] for row in rows]
        codes = sorted({code for row in rows if (code := typed[row]) and " " in code})
        where = f"Rows {spans(numbers)} have one and the same point ({east:.0f}, {north:.0f})"
        if len(codes) < 2:
            yield Issue(
                numbers[0],
                "geometry",
                IssueCode.SHARED_POINT,
                Severity.NOTE,
                f"{east:.0f}, {north:.0f}",
                f"{where}; within one organisation this is no duplicate.",
            )
            continue
        apart = _apart([known[code] for code in codes if code in known])
        lying = "" if apart is None else f", which lie {spoken(apart)} apart"
        yield Issue(
            numbers[0],
            "geometry",
            IssueCode.SHARED_POINT,
            Severity.WARNING,
            ", ".join(codes)[:200],
            f"{where}, 0 m apart, but different postcodes ({', '.join(codes)}{lying}); "
            "check whose point it is.",
        )


def _shared_uprns(row_numbers: list[int], uprns: list[int | None]) -> Iterator[Issue]:
    for rows in _groups(pd.Series(uprns, dtype="Int64")):
        numbers = [row_numbers[row] for row in rows]
        yield Issue(
            numbers[0],
            "uprn",
            IssueCode.SHARED_UPRN,
            Severity.NOTE,
            str(uprns[rows[0]]),
            f"Rows {spans(numbers)} have the same UPRN {uprns[rows[0]]}; "
            "within one organisation this is no duplicate.",
        )


def _groups(keys: "pd.Series[Any]") -> list[list[int]]:
    """Positions that share a key, two at least; None and NaN are no keys."""
    found: dict[Any, list[int]] = defaultdict(list)
    mask = (keys.notna() & keys.duplicated(keep=False)).to_numpy()
    for position in np.flatnonzero(mask).tolist():
        found[keys.iloc[position]].append(position)
    return list(found.values())


def _point_keys(xy: Floats) -> "pd.Series[Any]":
    """One number per point, to the centimetre; missing where there is none."""
    there = ~np.isnan(xy[:, 0])
    centimetres = np.round(np.where(there[:, None], xy, 0) * 100).astype(np.int64)
    keys = pd.Series(centimetres[:, 0] * 1_000_000_000 + centimetres[:, 1], dtype="Int64")
    return keys.where(there)


def _apart(middles: list[GridPoint]) -> float | None:
    if len(middles) < 2:
        return None
    points = np.asarray(middles)
    spread = points[:, None, :] - points[None, :, :]
    return float(np.hypot(spread[..., 0], spread[..., 1]).max())
