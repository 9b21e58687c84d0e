"""Top-down beside bottom-up: shown together with the gap named, never averaged (DOMAIN §5.4).

Top-down is the range of 2010, count × mean × share; bottom-up is the sum of a plan's own
moves. The steps lead from one to the other and add up exactly, so that a reader sees how much
of the gap is dearer or cheaper premises, how much is buildings nobody could look at, and how
much is left without an explanation.
"""

from dataclasses import dataclass
from decimal import Decimal

from estate.errors import BadQuestion
from estate.savings.figures import Basis, Figure
from estate.savings.top_down import TopDown


@dataclass(frozen=True)
class BottomUp:
    """What a plan would save in a full year, as the sum of its own moves.

    ``properties_considered``: how many of the base's properties the plan could look at.
    ``imputed_share``: part of the pounds that is not measured (0-1).
    """

    low: Figure
    central: Figure
    high: Figure
    moves: int
    properties_considered: int
    imputed_share: Decimal | None


@dataclass(frozen=True)
class Step:
    """One named part of the gap, for the low and the high end of the top-down range."""

    name: str
    text: str
    low: Figure
    high: Figure


@dataclass(frozen=True)
class Reconciliation:
    """Both estimates and the gap: ``top_down + Σ steps = bottom_up`` at either end."""

    top_down_low: Figure
    top_down_high: Figure
    bottom_up: BottomUp
    gap_low: Figure
    gap_high: Figure
    steps: tuple[Step, ...]
    statement: str


def reconcile(top_down: TopDown, plan: BottomUp) -> Reconciliation:
    """Set a plan beside the top-down range; all figures are GBP a year at one price base.

    Raises ``BadQuestion`` when the figures are not of one kind: a run-rate cannot be set
    beside a present value, nor one price base beside another.
    """
    if plan.central.basis is not Basis.RUN_RATE_PA:
        raise BadQuestion("Only yearly run-rates are set beside the top-down range.")
    low, high = top_down.saving_low, top_down.saving_high
    gap_low, gap_high = _less(plan.central, low), _less(plan.central, high)
    steps = [*_cost_level(top_down), _coverage(top_down, plan)]
    left = [gap_low, gap_high]
    for step in steps:
        left = [_less(left[0], step.low), _less(left[1], step.high)]
    steps.append(Step("unexplained", "what the plan's own moves give more or less than the "
                      "share that the top-down range supposes", left[0], left[1]))  # fmt: skip
    return Reconciliation(
        low, high, plan, gap_low, gap_high, tuple(steps), _statement(top_down, plan)
    )


def _cost_level(top_down: TopDown) -> list[Step]:
    """The register's own premises cost instead of the published one, at the same share."""
    own, published = top_down.base("register"), top_down.bases[0]
    if own is None:
        return []
    more = own.figure.amount_gbp - published.figure.amount_gbp
    text = f"{own.formula} = £{own.figure.pounds:,} instead of £{published.figure.pounds:,}"
    return [Step("cost_level", text, *top_down.at_published_shares(more))]


def _coverage(top_down: TopDown, plan: BottomUp) -> Step:
    """The part of the base that the plan could not look at."""
    base = top_down.base("register") or top_down.bases[0]
    missing = max(0, base.count - plan.properties_considered)
    share = Decimal(missing) / base.count
    text = (
        f"{missing:,} of {base.count:,} properties could not be looked at: their place or an "
        "occupier's need is not known"
    )
    less = -base.figure.amount_gbp * share
    return Step("coverage", text, *top_down.at_published_shares(less))


def _less(one: Figure, other: Figure) -> Figure:
    return one + other.times(-1)


def _statement(top_down: TopDown, plan: BottomUp) -> str:
    found, own = plan.central, top_down.own_saving
    low, high = own or (top_down.saving_low, top_down.saving_high)
    published = f"{_words(top_down.saving_low)} to {_words(top_down.saving_high)}"
    here = f"; {_words(low)} to {_words(high)} at this register's own premises cost" if own else ""
    both = (f"Top-down: {published} a year in Worcestershire's plan of 2010{here}. Bottom-up: "
            f"{_words(found)} a year (indicative range {_words(plan.low)} to {_words(plan.high)}) "
            f"from {plan.moves:,} moves that could be considered.")  # fmt: skip
    if found.amount_gbp < low.amount_gbp:
        gap = f"Bottom-up lies {_words(_less(low, found))} a year below the lower end."
    elif found.amount_gbp > high.amount_gbp:
        gap = f"Bottom-up lies {_words(_less(found, high))} a year above the upper end."
    else:
        gap = "Bottom-up lies within the range."
    return f"{both} {gap} The two rest on different evidence and are not averaged."


def _words(figure: Figure) -> str:
    """To the nearest £1,000, the sign before the pound: an estimate is no surer than that."""
    thousands = round(figure.amount_gbp, -3)
    return f"{'−' if thousands < 0 else ''}£{abs(thousands):,.0f}"
