"""What answers look like, for the OpenAPI: shapes of what the routes make as plain dictionaries.

They describe and do not filter: the answer goes out as it was made, and ``tests/openapi`` and
``tests/api/test_shapes.py`` hold it against its shape. A member with a default is one that not
every reader sees, or that only some rows have.
"""

import datetime as dt
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from api.http.parameters import Coded, Named


class Answer(BaseModel):
    """Base of all: nothing beside what is named."""

    model_config = ConfigDict(extra="forbid")


class ForDiscussion(Answer):
    """What rests on judgement says so."""

    disclaimer: str


class ForReader(ForDiscussion):
    """Whose eyes it was made for: public, club, party or owner."""

    reader: str


class Live(Answer):
    """The process answers."""

    status: Literal["live"]


class QueueRoom(Answer):
    """One queue: places at once, and the line before them."""

    name: str
    places: int
    taken: int
    waiting: int
    may_wait: int


class PoolRoom(Answer):
    """Connections to the database of one kind of work."""

    name: str
    size: int
    in_use: int


class Room(Answer):
    """How full the worker is that answered; another may be emptier."""

    threads: int
    threads_in_use: int
    threads_waited_for: int
    queues: list[QueueRoom]
    pools: list[PoolRoom]


class Ready(Answer):
    """The register answers too."""

    status: Literal["ready"]
    county: str
    version: int
    room: Room


class Line(Answer):
    """One line of what an answer rests on."""

    name: str
    text: str


class AssumptionUsed(Answer):
    """A named figure that an answer rests on, with where it comes from."""

    name: str
    value: Any
    unit: str
    source: str
    year: str | None
    note: str | None
    overridden: bool


class County(Answer):
    """Which county this register holds."""

    code: str
    name: str
    synthetic: bool
    population: int | None


class Segment(Answer):
    """Properties of one kind with their area and cost, where enough of them are known."""

    segment: str
    properties: int
    gia_m2: float | None
    cost_gbp_pa: float | None
    cost_low_gbp_pa: float | None
    cost_high_gbp_pa: float | None
    with_cost: int
    with_area: int


class BookValue(Answer):
    """The sum of book values, or why it is withheld."""

    properties_with_value: int
    book_value_gbp: float | None
    withheld: str | None


class PremisesCost(Answer):
    """What premises cost a year, with its range."""

    properties: int
    scope: str
    low_gbp_pa: float
    central_gbp_pa: float
    high_gbp_pa: float
    imputed_share: float
    price_base: str
    properties_by_tier: dict[str, int]
    basis: str


class TablePrices(Answer):
    """The year whose prices the tables are in, and what makes today's money of them."""

    of: str
    today: str
    factor: float
    index: str


class Stats(ForReader):
    """The county in figures; the public is shown the counts alone."""

    county: County
    version: int
    properties: int
    on_the_map: int
    with_outline: int
    organisations_in_scope_with_properties: int
    associates_with_properties: int
    organisations_in_scope: int
    signed_in_scope: int
    county_table: list[Segment]
    prices: TablePrices | None = None
    segments: list[Segment]
    availability: dict[str, int] = {}
    sharing: dict[str, int] = {}
    use_class: dict[str, int] = {}
    book_value: BookValue | None = None
    premises_cost: PremisesCost | None = None


class Place(Answer):
    """A property as a calendar names it; ``organisation`` is its manager's code."""

    id: UUID
    name: str
    ref: str | None
    organisation: str


class Exit(Answer):
    """Which exit a deadline belongs to: its day, or its quarter where only that is shown."""

    kind: Coded
    date: dt.date | None = None
    quarter: str | None = None


class Urgency(Coded):
    """How soon somebody must act; the colour is never the only sign."""

    colour: str


class LeaseEvent(Answer):
    """What falls due; ``quarter`` where the day itself is not for the reader."""

    lease_id: UUID
    property: Place
    tenant: str | None
    tenant_name: str | None
    landlord: str | None
    landlord_name: str | None
    kind: Coded
    precision: Literal["day", "quarter"]
    date: dt.date
    quarter: str | None = None
    of: Exit | None
    notice_months: int | None
    notice_assumed: bool
    penalty_gbp: float | None
    conditions: str | None
    urgency: Urgency


class LeaseCalendar(ForReader):
    """Lease events by date."""

    number_returned: int = Field(alias="numberReturned")
    events: list[LeaseEvent]
    by_quarter: str


class SharedBuildings(Answer):
    """How many buildings one organisation manages and another uses; staff for their owner."""

    managing: Named
    occupying: Named
    buildings: int
    staff: str | float | None


class SharingMatrix(ForReader):
    """Who sits in whose buildings."""

    shared_buildings: int
    cells: list[SharedBuildings]
    note: str


class NamedProperty(Answer):
    """A property of a group."""

    id: UUID
    name: str
    organisation: str


class SimilarUsersGroup(Answer):
    """Like users within a walk of each other; the need is in m²."""

    same: Coded
    organisations: list[Named]
    properties: list[NamedProperty]
    occupations: int
    span_min: float
    need_m2: int | None


class SimilarUsers(ForDiscussion):
    """Groups of like users."""

    number_returned: int = Field(alias="numberReturned")
    groups: list[SimilarUsersGroup]
    distance_basis: str
    assumption_set: str
    run_date: dt.date


class FieldWorth(Answer):
    """How much a missing field would narrow the range, if it were known."""

    organisation: str
    field: str
    properties: int
    narrowing_gbp_pa: float
    narrowing_per_figure_gbp_pa: float
    narrowing_share: float


class CostRange(ForReader):
    """How sure the premises cost is."""

    basis: str
    years: str
    price_base: str
    scope: str
    properties: int
    imputed_share: float
    imputed_rate_only_share: float
    guessed_area_share: float
    shared_error_by_class: bool
    base_gbp_pa: float
    p10_gbp_pa: float
    p50_gbp_pa: float
    p90_gbp_pa: float
    draws: int
    seed: int
    sigma_shared: float
    value_of_information: list[FieldWorth]
    assumption_set: str
    assumptions: list[AssumptionUsed]
    statement: list[Line]
