"""Where residents live: published figures joined to the small areas of one year's boundaries.

Census areas change every ten years: most keep code and outline, some are split, some merged, and a
few redrawn. A figure that is published by the areas of another year is joined through the Office
for National Statistics' lookup. What cannot be joined is named with its reason, never dropped.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from estate.codes import AreaMeasure
from estate.frames import RESIDENT_COLUMNS, is_null

#: Counts of people: pieces are added, and a whole can be shared out. Others are ranks or scores,
#: which hold of an area and cannot be added.
COUNTS = frozenset(
    {
        AreaMeasure.POPULATION,
        AreaMeasure.HOUSEHOLDS,
        AreaMeasure.UNDER_16,
        AreaMeasure.AGED_65_UP,
        AreaMeasure.DISABLED,
    }
)
_COLUMNS = {
    "people": AreaMeasure.POPULATION,
    "imd_decile": AreaMeasure.IMD_DECILE,
    "under_16": AreaMeasure.UNDER_16,
    "aged_65_up": AreaMeasure.AGED_65_UP,
    "disabled": AreaMeasure.DISABLED,
    "households": AreaMeasure.HOUSEHOLDS,
    "connectivity_score": AreaMeasure.CONNECTIVITY_SCORE,
}


@dataclass(frozen=True)
class NotJoined:
    """A figure that an area has not, and why; ``measure`` None for its place."""

    code: str
    measure: str | None
    reason: str


@dataclass(frozen=True)
class Joined:
    """Figures by code of the areas asked for, and of which there is none."""

    values: dict[str, float]
    missing: tuple[NotJoined, ...]
    #: Codes whose figure was shared out by postcodes, so that it is an estimate.
    shared_out: frozenset[str]


class Lookup:
    """Which codes of two years' areas hold ground in common; direction does not matter."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._of: dict[str, set[str]] = defaultdict(set)
        for one, other in pairs:
            self._of[one].add(other)
            self._of[other].add(one)

    def of(self, code: str) -> set[str]:
        """The other year's areas that share ground with this one; itself left out."""
        return self._of.get(code, set()) - {code}

    def alike(self, code: str, other: str) -> set[str]:
        """Those of ``code`` that are areas of the same size as ``other``: output areas, or larger.
        Output areas and the LSOAs of another year both share ground with an LSOA."""
        return {one for one in self.of(code) if _is_output_area(one) == _is_output_area(other)}


def _is_output_area(code: str) -> bool:
    return code[1:3] == "00"


def join(
    codes: Collection[str],
    figures: Mapping[str, float],
    measure: AreaMeasure,
    lookup: Lookup,
    postcodes: Mapping[str, int],
) -> Joined:
    """One measure, by the areas asked for.

    An area that the file names keeps its figure. One that was merged from pieces takes the sum of a
    count, or what all pieces have in common. A piece of a larger area takes a rank or score as it
    stands, and a count in proportion to ``postcodes`` (how many lie in each area).

    Examples
    --------
    A was split into A1 and A2; B1 and B2 became B:

    >>> lookup = Lookup([("A", "A1"), ("A", "A2"), ("B1", "B"), ("B2", "B")])
    >>> found = join(["A1", "A2", "B"], {"A": 300, "B1": 20, "B2": 30},
    ...              AreaMeasure.POPULATION, lookup, {"A1": 1, "A2": 2})
    >>> found.values
    {'A1': 100.0, 'A2': 200.0, 'B': 50.0}
    """
    values: dict[str, float] = {}
    missing: list[NotJoined] = []
    shared: set[str] = set()
    for code in codes:
        if code in figures:
            values[code] = float(figures[code])
            continue
        given = [one for one in lookup.of(code) if one in figures]
        size = code if any(_is_output_area(one) == _is_output_area(code) for one in given) else None
        linked = sorted(lookup.alike(code, size or next(iter(given), code)))
        pieces = [one for one in linked if one in figures]
        if not linked or not pieces:
            missing.append(NotJoined(code, measure, "the file has no figure for it"))
        elif all(lookup.alike(one, code) <= {code} for one in linked):
            _of_pieces(code, [figures.get(one) for one in linked], measure, values, missing)
        elif len(linked) > 1:
            missing.append(NotJoined(code, measure, f"redrawn out of {' and '.join(linked)}"))
        elif measure not in COUNTS:
            values[code] = float(figures[pieces[0]])
        else:
            whole = sum(postcodes.get(one, 0) for one in lookup.alike(pieces[0], code))
            if not whole:
                reason = f"part of {pieces[0]}, and no postcodes are loaded to share it out by"
                missing.append(NotJoined(code, measure, reason))
                continue
            values[code] = float(figures[pieces[0]]) * postcodes.get(code, 0) / whole
            shared.add(code)
    return Joined(values, tuple(missing), frozenset(shared))


