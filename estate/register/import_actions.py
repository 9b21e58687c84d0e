"""What an import plan asks the register to do; ``writes`` does it, in the caller's transaction.

A large import comes as several ``Actions``, one after the other: none is kept after it has been
written.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from estate.register.bulk.uuid7 import Identities
from estate.register.column_values import Facts, InterestFact

#: Values of many rows: a list, or an array of numbers, truths, days (datetime64[D]) or objects.
#: None, NaN and NaT say nothing (NULL).
Column = Sequence[Any] | NDArray[Any]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True)
class PartedLink:
    """An interest that an earlier link recorded in another's property, to be taken back."""

    property_id: UUID
    reference: str
    interest: InterestFact


@dataclass(frozen=True)
class InterestColumns:
    """Interests in new properties: ``of`` says of which (its place in the batch), ascending.

    The other columns are those of ``InterestFact``; codes are plain text or ``StrEnum``.
    """

    of: Places
    organisation_code: Column
    holder_name: Column
    role: Column
    tenure: Column

    def part(self, start: int, stop: int) -> "InterestColumns":
        """The interests in the properties from ``start`` to before ``stop``."""
        low, high = np.searchsorted(self.of, (start, stop))
        return InterestColumns(
            self.of[low:high] - start,
            *(
                column[low:high]
                for column in (self.organisation_code, self.holder_name, self.role, self.tenure)
            ),
        )


@dataclass(frozen=True)
class TitleColumns:
    """Land Registry titles of new properties: ``of`` says of which, ascending."""

    of: Places
    title_number: Column

    def part(self, start: int, stop: int) -> "TitleColumns":
        """The titles of the properties from ``start`` to before ``stop``."""
        low, high = np.searchsorted(self.of, (start, stop))
        return TitleColumns(self.of[low:high] - start, self.title_number[low:high])


@dataclass(frozen=True)
class NewProperties:
    """New properties column by column; the same place in every column is one property.

    ``facts`` holds columns of the table ``property`` by their names, as ``plans.property_facts``
    fills them; a column that is left out gets the table's default. ``outlines`` are
    MultiPolygons on the National Grid or None, ``points`` easting and northing in metres (n × 2)
    or NaN; a property with an outline has a point. Interests are unlike each other within a
    property.
    """

    ids: Identities
    row_numbers: Column
    references: Column
    facts: Mapping[str, Column]
    outlines: NDArray[np.object_]
    points: NDArray[np.float64]
    interests: InterestColumns
    titles: TitleColumns

    def __len__(self) -> int:
        return len(self.ids)

    def parts(self, size: int) -> Iterator["NewProperties"]:
        """The same, so many at a time."""
        for start in range(0, len(self), size):
            cut = slice(start, start + size)
            yield NewProperties(
                self.ids[cut],
                self.row_numbers[cut],
                self.references[cut],
                {name: column[cut] for name, column in self.facts.items()},
                self.outlines[cut],
                self.points[cut],
                self.interests.part(start, start + size),
                self.titles.part(start, start + size),
            )


@dataclass
class Actions:
    """What one import writes, or one part of it.

    New properties stand in ``created``, column by column, or in ``new``, one by one; other new
    rows stand in ``new``.
    """

    new: list[Action] = field(default_factory=list)
    changed: list[Action] = field(default_factory=list)
    links: list[LinkAction] = field(default_factory=list)
    parted: list[PartedLink] = field(default_factory=list)
    ratings: list[dict[str, Any]] = field(default_factory=list)
    absent: list[UUID] = field(default_factory=list)
    created: NewProperties | None = None

    @property
    def relinked(self) -> list[LinkAction | PartedLink]:
        """Rows whose former interest in another's property is replaced or taken back."""
        return [*self.links, *self.parted]

    def __bool__(self) -> bool:
        return any(
            (
                self.created,
                self.new,
                self.changed,
                self.links,
                self.parted,
                self.ratings,
                self.absent,
            )
        )
