"""What is on record of a school's conditions as a host: read, recorded, by file in and out."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from api.http.csv_body import CSV_BODY, FileKept, sent_csv
from api.http.dependencies import BearerIs, ReaderIs, ReadOnly, Today
from api.http.downloads import file_answer
from api.http.parameters import NoQueryIs
from api.http.problems import files, responses
from api.http.writing import DoingIs
from api.space import schemas
from api.space.host_conditions_part import put
from estate.answers.properties.host_conditions import HostConditions, host_conditions
from estate.register import visibility as v
from estate.register.queries import host_conditions as query
from estate.register.queries import organisations, properties
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
