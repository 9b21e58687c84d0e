"""The county in figures."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Response

from api.county.schemas import Stats
from api.http import parameters
from api.http.dependencies import ContextIs
from api.http.problems import answers as shaped
from api.http.values import number
from estate import codes
from estate.answers import core
from estate.answers import county as answers_county
from estate.answers.context import ReadContext
from estate.costs import CostTotal
from estate.register import visibility as v
from estate.register.queries import totals, versions

router = APIRouter(tags=["stats"])


@router.get("/stats", response_class=Response, responses=shaped(Stats))
def stats(
    context: ContextIs,
    _: Annotated[parameters.NoQuery, Query()],
) -> Response:
    """Counts for everyone; ratings, cost and value totals for club members."""
    key = (
        context.version,
        context.reader.edition,
        context.assumptions,
    )
    body = context.cache.part("stats", key, lambda: _made(context))
    return Response(body, media_type="application/json")


def _made(
    context: ReadContext,
) -> bytes:
    county = versions.county(context.connection)
    found: dict[str, Any] = {
        "county": {k: county[k] for k in ("code", "name", "synthetic", "population")},
        "version": context.version,
        "reader": context.reader.kind.value,
        **totals.counts(context.connection, context.reader),
        "disclaimer": codes.DISCLAIMER,
    }
    if context.reader.level >= v.Level.CLUB:
        found |= answers_county.county_figures(context)
        found["premises_cost"] = _premises_cost(core.premises_cost(context))
    return orjson.dumps(_plain(found))


def _premises_cost(found: CostTotal) -> dict[str, Any]:
    """To the nearest £1,000: for the club it rests on published bands."""
    return {
        "properties": found.count,
        "scope": "operational, less schools and campuses, of organisations that have signed",
        "low_gbp_pa": round(found.low_gbp_pa, -3),
        "central_gbp_pa": round(found.central_gbp_pa, -3),
        "high_gbp_pa": round(found.high_gbp_pa, -3),
        "imputed_share": round(found.imputed_share, 4),
        "price_base": found.price_base,
        "properties_by_tier": dict(found.count_by_tier),
        "basis": "run-rate; bands stand for figures that the reader may not see",
    }


def _plain(found: dict[str, Any]) -> dict[str, Any]:
    """Decimals as numbers, for JSON."""
    value = found.get("book_value")
    if value is not None:
        found["book_value"] = {
            **value,
            "book_value_gbp": number(value["book_value_gbp"]),
        }
    for table in ("county_table", "segments"):
        rows = found.get(table, [])
        found[table] = [{k: _number(cell) for k, cell in row.items()} for row in rows]
    return found


def _number(cell: Any) -> Any:
    return cell if isinstance(cell, str | int) else number(cell)
