"""Which track the rule suggests for an opportunity; people decide."""

from dataclasses import dataclass
from datetime import date

from estate.club.codes import Track
from estate.quarters import day_words

#: Of a quick win: working figures of the club (docs/methods/opportunities.md).
MOST_BODIES = 2
FIRST_SAVING_WITHIN_MONTHS = 24
MOST_ONE_OFF_GBP = 100_000


@dataclass(frozen=True)
class TrackFacts:
    """What the rule looks at; None where it is not known.

    ``bodies`` that take part; ``first_saving_on`` the first day of a saving; ``one_off_gbp`` all
    that is paid once, in GBP; whether anything is built, and whether the public's access to a
    service is flagged as changing.
    """

    bodies: int
    first_saving_on: date | None
    one_off_gbp: float | None
    needs_construction: bool | None
    changes_public_access: bool | None


@dataclass(frozen=True)
class Suggestion:
    """The track that the rule suggests, None while too little is known; and why, condition by
    condition, in sentences."""

    track: Track | None
    why: tuple[str, ...]


def suggested(facts: TrackFacts, opened_on: date) -> Suggestion:
    """A quick win meets all five conditions; one that fails makes it longer term; while none
    fails and something is not known, nothing is suggested.

    ``opened_on``: the 24 months count from the day on which the opportunity was opened.
    """
    latest = months_later(opened_on, FIRST_SAVING_WITHIN_MONTHS)
    saving, one_off = facts.first_saving_on, facts.one_off_gbp
    found = (
        (
            facts.bodies <= MOST_BODIES,
            f"{facts.bodies} bodies take part (at most {MOST_BODIES})",
        ),
        (
            None if saving is None else saving <= latest,
            "first saving: not known"
            if saving is None
            else f"first saving {day_words(saving)} (by {day_words(latest)} at the latest)",
        ),
        (
            None if one_off is None else one_off <= MOST_ONE_OFF_GBP,
            "one-off cost: not known"
            if one_off is None
            else f"one-off cost £{one_off:,.0f} (at most £{MOST_ONE_OFF_GBP:,})",
        ),
        _flag(facts.needs_construction, "construction", "is needed", "is not needed"),
        _flag(facts.changes_public_access, "public access", "would change", "would not change"),
    )
    met = [condition for condition, _ in found]
    track = None
    if False in met:
        track = Track.LONGER_TERM
    elif None not in met:
        track = Track.QUICK_WIN
    return Suggestion(track, tuple(_marked(condition, words) for condition, words in found))


def _flag(stated: bool | None, what: str, yes: str, no: str) -> tuple[bool | None, str]:
    if stated is None:
        return None, f"{what}: not said"
    return not stated, f"{what} {yes if stated else no}"


def _marked(condition: bool | None, words: str) -> str:
    mark = {True: "met", False: "not met", None: "open"}[condition]
    return f"{words}: {mark}" if condition is not None else words


def months_later(day: date, months: int) -> date:
    """The same day so many months on; the last of its month where there is no such day."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
