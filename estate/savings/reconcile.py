"""Top-down beside bottom-up: shown together with the gap named, never averaged (DOMAIN §5.4).

Top-down is the range of 2010, count × mean × share; bottom-up is the sum of a plan's own
moves. The steps lead from one to the other and add up exactly, so that a reader sees how much
of the gap is dearer or cheaper premises, how much is buildings nobody could look at, and how
much is left without an explanation.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from estate.errors import BadQuestion
from estate.savings.figures import Basis, Figure
from estate.savings.top_down import Base, TopDown


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
        low, high, plan, gap_low, gap_high, tuple(steps), _statement(low, high, plan)
    )


def _cost_level(top_down: TopDown) -> list[Step]:
    """The register's own premises cost instead of the published one, at the same share."""
    bases = {base.key: base for base in top_down.bases}
    own = bases.get("register")
    if own is None:
        return []
    published = bases["as_published"]
    more = own.figure.amount_gbp - published.figure.amount_gbp
    text = f"{own.formula} = £{own.figure.pounds:,} instead of £{published.figure.pounds:,}"
    return [Step("cost_level", text, *_at_shares(top_down, published, more))]


def _coverage(top_down: TopDown, plan: BottomUp) -> Step:
    """The part of the base that the plan could not look at."""
    bases = {base.key: base for base in top_down.bases}
    base = bases.get("register", bases["as_published"])
    missing = max(0, base.count - plan.properties_considered)
    share = Decimal(missing) / base.count
    text = (
        f"{missing:,} of {base.count:,} properties could not be looked at: their place or an "
        "occupier's need is not known"
    )
    less = -base.figure.amount_gbp * share
    return Step("coverage", text, *_at_shares(top_down, bases["as_published"], less))


def _at_shares(top_down: TopDown, published: Base, amount: Decimal) -> tuple[Figure, Figure]:
    """A difference of cost as a difference of saving, at the published low and high shares.

    In whole pounds, so that the steps add up as they are shown.
    """
    return (
        _of(top_down.saving_low, amount * published.implied_share_low),
        _of(top_down.saving_high, amount * published.implied_share_high),
    )


def _less(one: Figure, other: Figure) -> Figure:
    return one + other.times(-1)


def _of(like: Figure, amount: Decimal) -> Figure:
    found = Figure(amount, like.basis, like.price_base, like.years, like.strand)
    return replace(found, amount_gbp=Decimal(found.pounds))


def _statement(low: Figure, high: Figure, plan: BottomUp) -> str:
    found = plan.central
    both = (f"Top-down: {_words(low)} to {_words(high)} a year. Bottom-up: {_words(found)} "
            f"a year (indicative range {_words(plan.low)} to {_words(plan.high)}) from "
            f"{plan.moves:,} moves that could be considered.")  # fmt: skip
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
