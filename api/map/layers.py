"""What the map's layers beside its sites hold. They are made once for each version and edition and
kept as bytes; below the club's level each is its empty list and nothing else."""

from typing import Any

from estate.answers.answer import ABSENT, Answer, answer


@answer
class VenueMark(Answer):
    """A venue on offer, and where it is."""

    id: str
    name: str
    kind: str
    longitude: float
    latitude: float | None
    nia_m2: float | None
    offered_by: str


@answer
class VenueLayer(Answer):
    """Every venue on offer that has a point."""

    venues: list[VenueMark]
    disclaimer: str = ABSENT


@answer
class LandPiece(Answer):
    """Parcels that lie together: outline (GeoJSON), area and owners."""

    id: str
    outline: dict[str, Any]
    area_m2: float
    parcels: int
    owners: list[str]


@answer
class LandLayer(Answer):
    """Every piece of land that touches."""

    land: list[LandPiece]
    disclaimer: str = ABSENT


@answer
class TouchDownMark(Answer):
    """A place with touch-down desks."""

    id: str
    name: str
    longitude: float
    latitude: float
    desks: int | None
    opening_hours: str | None


@answer
class TouchDownLayer(Answer):
    """Every place with touch-down desks, and for whom they are."""

    points: list[TouchDownMark]
    for_whom: str = ABSENT
    disclaimer: str = ABSENT


@answer
class ClusterCost(Answer):
    """What the sites of a cluster cost together, a full year, to the nearest £1,000."""

    properties: int
    low_gbp_pa: float
    central_gbp_pa: float
    high_gbp_pa: float
    imputed_share: float
    basis: str


@answer
class Cluster(Answer):
    """Sites of two or more organisations near each other; ``hull`` is a GeoJSON outline."""

    town: str | None
    properties: int
    organisations: int
    hull: dict[str, Any]
    premises_cost: ClusterCost | None


@answer
class ClusterLayer(Answer):
    """Every cluster, the largest first, and what its figures are."""

    clusters: list[Cluster]
    note: str = ABSENT
    disclaimer: str = ABSENT
