"""What buildings cost if nobody moves, beside what the option costs."""

from estate.answers.answer import Answer, answer
from estate.answers.cases.case_sums import financial_year, pounds
from estate.savings import BusinessCase

DO_MINIMUM_EXPLAINED = (
    "What the buildings that would be left cost the club if nobody moved, and what the option "
    "costs in their place. The difference is the net present value plus the backlog of repairs "
    "that would no longer fall due. That backlog is not in the net present value."
)


@answer
class DoMinimumYear(Answer):
    """Costs of one financial year, positive."""

    year: str
    do_minimum_gbp: float
    of_it_backlog_gbp: float
    option_gbp: float
    backlog_avoided_gbp: float


@answer
class LeaseEvent(Answer):
    """What falls due at one building if nobody moves."""

    building: str
    on: str
    words: str


@answer
class DoMinimumAnswer(Answer):
    """Everybody stays, leases run on, the backlog falls due; beside the option."""

    lens: str
    basis: str
    price_base: str
    present_value_gbp: float
    option_present_value_gbp: float
    backlog_avoided_present_value_gbp: float
    rows: list[DoMinimumYear]
    lease_events: list[LeaseEvent]
    notes: list[str]
    explanation: str


def do_minimum_by_year(case: BusinessCase) -> list[DoMinimumYear]:
    """Do-minimum and option, year by year."""
    found = case.do_minimum
    return [
        DoMinimumYear(
            year=financial_year(case, year),
            do_minimum_gbp=pounds(found.yearly_gbp[year]),
            of_it_backlog_gbp=pounds(found.backlog_gbp[year]),
            option_gbp=pounds(found.option_gbp[year]),
            backlog_avoided_gbp=pounds(found.avoided_gbp[year]),
        )
        for year in range(case.cash.horizon_years + 1)
    ]


def do_minimum_answer(case: BusinessCase) -> DoMinimumAnswer:
    """Everybody stays: what that costs, year by year, beside the option."""
    found = case.do_minimum
    return DoMinimumAnswer(
        lens="club",
        basis="cash of the year, real; costs positive",
        price_base=case.price_base,
        present_value_gbp=pounds(found.present_value_gbp),
        option_present_value_gbp=pounds(found.option_present_value_gbp),
        backlog_avoided_present_value_gbp=pounds(found.avoided_present_value_gbp),
        rows=do_minimum_by_year(case),
        lease_events=[
            LeaseEvent(building=one.building, on=one.shown, words=one.words) for one in found.events
        ],
        notes=list(found.notes),
        explanation=DO_MINIMUM_EXPLAINED,
    )
