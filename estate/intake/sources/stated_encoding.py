"""The encoding that a caller states, which outranks what a file seems to be in."""

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from estate.errors import FileRefused
from estate.late_imports import one_at_a_time

_STATED: ContextVar[str | None] = ContextVar("stated_encoding", default=None)


@contextmanager
def as_stated(encoding: str | None) -> Iterator[None]:
    """While this holds, texts are read in this encoding; None lets each file say its own."""
    token = _STATED.set(None if encoding is None else _known(encoding))
    try:
        yield
    finally:
        _STATED.reset(token)


def stated() -> str | None:
    """What has been stated, as Python names it."""
    return _STATED.get()


def in_stated(content: bytes, name: str) -> tuple[str, str] | None:
    """The text in the stated encoding; None where nothing is stated."""
    encoding = stated()
    if encoding is None:
        return None
    try:
        return content.decode(encoding).removeprefix("\ufeff"), encoding
    except UnicodeDecodeError as error:
        raise FileRefused(
            f"{name} is not text in {encoding}, as stated; leave --encoding out, or state another."
        ) from error


def _known(encoding: str) -> str:
    """Python's name of an encoding of text; of those of bytes, such as hex, there is none."""
    with one_at_a_time:
        from estate.intake.sources.delimited import is_plain_encoding

    try:
        name = codecs.lookup(encoding.strip()).name
    except LookupError:
        name = ""
    if not is_plain_encoding(name):
        raise FileRefused(
            f"“{encoding[:40]}” is not an encoding that is read; state utf-8, cp1252, iso8859-14 "
            "(Welsh) or the like."
        )
    return name
