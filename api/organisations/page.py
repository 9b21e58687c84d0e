"""``/organisations`` and ``/organisations/{code}``: who holds what, with which gaps."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from api.candidates import form as candidates_form
from api.candidates import page_model as candidates
from api.county import plan_in_short, properties_together_tables
from api.html.addresses import filter_query, organisation_address
from api.html.charts import estate as charts
from api.html.charts import site_map
from api.html.charts.drawing import MEDIA_TYPE, Size
from api.html.format import Ranked
from api.html.rating_marks import Mix, rating_marks
from api.html.row_access import FOR_MEMBERS
from api.html.tables import Column, Table, Withheld, chosen, download
from api.html.templates import PageRoute, framed, record_page
from api.http.dependencies import ContextIs
from api.leases import work_list as leases_work_list
from api.leases.strip import strip
from api.properties.feature_cache import candidate_counts
from api.properties.table import signed_codes, sites
from api.quality import data_requests_part as quality_requests
from api.space import page_model as space_page_model
from estate import codes
from estate.answers.cache_until_written import until_written
from estate.answers.context import ReadContext
from estate.answers.leases import leases
from estate.answers.organisations import organisation
from estate.answers.organisations.organisation import Held, Organisation
from estate.answers.properties import properties_together
from estate.capacity import is_flat
from estate.errors import NotAllowed
from estate.register import visibility as v
from estate.register.queries import outlines_to_draw, properties, protection
from estate.register.queries.property_filters import PropertyFilter
from maps import style

router = APIRouter(include_in_schema=False, route_class=PageRoute)

CANDIDATES = 20
NO_PROPERTY = "No property of this organisation is in the register, or none that you may see."
GAPS = 5
_NOT_TOLD = dict.fromkeys(("availability", "ends"), Withheld("not shared"))

ORGANISATIONS = (
    Column("name", "Organisation", link="page"),
    Column("kind", "Kind"),
    Column("properties", "Properties", "number"),
)
FOR_CLUB = (
    *ORGANISATIONS,
    Column("availability", "Availability", "mix"),
    Column("ends", "Leases with an end on record"),
    Column("in_scope", "In scope"),
    Column("signed_on", "Protocol signed", "day"),
    Column("signed_for", "Signed for", "file"),  # the same of nearly all; on the page of each
    Column("last_import_at", "Last import", "day"),
    Column("quality", "Data", link="quality_page"),
)


def _listing(context: ReadContext) -> Table:
    club = context.reader.level >= v.Level.CLUB
    told = _told_of_each(context) if club else {}
    listed = organisation.all_of_them(context).organisations
    return Table(
        "organisations",
        "Organisations",
        FOR_CLUB if club else ORGANISATIONS,
        [_line(one) | told.get(one.code, _NOT_TOLD) for one in listed],
        "If an organisation has not signed the protocol, members see only where its buildings are."
        if club
        else "",
    )


def _told_of_each(context: ReadContext) -> dict[str, dict[str, Any]]:
    """Ratings and leases of those that have signed, kept until the register moves on."""
    key = ("organisations told", context.version, context.reader.edition, context.today)
    return context.cache.once(key, lambda: _told_anew(context))


def _told_anew(context: ReadContext) -> dict[str, dict[str, Any]]:
    signed = signed_codes(context.connection, context.reader)
    wanted = PropertyFilter()
    rows = properties.for_export(context.connection, context.reader, wanted, today=context.today)
    held: dict[str, list[dict[str, Any]]] = {code: [] for code in signed}
    for row in rows:
        held.get(row["organisation_code"], []).append(row)
    ends: dict[str, list[bool]] = {code: [] for code in signed}
    for lease in leases(context).lines():
        ends.get(lease.property.organisation, []).append(lease.expiry is not None)
    return {
        code: {
            "availability": Mix.of(held[code], codes.RatingScheme.AVAILABILITY),
            "ends": _share(ends[code]),
        }
        for code in signed
    }


def _share(known: list[bool]) -> str:
    """How many of the leases have an end: ``19 of 31``."""
    if not known:
        return Withheld("no lease")
    return Ranked(f"{sum(known)} of {len(known)}", (sum(known) / len(known),))


def _line(one: Organisation) -> dict[str, Any]:
    page = organisation_address(one.code)
    return {
        "name": one.name,
        "page": page,
        "kind": one.kind.label,
        "properties": one.properties,
        "in_scope": "yes" if one.in_scope else "associate",
        "signed_on": one.signed_on or "not signed",
        "signed_for": one.signed_for or "–",
        "last_import_at": one.last_import_at.date() if one.last_import_at else "none yet",
        "quality": "Gap report" if one.has_signed else "not shared",
        "quality_page": f"{page}/quality" if one.has_signed else None,
    }


@router.get("/organisations", response_class=HTMLResponse)
def organisations_page(
    request: Request,
    context: ContextIs,
) -> HTMLResponse:
    """Everybody who takes part."""
    return framed(
        request,
        context,
        "organisations.html",
        table=_listing(context),
        marks=rating_marks(),
    )


@router.get("/organisations.{form}")
def organisations_file(context: ContextIs, form: str) -> Response:
    """The same as a file."""
    return download(context, _listing(context), form)


def _content(context: ReadContext, code: str) -> dict[str, Any]:
    """Everything that the page and its files show, kept until somebody writes."""
    return until_written(context, "organisation page", (code,), lambda: _made(context, code))


def _made(context: ReadContext, code: str) -> dict[str, Any]:
    found = organisation.held(context, code)
    signed = signed_codes(context.connection, context.reader)
    counts = candidate_counts(context)
    listed = sites(found.rows, context.reader, signed, counts, empty=NO_PROPERTY)
    areas = outlines_to_draw.areas(context.connection, context.reader)
    return {
        "owner": found.organisation,
        "rows": found.rows,
        "club": found.told is not None,
        "picture": site_map.small(found.rows, areas, rated=found.told is not None),
        "report": None,
        "gaps": [],
        "tables": {"properties": listed},
    } | _told(context, found, listed)


def _told(context: ReadContext, found: Held, listed: Table) -> dict[str, Any]:
    """What those are told who see more than where it is: cost, space, leases, moves and gaps."""
    if found.told is None:
        return {}
    rows, told, space = found.rows, found.told.part, found.told.space
    sharing = candidates.lists(told.candidates, CANDIDATES)
    names = {str(row["property_id"]): str(row["name"]) for row in rows}
    other_standard = "2026" if is_flat(context.assumptions) else "2007"
    tables = (
        listed,
        leases_work_list.file_table(told.leases),
        *sharing.tables,
        space_page_model.table(space, names, other_standard),
        properties_together_tables.counts_table(
            "uses", "By use", "Use", properties_together.by(rows, "use_class")
        ),
        properties_together_tables.counts_table(
            "tenures", "By tenure", "Tenure", properties_together.by(rows, "tenure")
        ),
    )
    return {
        "tables": {one.name: one for one in tables},
        "sharing": sharing,
        "cost": properties_together_tables.cost_words(told.cost),
        "space": space_page_model.in_short(space, list(names)),
        "other_standard": other_standard,
        "strip": strip(told.leases, context.today, organisation=found.organisation.code),
        "availability": told.availability,
        "report": found.told.report,
        "gaps": found.told.report.gaps.head(GAPS).to_dict("records"),
    }


@router.get("/organisations/{code}", response_class=HTMLResponse)
def organisation_page(
    request: Request,
    context: ContextIs,
    code: str,
) -> HTMLResponse:
    """The page of one of them."""
    content = _content(context, code)
    report = content["report"]
    own_pages = record_page(request, context.reader, code)
    asked = [] if report is None else quality_requests.open_to(context, code, report)
    return framed(
        request,
        context,
        "organisation.html",
        **content,
        asked=asked,
        marks=rating_marks() | {"plain": style.PLAIN},
        address=organisation_address(code),
        its_record=own_pages,
        unconfirmed=protection.unconfirmed(context.connection, code) if own_pages else 0,
        query=filter_query(organisation=code),
        candidate_form=candidates_form.of_page(organisation=code),
        for_members=FOR_MEMBERS,
        **plan_in_short.of_organisation(context, code),
    )


@router.get("/organisations/{code}/ratings.svg")
def mix_chart(context: ContextIs, code: str, size: Size = Size.WIDE) -> Response:
    """How its properties are rated in availability."""
    v.demand(context.reader, v.Level.CLUB, "ratings", of_own=context.reader.organisation == code)
    found = organisation.organisation(context, code)
    if not organisation.shares_more(context, found):
        raise NotAllowed(f"{found.name} has not signed the protocol: its ratings are not shared.")
    wanted = PropertyFilter(organisation=[code])
    rows = properties.search(context.connection, context.reader, wanted, today=context.today)
    mix = properties_together.mix(rows, codes.RatingScheme.AVAILABILITY)
    drawn = charts.mix_svg(mix, "Availability", size=size)
    return Response(drawn, media_type=MEDIA_TYPE)


@router.get("/organisations/{code}/{table}.{form}")
def organisation_table(
    context: ContextIs,
    code: str,
    table: str,
    form: str,
) -> Response:
    """One of the page's tables as a file."""
    content = _content(context, code)
    wanted = chosen(content["tables"], table)
    return download(context, wanted, form, f"{wanted.title}: {content['owner'].name}")
