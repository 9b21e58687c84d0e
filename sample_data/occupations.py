"""Who uses which building, for what, with how many people.

Offices: FTE = net area / 13 × U(0.55, 0.95), so that there is room at 12, 10 and 8 m² a head.
Other buildings state the area in use, because 12 m² a head says nothing of a library.
"""

from decimal import Decimal
from typing import Any

import numpy as np

from estate.codes import SCHOOL_TYPES, TypeCode, UseClass
from estate.rows import NewRow
from sample_data import geography
from sample_data.model import SampleProperty, stream
from sample_data.organisations import by_code
from sample_data.tables import load

_M2_PER_FTE = 13.0
_STAFFED = frozenset(
    {
        TypeCode.CUSTOMER_CENTRE,
        TypeCode.JOBCENTRE,
        TypeCode.POLICE_STATION,
        TypeCode.HUB,
        TypeCode.REGISTRAR,
        TypeCode.SOCIAL_CARE_RESOURCE,
        TypeCode.UNIVERSITY_BUILDING,
    }
)
_TOUCHDOWN_BUILDINGS, _SHARED_OFFICES = 40, 12


def occupations(
    properties: list[SampleProperty], duplicates: list[SampleProperty], seed: int
) -> list[NewRow]:
    """Occupations of operational property, shared ones included; gaps as in the other facts."""
    rng = stream(seed, "occupations")
    rows = [_own(p, rng) for p in properties if p.operational]
    by_property = {row["property_ref"]: row for row in rows}
    guests = _hub_guests(properties, by_property, rng)
    guests += _office_guests(properties, by_property, rng)
    guests += _tenants(properties, duplicates, by_property, rng)
    _cut_gaps(properties, by_property, rng)
    _add_touchdown(properties, by_property, rng)
    return _numbered(rows + guests)


def _own(prop: SampleProperty, rng: np.random.Generator) -> NewRow:
    """The organisation's own use of its building."""
    kind = load("types")[prop.type_code]
    school = prop.type_code in SCHOOL_TYPES
    row = _row(prop, kind.get("function", "specialist"), kind.get("service", "education"))
    if school:
        row |= {"user_function": "specialist", "service_function": "education"}
    use = rng.uniform(0.75, 0.95) if school else rng.uniform(0.55, 0.95)
    if prop.nia_m2 is None:
        return row
    if prop.use_class is UseClass.OFFICE_ADMIN or prop.type_code in _STAFFED:
        return row | _staff(float(prop.nia_m2), use, rng)
    return row | {"nia_m2": _tenth(float(prop.nia_m2) * (use + 0.05))}


def _row(prop: SampleProperty, function: str, service: str) -> NewRow:
    return {
        "organisation": prop.organisation,
        "property_ref": prop.local_ref,
        "user_function": function,
        "service_function": service,
        "shared_front_desk": False,
        "as_of_date": prop.as_of,
    }


def _staff(nia_m2: float, use: float, rng: np.random.Generator) -> dict[str, Any]:
    fte = _tenth(max(0.5, nia_m2 / _M2_PER_FTE * use))
    desks = round(float(fte) * rng.uniform(0.7, 1.0))
    return {"fte": fte, "desks": desks if rng.uniform() < 0.5 else None}


def _guest(
    host: NewRow, guest: str, service: str, nia_m2: float, rng: np.random.Generator
) -> NewRow:
    """A row by which the host reports a guest under the name it knows the guest by."""
    function = "back_office" if service == "corporate" else "front_office"
    staff = _staff(nia_m2, rng.uniform(0.6, 0.9), rng)
    names = by_code()[guest]
    occupier = names.aliases[0] if rng.uniform() < 0.5 else names.name
    own = {"occupier": occupier, "user_function": function, "service_function": service}
    return host | own | staff | {"nia_m2": None}


def _shrink(row: NewRow, share: float) -> None:
    """Leave only a share of what the host itself takes up."""
    for field in ("fte", "nia_m2"):
        if row.get(field) is not None:
            row[field] = _tenth(float(row[field]) * share)
    if row.get("desks") is not None:
        row["desks"] = round(row["desks"] * share)


