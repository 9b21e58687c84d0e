"""Whether two rows are probably one property: proposed to a person, never done.

Equal UPRNs; a title number in common and outlines that overlap by half; outlines that are
nearly the same (intersection over union at least 0.6); or points within 15 m and nearly the
same name. The pairs to look at come from a spatial index; nothing here compares all with all.
"""

import difflib
import unicodedata
from collections.abc import Hashable, Mapping

import numpy as np
import pandas as pd
import shapely

from estate.quality.same_place import SAME_PLACE_M, spoken

MIN_IOU = 0.6
MIN_TITLE_OVERLAP = 0.5
MAX_POINTS_M = 15.0
MIN_NAME_SIMILARITY = 0.85

PAIR_COLUMNS: dict[str, str] = {
    # index: arbitrary; a and b are the two rows
    "uprn_a": "UPRN or null",
    "uprn_b": "likewise",
    "name_a": "name",
    "name_b": "name",
    "titles_a": "tuple of title numbers",
    "titles_b": "likewise",
    "geom_a": "outline in 27700 or None",
    "geom_b": "likewise",
    "distance_m": "between the two points, m, or null",
}


def name_words(name: str) -> str:
    """A name without case, accents and punctuation; its words in alphabetical order."""
    folded = unicodedata.normalize("NFKD", name).casefold()
    kept = "".join(c if c.isalnum() else " " for c in folded if not unicodedata.combining(c))
    return " ".join(sorted(kept.split()))


def name_similarity(left: str, right: str) -> float:
    """Likeness of two names, 0-1 (1 = the same words, in whatever order)."""
    a, b = name_words(left), name_words(right)
    if not a or not b:
        return 0.0
    matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
    if min(matcher.real_quick_ratio(), matcher.quick_ratio()) < MIN_NAME_SIMILARITY:
        return matcher.quick_ratio()
    return matcher.ratio()


def probably_same(pairs: pd.DataFrame) -> pd.Series:
    """Why each pair is probably one property, in words; null where it is not.

    ``pairs`` as ``PAIR_COLUMNS``. Numbers from the same street differ: "12 High Street" and
    "14 High Street" are two houses however alike their names.
    """
    if pairs.empty:
        return pd.Series(dtype=object, index=pairs.index)
    area_a, area_b, common = _areas(pairs)
    union = area_a + area_b - common
    with np.errstate(divide="ignore", invalid="ignore"):
        iou = np.where(union > 0, common / union, 0.0)
        overlap = np.where(np.minimum(area_a, area_b) > 0, common / np.minimum(area_a, area_b), 0.0)
    found = [
        _why(row, float(iou[n]), float(overlap[n]))
        for n, row in enumerate(pairs.to_dict("records"))
    ]
    return pd.Series(found, index=pairs.index, dtype=object)


def _areas(pairs: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    geom_a, geom_b = (pairs[name].to_numpy(dtype=object) for name in ("geom_a", "geom_b"))
    common = shapely.area(shapely.intersection(geom_a, geom_b))
    return (
        np.nan_to_num(shapely.area(geom_a)),
        np.nan_to_num(shapely.area(geom_b)),
        np.nan_to_num(common),
    )


def _why(row: Mapping[Hashable, object], iou: float, overlap: float) -> str | None:
    if row["uprn_a"] is not None and row["uprn_a"] == row["uprn_b"]:
        return _same_uprn(row)
    titles = set(_tuple(row["titles_a"])) & set(_tuple(row["titles_b"]))
    if titles and overlap >= MIN_TITLE_OVERLAP:
        return f"same title number, outlines overlap by {100 * overlap:.0f}%"
    if iou >= MIN_IOU:
        return f"outlines agree to {100 * iou:.0f}%"
    distance = row["distance_m"]
    if not isinstance(distance, float) or not distance <= MAX_POINTS_M:
        return None
    alike = same_building_name(str(row["name_a"]), str(row["name_b"]))
    if alike < MIN_NAME_SIMILARITY:
        return None
    return f"points {distance:.0f} m apart, names alike to {100 * alike:.0f}%"


def _same_uprn(row: Mapping[Hashable, object]) -> str:
    """With how far apart the two lie, where that is farther than one place is wide."""
    shapes = (row["geom_a"], row["geom_b"])
    apart_m = row["distance_m"]
    if None not in shapes:
        apart_m = float(shapely.distance(*shapes))
    if not isinstance(apart_m, float) or not apart_m > SAME_PLACE_M:
        return "same UPRN"
    return f"same UPRN, {spoken(apart_m)} apart"


def same_building_name(left: str, right: str) -> float:
    """``name_similarity``, but 0 where both names hold numbers and these differ."""
    a, b = _numbers(left), _numbers(right)
    return 0.0 if a and b and a != b else name_similarity(left, right)


def _numbers(name: str) -> set[str]:
    return {word for word in name_words(name).split() if word[0].isdigit()}


def _tuple(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()
