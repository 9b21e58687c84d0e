"""A town's plan as every door answers it: what could be left, who could move where and when, what
it would cost and save, for whom, and how sure that is.

All sums are GBP, real, gains positive, from the business case of the plan's moves; days of others'
leases are quarters, and figures of others their published bands. Nothing here says that anything
will be done.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any

from pydantic import Field

from estate import savings
from estate.answers.answer import ABSENT, Answer, AssumptionUsed, Line, Named, QuarterText, answer
from estate.answers.answer import day_or_quarter as day_as_seen
from estate.answers.cases.business_case_answer import DO_MINIMUM_EXPLAINED, FROM_BANDS
from estate.answers.towns.hosts import Offered
from estate.answers.towns.options import USED_OF_TOWNS
from estate.answers.towns.question import TownQuestion, better_by_gbp
from estate.answers.towns.wishes import Wish, in_words
from estate.answers.travelling import Travelling, resting_on
from estate.codes import DISCLAIMER, Tenure
from estate.colocation.host_facts import FOR_EVER
from estate.consolidation.town.common_draws import common_draws
from estate.consolidation.town.infeasible import Freed
from estate.consolidation.town.plan import INFEASIBLE, PROVED, PlanSteps
from estate.consolidation.town.possible_moves import (
    DOES_NOT_MOVE,
    RECEIVES_NOBODY,
    STAYS,
    with_vehicles,
)
from estate.consolidation.town.problem_from_register import TownProblem
from estate.consolidation.town.scheme_of_plan import scheme_of
from estate.frames import is_null
from estate.leases.exits_and_notices import as_date
from estate.quarters import Quarter, seen
from estate.rounding import about_pounds
from estate.savings import BusinessCase
from estate.savings.business_case import unsure_sign
from estate.savings.figures import penny
from estate.savings.from_candidate import used_of_candidates
from estate.savings.from_register import arrival_for, days_of
from estate.savings.lenses import View
from estate.savings.scheme import months_later

#: Roles of a building in a plan → words.
ROLES = {
    "receives": "kept, and takes others in",
    "kept": "kept as it is",
    "left": "could be left",
    "opened": "would come into use",
    "unused": "stays empty",
}
#: The same of a host that was offered.
_OFFERED_ROLES = {
    "hub": {"opened": "would be opened", "unused": "would not be needed"},
    "venue": {"opened": "would take some in", "unused": "would not be needed"},
}
_REASONS = STAYS | {"surplus": "its owner needs it no longer and does not offer it for re-use"}
_RECEIVES = RECEIVES_NOBODY | {
    "surplus": "its owner needs it no longer and does not offer it for re-use"
}
_NAMED_AT_MOST = 12
#: The day that stands for a term without an end.
_FOR_EVER = FOR_EVER.date()
LENS = "the club as a whole: what one member pays another cancels"


@answer
class AskedWish(Answer):
    """A wish as it is written in an address, and in words."""

    text: str
    words: str


@answer
class OfferedHost(Answer):
    """A host that was offered besides the buildings: a new hub with what whoever asks says of it,
    or a venue of the register. ``text`` asks for it again; costs in GBP at today's prices, before
    management and optimism bias."""

    host_id: str
    kind: str
    text: str
    name: str
    organisation: Named
    area_m2: float
    capital_gbp: float
    running_gbp_pa: float
    ready_quarter: QuarterText
    until: date | None
    easting: float
    northing: float
    words: str


@answer
class AskedFor(Answer):
    """What the plan was asked to keep to."""

    keep: int | None
    unrated: bool
    dates: str
    capital_gbp: float | None
    capital_gbp_pa: float | None
    within_m: float | None
    properties: list[str]
    wishes: list[AskedWish]
    hosts: list[OfferedHost]


@answer
class Standing(Answer):
    """How far the search has come. Only ``proved`` means that no other plan is worth more; gap is
    a share of the worth, ``at_most_better_gbp`` what another plan could be worth more at most."""

    status: str
    proved: bool
    gap: float | None
    bound_gbp: float | None
    at_most_better_gbp: float | None
    words: str
    frees: Annotated[
        list[str], Field(description="where there is no plan: what alone would let one be")
    ]


@answer
class LeaseEnd(Answer):
    """What bears on the end of a building's lease: ``words``, and the day by which it can end,
    by quarter where the reader sees no more; without a day it is owned, or its end is not on
    record."""

    words: str
    ends_on: date | None = ABSENT
    ends_on_quarter: QuarterText | None = ABSENT


@answer
class PlanBuilding(Answer):
    """A building of the set: ``role`` is receives, kept, left, opened or unused; ``kind`` is
    property, hub (a new one that was offered, ``host_id`` its place among them) or venue
    (``host_id`` its id on the register); ``property_id`` is null of these two."""

    property_id: str | None
    host_id: str | None = ABSENT
    kind: str
    name: str
    organisation: Named
    role: str
    role_words: str
    reason: str
    moves_in: int
    moves_out: int
    lease: Annotated[LeaseEnd, Field(description="until when its holder's own term is safe")]
    easting: float | None
    northing: float | None

    @property
    def key(self) -> str:
        """Its own among all buildings of the plan."""
        return str(self.property_id or self.host_id)


@answer
class Place(Answer):
    """A building by id and name; of a new hub or a venue its ``host_id`` in place of the property's
    id."""

    property_id: str | None
    host_id: str | None = ABSENT
    name: str

    @property
    def key(self) -> str:
        """Its own among all buildings of the plan."""
        return str(self.property_id or self.host_id)


@answer
class PlanMove(Answer):
    """One occupier's move. ``first_day`` is its first day in the host, ``act_by`` the last day on
    which somebody must begin (notice of the lease, works in the host, time to decide); by quarter
    where the reader sees the lease's dates by quarters."""

    occupation_id: str
    occupier: str
    organisation: Named
    leaves: Place
    host: Place
    need_m2: int | None
    year: str
    first_day: date | None = ABSENT
    first_day_quarter: QuarterText | None = ABSENT
    act_by: date | None = ABSENT
    act_by_quarter: QuarterText | None = ABSENT
    act_by_passed: bool
    leaves_lease: Annotated[
        LeaseEnd, Field(description="when its holder's lease can end for who leaves then")
    ]
    host_lease: Annotated[LeaseEnd, Field(description="as of ``buildings``")]
    empties_building: bool
    residents_minutes: float
    words: str

    @property
    def first(self) -> date | Quarter | None:
        """Its first day as the reader sees it."""
        return self.first_day or self.first_day_quarter

    @property
    def begins(self) -> date | Quarter | None:
        """By when somebody must begin, as the reader sees it."""
        return self.act_by or self.act_by_quarter


