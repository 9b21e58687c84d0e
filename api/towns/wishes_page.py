"""What the page of a town's plan sends about wishes on record."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.html.templates import PageRoute
from api.http.dependencies import Slow
from api.http.form_errors import said
from api.http.writing import Doing, DoingIs, TypedIs, person_of
from api.towns import wishes_writing as doing
from api.towns.refused import plan_address, refused
from estate.answers.towns.question import TownQuestion
from estate.codes import Role

router = APIRouter(include_in_schema=False, route_class=PageRoute, dependencies=[Slow])
_BOXES = {"wish": "Wish", "reason": "Why", "organisation": "Code of the body"}


def own_part(request: Request, question: TownQuestion) -> dict[str, Any]:
    """Who may put a wish on record, and which of those on record they may withdraw."""
    person = person_of(request)
    may = person is not None and (person.is_administrator or person.role is Role.EDITOR)
    mine = [
        one
        for one in question.on_record
        if person
        and may
        and (person.is_administrator or one.organisation.code == person.organisation)
    ]
    return {
        "may_wish": may,
        "names_body": person is not None and person.organisation is None,
        "own_wishes": mine,
    }


@router.post("/towns/{name:path}/options/wishes")
def record_from_page(request: Request, typed: TypedIs, do: DoingIs, name: str) -> Response:
    """What the form that records a wish sends."""
    given = {key: value for key, value in typed.items() if key in _BOXES and value}
    return _done(
        request, do, name, lambda: doing.record(do, name, said(given, doing.WishSaid, _BOXES))
    )


@router.post("/towns/{name:path}/options/wishes/{wish_id}/withdraw")
def withdraw_from_page(
    request: Request, typed: TypedIs, do: DoingIs, name: str, wish_id: UUID
) -> Response:
    """What the button beside a wish sends."""
    return _done(request, do, name, lambda: doing.withdraw(do, wish_id))


def _done(request: Request, do: Doing, name: str, act: Callable[[], Any]) -> Response:
    """Back to the plan as it was asked for, or what stands in the way."""
    status, problem = do.tried(act)
    if not problem:
        return RedirectResponse(f"{plan_address(request, name)}#on-record", 303)
    what = "The wish was not kept"
    return refused(request, do.context, name, what=what, problem=problem, status=status)
