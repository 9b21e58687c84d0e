"""Services for residents, over HTTP.

A postcode is sent in the body of a POST, so that it stands in no address. It is looked up and
forgotten, and the answer is kept by nobody (``Cache-Control: no-store``).
"""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.http import parameters
from api.http.bodies import Sent
from api.http.dependencies import ContextIs
from api.http.problems import responses
from api.http.text_types import Line
from api.http.values import sent
from estate.answers.context import ReadContext
from estate.answers.residents import services as answers
from estate.answers.residents.services import Services

router = APIRouter(tags=["services"])


class ServicesQuery(parameters.FormQuery):
    """Which service, in which town."""

    kind: Line | None = Field(default=None, max_length=60, description="a kind of service")
    town: Line | None = Field(default=None, max_length=200)

    def ask(self, context: ReadContext, postcode: str | None = None) -> Services:
        """The answer to it; ``postcode``: the nearest first."""
        return answers.services(context, postcode=postcode, **self.model_dump())


class PostcodeIn(Sent):
    """From where. It is not kept."""

    postcode: Line = Field(max_length=10, examples=["WR1 1AA"])


ServicesQueryIs = Annotated[ServicesQuery, Query()]


@router.get("/services", response_model=Services, responses=responses())
def services(context: ContextIs, asked: ServicesQueryIs) -> Response:
    """Places open to the public with their services and opening hours, the same for whoever asks.
    ``/services/services.csv`` has it as a file."""
    return sent(asked.ask(context))


@router.post("/services/near", response_model=Services, responses=responses())
def services_near(where: PostcodeIn, context: ContextIs, asked: ServicesQueryIs) -> Response:
    """The same, the nearest to a postcode first, with minutes on foot and by car. The postcode is
    looked up and forgotten."""
    made = sent(asked.ask(context, where.postcode))
    made.headers["Cache-Control"] = "no-store"
    return made
