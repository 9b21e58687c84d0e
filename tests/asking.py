"""A question to a register of the tests, as a request or a command would ask it."""

from datetime import date

from sqlalchemy import Connection

from estate.answers.cache import AnswerCache
from estate.answers.context import ReadContext
from estate.register.visibility import CLUB, Reader

TODAY = date(2026, 11, 29)


def question(
    connection: Connection,
    reader: Reader = CLUB,
    today: date = TODAY,
    cache: AnswerCache | None = None,
) -> ReadContext:
    """With answers kept for it alone, unless there is a cache to share."""
    return ReadContext(connection, reader, today, AnswerCache() if cache is None else cache)
