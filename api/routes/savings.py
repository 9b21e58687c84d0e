"""Savings: the top-down estimate."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api import saving_shapes, schemas
from api.answer_schemas_savings import TopDown
from api.dependencies import ReaderIs, ReadOnly, Today
from api.problems import answers as shaped
from estate import county_answers

router = APIRouter(prefix="/savings", tags=["savings"])


@router.get("/top-down", responses=shaped(TopDown))
def top_down(
    connection: ReadOnly, reader: ReaderIs, today: Today, _: Annotated[schemas.NoQuery, Query()]
) -> dict[str, Any]:
    """Three labelled bases, the range it implies, and the readings of the factor five apart."""
    return saving_shapes.top_down(county_answers.top_down(connection, reader, today))
