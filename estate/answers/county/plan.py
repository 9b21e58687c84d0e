"""What could happen in the whole county, part by part: what no move connects is asked apart.

The same question as a town's, of every building that could take part; no limit of the whole, since
that would tie the parts together. Each part says whether its plan is proved.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Lock
from typing import Annotated, Any

from pydantic import Field

from estate.answers import estate_wide
from estate.answers.answer import Answer, answer
from estate.answers.context import ReadContext
from estate.answers.towns.options import Asked, is_made, problem_of
from estate.codes import DISCLAIMER
from estate.consolidation.town.county_parts import ByParts, Part, by_parts
from estate.consolidation.town.highs import SILENT, Watch
from estate.consolidation.town.plan import PROVED, PlanSteps
from estate.consolidation.town.problem_from_register import TownProblem
from estate.consolidation.town.scheme_of_plan import scheme_of
from estate.consolidation.town.what_is_considered import Choice
from estate.frames import Estate, is_null
from estate.late_imports import one_at_a_time
from estate.register import visibility as v
from estate.savings.cash_flow import Terms
from estate.savings.cash_flow_parts import cash_flow
from estate.savings.figures import penny
from estate.savings.finance import discounting
from estate.savings.lenses import Lens, view

#: Seconds for all parts together.
TIME_LIMIT_S = 20.0
_TOWNS_NAMED = 3


@answer
class CountyPart(Answer):
    """A part of the county that no move leaves: its towns (those with the most buildings first;
    none where it lies outside them), its buildings in which something could happen, its plan."""

    towns: list[str]
    buildings: int
    possible_moves: int
    moves: int
    could_be_left: int
    worth_gbp: Annotated[float, Field(description="present value to the club")]
    one_off_gbp: float
    proved: bool
    at_most_better_gbp: float


@answer
class CountyPlan(Answer):
    """The plan of the county: the sum of its parts' plans, and how far it is proved."""

    sentence: str
    worth_gbp: Annotated[float, Field(description="present value to the club")]
    yearly_saving_gbp_pa: float | None
    one_off_gbp: float
    at_most_better_gbp: float
    gap: Annotated[float, Field(description="of the worth, 0 where every part is proved")]
    proved_parts: int
    buildings_considered: int
    could_be_left: int
    moves: int
    parts: list[CountyPart]
    price_base: str
    horizon_years: int
    unrated: bool
    figures: str
    reader: str
    disclaimer: str


@dataclass
class County:
    """The problem of the county and its plan by parts, as far as it was found; one search fills it
    at a time. ``parts``: how many there are, once the first was found."""

    basis: Asked
    reader: str
    unrated: bool
    by_parts: ByParts | None = None
    done: bool = False
    searching: Lock = field(default_factory=Lock, repr=False)

    @property
    def so_far(self) -> ByParts:
        """The plan by parts; of nothing found yet, that all stays."""
        return self.by_parts or _nothing(self.basis)


def county_plan(context: ReadContext, unrated: bool = False, watch: Watch = SILENT) -> CountyPlan:
    """The answer, from what this reader may see; kept while the register stands as it does."""
    county = county_question(context, unrated)
    for _ in grow(county, watch):
        pass
    return told(county)


def grow(county: County, watch: Watch = SILENT) -> Iterator[ByParts]:
    """The plan as it grows part by part; what an earlier search has found comes at once."""
    with county.searching:
        if county.done:
            yield county.so_far
            return
        for one in by_parts(county.basis.town.problem, TIME_LIMIT_S, watch):
            county.by_parts = one
            yield one
        county.done = not watch.cancelled()


def county_question(context: ReadContext, unrated: bool = False) -> County:
    """The problem of the county; ``NotAllowed`` below the club's level."""
    v.demand(context.reader, v.Level.CLUB, "plans of the county")
    estate = estate_wide.whole_estate(context)
    ids = [str(one) for one in estate.properties.index]
    basis = problem_of(context, ids, Choice(include_unrated=unrated), together=False)
    key = (estate.version, context.reader.edition, context.today, id(basis.town))

    reader = context.reader.kind.value
    return context.cache.part("county plan", key, lambda: County(basis, reader, unrated))


