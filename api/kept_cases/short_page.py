"""``/case/7K3M9PQ``: a short address that leads to a business case's page."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import RedirectResponse

from api.html.templates import PageRoute
from api.http.dependencies import ContextIs
from estate.answers.cases.short_cases import leads_to

router = APIRouter(include_in_schema=False, route_class=PageRoute)

Letters = Annotated[str, Path(pattern=r"^[0-9A-Za-z]{7}(-[0-9A-Za-z]{7})?$")]


@router.get("/case/{letters}", response_class=RedirectResponse)
def short_case(request: Request, context: ContextIs, letters: Letters) -> RedirectResponse:
    """On to the page, with the assumptions that the link carries."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(leads_to(context, letters) + query, 307)