def _hub_guests(
    properties: list[SampleProperty], rows: dict[str, NewRow], rng: np.random.Generator
) -> list[NewRow]:
    """The shared police station and the county's hubs: one front desk, several services."""
    guests: list[NewRow] = []
    for prop in properties:
        if not (prop.hub or prop.type_code is TypeCode.HUB):
            continue
        partners = load("composition")["hub"]["guests"] if prop.hub else _county_hub(prop)
        host = rows[prop.local_ref]
        _shrink(host, 0.4)
        host["shared_front_desk"] = True
        share = float(prop.nia_m2 or 0) * 0.4 / len(partners)
        guests += [_guest(host, guest, service, share, rng) for guest, service in partners]
        host["touchdown_desks"] = int(rng.integers(4, 10))
    return guests


def _county_hub(prop: SampleProperty) -> list[tuple[str, str]]:
    district = geography.place(prop.town).district
    rows = load("geography")["district"]
    council = next(row["organisation"] for row in rows if row["name"] == district)
    return [
        (council, "revs_bens"),
        ("SYN-POL", "policing_neighbourhood"),
        ("SYN-PCT", "public_health"),
    ]


def _office_guests(
    properties: list[SampleProperty], rows: dict[str, NewRow], rng: np.random.Generator
) -> list[NewRow]:
    """Council offices that already house a partner's team."""
    offices = [
        p
        for p in properties
        if p.type_code is TypeCode.OFFICE and p.segment in "BD" and not p.complete
    ]
    partners = [("SYN-PRO", "probation"), ("SYN-MHT", "mental_health"), ("SYN-CC", "social_care")]
    guests: list[NewRow] = []
    for index in sorted(rng.choice(len(offices), _SHARED_OFFICES, replace=False).tolist()):
        prop = offices[index]
        guest, service = partners[int(rng.integers(len(partners)))]
        if guest == prop.organisation:
            guest, service = "SYN-CIV", "corporate"
        _shrink(rows[prop.local_ref], 0.6)
        area = float(prop.nia_m2 or 0) * 0.3
        guests.append(_guest(rows[prop.local_ref], guest, service, area, rng))
    return guests


def _tenants(
    properties: list[SampleProperty],
    duplicates: list[SampleProperty],
    rows: dict[str, NewRow],
    rng: np.random.Generator,
) -> list[NewRow]:
    """Tenants of the twice-reported buildings tell their own use, by the building's UPRN."""
    landlords = {p.uprn: p for p in properties if p.uprn is not None}
    tenants: list[NewRow] = []
    for duplicate in duplicates:
        building = landlords[duplicate.uprn or 0]
        _shrink(rows[building.local_ref], 0.6)
        row = _row(duplicate, "back_office", "other")
        area = float(building.nia_m2 or 0) * 0.3
        own = {"property_ref": None, "uprn": str(duplicate.uprn)}
        tenants.append(row | own | _staff(area, rng.uniform(0.6, 0.9), rng))
    return tenants


def _cut_gaps(
    properties: list[SampleProperty], rows: dict[str, NewRow], rng: np.random.Generator
) -> None:
    for organisation in by_code().values():
        own = [
            p
            for p in properties
            if p.organisation == organisation.code
            and p.operational
            and not p.complete
            and p.segment in "DE"
        ]
        count = round(len(own) * organisation.missing)
        for index in rng.choice(len(own), count, replace=False).tolist() if own else []:
            rows[own[index].local_ref] |= {"fte": None, "desks": None, "nia_m2": None}


def _add_touchdown(
    properties: list[SampleProperty], rows: dict[str, NewRow], rng: np.random.Generator
) -> None:
    fit = [
        p
        for p in properties
        if p.segment in "BD" and p.use_class in {UseClass.OFFICE_ADMIN, UseClass.PUBLIC_ACCESS}
    ]
    for index in sorted(rng.choice(len(fit), _TOUCHDOWN_BUILDINGS, replace=False).tolist()):
        rows[fit[index].local_ref].setdefault("touchdown_desks", int(rng.integers(2, 9)))


def _numbered(rows: list[NewRow]) -> list[NewRow]:
    counters: dict[str, int] = {}
    for row in rows:
        code = row["organisation"]
        counters[code] = counters.get(code, 0) + 1
        row["own_ref"] = f"{code}-O{counters[code]:04d}"
    return rows


def _tenth(value: float) -> Decimal:
    return Decimal(str(round(value, 1)))
