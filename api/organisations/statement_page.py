"""``/organisations/{code}/statement``: what its premises cost an organisation, share by share."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from api.html import format as words
from api.html.addresses import organisation_address, property_address
from api.html.tables import Column, Table, download
from api.html.templates import PageRoute, framed
from api.http.dependencies import ContextIs
from estate.answers.organisations import statement
from estate.answers.organisations.statement import CostRangePa, Statement, StatementLine
from estate.club.statements import ShareRestsOn

router = APIRouter(include_in_schema=False, route_class=PageRoute)

RESTS_ON = {
    ShareRestsOn.ALONE: "no other user on record",
    ShareRestsOn.NEED: "by the room each needs",
    ShareRestsOn.UNKNOWN: "not known: a need is not on record",
}
COLUMNS = (
    Column("name", "Property", link="page"),
    Column("reference", "Reference", "file"),
    Column("managed_by", "Managed by", link="managed_by_page"),
    Column("building_gbp_pa", "The building, a year", "estimate", small="building_range"),
    Column("building_low_gbp_pa", "The building, low", "file"),
    Column("building_high_gbp_pa", "The building, high", "file"),
    Column("share", "Its share", "per_cent", small="rests_on"),
    Column("need_m2", "Room it needs", "square_metres"),
    Column("part_gbp_pa", "Its part, a year", "estimate", small="part_range"),
    Column("part_low_gbp_pa", "Its part, low", "file"),
    Column("part_high_gbp_pa", "Its part, high", "file"),
    Column("cost_rests_on", "The cost is"),
)


def table(found: Statement) -> Table:
    """The buildings, the dearest part first."""
    return Table(
        "statement",
        "What its premises cost",
        COLUMNS,
        [_line(one) for one in found.lines],
        empty="No building that it uses is on record, or none that you may see.",
    )


def _line(one: StatementLine) -> dict[str, Any]:
    return {
        "name": one.name,
        "page": property_address(one.property_id),
        "reference": one.reference,
        "managed_by": "itself" if one.is_own else one.managed_by.name,
        "managed_by_page": None if one.is_own else organisation_address(one.managed_by.code),
        "share": one.share,
        "rests_on": RESTS_ON[one.share_rests_on],
        "need_m2": one.need_m2,
        "cost_rests_on": _rests_on(one),
        **_amounts("building", one.building, one.exact),
        **_amounts("part", one.part, one.exact),
    }


def _rests_on(one: StatementLine) -> str:
    """Whose figure the building's cost is."""
    if one.cost_tier.code != "actual":
        return f"estimated, not reported: {one.cost_tier.label.lower()}"
    return "as reported" if one.exact else "from the published band"


def _amounts(name: str, amount: CostRangePa | None, exact: bool) -> dict[str, Any]:
    if amount is None:
        return {}
    low, high = amount.low_gbp_pa, amount.high_gbp_pa
    return {
        f"{name}_gbp_pa": words.as_sure(amount.central_gbp_pa, exact and low == high),
        f"{name}_low_gbp_pa": low,
        f"{name}_high_gbp_pa": high,
        f"{name}_range": words.pounds_range(low, high),
    }


@router.get("/organisations/{code}/statement", response_class=HTMLResponse)
def statement_page(request: Request, context: ContextIs, code: str) -> HTMLResponse:
    """The statement of one organisation."""
    found = statement.statement(context, code)
    return framed(
        request,
        context,
        "statement.html",
        owner=found.organisation,
        found=found,
        table=table(found),
        address=organisation_address(code),
    )


@router.get("/organisations/{code}/statement.{form}")
def statement_file(context: ContextIs, code: str, form: str) -> Response:
    """The same as a file."""
    found = statement.statement(context, code)
    made = table(found)
    return download(context, made, form, f"{made.title}: {found.organisation.name}")
