"""Addresses of pages, made in one place."""

from collections.abc import Iterable
from urllib.parse import urlencode
from uuid import UUID

from estate.answers.page_addresses import organisation_address as organisation_address
from estate.answers.page_addresses import property_address as property_address
from estate.answers.page_addresses import town_address as town_address


def filter_query(**filters: str) -> str:
    """Filters as the map's address and ``/print`` take them (maps/static/state.js)."""
    return urlencode(filters)


#: Where consultation files are.
CONSULTATION_FILE = "/consultations/file"


def consultation_query(numbers: Iterable[int], plan: UUID | None = None) -> str:
    """Opportunities of a consultation file by their numbers, or its kept plan, with the question
    mark."""
    if plan is not None:
        return f"?plan={plan}"
    return f"?{urlencode([('opportunity', one) for one in numbers])}"
