"""``/docs``: the OpenAPI description as a page, and ``/docs/try``, where requests can be sent."""

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from api.html.templates import for_who_is_here, fragment
from api.http.service import ServiceIs
from api.system.reference import reference_of

router = APIRouter(include_in_schema=False)


@router.get("/docs", response_class=HTMLResponse)
def describe(request: Request, service: ServiceIs) -> HTMLResponse:
    """Every operation, its parameters, answers and objects, as text that needs no script."""
    description, reference = _told_once(request.app)
    return for_who_is_here(
        request,
        service,
        "docs.html",
        description=description,
        reference=reference,
        service_version=request.app.version,
        openapi_url=request.app.openapi_url,
    )


@router.get("/docs/try", response_class=HTMLResponse)
def try_requests(request: Request, service: ServiceIs) -> HTMLResponse:
    """Swagger UI over our own OpenAPI document."""
    return for_who_is_here(request, service, "docs_try.html", openapi_url=request.app.openapi_url)


def _told_once(app: FastAPI) -> tuple[Markup, Markup]:
    """What the service says of itself, and all its operations: the same for every reader."""
    if not hasattr(app.state, "reference"):
        reference = reference_of(app.openapi())
        whole = fragment("reference.html", reference=reference)
        app.state.reference = (reference.description, whole)
    told: tuple[Markup, Markup] = app.state.reference
    return told