@answer
class PlanYear(Answer):
    """One financial year: paid once, saved (recurrent gain), both together, and the costs of the
    buildings that would be left if nobody moved and with the plan."""

    year: str
    one_off_gbp: float
    saving_gbp: float
    net_gbp: float
    do_minimum_gbp: float
    with_plan_gbp: float


@answer
class PartnerStatement(Answer):
    """What one partner gives up, gains and pays, and when. ``sign_known``: false where bands cannot
    say whether it gains or loses; its result is then only the middle of a range. ``why``: why it
    is among them, of one that neither moves, takes in nor gives up a building; empty of others."""

    organisation: Named
    could_leave: list[Place]
    moves: int
    takes_in: int
    present_value_gbp: float
    sign_known: bool
    yearly_saving_gbp_pa: float
    one_off_gbp: float
    first_paid: str | None
    first_saved: str | None
    why: str
    words: str

    @property
    def concerned(self) -> bool:
        """Whether the plan changes anything for it."""
        sums = (self.present_value_gbp, self.yearly_saving_gbp_pa, self.one_off_gbp)
        return bool(self.could_leave or self.moves or self.takes_in or any(sums))


@answer
class TakesNoPart(Answer):
    """Occupiers or buildings that take no part, with one reason."""

    what: str
    code: str
    words: str
    count: int
    names: list[str]


@answer
class Unknown(Answer):
    """What the plan cannot know."""

    imputed_share: Annotated[float | None, Field(description="of the pounds, 0-1")]
    unrated: list[Place]
    takes_no_part: list[TakesNoPart]
    notes: list[str]


@answer
class DoMinimum(Answer):
    """If nobody moved: leases run their course and the backlog falls due. Costs positive."""

    present_value_gbp: float
    with_plan_present_value_gbp: float
    backlog_avoided_present_value_gbp: float
    explanation: str
    notes: list[str]


@answer
class PlanPoint(Answer):
    """One plan among several, told by its sums: a point of the frontier, or one of the next plans.
    ``left_besides`` and ``kept_besides`` say how it differs from the best one."""

    buildings_kept: int
    worth_gbp: float
    behind_best_gbp: float
    residents_minutes: float
    one_off_gbp: float
    moves: int
    proved: bool
    at_most_better_gbp: float
    could_be_left: list[Place]
    left_besides: list[Place]
    kept_besides: list[Place]


@answer
class FirmPlan(Answer):
    """One plan of the pool under the draws: how often it is the best, what it then falls short."""

    point: PlanPoint
    best_share: float
    regret_gbp: float
    regret_p90_gbp: float
    p10_gbp: float
    p50_gbp: float
    p90_gbp: float


@answer
class FirmBuilding(Answer):
    """In what share of the draws the best plan keeps a building, and whether the plan does."""

    building: Place
    kept_share: float
    kept: bool


@answer
class Firm(Answer):
    """How firm the plans are, if the figures were others. Buildings that all plans keep are left
    out."""

    draws: int
    plans: list[FirmPlan]
    buildings: list[FirmBuilding]
    words: str


@answer
class WorthRange(Answer):
    """The worth of a plan under other likely figures: one draw in ten is worth less than
    ``p10_gbp``, one in ten more than ``p90_gbp``; GBP, to the nearest £1,000."""

    p10_gbp: float
    p90_gbp: float
    draws: int


