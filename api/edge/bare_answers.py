"""Answers given in front of everything else, where nobody else gives the headers."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.edge import error_pages
from api.edge.headers import begin_request, give_headers
from api.html.templates import problem_page
from api.http.problems import ProblemAnswer


async def turn_away(
    scope: Scope,
    receive: Receive,
    send: Send,
    status: int,
    title: str,
    detail: str,
    headers: dict[str, str] | None = None,
) -> None:
    """A problem+json, for browsers a page of the same words."""
    slug = title.lower().replace(" ", "-")
    body = {
        "type": f"/problems/{slug}",
        "title": title,
        "status": status,
        "detail": detail,
    }
    problem = ProblemAnswer(body, status, headers)
    answer: Response = problem
    request = Request(scope)
    request.state.problem = slug
    begin_request(request)
    if error_pages.wants_page(request):
        answer = problem_page(request, problem)
    give_headers(request, answer.headers)
    await answer(scope, receive, send)
