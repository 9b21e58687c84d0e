"""The four conditions on which a school takes in others, and what is on record of each.

They are those of *Worcestershire Total Place*, 2010, appendix 4, p. 51 (``docs/methods``): a part
that is zoned off, an entrance of its own, security and safeguarding, and the governors' agreement.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from estate.codes import RatingReason


class HostCondition(StrEnum):
    """What must hold before a school hosts anybody."""

    ZONING = "zoning"
    SEPARATE_ENTRANCE = "separate_entrance"
    SAFEGUARDING = "safeguarding"
    GOVERNORS = "governors"


class HostAnswer(StrEnum):
    """What its owner has put on record of a condition; ``withdrawn`` takes the last answer back."""

    MET = "met"
    NOT_MET = "not_met"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Told:
    """A condition in words: in a list, within a sentence, as it stands where it is refused, and
    as what to ask for."""

    label: str
    noun: str
    refused: str
    ask: str


WORDS: dict[HostCondition, Told] = {
    HostCondition.ZONING: Told(
        "Zoning: visitors' and pupils' areas can be kept apart",
        "zoning of the shared part",
        "recorded as not possible",
        "how the school's shared part is zoned off",
    ),
    HostCondition.SEPARATE_ENTRANCE: Told(
        "Separate entrance for visitors",
        "a separate entrance",
        "recorded as not there",
        "a separate entrance at the school",
    ),
    HostCondition.SAFEGUARDING: Told(
        "Physical security and safeguarding arrangements",
        "a security and safeguarding arrangement",
        "recorded as not there",
        "the school's security and safeguarding arrangement",
    ),
    HostCondition.GOVERNORS: Told(
        "Agreement of the governors",
        "the governors' agreement",
        "recorded as not given",
        "the agreement of the school's governors",
    ),
}

ConditionAnswers = Mapping[HostCondition, HostAnswer]


def answers(text: object) -> dict[HostCondition, HostAnswer]:
    """What a cell ``zoning=met;governors=not_met`` of ``frames.PROPERTY_COLUMNS`` says."""
    if not isinstance(text, str) or not text:
        return {}
    pairs = (one.split("=") for one in text.split(";"))
    return {HostCondition(name): HostAnswer(answer) for name, answer in pairs}


def rated_to_host(reasons: object) -> bool:
    """Whether the reasons of an owner's own sharing rating (';' between, or null) say that the
    school could host in a zone of its own."""
    return isinstance(reasons, str) and RatingReason.SCHOOL_ZONED_HOST in reasons.split(";")


def open_ones(said: ConditionAnswers) -> tuple[HostCondition, ...]:
    """Those that are not met on record, in their order."""
    return tuple(one for one in HostCondition if said.get(one) is not HostAnswer.MET)


def sentence(said: ConditionAnswers) -> str:
    """What is on record, each open condition by its own name."""
    missing = [
        f"{WORDS[one].noun} is "
        + (WORDS[one].refused if said.get(one) is HostAnswer.NOT_MET else "not on record")
        for one in open_ones(said)
    ]
    if not missing:
        return "The school's four conditions for a host are met on record."
    return f"Of the school's four conditions for a host, {'; '.join(missing)}."


#: What to ask for, in the order of ``HostCondition``: where it is not on record …
ASKS = tuple(one.ask for one in WORDS.values())
#: … and where it is on record that it is not met.
ASKS_REFUSED = tuple(f"{one.ask} ({one.refused})" for one in WORDS.values())
