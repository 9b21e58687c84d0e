"""What robots and people who find a weakness look for at fixed addresses (RFC 9309, RFC 9116)."""

from datetime import timedelta

from fastapi import APIRouter, HTTPException
from fastapi.responses import PlainTextResponse

from api.http.dependencies import Today
from api.http.parameters import NoQueryIs
from api.http.service import ServiceIs

router = APIRouter(include_in_schema=False)

#: The standard asks for less than a year; the file is made anew each day.
_HOLDS = timedelta(days=180)
#: Of the public edition robots may read the pages, not work through the API and its files.
_NOT_FOR_ROBOTS = (
    "/api/",
    "/map/",
    "/tiles/",
    "/print",
    "/imports",
    "/sign-in",
    "/people",
    "/audit",
    "/record",
    "/docs",
)


@router.get("/robots.txt", response_class=PlainTextResponse)
async def robots(service: ServiceIs, _: NoQueryIs) -> str:
    """What the club sees is for no search engine."""
    closed = ("/",) if service.settings.reader == "club" else _NOT_FOR_ROBOTS
    return "\n".join(["User-agent: *", *(f"Disallow: {path}" for path in closed), ""])


@router.get("/.well-known/security.txt", response_class=PlainTextResponse)
async def security_txt(service: ServiceIs, today: Today, _: NoQueryIs) -> str:
    """Whom to tell of a weakness; not there unless the operator has said."""
    settings = service.settings
    if settings.security_contact is None:
        raise HTTPException(404)
    lines = [
        f"Contact: {settings.security_contact}",
        f"Expires: {today + _HOLDS}T00:00:00Z",
        "Preferred-Languages: en",
    ]
    if settings.public_url:
        lines.append(f"Canonical: {settings.public_url}/.well-known/security.txt")
    return "\n".join([*lines, ""])
