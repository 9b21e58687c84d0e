"""Statements that are sent to the database: how many, and which are sent again."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

#: Asked by nobody's question: whether a job waits for this worker.
_OTHERS = "UPDATE import_job"


@contextmanager
def counted() -> Iterator[list[str]]:
    """Every statement of this process within, in order."""
    sent: list[str] = []

    def note(_1: Any, _2: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(_OTHERS):
            sent.append(" ".join(statement.split()))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def again(sent: list[str]) -> dict[str, int]:
    """Those that were sent more than once."""
    return {one[:200]: count for one, count in Counter(sent).items() if count > 1}
