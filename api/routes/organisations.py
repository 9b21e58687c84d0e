"""Organisations of the county."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api import schemas, shapes
from api.dependencies import ReaderIs, ReadOnly
from api.problems import responses
from estate.register.queries import organisations

router = APIRouter(tags=["organisations"])


def _shape(row: shapes.Row) -> dict[str, Any]:
    return {**row, "kind": shapes.coded(row["kind"])}


@router.get(
    "/organisations",
    response_model=schemas.Organisations,
    response_model_exclude_unset=True,
    responses=responses(401),
)
def all_organisations(
    connection: ReadOnly, reader: ReaderIs, _: Annotated[schemas.NoQuery, Query()]
) -> Any:
    """Every organisation, how many of its properties the reader sees, and its last import."""
    return {"organisations": [_shape(r) for r in organisations.listing(connection, reader)]}


@router.get(
    "/organisations/{code}",
    response_model=schemas.Organisation,
    response_model_exclude_unset=True,
    responses=responses(401, 404),
)
def one_organisation(
    connection: ReadOnly, reader: ReaderIs, code: str, _: Annotated[schemas.NoQuery, Query()]
) -> Any:
    """One organisation."""
    return _shape(organisations.one(connection, reader, code))