@answer
class TownPlan(Answer):
    """A plan for a chosen set of buildings, or the reason why there is none."""

    town: str
    asked: AskedFor
    sentence: str
    standing: Standing
    lens: str
    price_base: str
    horizon_years: int
    discounting: str | None
    worth_gbp: Annotated[float | None, Field(description="present value to the club")]
    worth_range: Annotated[
        WorthRange | None, Field(description="of the worth, where something moves")
    ] = ABSENT
    one_off_gbp: float | None
    yearly_saving_gbp_pa: float | None
    residents_minutes: Annotated[
        float | None,
        Field(description="change of residents' minutes, all together; areas of need count more"),
    ]
    travel: Annotated[
        Travelling, Field(description="what every figure in minutes of this plan rests on")
    ]
    buildings_today: int
    buildings_kept: int | None
    buildings: list[PlanBuilding]
    moves: list[PlanMove]
    lease_warnings: Annotated[
        list[str], Field(description="leases that can end before the gain is counted to its end")
    ]
    years: list[PlanYear]
    partners: list[PartnerStatement]
    unknown: Unknown
    do_minimum: DoMinimum | None
    warnings: list[str]
    statement: list[Line]
    assumption_set: str
    assumptions: list[AssumptionUsed]
    figures: str
    reader: str
    disclaimer: str


def town_plan(
    question: TownQuestion, plan: PlanSteps | None = None, case: BusinessCase | None = None
) -> TownPlan:
    """The answer about the plan that was found for a question, or about another one of it; ``case``
    is its business case, where somebody has it already."""
    chosen = plan or question.found.plan
    told = question.found.told
    if told is not None and told[0] is chosen:
        return told[1]
    if case is None and chosen is not None:
        case = case_of(question, chosen)
    answer = _Telling(question, chosen, case).told()
    if chosen is not None and chosen is question.found.plan:
        question.found.told = chosen, answer
    return answer


def minutes_basis(question: TownQuestion) -> Travelling:
    """What the minutes of every plan of a question rest on."""
    return resting_on(question.estate.network, question.town.assumptions)


def case_of(question: TownQuestion, plan: PlanSteps) -> BusinessCase | None:
    """The business case of a plan's moves, by the engine of every case; null without moves."""
    town = question.town
    if not len(plan.moves):
        return None
    return savings.business_case(
        scheme_of(town, plan),
        town.assumptions,
        town.today,
        notes=town.notes,
        used=used_of_candidates(town.assumptions),
    )


def point(question: TownQuestion, plan: PlanSteps) -> PlanPoint:
    """One of several plans beside the best that is known."""
    town, best = question.town, question.found.plan or plan
    used = ~town.problem.buildings["opens"].to_numpy(dtype=bool)

    def places(chosen: Any) -> list[Place]:
        ids = [key for key, one in zip(town.property_ids, chosen.tolist(), strict=True) if one]
        return [place_of(town, key) for key in ids]

    return PlanPoint(
        buildings_kept=int(plan.kept.sum()),
        worth_gbp=round(plan.worth_gbp, 2) + 0.0,
        behind_best_gbp=round(best.worth_gbp - plan.worth_gbp, 2) + 0.0,
        residents_minutes=round(plan.minutes) + 0.0,
        one_off_gbp=round(float(plan.capital_gbp.sum()), 2) + 0.0,
        moves=len(plan.moves),
        proved=plan.proved,
        at_most_better_gbp=round(better_by_gbp(plan), 2),
        could_be_left=places(used & ~plan.kept),
        left_besides=places(best.kept & ~plan.kept),
        kept_besides=places(plan.kept & ~best.kept),
    )


def firm(question: TownQuestion) -> Firm | None:
    """How firm the plans found so far are; null before that was reckoned."""
    found, town = question.found, question.town
    told = found.firmness
    if told is None or found.plan is None:
        return None
    kept = found.plan.kept
    unlike = [at for at in range(len(kept)) if len({bool(one.kept[at]) for one in found.pool}) > 1]
    plans = [
        FirmPlan(
            point=point(question, one),
            best_share=round(float(told.best_share[at]), 4),
            **{
                name: round(float(getattr(told, name)[at]))
                for name in ("regret_gbp", "regret_p90_gbp", "p10_gbp", "p50_gbp", "p90_gbp")
            },
        )
        for at, one in enumerate(found.pool)
    ]
    share = plans[0].best_share
    return Firm(
        draws=told.draws,
        plans=plans,
        buildings=[
            FirmBuilding(
                building=place_of(town, town.property_ids[at]),
                kept_share=round(float(told.kept_share[at]), 4),
                kept=bool(kept[at]),
            )
            for at in unlike
        ],
        words=f"We tried {told.draws:,} other sets of likely figures. Of "
        f"{_count(len(plans), 'plan')} this one came out best in {100 * share:.0f}% of them. "
        f"On average it was {about_pounds(plans[0].regret_gbp)} short of the "
        f"best.{_anew(told.anew_gbp)}",
    )


def place_of(town: TownProblem, key: str) -> Place:
    """A building of a plan by its key, be it a property or a host that was offered."""
    name = town.names[key]
    if key in town.hosts_offered:
        return Place(property_id=None, host_id=key, name=name)
    return Place(property_id=key, name=name)


def _given_up(town: TownProblem, wishes: Sequence[Wish], at_least: int) -> str:
    """What has to give way where no single change would do."""
    together = "No single change would do: several limits stand in the way together."
    if not wishes:
        return together
    said = "; ".join(in_words(town.names, one) for one in wishes)
    if at_least < len(wishes):
        return (
            f"{together} There is a plan without these wishes: {said}. Perhaps fewer would do, but "
            f"at least {at_least}: the time was over before all was tried."
        )
    return f"{together} There is a plan without these wishes, the fewest that can be left: {said}."


