"""Money of one year in that of another, by a published index; amounts of two years do not add.

A price base is a financial year, "2026/27": an amount at that base buys what it would have bought
then. The index is data (``gdp_deflators.toml``), part of an assumption set, and replaced as a
whole. Without an index amounts stand as recorded: only the set 2026-11 is so.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib import resources

from estate.errors import BadQuestion

_YEAR = re.compile(r"(\d{4})/(\d{2})")


def financial_year(day: date) -> str:
    """The financial year of a day, April to March: "2026/27"."""
    first = day.year - (day < date(day.year, 4, 1))
    return f"{first}/{(first + 1) % 100:02d}"


def is_financial_year(text: str) -> bool:
    """Whether a text is a financial year whose two parts follow each other."""
    found = _YEAR.fullmatch(text)
    return found is not None and (int(found[1]) + 1) % 100 == int(found[2])


@dataclass(frozen=True)
class PriceIndex:
    """Index numbers by financial year; an empty one leaves every amount as it is."""

    numbers: Mapping[str, Decimal]

    @classmethod
    def of(cls, entries: Sequence[object]) -> "PriceIndex":
        """From entries such as "2009/10=67.7042"; ``BadQuestion`` names one that is none."""
        found: dict[str, Decimal] = {}
        for entry in entries:
            year, _, number = str(entry).partition("=")
            if not is_financial_year(year) or not re.fullmatch(r"\d{1,6}(\.\d{1,8})?", number):
                raise BadQuestion(f"{str(entry)[:40]!r} is no index number: write 2009/10=67.7042.")
            if not Decimal(number) > 0:
                raise BadQuestion(f"The index number of {year} must be above nought.")
            found[year] = Decimal(number)
        return cls(found)

    def covers(self, year: str) -> bool:
        """Whether amounts of this year can be restated."""
        return not self.numbers or year in self.numbers

    @property
    def last_year(self) -> str | None:
        """The last year that it tells of."""
        return max(self.numbers, default=None)

    def factor(self, of: str, to: str) -> Decimal:
        """What an amount of one year is multiplied by to be one of another.

        ``BadQuestion`` where the index does not tell of one of the two.
        """
        if not self.numbers or of == to:
            return Decimal(1)
        for year in (of, to):
            if year not in self.numbers:
                raise BadQuestion(
                    f"The price index tells nothing of {year}: it runs from {min(self.numbers)} to "
                    f"{max(self.numbers)}. Import one that does: estate assumptions import FILE."
                )
        return self.numbers[to] / self.numbers[of]


@dataclass(frozen=True)
class Pounds:
    """A sum of money with the year whose prices it is in. Adding two of different years raises
    ``BadQuestion``: restate one first (``at``)."""

    amount_gbp: Decimal
    prices: str

    def __add__(self, other: "Pounds") -> "Pounds":
        """The sum of two amounts of one price base."""
        if not isinstance(other, Pounds):
            return NotImplemented
        same_prices(self.prices, other.prices)
        return Pounds(self.amount_gbp + other.amount_gbp, self.prices)

    def times(self, factor: Decimal | int) -> "Pounds":
        """This amount times a plain number."""
        return Pounds(self.amount_gbp * factor, self.prices)

    def at(self, year: str, index: PriceIndex) -> "Pounds":
        """The same amount in the money of another year."""
        return Pounds(self.amount_gbp * index.factor(self.prices, year), year)


def same_prices(one: str, other: str) -> None:
    """Refuse to bring together money of two years."""
    if one != other:
        raise BadQuestion(
            f"Money at {one} prices cannot be added to money at {other} prices: restate one first."
        )


@dataclass(frozen=True)
class Deflators:
    """The table that ships: its edition, where it is published, and its entries."""

    edition: str
    source: str
    entries: tuple[str, ...]


@lru_cache(1)
def shipped() -> Deflators:
    """The GDP deflators that ship with the product."""
    text = resources.files("estate.assumptions").joinpath("gdp_deflators.toml").read_text("utf-8")
    return read_deflators(tomllib.loads(text))


def read_deflators(data: Mapping[str, object]) -> Deflators:
    """A table of deflators from a TOML file of that form; ``BadQuestion`` says what is missing."""
    index, edition = data.get("index"), data.get("edition")
    if not isinstance(index, dict) or not index or not isinstance(edition, str) or not edition:
        raise BadQuestion("A price index needs its edition and a table [index] of years.")
    entries = tuple(f"{year}={Decimal(str(number))}" for year, number in sorted(index.items()))
    PriceIndex.of(entries)
    return Deflators(edition, str(data.get("source", "")), entries)
