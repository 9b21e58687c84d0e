"""Addresses of the pages that answers name."""

from urllib.parse import quote


def property_address(property_id: object) -> str:
    """The page of one property."""
    return f"/properties/{property_id}"


def organisation_address(code: str) -> str:
    """The page of one organisation."""
    return f"/organisations/{quote(code, safe='')}"


def town_address(name: str) -> str:
    """The page of one town."""
    return f"/towns/{quote(name, safe='')}"
