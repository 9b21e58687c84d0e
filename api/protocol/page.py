"""``/protocol``: the text that the bodies sign, its earlier versions, and who has signed."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError

from api.html.addresses import organisation_address
from api.html.row_access import FOR_MEMBERS
from api.html.tables import Column, Table, chosen, download
from api.html.templates import PageRoute, framed
from api.http import sessions
from api.http.dependencies import ContextIs
from api.http.form_errors import to_mend
from api.http.parameters import NoQuery
from api.http.service import Service, ServiceIs
from api.http.writing import DoingIs, TypedIs, person_of
from api.protocol import routes, schemas
from estate.answers.club.protocol import Protocol, SignatureNow, SignatureOnRecord, protocol
from estate.answers.context import ReadContext
from estate.errors import BadQuestion, NotFound

router = APIRouter(include_in_schema=False, route_class=PageRoute)

_BOXES = {
    "organisation": "Organisation",
    "signed_on": "Signed on",
    "signatory": "By (post, not name)",
    "signed_for": "What is shared",
    "signed_until": "Until",
}
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
        "If an organisation has not signed, or its signature has ended, members see only where "
        "its buildings are. A body that has not signed sees only what is public about the others."
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
def protocol_page(request: Request, context: ContextIs, service: ServiceIs) -> HTMLResponse:
    """The page, with the form for administrators."""
    return _page(request, context, service)


@router.post("/protocol/signatures")
def sign_from_page(request: Request, typed: TypedIs, do: DoingIs, service: ServiceIs) -> Response:
    """What the form of a signature sends; where it cannot be, the page with what was typed."""
    try:
        given = {name: typed[name] for name in _BOXES if typed.get(name)}
        code = given.pop("organisation", "")
        routes.sign(do, code, _read(given), NoQuery())
    except (BadQuestion, NotFound) as error:
        return _page(request, do.context, service, str(error), typed, 422)
    return RedirectResponse("/protocol#standing-heading", 303)


@router.post("/protocol/withdrawals")
def withdraw_from_page(
    request: Request, typed: TypedIs, do: DoingIs, service: ServiceIs
) -> Response:
    """What the button that withdraws a signature sends: of a body that was chosen, by somebody who
    has ticked that they know what follows."""
    try:
        code = typed.get("organisation", "")
        if not code:
            raise BadQuestion("Choose the organisation that withdraws. Nothing was changed.")
        if typed.get("understood") != "1":
            raise BadQuestion(
                "Tick that you understand what a withdrawal does. Nothing was changed."
            )
        routes.withdraw(do, code, NoQuery())
    except BadQuestion as error:
        withdraws = {"withdraws": typed.get("organisation", "")}
        return _page(request, do.context, service, str(error), withdraws, 422)
    return RedirectResponse("/protocol#standing-heading", 303)


def _read(given: Mapping[str, str]) -> schemas.Signed:
    try:
        return schemas.Signed.as_typed(given)
    except ValidationError as error:
        raise BadQuestion(to_mend(error, lambda where: _BOXES[str(where[0])])) from error


def _page(
    request: Request,
    context: ReadContext,
    service: Service,
    problem: str = "",
    typed: Mapping[str, str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    found, person = protocol(context), person_of(request)
    token = sessions.form_token(request, service.settings)
    records = person is not None and person.is_administrator
    return framed(
        request,
        context,
        "protocol.html",
        newest=found.versions[0],
        earlier=found.versions[1:],
        tables=_tables(found),
        for_members=FOR_MEMBERS,
        bodies=[] if found.standing is None else found.standing,
        csrf_token=token if records else None,
        problem=problem,
        typed=dict.fromkeys((*_BOXES, "withdraws"), "") | dict(typed or {}),
        status=status,
    )


@router.get("/protocol/{table}.{form}")
def protocol_table(context: ContextIs, table: str, form: str) -> Response:
    """One of the page's tables as a file."""
    return download(context, chosen(_tables(protocol(context)), table), form)
