"""``/imports``: the page where GIS staff bring a file in."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.html.templates import for_who_is_here
from api.http.service import ServiceIs
from estate import codes

router = APIRouter(include_in_schema=False)


@router.get("/imports", response_class=HTMLResponse)
def imports_page(request: Request, service: ServiceIs) -> HTMLResponse:
    """The page; everything about files and registers comes to its script as JSON."""
    return for_who_is_here(
        request,
        service,
        "imports.html",
        kinds=[(kind.value, codes.label(kind)) for kind in codes.RecordKind],
        schemes=[(scheme.value, codes.label(scheme)) for scheme in codes.RatingScheme],
        max_upload_mb=service.settings.max_upload_mb,
    )
