"""What is asked of a town's plan, and the plans that were found for it, kept while the register
stands as it does.

Everything here is made from what the reader may see, so plan, bound, proof and files hold no more.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from estate.answers.context import ReadContext
from estate.answers.residents.journeys_worked_out import Base as JourneysBase
from estate.answers.residents.journeys_worked_out import base_of as journeys_base
from estate.answers.towns.hosts import Offered, hubs, offered_venues
from estate.answers.towns.options import Asked as Basis
from estate.answers.towns.options import estate_of, is_made, problem_of
from estate.answers.towns.partner_wishes import PartnerWish, on_record
from estate.answers.towns.wishes import Wish, limit, limits, read
from estate.consolidation.town.best_plan import best_plan
from estate.consolidation.town.firmness import Firmness
from estate.consolidation.town.highs import SILENT, Watch
from estate.consolidation.town.infeasible import Freed, fewest_dropped, what_frees
from estate.consolidation.town.limits import FREE, Limits
from estate.consolidation.town.model import Model
from estate.consolidation.town.plan import INFEASIBLE, PROVED, PlanSteps
from estate.consolidation.town.problem_from_register import TownProblem
from estate.consolidation.town.what_is_considered import TWO, Choice
from estate.errors import BadQuestion
from estate.frames import Estate
from estate.late_imports import one_at_a_time
from estate.register import visibility as v
from estate.register.queries import naming, towns

if TYPE_CHECKING:
    from estate.answers.towns.plan import TownPlan
    from estate.answers.towns.wish_prices import Prices

#: So many buildings at most are named one by one in a question.
MOST_NAMED = 200
#: So many new hubs and venues at most are offered in a question.
MOST_OFFERED = 12
#: Seconds in which it is looked for the least change that lets a plan be.
_FREES_S = 6.0
#: So many wishes at most are tried without one another.
_MOST_WEIGHED = 8


@dataclass(frozen=True)
class TownAsked:
    """A question about a town's plan, as every door asks it.

    ``properties``: a hand-picked set, by id or reference, in place of the whole town; ``keep``:
    buildings kept at most; ``wishes`` as ``town_wishes`` reads them; ``capital_gbp`` and
    ``capital_gbp_pa``: one-off cost in all and in each year, at most; ``within_m``: only what lies
    so near to the town's centre; ``hubs`` and ``venues``: hosts besides, as ``town_hosts`` reads
    them; ``on_record``: all wishes that bodies have put on record, besides.
    """

    town: str
    properties: tuple[str, ...] = ()
    keep: int | None = None
    unrated: bool = False
    dates: str = TWO
    wishes: tuple[str, ...] = ()
    capital_gbp: float | None = None
    capital_gbp_pa: float | None = None
    within_m: float | None = None
    hubs: tuple[str, ...] = ()
    venues: tuple[str, ...] = ()
    on_record: bool = False

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """As the parameters of an address, without what is left at its default."""
        found = [("property", one) for one in self.properties]
        for name in ("keep", "capital_gbp", "capital_gbp_pa", "within_m"):
            value = getattr(self, name)
            if value is not None:
                found.append((name, f"{value:g}" if isinstance(value, float) else str(value)))
        if self.unrated:
            found.append(("unrated", "true"))
        if self.dates != TWO:
            found.append(("dates", self.dates))
        for name, values in (("hub", self.hubs), ("venue", self.venues), ("wish", self.wishes)):
            found += [(name, one) for one in values]
        return found


@dataclass
class Found:
    """What was found so far for one question; filled by whoever looks, read by whoever shows."""

    town: TownProblem
    plan: PlanSteps | None = None
    status: str | None = None
    frees: tuple[Freed, ...] = ()
    given_up: tuple[Wish, ...] = ()
    given_up_at_least: int = 0
    by_number: list[PlanSteps] = field(default_factory=list)
    #: No plan keeps fewer than the last of these.
    fewest_proved: bool = False
    by_minutes: list[PlanSteps] = field(default_factory=list)
    next_plans: list[PlanSteps] = field(default_factory=list)
    pool: list[PlanSteps] = field(default_factory=list)
    firmness: Firmness | None = None
    wishes: "Prices | None" = None
    #: The plan as it was told last, and what was told of it.
    told: "tuple[PlanSteps, TownPlan] | None" = None
    done: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class TownQuestion:
    """One question with its problem, its limits and what was found for it."""

    asked: TownAsked
    reader: v.Reader
    basis: Basis
    wishes: tuple[Wish, ...]
    limits: Limits
    found: Found
    journeys: JourneysBase
    base: Limits = FREE
    offered: tuple[Offered, ...] = ()
    on_record: tuple[PartnerWish, ...] = ()

    @property
    def town(self) -> TownProblem:
        """The town with its possible moves, each with what it is worth."""
        return self.basis.town

    @property
    def estate(self) -> Estate:
        """The facts that it was made from."""
        return self.basis.estate

    @cached_property
    def model(self) -> Model:
        """The problem as the solver's rows."""
        return Model(self.town.problem)


