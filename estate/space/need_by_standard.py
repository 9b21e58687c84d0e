"""Space standards: from posts to desks to square metres (``docs/methods/space.md``).

Areas are m² net internal area (NIA). A standard is an organisation's own, with the day from
which it holds, or the county's default of 2026; the flat square metres for each post of 2007
stand beside it.
"""

from dataclasses import dataclass, fields
from datetime import date

from estate.codes import UserFunction
from estate.quarters import day_words as day_words

#: Occupations that have a public counter.
COUNTERS = frozenset({UserFunction.FRONT_OFFICE.value})


@dataclass(frozen=True)
class Term:
    """One figure of a standard: what it is called, its unit, and between what it must lie."""

    label: str
    unit: str
    low: float
    high: float


TERMS: dict[str, Term] = {
    "m2_per_desk": Term("Space for each desk", "m² NIA", 2, 60),
    "desks_per_post": Term("Desks for each post", "desks", 0.1, 2),
    "mobile_attendance": Term("Attendance of mobile posts", "share", 0, 1),
    "meeting_m2_per_desk": Term("Meeting space with each desk", "m² NIA", 0, 20),
    "storage_m2_per_desk": Term("Storage with each desk", "m² NIA", 0, 20),
    "counter_m2": Term("Public counter of a front office", "m² NIA", 0, 1_000),
}


@dataclass(frozen=True)
class SpaceStandard:
    """How posts become desks and desks square metres; ranges and units in ``TERMS``."""

    m2_per_desk: float
    desks_per_post: float
    mobile_attendance: float
    meeting_m2_per_desk: float
    storage_m2_per_desk: float
    counter_m2: float

    @property
    def whole_m2_per_desk(self) -> float:
        """A desk with its part of meeting space and storage, m² NIA."""
        return self.m2_per_desk + self.meeting_m2_per_desk + self.storage_m2_per_desk

    def desks_for_post(self, mobile_share: float) -> float:
        """Desks planned for a post, where ``mobile_share`` (0–1) of the posts are mobile: those
        are in as often as ``mobile_attendance`` says, all others every day."""
        return self.desks_per_post * (1 - mobile_share * (1 - self.mobile_attendance))

    def need_m2(self, posts: float, mobile_share: float, *, counter: bool) -> float:
        """Space for so many posts, m² NIA."""
        desks = posts * self.desks_for_post(mobile_share)
        return desks * self.whole_m2_per_desk + (self.counter_m2 if counter else 0.0)


NAMES: tuple[str, ...] = tuple(one.name for one in fields(SpaceStandard))


@dataclass(frozen=True)
class SpaceRule:
    """By what the register works needs out on one day.

    ``flat``: the reading of 2007, m² for each post and nothing else; else an organisation's own
    standard of that day, its own flat figure, or ``default``, in that order.
    """

    flat: bool
    m2_per_post: float
    m2_per_desk: float
    default: SpaceStandard
    mobile_share: float
    day: date