def _anew(short_gbp: Sequence[float]) -> str:
    """How far all these plans are from the best there is in a draw, where that was looked at."""
    if not short_gbp:
        return ""
    mean = sum(short_gbp) / len(short_gbp)
    return (
        f" For {len(short_gbp)} of these sets we looked for the best plan of all. The best of "
        f"these plans was {about_pounds(mean)} short of it on average."
    )


def _range(town: TownProblem, plan: PlanSteps) -> WorthRange:
    """By the common draws of all plans, so that it is that of its business case."""
    found = common_draws(town, [plan]).range_of(plan)
    return WorthRange(
        p10_gbp=round(found.p10_gbp, -3), p90_gbp=round(found.p90_gbp, -3), draws=found.draws
    )


class _Telling:
    """One plan put into an answer."""

    def __init__(
        self, question: TownQuestion, plan: PlanSteps | None, case: BusinessCase | None
    ) -> None:
        self.question, self.plan, self.case = question, plan, case
        self.town, self.estate = question.town, question.estate
        self.moves = [] if plan is None else self._moves(plan)
        self.range = None if plan is None or case is None else _range(question.town, plan)

    def told(self) -> TownPlan:
        """The plan with all that is told of it: moves, buildings, years, partners, what stays
        unknown."""
        question, town, plan, case = self.question, self.town, self.plan, self.case
        club = None if case is None else case.club
        nothing = None if plan is None else 0.0
        today = int((~town.problem.buildings["opens"].to_numpy(dtype=bool)).sum())
        kept = None if plan is None else int(plan.kept.sum())
        buildings = [] if plan is None else self._buildings(plan)
        standing = self._standing()
        return TownPlan(
            town=question.asked.town,
            asked=asked_for(question),
            sentence=self._sentence(standing, buildings),
            standing=standing,
            lens=LENS,
            price_base=town.assumptions.price_base if case is None else case.price_base,
            horizon_years=town.horizon_years,
            discounting=None if case is None else case.discounting.words(),
            worth_gbp=nothing if club is None else _pounds(club.npv_gbp),
            **({} if self.range is None else {"worth_range": self.range}),
            one_off_gbp=nothing if club is None else _pounds(club.one_off_gbp),
            yearly_saving_gbp_pa=nothing if club is None else _pounds(club.run_rate_gbp_pa),
            residents_minutes=None if plan is None else round(plan.minutes) + 0.0,
            travel=minutes_basis(question),
            buildings_today=today,
            buildings_kept=kept,
            buildings=buildings,
            moves=self.moves,
            lease_warnings=lease_warnings(self.town, buildings, self._own_terms),
            years=self._years(),
            partners=self._partners(),
            unknown=self._unknown(),
            do_minimum=self._do_minimum(),
            warnings=[] if case is None else self._in_names(case.warnings),
            statement=[]
            if case is None
            else [
                *(Line(name=name, text=text) for name, text in case.statement),
                Line(name="Figures", text=self._figures()),
            ],
            assumption_set=town.assumptions.id,
            assumptions=[]
            if case is None
            else AssumptionUsed.all_of(town.assumptions.echo((*case.used, *USED_OF_TOWNS))),
            figures=self._figures(),
            reader=self.estate.reader,
            disclaimer=DISCLAIMER,
        )

    def _figures(self) -> str:
        return "as recorded" if self.question.basis.exact else FROM_BANDS

    def _in_names(self, texts: Sequence[str]) -> list[str]:
        """Ids that the engine names in its notes, as names; each note once."""
        found = []
        for text in texts:
            key, colon, rest = text.partition(":")
            found.append(f"{self.town.names[key]}{colon}{rest}" if key in self.town.names else text)
        return list(dict.fromkeys(found))

    def _standing(self) -> Standing:
        plan, found = self.plan, self.question.found
        if plan is None:
            status = found.status or "nothing found in its time"
            words = (
                "No plan keeps to all of this."
                if status == INFEASIBLE
                else "No plan was found in the time given, and it is not known whether there is "
                "one: ask again with more seconds."
            )
            frees = [freed_in_words(self.town, one) for one in found.frees]
            if status == INFEASIBLE and not frees:
                frees = [_given_up(self.town, found.given_up, found.given_up_at_least)]
            return Standing(
                status=status,
                proved=status == INFEASIBLE,
                gap=None,
                bound_gbp=None,
                at_most_better_gbp=None,
                words=words,
                frees=frees,
            )
        better = better_by_gbp(plan)
        return Standing(
            status=PROVED if plan.proved else plan.status,
            proved=plan.proved,
            gap=0.0 if plan.proved else round(plan.gap, 6),
            bound_gbp=round(max(plan.bound_gbp, plan.worth_gbp), 2),
            at_most_better_gbp=round(better, 2),
            words="With these figures, no other plan that keeps to all of this comes out better."
            if plan.proved
            else f"Not proved yet: another plan could be worth at most {about_pounds(better)} more "
            f"({100 * plan.gap:.1f}%).",
            frees=[],
        )

    def _sentence(self, standing: Standing, buildings: Sequence[PlanBuilding]) -> str:
        plan, case = self.plan, self.case
        if plan is None:
            return " ".join([standing.words, *standing.frees])
        roles = Counter(one.role for one in buildings)
        if case is None:
            return (
                f"Within what was asked for, no move in {self.question.asked.town} gains anything: "
                f"all {len(buildings)} buildings stay as they are."
            )
        gain = "worth" if case.club.npv_gbp >= 0 else "a cost of"
        about = f"{gain} about {about_pounds(abs(case.club.npv_gbp))}"
        return (
            f"If {_count(len(self.moves), 'occupier')} moved, "
            f"{_count(roles['left'], 'building')} of {len(buildings)} could be left; over "
            f"{self.town.horizon_years} years that is {about} to the club in today’s "
            f"money{self._range_words()}. This is an estimate. Nothing has been decided."
        )

    def _range_words(self) -> str:
        if self.range is None:
            return ""
        return (
            f" ({about_pounds(self.range.p10_gbp)} to {about_pounds(self.range.p90_gbp)} in eight "
            "of ten trials with other likely figures)"
        )

    def _moves(self, plan: PlanSteps) -> list[PlanMove]:
        problem = self.town.problem
        rows = problem.moves.iloc[plan.moves]
        home = problem.occupations["home"].to_numpy()
        emptied = ~plan.kept[home]
        found = [
            (
                problem.dates[int(when)],
                self._move(int(who), int(host), int(when), minutes, bool(emptied[who])),
            )
            for who, host, when, minutes in zip(
                rows["occupation"], rows["host"], rows["when"], rows["minutes"], strict=True
            )
        ]
        return [one for _, one in sorted(found, key=lambda two: (two[0], two[1].leaves.name))]

    def _move(self, who: int, host: int, when: int, minutes: float, empties: bool) -> PlanMove:
        town = self.town
        name, day = town.occupation_ids[who], town.problem.dates[when]
        mover = town.parts.movers[name]
        exact = self._exact(mover.home)
        begin = self._act_by(name, day)
        leaves, into = self._place(mover.home), self._place(town.property_ids[host])
        need = None if mover.need_m2 is None else round(mover.need_m2)
        first, by = seen(day, exact), seen(begin, exact)
        passed = begin <= town.today
        return PlanMove(
            occupation_id=name,
            occupier=town.names[name],
            organisation=Named(mover.occupier, mover.occupier_name),
            leaves=leaves,
            host=into,
            need_m2=need,
            year=self._year(day),
            **_by_day("first_day", day, exact),
            **_by_day("act_by", begin, exact),
            act_by_passed=passed,
            leaves_lease=self._lease_left(mover.home, day, exact),
            host_lease=self._own_term(town.property_ids[host]),
            empties_building=empties,
            residents_minutes=round(minutes) + 0.0,
            words=(
                f"{town.names[name]} could move from {leaves.name} to {into.name}"
                f"{'' if need is None else f' ({need:,} m²)'}, there from {_day(first)}; "
                f"somebody would have to begin {'now' if passed else f'by {_day(by)}'}."
            ),
        )

    def _exact(self, place: str) -> bool:
        """Whether the reader sees the days of a building's leases."""
        leases = self.estate.leases
        here = leases.loc[leases["property_id"].eq(place), "exact"]
        return self.estate.reader != "club" and bool(here.eq(True).all())

    def _lease_left(self, home: str, day: date, exact: bool) -> LeaseEnd:
        """Until when rent is due for a building that is left on a day, as the case counts it."""
        town = self.town
        lease = town.parts.leases[home]
        if not lease.let:
            return self._own_term(home)
        vacated = days_of(day, town.assumptions, town.today).vacated
        return _lease_end(lease.ends_on(vacated) if lease.terms else None, exact)

    @cached_property
    def _own_terms(self) -> dict[str, date | None]:
        """Of each building until when its holder's own term is safe: null not known."""
        facts = self.town.facts
        until = facts.hosts["secure_until"].tolist()
        return {
            str(key): as_date(day)
            for key, day in zip(facts.estate.properties.index, until, strict=True)
        }

    def _own_term(self, key: str) -> LeaseEnd:
        tenure = self.town.facts.estate.properties.at[key, "tenure"]
        day = self._own_terms[key]
        if day == _FOR_EVER:
            words = "private finance contract" if tenure == Tenure.PFI else "owned"
            return LeaseEnd(words=words)
        if day is not None and day <= self.town.today:
            return LeaseEnd(words="can end at any time")
        return _lease_end(day, self._exact(key))

    def _act_by(self, occupation: str, day: date) -> date:
        """Of a lease's end its own act-by date; else the time to decide and to make ready."""
        town = self.town
        mover, values = town.parts.movers[occupation], town.assumptions
        leaves = None if mover.exit_on is None else arrival_for(mover.exit_on, values)
        if mover.act_by is not None and leaves == day:
            return max(mover.act_by, town.today)
        months = values.value("host_ready_months") + values.value("decision_lead_months")
        return max(town.today, months_later(day, -int(months)))

    def _year(self, day: date) -> str:
        first = day.year - (day < date(day.year, 4, 1))
        return f"{first}/{(first + 1) % 100:02d}"

    def _place(self, key: str) -> Place:
        return place_of(self.town, key)

    def _buildings(self, plan: PlanSteps) -> list[PlanBuilding]:
        into = Counter(one.host.key for one in self.moves)
        out = Counter(one.leaves.key for one in self.moves)
        kept = dict(zip(self.town.property_ids, plan.kept.tolist(), strict=True))
        opens = self.town.problem.buildings["opens"].to_numpy(dtype=bool)
        # Of the chosen buildings and of whatever was offered besides, in one table.
        places, offered = self.town.facts.estate.properties, self.town.hosts_offered
        found = []
        for at, key in enumerate(self.town.property_ids):
            role = _role(bool(opens[at]), bool(kept[key]), into[key])
            code = str(places.at[key, "organisation"])
            kind = kind_of(self.town, key)
            known = {} if key not in offered else {"host_id": key}
            found.append(
                PlanBuilding(
                    property_id=None if known else key,
                    **known,
                    kind=kind,
                    name=self.town.names[key],
                    organisation=Named(code, self.town.names.get(code, code)),
                    role=role,
                    role_words=_OFFERED_ROLES.get(kind, {}).get(role, ROLES[role]),
                    reason=self._reason(role, key, into[key], out[key]),
                    moves_in=into[key],
                    moves_out=out[key],
                    lease=self._own_term(key),
                    easting=_metres(places.at[key, "easting"]),
                    northing=_metres(places.at[key, "northing"]),
                )
            )
        order = list(ROLES)
        return sorted(found, key=lambda one: (order.index(one.role), one.name))

    def _reason(self, role: str, key: str, into: int, out: int) -> str:
        if role == "left":
            return f"{_count(out, 'occupier')} could be housed elsewhere, and nobody would be left"
        if role in ("receives", "opened"):
            return f"{_count(into, 'occupier')} could move in"
        if role == "unused":
            shut = self.town.receives_nobody.get(key)
            return "nobody would gain by moving in" if shut is None else _RECEIVES[shut]
        known = self.town.stays.get(key)
        if known is not None:
            return _REASONS[known]
        wished = {one.about[0] for one in self.question.wishes if one.kind == "stays"}
        if key in wished:
            return "it was asked for that it stays"
        return "leaving it would gain less, or there is no room elsewhere within what was asked"

    def _years(self) -> list[PlanYear]:
        case, plan = self.case, self.plan
        if case is None or plan is None:
            return []
        once = [Decimal(0)] * (case.cash.horizon_years + 1)
        for year, paid in enumerate(plan.capital_gbp.tolist()):
            once[year] = penny(Decimal(repr(paid)))
        least = case.do_minimum
        first = case.scheme.base_year
        return [
            PlanYear(
                year=f"{first + at}/{(first + at + 1) % 100:02d}",
                one_off_gbp=_pounds(once[at]),
                saving_gbp=_pounds(net + once[at]),
                net_gbp=_pounds(net),
                do_minimum_gbp=_pounds(least.yearly_gbp[at]),
                with_plan_gbp=_pounds(least.option_gbp[at]),
            )
            for at, net in enumerate(case.club.yearly_gbp)
        ]

    def _partners(self) -> list[PartnerStatement]:
        case = self.case
        if case is None:
            return []
        names = {party.key: party.name for party in case.scheme.parties}
        found = [self._partner(case, view, names[str(view.party)]) for view in case.partners]
        return sorted(found, key=lambda one: (-one.present_value_gbp, one.organisation.name))

    def _partner(self, case: BusinessCase, view: View, name: str) -> PartnerStatement:
        code = str(view.party)
        left = [
            self._place(one.key)
            for one in case.scheme.buildings
            if one.holder == code
            and case.scheme.empties(one.key, case.scheme.leaving(one.key, case.scheme.moves))
        ]
        sure = unsure_sign(case, view) is None
        moving = sum(move.occupier == code for move in case.scheme.moves)
        hosts = sum(case.scheme.building[move.host].holder == code for move in case.scheme.moves)
        paid = [year for year, sum_ in enumerate(view.yearly_gbp) if sum_ < 0]
        saved = [year for year, sum_ in enumerate(view.yearly_gbp) if sum_ > 0]
        npv = view.npv_gbp
        result = "gains" if npv >= 0 else "loses"
        words = (
            f"{result} {about_pounds(abs(npv))} in today’s money"
            if sure
            else "may gain or lose: the figures that are shown cannot say which"
        )
        return PartnerStatement(
            organisation=Named(code, name),
            could_leave=left,
            moves=moving,
            takes_in=hosts,
            present_value_gbp=_pounds(npv),
            sign_known=sure,
            yearly_saving_gbp_pa=_pounds(view.run_rate_gbp_pa),
            one_off_gbp=_pounds(view.one_off_gbp),
            first_paid=self._financial(paid),
            first_saved=self._financial(saved),
            why="" if left or moving or hosts else _why_concerned(case, code),
            words=words,
        )

    def _financial(self, years: Sequence[int]) -> str | None:
        if not years or self.case is None:
            return None
        first = self.case.scheme.base_year + years[0]
        return f"{first}/{(first + 1) % 100:02d}"

    def _unknown(self) -> Unknown:
        town, case = self.town, self.case
        share = None if case is None else case.imputed_share
        return Unknown(
            imputed_share=None if share is None else round(float(share), 4),
            unrated=[self._place(key) for key in town.unrated],
            takes_no_part=[
                *self._out("occupiers", town.does_not_move, DOES_NOT_MOVE),
                *self._out("buildings", town.receives_nobody, _RECEIVES),
            ],
            notes=[
                *self._in_names(town.notes),
                *self._vehicles(),
                *self._rejected(),
                *self._offered_notes(),
            ],
        )

    def _vehicles(self) -> list[str]:
        """Of each move of a service with vehicles what is on record of parking at its host."""
        users = self.estate.occupations.loc[[one.occupation_id for one in self.moves]]
        return [
            f"{one.occupier} goes out in vehicles: {one.host.name} has "
            f"{self._parking(one.host.key)}; how many it needs is not on record"
            for one, driven in zip(self.moves, with_vehicles(users).tolist(), strict=True)
            if driven
        ]

    def _parking(self, key: str) -> str:
        found = self.town.facts.estate.properties.at[key, "parking_spaces"]
        if is_null(found):
            return "an unknown number of parking spaces"
        return f"{_count(int(found), 'parking space')}"

    def _offered_notes(self) -> list[str]:
        """Whose figures those of hosts are that were offered."""
        hosts = self.town.choice.hubs
        found = []
        if any(not one.is_venue for one in hosts):
            found.append("cost, room and date of a new hub are what whoever asks says of it")
        if any(one.is_venue for one in hosts):
            found.append("a venue’s charge stands with the body that offers it")
        return found

    def _rejected(self) -> list[str]:
        """Moves that the club has turned down are in no plan."""
        count = len(self.question.basis.rejected)
        if not count:
            return []
        return [f"{_count(count, 'pair')} that the club has turned down take no part"]

    def _out(
        self, what: str, reasons: Mapping[str, str], words: Mapping[str, str]
    ) -> list[TakesNoPart]:
        found: dict[str, list[str]] = {}
        for key, reason in reasons.items():
            found.setdefault(reason, []).append(self._name(key))
        return [
            TakesNoPart(
                what=what,
                code=reason,
                words=words.get(reason, reason),
                count=len(names),
                names=sorted(names)[:_NAMED_AT_MOST],
            )
            for reason, names in sorted(found.items(), key=lambda two: -len(two[1]))
        ]

    def _name(self, key: str) -> str:
        """Of a building its name; of an occupation that cannot move its building's and body's."""
        if key in self.town.names:
            return self.town.names[key]
        users = self.estate.occupations
        if key not in users.index:
            return key
        place, code = str(users.at[key, "property_id"]), str(users.at[key, "organisation"])
        return f"{self.town.names.get(code, code)} at {self.town.names.get(place, place)}"

    def _do_minimum(self) -> DoMinimum | None:
        if self.case is None:
            return None
        found = self.case.do_minimum
        return DoMinimum(
            present_value_gbp=_pounds(found.present_value_gbp),
            with_plan_present_value_gbp=_pounds(found.option_present_value_gbp),
            backlog_avoided_present_value_gbp=_pounds(found.avoided_present_value_gbp),
            explanation=DO_MINIMUM_EXPLAINED,
            notes=self._in_names(found.notes),
        )