def town_question(context: ReadContext, asked: TownAsked) -> TownQuestion:
    """The problem behind a question. ``NotAllowed`` below the club's level, ``NotFound`` for no
    such town, ``BadQuestion`` for what cannot be asked."""
    v.demand(context.reader, v.Level.CLUB, "plans of a town")
    name = str(towns.one(context.connection, context.reader, asked.town)["name"])
    if len(asked.properties) > MOST_NAMED:
        raise BadQuestion(f"At most {MOST_NAMED} buildings are named; leave them out for all.")
    offered = hosts_of(context, asked)
    choice = choice_of(asked, offered)
    basis = problem_of(context, asked.properties or name, choice, within_m=asked.within_m)
    estate, town = basis.estate, basis.town

    def property_id(text: str) -> str:
        if text.strip().lower() in town.hosts_offered:
            return text.strip().lower()
        return naming.property_id(context.connection, context.reader, estate.properties, text)

    recorded = on_record(context, name)
    users = estate.occupations["organisation"]
    occupiers = {one: str(users[one]) for one in town.occupation_ids}
    wishes = tuple(dict.fromkeys(read(one, property_id) for one in asked.wishes))
    if asked.on_record:
        wishes = tuple(dict.fromkeys((*wishes, *_usable(town, recorded, occupiers))))
    settled = replace(
        asked,
        town=name,
        properties=basis.chosen if asked.properties else (),
        wishes=tuple(one.text for one in wishes),
        hubs=tuple(one.text for one in offered if not one.hub.is_venue),
        venues=tuple(one.text for one in offered if one.hub.is_venue),
        on_record=False,
    )
    base = Limits(
        keep_at_most=asked.keep,
        capital_gbp=asked.capital_gbp,
        capital_gbp_pa=asked.capital_gbp_pa,
    )
    # The problem is kept as one object: plans of another are not plans of this one.
    key = (estate.version, context.reader.edition, context.today, id(town), settled)
    found = context.cache.part("town plans", key, lambda: Found(town))
    within = limits(town, wishes, occupiers, base)
    travelled = journeys_base(context)
    return TownQuestion(
        settled, context.reader, basis, wishes, within, found, travelled, base, offered, recorded
    )


def asked_before(context: ReadContext, town: str) -> TownQuestion | None:
    """The question about the whole of a town without wishes, where somebody has asked it since the
    register last moved on; None where its problem would have to be made first."""
    return town_question(context, TownAsked(town)) if is_made(context, town) else None


def _usable(
    town: TownProblem, recorded: Iterable[PartnerWish], occupiers: Mapping[str, str]
) -> Iterator[Wish]:
    """The wishes on record that say something about the chosen buildings."""
    for one in recorded:
        wish = read(one.wish, str)
        with suppress(BadQuestion):
            limit(town, wish, occupiers)
            yield wish


def hosts_of(context: ReadContext, asked: TownAsked) -> tuple[Offered, ...]:
    """The hosts that a question offers besides its buildings, as this reader may see them."""
    if not (asked.hubs or asked.venues):
        return ()
    if len(asked.hubs) + len(asked.venues) > MOST_OFFERED:
        raise BadQuestion(f"At most {MOST_OFFERED} new hubs and venues are offered in a question.")
    found = hubs(context, estate_of(context), asked.hubs)
    return (*found, *offered_venues(context, asked.venues))


def choice_of(asked: TownAsked, offered: tuple[Offered, ...]) -> Choice:
    """What a question lets the plan consider."""
    hosts = tuple(one.hub for one in offered)
    return Choice(include_unrated=asked.unrated, dates=asked.dates, hubs=hosts)


def solve(question: TownQuestion, within_s: float, watch: Watch = SILENT) -> None:
    """Look for the plan, at most so many seconds, beginning with what was found before."""
    found = question.found
    if found.status in (PROVED, INFEASIBLE):
        return
    plan = best_plan(
        question.town.problem,
        question.limits,
        within_s,
        found.plan,
        watch,
        model=question.model,
    )
    if plan is not None:
        keep(found, plan)
    elif found.plan is None:
        _without_plan(question, watch)


def keep(found: Found, plan: PlanSteps) -> None:
    """Note a plan, if it is at least as good and as sure as the one noted before."""
    before = found.plan
    if before is not None and not plan.proved and plan.worth_gbp < before.worth_gbp - 0.5:
        plan = replace(before, bound_gbp=min(before.bound_gbp, plan.bound_gbp))
    found.plan, found.status = plan, plan.status


def _without_plan(question: TownQuestion, watch: Watch) -> None:
    """Whether there can be none, and what would free one."""
    with one_at_a_time:
        import numpy as np

        from estate.consolidation.town import highs

    programme = question.model.programme(question.limits)
    nothing = np.zeros(len(programme.objective))
    solved = highs.solve(programme, _FREES_S, watch=watch, objective=nothing)
    question.found.status = solved.status
    if solved.status == INFEASIBLE:
        question.found.frees = tuple(what_frees(question.model, question.limits, _FREES_S))
        if not question.found.frees:
            _give_up(question)


def _give_up(question: TownQuestion) -> None:
    """Note the fewest wishes without which there is a plan; none where that is not enough."""
    users = question.estate.occupations["organisation"]
    occupiers = {one: str(users[one]) for one in question.town.occupation_ids}
    each = [limits(question.town, [one], occupiers) for one in question.wishes[:_MOST_WEIGHED]]
    rest = limits(question.town, question.wishes[_MOST_WEIGHED:], occupiers, question.base)
    dropped = fewest_dropped(question.model, each, rest, _FREES_S)
    if dropped is not None:
        question.found.given_up = tuple(question.wishes[at] for at in dropped.wishes)
        question.found.given_up_at_least = dropped.at_least


def better_by_gbp(plan: PlanSteps) -> float:
    """By how much another plan could be better at most, GBP; 0 of a proved one."""
    return 0.0 if plan.proved else max(0.0, plan.bound_gbp - plan.worth_gbp)
