"""What lists of properties look like: GeoJSON, a page at a time."""

import datetime as dt
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from api.http.schemas import Answer, ForDiscussion


class Geometry(Answer):
    """A GeoJSON geometry in longitude and latitude (RFC 7946)."""

    type: Literal["Point", "Polygon", "MultiPolygon"]
    coordinates: list[Any]


class Summary(Answer):
    """A property in a list; what its reader may not see is absent."""

    name: str
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
    ref: str | None = None
    organisation: str = Field(description="code of the organisation that owns or manages it")
    organisation_name: str
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
