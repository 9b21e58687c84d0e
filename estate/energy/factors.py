"""What a kilowatt-hour of each fuel emits, by the year of the published set (``factors.toml``)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from estate.codes import label
from estate.errors import BadQuestion

FUELS = (
    "electricity",
    "gas",
    "burning_oil",
    "gas_oil",
    "lpg",
    "wood_pellets",
    "district_heat",
)
#: Taken for a fuel of which no more is known than that it is another: the highest of the others.
UNNAMED = "gas_oil"


@dataclass(frozen=True)
class Factor:
    """kgCO2e for each kWh of one fuel, and the set that it stands in (``of`` is its year)."""

    fuel: str
    kg_per_kwh: float
    of: int
    source: str


@dataclass(frozen=True)
class FactorSet:
    """The factors of one year. ``carried`` are those that an earlier set had to lend."""

    year: int
    factors: Mapping[str, Factor]

    def kg_per_kwh(self, fuel: str) -> float:
        """kgCO2e for each kWh."""
        return self.factors[fuel].kg_per_kwh

    @property
    def carried(self) -> tuple[Factor, ...]:
        """Factors of an earlier year: the set of this one does not have them here."""
        return tuple(one for one in self.factors.values() if one.of != self.year)

    def in_words(self) -> str:
        """Which factors these are."""
        words = f"Government conversion factors of {self.year}"
        if not self.carried:
            return words
        last = ", ".join(map(str, sorted({one.of for one in self.carried})))
        own = [label(one.fuel) for one in self.factors.values() if one.of == self.year]
        return f"{words} ({', '.join(own).lower()}) and {last} (other fuels)"


@lru_cache(1)
def _published() -> tuple[tuple[int, Mapping[str, Factor]], ...]:
    text = resources.files("estate.energy").joinpath("factors.toml").read_text("utf-8")
    told = tomllib.loads(text)
    return tuple(
        (
            int(one["year"]),
            {fuel: _factor(told, one, fuel) for fuel in FUELS if fuel in one},
        )
        for one in sorted(told["set"], key=lambda given: given["year"])
    )


def _factor(told: Mapping[str, Any], one: Mapping[str, Any], fuel: str) -> Factor:
    """One figure of a set with where it is published and where it was read: the set's, or its
    own."""
    place = one.get("elsewhere", {}).get(fuel, one)
    where = ", ".join(place[part] for part in ("edition", "where") if part in place)
    source = (
        f"{told['title']}, {one['year']}, {where}. {told['publisher']}: {told['address']}. "
        f"Read in {place['read_in']}"
    )
    return Factor(fuel, float(one[fuel]), int(one["year"]), source)


def years() -> tuple[int, ...]:
    """The years of which there is a set, ascending."""
    return tuple(year for year, _ in _published())


@lru_cache(16)
def factors_of(year: int) -> FactorSet:
    """The factors of a year; a fuel that its set lacks is that of the latest set before it.

    Raises ``BadQuestion`` for a year without a set.

    Examples
    --------
    >>> factors_of(2023).kg_per_kwh("gas"), factors_of(2025).factors["gas"].of
    (0.182928926, 2025)
    """
    if year not in years():
        there = ", ".join(map(str, years()))
        raise BadQuestion(f"There are no conversion factors of {year} here: {there}.")
    found: dict[str, Factor] = {}
    for of, here in _published():
        if of <= year:
            found |= here
    return FactorSet(year, {fuel: found[fuel] for fuel in FUELS})