def asked_for(question: TownQuestion) -> AskedFor:
    """What a question asks a plan to keep to, in words."""
    asked = question.asked
    return AskedFor(
        keep=asked.keep,
        unrated=asked.unrated,
        dates=asked.dates,
        capital_gbp=asked.capital_gbp,
        capital_gbp_pa=asked.capital_gbp_pa,
        within_m=asked.within_m,
        properties=list(asked.properties),
        wishes=[
            AskedWish(text=one.text, words=in_words(question.town.names, one))
            for one in question.wishes
        ],
        hosts=[_offered(question.town, one) for one in question.offered],
    )


def kind_of(town: TownProblem, key: str) -> str:
    """Property, hub or venue."""
    host = town.hosts_offered.get(key)
    if host is None:
        return "property"
    return "venue" if host.is_venue else "hub"


def _offered(town: TownProblem, one: Offered) -> OfferedHost:
    hub = one.hub
    code = hub.holder
    running, room = _as_asked(hub.running_gbp_pa), f"{hub.capacity_m2:,.0f} m²"
    when = Quarter.of(hub.ready_on)
    words = (
        f"the venue {hub.name}, {room}, for {running} a year"
        if hub.is_venue
        else f"{hub.name}, {room}, for {_as_asked(hub.capital_gbp)} once and {running} a year, "
        f"from {when.words}"
    )
    return OfferedHost(
        host_id=hub.key,
        kind=kind_of(town, hub.key),
        text=one.text,
        name=hub.name,
        organisation=Named(code, town.names.get(code, code)),
        area_m2=float(hub.capacity_m2),
        capital_gbp=float(hub.capital_gbp),
        running_gbp_pa=float(hub.running_gbp_pa),
        ready_quarter=when,
        until=hub.until,
        easting=hub.easting,
        northing=hub.northing,
        words=words,
    )


