"""The ground on which residents journeys change, as GeoJSON."""

import orjson
import shapely

from api.http.values import collection
from estate.access.journeys_before_and_after import ServiceChange
from estate.access.minute_bands import bands
from estate.access.travel import Mode
from estate.answers.context import ReadContext
from estate.answers.residents.journeys import MODE_WORDS, basis_of
from estate.answers.residents.journeys_worked_out import Found
from estate.codes import DISCLAIMER
from estate.geometry import to_lonlat
from estate.late_imports import one_at_a_time


def geojson(context: ReadContext, found: Found, mode: Mode) -> bytes:
    """A FeatureCollection of one way of travelling; ``BadQuestion`` where the engine lacks it."""
    basis = basis_of(mode, found.base.travel.basis(mode))
    features = [
        _feature(
            band.outline,
            kind=band.kind,
            service=service.name,
            low_min=band.low_min,
            high_min=band.high_min,
        )
        for service in found.services
        for band in bands(service, found.base.travel, mode)
    ]
    features += [
        _feature(
            shapely.Point(point.easting, point.northing),
            kind="place",
            service=service.name,
            name=point.name,
            before=point in service.before,
            after=point in service.after,
        )
        for service in found.services
        for point in dict.fromkeys((*service.before, *service.after))
        if point.easting == point.easting
    ]
    features += _residents(found, mode)
    more = {
        "how": MODE_WORDS[mode],
        "basis": basis.words,
        "licence": basis.licence,
        "residents": found.base.residents.words,
        "county": context.county["name"],
        "synthetic": context.county["synthetic"],
        "made_on": context.today.isoformat(),
        "reader": context.reader.kind.value,
        "disclaimer": DISCLAIMER,
    }
    return collection(features, more)


def _residents(found: Found, mode: Mode) -> list[bytes]:
    """Where people are taken to live; minutes are null where there is no way or it is not known."""
    made = []
    for one in found.changes:
        if one.mode is not mode:
            continue
        spots = one.zones[["easting", "northing"]].to_numpy(dtype=float)
        for at in one.counted.nonzero()[0].tolist():
            if not (spots[at] == spots[at]).all():
                continue
            made.append(
                _feature(
                    shapely.Point(*spots[at]),
                    kind="residents",
                    service=one.service.name,
                    name=str(one.zones["name"].iloc[at]),
                    people=float(one.people[at]),
                    before_min=_known(one.before_min[at]),
                    after_min=_known(one.after_min[at]),
                    **_slow(one, at),
                )
            )
    return made


def _slow(one: ServiceChange, at: int) -> dict[str, float | None]:
    """By bus the 95th percentile beside the median; null by other ways."""
    before, after = (None, None) if one.slow_min is None else one.slow_min
    return {
        "slow_before_min": None if before is None else _known(before[at]),
        "slow_after_min": None if after is None else _known(after[at]),
    }


def _known(minutes: float) -> float | None:
    return round(float(minutes), 2) if abs(minutes) < float("inf") else None


def _feature(outline: shapely.Geometry, **properties: object) -> bytes:
    moved = shapely.transform(outline, _lonlat)
    geometry = orjson.loads(shapely.to_geojson(shapely.set_precision(moved, 1e-6)))
    return orjson.dumps({"type": "Feature", "geometry": geometry, "properties": properties})


def _lonlat(points: object) -> object:
    with one_at_a_time:
        import numpy as np

    spots = np.asarray(points, dtype=np.float64)
    return np.column_stack(to_lonlat(spots[:, 0], spots[:, 1]))
