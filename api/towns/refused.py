"""What a page says when a form of a town's plan could not be done."""

from fastapi import Request
from fastapi.responses import HTMLResponse

from api.html.addresses import town_address
from api.html.templates import framed
from estate.answers.context import ReadContext


def plan_address(request: Request, name: str) -> str:
    """The plan as it was asked for."""
    asked = f"?{request.url.query}" if request.url.query else ""
    return f"{town_address(name)}/options{asked}"


def refused(
    request: Request, context: ReadContext, name: str, *, what: str, problem: str, status: int
) -> HTMLResponse:
    """``what`` was not done, ``problem`` says why, and a button leads back to the plan."""
    page = framed(
        request,
        context,
        "town_refused.html",
        problem=problem,
        what=what,
        back=plan_address(request, name),
        town=name,
    )
    page.status_code = status
    return page