def _of_pieces(
    code: str,
    pieces: list[float | None],
    measure: AreaMeasure,
    values: dict[str, float],
    missing: list[NotJoined],
) -> None:
    known = [float(one) for one in pieces if one is not None]
    if len(known) < len(pieces):
        missing.append(NotJoined(code, measure, "the file lacks one of the areas it is made of"))
    elif measure in COUNTS:
        values[code] = sum(known)
    elif len(set(known)) == 1:
        values[code] = known[0]
    else:
        told = " and ".join(f"{one:g}" for one in sorted(set(known)))
        missing.append(NotJoined(code, measure, f"made of areas that have {told}"))


@dataclass(frozen=True)
class Residents:
    """``frames.RESIDENT_COLUMNS``, what it lacks and why, and what was shared out by postcodes."""

    areas: pd.DataFrame
    missing: tuple[NotJoined, ...]
    shared_out: frozenset[str]


def residents(
    areas: pd.DataFrame, figures: pd.DataFrame, lookup: Iterable[tuple[str, str]]
) -> Residents:
    """The small areas of a county with their people.

    ``areas``: by code, with ``name``, ``easting`` and ``northing`` (middle of the outline, m, or
    null), ``postcodes`` (how many lie inside), ``postcode_easting`` and ``postcode_northing``
    (their mean) and ``synthetic``. ``figures``: ``code``, ``measure`` (``AreaMeasure``) and
    ``value``, one edition of each measure. ``lookup``: pairs of codes.
    """
    links = Lookup(lookup)
    codes = [str(code) for code in areas.index]
    postcodes = dict(zip(codes, areas["postcodes"].astype(int).tolist(), strict=True))
    found = areas[["name", "synthetic"]].copy()
    found["name"] = found["name"].where(found["name"].notna(), areas.index.to_series())
    missing: list[NotJoined] = []
    shared: set[str] = set()
    by_measure = {
        AreaMeasure(str(measure)): dict(zip(rows["code"], rows["value"], strict=True))
        for measure, rows in figures.groupby("measure")
    }
    for column, measure in _COLUMNS.items():
        joined = Joined({}, (), frozenset())
        if measure in by_measure:
            joined = join(codes, by_measure[measure], measure, links, postcodes)
        found[column] = pd.Series(joined.values, dtype=float).reindex(areas.index)
        missing += joined.missing
        shared |= joined.shared_out
    found = found.join(_points(areas, by_measure))
    missing += [
        NotJoined(code, None, "no outline and no published centroid is loaded")
        for code in codes
        if is_null(found.at[code, "easting"])
    ]
    return Residents(found[list(RESIDENT_COLUMNS)], tuple(missing), frozenset(shared))


def _points(
    areas: pd.DataFrame, published: Mapping[AreaMeasure, Mapping[str, float]]
) -> pd.DataFrame:
    """Where the people of each stand: a published centroid, the mean of its postcodes, or the
    middle of its outline, the best that there is."""
    east = pd.Series(published.get(AreaMeasure.EASTING, {}), dtype=float).reindex(areas.index)
    north = pd.Series(published.get(AreaMeasure.NORTHING, {}), dtype=float).reindex(areas.index)
    centroid = east.notna() & north.notna()
    mean = ~centroid & areas["postcodes"].gt(0)
    middle = ~centroid & ~mean & areas["easting"].notna()
    basis = pd.Series(None, index=areas.index, dtype=object)
    basis[centroid], basis[mean] = "published centroid", "mean of postcodes"
    basis[middle] = "middle of the outline"
    easting = east.where(centroid, areas["postcode_easting"].where(mean, areas["easting"]))
    northing = north.where(centroid, areas["postcode_northing"].where(mean, areas["northing"]))
    return pd.DataFrame(
        {
            "easting": easting.astype(float),
            "northing": northing.astype(float),
            "point_basis": basis,
        }
    )
