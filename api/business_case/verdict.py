"""A business case in a minute: what to think of it in words, and its dates in order.

Every sentence is made from figures of the case that the page shows beneath; nothing is decided.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from api.html.format import about, day, plural
from estate.answers.candidates.candidate import Candidate
from estate.answers.cases.business_case import SchemeAnswer
from estate.answers.cases.business_case_answer import shown
from estate.answers.cases.case_sums import financial_year
from estate.quarters import Quarter
from estate.savings.from_register import first_arrival

DayOrQuarter = date | Quarter
_TENTHS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


_READY = "The other building could be ready"


@dataclass(frozen=True)
class Milestone:
    """A date of the move: what happens and when; ``state`` of one that has passed, and of the
    way to it where there is no lease (``gap``). ``note`` says which."""

    what: str
    when: str
    state: Literal["", "passed", "gap"] = ""
    note: str = ""


def verdict(answer: SchemeAnswer, candidate: Candidate) -> list[str]:
    """What to think of the case, one thought a sentence: the chance, whether it fits, the money
    and the date."""
    said = [chance(answer.case.range.npv.below_nought), _money(answer)]
    if candidate.fit != "fits":
        unknown = ", ".join(candidate.ask_for or candidate.unknowns)
        said.insert(1, f"We do not know whether it fits{f': ask for {unknown}' * bool(unknown)}.")
    elif candidate.to_confirm:
        said.insert(1, f"Likely to fit. To be confirmed: {'; '.join(candidate.to_confirm)}.")
    acts = candidate.acts_by
    if acts is not None:
        passed = bool(answer.candidate["act_by_passed"])
        said.append(
            f"The date to act ({day(acts)}) has passed." if passed else f"Act by {day(acts)}."
        )
    return said


def chance(below_nought: float) -> str:
    """How likely the move is to save more than it costs, from the share of trials (0-1) in which
    it does not; in tenths, which is as sure as such trials are."""
    tenths = round(10 * below_nought)
    if below_nought < 0.05:
        return "Very likely to pay back."
    if below_nought > 0.95:
        return "Very unlikely to pay back."
    if tenths == 5:
        return "As likely to pay back as not."
    fewer = _TENTHS[min(tenths, 10 - tenths)]
    chances = f"about {fewer} {'chance' if fewer == 'one' else 'chances'} in ten that it"
    if tenths < 5:
        likely = "Likely" if tenths <= 2 else "More likely than not"
        return f"{likely} to pay back, but {chances} does not."
    unlikely = "Unlikely" if tenths >= 8 else "Less likely than not"
    return f"{unlikely} to pay back: {chances} does."


def _money(answer: SchemeAnswer) -> str:
    club, case = answer.case.club, answer.case
    most = f"Needs up to {about(club.peak_need_gbp, answer.exact)} at one time"
    if club.payback_year is not None:
        return f"{most}. As planned it pays back in {financial_year(case, club.payback_year)}."
    return (
        f"{most}. As planned it does not pay back in the {case.cash.horizon_years} years counted."
    )


def milestones(answer: SchemeAnswer, candidate: Candidate, today: date) -> list[Milestone]:
    """The dates of the move in their order, as this reader may see them. Where the lease ends
    before the move, the way from one to the other is a gap."""
    arrives = shown(answer.case.scheme.moves[0].arrives_on, answer)
    ready = first_arrival(answer.case.assumptions, today)
    found: list[tuple[DayOrQuarter, str]] = [
        (today, "Today"),
        (ready, _READY),
    ]
    leaves = None if candidate.exit_kind == "owned" else candidate.leaves
    if candidate.acts_by is not None:
        found.append((candidate.acts_by, "Act by"))
    if leaves is not None:
        found.append((leaves, candidate.exit_kind_label or "Lease can end"))
    found.append((arrives, "Arrives"))
    found.sort(key=lambda one: _end(one[0]))
    told = [_milestone(when, what, today) for when, what in found]
    # A year from today is no day that anybody knows.
    told = [
        replace(one, when=f"about {ready:%B %Y}") if one.what == _READY else one for one in told
    ]
    gap = 0 if leaves is None else months_between(leaves, arrives)
    if gap > 0:
        told = with_gap(told, gap)
    back = answer.case.club.payback_year
    if back is not None:
        told.append(Milestone("Pays back", financial_year(answer.case, back)))
    return told


def _milestone(when: DayOrQuarter, what: str, today: date) -> Milestone:
    passed = _end(when) < today
    return Milestone(what, day(when), "passed" if passed else "", "has passed" if passed else "")


def with_gap(told: list[Milestone], months: int) -> list[Milestone]:
    """The arrival says how long there is no lease before it."""
    words = f"about {plural(months, 'month')} after the lease ends: stay on, or rent elsewhere"
    return [
        Milestone(one.what, one.when, "gap", words) if one.what == "Arrives" else one
        for one in told
    ]


def _end(when: DayOrQuarter) -> date:
    return when.end if isinstance(when, Quarter) else when


def _start(when: DayOrQuarter) -> date:
    return when.start if isinstance(when, Quarter) else when


def months_between(first: DayOrQuarter, then: DayOrQuarter) -> int:
    """Months from the end of one day or quarter to the start of another."""
    return max(0, round((_start(then) - _end(first)).days / 30.44))
