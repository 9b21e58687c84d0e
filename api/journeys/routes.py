"""Residents' journeys before and after some moves, over HTTP: as JSON, and for a map."""

from typing import Annotated

import orjson
import shapely
from fastapi import APIRouter, Query, Response

from api.http.dependencies import ContextIs, Slow
from api.http.downloads import file_answer
from api.http.problems import files, responses
from api.http.values import collection, sent
from api.journeys.query import DrawnQuery, FoundIs, JourneysDrawnIs
from estate.access.journeys_before_and_after import ServiceChange
from estate.access.minute_bands import bands
from estate.access.travel import Mode
from estate.answers.context import ReadContext
from estate.answers.residents.journeys import MODE_WORDS, Journeys, basis_of, told
from estate.answers.residents.journeys_worked_out import Found
from estate.codes import DISCLAIMER
from estate.exports import property_files
from estate.geometry import to_lonlat
from estate.late_imports import one_at_a_time

router = APIRouter(tags=["journeys"], dependencies=[Slow])
_GEOJSON = property_files.FORMATS["geojson"]


@router.get("/journeys", response_model=Journeys, responses=responses(403))
def journeys(context: ContextIs, found: FoundIs) -> Response:
    """Who goes how far before and after some moves, by each way of travelling that is loaded:
    means and quantiles weighted by people, those within 10, 15, 20 and 30 minutes gained and lost,
    by deprivation, age and disability where loaded, the places hit worst by name. What cannot be
    reached is counted apart. Computed from what you may see; nothing is decided."""
    return sent(told(found))


@router.get(
    "/journeys.geojson", response_class=Response, responses=files(_GEOJSON, problems=(403,))
)
def journeys_geojson(
    context: ContextIs, found: JourneysDrawnIs, query: Annotated[DrawnQuery, Query()]
) -> Response:
    """The same for a map (longitude and latitude, WGS 84), by one way of travelling: bands of
    ground reached within 10, 15, 20 and 30 minutes ``before`` and ``after``, bands of ``change``,
    the places of each service, and where people are taken to live with their minutes."""
    body = geojson(context, found, query.mode)
    return file_answer(body, "journeys.geojson", _GEOJSON)


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
