"""``/docs``: the OpenAPI description as a page, served by us alone."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.templates import page

router = APIRouter(include_in_schema=False)


@router.get("/docs", response_class=HTMLResponse)
def describe(request: Request) -> HTMLResponse:
    """Swagger UI over our own OpenAPI document."""
    return page(request, "docs.html", openapi_url=request.app.openapi_url)
