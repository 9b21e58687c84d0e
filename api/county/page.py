"""``/county``: the public estate of the county in figures."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from api.candidates import form as candidates_form
from api.candidates import page_model as candidates
from api.county import page_model, plan_in_short, properties_together_tables
from api.html.charts import estate as charts
from api.html.charts import money, site_map
from api.html.charts.drawing import MEDIA_TYPE, Size
from api.html.rating_marks import SCHEMES, rating_marks
from api.html.row_access import FOR_MEMBERS
from api.html.tables import Table, chosen, download
from api.html.templates import PageRoute, framed
from api.http.dependencies import ContextIs, Slow
from api.leases.strip import strip
from estate import codes
from estate.answers import estate_wide
from estate.answers.context import ReadContext
from estate.answers.county import figures as county
from estate.answers.county.cost_range import premises_cost_range
from estate.answers.county.figures import Stats
from estate.answers.county.portfolio import best_set
from estate.answers.leases import leases
from estate.answers.properties import properties_together
from estate.errors import NotFound
from estate.register import visibility as v
from estate.register.queries import outlines_to_draw, properties, towns
from estate.register.queries.property_filters import PropertyFilter
from maps import style

router = APIRouter(include_in_schema=False, route_class=PageRoute, dependencies=[Slow])

CANDIDATES = 10
CHARTS = ("availability", "sharing", "leases", "cost", "savings")


def _content(
    context: ReadContext,
) -> dict[str, Any]:
    """Everything that the page and its files show, kept until the register moves on."""
    state = (context.version, context.reader.edition, context.today)
    key = ("county page", *state, context.assumptions)
    return context.cache.once(key, lambda: _made(context))


def _made(context: ReadContext) -> dict[str, Any]:
    rows = properties.for_export(
        context.connection, context.reader, PropertyFilter(), today=context.today
    )
    stats = county.stats(context)
    club = context.reader.level >= v.Level.CLUB
    listed = towns.listing(context.connection, context.reader)
    town_table = page_model.towns_table(listed, rows, rated=club)
    areas = outlines_to_draw.areas(context.connection, context.reader)
    picture = site_map.small(rows, areas, rated=club)
    found = {"stats": stats, "tables": {"towns": town_table}, "picture": picture}
    if not club:
        return found
    return found | _for_members(context, stats, rows, town_table)


def _for_members(
    context: ReadContext, stats: Stats, rows: list[dict[str, Any]], town_table: Table
) -> dict[str, Any]:
    """Cost, value, ratings, leases, candidates and savings, in words, charts and tables."""
    sharing = candidates.lists(estate_wide.candidates(context), CANDIDATES)
    portfolio = best_set(context)
    horizon = properties_together.horizon(rows, context.today)
    cost = estate_wide.premises_cost(context)
    own = "The county council's own"
    tables = (
        town_table,
        page_model.segments_table(
            stats.segments, "segments", "All organisations by segment", total=len(rows)
        ),
        page_model.segments_table(stats.county_table, "county", own, own=True),
        properties_together_tables.counts_table(
            "uses", "By use", "Use", properties_together.by(rows, "use_class")
        ),
        properties_together_tables.counts_table(
            "tenures", "By tenure", "Tenure", properties_together.by(rows, "tenure")
        ),
        properties_together_tables.counts_table("leases", "When a lease can end", "Year", horizon),
        *sharing.tables,
        page_model.savings_table(portfolio),
        page_model.steps_table(portfolio),
        page_model.contracts_table(portfolio.top_down),
        page_model.bridge_table(cost, stats.reported_gbp_pa, portfolio.top_down),
    )
    ranged, _ = premises_cost_range(context)
    return {
        "tables": {one.name: one for one in tables},
        "sharing": sharing,
        "horizon": horizon,
        "cost": cost,
        "mixes": [(s.value, codes.label(s), stats.mix(s)) for s in SCHEMES],
        "range_words": money.range_words(*page_model.cost_ends(ranged), None),
        "strip": strip(leases(context), context.today),
        "savings_height": charts.savings_height(len(page_model.savings(portfolio))),
        "savings_words": charts.savings_words(page_model.savings(portfolio)),
        "portfolio": portfolio,
        "glance": page_model.glance(portfolio.top_down),
    }


@router.get("/county", response_class=HTMLResponse)
def county_page(
    request: Request,
    context: ContextIs,
) -> HTMLResponse:
    """The page of the county's figures: properties, costs, leases, savings."""
    return framed(
        request,
        context,
        "county.html",
        **_content(context),
        marks=rating_marks() | {"plain": style.PLAIN},
        candidate_form=candidates_form.of_page(),
        for_members=FOR_MEMBERS,
        **plan_in_short.of_county(context),
    )


@router.get("/county/how-worked-out", response_class=HTMLResponse)
def county_worked_out_page(request: Request, context: ContextIs) -> HTMLResponse:
    """How the savings that the page tells were worked out: tables and a chart of the method."""
    v.demand(context.reader, v.Level.CLUB, "costs")
    return framed(request, context, "county_worked_out.html", **_content(context))


@router.get("/county/{name}.svg")
def county_chart(
    context: ContextIs,
    name: str,
    size: Size = Size.WIDE,
) -> Response:
    """One of the page's charts."""
    v.demand(context.reader, v.Level.CLUB, "ratings, leases or costs")
    if name not in CHARTS:
        raise NotFound(f"The charts of this page are {', '.join(CHARTS)}.")
    return Response(_drawn(context, name, size), media_type=MEDIA_TYPE)


def _drawn(context: ReadContext, name: str, size: Size) -> bytes:
    if name in ("availability", "sharing"):
        scheme = codes.RatingScheme(name)
        mix = county.stats(context).mix(scheme)
        return charts.mix_svg(mix, f"{codes.label(scheme)} of all properties", size=size)
    if name == "leases":
        content = _content(context)
        return charts.years_svg(content["horizon"], size=size)
    if name == "cost":
        ranged, assumptions = premises_cost_range(context)
        low, middle, high = page_model.cost_ends(ranged)
        unit = f"£ a year, prices of {assumptions.text('price_base')}"
        return money.range_svg(low, middle, high, title="Premises cost", unit=unit, size=size)
    found = page_model.savings(best_set(context))
    return charts.savings_svg(found, size=size)


@router.get("/county/{table}.{form}")
def county_table(
    context: ContextIs,
    table: str,
    form: str,
) -> Response:
    """One of the page's tables as a file."""
    return download(context, chosen(_content(context)["tables"], table), form)
