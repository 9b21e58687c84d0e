"""Assumption sets: the defaults with named overrides, checked and echoed."""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from importlib import resources

from estate.assumptions import words
from estate.assumptions.assumption import CURRENT, WORKING_PRICES, Assumption, Value
from estate.assumptions.defaults import DEFAULTS
from estate.assumptions.groups import TRIPLES, WHOLE
from estate.assumptions.prices import PriceIndex, financial_year, is_financial_year
from estate.errors import BadQuestion


@dataclass(frozen=True)
class AssumptionSet:
    """The defaults plus overrides, under an identifier that every answer carries.

    ``published`` is the set that this one departs from for one question only (``tried``).
    Raises ``BadQuestion`` when an override names no assumption, is of another type than its
    default or lies outside the range in which the figure means anything.

    Examples
    --------
    >>> mine = AssumptionSet("mine", "Ten", {"space_m2_per_desk": 9.5})
    >>> mine.value("space_m2_per_desk"), AssumptionSet().value("space_m2_per_desk")
    (9.5, 7.0)
    >>> AssumptionSet("odd", "Odd", {"space_m2_per_desk": -1})  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    estate.errors.BadQuestion: Assumption 'space_m2_per_desk' must lie between 2 and 60 m2 ...
    """

    id: str = "default"
    name: str = "Defaults as documented"
    overrides: Mapping[str, Value] = field(default_factory=dict)
    published: "AssumptionSet | None" = None
    #: The financial year that "current" stands for; that of the defaults unless ``dated``.
    this_year: str = WORKING_PRICES

    def __post_init__(self) -> None:
        """Check the overrides once, so that nothing computed later meets a bad one."""
        checked = {name: _checked(name, value) for name, value in self.overrides.items()}
        object.__setattr__(self, "overrides", checked)
        index = self.price_index
        if self.get("price_base") != CURRENT and not is_financial_year(str(self.get("price_base"))):
            raise BadQuestion("Assumption 'price_base' is a financial year, such as 2026/27.")
        if not index.covers(self.price_base):
            index.factor(self.price_base, self.price_base + " ")

    def __hash__(self) -> int:
        """By identity of content, so that answers can be cached per set."""
        of = tuple(sorted(self.overrides.items(), key=str))
        return hash((self.id, self.name, self.this_year, of))

    def get(self, name: str) -> Value:
        """The value as it stands in this set; ``BadQuestion`` when there is no such name."""
        if name in self.overrides:
            return self.overrides[name]
        return _known(name).value

    def value(self, name: str) -> float:
        """A numeric value, in the unit that ``DEFAULTS[name].unit`` states; an amount of money at
        this set's price base, whatever the year of its prices."""
        found = self.get(name)
        if isinstance(found, tuple | str):
            raise BadQuestion(f"Assumption {name!r} is not a single number.")
        of = _known(name).prices
        return float(found) * float(self.to_base(of)) if of else float(found)

    def money(self, name: str) -> Decimal:
        """The same as exact decimal, for sums of money that are quoted."""
        found, of = Decimal(str(self.get(name))), _known(name).prices
        return found * self.to_base(of) if of else found

    def text(self, name: str) -> str:
        """A value that is a word, such as a reading or the year of the price base."""
        return self.price_base if name == "price_base" else str(self.get(name))

    @cached_property
    def price_base(self) -> str:
        """The financial year in whose money this set gives its sums: the current one, or the last
        that the index tells of, unless the set names another."""
        stated = str(self.get("price_base"))
        if stated != CURRENT:
            return stated
        last = self.price_index.last_year
        return self.this_year if last is None else min(self.this_year, last)

    @property
    def price_index(self) -> PriceIndex:
        """The index that restates money of one year in that of another."""
        found = self.get("price_index")
        return _index(found if isinstance(found, tuple) else (found,))

    def to_base(self, year: str) -> Decimal:
        """What money of a year is multiplied by to stand at this set's price base."""
        return self.price_index.factor(year, self.price_base)

    def dated(self, today: date) -> "AssumptionSet":
        """This set as of a day, whose financial year is the current one."""
        year = financial_year(today)
        return self if year == self.this_year else replace(self, this_year=year)

    def at_prices(self, year: str | None) -> "AssumptionSet":
        """This set with its sums in the money of another year."""
        if year is None or year == self.price_base:
            return self
        return replace(self, overrides={**self.overrides, "price_base": year})

    def series(self, name: str) -> tuple[float, ...]:
        """A value that is a row of numbers, such as a phase profile."""
        found = self.get(name)
        if not isinstance(found, tuple):
            raise BadQuestion(f"Assumption {name!r} is a single value, not a series.")
        return tuple(float(item) for item in found)

    def names(self, name: str) -> frozenset[str]:
        """A value that is a list of codes."""
        found = self.get(name)
        return frozenset(str(item) for item in (found if isinstance(found, tuple) else (found,)))

    def with_overrides(self, id: str, name: str, overrides: Mapping[str, Value]) -> "AssumptionSet":
        """A further set that starts from this one."""
        merged = {**self.overrides, **overrides}
        return AssumptionSet(id, name, merged, this_year=self.this_year)

    def tried(self, overrides: Mapping[str, Value], used: Iterable[str]) -> "AssumptionSet":
        """This set changed for one question only; itself where nothing differs from it.

        Raises ``BadQuestion`` when a name is not among those ``used``, or for ``problems``.
        """
        unused = sorted(set(overrides) - set(used))
        if unused:
            raise BadQuestion(f"A business case does not rest on {', '.join(unused)}.")
        wrong = [f"Assumption {name!r} {text}." for name, text in self.problems(overrides).items()]
        if wrong:
            raise BadQuestion(" ".join(wrong))
        other = {
            name: _checked(name, value)
            for name, value in overrides.items()
            if _checked(name, value) != self.get(name)
        }
        if not other:
            return self
        return AssumptionSet(
            f"{self.id}+request",
            f"{self.name}, changed in the request",
            {**self.overrides, **other},
            self,
            self.this_year,
        )

    def problems(
        self,
        overrides: Mapping[str, Value],
        allowed: Callable[[Assumption], str] = words.as_kept,
    ) -> dict[str, str]:
        """What is wrong with overrides, in words by name; empty when they can be tried.

        ``allowed`` writes out an assumption's range.
        """
        found, kept = {}, dict(self.overrides)
        for name, value in overrides.items():
            try:
                kept[name] = _tried(name, value)
            except _OutOfRange:
                found[name] = f"must lie {allowed(_known(name))}"
            except _Unfit as problem:
                found[name] = str(problem)
        for middle, names in TRIPLES.items():
            if found.keys() & set(names) or not overrides.keys() & set(names):
                continue
            low, between, high = (float(str(kept.get(n, DEFAULTS[n].value))) for n in names)
            if not low <= between <= high:
                at = next(name for name in (middle, *names) if name in overrides)
                found[at] = "must lie between its low and its high value: change those with it"
        return found

    @property
    def changes(self) -> tuple[str, ...]:
        """Names of what differs from the published set, in the order of ``DEFAULTS``."""
        if self.published is None:
            return ()
        return tuple(one for one in DEFAULTS if self.get(one) != self.published.get(one))

    def changes_in_words(self) -> str:
        """What differs from the published set, each with the value that is published."""
        if self.published is None:
            return ""
        return "; ".join(
            words.change(one, self.published.get(one), self.get(one)) for one in self.changes
        )

    def echo(self, names: Iterable[str] | None = None) -> list[dict[str, object]]:
        """The assumptions (all, or those named) as rows for an answer, in a fixed order."""
        wanted = DEFAULTS if names is None else names
        return [self._echo_row(_known(name)) for name in sorted(wanted)]

    def _echo_row(self, assumption: Assumption) -> dict[str, object]:
        value = self.get(assumption.name)
        return {
            "name": assumption.name,
            "value": list(value) if isinstance(value, tuple) else value,
            "unit": assumption.unit,
            "source": assumption.source,
            "year": assumption.year,
            "note": assumption.note,
            "overridden": assumption.name in self.overrides,
        }


