"""One day for the service, the commands and the importer, whatever zone machines are set to."""

import time
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, text

from estate import clock
from estate.register import known_rows

#: Instants in UTC with the United Kingdom's day: its summer time begins on 28 March 2027 and
#: ends on 31 October 2027.
DAYS = {
    "2026-12-31T23:59:59+00:00": date(2026, 12, 31),
    "2027-03-27T23:59:59+00:00": date(2027, 3, 27),
    "2027-03-28T22:59:59+00:00": date(2027, 3, 28),
    "2027-03-28T23:00:00+00:00": date(2027, 3, 29),
    "2027-10-30T23:00:00+00:00": date(2027, 10, 31),
    "2027-10-31T23:59:59+00:00": date(2027, 10, 31),
    "2028-02-29T23:59:59+00:00": date(2028, 2, 29),
}


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles"])
def test_the_day_is_the_united_kingdoms(monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    class At(datetime):
        instant = ""

        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime.fromisoformat(cls.instant).astimezone(tz)

    monkeypatch.setattr(clock, "datetime", At)
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        for At.instant, day in DAYS.items():
            assert clock.today() == day, At.instant
    finally:
        monkeypatch.undo()
        time.tzset()


def test_the_database_tells_the_same_day_in_any_zone(connection: Connection) -> None:
    begun = connection.execute(text("SELECT now()")).scalar_one()
    for zone in ("Pacific/Kiritimati", "Etc/GMT+12"):  # of any instant they have different days
        connection.exec_driver_sql(f"SET LOCAL TIME ZONE '{zone}'")
        assert known_rows.current_date(connection) == clock.local(begun).date()
