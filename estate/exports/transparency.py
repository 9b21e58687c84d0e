"""What an authority publishes of its land and buildings: the Transparency Code's 29 columns.

Local Government Transparency Code 2015: the order and names of the published
machine schema, its value lists, its rules for vacant property. Left out whole are rows that
their owner shows to less than everybody: the Code lets data protection and national security
come first. Running costs stay empty: the Code recommends them, the club keeps them among parties.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from estate.codes import Sensitivity, Status, Tenure

COLUMNS = (
    "OrganisationLabel",
    "OrganisationURI",
    "ApplicableDate",
    "UPRN",
    "AssetCode",
    "PropertyName",
    "PropertyNumber",
    "StreetName",
    "PostTown",
    "PostCode",
    "CoordinateReferenceSystem",
    "GeoX",
    "GeoY",
    "GeoPointLicensingURL",
    "TenureType",
    "TenureDetail",
    "OtherDetail",
    "HoldingType",
    "BuildingSize",
    "LandArea",
    "FunctionLabel",
    "FunctionURI",
    "Purpose",
    "BuildingCosts",
    "RequiredMaintenance",
    "SuitabilityRating",
    "EnergyRating",
    "LandRegistryTitleNumber",
    "InspireURL",
)

_HELD_ON_LEASE = (
    Tenure.LEASEHOLD,
    Tenure.LONG_LEASEHOLD,
    Tenure.TENANCY_AT_WILL,
    Tenure.HOLDING_OVER,
)
#: The schema's own list knows no A+ (its first A is a lost one).
_BEST_ENERGY = {"A+": "A"}
_STREET_NUMBER = re.compile(r"^\s*(\d+[A-Za-z]?(?:\s*[-–/]\s*\d+[A-Za-z]?)?)[\s,]+(.*)$")
_M2_PER_HA = 10_000
_NAMED = 20


def published(properties: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One row of the Code for each property that anybody may know of, in the given order.

    ``properties``: rows of ``register.queries.transparency``. Empty cells are None; areas are
    GIA in m2 and hectares, coordinates OSGB36 metres, maintenance GBP.
    """
    return [_row(one) for one in properties if one["sensitivity"] == Sensitivity.OPEN]


def left_out(lacking: Sequence[Mapping[str, Any]]) -> str | None:
    """Which properties are no part of the list because a later file lacked them, or None.

    ``lacking``: rows of ``register.queries.transparency``.
    """
    if not lacking:
        return None
    count, more = len(lacking), len(lacking) - _NAMED
    named = "; ".join(f"{one['name']} ({one['local_ref']})" for one in lacking[:_NAMED])
    named += f"; and {more:,} more" if more > 0 else ""
    one = count == 1
    return (
        f"{count:,} {'property is' if one else 'properties are'} left out because a later file "
        f"lacked {'it' if one else 'them'}: {named}. If that file was only a part of the list, "
        "revert its import and bring it with --partial."
    )


def _row(one: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = dict.fromkeys(COLUMNS)
    made |= {
        "OrganisationLabel": one["organisation_name"],
        "ApplicableDate": f"{one['as_of_date']:%d/%m/%Y}" if one["as_of_date"] else None,
        "UPRN": None if one["uprn"] is None else str(one["uprn"]),
        "AssetCode": one["local_ref"],
        "PropertyName": one["name"],
        "PostTown": one["post_town"],
        "BuildingSize": _number(one["gia_m2"]),
        "LandArea": _number(one["site_area_m2"], _M2_PER_HA),
        "FunctionLabel": one["services"],
        "RequiredMaintenance": _number(one["backlog_gbp"]),
        "EnergyRating": _BEST_ENERGY.get(one["energy_rating"], one["energy_rating"]),
        "LandRegistryTitleNumber": "; ".join(one["titles"]) or None,
    }
    return made | _place(one) | _tenure(one) | _holding(one)


def _place(one: Mapping[str, Any]) -> dict[str, Any]:
    """Where it is; of a vacant property no more than the first half of its postcode."""
    postcode = one["postcode"]
    if _is_vacant(one):
        return {"PostCode": postcode.split()[0] if postcode else None}
    number, street = _street(one["street"] or _first_line(one["address"]))
    made = {"PropertyNumber": number, "StreetName": street, "PostCode": postcode}
    if one["easting"] is not None:
        made |= {
            "CoordinateReferenceSystem": "OSGB36",
            "GeoX": round(one["easting"]),
            "GeoY": round(one["northing"]),
        }
    return made


def _street(text: str | None) -> tuple[str | None, str | None]:
    """``"10-15 High Street"`` → ``("10-15", "High Street")``; no number is invented."""
    found = _STREET_NUMBER.match(text or "")
    return (found[1], found[2] or None) if found else (None, text)


def _first_line(address: str | None) -> str | None:
    return address.split(",")[0].strip() if address else None


def _tenure(one: Mapping[str, Any]) -> dict[str, Any]:
    tenure = one["tenure"]
    freehold, leased = tenure == Tenure.FREEHOLD, tenure in _HELD_ON_LEASE
    kind = "Freehold" if freehold else "Leasehold" if leased else "Other"
    if _is_vacant(one):
        detail = "Vacant"
    elif one["status"] == Status.LET_OUT:
        detail = "Leasehold out" if freehold else "Sub leasehold out"
    elif freehold:
        detail = "Owner occupied"
    elif leased:
        detail = "Leasehold in"
    else:
        detail = "Licence in" if tenure == Tenure.LICENCE else "Other"
    other = (tenure or "not recorded").replace("_", " ") if detail == "Other" else None
    return {"TenureType": kind, "TenureDetail": detail, "OtherDetail": other}


def _holding(one: Mapping[str, Any]) -> dict[str, Any]:
    """Land, building or both, from which areas are known."""
    built = one["gia_m2"] is not None or one["nia_m2"] is not None
    if built:
        kind = "Land/Buildings" if one["site_area_m2"] is not None else "Buildings Only"
    else:
        kind = "Land Only" if one["site_area_m2"] is not None else "Land/Buildings"
    return {"HoldingType": kind, "Purpose": _purpose(one)}


def _purpose(one: Mapping[str, Any]) -> str | None:
    """In the guide's words; surplus only where the owner's decision is on record."""
    if one["status"] == Status.DECLARED_SURPLUS:
        return "surplus to the authority's requirements"
    used = one["operational"] and one["status"] in (Status.IN_USE, Status.PART_VACANT)
    return "occupied by the local authority" if used else None


def _is_vacant(one: Mapping[str, Any]) -> bool:
    return bool(one["status"] == Status.VACANT)


def _number(value: Any, divisor: int = 1) -> float | None:
    return None if value is None else float(value) / divisor