@lru_cache(32)
def _index(entries: tuple[object, ...]) -> PriceIndex:
    return PriceIndex.of(entries)


@lru_cache(8)
def named(identifier: str) -> AssumptionSet:
    """A set that ships with the product, by its identifier: ``default`` or ``2026-11``.

    ``BadQuestion`` names those there are.
    """
    if identifier == "default":
        return AssumptionSet()
    folder = resources.files("estate.assumptions").joinpath("earlier_sets")
    there = sorted(one.name.removesuffix(".toml") for one in folder.iterdir())
    if identifier not in there:
        raise BadQuestion(f"There is no set {identifier!r}: default, {', '.join(there)}.")
    found = tomllib.loads(folder.joinpath(f"{identifier}.toml").read_text("utf-8"))
    return AssumptionSet(found["id"], found["name"], found["overrides"])


def _known(name: str) -> Assumption:
    if name not in DEFAULTS:
        raise BadQuestion(f"There is no assumption named {name!r}.")
    return DEFAULTS[name]


def _checked(name: str, value: object) -> Value:
    """The value as it is kept; ``BadQuestion`` names the assumption and says what it takes."""
    assumption = _known(name)
    if isinstance(value, list):
        value = tuple(value)
    try:
        return _fitting(assumption, value)
    except _Unfit as found:
        raise BadQuestion(f"Assumption {name!r} {found}.") from None


class _Unfit(ValueError):
    """Says what an assumption takes: "needs a number"."""


class _OutOfRange(_Unfit):
    """A number, but none that means anything."""


def _fitting(assumption: Assumption, value: object) -> Value:
    default = assumption.value
    if isinstance(default, tuple) != isinstance(value, tuple):
        raise _Unfit("needs the same kind of value as its default")
    if isinstance(value, tuple):
        if isinstance(default, tuple) and _numeric(default):
            return tuple(_number(assumption, item) for item in value)
        return tuple(str(item) for item in value)
    if isinstance(default, str):
        if not isinstance(value, str):
            raise _Unfit("needs a text")
        if assumption.choices and value not in assumption.choices:
            raise _Unfit(f"is one of {', '.join(assumption.choices)}")
        return value
    return _number(assumption, value)


def _numeric(values: tuple[float | str, ...]) -> bool:
    return all(not isinstance(item, str) for item in values)


def _number(assumption: Assumption, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise _Unfit("needs a number")
    number = float(value)
    if not assumption.low <= number <= assumption.high:
        raise _OutOfRange(f"must lie {words.as_kept(assumption)}")
    return number


def _tried(name: str, value: object) -> Value:
    """As ``_fitting``; besides, what is counted in whole numbers needs one."""
    found = _fitting(_known(name), value)
    if name in WHOLE and isinstance(found, float) and not found.is_integer():
        raise _Unfit("must be a whole number")
    return found
