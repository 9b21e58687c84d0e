"""Organisations of the county."""

from fastapi import APIRouter, Response

from api.http.dependencies import BearerIs, ContextIs, ReaderIs, ReadOnly
from api.http.downloads import attachment
from api.http.parameters import NoQueryIs
from api.http.problems import files, responses
from api.http.values import sent
from estate.answers.organisations import organisation, statement
from estate.answers.organisations.organisation import Organisation, Organisations
from estate.answers.organisations.statement import Statement
from estate.exports import transparency
from estate.exports.delimited_text import csv_bytes
from estate.register.queries import organisations
from estate.register.queries.transparency import lacking, own_properties

router = APIRouter(tags=["organisations"])


@router.get("/organisations", response_model=Organisations, responses=responses())
def all_organisations(context: ContextIs, _: NoQueryIs) -> Response:
    """Every organisation, how many of its properties the reader sees, and its last import."""
    return sent(organisation.all_of_them(context))


@router.get("/organisations/{code}", response_model=Organisation, responses=responses(404))
def one_organisation(context: ContextIs, code: str, _: NoQueryIs) -> Response:
    """One organisation."""
    return sent(organisation.organisation(context, code))


@router.get(
    "/organisations/{code}/statement", response_model=Statement, responses=responses(403, 404)
)
def premises_statement(context: ContextIs, code: str, _: NoQueryIs) -> Response:
    """What its premises cost an organisation, building by building and share by share: by the room
    that each user of a building needs. Where another body manages it, from that body's published
    band unless the reader sees its figures. ``/organisations/{code}/statement.csv`` is
    the same as a file."""
    return sent(statement.statement(context, code))


@router.get(
    "/organisations/{code}/transparency-code.csv",
    response_class=Response,
    responses=files("text/csv", problems=(403, 404)),
)
def transparency_code(
    connection: ReadOnly,
    bearer: BearerIs,
    reader: ReaderIs,
    code: str,
    _: NoQueryIs,
) -> Response:
    """The organisation's land and buildings in the 29 columns of the Transparency Code 2015, for
    itself to check and publish: vacant and redacted rows by the Code's rules. Open properties that
    a later file lacked are left out: ``X-Rows-Lacking`` says how many."""
    organisations.one(connection, reader, code)
    bearer.demand_own(code)
    body = csv_bytes(transparency.published(own_properties(connection, code)), transparency.COLUMNS)
    named = attachment(f"land-and-buildings-{code}.csv")
    named["X-Rows-Lacking"] = str(len(lacking(connection, code)))
    return Response(body, media_type="text/csv; charset=utf-8", headers=named)
