"""How sure a business case is: its range, what drives it, what would be worth knowing."""

from typing import Any

from estate.answers.answer import Answer, answer
from estate.answers.cases.case_sums import pounds, to_the_penny
from estate.savings import BusinessCase
from estate.savings.figures import Basis
from estate.savings.lenses import Lens


@answer
class Spread(Answer):
    """A range, GBP."""

    base_gbp: float
    p10_gbp: float
    p50_gbp: float
    p90_gbp: float


@answer
class Driver(Answer):
    """How far the club's NPV goes with one driver alone."""

    driver: str
    worst_gbp: float
    best_gbp: float
    spread_gbp: float


@answer
class WorthKnowing(Answer):
    """By how much the range would narrow if one figure were known."""

    figure: str
    tier: str | None
    narrowing_gbp: float
    narrowing_share: float


@answer
class RangeAnswer(Answer):
    """The club's NPV over the draws, and each partner's."""

    basis: str
    lens: str
    base_gbp: float
    p10_gbp: float
    p50_gbp: float
    p90_gbp: float
    partners: dict[str, Spread]
    draws: int
    seed: int
    sigma_shared: float
    drivers: list[Driver]
    value_of_information: list[WorthKnowing]


def _spread(found: Any) -> dict[str, float]:
    names = ("base_gbp", "p10_gbp", "p50_gbp", "p90_gbp")
    return {name: to_the_penny(getattr(found, name)) for name in names}


def range_answer(case: BusinessCase) -> RangeAnswer:
    """Between what the net present value could lie, and why."""
    found = case.range
    return RangeAnswer(
        basis=Basis.PRESENT_VALUE.value,
        lens=Lens.CLUB.value,
        **_spread(found.npv),
        partners={party: Spread(**_spread(one)) for party, one in found.partners.items()},
        draws=found.npv.draws,
        seed=found.npv.seed,
        sigma_shared=found.npv.sigma_shared,
        drivers=[
            Driver(
                driver=swing.driver,
                worst_gbp=pounds(swing.worst_gbp),
                best_gbp=pounds(swing.best_gbp),
                spread_gbp=pounds(swing.spread_gbp),
            )
            for swing in found.tornado
        ],
        value_of_information=[
            WorthKnowing(
                figure=one.figure,
                tier=one.tier,
                narrowing_gbp=to_the_penny(one.narrowing_gbp),
                narrowing_share=round(one.narrowing_share, 6),
            )
            for one in found.information
        ],
    )