def _role(opens: bool, kept: bool, into: int) -> str:
    if opens:
        return "opened" if kept else "unused"
    if not kept:
        return "left"
    return "receives" if into else "kept"


#: Limit → what is said of it; ``{0}`` is what it is about, ``{least}`` the nearest that can be had.
_FREED = {
    "keep_at_most": "There is a plan that keeps {least} buildings instead of {given}.",
    "keep_at_least": "There is a plan that keeps {least} buildings instead of {given}.",
    "minutes_at_most": "There is a plan with {least} residents’ minutes instead of {given}.",
    "capital_gbp": "There is a plan that costs {least} once instead of {given}.",
    "capital_gbp_pa": "There is a plan that costs {least} once in a year instead of {given}.",
    "partner_at_least_gbp": "There is a plan if {0}’s result may be {least} instead of {given}.",
    "stays": "There is a plan if {0} need not stay.",
    "left": "There is a plan if {0} need not be left.",
    "unmoved": "There is a plan if {0} may move.",
    "not_before": "There is a plan if something may happen earlier.",
    "apart": "There is a plan if {0} may be in one building.",
    "not_into": "There is a plan if {0} may do so.",
}


def freed_in_words(town: TownProblem, one: Freed) -> str:
    """A change that alone would let a plan be, as a sentence."""
    money = one.limit not in ("keep_at_most", "keep_at_least", "minutes_at_most")
    amounts = {
        name: "" if value is None else _pounds_up(value) if money else f"{value:,.0f}"
        for name, value in (("least", one.least), ("given", one.given))
    }
    said = _FREED[one.limit].format(_item(town, one), **amounts)
    return said if one.sure or one.least is None else f"{said} Perhaps less of a change would do."


