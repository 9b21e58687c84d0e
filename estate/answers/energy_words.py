"""What answers about energy share: a figure with its range, words for tiers, kilograms a tonne."""

from estate.answers.answer import Answer, answer
from estate.energy.factors import FactorSet, factors_of, years

TIER_WORDS = {
    "actual": "on record",
    "organisation_peers": "its organisation’s like buildings",
    "county_peers": "the county’s like buildings",
    "benchmark": "published benchmark",
    "none": "land without a building",
}
KG_PER_TONNE = 1_000.0


@answer
class Amount(Answer):
    """A yearly figure with its range: about one in ten lies below ``low``, one above ``high``."""

    low: float
    middle: float
    high: float


def rounded(low: float, middle: float, high: float, by: float) -> Amount:
    """To a tenth of a kWh, or to a kilogram as tonnes."""
    digits = 1 if by == 1 else 3
    low, middle, high = (round(float(one) / by, digits) + 0.0 for one in (low, middle, high))
    return Amount(low=low, middle=middle, high=high)


def factor_set(year: int | None) -> FactorSet:
    """The factors of a year, or the latest; ``BadQuestion`` names the years there are."""
    return factors_of(years()[-1] if year is None else year)
