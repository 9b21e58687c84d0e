"""What a town's plan costs and saves: by year, for each partner, and if nobody moved."""

from collections.abc import Sequence
from decimal import Decimal

from estate.answers.answer import Answer, Named, answer
from estate.answers.cases.case_do_minimum import DO_MINIMUM_EXPLAINED
from estate.answers.cases.case_sums import pounds
from estate.answers.towns.plan_moves import Place, place_of
from estate.answers.towns.plan_words import in_names, some
from estate.consolidation.town.plan import PlanSteps
from estate.consolidation.town.problem_from_register import TownProblem
from estate.rounding import about_pounds
from estate.savings import BusinessCase
from estate.savings.business_case import unsure_sign
from estate.savings.figures import penny
from estate.savings.lenses import View


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
class DoMinimum(Answer):
    """If nobody moved: leases run their course and the backlog falls due. Costs positive."""

    present_value_gbp: float
    with_plan_present_value_gbp: float
    backlog_avoided_present_value_gbp: float
    explanation: str
    notes: list[str]


def years_of(case: BusinessCase | None, plan: PlanSteps | None) -> list[PlanYear]:
    """Each financial year of a plan; none without moves."""
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
            one_off_gbp=pounds(once[at]),
            saving_gbp=pounds(net + once[at]),
            net_gbp=pounds(net),
            do_minimum_gbp=pounds(least.yearly_gbp[at]),
            with_plan_gbp=pounds(least.option_gbp[at]),
        )
        for at, net in enumerate(case.club.yearly_gbp)
    ]


def partners_of(town: TownProblem, case: BusinessCase | None) -> list[PartnerStatement]:
    """What each partner gives up, gains and pays: who gains most comes first."""
    if case is None:
        return []
    names = {party.key: party.name for party in case.scheme.parties}
    found = [_partner(town, case, view, names[str(view.party)]) for view in case.partners]
    return sorted(found, key=lambda one: (-one.present_value_gbp, one.organisation.name))


def _partner(town: TownProblem, case: BusinessCase, view: View, name: str) -> PartnerStatement:
    code = str(view.party)
    left = [
        place_of(town, one.key)
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
        present_value_gbp=pounds(npv),
        sign_known=sure,
        yearly_saving_gbp_pa=pounds(view.run_rate_gbp_pa),
        one_off_gbp=pounds(view.one_off_gbp),
        first_paid=_financial(case, paid),
        first_saved=_financial(case, saved),
        why="" if left or moving or hosts else _why_concerned(case, code),
        words=words,
    )


def _financial(case: BusinessCase, years: Sequence[int]) -> str | None:
    if not years:
        return None
    first = case.scheme.base_year + years[0]
    return f"{first}/{(first + 1) % 100:02d}"


def do_minimum_of(town: TownProblem, case: BusinessCase | None) -> DoMinimum | None:
    """What it costs if nobody moves; null without a business case."""
    if case is None:
        return None
    found = case.do_minimum
    return DoMinimum(
        present_value_gbp=pounds(found.present_value_gbp),
        with_plan_present_value_gbp=pounds(found.option_present_value_gbp),
        backlog_avoided_present_value_gbp=pounds(found.avoided_present_value_gbp),
        explanation=DO_MINIMUM_EXPLAINED,
        notes=in_names(town, found.notes),
    )


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
        parts.append(f"landlord of {some(rent)}: its rent would end")
    if held:
        parts.append(f"holds {some(held)}, which others would leave")
    if there:
        parts.append(f"uses {some(there)}, which others would leave")
    return "; ".join(parts) or "what others pay to it, or it to others, would change"
