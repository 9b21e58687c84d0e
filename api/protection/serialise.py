"""Places that look protected, in the shapes that their routes and page show."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from api.html.format import day
from api.html.tables import Column, Table
from api.http.schemas import Answer
from estate import codes
from estate.register.queries.protection import LookingProtected, Stand

_SEEN_BY = {
    codes.Sensitivity.OPEN: "members of the club",
    codes.Sensitivity.CLUB: "members of the club",
    codes.Sensitivity.OWNER_ONLY: "its owner alone",
    codes.Sensitivity.HIDDEN: "its owner alone",
}
STANDS = {
    Stand.SHOWN: "Shown, and nobody has confirmed that",
    Stand.CONFIRMED: "Shown, as its owner has confirmed",
    Stand.KEPT: "Kept with its owner",
}


class Given(BaseModel):
    """How far a place may be shown, said for its owner."""

    model_config = ConfigDict(extra="forbid")

    sensitivity: codes.Sensitivity = Field(
        description="open and club confirm that it may be shown; owner_only and hidden hide it"
    )


class ProtectedPlace(Answer):
    """One place that looks protected, and how it stands."""

    property_id: UUID
    organisation: str
    reference: str
    name: str
    kinds: list[str]
    looks_like: str = Field(description="the kinds in words")
    heading: str = Field(description="where the words stand that tell so")
    words: str
    sensitivity: codes.Sensitivity
    seen_by: str = Field(description="anybody, members of the club, or its owner alone")
    stand: str = Field(description="shown (without confirmation), confirmed or kept")
    answered_by: str | None = None
    answered_at: datetime | None = None


class ProtectedPlaces(Answer):
    """All of an organisation, those first that are shown without confirmation."""

    places: list[ProtectedPlace]


def place(one: LookingProtected) -> dict[str, Any]:
    """One place for JSON."""
    return {
        "property_id": one.property_id,
        "organisation": one.organisation_code,
        "reference": one.local_ref,
        "name": one.name,
        "kinds": sorted(one.told.kinds),
        "looks_like": one.looks_like,
        "heading": one.told.heading,
        "words": one.told.words,
        "sensitivity": one.sensitivity,
        "seen_by": seen_by(one),
        "stand": one.stand.value,
        "answered_by": None if one.answer is None else one.answer.by,
        "answered_at": None if one.answer is None else one.answer.at,
    }


def seen_by(one: LookingProtected) -> str:
    """Who sees the place today."""
    return "anybody" if one.public else _SEEN_BY[one.sensitivity]


def table(places: list[LookingProtected]) -> Table:
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


def _line(one: LookingProtected) -> dict[str, Any]:
    answer = one.answer
    told = f"“{one.told.words}” in {one.told.heading}" if one.told.words else "its owner's answer"
    return {
        "name": one.name,
        "page": f"/properties/{one.property_id}",
        "reference": one.local_ref,
        "looks_like": one.looks_like,
        "told": told,
        "seen_by": seen_by(one),
        "stand": STANDS[one.stand],
        "answer": "none yet"
        if answer is None
        else f"{codes.label(answer.sensitivity).lower()}, {day(answer.at.date())}, {answer.by}",
    }
