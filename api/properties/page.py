"""``/properties/{id}``: everything of one property that the reader may see, as a page."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from api.candidates import form as candidates_form
from api.candidates import page_model as sharing
from api.changes.routes import may_change
from api.html.addresses import organisation_address, town_address
from api.html.charts import estate as charts
from api.html.charts import money
from api.html.charts.drawing import MEDIA_TYPE, Size
from api.html.rating_marks import SCHEMES, rating_marks
from api.html.row_access import FOR_MEMBERS, RowAccess
from api.html.tables import Table, about, chosen, table_file
from api.html.templates import PageRoute, framed
from api.http.dependencies import ContextIs
from api.http.service import Service, ServiceIs
from api.leases.strip import strip
from api.properties import page_model as shapes
from api.properties import related_tables as attached
from api.properties.routes import attached_of
from api.properties.serialise import detail
from api.quality.requests import may_ask, open_of
from api.space import use_readings_serialise
from api.space.desk_split import of_page as desk_of
from api.space.host_conditions import of_page as conditions_of
from api.space.host_conditions_serialise import ConditionSaid
from estate.answers import candidate, core
from estate.answers.context import ReadContext
from estate.answers.leases import leases
from estate.colocation import CandidateFilter
from estate.errors import NotFound
from estate.leases.work_list import Wanted
from estate.register import visibility as v
from estate.register.queries import (
    drawing,
    properties,
    ratings,
    related_records,
    use_readings,
    versions,
)
from maps import style

router = APIRouter(include_in_schema=False, route_class=PageRoute)

CANDIDATES_SHOWN = 10
_NOTHING_TYPED = dict.fromkeys(ConditionSaid.model_fields, "")


def _content(
    request: Request, context: ReadContext, service: Service, property_id: UUID
) -> dict[str, Any]:
    """Everything that the page and its files show."""
    row = properties.one(context.connection, context.reader, property_id, today=context.today)
    alone = related_records.alone(context.connection, context.reader, property_id)
    found = detail(row) | attached_of(context, property_id, row, alone)
    owner = alone["owner"]
    sight = RowAccess(
        context.reader, owner["code"], owner["name"], owner.get("signed_on") is not None
    )
    sources = shapes.field_sources(ratings.sources(context.connection, context.reader, property_id))
    club = sight.level >= v.Level.CLUB
    candidates: list[candidate.Candidate] = []
    matched = 0
    if context.reader.level >= v.Level.CLUB:
        ranked = core.candidates(context, question=CandidateFilter(property_id=str(property_id)))
        candidates = candidate.candidates(ranked, CANDIDATES_SHOWN, str(property_id))
        matched = ranked.matched
    quarters = None
    conditions = conditions_of(request, context.connection, service, sight, row)
    other = (found.get("space") or {}).get("other_standard", "2007")
    tables = {"occupations": attached.occupations(found["occupations"], sight, other)}
    if sight.level >= v.Level.OWNER:
        held_readings = use_readings.of(context.connection, context.reader, property_id)
        tables["use-readings"] = use_readings_serialise.table(held_readings)
    if conditions is not None:
        tables["host-conditions"] = conditions["table"]
    if club:
        past = attached.history(ratings.history(context.connection, context.reader, property_id))
        for one in (attached.interests(found["interests"]), attached.leases(found["leases"]), past):
            tables[one.name] = one
        tables["candidates"] = sharing.of_property(candidates)
        of = str(property_id)
        held = leases(context, Wanted(property_id=of))
        quarters = strip(held, context.today, property_id=of) if len(held.dated) else None
    return {
        "row": row,
        "found": found,
        "owner": owner,
        "sight": sight,
        "sources": sources,
        "candidates": candidates,
        "candidate_count": matched,
        "tables": tables,
        "club": club,
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
    """The page."""
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
    row, found, sight = content["row"], content["found"], content["sight"]
    given = found.get("ratings") or {}
    near = drawing.around(context.connection, context.reader, property_id, shapes.AROUND_M)
    spans = attached.spans(found.get("leases") or [])
    return framed(
        request,
        context,
        "property.html",
        **content,
        marks=rating_marks(),
        sheet=shapes.sheet(row, sight, content["sources"]),
        verdicts=[shapes.verdict(s, given.get(s.value)) for s in SCHEMES],
        place=shapes.place(near, found.get("point")),
        address=f"/properties/{property_id}",
        owner_page=organisation_address(row["organisation_code"]),
        town_page=town_address(row["town"]) if row["town"] else None,
        lease_height=charts.leases_height(spans),
        lease_words=charts.leases_words(spans) if spans else None,
        cost=shapes.cost(found.get("cost"), sight),
        form=shapes.rating_form(),
        asked=_asked(context, content),
        may_ask=may_ask(request),
        may_change=may_change(request, context.connection, property_id),
        desk=desk_of(request, context, service, property_id),
        review_by=shapes.two_years_on(context.today),
        confidence=style.CONFIDENCE_WORDS,
        level_club=v.Level.CLUB,
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
    properties.visible_id(context.connection, context.reader, property_id)
    found = attached_of(context, property_id)
    spans = attached.spans(found.get("leases") or [])
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
    properties.visible_id(context.connection, context.reader, property_id)
    cost = attached_of(context, property_id).get("cost")
    if cost is None or not cost["imputed"]:
        raise NotFound("Only an imputed cost has a range, and none is shown to you here.")
    drawn = money.range_svg(
        cost["low"],
        cost["central"],
        cost["high"],
        title="Premises cost, imputed",
        unit=f"£ a year, prices of {cost['year']}",
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
    what = f"{wanted.title}: {content['row']['name']}"
    told = about(
        versions.county(context.connection), context.reader.kind.value, context.today, what
    )
    return table_file(wanted, form, told)


def _asked(context: ReadContext, content: dict[str, Any]) -> list[dict[str, Any]]:
    """What its owner is asked for, for those who see the owner's gap report."""
    row = content["row"]
    if not content["club"]:
        return []
    return open_of(context, row["organisation_code"], row["property_id"])


def _chart(drawn: bytes) -> Response:
    return Response(drawn, media_type=MEDIA_TYPE)
