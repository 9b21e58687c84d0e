"""What may enter the register: typed records, units in their names.

A record is one row of a file after ``intake.checks``; it says nothing yet about the register
(new or changed is ``intake.plan``'s question). Dates are dates, money is pounds (``Decimal``),
areas are square metres, geometry is on the National Grid.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from shapely import MultiPolygon, Point

from estate import codes


@dataclass(frozen=True)
class Party:
    """A body named in a file: an organisation of the register, or just its name."""

    code: str | None = None
    name: str | None = None


@dataclass(frozen=True)
class PropertyLink:
    """How a row points at its property: by local reference, else by UPRN."""

    property_ref: str | None = None
    uprn: int | None = None


@dataclass(frozen=True)
class Location:
    """Where a property is: an outline, or a point only, on the National Grid."""

    rep_point: Point
    geom: MultiPolygon | None = None
    quality: codes.GeometryQuality = codes.GeometryQuality.POINT


@dataclass(frozen=True)
class RatingRecord:
    """One red, amber or green judgement; ``rating`` None withdraws an earlier one."""

    row_number: int
    scheme: codes.RatingScheme
    rating: codes.Rating | None
    own_ref: str | None = None
    link: PropertyLink = field(default_factory=PropertyLink)
    reason_codes: tuple[str, ...] = ()
    note: str | None = None
    evidence_ref: str | None = None
    assessor: str | None = None
    assessed_on: date | None = None
    review_by: date | None = None
    as_of_date: date | None = None


@dataclass(frozen=True)
class PropertyRecord:
    """One property as its organisation reports it; unique by (organisation, local_ref)."""

    row_number: int
    local_ref: str
    name: str
    uprn: int | None = None
    address: str | None = None
    street: str | None = None
    post_town: str | None = None
    postcode: str | None = None
    location: Location | None = None
    site_area_m2: Decimal | None = None
    gia_m2: Decimal | None = None
    nia_m2: Decimal | None = None
    area_basis: codes.AreaBasis = codes.AreaBasis.UNKNOWN
    use_class: codes.UseClass = codes.UseClass.UNCLASSIFIED
    use_class_imputed: bool = False
    type_code: codes.TypeCode | None = None
    type_code_imputed: bool = False
    operational: bool = True
    operational_imputed: bool = False
    public_access: bool | None = None
    sensitivity: codes.Sensitivity = codes.Sensitivity.OPEN
    sensitivity_said: codes.Sensitivity | None = None
    protected_use: codes.ProtectedUse | None = None
    pfi: bool = False
    pfi_end_date: date | None = None
    status: codes.Status = codes.Status.IN_USE
    decision_ref: str | None = None
    reuse_offered: bool = False
    book_value_gbp: Decimal | None = None
    book_value_date: date | None = None
    value_basis: codes.ValueBasis | None = None
    condition: codes.Condition | None = None
    backlog_gbp: Decimal | None = None
    energy_rating: codes.EnergyRating | None = None
    energy_certificate: codes.EnergyCertificate | None = None
    energy_rating_date: date | None = None
    further_epc_rating: codes.EnergyRating | None = None
    further_epc_date: date | None = None
    electricity_kwh: Decimal | None = None
    gas_kwh: Decimal | None = None
    other_fuel_kwh: Decimal | None = None
    other_fuel: codes.OtherFuel | None = None
    energy_year: str | None = None
    energy_source: str | None = None
    energy_works_gbp: Decimal | None = None
    year_built: int | None = None
    listed_grade: codes.ListedGrade | None = None
    conservation_area: bool | None = None
    flood_zone: codes.FloodZone | None = None
    step_free: bool | None = None
    parking_spaces: int | None = None
    opening_hours: str | None = None
    services: str | None = None
    note: str | None = None
    confidence: codes.Confidence | None = None
    as_of_date: date | None = None
    tenure: codes.Tenure | None = None
    owner: Party | None = None
    manager: Party | None = None
    landlord: Party | None = None
    title_numbers: tuple[str, ...] = ()
    ratings: tuple[RatingRecord, ...] = ()


@dataclass(frozen=True)
class LeaseEventRecord:
    """A dated event of a lease: a break, a rent review, holding over."""

    kind: codes.LeaseEventKind
    event_date: date
    notice_months: int | None = None
    penalty_gbp: Decimal | None = None
    conditions: str | None = None


@dataclass(frozen=True)
class LeaseRecord:
    """One lease as one of its parties reports it; rent in pounds a year."""

    row_number: int
    own_ref: str
    link: PropertyLink
    tenant: Party | None = None
    landlord: Party | None = None
    start_date: date | None = None
    term_years: Decimal | None = None
    expiry_date: date | None = None
    passing_rent_gbp_pa: Decimal | None = None
    inside_1954_act: bool | None = None
    repairing_basis: str | None = None
    holding_over_since: date | None = None
    as_of_date: date | None = None
    events: tuple[LeaseEventRecord, ...] = ()


@dataclass(frozen=True)
class OccupationRecord:
    """Who uses a property, for what, with how many people, desks and square metres."""

    row_number: int
    own_ref: str
    link: PropertyLink
    occupier: Party | None = None
    user_function: codes.UserFunction = codes.UserFunction.MIXED
    service_function: codes.ServiceFunction | None = None
    fte: Decimal | None = None
    desks: int | None = None
    mobile_percent: Decimal | None = None
    nia_m2: Decimal | None = None
    touchdown_desks: int | None = None
    shared_front_desk: bool = False
    as_of_date: date | None = None


@dataclass(frozen=True)
class CostRecord:
    """One line of annual premises cost, pounds a year, of one financial year (``2009/10``)."""

    row_number: int
    own_ref: str
    link: PropertyLink
    kind: codes.CostKind
    amount_gbp_pa: Decimal
    cost_year: str
    payee: Party | None = None
    as_of_date: date | None = None


Record = PropertyRecord | LeaseRecord | OccupationRecord | CostRecord | RatingRecord
