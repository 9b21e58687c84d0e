"""Places that look protected, as their owners and administrators are told of them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy import Connection

from estate import codes
from estate.answers.answer import Answer, answer
from estate.register.queries import protection
from estate.register.queries.protection import LookingProtected, Stand


@answer
class ProtectedPlace(Answer):
    """One place that looks protected, and how it stands."""

    property_id: UUID
    organisation: str
    reference: str
    name: str
    kinds: list[str]
    looks_like: Annotated[str, Field(description="the kinds in words")]
    heading: Annotated[str, Field(description="where the words stand that tell so")]
    words: str
    sensitivity: codes.Sensitivity
    seen_by: Annotated[str, Field(description="anybody, members of the club, or its owner alone")]
    stand: Annotated[Stand, Field(description="shown (without confirmation), confirmed or kept")]
    answered: Annotated[
        codes.Sensitivity | None, Field(description="how far it may be shown by the last answer")
    ]
    answered_by: str | None
    answered_at: datetime | None


@answer
class ProtectedPlaces(Answer):
    """All of an organisation, those first that are shown without confirmation."""

    places: list[ProtectedPlace]


def protected_places(connection: Connection, organisation: str | None = None) -> ProtectedPlaces:
    """Of an organisation or, for operators, of all."""
    found = protection.looking_protected(connection, organisation)
    return ProtectedPlaces(places=[protected_place(one) for one in found])


def place_now(connection: Connection, property_id: UUID) -> ProtectedPlace:
    """One place as it stands."""
    return protected_place(protection.place(connection, property_id))


def protected_place(one: LookingProtected) -> ProtectedPlace:
    """What is told of one place."""
    last = one.answer
    return ProtectedPlace(
        property_id=one.property_id,
        organisation=one.organisation_code,
        reference=one.local_ref,
        name=one.name,
        kinds=sorted(one.told.kinds),
        looks_like=one.looks_like,
        heading=one.told.heading,
        words=one.told.words,
        sensitivity=one.sensitivity,
        seen_by=_seen_by(one),
        stand=one.stand,
        answered=None if last is None else last.sensitivity,
        answered_by=None if last is None else last.by,
        answered_at=None if last is None else last.at,
    )


def _seen_by(one: LookingProtected) -> str:
    """Who sees the place today."""
    if one.public:
        return "anybody"
    return "members of the club" if one.sensitivity in protection.SHOWN else "its owner alone"
