"""The business case of a scheme that somebody sends in, over HTTP or as a file."""

from datetime import date
from decimal import Decimal

from api.business_case.scheme_request import SchemeIn
from estate import savings
from estate.assumptions import AssumptionSet
from estate.errors import BadQuestion
from estate.savings.business_case import USED

#: Moves times years: bounds the work that one question may ask for.
MAX_MOVE_YEARS = 1_000


def case_of(sent: SchemeIn, assumptions: AssumptionSet, today: date) -> savings.BusinessCase:
    """Under these assumptions, changed as the scheme asks for this time only."""
    assumptions = assumptions.tried(sent.assumptions, USED)
    horizon = sent.horizon_years or int(assumptions.value("scheme_horizon_years"))
    if len(sent.moves) * horizon > MAX_MOVE_YEARS:
        raise BadQuestion(f"Moves times years may be {MAX_MOVE_YEARS:,} at most.")
    borrowing = None
    if sent.borrowing is not None:
        borrowing = savings.Borrowing(Decimal(sent.borrowing.rate_pa), sent.borrowing.years)
    return savings.business_case(sent.scheme(), assumptions, today, borrowing)
