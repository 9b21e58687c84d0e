"""How sums of a business case are written: to the penny, by financial year."""

from decimal import Decimal

from estate.savings import BusinessCase
from estate.savings.figures import penny


def financial_year(case: BusinessCase, year: int) -> str:
    """Of year 0 … horizon of a case."""
    starts = case.scheme.base_year + year
    return f"{starts}/{(starts + 1) % 100:02d}"


def to_the_penny(amount_gbp: float) -> float:
    """Rounded to the penny, never −0."""
    return round(amount_gbp, 2) + 0.0  # no −0


def pounds(amount: Decimal) -> float:
    """To the penny, as answers hold sums."""
    return float(penny(amount))


def exactly(values: tuple[Decimal, ...]) -> list[float]:
    """Sums of years as answers hold them."""
    return [float(value) for value in values]


def ratio(value: float | None) -> float | None:
    """A ratio to six places, where there is one."""
    return None if value is None else round(value, 6)
