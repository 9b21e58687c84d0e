"""When a move is to be consulted on, and so public: once each of its owners has decided that.

The owners of a move are who manages the place that is left, who manages the place that takes the
service in, and whose service it is. One alone makes nothing public.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from estate.club.codes import Stage

#: Stages at which an opportunity has come to another end: then nothing is consulted on.
_ENDED = frozenset({Stage.REJECTED, Stage.WITHDRAWN, Stage.SUPERSEDED})
#: Said to whoever asks for a move that is not public, whether or not there is one.
NOT_PUBLIC = (
    "This is not out for consultation. A move can be read here once every body concerned has put "
    "its decision to consult on record."
)

#: A sum of money in words that everybody reads.
_MONEY = re.compile(
    r"[£€$]|\b(?:gbp|eur|usd|pounds?|pence|sterling|thousand|million|billion)\b"
    r"|\d ?(?:k|mn|bn|grand)\b|\d\.\d{1,6} ?m\b",
    re.IGNORECASE,
)
#: Any other figure that the club alone is shown: a long number that is no year, space, people.
_FIGURE = re.compile(
    r"\b\d{1,3}(?:[, ]\d{3})+\b|\b\d{5,}|\b(?!(?:19|20)\d\d\b)\d{4}\b"
    r"|\d ?(?:%|per ?cent\b|m2\b|m²|sq\.? ?(?:m|ft|feet)\b|sqm\b|square (?:metres?|feet)\b"
    r"|fte\b|staff\b|employees\b|posts?\b|desks?\b)",
    re.IGNORECASE,
)
#: Stands in place of words that were put on record before the rule.
HELD_BACK = (
    "Not shown: these words hold a figure that is not public. The body can put them on record "
    "again without it."
)


def figure_in(text: str, *, money_alone: bool = False) -> str | None:
    """The first thing in words for everybody that looks like a figure of the club; None where
    there is none. ``money_alone``: of a reference, which may have a long number."""
    found = _MONEY.search(text) or (None if money_alone else _FIGURE.search(text))
    if found is None:
        return None
    start, end = found.span()
    while start and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return text[start:end].strip(".,;:()")[:60]


def why_not_public(figure: str) -> str:
    """Why words with a figure are refused, and how to mend them."""
    return (
        f"Everybody will read this, and “{figure}” looks like a figure of the club. No sum of "
        "money, space or staff may stand here. Say it without, for example “at lower cost” or "
        "“in less space”, and send it again."
    )


@dataclass(frozen=True)
class ConsultDecision:
    """What a body has last put on record: on whose decision, which days, and its own words about
    the alternatives; ``withdrawn``: it has taken it back."""

    organisation: str
    forum: str
    decided_on: date
    minute_ref: str
    begins_on: date
    ends_on: date
    alternatives: str
    withdrawn: bool = False


@dataclass(frozen=True)
class ConsultedMove:
    """A move of an opportunity with what is on record: ``owners`` by code with their names, and of
    each body the latest decision."""

    number: int
    stage: Stage
    occupation: str
    guest: str
    host: str
    owners: Mapping[str, str]
    decisions: Mapping[str, ConsultDecision]

    def waits_for(self, today: date) -> list[str]:
        """Names of the owners that have no decision to consult which stands, in order."""
        return sorted(name for code, name in self.owners.items() if not self._stands(code, today))

    def is_public(self, today: date) -> bool:
        """Whether every owner has decided to consult, and the opportunity has come to no end."""
        return self.stage not in _ENDED and not self.waits_for(today)

    def standing(self) -> list[ConsultDecision]:
        """The owners' decisions, in the order of their names."""
        ordered = sorted(self.owners, key=lambda code: self.owners[code])
        return [self.decisions[code] for code in ordered if code in self.decisions]

    def _stands(self, code: str, today: date) -> bool:
        found = self.decisions.get(code)
        return found is not None and not found.withdrawn and found.decided_on <= today


def why_not(move: ConsultedMove, today: date) -> str | None:
    """What a member is told of a move that is not public; None where it is."""
    if move.stage in _ENDED:
        return f"Opportunity No. {move.number} is {move.stage.words}: nothing is consulted on."
    missing = move.waits_for(today)
    if not missing:
        return None
    return (
        f"Opportunity No. {move.number} is not public: no decision to consult is on record for "
        f"{in_a_row(missing)}."
    )


def in_a_row(names: Collection[str]) -> str:
    """Names as a sentence takes them."""
    listed = list(names)
    return ", ".join(listed[:-1]) + (" and " if len(listed) > 1 else "") + listed[-1]
