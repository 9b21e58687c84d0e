"""Services with a gap, hot spots and hubs, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.http import parameters
from api.http.dependencies import ContextIs
from api.http.problems import responses
from api.http.text_types import Line
from api.http.values import sent
from estate.access.travel import Mode
from estate.answers.context import ReadContext
from estate.answers.need import gaps_and_hubs as answers
from estate.answers.need.choice import Narrowed
from estate.answers.need.gaps_and_hubs import HubsFound, NeedFound
from estate.need.hubs import MOST_HUBS, HubsBy

router = APIRouter(tags=["need"])


#: So many areas at most are named at once.
_MOST_AREAS = 40


class NeedQuery(parameters.FormQuery):
    """Within how many minutes, by which way of travelling; of which service and areas alone."""

    within: float = Field(default=20.0, ge=1, le=120, description="minutes")
    mode: Mode = Field(default=Mode.WALK, description="how people travel")
    service: Annotated[Line, Field(max_length=80)] | None = Field(
        default=None, description="this service alone, by code or name"
    )
    area: list[Annotated[Line, Field(max_length=400)]] = Field(
        default=[],
        max_length=_MOST_AREAS,
        description="people of these alone: small areas by code or name, towns, districts, areas "
        "of need; several in one stand between commas",
    )

    @property
    def only(self) -> Narrowed:
        """What the question is about alone."""
        return Narrowed(self.service, tuple(self.area))

    def ask(self, context: ReadContext) -> NeedFound:
        """The answer to it."""
        return answers.need(context, within=self.within, mode=self.mode, only=self.only)


class HubsQuery(NeedQuery):
    """How many hubs, for whom, and what is made best."""

    count: int = Field(default=4, ge=1, le=MOST_HUBS, description="so many hubs")
    by: HubsBy = Field(
        default=HubsBy.COVERING,
        description="covering: most people within reach; nearest: least travel altogether",
    )
    deprived: bool = Field(
        default=False, description="only people of the 30 % most deprived areas count"
    )

    def hubs(self, context: ReadContext) -> HubsFound:
        """The answer to it."""
        return answers.hubs_found(
            context,
            count=self.count,
            within=self.within,
            mode=self.mode,
            by=self.by,
            deprived=self.deprived,
            only=self.only,
        )


@router.get("/need", response_model=NeedFound, responses=responses(403))
def need(context: ContextIs, asked: Annotated[NeedQuery, Query()]) -> Response:
    """Which services have no place within reach of whom: by service the people and areas, how many
    of its places stand in the 30 % most deprived areas, and whose only place within reach is open
    to change; and hot spots, the most deprived areas that lack most. ``service`` and ``area``
    narrow all of it, and ``choice`` says to what. For members of the club.
    ``/need/{table}.csv`` has the tables as files."""
    return sent(asked.ask(context))


@router.get("/need/hubs", response_model=HubsFound, responses=responses(403))
def hubs(context: ContextIs, asked: Annotated[HubsQuery, Query()]) -> Response:
    """Where an access point of several bodies would serve most people, with proof or how much
    better another choice could be; schools with their conditions as hosts. Nobody has decided
    anything. For members of the club."""
    return sent(asked.hubs(context))
