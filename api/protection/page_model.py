"""Places that look protected as the table that their page and its files show."""

from collections.abc import Sequence
from typing import Any

from api.html.addresses import property_address
from api.html.format import day
from api.html.tables import Column, Table
from estate import codes
from estate.answers.properties.protected_places import ProtectedPlace
from estate.register.queries.protection import Stand

STANDS = {
    Stand.SHOWN: "Shown, and nobody has confirmed that",
    Stand.CONFIRMED: "Shown, as its owner has confirmed",
    Stand.KEPT: "Kept with its owner",
}


def table(places: Sequence[ProtectedPlace]) -> Table:
    """The same for the page and its files."""
    columns = (
        Column("name", "Place", link="page"),
        Column("reference", "Reference"),
        Column("looks_like", "Looks like"),
        Column("told", "Because of", "long"),
        Column("seen_by", "Seen by"),
        Column("stand", "How it stands"),
        Column("answer", "Last answer"),
    )
    return Table(
        "protected",
        "Places that look protected",
        columns,
        [_line(one) for one in places],
        empty="No place of this organisation looks protected.",
    )


def _line(one: ProtectedPlace) -> dict[str, Any]:
    told = f"“{one.words}” in {one.heading}" if one.words else "its owner's answer"
    return {
        "name": one.name,
        "page": property_address(one.property_id),
        "reference": one.reference,
        "looks_like": one.looks_like,
        "told": told,
        "seen_by": one.seen_by,
        "stand": STANDS[one.stand],
        "answer": _answer(one),
    }


def _answer(one: ProtectedPlace) -> str:
    if one.answered is None or one.answered_at is None:
        return "none yet"
    said = codes.label(one.answered).lower()
    return f"{said}, {day(one.answered_at.date())}, {one.answered_by}"
