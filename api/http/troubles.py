"""What the service itself lacks just now: the register, a place, room on the disk, time.

None of it is the asker's fault, and all of it passes: 503, or 507 where there is no room, with
the seconds after which to ask again. What is not known here stays a surprise (500).
"""

import errno
from dataclasses import dataclass

import psycopg
from sqlalchemy.exc import DBAPIError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as NoConnection

from api.http.admission import Busy

#: Kinds of error among which ``of`` looks.
KINDS: tuple[type[Exception], ...] = (
    Busy,
    NoConnection,
    PendingRollbackError,
    DBAPIError,
    psycopg.Error,
    OSError,
    MemoryError,
)


@dataclass(frozen=True)
class Trouble:
    """As a problem: status, slug of its type, title, what to do, and when to ask again."""

    status: int
    slug: str
    title: str
    words: str
    retry_after_s: int


UNREACHABLE = Trouble(
    503,
    "database-unreachable",
    "The register cannot be reached",
    "Please try again in a moment.",
    5,
)
DATABASE_FULL = Trouble(
    507,
    "database-full",
    "The register has no room left",
    "Nothing was changed. Its operator has to make room on the disk of the database's server; "
    "then do this again.",
    300,
)
DISK_FULL = Trouble(
    507,
    "disk-full",
    "There is no room left for files",
    "Nothing was kept. The operator has to make room in the service's data folder "
    "(ESTATE_DATA_DIR) or its temporary folder (TMPDIR); then do this again.",
    300,
)
NO_PLACE = Trouble(503, "busy", "Too much is asked at once", "Please ask again in a moment.", 10)
TOO_LONG = Trouble(
    503,
    "too-long",
    "This took too long",
    "It was given up, and nothing was changed. Ask for less of it, or again when less is going on.",
    30,
)
LOCKED = Trouble(
    503,
    "locked",
    "Somebody else is changing the same",
    "Nothing was changed. Please try again in a moment.",
    10,
)
MET = Trouble(503, "met", "Two changes met", "This one was undone: please send it again.", 1)

#: SQLSTATE, or the two letters of its class, to what it means for whoever asks.
_STATES = {
    "53100": DATABASE_FULL,
    "53": UNREACHABLE,  # no memory, no connection left
    "57014": TOO_LONG,
    "25P03": TOO_LONG,
    "57": UNREACHABLE,  # being shut down, or not yet up
    "58": UNREACHABLE,  # its own files fail it
    "08": UNREACHABLE,
    "55P03": LOCKED,
    "40": MET,
}
_ERRORS = {
    errno.ENOSPC: DISK_FULL,
    errno.EDQUOT: DISK_FULL,
    errno.EMFILE: NO_PLACE,
    errno.ENFILE: NO_PLACE,
    errno.ENOMEM: NO_PLACE,
}


def of(error: BaseException) -> Trouble | None:
    """What an error means for whoever asked; None for a surprise."""
    if isinstance(error, Busy):
        return Trouble(503, NO_PLACE.slug, NO_PLACE.title, str(error), error.retry_after_s)
    if isinstance(error, NoConnection | MemoryError):
        return NO_PLACE
    if isinstance(error, OSError):
        return _ERRORS.get(error.errno or 0)
    if isinstance(error, PendingRollbackError):
        return UNREACHABLE
    if isinstance(error, DBAPIError):
        return UNREACHABLE if error.connection_invalidated else _of_driver(error.orig)
    return _of_driver(error)


def _of_driver(error: BaseException | None) -> Trouble | None:
    state = getattr(error, "sqlstate", None)
    if state is not None:
        return _STATES.get(state) or _STATES.get(state[:2])
    if isinstance(error, OSError):
        return _ERRORS.get(error.errno or 0)
    lost = isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
    return UNREACHABLE if lost else None
