"""A plan of a town is kept and an opportunity opened on it, whichever door asks."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from api.http.bodies import Sent
from api.http.text_types import Line
from api.http.writing import Doing
from api.kept_cases.who_may_keep import demand_keeper
from api.opportunities import schemas
from api.opportunities import writing as opportunities
from estate.answers.cases import keeping_cases
from estate.answers.context import ReadContext
from estate.answers.opportunities.opening import demand_opening, demand_sayable
from estate.answers.towns.question import TownQuestion
from estate.errors import BadQuestion

_NOTE = "Opened from the plan of a town; how the saving divides is still to be agreed."


class PlanOpened(Sent):
    """The opportunity's title, and which body leads it."""

    title: Annotated[Line, Field(min_length=1, max_length=120)] = Field(
        description="what could be done; the kept plan is called the same"
    )
    lead: Annotated[Line, Field(max_length=20)] | None = Field(
        default=None, description="code of who leads it; whoever sends it, if left"
    )


class OpenedFromPlan(BaseModel):
    """What was opened, and the kept plan that it rests on."""

    opportunity_id: UUID
    kept_case_id: UUID
    page: str


def demand(do: Doing, sent: PlanOpened) -> str:
    """The body that would lead; ``NotAllowed`` where whoever asks may not."""
    demand_keeper(do.bearer)
    lead = sent.lead or do.bearer.organisation
    demand_opening(do.bearer.person, do.reader, lead or "")
    demand_sayable(sent.title)
    if lead is None:
        raise BadQuestion("Say which organisation leads it: `lead` is missing.")
    return lead


def opened(
    do: Doing, context: ReadContext, question: TownQuestion, sent: PlanOpened
) -> OpenedFromPlan:
    """All three in one transaction: kept, opened, the one resting on the other."""
    lead = demand(do, sent)
    kept = keeping_cases.keep_town(context, do.connection, question, sent.title)
    places = [UUID(one) for one in touched(question)]
    opening = schemas.Opened(property_ids=places, title=sent.title, lead=lead)
    opportunity_id = opportunities.open_one(do, opening)
    resting = schemas.CaseSaid(kept_case_id=kept, saving_gbp_pa=0, shares=[], note=_NOTE)
    opportunities.put_case(do, opportunity_id, resting)
    return OpenedFromPlan(
        opportunity_id=opportunity_id,
        kept_case_id=kept,
        page=f"/opportunities/{opportunity_id}",
    )


def touched(question: TownQuestion) -> list[str]:
    """Ids of the properties that somebody moves out of or into; what is offered besides is none."""
    plan, town = question.found.plan, question.town
    if plan is None:
        return []
    moves = town.problem.moves.iloc[plan.moves]
    home = town.problem.occupations["home"].to_numpy()
    at = dict.fromkeys([*home[moves["occupation"]].tolist(), *moves["host"].tolist()])
    ids = (town.property_ids[one] for one in at)
    return [one for one in ids if one not in town.hosts_offered]
