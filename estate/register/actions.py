"""What an import plan asks the register to do; ``writes`` does it, in the caller's transaction."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from estate.register.stored import Facts, InterestFact


@dataclass(frozen=True)
class Action:
    """One row to insert, or to change in the facts that ``changes`` names (old, new)."""

    entity_id: UUID
    row_number: int
    reference: str
    facts: Facts
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class LinkAction:
    """An organisation's interest in a property that another organisation reports."""

    property_id: UUID
    row_number: int
    reference: str
    interest: InterestFact
    as_of_date: date | None
    changed: bool


@dataclass
class Actions:
    """Everything one import writes."""

    new: list[Action] = field(default_factory=list)
    changed: list[Action] = field(default_factory=list)
    links: list[LinkAction] = field(default_factory=list)
    ratings: list[dict[str, Any]] = field(default_factory=list)
    absent: list[UUID] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any((self.new, self.changed, self.links, self.ratings, self.absent))
