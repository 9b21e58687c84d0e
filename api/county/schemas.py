"""What answers about the county as a whole look like."""

import datetime as dt
from uuid import UUID

from pydantic import Field

from api.http.schemas import Answer, ForDiscussion, ForReader
from estate.answers.answer import Coded, Named


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
    availability: dict[str, int] = Field({})
    sharing: dict[str, int] = Field({})
    use_class: dict[str, int] = Field({})
    book_value: BookValue | None = None
    premises_cost: PremisesCost | None = None


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
