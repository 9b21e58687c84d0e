"""When the leases of buildings in a town's plan can end, as far as the reader sees it."""

from datetime import date
from functools import cached_property
from typing import Any

from estate.answers.answer import ABSENT, Answer, QuarterText, answer
from estate.answers.answer import day_or_quarter as day_as_seen
from estate.answers.towns.question import TownQuestion
from estate.codes import Tenure
from estate.colocation.host_facts import FOR_EVER
from estate.leases.exits_and_notices import as_date
from estate.quarters import Quarter, seen
from estate.savings.from_register import days_of

#: The day that stands for a term without an end.
_FOR_EVER = FOR_EVER.date()


@answer
class LeaseEnd(Answer):
    """What bears on the end of a building's lease: ``words``, and the day by which it can end,
    by quarter where the reader sees no more; without a day it is owned, or its end is not on
    record."""

    words: str
    ends_on: date | None = ABSENT
    ends_on_quarter: QuarterText | None = ABSENT


class LeaseTerms:
    """Until when the leases of a town's buildings hold, as the reader sees it."""

    def __init__(self, question: TownQuestion) -> None:
        self.town, self.estate = question.town, question.estate

    def exact(self, place: str) -> bool:
        """Whether the reader sees the days of a building's leases."""
        leases = self.estate.leases
        here = leases.loc[leases["property_id"].eq(place), "exact"]
        return self.estate.reader != "club" and bool(here.eq(True).all())

    def left(self, home: str, day: date, exact: bool) -> LeaseEnd:
        """Until when rent is due for a building that is left on a day, as the case counts it."""
        town = self.town
        lease = town.parts.leases[home]
        if not lease.let:
            return self.of(home)
        vacated = days_of(day, town.assumptions, town.today).vacated
        return _lease_end(lease.ends_on(vacated) if lease.terms else None, exact)

    @cached_property
    def of_all(self) -> dict[str, date | None]:
        """Of each building until when its holder's own term is safe: null not known."""
        facts = self.town.facts
        until = facts.hosts["secure_until"].tolist()
        return {
            str(key): as_date(day)
            for key, day in zip(facts.estate.properties.index, until, strict=True)
        }

    def of(self, key: str) -> LeaseEnd:
        """Until when the term of a building's holder is safe."""
        tenure = self.town.facts.estate.properties.at[key, "tenure"]
        day = self.of_all[key]
        if day == _FOR_EVER:
            words = "private finance contract" if tenure == Tenure.PFI else "owned"
            return LeaseEnd(words=words)
        if day is not None and day <= self.town.today:
            return LeaseEnd(words="can end at any time")
        return _lease_end(day, self.exact(key))


def _lease_end(day: date | None, exact: bool) -> LeaseEnd:
    if day is None:
        return LeaseEnd(words="its end is not on record")
    return LeaseEnd(words=f"can end {day_words(seen(day, exact))}", **by_day("ends_on", day, exact))


def by_day(name: str, day: date, exact: bool) -> dict[str, Any]:
    """A member for a day, or for its quarter where the reader sees no more."""
    return dict(day_as_seen(name, day, exact))


def day_words(day: date | Quarter | None) -> str:
    """A day or a quarter as a sentence says it."""
    if isinstance(day, Quarter):
        return day.words
    return "a day that is not known" if day is None else f"{day.day} {day:%B %Y}"
