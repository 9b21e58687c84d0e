"""What the page of a school tells of its conditions as a host, and keeps of them."""

from typing import Any
from uuid import UUID

from fastapi import Request
from sqlalchemy import Connection

from api.http import sessions
from api.http.service import Service
from api.http.writing import Doing
from api.space import host_conditions_table, schemas
from api.space.routes import may_set
from api.space.use_readings import owner_to_write
from estate.answers.properties.host_conditions import host_conditions
from estate.codes import SCHOOL_TYPES
from estate.errors import BadQuestion
from estate.register import visibility as v
from estate.register.queries import host_conditions as query
from estate.register.writes.sharing import ConditionFacts, record_conditions
from estate.space import host_condition_files


def put(do: Doing, property_id: UUID, sent: schemas.ConditionSaid) -> str:
    """Keep one answer; whose property it is."""
    code = owner_to_write(do, property_id)
    if query.type_of(do.connection, property_id) not in SCHOOL_TYPES:
        raise BadQuestion(
            "This property is no school by its type: nothing of it is on record "
            "as a school's condition."
        )
    facts = ConditionFacts(organisation_code=code, property_id=property_id, **dict(sent))
    facts = host_condition_files.checked(facts, do.today)
    record_conditions(do.connection, [facts], by=do.bearer.by)
    return code


def of_page(
    request: Request,
    connection: Connection,
    service: Service,
    access: v.RowAccess,
    property_id: UUID,
    type_code: str | None,
) -> dict[str, Any] | None:
    """What a school's page tells of its conditions, with a form for its own people; None of any
    other property, and for readers who are not shown it."""
    if access.level < v.Level.CLUB or type_code not in SCHOOL_TYPES:
        return None
    told = host_conditions(connection, access.reader, property_id, type_code)
    secret = sessions.secret_of(request, service.settings)
    held = getattr(request.state, "session", None) is not None
    return vars(told) | {
        "table": host_conditions_table.table(told.history, own=access.level >= v.Level.OWNER),
        "may_say": may_set(request, access.organisation),
        "csrf_token": sessions.csrf_token(secret) if secret and held else None,
    }
