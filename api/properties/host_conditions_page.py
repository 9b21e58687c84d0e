"""The form of a school's page that puts its conditions as a host on record."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.html.templates import PageRoute
from api.http.service import ServiceIs
from api.http.writing import DoingIs
from api.properties.page import shown
from api.space.host_conditions_part import put
from api.space.schemas import ConditionSaid
from estate.errors import BadQuestion

router = APIRouter(include_in_schema=False, route_class=PageRoute)

#: Fields of the form → what it calls them.
_CALLED = {
    "condition": "Condition",
    "answer": "Answer",
    "said_on": "Date",
    "room_m2": "Room for others (a number of m² above 0)",
    "note": "Source or note (3 to 500 letters)",
}


async def _typed(request: Request) -> dict[str, str]:
    """What the form sends, and its token, which is looked at before anything is written."""
    form = await request.form(max_files=0)
    request.state.csrf_token = str(form.get("csrf_token", ""))
    return {name: str(form.get(name, "")).strip()[:1_000] for name in _CALLED}


@router.post("/properties/{property_id}/host-conditions")
def put_from_page(
    request: Request,
    typed: Annotated[dict[str, str], Depends(_typed)],
    do: DoingIs,
    service: ServiceIs,
    property_id: UUID,
) -> Response:
    """Put one answer on record; the page again, with what was typed, where it cannot be taken."""
    problem = ""
    try:
        sent = ConditionSaid.as_typed(typed | {"room_m2": typed["room_m2"] or None})
        put(do, property_id, sent)
    except ValidationError as error:
        named = dict.fromkeys(_CALLED.get(str(one["loc"][0]), "the form") for one in error.errors())
        problem = f"To mend: {', '.join(named)}. Nothing was kept."
    except BadQuestion as error:
        problem = f"{error} Nothing was kept."
    if problem:
        return shown(
            request,
            do.context,
            service,
            property_id,
            422,
            condition_typed=typed,
            condition_problem=problem,
        )
    return RedirectResponse(f"/properties/{property_id}#conditions", 303)
