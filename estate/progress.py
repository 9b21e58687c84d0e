"""How long work says how far it has come."""

from collections.abc import Callable

#: What is being done, how many of it are done, and of how many.
Progress = Callable[[str, int, int], None]
