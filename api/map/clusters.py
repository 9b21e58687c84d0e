"""The map's layers of clusters (sites within reach of each other, and what they cost together)
and of places with touch-down desks."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import orjson
import pandas as pd
import shapely
from fastapi import APIRouter, Request, Response

from api.http.dependencies import ContextIs
from api.http.encoding import Packed
from api.http.response_cache import FeedsAre, kept, send
from api.map.layers import Cluster, ClusterCost, ClusterLayer, TouchDownLayer, TouchDownMark
from estate import codes, costs, geometry
from estate.access.speeds import OFF_NETWORK_M
from estate.access.travel import Mode
from estate.answers import estate_wide
from estate.answers.candidates.touch_down import touch_down
from estate.answers.context import ReadContext
from estate.assumptions import AssumptionSet
from estate.colocation import clusters
from estate.register import visibility as v

router = APIRouter(include_in_schema=False)

#: Room between the outermost sites and the line drawn round them, in metres.
_ROOM_M = 45.0
_NOTE = (
    "Sites of two or more organisations within {reach} of each other, not counting schools. Zoom "
    "in to see them.{off} Costs are rough, and shown for "
    f"{v.MIN_PROPERTIES_IN_COST_TOTAL} properties or more together."
)


@router.get("/map/clusters.json", response_model=ClusterLayer)
def map_clusters(request: Request, context: ContextIs) -> Response:
    """Every cluster with its outline, counts and premises cost; none for the public."""
    key = ("clusters", context.version, context.reader.edition, context.today)
    # Among the answers over a network, because another network makes other clusters.
    found = context.cache.once(key, lambda: Packed.json(clusters_document(context)))
    return send(request, found)


@router.get("/map/touch-down.json", response_model=TouchDownLayer)
def map_touch_down(request: Request, context: ContextIs, feeds: FeedsAre) -> Response:
    """Every place with touch-down desks; none for the public."""
    return kept(request, context, feeds, lambda: Packed.json(touch_down_document(context)))


def touch_down_document(context: ReadContext) -> TouchDownLayer:
    """Where each is, how many desks, and the words that stand with it."""
    if context.reader.level < v.Level.CLUB:
        return TouchDownLayer(points=[])
    found = touch_down(context)
    points = [
        TouchDownMark(
            id=str(one.property_id),
            name=one.name,
            longitude=one.longitude,
            latitude=one.latitude,
            desks=one.desks,
            opening_hours=one.opening_hours,
        )
        for one in found.points
    ]
    return TouchDownLayer(points=points, for_whom=found.for_whom, disclaimer=codes.DISCLAIMER)


def clusters_document(context: ReadContext) -> ClusterLayer:
    """Every cluster, and what its figures are."""
    if context.reader.level < v.Level.CLUB:
        return ClusterLayer(clusters=[])
    assumptions = context.assumptions
    frame = estate_wide.whole_estate(context).properties
    excluded = assumptions.names("extrapolation_excluded_types")
    counted = frame["operational"].eq(True) & ~frame["type_code"].isin(excluded)
    sites = frame[counted & frame["easting"].notna()]
    cost = estate_wide.property_costs(context)
    near, note = _near(context, sites)
    found = list(_clusters(sites, near, cost, assumptions))
    return ClusterLayer(clusters=found, note=note, disclaimer=codes.DISCLAIMER)


def _near(context: ReadContext, sites: pd.DataFrame) -> tuple[clusters.Near, str]:
    """Which sites are near each other, on foot where there is a network, and how that is said."""
    points = sites[["easting", "northing"]].to_numpy(dtype=np.float64)
    if context.cache.network is None:
        return clusters.by_line(points), _NOTE.format(reach=f"{clusters.REACH_M:.0f} m", off="")
    travel = context.travel
    lost = int((travel.off_network_m(points, Mode.WALK) > OFF_NETWORK_M).sum())
    off = f" Sites too far from any street to count: {lost}." if lost else ""
    reach = f"{clusters.REACH_MIN:.0f} minutes’ walk"
    return clusters.by_network(points, travel), _NOTE.format(reach=reach, off=off)


def _clusters(
    sites: pd.DataFrame, near: clusters.Near, cost: pd.DataFrame, assumptions: AssumptionSet
) -> Iterator[Cluster]:
    """One entry a cluster of at least two organisations, largest first."""
    label = clusters.labels(len(sites), near)
    groups = [sites[label == number] for number in range(label.max(initial=clusters.ALONE) + 1)]
    for group in sorted(groups, key=len, reverse=True):
        if group["organisation"].nunique() < 2:
            continue
        towns = group["town"].dropna().value_counts()
        known = cost.loc[cost.index.intersection(group.index)]
        yield Cluster(
            town=None if towns.empty else str(towns.index[0]),
            properties=len(group),
            organisations=int(group["organisation"].nunique()),
            hull=_outline(group),
            premises_cost=_cost(known, assumptions),
        )


def _outline(group: pd.DataFrame) -> dict[str, Any]:
    points = shapely.MultiPoint(group[["easting", "northing"]].to_numpy(dtype=np.float64))
    outline = points.convex_hull.buffer(_ROOM_M, quad_segs=4)
    outline_4326 = geometry.geometry_to_lonlat(outline)
    shape: dict[str, Any] = orjson.loads(shapely.to_geojson(outline_4326))
    return shape


def _cost(known: pd.DataFrame, assumptions: AssumptionSet) -> ClusterCost | None:
    """To the nearest £1,000, as every total for the club; None for too few properties."""
    if len(known) < v.MIN_PROPERTIES_IN_COST_TOTAL:
        return None
    total = costs.total(known, assumptions)
    return ClusterCost(
        properties=total.count,
        low_gbp_pa=round(total.low_gbp_pa, -3),
        central_gbp_pa=round(total.central_gbp_pa, -3),
        high_gbp_pa=round(total.high_gbp_pa, -3),
        imputed_share=round(total.imputed_share, 4),
        basis="a full year; bands stand for figures that the reader may not see",
    )
