"""The service's own pages: Jinja2 templates of ``api/pages``, everything escaped."""

from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from maps import assets

PAGES = Path(__file__).resolve().parent / "pages"


def page(request: Request, name: str, **context: Any) -> HTMLResponse:
    """Render one template with the response's nonce and the path of the assets."""
    here = {"nonce": request.state.nonce, "asset_base": f"/static/{assets.version()}"}
    return HTMLResponse(_templates().get_template(name).render(**here, **context))


@cache
def _templates() -> Environment:
    return Environment(loader=FileSystemLoader(PAGES), autoescape=True, undefined=StrictUndefined)
