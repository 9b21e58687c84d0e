"""Words that all parts of a town's plan share."""

from collections.abc import Sequence

from estate.consolidation.town.problem_from_register import TownProblem

NAMED_AT_MOST = 12


def some(names: Sequence[str]) -> str:
    """The first of them, and how many more there are."""
    more = len(names) - NAMED_AT_MOST
    return ", ".join(names[:NAMED_AT_MOST]) + (f" and {more} more" if more > 0 else "")


def count_of(count: int, what: str) -> str:
    """So many of something: one building, 1,200 buildings."""
    return f"{count:,} {what}" + ("" if count == 1 else "s")


def in_names(town: TownProblem, texts: Sequence[str]) -> list[str]:
    """Ids that the engine names in its notes, as names; each note once."""
    found = []
    for text in texts:
        key, colon, rest = text.partition(":")
        found.append(f"{town.names[key]}{colon}{rest}" if key in town.names else text)
    return list(dict.fromkeys(found))
