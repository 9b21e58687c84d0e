"""Rows that are wrong on purpose, besides the 1,324 good ones.

Twelve rows repeat, from the tenant's side, a building that its landlord has reported; eight
good outlines cross themselves; five rows hold degrees under a National Grid header; three
rows use words that no code list knows.
"""

from dataclasses import replace

import numpy as np
from shapely import Polygon

from estate.codes import IssueCode, RecordKind, UseClass
from estate.geometry import to_lonlat
from estate.rows import NewRow
from sample_data.model import County, SampleProperty, stream
from sample_data.organisations import by_code
from sample_data.outlines import cross

#: (landlord, tenant) of the twelve duplicates; the landlord's file is imported first.
DUPLICATES = (
    ("SYN-CC", "SYN-POL"),
    ("SYN-CC", "SYN-MHT"),
    ("SYN-CC", "SYN-PCT"),
    ("SYN-CC", "SYN-FEC"),
    ("SYN-CC", "SYN-JOB"),
    ("SYN-SBC", "SYN-POL"),
    ("SYN-SBC", "SYN-PCT"),
    ("SYN-ARB", "SYN-POL"),
    ("SYN-ARB", "SYN-PRO"),
    ("SYN-AVD", "SYN-FEC"),
    ("SYN-PCT", "SYN-MHT"),
    ("SYN-PCT", "SYN-AMS"),
)
CROSSING = {"SYN-NSD": 4, "SYN-POL": 4}
IN_DEGREES = ("SYN-PCT", 5)
SPOILT_REFERENCES = ("SYN-MHT", ("#REF!", "1.2E+05", ""))


def add(county: County, seed: int) -> None:
    """Add duplicates and rows to be refused; make eight outlines cross themselves."""
    rng = stream(seed, "faults")
    county.duplicates = _duplicates(county.properties, rng)
    for organisation, count in CROSSING.items():
        own = [
            p
            for p in county.properties
            if p.organisation == organisation
            and p.outline is not None
            and not p.complete
            and p.outline.area > 200
        ]
        for index in rng.choice(len(own), count, replace=False).tolist():
            cross(own[index])
    county.refused = _in_degrees(county.properties) + _with_spoilt_references(county.properties)


def _duplicates(properties: list[SampleProperty], rng: np.random.Generator) -> list[SampleProperty]:
    found: list[SampleProperty] = []
    used: set[int | None] = set()
    for number, (landlord, tenant) in enumerate(DUPLICATES, start=1):
        choices = [p for p in properties if p.organisation == landlord and _may_be_shared(p, used)]
        prop = choices[int(rng.integers(len(choices)))]
        used.add(prop.uprn)
        found.append(_tenants_row(prop, tenant, number, properties))
    return found


def _may_be_shared(prop: SampleProperty, used: set[int | None]) -> bool:
    return (
        prop.segment in "BD"
        and prop.use_class in {UseClass.OFFICE_ADMIN, UseClass.PUBLIC_ACCESS}
        and prop.tenure == "freehold"
        and not prop.complete
        and prop.uprn is not None
        and prop.uprn not in used
    )


def _tenants_row(
    prop: SampleProperty, tenant: str, number: int, properties: list[SampleProperty]
) -> SampleProperty:
    """The tenant's own view of its landlord's building: part of it, a few metres off."""
    as_of = next(p.as_of for p in properties if p.organisation == tenant)
    return replace(
        prop,
        organisation=tenant,
        local_ref=f"{tenant}-T{number:03d}",
        name=f"Rooms at {prop.name}",
        easting=round(prop.easting + 3.2, 1),
        northing=round(prop.northing - 2.1, 1),
        outline=None,
        tenure="leasehold",
        landlord=by_code()[prop.organisation].aliases[0],
        landlord_organisation=prop.organisation,
        gia_m2=None,
        nia_m2=None,
        cost_gbp_pa=None,
        book_value_gbp=None,
        backlog_gbp=None,
        title_number="",
        condition="",
        energy_rating="",
        listed_grade="",
        conservation_area=None,
        flood_zone="",
        step_free=None,
        parking_spaces=None,
        decision_ref="",
        status="in_use",
        availability="",
        availability_reason="",
        sharing="",
        rated_on=None,
        reuse_offered=False,
        opening_hours="",
        services="",
        as_of=as_of,
    )


def _spare(
    properties: list[SampleProperty], organisation: str, mark: str, count: int
) -> list[SampleProperty]:
    """Copies of good rows under references of their own, without shared identifiers."""
    own = [p for p in properties if p.organisation == organisation and p.segment == "D"]
    return [
        replace(
            prop,
            local_ref=f"{organisation}-{mark}{number:03d}",
            name=f"Annexe {number} of {prop.name}",
            uprn=None,
            title_number="",
            outline=None,
            availability="",
            availability_reason="",
            sharing="",
            complete=False,
            in_cluster=False,
        )
        for number, prop in enumerate(own[-count:], start=1)
    ]


def _in_degrees(properties: list[SampleProperty]) -> list[SampleProperty]:
    organisation, count = IN_DEGREES
    rows = _spare(properties, organisation, "W", count)
    for prop in rows:
        lon, lat = to_lonlat(np.array([prop.easting]), np.array([prop.northing]))
        x, y = round(float(lon[0]), 6), round(float(lat[0]), 6)
        prop.easting, prop.northing = x, y
        prop.outline = Polygon([(x, y), (x + 3e-4, y), (x + 3e-4, y + 2e-4), (x, y + 2e-4)])
    return rows


def _with_spoilt_references(properties: list[SampleProperty]) -> list[SampleProperty]:
    organisation, wrong = SPOILT_REFERENCES
    return _spare(properties, organisation, "X", len(wrong))


def spoil(local_ref: str, row: NewRow) -> NewRow:
    """Spoil the reference in the finished row of a file, for the rows meant to have it so."""
    organisation, wrong = SPOILT_REFERENCES
    prefix = f"{organisation}-X"
    if not local_ref.startswith(prefix):
        return row
    return {**row, "local_ref": wrong[int(local_ref.removeprefix(prefix)) - 1]}


def expected(county: County, organisation: str, kind: str) -> dict[str, int]:
    """How many issues of which code a file of an organisation brings on purpose."""
    counts = {IssueCode.GREEN_WITHOUT_DECISION: _greens(county, organisation, kind)}
    if kind == RecordKind.PROPERTY:
        own = [p for p in county.properties if p.organisation == organisation]
        twice = [p for p in county.duplicates if p.organisation == organisation]
        counts |= {
            IssueCode.POSSIBLE_DUPLICATE: len(twice),
            IssueCode.GEOMETRY_REPAIRED: sum(p.self_crossing for p in own),
            IssueCode.LIKELY_WGS84: IN_DEGREES[1] if organisation == IN_DEGREES[0] else 0,
            IssueCode.MISSING_REFERENCE: len(SPOILT_REFERENCES[1])
            if organisation == SPOILT_REFERENCES[0]
            else 0,
        }
    return {str(code): count for code, count in counts.items() if count}


def _greens(county: County, organisation: str, kind: str) -> int:
    """Green without a decision, in the file that holds the availability ratings."""
    in_table = {
        row["property_ref"] for row in county.ratings if row["rating_scheme"] == "availability"
    }
    greens = [
        p
        for p in county.properties
        if p.organisation == organisation and p.availability == "green" and not p.decision_ref
    ]
    if kind == RecordKind.RATING:
        return sum(p.local_ref in in_table for p in greens)
    return sum(p.local_ref not in in_table for p in greens) if kind == RecordKind.PROPERTY else 0
