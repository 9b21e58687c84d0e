"""Counts in words, and other sentences said in several places, for messages that people read."""

from collections.abc import Mapping

from estate.rounding import counted as counted


def none_of_ours(count: int) -> str:
    """A file that continues nothing: it may be another list, or write its references anew."""
    return (
        f"None of our {counted(count, 'reference')} is in this file. Its rows would be added, and "
        "ours would stay as they are. If it is the same list, check the column of references."
    )


def written_otherwise(aliases: Mapping[str, str]) -> str:
    """What is said of references that differ from the register's in case or blanks alone:
    ``aliases`` are the file's, each with the register's."""
    theirs, ours = next(iter(aliases.items()))
    verb, was = ("differs", "was") if len(aliases) == 1 else ("differ", "were")
    return (
        f"{counted(len(aliases), 'reference')} {verb} from the register's in nothing but case or "
        f"blanks (“{theirs}” for “{ours}”) and {was} taken for the same."
    )
