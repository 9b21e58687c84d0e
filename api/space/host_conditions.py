"""What is on record of a school's conditions as a host: read, recorded, by file in and out."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import Connection

from api.http import sessions
from api.http.csv_body import CSV_BODY, FileKept, sent_csv
from api.http.dependencies import BearerIs, ReaderIs, ReadOnly, Today
from api.http.downloads import file_answer
from api.http.parameters import NoQueryIs
from api.http.problems import files, responses
from api.http.service import Service
from api.http.writing import Doing, DoingIs
from api.space import host_conditions_table, schemas
from api.space.routes import may_set
from api.space.use_readings import owner_to_write
from estate.answers.properties.host_conditions import HostConditions, host_conditions
from estate.codes import SCHOOL_TYPES
from estate.errors import BadQuestion
from estate.register import visibility as v
from estate.register.queries import host_conditions as query
from estate.register.queries import organisations, properties
from estate.register.writes.sharing import ConditionFacts, record_conditions
from estate.space import host_condition_files

router = APIRouter(tags=["properties"])


@router.get(
    "/properties/{property_id}/host-conditions",
    response_model=HostConditions,
    responses=responses(403, 404),
)
def listing(
    connection: ReadOnly, reader: ReaderIs, today: Today, property_id: UUID, _: NoQueryIs
) -> HostConditions:
    """A school's four conditions as a host: what is on record of each, and all that ever was."""
    v.demand(reader, v.Level.CLUB, "conditions of a school as a host", of_own=True)
    row = properties.one(connection, reader, property_id, today=today)
    return host_conditions(connection, reader, property_id, row["type_code"])


@router.post(
    "/properties/{property_id}/host-conditions",
    response_model=HostConditions,
    responses=responses(403, 404),
)
def record(
    do: DoingIs, property_id: UUID, sent: schemas.ConditionSaid, _: NoQueryIs
) -> HostConditions:
    """Put on record whether a condition is met, for the school's own editors and importers. Of one
    condition the latest answer counts, which may be a withdrawal; earlier ones are kept."""
    code = put(do, property_id, sent)
    kind = query.type_of(do.connection, property_id)
    return host_conditions(do.connection, v.owner(code), property_id, kind)


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


@router.get(
    "/organisations/{code}/host-conditions.csv",
    response_class=Response,
    responses=files("text/csv", problems=(403, 404)),
)
def as_file(connection: ReadOnly, bearer: BearerIs, code: str, _: NoQueryIs) -> Response:
    """What stands of all schools of an organisation, as a file that is read back without a change;
    for itself and administrators."""
    organisations.one(connection, v.owner(code), code)
    bearer.demand_own(code)
    rows: list[Mapping[str, Any]] = list(query.of(connection, v.owner(code), organisation=code))
    body = host_condition_files.written(rows)
    return file_answer(body, f"host-conditions-{code}.csv")


@router.post(
    "/organisations/{code}/host-conditions.csv",
    response_model=FileKept,
    responses=responses(403, 404),
    openapi_extra=CSV_BODY,
)
def bring_file(
    do: DoingIs, code: str, body: Annotated[bytes, Depends(sent_csv)], _: NoQueryIs
) -> FileKept:
    """Keep the answers of a CSV as it is given out here, all or none; what stands already changes
    nothing. For the organisation's own editors and importers."""
    do.bearer.demand_write(code)
    organisations.one(do.connection, v.owner(code), code)
    read, new = host_condition_files.bring(do.connection, body, code, do.today, by=do.bearer.by)
    return FileKept(read=read, new=new)


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
