"""``/docs``: the OpenAPI description as a page, served by us alone."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.html.templates import for_who_is_here
from api.http.service import ServiceIs

router = APIRouter(include_in_schema=False)


@router.get("/docs", response_class=HTMLResponse)
def describe(request: Request, here: ServiceIs) -> HTMLResponse:
    """Swagger UI over our own OpenAPI document."""
    return for_who_is_here(request, here, "docs.html", openapi_url=request.app.openapi_url)
