"""Counts in words, for messages that people read."""


def counted(count: int, one: str, many: str | None = None) -> str:
    """``1 record``, ``1,324 records``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
