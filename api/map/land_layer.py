"""The map's layers of land that lies together, and of venues that are not public."""

from fastapi import APIRouter, Request, Response

from api.http.dependencies import ContextIs
from api.http.encoding import Packed
from api.http.response_cache import FeedsAre, kept
from api.map.layers import LandLayer, LandPiece, VenueLayer, VenueMark
from estate.answers.club.venues import venues
from estate.answers.context import ReadContext
from estate.answers.land import land
from estate.codes import DISCLAIMER
from estate.register import visibility as v

router = APIRouter(include_in_schema=False)


@router.get("/map/land.json", response_model=LandLayer)
def map_land(request: Request, context: ContextIs, feeds: FeedsAre) -> Response:
    """Every piece of land that touches; none for the public."""
    return kept(request, context, feeds, lambda: Packed.json(land_document(context)))


@router.get("/map/venues.json", response_model=VenueLayer)
def map_venues(request: Request, context: ContextIs, feeds: FeedsAre) -> Response:
    """Every venue on offer that has a point; none for the public."""
    return kept(request, context, feeds, lambda: Packed.json(venues_document(context)))


def venues_document(context: ReadContext) -> VenueLayer:
    """Where each is, and the words that stand with it."""
    if context.reader.level < v.Level.CLUB:
        return VenueLayer(venues=[])
    found = [
        VenueMark(
            id=str(one.id),
            name=one.name,
            kind=one.kind.label,
            longitude=one.longitude,
            latitude=one.latitude,
            nia_m2=one.nia_m2,
            offered_by=one.offered_by.name,
        )
        for one in venues(context).venues
        if one.longitude is not None
    ]
    return VenueLayer(venues=found, disclaimer=DISCLAIMER)


def land_document(context: ReadContext) -> LandLayer:
    """Outline, area and owners of each."""
    if context.reader.level < v.Level.CLUB:
        return LandLayer(land=[])
    pieces = [
        LandPiece(
            id=one.id,
            outline=one.outline,
            area_m2=one.area_m2,
            parcels=len(one.parcels),
            owners=[each.name for each in one.owners],
        )
        for one in land(context).assemblies
    ]
    return LandLayer(land=pieces, disclaimer=DISCLAIMER)
