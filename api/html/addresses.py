"""Addresses of pages, made in one place."""

from collections.abc import Iterable
from urllib.parse import quote, urlencode


def property_address(property_id: object) -> str:
    """The page of one property."""
    return f"/properties/{property_id}"


def organisation_address(code: str) -> str:
    """The page of one organisation."""
    return f"/organisations/{quote(code, safe='')}"


def town_address(name: str) -> str:
    """The page of one town."""
    return f"/towns/{quote(name, safe='')}"


def filter_query(**filters: str) -> str:
    """Filters as the map's address and ``/print`` take them (maps/static/state.js)."""
    return urlencode(filters)


#: Where consultation files are.
CONSULTATION_FILE = "/consultations/file"


def consultation_query(numbers: Iterable[int]) -> str:
    """Opportunities of a consultation file by their numbers, with the question mark."""
    return f"?{urlencode([('opportunity', one) for one in numbers])}"
