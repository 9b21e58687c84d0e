"""``/properties/{id}/wrong``: tell the owner that a figure is wrong, with the value of today there.

Whoever sees a figure as a band, or not at all, tells what they know of it and learns nothing of
what is on record.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError

from api.html.addresses import property_address
from api.html.row_access import why_withheld
from api.html.tables import Withheld
from api.html.templates import PageRoute, framed
from api.http import parameters, sessions
from api.http.dependencies import BearerIs, ContextIs
from api.http.form_errors import to_mend
from api.http.service import Service, ServiceIs
from api.http.writing import DoingIs, TypedIs, person_of
from api.properties import page_model
from api.quality import corrections_writing
from estate.answers.answer import Coded
from estate.answers.context import ReadContext
from estate.answers.properties.property import PropertyDossier, property_dossier
from estate.club.corrections import TOLD_FACTS
from estate.codes import RecordKind
from estate.errors import BadQuestion, NotFound
from estate.intake.by_hand.fields import FIELDS, Entry, HandField, word_of
from estate.intake.by_hand.rows import text_of
from estate.intake.rows.corrections import READERS

router = APIRouter(include_in_schema=False, route_class=PageRoute)

_TYPED: Mapping[str, HandField] = {
    one.name: one for one in FIELDS[RecordKind.PROPERTY] if one.name in READERS
}
_BOXES = {"field": "Figure", "proposed_value": "What it should say", "note": "How you know"}
_SEVERAL = "As the property's page shows it."
_LETTERS, _NOTE_LETTERS = 1_000, 2_000


class Wanted(parameters.Query):
    """Which figure; without one, they are offered to choose from."""

    field: str | None = None


@dataclass(frozen=True)
class Figure:
    """What is told about: ``now`` is what this reader is shown today, ``text`` the same as it is
    typed ("" where it is not shown, not known, or told in words)."""

    name: str
    label: str
    now: str
    text: str = ""
    entry: Entry = Entry.PARAGRAPH
    unit: str = ""
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()


def of_page(request: Request, property_id: UUID, *, may_change: bool) -> str | None:
    """Where a figure's link leads, for whoever may tell the owner; ``sign_in`` for whoever would
    have to sign in first; None for the others, and for those who change the row themselves."""
    if may_change:
        return None
    person = person_of(request)
    if person is None:
        return "sign_in"
    return f"{property_address(property_id)}/wrong" if person.organisation else None


@router.get("/properties/{property_id}/wrong", response_class=HTMLResponse)
def form_page(
    request: Request,
    context: ContextIs,
    bearer: BearerIs,
    service: ServiceIs,
    property_id: UUID,
    query: Annotated[Wanted, Query()],
) -> HTMLResponse:
    """The form, or the figures to choose from."""
    corrections_writing.demand_teller(bearer)
    dossier = property_dossier(context, property_id)
    found = None if query.field is None else figure(dossier, query.field)
    return _page(request, context, service, dossier, found)


@router.post("/properties/{property_id}/wrong")
def tell(
    request: Request, typed: TypedIs, do: DoingIs, service: ServiceIs, property_id: UUID
) -> Response:
    """What the form sends: to the correction that it has become, or the form with what is wrong."""
    corrections_writing.demand_teller(do.bearer)
    dossier = property_dossier(do.context, property_id)
    about = figure(dossier, typed.get("field", ""))
    try:
        sent = _read(typed)
        if about.text and sent.proposed_value == about.text:
            raise BadQuestion("This is what the register says today: type what it should say.")
        found = corrections_writing.tell(do.connection, do.bearer, do.reader, property_id, sent)
    except BadQuestion as error:
        return _page(
            request,
            do.context,
            service,
            dossier,
            about,
            typed=typed,
            problem=str(error),
            status=422,
        )
    return RedirectResponse(f"/corrections/{found}", 303)


def _read(typed: Mapping[str, str]) -> corrections_writing.Proposal:
    given = {name: typed.get(name) or None for name in _BOXES}
    try:
        return corrections_writing.Proposal.as_typed(given)
    except ValidationError as error:
        raise BadQuestion(to_mend(error, lambda where: _BOXES[str(where[0])])) from error


def figure(dossier: PropertyDossier, name: str) -> Figure:
    """One figure as this reader is shown it; ``NotFound`` for a name that nothing has."""
    if name in TOLD_FACTS:
        return Figure(name, TOLD_FACTS[name], _told_now(dossier, name))
    if name not in _TYPED:
        raise NotFound("There is no such figure: choose one on the property's page.")
    one = _TYPED[name]
    owner = dossier.detail.organisation.name
    hidden = why_withheld(dossier.access, owner, dossier.access.withheld(name))
    text = "" if hidden else _as_typed(dossier, name)
    return Figure(
        name,
        one.label,
        hidden or _now(dossier, one, text),
        text,
        one.entry,
        one.unit,
        one.hint,
        tuple((code, word_of(code)) for code in one.choices),
    )


def _now(dossier: PropertyDossier, one: HandField, text: str) -> str:
    """Its value today in words, as the property's page has them."""
    facts = {fact.name: fact.value for fact in page_model.sheet(dossier, {}).shown}
    return facts.get(one.name) or (one.word(text) if text else "Not known")


def _told_now(dossier: PropertyDossier, name: str) -> str:
    """What is told in words, as the reader is shown it today."""
    if name == "premises_cost":
        return page_model.cost(dossier)["amount"] or "Not known"
    facts = {fact.name: fact.value for fact in page_model.sheet(dossier, {}).shown}
    return facts.get(name) or _SEVERAL


def _as_typed(dossier: PropertyDossier, name: str) -> str:
    value = _column(dossier, name)
    if isinstance(value, Coded):
        return str(value.code)
    if isinstance(value, float):
        value = Decimal(f"{value:.2f}")
    if name == "uprn" and value is not None:
        value = int(value)
    return text_of(value) or ""


def _column(dossier: PropertyDossier, name: str) -> Any:
    try:
        return dossier.column(name)
    except AttributeError:  # a part of the address, which the answer has whole
        return None


def _choices(dossier: PropertyDossier) -> list[Figure]:
    return [figure(dossier, name) for name in (*_TYPED, *TOLD_FACTS)]


def _page(
    request: Request,
    context: ReadContext,
    service: Service,
    dossier: PropertyDossier,
    about: Figure | None,
    *,
    typed: Mapping[str, str] | None = None,
    problem: str = "",
    status: int = 200,
) -> HTMLResponse:
    shown = {"proposed_value": about.text if about else "", "note": ""} | dict(typed or {})
    return framed(
        request,
        context,
        "tell_owner.html",
        about=about,
        is_withheld=about is not None and isinstance(about.now, Withheld),
        in_words=about is not None and about.name in TOLD_FACTS,
        choices=[] if about else _choices(dossier),
        home=property_address(dossier.detail.id),
        title=dossier.detail.name,
        owner=dossier.detail.organisation.name,
        typed=shown,
        problem=problem,
        longest=_LETTERS,
        longest_note=_NOTE_LETTERS,
        csrf_token=sessions.form_token(request, service.settings),
        status=status,
    )
