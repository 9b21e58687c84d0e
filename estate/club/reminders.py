"""What a person is reminded of, and when a digest of it is due. Pure: no SQL, no clock.

A reminder is a fact that stands until somebody acts: a digest lists all that stand on its day. So
one that was lost on its way loses nothing; the next tells of the same.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from estate.club.codes import DigestEvery, ReminderKind
from estate.club.working_days import is_working_day


@dataclass(frozen=True)
class Reminder:
    """One thing that waits for somebody.

    ``key`` stays the same as long as it waits. ``about``: the property, opportunity or offer, by
    name; ``what``: what is asked, in a sentence; ``due_on`` None where it has no day; ``quarter``
    where the reader is shown the quarter alone, of which ``due_on`` is the last day; ``since``: the
    day from which it is told; ``page``: where it is done, a path of the service; ``property_id``
    where it is about a property; ``detail``: what somebody typed, for pages alone. No amount of
    money is in any but the last.
    """

    key: str
    kind: ReminderKind
    about: str
    what: str
    due_on: date | None
    since: date
    page: str
    quarter: str | None = None
    property_id: str | None = None
    detail: str = ""

    def is_overdue(self, today: date) -> bool:
        """Whether its day has passed."""
        return self.due_on is not None and self.due_on < today


def is_told(kind: ReminderKind, due_on: date, today: date) -> bool:
    """Whether what is due on a day is near enough, or past it."""
    return due_on <= _later(today, kind.ahead_days)


def told_from(kind: ReminderKind, due_on: date) -> date:
    """The first day on which what is due on a day is told."""
    if (due_on - date.min).days < kind.ahead_days:
        return due_on
    return due_on - timedelta(days=kind.ahead_days)


def _later(day: date, days: int) -> date:
    return day + timedelta(days=min(days, (date.max - day).days))


#: What others wait for comes first, then what a body has to do for itself.
_FIRST_TO_LAST = (
    ReminderKind.CORRECTIONS,
    ReminderKind.DECISIONS,
    ReminderKind.ACTIONS,
    ReminderKind.OFFERS,
    ReminderKind.LEASES,
    ReminderKind.REVIEWS,
)


def in_order(found: list[Reminder]) -> list[Reminder]:
    """By kind, what others wait for first; then by day (what has none last), then by name."""
    places = {kind: place for place, kind in enumerate(_FIRST_TO_LAST)}
    return sorted(
        found,
        key=lambda one: (places[one.kind], one.due_on or date.max, one.about, one.key),
    )


def digest_is_due(every: DigestEvery, last: date | None, today: date) -> bool:
    """Whether a digest is to be made today, when the latest was of the day ``last``.

    A daily one on each working day; a weekly one on the first working day of the week, or later
    in the week where none could be made on it.
    """
    if not is_working_day(today):
        return False
    if last is None:
        return True
    if every is DigestEvery.DAILY:
        return last < today
    return last < today - timedelta(days=today.weekday())


def retry_after(attempts: int) -> timedelta:
    """How long a digest waits after so many attempts that found no server: 5 minutes, then twice
    as long each time, at most an hour."""
    doubled = 1 << min(max(attempts, 1) - 1, 10)
    return min(timedelta(minutes=5) * doubled, timedelta(hours=1))
