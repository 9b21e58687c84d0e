"""``/county``: the public estate of the county in figures."""

from collections import Counter
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from api.candidates import form as candidates_form
from api.candidates import page_model as candidates
from api.county import groups
from api.county import page_model as shapes
from api.html.charts import estate as charts
from api.html.charts import money
from api.html.charts.drawing import MEDIA_TYPE, Size
from api.html.rating_marks import SCHEMES, rating_marks
from api.html.row_access import FOR_MEMBERS
from api.html.tables import Table, about, chosen, table_file
from api.html.templates import PageRoute, framed
from api.http.dependencies import ReaderIs, ReadOnly, Slow, Today
from api.http.service import Service, ServiceIs
from estate import codes
from estate.answers import core as answers_core
from estate.answers import county as answers_county
from estate.answers.cost_range import premises_cost_range
from estate.answers.portfolio import best_set
from estate.errors import NotFound
from estate.register import visibility as v
from estate.register.queries import properties, totals, towns, versions
from estate.register.queries.property_filters import PropertyFilter

router = APIRouter(include_in_schema=False, route_class=PageRoute, dependencies=[Slow])

CANDIDATES = 10
CHARTS = ("availability", "sharing", "leases", "cost", "savings")


def _content(
    connection: ReadOnly, reader: ReaderIs, here: ServiceIs, today: Today
) -> dict[str, Any]:
    """Everything that the page and its files show, kept until the register moves on."""
    state = (versions.current_version(connection), reader.edition, today)
    key = ("county page", *state, answers_core.current_assumptions(connection))
    return here.answers.kept(key, lambda: _made(connection, reader, here, today))


def _made(connection: Connection, reader: v.Reader, here: Service, today: Today) -> dict[str, Any]:
    rows = properties.search(connection, reader, PropertyFilter(), today=today)
    per_town = Counter(row["town"] for row in rows)
    town_table = shapes.towns_table(towns.listing(connection, reader), per_town)
    found: dict[str, Any] = {
        "counts": totals.counts(connection, reader),
        "tables": {"towns": town_table},
    }
    if reader.level >= v.Level.CLUB:
        found |= _for_members(connection, reader, here, today, rows, found["tables"])
    return found


def _for_members(
    connection: Connection,
    reader: v.Reader,
    here: Service,
    today: Today,
    rows: list[dict[str, Any]],
    tables: dict[str, Table],
) -> dict[str, Any]:
    """Cost, value, ratings, leases, candidates and savings; fills ``tables``."""
    ranked = here.answers.candidates(connection, reader, today)
    sharing = candidates.lists(ranked, CANDIDATES)
    portfolio = best_set(here.answers, connection, reader, today)
    figures = answers_county.county_figures(here.answers, connection, reader)
    horizon = groups.horizon(rows, today)
    cost = here.answers.premises_cost(connection, reader)
    for one in (
        shapes.segments_table(
            figures["segments"], "segments", "All organisations by segment", total=len(rows)
        ),
        shapes.segments_table(
            figures["county_table"], "county", "The county council's own", own=True
        ),
        groups.counts_table("uses", "By use", "Use", groups.by(rows, "use_class")),
        groups.counts_table("tenures", "By tenure", "Tenure", groups.by(rows, "tenure")),
        groups.counts_table("leases", "When a lease can end", "Year", horizon),
        *sharing.tables,
        shapes.savings_table(portfolio),
        shapes.steps_table(portfolio),
        shapes.bridge_table(cost, _reported(figures["segments"]), portfolio.top_down),
    ):
        tables[one.name] = one
    ranged, _ = premises_cost_range(here.answers, connection, reader)
    return {
        "figures": figures,
        "candidates": sharing.rows,
        "sharing": sharing,
        "horizon": horizon,
        "cost": cost,
        "range_words": money.range_words(*shapes.cost_ends(ranged), None),
        "portfolio": portfolio,
        "savings": shapes.savings(portfolio),
        "price_base": portfolio.assumptions.text("price_base"),
    }


def _reported(segments: list[dict[str, Any]]) -> Any:
    """What is reported of the base of the extrapolation."""
    named = (row["cost_gbp_pa"] for row in segments if row["segment"] == "other_operational")
    return next(named, None)


@router.get("/county", response_class=HTMLResponse)
def county_page(
    request: Request, connection: ReadOnly, reader: ReaderIs, here: ServiceIs, today: Today
) -> HTMLResponse:
    """The page."""
    content = _content(connection, reader, here, today)
    figures = content.get("figures", {})
    return framed(
        request,
        connection,
        reader,
        today,
        "county.html",
        **content,
        marks=rating_marks(),
        mixes=[
            (s.value, codes.label(s), charts.mix_words(figures.get(s.value, {}))) for s in SCHEMES
        ],
        savings_words=charts.savings_words(content.get("savings", [])),
        horizon_words=charts.years_words(content.get("horizon", [])),
        candidate_form=candidates_form.of_page(),
        for_members=FOR_MEMBERS,
    )


@router.get("/county/{name}.svg")
def county_chart(
    connection: ReadOnly,
    reader: ReaderIs,
    here: ServiceIs,
    today: Today,
    name: str,
    size: Size = Size.WIDE,
) -> Response:
    """One of the page's charts."""
    v.demand(reader, v.Level.CLUB, "ratings, leases or costs")
    if name not in CHARTS:
        raise NotFound(f"The charts of this page are {', '.join(CHARTS)}.")
    return Response(_drawn(connection, reader, here, today, name, size), media_type=MEDIA_TYPE)


def _drawn(
    connection: Connection, reader: v.Reader, here: Service, today: Today, name: str, size: Size
) -> bytes:
    if name in ("availability", "sharing"):
        scheme = codes.RatingScheme(name)
        mix = totals.by_rating(connection, reader, scheme)
        return charts.mix_svg(mix, f"{codes.label(scheme)} of all properties", size=size)
    if name == "leases":
        content = _content(connection, reader, here, today)
        return charts.years_svg(content["horizon"], size=size)
    if name == "cost":
        ranged, assumptions = premises_cost_range(here.answers, connection, reader)
        low, middle, high = shapes.cost_ends(ranged)
        unit = f"£ a year, prices of {assumptions.text('price_base')}"
        return money.range_svg(low, middle, high, title="Premises cost", unit=unit, size=size)
    found = shapes.savings(best_set(here.answers, connection, reader, today))
    return charts.savings_svg(found, size=size)


@router.get("/county/{table}.{form}")
def county_table(
    connection: ReadOnly,
    reader: ReaderIs,
    here: ServiceIs,
    today: Today,
    table: str,
    form: str,
) -> Response:
    """One of the page's tables as a file."""
    wanted = chosen(_content(connection, reader, here, today)["tables"], table)
    told = about(versions.county(connection), reader.kind.value, today, wanted.title)
    return table_file(wanted, form, told)
