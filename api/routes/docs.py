"""``/docs``: the OpenAPI description as a page, served by us alone."""

from functools import cache
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from maps import assets

router = APIRouter(include_in_schema=False)

PAGES = Path(__file__).resolve().parents[1] / "pages"


@cache
def _templates() -> Environment:
    return Environment(loader=FileSystemLoader(PAGES), autoescape=True, undefined=StrictUndefined)


@router.get("/docs", response_class=HTMLResponse)
def describe(request: Request) -> HTMLResponse:
    """Swagger UI over our own OpenAPI document."""
    page = _templates().get_template("docs.html")
    return HTMLResponse(
        page.render(
            asset_base=f"/static/{assets.version()}",
            openapi_url=request.app.openapi_url,
            nonce=request.state.nonce,
        )
    )
