"""When something is told, when a digest is due, and how long one waits for a server."""

from datetime import date, timedelta

import pytest

from estate.club.codes import DigestEvery, ReminderKind
from estate.club.reminders import Reminder, digest_is_due, in_order, is_told, retry_after, told_from

MONDAY = date(2026, 11, 30)
DAY = timedelta(days=1)


def test_a_daily_digest_comes_once_on_each_working_day_and_on_no_other() -> None:
    every = DigestEvery.DAILY
    assert digest_is_due(every, None, MONDAY)
    assert digest_is_due(every, MONDAY - 3 * DAY, MONDAY)
    assert not digest_is_due(every, MONDAY, MONDAY)
    assert not digest_is_due(every, MONDAY - DAY, MONDAY - 2 * DAY)  # a Saturday
    assert not digest_is_due(every, None, date(2026, 12, 25))


def test_a_weekly_digest_comes_on_the_first_working_day_or_later_in_the_week() -> None:
    every = DigestEvery.WEEKLY
    assert digest_is_due(every, MONDAY - 7 * DAY, MONDAY)
    assert not digest_is_due(every, MONDAY, MONDAY + 4 * DAY)
    assert digest_is_due(every, MONDAY - 7 * DAY, MONDAY + 2 * DAY)  # the service was down
    easter_monday = date(2027, 3, 29)
    assert not digest_is_due(every, MONDAY, easter_monday)
    assert digest_is_due(every, easter_monday - 6 * DAY, easter_monday + DAY)


def test_it_waits_longer_each_time_and_at_most_an_hour() -> None:
    waits = [retry_after(attempts) for attempts in (1, 2, 3, 4, 5, 50)]
    assert [one.seconds // 60 for one in waits] == [5, 10, 20, 40, 60, 60]


@pytest.mark.parametrize("kind", ReminderKind)
def test_it_is_told_from_the_day_that_it_says(kind: ReminderKind) -> None:
    first = told_from(kind, MONDAY)
    assert is_told(kind, MONDAY, first)
    assert not is_told(kind, MONDAY, first - DAY)
    assert told_from(kind, date.min) == date.min
    assert is_told(kind, date.max, date.max)


def test_the_soonest_comes_first_within_its_kind() -> None:
    def made(kind: ReminderKind, due_on: date | None) -> Reminder:
        return Reminder(f"{kind}{due_on}", kind, "A", "B", due_on, MONDAY, "/")

    later, sooner = (made(ReminderKind.LEASES, MONDAY + n * DAY) for n in (2, -1))
    undated, offer = made(ReminderKind.LEASES, None), made(ReminderKind.OFFERS, MONDAY)
    assert in_order([undated, offer, later, sooner]) == [offer, sooner, later, undated]
    each = in_order([made(kind, MONDAY) for kind in ReminderKind])
    told = [one.kind.value for one in each]
    assert told == ["corrections", "decisions", "actions", "offers", "leases", "reviews"]
    assert sooner.is_overdue(MONDAY)
    assert not offer.is_overdue(MONDAY)
