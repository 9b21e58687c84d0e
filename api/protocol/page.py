"""``/protocol``: the text that the bodies sign, its earlier versions, and who has signed."""

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from api.html.addresses import organisation_address
from api.html.row_access import FOR_MEMBERS
from api.html.tables import Column, Table, chosen, download
from api.html.templates import PageRoute, framed
from api.http.dependencies import ContextIs
from estate.answers.protocol import Protocol, SignatureNow, SignatureOnRecord, protocol

router = APIRouter(include_in_schema=False, route_class=PageRoute)

_NOW = (
    Column("organisation", "Organisation", link="page"),
    Column("signed_on", "Signed", "day"),
    Column("version", "Version"),
    Column("signatory", "By"),
    Column("signed_for", "What is shared", "long"),
    Column("signed_until", "Until", "day"),
    Column("asked_for", "Asked to sign"),
    Column("code", "code", "file"),
)
_PAST = (
    Column("day", "Date", "day"),
    Column("organisation", "Organisation"),
    Column("what", "What"),
    Column("signatory", "By"),
    Column("signed_for", "What is shared", "long"),
    Column("signed_until", "Until", "day"),
)


def _standing(found: Sequence[SignatureNow]) -> Table:
    rows = [
        {
            "organisation": one.organisation.name,
            "code": one.organisation.code,
            "page": organisation_address(one.organisation.code),
            "signed_on": one.signed_on or "not signed",
            "version": "–" if one.version is None else f"Version {one.version}",
            "signatory": one.signatory or "–",
            "signed_for": one.signed_for or "–",
            "signed_until": one.signed_until or ("no end" if one.signed_on else "–"),
            "asked_for": "–" if one.asked_for is None else f"Version {one.asked_for}",
        }
        for one in found
    ]
    note = (
        "Whoever has not signed, or whose signature has ended, shows the club where its buildings "
        "are and nothing else, and sees of others what is public."
    )
    return Table("standing", "Who has signed", _NOW, rows, note)


def _past(found: Sequence[SignatureOnRecord]) -> Table:
    rows = [
        {
            "day": one.day,
            "organisation": one.organisation.name,
            "what": f"withdrew from version {one.version}"
            if one.withdrawn
            else f"signed version {one.version}",
            "signatory": one.signatory or "–",
            "signed_for": one.signed_for or "–",
            "signed_until": one.signed_until or "–",
        }
        for one in found
    ]
    return Table("signatures", "Every signature on record", _PAST, rows)


def _tables(found: Protocol) -> dict[str, Table]:
    if found.standing is None or found.signatures is None:
        return {}
    made = (_standing(found.standing), _past(found.signatures))
    return {one.name: one for one in made}


@router.get("/protocol", response_class=HTMLResponse)
def protocol_page(request: Request, context: ContextIs) -> HTMLResponse:
    """The page."""
    found = protocol(context)
    return framed(
        request,
        context,
        "protocol.html",
        newest=found.versions[0],
        earlier=found.versions[1:],
        tables=_tables(found),
        for_members=FOR_MEMBERS,
    )


@router.get("/protocol/{table}.{form}")
def protocol_table(context: ContextIs, table: str, form: str) -> Response:
    """One of the page's tables as a file."""
    return download(context, chosen(_tables(protocol(context)), table), form)
