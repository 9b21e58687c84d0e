"""How sure the premises cost is, and which missing figure would narrow it most."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.http import parameters
from api.http.dependencies import ContextIs, Slow
from api.http.problems import answers
from api.savings.schemas import CostRange
from estate import codes
from estate.answers.cost_range import ASSUMPTIONS_USED, premises_cost_range
from estate.answers.county import SCOPE
from estate.errors import NotAllowed
from estate.register import visibility as v
from estate.savings import Basis
from estate.savings.draws import Range
from estate.savings.uncertainty_county import FieldWorth

router = APIRouter(prefix="/savings", tags=["savings"], dependencies=[Slow])


@router.get("/cost-range", responses=answers(CostRange, 403))
def cost_range(
    context: ContextIs,
    _: Annotated[parameters.NoQuery, Query()],
) -> dict[str, Any]:
    """P10, P50 and P90 of the premises cost, and the value of each missing field."""
    if context.reader.level < v.Level.CLUB:
        raise NotAllowed("What premises cost is for members of the club.")
    found, assumptions = premises_cost_range(context)
    return {
        "basis": Basis.RUN_RATE_PA.value,
        "years": "each year",
        "price_base": assumptions.text("price_base"),
        "scope": SCOPE,
        "properties": found.properties,
        "imputed_share": round(found.imputed_share, 4),
        "imputed_rate_only_share": round(found.rate_only_share, 4),
        "guessed_area_share": round(found.guessed_area_share, 4),
        "shared_error_by_class": found.shared_by_class,
        **_range(found.total),
        "value_of_information": [_worth(one) for one in found.information],
        "assumption_set": assumptions.id,
        "assumptions": assumptions.echo(ASSUMPTIONS_USED),
        "statement": [
            {"name": "Run date", "text": context.today.isoformat()},
            {"name": "Status", "text": "indicative — not a decision"},
        ],
        "reader": context.reader.kind.value,
        "disclaimer": codes.DISCLAIMER,
    }


def _range(found: Range) -> dict[str, Any]:
    """To the nearest £1,000: for the club it rests on published bands."""
    return {
        "base_gbp_pa": round(found.base_gbp, -3),
        "p10_gbp_pa": round(found.p10_gbp, -3),
        "p50_gbp_pa": round(found.p50_gbp, -3),
        "p90_gbp_pa": round(found.p90_gbp, -3),
        "draws": found.draws,
        "seed": found.seed,
        "sigma_shared": found.sigma_shared,
    }


def _worth(one: FieldWorth) -> dict[str, Any]:
    return {
        "organisation": one.organisation,
        "field": one.field,
        "properties": one.properties,
        "narrowing_gbp_pa": round(one.narrowing_gbp_pa, -3),
        "narrowing_per_figure_gbp_pa": round(one.narrowing_per_figure_gbp_pa, -2),
        "narrowing_share": round(one.narrowing_share, 4),
    }
