"""What the page of land assembly shows, as tables."""

from datetime import date
from typing import Any

import shapely

from api.html.addresses import property_address
from api.html.format import Shown
from api.html.tables import Column, Table, Withheld
from estate.answers.answer import Named
from estate.answers.land import Land, LandAssembly, LandParcel, LeaseToClear
from estate.quarters import seen

_NOT_KNOWN = Withheld("not on record")


def tables(found: Land) -> dict[str, Table]:
    """The tables of the page, by their names."""
    made = (_assemblies(found), _parcels(found), _leases(found), _overlaps(found))
    return {one.name: one for one in made}


def basis(found: Land) -> str:
    """What lies together, in words."""
    if found.basis == "touching":
        return f"outlines no more than {found.within_m:g} m apart"
    return f"outlines no more than {found.within_m:g} m apart, so that a road may lie between"


def title(number: int, one: LandAssembly) -> str:
    """What an assembly is called on the page and in files."""
    return f"{number}. {one.town or 'outside the towns'}"


def _assemblies(found: Land) -> Table:
    columns = (
        Column("id", "id", "file"),
        Column("title", "Where, on the map", link="map"),
        Column("owners", "Owners", "long"),
        Column("parcels", "Parcels", "number"),
        Column("area_m2", "Together", "square_metres"),
        Column("shared_boundary_m", "Boundary along each other", "amount"),
        Column("compactness", "Compactness", "amount"),
        Column("ratings", "Availability"),
        Column("tenures", "Tenures", "file"),
        Column("leases", "Leases to clear", "number"),
        Column("act_by", "Earliest act-by", "day"),
        Column("constraints", "Constraints", "long"),
        Column("basis", "Lies together", "file"),
    )
    rows = [
        {
            "anchor": one.id,
            "id": one.id,
            "title": title(number, one),
            "map": _on_map(one),
            "owners": ", ".join(_owners(one)),
            "parcels": len(one.parcels),
            "area_m2": one.area_m2,
            "shared_boundary_m": Shown(f"{one.shared_boundary_m:,.0f} m", one.shared_boundary_m),
            "compactness": Shown(f"{one.compactness:.2f}", one.compactness),
            "ratings": _mix(one.availability),
            "tenures": _mix(one.tenures),
            "leases": len(one.leases),
            "act_by": _earliest(one.leases),
            "constraints": ", ".join(one.constraints) or "none on record",
            "basis": basis(found),
        }
        for number, one in enumerate(found.assemblies, start=1)
    ]
    note = (
        f"Lying together: {basis(found)}, with {found.min_boundary_m:g} m of boundary or more "
        f"along each other; {found.min_ha:g} ha or more, of two owning bodies or more. "
        "Compactness is 4πA/P²: a circle has 1, a square 0.79. Ratings are the owners' own."
    )
    empty = "No parcels of different owners lie together here, as far as outlines are on record."
    return Table("assemblies", "Parcels that lie together", columns, rows, note, empty)


def _on_map(one: LandAssembly) -> str:
    """The address of the map with this piece in the middle."""
    west, south, east, north = shapely.geometry.shape(one.outline).bounds
    return f"/#layers=base,districts,land&view=17/{(south + north) / 2:.5f}/{(west + east) / 2:.5f}"


def _owners(one: LandAssembly) -> list[str]:
    outside = [f"{name} (not a body of the register)" for name in one.outside_owners]
    unknown = ["an owner not on record"] if one.unknown_owners else []
    return [*(each.name for each in one.owners), *outside, *unknown]


def _mix(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count)


def _earliest(leases: list[LeaseToClear]) -> Any:
    dated = [one for one in leases if one.act_by is not None]
    if not dated:
        return "none" if not leases else "no exit on record"
    first = min(dated, key=lambda one: (one.act_by, one.precision))
    return _date(first, first.act_by)


def _date(one: LeaseToClear, value: date | None) -> Any:
    """The day, or its quarter where the reader sees quarters."""
    return _NOT_KNOWN if value is None else seen(value, one.precision == "day")


def _parcels(found: Land) -> Table:
    columns = (
        Column("assembly", "assembly", "file"),
        Column("where", "Where"),
        Column("name", "Property", link="page"),
        Column("owner", "Owner"),
        Column("reported_by", "Reported by"),
        Column("tenure", "Held as"),
        Column("type", "Type"),
        Column("area_m2", "Site", "square_metres"),
        Column("availability", "Availability", "rating"),
        Column("status", "Status"),
        Column("constraints", "Constraints", "long"),
    )
    rows = [
        {"where": title(number, one), "assembly": one.id} | _parcel(each)
        for number, one in enumerate(found.assemblies, start=1)
        for each in one.parcels
    ]
    empty = "No parcel is part of an assembly."
    return Table("parcels", "The parcels of each", columns, rows, "", empty)


def _parcel(one: LandParcel) -> dict[str, Any]:
    outside = f"{one.outside_owner} (not a body of the register)" if one.outside_owner else None
    return {
        "name": one.name,
        "page": property_address(one.property_id),
        "owner": one.owner.name if one.owner else outside or _NOT_KNOWN,
        "reported_by": one.reported_by.name,
        "tenure": one.tenure.label if one.tenure else _NOT_KNOWN,
        "type": one.type.label if one.type else _NOT_KNOWN,
        "area_m2": one.area_m2,
        "availability": one.availability.code if one.availability else "unrated",
        "status": one.status.label,
        "constraints": ", ".join(one.constraints) or "none on record",
    }


def _leases(found: Land) -> Table:
    columns = (
        Column("assembly", "assembly", "file"),
        Column("where", "Where"),
        Column("name", "Property", link="page"),
        Column("tenant", "Tenant"),
        Column("landlord", "Landlord"),
        Column("state", "State"),
        Column("ends", "Ends", "day"),
        Column("act_by", "Act by", "day"),
    )
    rows = [
        {
            "where": title(number, one),
            "assembly": one.id,
            "name": each.name,
            "page": property_address(each.property_id),
            "tenant": each.tenant or _NOT_KNOWN,
            "landlord": each.landlord or _NOT_KNOWN,
            "state": each.state.label,
            "ends": _date(each, each.ends),
            "act_by": _date(each, each.act_by),
        }
        for number, one in enumerate(found.assemblies, start=1)
        for each in one.leases
    ]
    note = (
        "Exact days are for a lease's parties, others see quarters. Act by is that of a tenant "
        "of the register: when anybody else leaves is its own affair."
    )
    return Table(
        "leases", "Leases to clear", columns, rows, note, "No lease is on record on these parcels."
    )


def _overlaps(found: Land) -> Table:
    columns = (
        Column("one", "Property", link="page"),
        Column("one_by", "Reported by"),
        Column("other", "and", link="other_page"),
        Column("other_by", "reported by"),
        Column("overlap_m2", "In common", "square_metres"),
        Column("share", "Of the smaller", "per_cent"),
    )
    rows = [
        {
            "one": each.names[0],
            "page": property_address(each.parcels[0]),
            "one_by": _name(each.reported_by[0]),
            "other": each.names[1],
            "other_page": property_address(each.parcels[1]),
            "other_by": _name(each.reported_by[1]),
            "overlap_m2": each.overlap_m2,
            "share": each.share_of_smaller,
        }
        for each in found.overlaps
    ]
    note = (
        "Two outlines cannot both be right where they lie over each other. Nothing is assembled "
        "across an overlap until the owners have settled it."
    )
    empty = "No outlines of different owners overlap."
    return Table("overlaps", "Outlines that overlap", columns, rows, note, empty)


def _name(body: Named) -> str:
    return body.name
