"""How long work says how far it has come."""

from collections.abc import Callable

#: What is being done, how many of it are done, and of how many.
Progress = Callable[[str, int, int], None]


def silent(what: str, done: int, total: int) -> None:
    """Progress that nobody watches."""
