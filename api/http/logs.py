"""Logs: one JSON line an event on standard error, whoever speaks: this program, uvicorn, a library.

No line holds a secret or a name: request lines hold route templates and no query (see
``edge.request_log``), and of an error its kind, the lines of code it came through, and its message
only where that kind of error speaks of the program and not of what it was given.
"""

import logging
import re
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, Any

import orjson
import psycopg
import structlog
from structlog.typing import EventDict, Processor

from estate.errors import ReaderFailed

#: Errors that speak of the program; others may repeat a value, such as somebody's name.
_SPEAKS_OF_CODE = (
    TypeError,
    AttributeError,
    NameError,
    ImportError,
    NotImplementedError,
    AssertionError,
    RuntimeError,
    RecursionError,
    MemoryError,
)
_LONGEST = 300
_QUERY = re.compile(r"(?<=[\w/\]])\?[^\s\"'<>]+")
#: What tokens, links, codes and cookies look like: long, and of letters and digits.
_SECRET = re.compile(r"(?<![\w+/=.~-])(?=[\w+/=.~-]*\d)(?=[\w+/=.~-]*[A-Za-z])[\w+/=.~-]{20,}")
_ONCE = re.compile(r"(/sign-in/once/)[^\s\"'?]+")
_OWN = frozenset({"timestamp", "level", "logger", "request_id", "exception", "route", "method"})
#: Those of the server that this file's lines take the place of.
_UVICORNS = ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi")


def configure() -> None:
    """Let this program's own events go through Python's logging; where to, says ``write_to``."""
    if structlog.is_configured():
        return
    structlog.configure(
        processors=[*_shared(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def write_to(stream: IO[str] | None = None, level: int = logging.INFO) -> None:
    """From here on every line of this process goes to ``stream`` (standard error), as JSON.

    Libraries are heard from warnings on; Python's own warnings are lines too.
    """
    configure()
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(formatter())
    handler.setLevel(level)
    handler.addFilter(_is_news)
    logging.getLogger().addHandler(handler)
    for name in ("estate", "api", "uvicorn.error"):
        logging.getLogger(name).setLevel(logging.INFO)
    for name in _UVICORNS:
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], name != "uvicorn.access"
    logging.captureWarnings(True)


def mark_told(error: BaseException) -> None:
    """This error is in the log: the server, which sees it next, need not tell it again."""
    vars(error)["is_told"] = True


def _is_news(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    return record.name != "uvicorn.error" or not getattr(error, "is_told", False)


class _Lines(structlog.stdlib.ProcessorFormatter):
    """What ``tell`` has made ready goes out as it is."""

    def format(self, record: logging.LogRecord) -> str:
        ready: bytes | None = getattr(record, "ready", None)
        return super().format(record) if ready is None else ready.decode()


def tell(logger: logging.Logger, event: str, **fields: Any) -> None:
    """A line of plain fields without secrets, for what is told with every request: going through
    all processors took four times as long."""
    if not logger.isEnabledFor(logging.INFO):
        return
    record = logging.LogRecord(logger.name, logging.INFO, "", 0, event, None, None)
    when = datetime.fromtimestamp(record.created, UTC)
    told = {"event": event, **fields, "level": "info", "timestamp": when}
    record.ready = orjson.dumps(told, option=orjson.OPT_UTC_Z)
    logger.handle(record)


def formatter() -> logging.Formatter:
    """JSON lines of both: events of this program, and what others log."""
    return _Lines(
        foreign_pre_chain=[*_shared(), structlog.stdlib.add_logger_name],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _exception,
            without_secrets,
            _line,
        ],
    )


def _line(_: Any, __: str, event: EventDict) -> str:
    return orjson.dumps(event, default=str).decode()


def without_secrets(_: Any, __: str, event: EventDict) -> EventDict:
    """Queries, one-time links and whatever looks like a secret out of every text."""
    event.pop("color_message", None)
    for name, value in event.items():
        if isinstance(value, str) and name not in _OWN:
            event[name] = scrubbed(value)
    return event


def scrubbed(words: str) -> str:
    """The words without queries, links' secrets and anything that looks like a secret."""
    return _SECRET.sub("…", _QUERY.sub("?…", _ONCE.sub(r"\1…", words)))


def _exception(_: Any, __: str, event: EventDict) -> EventDict:
    found = event.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    elif isinstance(found, BaseException):
        found = (type(found), found, found.__traceback__)
    if isinstance(found, tuple) and found[1] is not None:
        event["exception"] = "\n".join(_told(found[1]))
    return event


def _told(error: BaseException) -> Iterator[str]:
    """Like Python's traceback, the cause first, without what errors repeat of their input."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _told(before)
        yield "… and then:"
    yield "".join(traceback.format_tb(error.__traceback__)).rstrip()
    yield f"{type(error).__module__}.{type(error).__qualname__}: {message_of(error)}"


def message_of(error: BaseException) -> str:
    """What may be told of an error: its words where they speak of the program, a code elsewhere."""
    if isinstance(error, psycopg.Error):
        place = (error.diag.table_name, error.diag.constraint_name)
        return " ".join(filter(None, (f"SQLSTATE {error.sqlstate}", *place)))
    if isinstance(error, ReaderFailed):
        return f"in a process that reads files:\n{error}"
    if isinstance(error, OSError):
        return f"{error.errno}: {error.strerror}"
    if isinstance(error, _SPEAKS_OF_CODE):
        return scrubbed(" ".join(str(error).split()))[:_LONGEST]
    return "(its words are not repeated here)"
