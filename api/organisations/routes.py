"""Organisations of the county."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.http import parameters
from api.http.dependencies import BearerIs, ReaderIs, ReadOnly
from api.http.downloads import attachment
from api.http.problems import files, responses
from api.http.values import coded
from api.properties import serialise as properties_serialise
from estate.exports import transparency
from estate.exports.delimited_text import csv_bytes
from estate.register.queries import organisations
from estate.register.queries.transparency import lacking, own_properties

router = APIRouter(tags=["organisations"])


def _shape(row: properties_serialise.Row) -> dict[str, Any]:
    return {**row, "kind": coded(row["kind"])}


@router.get(
    "/organisations",
    response_model=parameters.Organisations,
    response_model_exclude_unset=True,
    responses=responses(),
)
def all_organisations(
    connection: ReadOnly, reader: ReaderIs, _: Annotated[parameters.NoQuery, Query()]
) -> Any:
    """Every organisation, how many of its properties the reader sees, and its last import."""
    return {"organisations": [_shape(r) for r in organisations.listing(connection, reader)]}


@router.get(
    "/organisations/{code}",
    response_model=parameters.Organisation,
    response_model_exclude_unset=True,
    responses=responses(404),
)
def one_organisation(
    connection: ReadOnly, reader: ReaderIs, code: str, _: Annotated[parameters.NoQuery, Query()]
) -> Any:
    """One organisation."""
    return _shape(organisations.one(connection, reader, code))


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
    _: Annotated[parameters.NoQuery, Query()],
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
