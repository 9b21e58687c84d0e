"""Land assembly: what lies together, of whom, and what is in the way, as one reader sees it."""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

import geopandas as gpd
import orjson
import pandas as pd
import shapely
from pydantic import Field
from shapely.geometry.base import BaseGeometry

from estate import geometry
from estate.answers import estate_wide
from estate.answers.answer import Answer, Coded, Named, answer
from estate.answers.context import ReadContext
from estate.answers.leases import LeaseLine, Precision, leases
from estate.codes import DISCLAIMER, FloodZone, ListedGrade, Rating, label
from estate.frames import Estate, is_null
from estate.land.assembly import M2_PER_HA, Assembly, Contact, Rules
from estate.land.assembly import land as assembled
from estate.quality.fields_asked_for import rule
from estate.register import visibility as v
from estate.register.queries import land as query
from estate.register.queries import naming
from estate.rows import Rows

RATED = (*(one.value for one in Rating), "unrated")
_TOUCHING, _ACROSS = "touching", "across_road"


@answer
class LandParcel(Answer):
    """One property of an assembly; its owner is a body of the register, somebody else by name, or
    not on record (both null)."""

    property_id: UUID
    name: str
    reported_by: Named
    owner: Named | None
    outside_owner: str | None
    tenure: Coded | None
    type: Coded | None
    status: Coded
    area_m2: float
    availability: Coded | None
    sharing: Coded | None
    constraints: list[str]


@answer
class LeaseToClear(Answer):
    """A lease on one of the parcels. Dates stand on their quarter's last day where ``precision``
    says so; ``act_by`` is that of its next exit, null where it has none."""

    lease_id: UUID
    property_id: UUID
    name: str
    tenant: str | None
    landlord: str | None
    state: Coded
    precision: Precision
    ends: dt.date | None
    act_by: dt.date | None


@answer
class Boundary(Answer):
    """Two parcels along each other."""

    parcels: tuple[UUID, UUID]
    gap_m: float
    shared_m: float


@answer
class LandAssembly(Answer):
    """Parcels of two owning bodies or more that lie together."""

    id: Annotated[str, Field(description="the same while the parcels are the same")]
    town: str | None
    owners: list[Named]
    outside_owners: list[str]
    unknown_owners: int
    area_m2: float
    area_ha: float
    shared_boundary_m: float
    perimeter_m: float
    compactness: Annotated[float, Field(description="4πA/P²: 1 is a circle, 0.79 a square")]
    tenures: dict[str, int]
    availability: Annotated[
        dict[str, int], Field(description="parcels by availability rating, and those unrated")
    ]
    constraints: list[str]
    parcels: list[LandParcel]
    boundaries: list[Boundary]
    leases: list[LeaseToClear]
    outline: Annotated[dict[str, Any], Field(description="GeoJSON, longitude and latitude")]


@answer
class Overlap(Answer):
    """Two outlines that lie over each other: a fault of the data, to be settled by their owners
    before anything is assembled there."""

    parcels: tuple[UUID, UUID]
    names: tuple[str, str]
    reported_by: tuple[Named, Named]
    overlap_m2: float
    share_of_smaller: float


@answer
class Land(Answer):
    """All assemblies of a question, the largest first, and the overlaps."""

    numberReturned: int
    basis: Annotated[str, Field(description="touching, or across_road: roads between count too")]
    within_m: float
    min_ha: float
    min_boundary_m: float
    parcels_considered: int
    without_outline: int
    left_out: Annotated[int, Field(description="parks, protected uses and what is disposed of")]
    assemblies: list[LandAssembly]
    overlaps: list[Overlap]
    reader: str
    disclaimer: str


@dataclass(frozen=True)
class _Told:
    """What lines are made of: facts by property, who owns it, its leases."""

    estate: Estate
    rows: Mapping[str, Mapping[str, Any]]
    leases: Mapping[str, Sequence[LeaseLine]]

    def named(self, code: str) -> Named:
        """A body of the register."""
        return Named(code, str(self.estate.organisations["name"].get(code, code)))

    def reporter(self, key: str) -> Named:
        """Who reports a property."""
        return self.named(str(self.estate.properties.at[key, "organisation"]))


def land(context: ReadContext, *, across_road: bool = False, town: str | None = None) -> Land:
    """Assemblies as this reader may see them; ``NotAllowed`` for who is not of the club.

    ``across_road``: parcels with a road between them count as lying together. ``town`` may be
    written in any case of letters; ``BadQuestion`` where it names none.
    """
    v.demand(context.reader, v.Level.CLUB, "land assembly", of_own=True)
    key = ("land", context.version, context.reader.edition, context.today)
    whole: Land = context.cache.once(
        (*key, context.standards_day, context.assumptions, across_road),
        lambda: _made(context, across_road),
    )
    return whole if town is None else _in_town(context, whole, town)


def _made(context: ReadContext, across_road: bool) -> Land:
    assumptions, estate = context.assumptions, estate_wide.whole_estate(context)
    overlap = (rule("quality_overlap_m2"), rule("quality_overlap_share"))
    rules = Rules.of(assumptions, across_road=across_road, overlap=overlap)
    excluded = assumptions.names("land_excluded_types")
    rows = query.parcels(context.connection, context.reader, rules.within_m, excluded)
    counted = query.counts(context.connection, context.reader, excluded)
    parcels = _frame(rows)
    found = assembled(parcels, rules)
    told = _Told(estate, {row["property_id"]: row for row in rows}, _leases(context))
    areas = parcels.geometry.area
    return Land(
        numberReturned=len(found.assemblies),
        basis=_ACROSS if across_road else _TOUCHING,
        within_m=rules.within_m,
        min_ha=rules.min_area_m2 / M2_PER_HA,
        min_boundary_m=rules.min_boundary_m,
        parcels_considered=counted["parcels"],
        without_outline=counted["no_outline"],
        left_out=counted["left_out"],
        assemblies=[_assembly(one, told, areas) for one in found.assemblies],
        overlaps=[_overlap(one, told) for one in found.overlaps],
        reader=context.reader.kind.value,
        disclaimer=DISCLAIMER,
    )


