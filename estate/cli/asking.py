"""A question to the register, as a command asks it; apart from ``opening``, which loads less."""

from collections.abc import Iterator
from contextlib import contextmanager

from estate import clock
from estate.answers import process_cache
from estate.answers.cache import AnswerCache
from estate.answers.context import ReadContext
from estate.cli.opening import reading
from estate.register.visibility import Reader
from estate.settings import Settings


@contextmanager
def asking(reader: Reader) -> Iterator[ReadContext]:
    """A question to the register, as this reader asks it today."""
    with reading() as connection:
        yield ReadContext(connection, reader, clock.today(), fresh_answers())


def fresh_answers() -> AnswerCache:
    """No answer yet, over the network of this instance."""
    return process_cache.fresh(Settings().data_dir)
