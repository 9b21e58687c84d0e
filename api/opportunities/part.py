"""What pages of properties and business cases tell of opportunities."""

from typing import Any
from uuid import UUID

from fastapi import Request

from api.html.tables import Table
from api.http import sessions
from api.http.service import Service
from api.opportunities import page_model
from estate.answers.club.meetings import minutes_of_property
from estate.answers.context import ReadContext
from estate.answers.opportunities import opportunity
from estate.codes import Role
from estate.register import visibility as v
from estate.register.queries import opportunities as query


def of_property(context: ReadContext, property_id: UUID, is_any: bool) -> Table | None:
    """For the page of a property: the opportunities to which it belongs, as far as the reader is
    shown them; None where there is none, which is known without a question unless ``is_any``."""
    if not is_any or context.reader.level < v.Level.CLUB:
        return None
    rows = query.listing(context.connection, context.reader, property_id=property_id)
    return page_model.of_property(opportunity.listed(context, rows)) if rows else None


def minuted(context: ReadContext, property_id: UUID, is_any: bool) -> Table | None:
    """For the page of a property: what meetings have minuted about it; None where there is
    nothing, which is known without a question unless ``is_any``."""
    if not is_any or context.reader.level < v.Level.CLUB:
        return None
    entries = minutes_of_property(context, property_id)
    return page_model.minutes(entries) if entries else None


def of_pair(context: ReadContext, guest_id: UUID, host_id: UUID) -> opportunity.Listed | None:
    """For the page of a business case: the opportunity that is open for the two, where the reader
    is shown it."""
    if context.reader.level < v.Level.CLUB:
        return None
    row = query.shown_for(context.connection, context.reader, guest_id, host_id)
    return None if row is None else opportunity.listed(context, [row])[0]


def promotion(request: Request) -> dict[str, Any] | None:
    """What a page needs for a button that opens an opportunity; None for who may not."""
    actor = getattr(request.state, "actor", None)
    service: Service = request.app.state.service
    token = sessions.form_token(request, service.settings)
    if actor is None or actor.role != Role.EDITOR or token is None:
        return None
    return {"csrf_token": token, "lead": actor.organisation}