def _in_town(context: ReadContext, whole: Land, town: str) -> Land:
    known = {one.town.casefold() for one in whole.assemblies if one.town}
    asked = town.strip().casefold()
    if asked not in known:
        asked = naming.town(context.connection, town).casefold()
    kept = [one for one in whole.assemblies if (one.town or "").casefold() == asked]
    return Land.made_of(whole, numberReturned=len(kept), assemblies=kept)


def _frame(rows: Rows) -> gpd.GeoDataFrame:
    columns = ["property_id", "cluster", "owner", "wkb"]
    frame = pd.DataFrame(rows, columns=columns).set_index("property_id")
    outlines = shapely.from_wkb([bytes(one) for one in frame.pop("wkb")])
    return gpd.GeoDataFrame(frame, geometry=list(outlines), crs="EPSG:27700")


def _leases(context: ReadContext) -> dict[str, list[LeaseLine]]:
    found: dict[str, list[LeaseLine]] = {}
    for line in leases(context).lines():
        found.setdefault(str(line.property.id), []).append(line)
    return found


def _assembly(one: Assembly, told: _Told, areas: "pd.Series[float]") -> LandAssembly:
    parcels = [_parcel(key, told, float(areas[key])) for key in one.parcels]
    towns = told.estate.properties.loc[list(one.parcels), "town"].dropna()
    rated = Counter("unrated" if p.availability is None else p.availability.code for p in parcels)
    tenures = Counter("not known" if p.tenure is None else p.tenure.label for p in parcels)
    outside = sorted({p.outside_owner for p in parcels if p.owner is None and p.outside_owner})
    return LandAssembly(
        id=hashlib.sha256("|".join(sorted(one.parcels)).encode()).hexdigest()[:12],
        town=None if towns.empty else str(towns.value_counts().sort_index().idxmax()),
        owners=[told.named(code) for code in one.owners],
        outside_owners=outside,
        unknown_owners=sum(p.owner is None and p.outside_owner is None for p in parcels),
        area_m2=round(one.area_m2, 1),
        area_ha=round(one.area_m2 / M2_PER_HA, 3),
        shared_boundary_m=round(one.shared_m, 1),
        perimeter_m=round(one.perimeter_m, 1),
        compactness=round(one.compactness, 3),
        tenures=dict(sorted(tenures.items())),
        availability={name: rated[name] for name in RATED},
        constraints=sorted({each for p in parcels for each in p.constraints}),
        parcels=parcels,
        boundaries=[
            Boundary(
                parcels=(UUID(each.one), UUID(each.other)),
                gap_m=round(each.gap_m, 1),
                shared_m=round(each.shared_m, 1),
            )
            for each in one.contacts
        ],
        leases=[_to_clear(line) for key in one.parcels for line in told.leases.get(key, ())],
        outline=_geojson(one.outline),
    )


def _parcel(key: str, told: _Told, area_m2: float) -> LandParcel:
    place, row = told.estate.properties.loc[key], told.rows[key]
    code = row["owner"]
    return LandParcel(
        property_id=UUID(key),
        name=str(place["name"]),
        reported_by=told.reporter(key),
        owner=None if code is None else told.named(code),
        outside_owner=None if code is not None else row["outside_owner"],
        tenure=_coded(place["tenure"]),
        type=_coded(place["type_code"]),
        status=Coded.of(place["status"]),
        area_m2=round(area_m2, 1),
        availability=_coded(place["availability"]),
        sharing=_coded(place["sharing"]),
        constraints=_constraints(place),
    )


def _constraints(place: Mapping[str, Any]) -> list[str]:
    """What on record stands in the way of building anew, in words."""
    found = ["PFI contract"] if bool(place["pfi"]) else []
    grade, zone = place["listed_grade"], place["flood_zone"]
    if not is_null(grade) and grade != ListedGrade.NOT_LISTED:
        found.append(label(grade) if grade != ListedGrade.LISTED else "Listed")
    if place["conservation_area"] is True:
        found.append("Conservation area")
    if not is_null(zone) and zone != FloodZone.ZONE_1:
        found.append(f"Flood {label(zone).lower()}")
    return found


def _to_clear(line: LeaseLine) -> LeaseToClear:
    return LeaseToClear(
        lease_id=line.lease_id,
        property_id=line.property.id,
        name=line.property.name,
        tenant=line.tenant_name,
        landlord=line.landlord_name,
        state=line.state,
        precision=line.precision,
        ends=line.expiry,
        act_by=None if line.exit is None else line.exit.act_by,
    )


def _overlap(one: Contact, told: _Told) -> Overlap:
    places = told.estate.properties
    return Overlap(
        parcels=(UUID(one.one), UUID(one.other)),
        names=(str(places.at[one.one, "name"]), str(places.at[one.other, "name"])),
        reported_by=(told.reporter(one.one), told.reporter(one.other)),
        overlap_m2=round(one.overlap_m2, 1),
        share_of_smaller=round(one.overlap_share, 3),
    )


def _geojson(outline: BaseGeometry) -> dict[str, Any]:
    shape: dict[str, Any] = orjson.loads(shapely.to_geojson(geometry.geometry_to_lonlat(outline)))
    return shape


def _coded(value: Any) -> Coded | None:
    return None if is_null(value) else Coded.of(str(value))
