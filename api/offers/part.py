"""What the page of a property tells of its offer."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import Request

from api.http.writing import person_of
from estate.answers.club import offers as answers
from estate.answers.context import ReadContext
from estate.club.codes import OfferState
from estate.club.decisions import Person
from estate.club.offers import OfferOnRecord, may_offer
from estate.register import visibility as v
from estate.register.queries import offers as query


def may_open(context: ReadContext, place: Mapping[str, Any], person: Person | None) -> bool:
    """Whether a person may offer this property to the other bodies."""
    today = context.today
    record = OfferOnRecord(
        place["organisation_code"], place["owner"], OfferState.OPEN, today, today
    )
    return person is not None and may_offer(person, record) is None


def of_property(
    request: Request, context: ReadContext, property_id: UUID, is_any: bool
) -> dict[str, Any]:
    """What the page of a property shows: the offer that runs, where there is ``is_any``, and
    whether one may be opened."""
    if context.reader.level < v.Level.CLUB:
        return {"offer": None, "may_offer": False}
    found = answers.offers(context, property_id=property_id).offers if is_any else []
    running = next((one for one in found if one.is_running), None)
    may = False
    if running is None and person_of(request) is not None:
        place = query.place(context.connection, context.reader, property_id)
        may = bool(place["is_shown"]) and may_open(context, place, person_of(request))
    return {"offer": running, "may_offer": may}
