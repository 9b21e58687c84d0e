"""``/properties/{id}``: everything of one property that the reader may see, as a page."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from api.candidates import form as candidates_form
from api.candidates import page_model as sharing
from api.changes.who_may_change import may_change
from api.documents import part as documents_part
from api.energy import page_model as energy_model
from api.html.addresses import organisation_address, town_address
from api.html.charts import estate as charts
from api.html.charts import money
from api.html.charts.drawing import MEDIA_TYPE, Size
from api.html.rating_marks import SCHEMES, rating_marks
from api.html.row_access import FOR_MEMBERS, why_withheld
from api.html.tables import Table, chosen, download
from api.html.templates import PageRoute, framed, is_signed_in
from api.http.dependencies import ContextIs
from api.http.service import Service, ServiceIs
from api.leases.strip import strip
from api.notes import part as notes_part
from api.offers.part import of_property as of_offers
from api.opportunities.part import minuted
from api.opportunities.part import of_property as opportunities_of
from api.properties import page_model, tell_owner
from api.properties import related_tables as attached
from api.quality.data_requests_part import may_ask, open_of
from api.services.stops import stops_table
from api.space import use_readings_table
from api.space.desk_split_part import of_page as desk_of
from api.space.host_conditions_part import of_page as conditions_of
from api.space.schemas import ConditionSaid
from estate.answers import energy, estate_wide
from estate.answers.cache_until_written import until_written_of_each
from estate.answers.candidates import candidate
from estate.answers.context import ReadContext
from estate.answers.energy import PropertyEnergy
from estate.answers.leases import leases
from estate.answers.need.public_spending import directions_at
from estate.answers.organisations.data_requests import Requested
from estate.answers.properties.property import PropertyDetail, PropertyDossier, property_dossier
from estate.answers.properties.ratings import history as ratings_of
from estate.answers.properties.use_readings import use_readings
from estate.answers.residents import mobile
from estate.club.notes import NoteSubject
from estate.colocation import CandidateFilter
from estate.errors import NotFound
from estate.leases.work_list import Wanted
from estate.register import visibility as v
from estate.register.queries import outlines_to_draw, ratings
from estate.register.queries import related_kinds as hangs
from estate.register.queries.notes import On
from maps import style

router = APIRouter(include_in_schema=False, route_class=PageRoute)

CANDIDATES_SHOWN = 10
_NOTHING_TYPED = dict.fromkeys(ConditionSaid.model_fields, "")


@dataclass(frozen=True)
class _Answers:
    """What page, files and charts of one property are made of; ``uses`` where it is shown."""

    dossier: PropertyDossier
    candidates: list[candidate.Candidate]
    matched: int
    uses: PropertyEnergy | None


def _answers(context: ReadContext, property_id: UUID) -> _Answers:
    """Asked once for all of them, and kept until somebody writes."""
    return until_written_of_each(
        context, "properties", property_id, lambda: _asked_anew(context, property_id)
    )


def _asked_anew(context: ReadContext, property_id: UUID) -> _Answers:
    dossier = property_dossier(context, property_id)
    key = dossier.detail.id
    candidates: list[candidate.Candidate] = []
    matched, uses = 0, None
    if context.reader.level >= v.Level.CLUB:
        ranked = estate_wide.candidates(context, question=CandidateFilter(property_id=key))
        candidates = candidate.candidates(ranked, CANDIDATES_SHOWN, key)
        matched = ranked.matched
    if dossier.access.level >= v.Level.CLUB and key in estate_wide.energy_used(context).index:
        uses = energy.property_energy(context, key)
    return _Answers(dossier, candidates, matched, uses)


def _content(
    request: Request, context: ReadContext, service: Service, property_id: UUID
) -> dict[str, Any]:
    """Everything that the page and its files show."""
    answers = _answers(context, property_id)
    dossier, candidates = answers.dossier, answers.candidates
    found, access = dossier.detail, dossier.access
    asked = (context.connection, context.reader, property_id)
    is_club = access.level >= v.Level.CLUB
    quarters = None
    kind = found.type.code if found.type else None
    conditions = conditions_of(request, context.connection, service, access, property_id, kind)
    tables = [attached.occupations(found, access.level)]
    if access.level >= v.Level.OWNER:
        tables.append(use_readings_table.table(use_readings(*asked).readings))
    if conditions is not None:
        tables.append(conditions["table"])
    sources = page_model.field_sources(ratings.sources(*asked))
    if is_club:
        tables += [
            attached.interests(found.interests or []),
            attached.leases(found.leases or []),
            attached.history(ratings_of(*asked).ratings, found.organisation),
            sharing.of_property(candidates, context.assumptions.price_base),
        ]
        held = leases(context, Wanted(property_id=found.id))
        quarters = strip(held, context.today, property_id=found.id) if len(held.dated) else None
    if answers.uses is not None:
        tables += energy_model.property_tables(answers.uses)
    hanging, on = hangs.on_property(*asked[::2]), On(NoteSubject.PROPERTY, property_id)
    notes = notes_part.of_page(request, context, service, on, hanging.notes)
    if notes is not None:
        tables.append(notes.table)
    documents = documents_part.of_page(request, context, service, on, hanging.documents)
    if documents is not None:
        tables.append(documents.table)
    opportunities = opportunities_of(context, property_id, hanging.opportunities)
    if opportunities is not None:
        tables.append(opportunities)
    minutes = minuted(context, property_id, hanging.minutes)
    if minutes is not None:
        tables.append(minutes)
    stopping = mobile.near(context, vars(found).get("point"))
    if stopping:
        tables.append(stops_table(stopping, f"Mobile services within {mobile.NEAR_M:.0f} metres"))
    return {
        "mobile": bool(stopping),
        "hanging": hanging,
        "uses": answers.uses,
        "opportunities": opportunities,
        "minutes": minutes,
        "documents": documents,
        "notes": notes,
        "dossier": dossier,
        "found": found,
        "withheld_club": why_withheld(access, found.organisation.name, v.Level.CLUB),
        "sources": sources,
        "candidates": candidates,
        "directions": directions_at(context, str(found.id)),
        "candidate_count": answers.matched,
        "card_note": sharing.card_note(context.assumptions.price_base),
        "tables": {one.name: one for one in tables},
        "club": is_club,
        "strip": quarters,
        "conditions": conditions,
    }


@router.get("/properties/{property_id}", response_class=HTMLResponse)
def property_page(
    request: Request,
    context: ContextIs,
    service: ServiceIs,
    property_id: UUID,
) -> HTMLResponse:
    """The page of one property: all that its reader is shown of it."""
    return shown(request, context, service, property_id)


def shown(
    request: Request,
    context: ReadContext,
    service: Service,
    property_id: UUID,
    status: int = 200,
    **typed: Any,
) -> HTMLResponse:
    """The page, with what was ``typed`` into one of its forms and could not be taken."""
    content = _content(request, context, service, property_id)
    dossier: PropertyDossier = content["dossier"]
    found = dossier.detail
    near = outlines_to_draw.around(
        context.connection, context.reader, property_id, page_model.AROUND_M
    )
    spans = attached.spans(found.leases or [])
    changes = may_change(request, context.connection, property_id)
    return framed(
        request,
        context,
        "property.html",
        **content,
        marks=rating_marks(),
        sheet=page_model.sheet(dossier, content["sources"]),
        verdicts=[page_model.verdict(s, found.ratings, found.organisation) for s in SCHEMES],
        place=page_model.place(near, found.point),
        address=f"/properties/{property_id}",
        owner_page=organisation_address(found.organisation.code),
        town_page=town_address(found.town) if found.town else None,
        lease_height=charts.leases_height(spans),
        lease_words=charts.leases_words(spans) if spans else None,
        cost=page_model.cost(dossier),
        form=page_model.rating_form(),
        signed_in=is_signed_in(request),
        asked=_asked(context, content),
        may_ask=may_ask(request),
        may_change=changes,
        wrong=tell_owner.of_page(request, property_id, may_change=changes),
        **of_offers(request, context, property_id, content["hanging"].offers),
        desk=desk_of(request, context, service, property_id),
        review_by=page_model.two_years_on(context.today),
        confidence=style.CONFIDENCE_WORDS,
        candidate_form=candidates_form.of_page(property=str(property_id)),
        for_members=FOR_MEMBERS,
        **({"condition_typed": _NOTHING_TYPED, "condition_problem": ""} | typed),
        status=status,
    )


@router.get("/properties/{property_id}/leases.svg")
def leases_chart(
    context: ContextIs,
    property_id: UUID,
    size: Size = Size.WIDE,
) -> Response:
    """Its leases on a line of years."""
    spans = attached.spans(_answers(context, property_id).dossier.detail.leases or [])
    if not spans:
        raise NotFound("No dated lease of this property is shown to you.")
    return _chart(charts.leases_svg(spans, context.today, size=size))


@router.get("/properties/{property_id}/cost.svg")
def cost_chart(
    context: ContextIs,
    property_id: UUID,
    size: Size = Size.WIDE,
) -> Response:
    """The range of its imputed premises cost."""
    cost = _answers(context, property_id).dossier.detail.cost
    if cost is None or cost.ends is None:
        raise NotFound("Only an estimated cost has a range, and none is shown to you here.")
    drawn = money.range_svg(
        *cost.ends,
        title="Premises cost, estimated",
        unit=f"£ a year, prices of {cost.year}",
        size=size,
    )
    return _chart(drawn)


@router.get("/properties/{property_id}/{name}.{form}")
def property_table(
    request: Request,
    context: ContextIs,
    service: ServiceIs,
    property_id: UUID,
    name: str,
    form: str,
) -> Response:
    """One of the page's tables as a file."""
    content = _content(request, context, service, property_id)
    tables: dict[str, Table] = content["tables"]
    wanted = chosen(tables, name)
    return download(context, wanted, form, f"{wanted.title}: {content['found'].name}")


def _asked(context: ReadContext, content: dict[str, Any]) -> list[tuple[Requested, str]]:
    """What its owner is asked for, for those who see the owner's gap report."""
    if not content["club"] or not content["hanging"].requests:
        return []
    found: PropertyDetail = content["found"]
    return open_of(context, found.organisation.code, UUID(found.id))


def _chart(drawn: bytes) -> Response:
    return Response(drawn, media_type=MEDIA_TYPE)
