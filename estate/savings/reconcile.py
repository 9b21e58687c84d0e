"""Top-down beside bottom-up: shown together with the gap named, never averaged.

Top-down is the range of 2010, count × mean × share, before any cost of implementation;
bottom-up is the sum of a plan's own moves. Like is set beside like: what both come to in a full
year, before one-off cost. The steps lead from one to the other and add up exactly; one-off cost,
spread over years, is a step of its own after them, and leads to the plan's annual equivalent.
"""

from dataclasses import dataclass
from decimal import Decimal

from estate.errors import BadQuestion
from estate.rounding import about_pounds
from estate.savings.figures import Basis, Figure
from estate.savings.top_down import TopDown


@dataclass(frozen=True)
class BottomUp:
    """What a plan would save in a full year, before one-off cost, as the sum of its own moves.

    ``properties_considered``: how many of the base's properties the plan could look at.
    ``imputed_share``: part of the pounds that is not measured (0-1). ``one_off``: what the moves
    cost once, spread over years, a year; ``one_off_gbp`` the sum itself.
    """

    low: Figure
    central: Figure
    high: Figure
    moves: int
    properties_considered: int
    imputed_share: Decimal | None
    one_off: Figure | None = None
    one_off_gbp: Decimal | None = None

    @property
    def annual_equivalent(self) -> Figure | None:
        """What is left a year once one-off cost, spread over years, is paid."""
        if self.one_off is None:
            return None
        left = self.central.amount_gbp - self.one_off.amount_gbp
        return Figure(left, Basis.ANNUAL_EQUIVALENT, self.central.price_base)


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
    """Set a plan beside the top-down range, at the plan's price base; GBP a year.

    Raises ``BadQuestion`` when the figures are not of one kind: a run-rate cannot be set
    beside a present value or an annual equivalent, nor one price base beside another.
    """
    if plan.central.basis is not Basis.RUN_RATE_PA:
        raise BadQuestion(
            "Only figures of a full year are set beside the estimate from total cost."
        )
    low, high = (_at(plan, top_down, end) for end in (top_down.saving_low, top_down.saving_high))
    gap_low, gap_high = _less(plan.central, low), _less(plan.central, high)
    steps = [*_cost_level(top_down, plan), _coverage(top_down, plan)]
    left = [gap_low, gap_high]
    for step in steps:
        left = [_less(left[0], step.low), _less(left[1], step.high)]
    steps.append(
        Step(
            "unexplained",
            "what the plan's own moves give more or less than the "
            "share that the top-down range supposes",
            left[0],
            left[1],
        )
    )
    return Reconciliation(
        low, high, plan, gap_low, gap_high, tuple(steps), _statement(top_down, plan)
    )


def _at(plan: BottomUp, top_down: TopDown, figure: Figure) -> Figure:
    """A figure of 2010 in the plan's money; as it is where the two are of one base, or of none
    that the index leads to (their difference then refuses)."""
    if plan.central.price_base in (figure.price_base, top_down.today):
        same = plan.central.price_base == figure.price_base
        return figure if same else top_down.in_todays_money(figure)
    return figure


def _ends(plan: BottomUp, top_down: TopDown, cost_gbp: Decimal) -> tuple[Figure, Figure]:
    """A cost at the published shares, in the plan's money."""
    low, high = top_down.at_published_shares(cost_gbp)
    return _at(plan, top_down, low), _at(plan, top_down, high)


def _cost_level(top_down: TopDown, plan: BottomUp) -> list[Step]:
    """The register's own premises cost instead of the published one, at the same share."""
    own, published = top_down.base("register"), top_down.bases[0]
    if own is None:
        return []
    more = own.figure.amount_gbp - published.figure.amount_gbp
    text = (
        f"{own.formula} = £{own.figure.pounds:,} instead of £{published.figure.pounds:,}, "
        f"both at {own.figure.price_base} prices"
    )
    return [Step("cost_level", text, *_ends(plan, top_down, more))]


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
    return Step("coverage", text, *_ends(plan, top_down, less))


def _less(one: Figure, other: Figure) -> Figure:
    return one + other.times(-1)


def _statement(top_down: TopDown, plan: BottomUp) -> str:
    found, own = plan.central, top_down.own_saving
    told = [_at(plan, top_down, end) for end in (top_down.saving_low, top_down.saving_high)]
    low, high = [_at(plan, top_down, end) for end in own] if own else told
    published = f"{_words(told[0])} to {_words(told[1])}"
    then = ""
    if found.price_base != top_down.saving_low.price_base:
        then = (
            f" ({_words(top_down.saving_low)} to {_words(top_down.saving_high)} at the prices "
            "of 2009/10)"
        )
    here = f"; {_words(low)} to {_words(high)} at this register's own premises cost" if own else ""
    both = (
        f"From total cost: {published} a year in Worcestershire's plan of 2010{then}{here}. From "
        f"{plan.moves:,} moves that can all happen together: {_words(found)} a year (indicative "
        f"range {_words(plan.low)} to {_words(plan.high)}). Both are before one-off cost, in "
        f"{found.price_base} prices."
    )
    if found.amount_gbp < low.amount_gbp:
        gap = (
            f"The moves found so far come to {_words(_less(low, found))} a year less than the "
            "lower estimate."
        )
    elif found.amount_gbp > high.amount_gbp:
        gap = (
            f"The moves found so far come to {_words(_less(found, high))} a year more than the "
            "upper estimate."
        )
    else:
        gap = "The moves found so far are within the range of the estimate."
    last = "The two use different evidence, so we do not average them."
    return f"{both} {gap}{_after_one_off(plan)} {last}"


def _after_one_off(plan: BottomUp) -> str:
    """What one-off cost takes, and what it leaves."""
    left = plan.annual_equivalent
    if plan.one_off is None or left is None:
        return ""
    once = "" if plan.one_off_gbp is None else f" of {about_pounds(plan.one_off_gbp)}"
    return (
        f" One-off cost{once}, spread over years, takes {_words(plan.one_off)} a year of it "
        f"and leaves an annual equivalent of {_words(left)}."
    )


def _words(figure: Figure) -> str:
    """To two figures: an estimate is no surer than that."""
    return about_pounds(figure.amount_gbp)
