"""Assumption sets: the defaults with named overrides, checked and echoed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from estate.assumptions.values import DEFAULTS, Assumption, Value
from estate.errors import BadQuestion


@dataclass(frozen=True)
class AssumptionSet:
    """The defaults plus overrides, under an identifier that every answer carries.

    Raises ``BadQuestion`` when an override names no assumption, is of another type than its
    default or lies outside the range in which the figure means anything.
    """

    id: str = "default"
    name: str = "Defaults as documented"
    overrides: Mapping[str, Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check the overrides once, so that nothing computed later meets a bad one."""
        checked = {name: _checked(name, value) for name, value in self.overrides.items()}
        object.__setattr__(self, "overrides", checked)

    def __hash__(self) -> int:
        """By identity of content, so that answers can be cached per set."""
        return hash((self.id, self.name, tuple(sorted(self.overrides.items(), key=str))))

    def get(self, name: str) -> Value:
        """The value as it stands in this set; ``BadQuestion`` when there is no such name."""
        if name in self.overrides:
            return self.overrides[name]
        return _known(name).value

    def value(self, name: str) -> float:
        """A numeric value, in the unit that ``DEFAULTS[name].unit`` states."""
        found = self.get(name)
        if isinstance(found, tuple | str):
            raise BadQuestion(f"Assumption {name!r} is not a single number.")
        return float(found)

    def money(self, name: str) -> Decimal:
        """A numeric value as exact decimal, for sums of money that are quoted."""
        return Decimal(str(self.get(name)))

    def text(self, name: str) -> str:
        """A value that is a word, such as a reading or a price base."""
        return str(self.get(name))

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
        return AssumptionSet(id, name, {**self.overrides, **overrides})

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


def _known(name: str) -> Assumption:
    if name not in DEFAULTS:
        raise BadQuestion(f"There is no assumption named {name!r}.")
    return DEFAULTS[name]


def _checked(name: str, value: object) -> Value:
    assumption = _known(name)
    if isinstance(value, list):
        value = tuple(value)
    if isinstance(assumption.value, tuple) != isinstance(value, tuple):
        raise BadQuestion(f"Assumption {name!r} needs the same kind of value as its default.")
    if isinstance(value, tuple):
        if isinstance(assumption.value, tuple) and _numeric(assumption.value):
            return tuple(_number(assumption, item) for item in value)
        return tuple(str(item) for item in value)
    if isinstance(assumption.value, str):
        if not isinstance(value, str):
            raise BadQuestion(f"Assumption {name!r} needs a text.")
        if assumption.choices and value not in assumption.choices:
            raise BadQuestion(f"Assumption {name!r} is one of {', '.join(assumption.choices)}.")
        return value
    return _number(assumption, value)


def _numeric(values: tuple[float | str, ...]) -> bool:
    return all(not isinstance(item, str) for item in values)


def _number(assumption: Assumption, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise BadQuestion(f"Assumption {assumption.name!r} needs a number.")
    number = float(value)
    if not assumption.low <= number <= assumption.high:
        raise BadQuestion(
            f"Assumption {assumption.name!r} must lie between {assumption.low:g} "
            f"and {assumption.high:g} {assumption.unit}."
        )
    return number
