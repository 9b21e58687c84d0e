"""The county in figures."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Response
from sqlalchemy import Connection

from api.county.schemas import Stats
from api.http import parameters
from api.http.dependencies import ReaderIs, ReadOnly
from api.http.problems import answers as shaped
from api.http.service import Service, ServiceIs
from api.http.values import number
from estate import codes
from estate.answers import core as answers_core
from estate.answers import county as answers_county
from estate.costs import CostTotal
from estate.register import visibility as v
from estate.register.queries import totals, versions

router = APIRouter(tags=["stats"])


@router.get("/stats", response_class=Response, responses=shaped(Stats))
def stats(
    connection: ReadOnly,
    reader: ReaderIs,
    here: ServiceIs,
    _: Annotated[parameters.NoQuery, Query()],
) -> Response:
    """Counts for everyone; ratings, cost and value totals for club members."""
    key = (
        versions.current_version(connection),
        reader.edition,
        answers_core.current_assumptions(connection),
    )
    body = here.answers.part("stats", key, lambda: _made(connection, reader, here))
    return Response(body, media_type="application/json")


def _made(connection: Connection, reader: v.Reader, here: Service) -> bytes:
    county = versions.county(connection)
    found: dict[str, Any] = {
        "county": {k: county[k] for k in ("code", "name", "synthetic", "population")},
        "version": versions.current_version(connection),
        "reader": reader.kind.value,
        **totals.counts(connection, reader),
        "disclaimer": codes.DISCLAIMER,
    }
    if reader.level >= v.Level.CLUB:
        found |= answers_county.county_figures(here.answers, connection, reader)
        found["premises_cost"] = _premises_cost(here.answers.premises_cost(connection, reader))
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
