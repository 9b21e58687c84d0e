"""What public bodies spend, and what of it premises cost, over HTTP."""

from fastapi import APIRouter, Response

from api.http.dependencies import ContextIs
from api.http.parameters import NoQueryIs
from api.http.problems import responses
from api.http.values import sent
from estate.answers.need import public_spending as answers
from estate.answers.need.public_spending import Purse

router = APIRouter(tags=["need"])


@router.get("/public-spending", response_model=Purse, responses=responses())
def public_spending(context: ContextIs, _: NoQueryIs) -> Response:
    """What public bodies spend on the county, line by line as published; for members of the club
    also what their premises cost beside it, and premises cost by service, by deprivation and by
    area of need, with what cannot be attributed. ``/public-spending/{table}.csv`` has the tables
    as files."""
    return sent(answers.purse(context))
