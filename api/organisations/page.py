"""``/organisations`` and ``/organisations/{code}``: who holds what, with which gaps."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from api.candidates import form as candidates_form
from api.candidates import page_model as candidates
from api.county import groups
from api.html.addresses import filter_query, organisation_address
from api.html.charts import estate as charts
from api.html.charts.drawing import MEDIA_TYPE, Size
from api.html.rating_marks import rating_marks
from api.html.row_access import FOR_MEMBERS
from api.html.tables import Column, Table, about, chosen, table_file
from api.html.templates import PageRoute, framed, record_page
from api.http.dependencies import ContextIs
from api.leases import work_list as leases_work_list
from api.leases.strip import strip
from api.properties.feature_cache import candidate_counts
from api.properties.table import signed_codes, sites
from api.quality import requests as quality_requests
from api.space import page_model as space_page_model
from estate import codes
from estate.answers import core
from estate.answers import space as answers_space
from estate.answers.context import ReadContext
from estate.answers.leases import leases
from estate.capacity import is_flat
from estate.colocation import CandidateFilter
from estate.errors import NotAllowed
from estate.leases.work_list import Wanted
from estate.register import visibility as v
from estate.register.queries import organisations, properties, protection, versions
from estate.register.queries.property_filters import PropertyFilter

router = APIRouter(include_in_schema=False, route_class=PageRoute)

CANDIDATES = 20
NO_PROPERTY = "No property of this organisation is in the register, or none that you may see."
GAPS = 5

ORGANISATIONS = (
    Column("name", "Organisation", link="page"),
    Column("kind", "Kind"),
    Column("properties", "Properties", "number"),
)
FOR_CLUB = (
    *ORGANISATIONS,
    Column("in_scope", "In scope"),
    Column("signed_on", "Protocol signed", "day"),
    Column("signed_for", "Signed for"),
    Column("last_import_at", "Last import", "day"),
    Column("quality", "Data", link="quality_page"),
)


def _listing(connection: Connection, reader: v.Reader) -> Table:
    rows = [_line(row) for row in organisations.listing(connection, reader)]
    club = reader.level >= v.Level.CLUB
    return Table(
        "organisations",
        "Organisations",
        FOR_CLUB if club else ORGANISATIONS,
        rows,
        "Of an organisation that has not signed the protocol the club sees the location alone.",
    )


def _line(row: dict[str, Any]) -> dict[str, Any]:
    page = organisation_address(row["code"])
    imported = row.get("last_import_at")
    return {
        "name": row["name"],
        "page": page,
        "kind": codes.label(row["kind"]),
        "properties": row["properties"],
        "in_scope": "yes" if row.get("in_scope") else "associate",
        "signed_on": row.get("signed_on") or "not signed",
        "signed_for": row.get("signed_for") or "–",
        "last_import_at": imported.date() if imported else "none yet",
        "quality": "Gap report" if row.get("signed_on") else "not shared",
        "quality_page": f"{page}/quality" if row.get("signed_on") else None,
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
        table=_listing(context.connection, context.reader),
        marks=rating_marks(),
    )


@router.get("/organisations.{form}")
def organisations_file(context: ContextIs, form: str) -> Response:
    """The same as a file."""
    told = about(
        versions.county(context.connection),
        context.reader.kind.value,
        context.today,
        "Organisations",
    )
    return table_file(_listing(context.connection, context.reader), form, told)


def _content(context: ReadContext, code: str) -> dict[str, Any]:
    """Everything that the page and its files show."""
    owner = organisations.one(context.connection, context.reader, code)
    wanted = PropertyFilter(organisation=[code])
    rows = properties.search(context.connection, context.reader, wanted, today=context.today)
    held = candidate_counts(context)
    signed = signed_codes(context.connection, context.reader)
    found: dict[str, Any] = {
        "owner": owner,
        "rows": rows,
        "candidates": [],
        "gaps": None,
        "club": context.reader.organisation == code
        or (context.reader.level >= v.Level.CLUB and code in signed),
        "tables": {"properties": sites(rows, context.reader, signed, held, empty=NO_PROPERTY)},
    }
    if found["club"]:
        found |= _for_members(context, found)
    return found


def _for_members(context: ReadContext, found: dict[str, Any]) -> dict[str, Any]:
    """Cost, mix, leases, candidates and gaps; fills ``tables``."""
    tables: dict[str, Table] = found["tables"]
    rows, code = found["rows"], found["owner"]["code"]
    ids = [str(row["property_id"]) for row in rows]
    held = leases(context, Wanted(organisation=code))
    ranked = core.candidates(context, question=CandidateFilter(organisation=code))
    sharing = candidates.lists(ranked, CANDIDATES)
    space = answers_space.by_property(context)
    names = {str(row["property_id"]): str(row["name"]) for row in rows}
    other_standard = "2026" if is_flat(context.assumptions) else "2007"
    total = groups.cost_total(
        core.property_costs(context),
        ids,
        context.assumptions,
        whole=context.reader.organisation == code,
    )
    for one in (
        leases_work_list.file_table(held),
        *sharing.tables,
        space_page_model.table(space, names, other_standard),
        groups.counts_table("uses", "By use", "Use", groups.by(rows, "use_class")),
        groups.counts_table("tenures", "By tenure", "Tenure", groups.by(rows, "tenure")),
    ):
        tables[one.name] = one
    return {
        "candidates": sharing.rows,
        "sharing": sharing,
        "cost": groups.cost_words(total),
        "space": space_page_model.in_short(space, ids),
        "other_standard": other_standard,
        "strip": strip(held, context.today, organisation=code),
        "mix": groups.mix(rows, codes.RatingScheme.AVAILABILITY),
        "report": core.quality(context, code),
    }


@router.get("/organisations/{code}", response_class=HTMLResponse)
def organisation_page(
    request: Request,
    context: ContextIs,
    code: str,
) -> HTMLResponse:
    """The page of one of them."""
    content = _content(context, code)
    report = content.get("report")
    own_pages = record_page(request, context.reader, code)
    asked = [] if report is None else quality_requests.open_to(context, code, report)
    gaps = [] if report is None else report.gaps.head(GAPS).to_dict("records")
    return framed(
        request,
        context,
        "organisation.html",
        **(content | {"gaps": gaps}),
        asked=asked,
        kind=codes.label(content["owner"]["kind"]),
        marks=rating_marks(),
        address=organisation_address(code),
        its_record=own_pages,
        unconfirmed=protection.unconfirmed(context.connection, code) if own_pages else 0,
        query=filter_query(organisation=code),
        mix_words=charts.mix_words(content.get("mix", {})),
        candidate_form=candidates_form.of_page(organisation=code),
        for_members=FOR_MEMBERS,
    )


@router.get("/organisations/{code}/ratings.svg")
def mix_chart(context: ContextIs, code: str, size: Size = Size.WIDE) -> Response:
    """How its properties are rated in availability."""
    v.demand(context.reader, v.Level.CLUB, "ratings", of_own=context.reader.organisation == code)
    name = organisations.one(context.connection, context.reader, code)["name"]
    if (
        code not in signed_codes(context.connection, context.reader)
        and context.reader.organisation != code
    ):
        raise NotAllowed(f"{name} has not signed the protocol: its ratings are not shared.")
    wanted = PropertyFilter(organisation=[code])
    rows = properties.search(context.connection, context.reader, wanted, today=context.today)
    mix = groups.mix(rows, codes.RatingScheme.AVAILABILITY)
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
    what = f"{wanted.title}: {content['owner']['name']}"
    told = about(
        versions.county(context.connection), context.reader.kind.value, context.today, what
    )
    return table_file(wanted, form, told)
