"""Draws of single values from a random source; the ends of a range come often."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

Draw = Callable[[Random], Any]


def whole(low: int, high: int) -> Draw:
    """A number of whole pounds, people or the like; often one of the ends."""
    return lambda r: Decimal(r.choice([low, high, r.randint(low, high), r.randint(low, high)]))


def day(first: date, last: date) -> Draw:
    """A day; often one of the ends."""
    days = whole(0, (last - first).days)
    return lambda r: first + timedelta(days=int(days(r)))


def pick(values: Sequence[Any]) -> Draw:
    """One of some values."""
    return lambda r: r.choice(values)


def words(r: Random) -> str:
    """A text that nothing else holds."""
    return f"zz{''.join(r.choices('abcdefgh ', k=r.randint(3, 12)))}zz"


def pounds(r: Random) -> Decimal:
    """Any amount above nought."""
    return Decimal(r.randint(1, 90_000_000)) / 100


days = day(date(2027, 1, 1), date(2039, 12, 31))
boolean = pick([False, True])


def same_quarter(known: date) -> Draw:
    """The days that a lease date may be, for all the club knows."""
    month = 3 * ((known.month - 1) // 3) + 1
    first = date(known.year, month, 1)
    after = date(known.year + (month == 10), (month + 2) % 12 + 1, 1)
    return day(first, after - timedelta(days=1))
