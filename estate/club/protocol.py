"""The protocol that the bodies sign: its text in versions, and until when a signature holds. Pure.

The first version is ours, after the five principles of 2010 (Worcestershire Total Place,
pp. 14 f.), in our words. A county adopts versions of its own after it; a new one asks for new
signatures, and those under the version before hold until the end that is recorded with the new one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

#: Principles of a version, and letters of each, of the title, the introduction and the source.
MOST_PRINCIPLES, LONGEST_PRINCIPLE = 12, 1_000
LONGEST_TITLE, LONGEST_INTRODUCTION, LONGEST_SOURCE = 200, 4_000, 400


@dataclass(frozen=True)
class ProtocolText:
    """One version. ``adopted_on``: None for ours, which is there from the start; ``ends_on``: the
    last day on which signatures under it hold, None while there is none."""

    version: int
    title: str
    introduction: str
    principles: tuple[str, ...]
    source: str
    adopted_on: date | None = None
    ends_on: date | None = None


FIRST = ProtocolText(
    1,
    "Protocol of the property club",
    "The bodies that sign it look at the property of the county's public services together. What "
    "they share informs; it decides nothing. Each body goes on deciding of its own property, by "
    "its own processes and after the consultation that these ask for.",
    (
        "The property from which public services are run is treated as one resource for the "
        "people of the county. Used together, it serves them better and costs less.",
        "Some services are best given from premises that are not the public sector's own, where "
        "these suit people better and are good value.",
        "Some services need special or sensitive premises, and some of those cannot be shared. "
        "Whether that is so is looked at again from time to time.",
        "What services need decides which property is held and how it is managed, not the other "
        "way round. A thorough look at property may still be the occasion to change a service.",
        "The bodies look for ways to own, pay for, use and manage property that make this "
        "possible.",
    ),
    "After the principles of the partners' protocol in Worcestershire Total Place, 2010, "
    "pp. 14 f., in our words",
)


def with_ends(texts: Sequence[ProtocolText], ends: Sequence[date | None]) -> list[ProtocolText]:
    """Versions in order, each with the end that was recorded with the one after it; ``ends`` are
    those of the second version on."""
    following = [*ends, None]
    return [replace(one, ends_on=end) for one, end in zip(texts, following, strict=True)]


def holds_until(signed_until: date | None, text: ProtocolText) -> date | None:
    """The last day of a signature: its own end or that of its version, whichever comes first; None
    while there is neither."""
    known = [day for day in (signed_until, text.ends_on) if day is not None]
    return min(known) if known else None


def wrong_adoption(
    newest: ProtocolText, adopted_on: date, previous_ends_on: date, today: date
) -> str | None:
    """What is wrong with the days of a new version."""
    if adopted_on > today:
        return "A version is adopted today or was before: look at the day of adoption."
    if newest.adopted_on is not None and adopted_on < newest.adopted_on:
        return f"Version {newest.version} was adopted after that day: look at the day of adoption."
    if previous_ends_on < today:
        return (
            "The version before holds at least until today, so that nobody's figures are taken "
            "away without notice: give a later end."
        )
    return None


def wrong_signature(text: ProtocolText, on: date, until: date | None, today: date) -> str | None:
    """What is wrong with a signature under a version."""
    if on > today:
        return "A signature cannot lie in the future."
    if until is not None and until < max(on, today):
        return "What is shared would end before today or before the signature: give a later day."
    if text.ends_on is not None and text.ends_on < today:
        return f"Version {text.version} has ended: a newer one is signed."
    return None
