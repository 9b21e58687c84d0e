"""Who manages what and what one body would charge, as tables of page, files and command."""

from typing import Any

from api.html import format as words
from api.html.addresses import organisation_address
from api.html.tables import Column, Table, Withheld
from estate.answers.organisations.managing import Managing, ManagingBody

_TOO_FEW = Withheld("not shown: too few")


def tables(found: Managing) -> dict[str, Table]:
    """The tables of the page, by their names."""
    columns = [
        Column("name", "Managing body", link="page"),
        Column("properties", "Properties", "number", small="said"),
        Column("area_m2", "Area, GIA", "square_metres", small="known"),
        Column("cost_gbp_pa", "Premises cost a year", "estimate", small="range"),
        Column("cost_low_gbp_pa", "Cost, low", "file"),
        Column("cost_high_gbp_pa", "Cost, high", "file"),
    ]
    if found.percent_of_cost is not None or found.gbp_per_m2_pa is not None:
        columns.append(Column("charge_gbp_pa", "One body would charge a year", "estimate"))
    note = (
        f"Amounts in £ a year at {found.price_base} prices. Who is not on record as managing body "
        "is taken to be the body that reports the property. A cost is shown for ten properties or "
        "more, or where all are yours."
    )
    of_bodies = Table(
        "managing-bodies",
        "Who manages what",
        tuple(columns),
        [_row(one) for one in found.bodies],
        note,
        "No property is shown to you.",
    )
    whole = Table(
        "together",
        "All together",
        tuple(columns),
        [_row(found.together)],
        "All properties together, as if one body managed them.",
    )
    return {one.name: one for one in (of_bodies, whole)}


def _row(one: ManagingBody) -> dict[str, Any]:
    cost = one.cost
    row = {
        "name": one.name,
        "page": None if one.code is None else organisation_address(one.code),
        "properties": one.properties,
        "said": f"{one.on_record} on record",
        "area_m2": one.area_m2,
        "known": f"{one.areas_known} measured",
        "charge_gbp_pa": _TOO_FEW if one.charge_gbp_pa is None else one.charge_gbp_pa,
    }
    if cost is None:
        return row | {"cost_gbp_pa": _TOO_FEW, "range": ""}
    return row | {
        "cost_gbp_pa": cost.central_gbp_pa,
        "cost_low_gbp_pa": cost.low_gbp_pa,
        "cost_high_gbp_pa": cost.high_gbp_pa,
        "range": words.pounds_range(cost.low_gbp_pa, cost.high_gbp_pa),
    }
