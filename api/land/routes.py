"""Land assembly over HTTP: as JSON and as GeoJSON."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.http import parameters
from api.http.dependencies import ContextIs
from api.http.downloads import file_answer
from api.http.problems import files, responses
from api.http.text_types import Line
from api.http.values import sent
from estate.answers import land as answers
from estate.answers.context import ReadContext
from estate.answers.land import Land, LandAssembly
from estate.exports import property_files

router = APIRouter(tags=["land"])
_GEOJSON = property_files.FORMATS["geojson"]


class LandQuery(parameters.FormQuery):
    """Which parcels count as lying together, and where."""

    across_road: bool = Field(
        default=False, description="parcels with a road between them count as lying together"
    )
    town: Line | None = Field(default=None, max_length=200)

    def ask(self, context: ReadContext) -> Land:
        """Land that lies together, as this question asks for it."""
        return answers.land(context, across_road=self.across_road, town=self.town)


@router.get("/land", response_model=Land, responses=responses(403))
def land(context: ContextIs, asked: Annotated[LandQuery, Query()]) -> Response:
    """Parcels of two owning bodies or more that touch, or lie across a road where that is asked
    for: area, boundary along each other, compactness, owners, tenures, ratings, leases on them.
    Overlapping outlines stand apart, as faults of the data."""
    return sent(asked.ask(context))


@router.get("/land.geojson", response_class=Response, responses=files(_GEOJSON, problems=(403,)))
def land_geojson(context: ContextIs, asked: Annotated[LandQuery, Query()]) -> Response:
    """The same as a GeoJSON file: one feature an assembly, longitude and latitude (WGS 84)."""
    found = asked.ask(context)
    collection = {
        "type": "FeatureCollection",
        "county": context.county["name"],
        "synthetic": context.county["synthetic"],
        "made_on": context.today.isoformat(),
        "reader": found.reader,
        "basis": found.basis,
        "within_m": found.within_m,
        "disclaimer": found.disclaimer,
        "features": [_feature(one) for one in found.assemblies],
    }
    return file_answer(orjson.dumps(collection), "land.geojson", _GEOJSON)


def _feature(one: LandAssembly) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": one.id,
        "geometry": one.outline,
        "properties": {
            "town": one.town,
            "owners": [each.name for each in one.owners],
            "outside_owners": one.outside_owners,
            "parcels": [str(each.property_id) for each in one.parcels],
            "area_m2": one.area_m2,
            "shared_boundary_m": one.shared_boundary_m,
            "perimeter_m": one.perimeter_m,
            "compactness": one.compactness,
            "tenures": one.tenures,
            "availability": one.availability,
            "constraints": one.constraints,
            "leases": len(one.leases),
        },
    }
