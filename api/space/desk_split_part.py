"""What the page of a property tells of its shared front desk."""

from typing import Any
from uuid import UUID

from fastapi import Request

from api.http import sessions
from api.http.service import Service
from api.space.routes import may_set
from estate.answers.context import ReadContext
from estate.answers.properties.desk_split import desk_split
from estate.register import visibility as v
from estate.register.queries import organisations


def of_page(
    request: Request,
    context: ReadContext,
    service: Service,
    property_id: UUID,
) -> dict[str, Any] | None:
    """What the property's page tells of its shared front desk; None where it has none."""
    if context.reader.level < v.Level.CLUB:
        return None
    found = desk_split(context, property_id)
    if not found.parties:
        return None
    names = organisations.names(context.connection)
    parties = [
        vars(one)
        | {
            "name": names.get(one.organisation, one.organisation),
            "may_say": may_set(request, one.organisation),
        }
        for one in found.parties
    ]
    secret = sessions.secret_of(request, service.settings)
    held = getattr(request.state, "session", None) is not None
    token = sessions.csrf_token(secret) if secret and held else None
    return {"parties": parties, "may_split": found.may_split, "csrf_token": token}