def _item(town: TownProblem, one: Freed) -> str:
    def occupation(at: int) -> str:
        return town.names.get(town.occupation_ids[at], "an occupier")

    if one.item is None:
        return ""
    if isinstance(one.item, tuple):
        first, second = one.item
        if one.limit == "apart":
            return f"{occupation(first)} and {occupation(second)}"
        return f"{occupation(first)} to move into {town.names[town.property_ids[second]]}"
    if one.limit == "partner_at_least_gbp":
        code = town.problem.partners[one.item]
        return town.names.get(code, code)
    if one.limit == "unmoved":
        return occupation(one.item)
    return town.names[town.property_ids[one.item]]


def _pounds_up(value: float) -> str:
    """To the next £1,000, away from what was asked: what is named can be had."""
    sign = "−" if value < 0 else ""
    rounded = -(-abs(value) // 1000) * 1000
    return f"{sign}£{rounded:,.0f}"


def _lease_end(day: date | None, exact: bool) -> LeaseEnd:
    if day is None:
        return LeaseEnd(words="its end is not on record")
    return LeaseEnd(words=f"can end {_day(seen(day, exact))}", **_by_day("ends_on", day, exact))


def lease_warnings(
    town: TownProblem, buildings: Sequence[PlanBuilding], until: Mapping[str, date | None]
) -> list[str]:
    """One line each of the hosts whose own lease can end before the gain is counted to its end,
    and of buildings that stay as they are although their lease can end soon."""
    end = date(town.base_year + town.horizon_years + 1, 3, 31)
    years = int(town.assumptions.value("host_secure_years"))
    soon = months_later(town.today, 12 * years)

    def ending(roles: tuple[str, ...], last: date) -> list[str]:
        return [
            f"{one.name} ({one.lease.words})"
            for one in buildings
            if one.role in roles and (until[one.key] or date.max) < last
        ]

    hosts, kept = ending(("receives", "opened"), end), ending(("kept",), soon)
    found = []
    if hosts:
        found.append(
            f"The gain is counted to {end:%B %Y}. The lease of a building that others would move "
            f"into can end sooner: {_some(hosts)}."
        )
    if kept:
        found.append(f"Kept, although the lease can end within {years} years: {_some(kept)}.")
    return found


def _some(names: Sequence[str]) -> str:
    """The first of them, and how many more there are."""
    more = len(names) - _NAMED_AT_MOST
    return ", ".join(names[:_NAMED_AT_MOST]) + (f" and {more} more" if more > 0 else "")


def _why_concerned(case: BusinessCase, code: str) -> str:
    """Why a partner has a part in a plan in which nothing of its own moves or closes."""
    left = [
        one for one in case.scheme.buildings if any(m.origin == one.key for m in case.scheme.moves)
    ]
    rent = [
        one.name
        for one in left
        if one.landlord == code
        and one.holder != code
        and case.scheme.empties(one.key, case.scheme.leaving(one.key, case.scheme.moves))
    ]
    held = [one.name for one in left if one.holder == code]
    there = [
        one.name
        for one in left
        if code not in (one.landlord, one.holder)
        and any(code in (cost.payer, cost.payee) for cost in one.costs)
    ]
    parts = []
    if rent:
        parts.append(f"landlord of {_some(rent)}: its rent would end")
    if held:
        parts.append(f"holds {_some(held)}, which others would leave")
    if there:
        parts.append(f"uses {_some(there)}, which others would leave")
    return "; ".join(parts) or "what others pay to it, or it to others, would change"


def _by_day(name: str, day: date, exact: bool) -> dict[str, Any]:
    return dict(day_as_seen(name, day, exact))


def _metres(value: Any) -> float | None:
    return None if value is None or value != value else float(value)


def _day(day: date | Quarter | None) -> str:
    if isinstance(day, Quarter):
        return day.words
    return "a day that is not known" if day is None else f"{day.day} {day:%B %Y}"


def _as_asked(amount: Decimal | float) -> str:
    """What somebody typed, to the nearest £1,000."""
    return f"£{round(float(amount) / 1000) * 1000:,.0f}"


def _count(count: int, what: str) -> str:
    return f"{count:,} {what}" + ("" if count == 1 else "s")


def _pounds(amount: Decimal) -> float:
    return float(penny(amount))
