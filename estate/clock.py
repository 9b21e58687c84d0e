"""Which day it is: everywhere the one in the United Kingdom, whatever zone a machine is set to.

A notice that is due and a lease that has ended are so by the calendar of the place where the
building stands. The service, the commands and the importer ask here, so that no two of them
disagree around midnight. Points in time are kept and compared in UTC.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Europe/London")


def today() -> date:
    """The date in the United Kingdom now."""
    return local(datetime.now(UTC)).date()


def local(when: datetime) -> datetime:
    """A point in time by the clock of the United Kingdom."""
    return when.astimezone(HERE)
