"""Answers about what the club writes, each kept until anybody writes anything.

The register's version moves with what figures rest on, not with each note, stage or action; the
record of changes moves with every write that there is, since the database itself writes it
(ADR 17). Both are in the key, with whose eyes look and on which day.
"""

from collections.abc import Callable, Hashable
from typing import TypeVar

from estate.answers.context import ReadContext
from estate.register.queries import audit

T = TypeVar("T")


def until_written(
    context: ReadContext, name: str, question: tuple[Hashable, ...], make: Callable[[], T]
) -> T:
    """What ``make`` answers to this reader, kept under ``name`` and ``question`` for whoever sees
    the same, until the next write or day. Not within a transaction that writes: the lines of the
    record that tell of it are written as it ends."""
    key = (
        context.version,
        audit.last_write(context.connection),
        context.reader.edition,
        context.today,
        context.assumptions,
        *question,
    )
    return context.cache.part(name, key, make)
