"""Sample counties, each drawn once in a process."""

from datetime import date
from functools import cache

from sample_data import REFERENCE_DATE, SEED, County, build


@cache
def drawn(seed: int = SEED, reference_date: date = REFERENCE_DATE) -> County:
    return build(seed, reference_date)
