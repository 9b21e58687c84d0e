"""Counts of people in a property: for its own organisation, over HTTP."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from api.http.csv_body import CSV_BODY, FileKept, sent_csv
from api.http.dependencies import BearerIs, ContextIs, ReadOnly
from api.http.downloads import file_answer
from api.http.parameters import NoQueryIs
from api.http.problems import files, responses
from api.http.writing import Doing, DoingIs
from api.space import schemas
from estate.answers.properties.use_readings import UseReadings, use_readings
from estate.errors import NotAllowed, NotFound
from estate.register.queries import organisations, properties
from estate.register.queries import use_readings as query
from estate.register.visibility import owner
from estate.register.writes.use_readings import ReadingFacts, record_readings
from estate.space import use_reading_files

router = APIRouter(tags=["properties"])


@router.get(
    "/properties/{property_id}/use-readings",
    response_model=UseReadings,
    responses=responses(403, 404),
)
def listing(
    context: ContextIs,
    bearer: BearerIs,
    property_id: UUID,
    _: NoQueryIs,
) -> UseReadings:
    """People counted in a property over its workplaces, in the order in which it was recorded; for
    its own organisation and administrators."""
    row = properties.one(context.connection, context.reader, property_id, today=context.today)
    bearer.demand_own(row["organisation_code"])
    return use_readings(context.connection, owner(row["organisation_code"]), property_id)


@router.post(
    "/properties/{property_id}/use-readings",
    response_model=UseReadings,
    responses=responses(403, 404),
)
def record(do: DoingIs, property_id: UUID, sent: schemas.Reading) -> UseReadings:
    """Record how many people were counted, on which day, over how many workplaces. Of one day the
    latest counts, which may be a withdrawal; earlier ones are kept."""
    code = owner_to_write(do, property_id)
    parts = query.own_occupations(do.connection, code)
    facts = use_reading_files.checked(
        ReadingFacts(
            organisation_code=code,
            property_id=property_id,
            occupation_ref=sent.occupation_ref or None,
            counted_on=sent.counted_on,
            people=sent.people,
            workplaces=sent.workplaces,
            source=sent.source,
            withdrawn=sent.withdrawn,
        ),
        parts,
        do.today,
    )
    record_readings(do.connection, [facts], by=do.bearer.by)
    return use_readings(do.connection, owner(code), property_id)


def owner_to_write(do: Doing, property_id: UUID) -> str:
    """Whose property it is, for whoever may write its rows; others learn nothing of it."""
    code = query.owner_of(do.connection, property_id)
    try:
        if code is None:
            raise NotFound("There is no such property.")
        do.bearer.demand_write(code)
    except (NotFound, NotAllowed):
        if do.bearer.is_administrator:
            raise
        raise NotAllowed("There is no such property whose use you may record.") from None
    return code


@router.get(
    "/organisations/{code}/use-readings.csv",
    response_class=Response,
    responses=files("text/csv", problems=(403, 404)),
)
def as_file(connection: ReadOnly, bearer: BearerIs, code: str, _: NoQueryIs) -> Response:
    """All counts of an organisation as a file that ``estate readings import`` reads back without a
    change; for itself and administrators."""
    organisations.one(connection, owner(code), code)
    bearer.demand_own(code)
    rows: list[Mapping[str, Any]] = list(query.of(connection, owner(code)))
    body = use_reading_files.written(rows)
    return file_answer(body, f"use-readings-{code}.csv")


@router.post(
    "/organisations/{code}/use-readings.csv",
    response_model=FileKept,
    responses=responses(403, 404),
    openapi_extra=CSV_BODY,
)
def bring_file(
    do: DoingIs, code: str, body: Annotated[bytes, Depends(sent_csv)], _: NoQueryIs
) -> FileKept:
    """Keep the counts of a CSV as it is given out here, all or none; what stands already changes
    nothing. For the organisation's own editors and importers."""
    do.bearer.demand_write(code)
    organisations.one(do.connection, owner(code), code)
    read, new = use_reading_files.bring(do.connection, body, code, do.today, by=do.bearer.by)
    return FileKept(read=read, new=new)