def county_before(context: ReadContext) -> County | None:
    """The county's plan of rated buildings, where somebody has had it worked out since the register
    last moved on; None where it would have to be looked for."""
    ids = [str(one) for one in estate_wide.whole_estate(context).properties.index]
    if not is_made(context, ids, together=False):
        return None
    county = county_question(context)
    return county if county.done else None


def _nothing(basis: Asked) -> ByParts:
    with one_at_a_time:
        import numpy as np

    none = np.empty(0, dtype=np.int64)
    return ByParts(PlanSteps(basis.town.problem, none, 0.0, PROVED, 0.0), (), ())


def told(found: County) -> CountyPlan:
    """What was found so far, as every door tells it."""
    so_far, town = found.so_far, found.basis.town
    plan = so_far.plan
    parts = [
        _part(found.basis, part, one) for part, one in zip(so_far.parts, so_far.plans, strict=False)
    ]
    parts.sort(key=lambda one: -one.worth_gbp)
    left = sum(one.could_be_left for one in parts)
    better = max(0.0, plan.bound_gbp - plan.worth_gbp)
    proved = sum(one.proved for one in parts)
    exact = found.basis.exact
    return CountyPlan(
        sentence=_sentence(len(plan.moves), left, plan.worth_gbp, proved, len(parts), town),
        worth_gbp=round(plan.worth_gbp, 2) + 0.0,
        yearly_saving_gbp_pa=_run_rate(town, plan) if len(plan.moves) else None,
        one_off_gbp=round(float(plan.capital_gbp.sum()), 2) + 0.0,
        at_most_better_gbp=0.0 if proved == len(parts) else round(better, 2),
        gap=0.0 if proved == len(parts) else round(plan.gap, 6),
        proved_parts=proved,
        buildings_considered=len(town.property_ids),
        could_be_left=left,
        moves=len(plan.moves),
        parts=parts,
        price_base=town.assumptions.price_base,
        horizon_years=town.horizon_years,
        unrated=found.unrated,
        figures="exact" if exact else "bands",
        reader=found.reader,
        disclaimer=DISCLAIMER,
    )


def _run_rate(town: TownProblem, plan: PlanSteps) -> float:
    """What a full year saves at the end of the years counted, by the business case's engine."""
    scheme = scheme_of(town, plan)
    cash = cash_flow(Terms(scheme, town.assumptions))
    club = view(cash, Lens.CLUB, scheme.partners, discounting(town.assumptions))
    return float(penny(club.run_rate_gbp_pa))


def _sentence(moves: int, left: int, worth_gbp: float, proved: int, parts: int, town: Any) -> str:
    if not moves:
        return "Within the rules no move in the county gains anything; all stays as it is."
    which = "in each" if proved == parts else f"in {proved} of them"
    return (
        f"If {moves} occupiers moved, {left} buildings could be left. Over {town.horizon_years} "
        f"years that is worth about £{worth_gbp / 1e6:,.1f} million to the club in today’s money. "
        f"It is worked out in {parts} parts of the county: {which}, with these figures, no other "
        "plan comes out better. This is an estimate. Nothing has been decided."
    )


def _part(basis: Asked, part: Part, plan: PlanSteps | None) -> CountyPart:
    ids = [basis.town.property_ids[at] for at in part.buildings]
    none = plan is None
    proved = plan is not None and plan.proved
    worth = 0.0 if plan is None else plan.worth_gbp
    bound = part.problem.most_gbp if plan is None else plan.bound_gbp
    return CountyPart(
        towns=_towns(basis.estate, ids),
        buildings=len(ids),
        possible_moves=len(part.problem.moves),
        moves=0 if plan is None else len(plan.moves),
        could_be_left=0 if plan is None else len(plan.closures),
        worth_gbp=round(worth, 2) + 0.0,
        one_off_gbp=0.0 if none or plan is None else round(float(plan.capital_gbp.sum()), 2) + 0.0,
        proved=proved,
        at_most_better_gbp=0.0 if proved else round(max(0.0, bound - worth), 2),
    )


def _towns(estate: Estate, ids: list[str]) -> list[str]:
    towns = estate.properties["town"].reindex(ids)
    counted = Counter(str(one) for one in towns if not is_null(one))
    return [name for name, _ in counted.most_common(_TOWNS_NAMED)]
