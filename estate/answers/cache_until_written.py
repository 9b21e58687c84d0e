"""Answers about what the club writes, each kept until anybody writes anything.

The register's version moves with what figures rest on, not with each note, stage or action; the
record of changes moves with every write that there is, since the database itself writes it
(ADR 17). Both are in the key, with whose eyes look and on which day.
"""

from collections.abc import Callable, Hashable
from typing import TypeVar

from estate.answers.cache import AnswerCache
from estate.answers.context import ReadContext
from estate.register.queries import audit

T = TypeVar("T")

#: Things of one kind whose answers are kept for one edition.
_OF_A_KIND = 64


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


def until_written_of_each(
    context: ReadContext, name: str, thing: Hashable, make: Callable[[], T]
) -> T:
    """The same of one of many things, such as a property. They have room of their own: who looks
    at hundreds pushes out no answer that is dear to find."""
    key = (name, context.version, context.reader.edition, context.today, context.assumptions)
    of_kind = context.cache.once(key, lambda: AnswerCache(_OF_A_KIND))
    return of_kind.once((thing, audit.last_write(context.connection)), make)
