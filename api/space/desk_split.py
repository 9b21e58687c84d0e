"""Who of a shared front desk asks that its services may move apart: read, asked, withdrawn."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse

from api.html.templates import PageRoute
from api.http import parameters
from api.http.dependencies import ContextIs
from api.http.parameters import NoQueryIs
from api.http.problems import responses
from api.http.writing import Doing, DoingIs, form_token
from estate.answers.properties.desk_split import DeskSplit, desk_split
from estate.errors import BadQuestion
from estate.register import visibility as v
from estate.register.queries import organisations, properties
from estate.register.writes.sharing import ask_for_split, withdraw_split

router = APIRouter(tags=["properties"])
pages = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get(
    "/properties/{property_id}/desk-split",
    response_model=DeskSplit,
    responses=responses(403, 404),
)
def listing(
    context: ContextIs,
    property_id: UUID,
    _: NoQueryIs,
) -> DeskSplit:
    """The parties of a property's shared front desk, and which of them ask that its services may
    move apart. Until all of them do, they move together or not at all."""
    v.demand(context.reader, v.Level.CLUB, "requests about shared front desks", of_own=True)
    properties.visible_id(context.connection, context.reader, property_id)
    return desk_split(context, property_id)


@router.post(
    "/properties/{property_id}/desk-split/{code}",
    response_model=DeskSplit,
    responses=responses(403, 404),
)
def ask(do: DoingIs, property_id: UUID, code: str, _: NoQueryIs) -> DeskSplit:
    """Ask for a party that its shared front desk may be split, as of today; for the party's own
    editors and importers. Asked again it changes nothing."""
    _demand(do, property_id, code)
    found = desk_split(do.context, property_id)
    if code not in {one.organisation for one in found.parties}:
        raise BadQuestion(
            f"{code} is no party of a shared front desk there: its services and another "
            "organisation's would both have to meet the public in this building."
        )
    ask_for_split(do.connection, property_id, code, on=do.today, by=do.bearer.by)
    return desk_split(do.context, property_id)


@router.delete(
    "/properties/{property_id}/desk-split/{code}",
    response_model=DeskSplit,
    responses=responses(403, 404),
)
def withdraw(do: DoingIs, property_id: UUID, code: str, _: NoQueryIs) -> DeskSplit:
    """Take back what a party asked; what it asked stays on record."""
    _demand(do, property_id, code)
    withdraw_split(do.connection, property_id, code, on=do.today, by=do.bearer.by)
    return desk_split(do.context, property_id)


def _demand(do: Doing, property_id: UUID, code: str) -> None:
    do.bearer.demand_write(code)
    organisations.one(do.connection, v.owner(code), code)
    properties.visible_id(do.connection, do.reader, property_id)


@pages.post("/properties/{property_id}/desk-split", dependencies=[Depends(form_token)])
def say_from_page(
    do: DoingIs,
    property_id: UUID,
    code: Annotated[str, Form()],
    step: Annotated[str, Form()] = "ask",
) -> Response:
    """What a button of the property's page sends."""
    act = withdraw if step == "withdraw" else ask
    act(do, property_id, code, parameters.NoQuery())
    return RedirectResponse(f"/properties/{property_id}#desk", 303)
