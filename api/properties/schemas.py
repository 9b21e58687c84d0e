"""What answers about properties look like: GeoJSON lists, and everything of one property."""

import datetime as dt
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from api.http.schemas import Answer, ForDiscussion
from estate.answers.answer import Coded, Named


class Geometry(Answer):
    """A GeoJSON geometry in longitude and latitude (RFC 7946)."""

    type: Literal["Point", "Polygon", "MultiPolygon"]
    coordinates: list[Any]


class Summary(Answer):
    """A property in a list; what its reader may not see is absent."""

    name: str
    organisation: str = Field(description="code of the organisation that owns or manages it")
    organisation_name: str
    ref: str | None = None
    address: str | None = None
    postcode: str | None = None
    town: str | None = None
    district: str | None = None
    use_class: str | None = None
    type_code: str | None = None
    tenure: str | None = None
    operational: bool | None = None
    status: str | None = None
    availability: str | None = None
    sharing: str | None = None
    condition: str | None = None
    energy_rating: str | None = None
    as_of_date: dt.date | None = None
    confidence: str | None = None
    synthetic: bool | None = None
    gia_m2: float | None = None
    nia_m2: float | None = None
    book_value_gbp: float | None = None
    lease_can_end_quarter: str | None = None


class Feature(Answer):
    """A property as a GeoJSON feature; without a place its geometry is null."""

    type: Literal["Feature"]
    id: UUID
    geometry: Geometry | None
    properties: Summary


class Link(Answer):
    """Another page of the same list."""

    rel: Literal["self", "next"]
    href: str


class Properties(ForDiscussion):
    """GeoJSON with what matched, what is returned, and where the next page is."""

    type: Literal["FeatureCollection"]
    number_matched: int = Field(alias="numberMatched")
    number_returned: int = Field(alias="numberReturned")
    features: list[Feature]
    links: list[Link]


class Areas(Answer):
    """Floor and site areas in square metres."""

    gia_m2: float | None = None
    nia_m2: float | None = None
    site_area_m2: float | None = None
    basis: str | None = None


class Cost(Answer):
    """Annual premises cost: a sum, its published band, or a figure imputed with its range."""

    year: str | None
    unit: Literal["GBP a year"]
    imputed: bool
    tier: Coded
    total_gbp_pa: float | None = None
    band: str | None = None
    low: float | None = None
    central: float | None = None
    high: float | None = None


class Rating(Answer):
    """A rating with who, why and when."""

    rating: str | None = Field(description="null where one was withdrawn")
    basis: str
    reasons: list[str]
    assessor: str | None
    organisation: str | None
    assessed_on: dt.date
    review_by: dt.date | None
    decision_ref: str | None
    note: str | None = None


class Ratings(Answer):
    """The effective rating in each scheme in which there is one."""

    availability: Rating | None = None
    sharing: Rating | None = None


class Interest(Answer):
    """Who holds it, and how."""

    holder: str | None
    organisation: str | None
    role: Coded
    tenure: Coded | None


class NextExit(Answer):
    """When a lease can next end, and by when somebody must act: days, or quarters."""

    kind: Coded
    date: dt.date | None = None
    date_quarter: str | None = None
    act_by: dt.date | None = None
    act_by_quarter: str | None = None
    act_by_passed: bool | None
    notice_months: int | None
    notice_assumed: bool
    penalty_gbp: float | None = None


class Break(Answer):
    """A break to come; ``lapsed`` when the day for the tenant's notice has passed. Penalty (£)
    and conditions are told to the lease's parties."""

    kind: Coded
    date: dt.date | None = None
    date_quarter: str | None = None
    notice_months: int | None
    lapsed: bool
    penalty_gbp: float | None = None
    conditions: str | None = None


class Lease(Answer):
    """Parties, end and next exit; ``exact`` tells whether days are shown, or quarters."""

    tenant: str | None
    landlord: str | None
    inside_1954_act: bool | None
    exact: bool
    expiry: dt.date | None = None
    expiry_quarter: str | None = None
    holding_over_since: dt.date | None = None
    holding_over_since_quarter: str | None = None
    start_date: dt.date | None = None
    repairing_basis: str | None = None
    passing_rent_gbp_pa: float | None = None
    next_exit: NextExit | None = None
    breaks: list[Break]


class Occupier(Answer):
    """Who uses it; without a code where it is no organisation of the register."""

    code: str | None
    name: str | None


class Occupation(Answer):
    """Who uses it, for what, and how much room that needs, in m²."""

    organisation: Occupier
    shared_front_desk: bool | None
    user_function: Coded | None = None
    service_function: Coded | None = None
    need_m2: float | None = None
    nia_m2: float | None = None
    fte: float | None = None
    desks: float | None = None
    mobile_percent: float | None = Field(default=None, description="mobile posts, % of the posts")
    touchdown_desks: float | None = None
    need_low_m2: float | None = None
    need_high_m2: float | None = None
    need_rests_on: str | None = Field(default=None, description="whose standard, in words")
    need_by_other_m2: float | None = Field(
        default=None, description="what the other standard (2007 or 2026) would give"
    )


class Space(Answer):
    """A property's area, need, spare space and utilisation (need / area; 1 = full), m² NIA; null
    where it is not known. ``standard``: 2026 (each organisation's own, or the county's default) or
    2007 (so many m² for each post); ``other_…`` what the other of the two would give."""

    area_m2: float | None
    area_estimated: bool = Field(description="from the gross area")
    need_m2: float | None
    need_low_m2: float | None
    need_high_m2: float | None
    spare_m2: float | None
    utilisation: float | None
    standard: str
    other_standard: str
    other_need_m2: float | None
    other_spare_m2: float | None


class DataSource(Answer):
    """From which row of which file it came, and when."""

    file: str | None
    layer: str | None
    row: int | None
    imported_at: dt.datetime | None


class PropertyDetail(ForDiscussion):
    """Everything of one property that the reader may see."""

    id: str
    name: str
    organisation: Named
    ref: str | None = None
    uprn: str | None = None
    address: str | None = None
    postcode: str | None = None
    town: str | None = None
    district: str | None = None
    point: list[float] | None = Field(default=None, description="longitude, latitude")
    use_class: Coded | None = None
    use_class_imputed: bool | None = None
    type: Coded | None = None
    type_code_imputed: bool | None = None
    tenure: Coded | None = None
    status: Coded | None = None
    decision_ref: str | None = None
    operational: bool | None = None
    operational_imputed: bool | None = None
    public_access: bool | None = None
    protected_use: Coded | None = None
    pfi: bool | None = None
    areas: Areas | None = None
    condition: str | None = None
    backlog_gbp: float | None = None
    energy_rating: str | None = None
    book_value_gbp: float | None = None
    book_value_date: dt.date | None = None
    value_basis: str | None = None
    opening_hours: str | None = None
    services: str | None = None
    note: str | None = None
    cost: Cost | None = None
    ratings: Ratings | None = None
    interests: list[Interest] | None = None
    leases: list[Lease] | None = None
    occupations: list[Occupation] | None = None
    titles: list[str] | None = None
    space: Space | None = None
    as_of_date: dt.date | None = None
    confidence: str | None = None
    not_in_latest: bool | None = None
    data_source: DataSource | None = None
    synthetic: bool | None = None
    visibility: str
