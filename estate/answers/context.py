"""What one question is answered from: a moment of the register, a reader, a day, what is kept."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from estate.access.engine_choice import travel_of
from estate.access.travel import Travel
from estate.answers.cache import AnswerCache
from estate.assumptions import AssumptionSet
from estate.register.queries import versions
from estate.register.visibility import Reader


@dataclass(frozen=True)
class ReadContext:
    """One question to the register: who asks, on which day, over which connection.

    Made once, at the edge (a request, a command), and handed on whole, so that every part of an
    answer is of the same reader, day and assumptions. Version, county and assumptions are asked
    once, and together: a writer makes its context after it has written.
    """

    connection: Connection
    reader: Reader
    today: date
    cache: AnswerCache

    @cached_property
    def assumptions(self) -> AssumptionSet:
        """The county's current assumption set as of this day."""
        return assumptions_of(self._moment.assumptions, self.today)

    @property
    def county(self) -> dict[str, Any]:
        """The county that the register holds; NotInitialised when there is none yet."""
        return self._moment.county

    @cached_property
    def version(self) -> int:
        """The register's version."""
        return self._moment.version

    @cached_property
    def standards_day(self) -> date:
        """Since when the space standards of this day have held."""
        return self._moment.standards_day

    @cached_property
    def travel(self) -> Travel:
        """What answers in minutes: the network in use, else straight lines."""
        return travel_of(self.cache.network, self.assumptions)

    @cached_property
    def _moment(self) -> versions.Moment:
        return versions.moment(self.connection, self.today)

    def seen_by(self, reader: Reader) -> "ReadContext":
        """The same question as another reader would ask it."""
        return replace(self, reader=reader)

    def on(self, day: date) -> "ReadContext":
        """The same question on another day."""
        return replace(self, today=day)


def current_assumptions(connection: Connection, today: date) -> AssumptionSet:
    """The county's current assumption set, or the documented defaults, as of a day."""
    return assumptions_of(versions.current_assumptions(connection), today)


def assumptions_of(row: dict[str, Any] | None, today: date) -> AssumptionSet:
    """A kept set, or the documented defaults where there is none, as of a day: its sums are in the
    money of that day's financial year, unless it names another."""
    found = AssumptionSet()
    if row is not None:
        found = AssumptionSet(str(row["assumption_set_id"]), row["name"], row["overrides"])
    return found.dated(today)
