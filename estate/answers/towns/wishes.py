"""Wishes about a town's plan as they are written in an address, read and said in words.

A wish is a word, a colon, and what it is about: ``stays:SYN-CC/017``. The same text is a limit of
the plan, a switch of the page's form and a part of a link.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product

import pandas as pd

from estate.access.limits import AccessLimit
from estate.consolidation.town.limits import FREE, Limits
from estate.consolidation.town.problem_from_register import TownProblem
from estate.errors import BadQuestion
from estate.late_imports import one_at_a_time

#: Kind → what follows it, and what it asks for.
GRAMMAR = {
    "stays": ("property", "the building is kept"),
    "left": ("property", "everybody in the building has moved elsewhere"),
    "unmoved": ("occupation", "the occupier stays where it is"),
    "not-before": ("day", "nothing happens before this day"),
    "apart": ("organisation:organisation", "the two are not in one building"),
    "not-into": ("occupation:property", "the occupier does not move into the building"),
    "partner": ("organisation:pounds", "the partner's own result is at least so many pounds"),
    "journeys": (
        "occupation:minutes",
        "the mean journey to this service grows by at most so many minutes",
    ),
    "minutes": ("number", "residents' minutes change by at most so many (− = shorter journeys)"),
}
HOW_TO_ASK = "; ".join(f"{kind}:{what}" for kind, (what, _) in GRAMMAR.items())
_MOST_GBP, _MOST_MINUTES = 1e12, 1e12


@dataclass(frozen=True)
class Wish:
    """One wish: its kind, what it names (ids and codes as the register has them), and the text that
    asks for it again."""

    kind: str
    about: tuple[str, ...]

    @property
    def text(self) -> str:
        """As it is written in an address."""
        return ":".join((self.kind, *self.about))


def read(text: str, property_id: Callable[[str], str]) -> Wish:
    """A wish from its text; ``property_id`` finds a property by id or reference.

    ``BadQuestion`` says how a wish is written.
    """
    kind, _, rest = text.strip().partition(":")
    if kind not in GRAMMAR or not rest:
        raise BadQuestion(f"A wish is written {HOW_TO_ASK}; not {text[:60]!r}.")
    if kind in ("stays", "left"):
        return Wish(kind, (property_id(rest),))
    if kind in ("unmoved", "not-before", "minutes"):
        return Wish(kind, (rest.strip(),))
    one, _, other = rest.partition(":")
    if not other:
        what = GRAMMAR[kind][0]
        raise BadQuestion(f"The wish {kind!r} names two things: {kind}:{what}.")
    return Wish(kind, (one.strip(), property_id(other) if kind == "not-into" else other.strip()))


def limits(
    town: TownProblem, wishes: Iterable[Wish], occupiers: Mapping[str, str], base: Limits = FREE
) -> Limits:
    """What a plan must keep to so that all wishes hold, beside ``base``; ``occupiers``: the
    organisation of each occupation."""
    return base.together(*(limit(town, one, occupiers) for one in wishes))


def limit(town: TownProblem, wish: Wish, occupiers: Mapping[str, str]) -> Limits:
    """One wish as limits; ``BadQuestion`` where it names nothing of the chosen buildings."""
    if wish.kind == "apart":
        return _apart(town, occupiers, *wish.about)
    return _LIMITS[wish.kind](town, *wish.about)


def _stays(town: TownProblem, place: str) -> Limits:
    return Limits(stays=frozenset({_building(town, place)}))


def _left(town: TownProblem, place: str) -> Limits:
    at = _building(town, place)
    if town.problem.buildings["stays"].iloc[at]:
        raise BadQuestion(
            f"{town.names[place]} cannot be left ({reason(town.stays[place])}), so it cannot be "
            "wished."
        )
    return Limits(left=frozenset({at}))


def _unmoved(town: TownProblem, occupation: str) -> Limits:
    return Limits(unmoved=frozenset({_occupation(town, occupation)}))


def of_no_building(wish: Wish) -> bool:
    """Whether it is about the whole plan, whatever the buildings; ``BadQuestion`` where it is and
    says nothing."""
    if wish.kind == "not-before":
        _day(*wish.about)
    if wish.kind == "minutes":
        _most_minutes(*wish.about)
    return wish.kind in ("not-before", "minutes")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadQuestion(
            f"not-before needs a day such as 2029-04-01, not {text[:20]!r}."
        ) from None


def _not_before(town: TownProblem, day: str) -> Limits:
    first = _day(day)
    return Limits(not_before=sum(one < first for one in town.problem.dates))


def _apart(town: TownProblem, occupiers: Mapping[str, str], one: str, other: str) -> Limits:
    if one == other:
        raise BadQuestion("apart names two different organisations.")
    mine, theirs = (_occupations_of(town, occupiers, code) for code in (one, other))
    return Limits(apart=frozenset((min(a, b), max(a, b)) for a, b in product(mine, theirs)))


def _not_into(town: TownProblem, occupation: str, place: str) -> Limits:
    pair = (_occupation(town, occupation), _building(town, place))
    return Limits(not_into=frozenset({pair}))


def _partner(town: TownProblem, code: str, pounds: str) -> Limits:
    if code not in town.problem.partners:
        known = ", ".join(town.problem.partners) or "none"
        raise BadQuestion(
            f"{code[:40]!r} gains or pays nothing in any move here. Partners that do: {known}."
        )
    try:
        least = float(pounds.replace(",", "").replace("£", ""))
    except ValueError:
        least = float("nan")
    if not abs(least) <= _MOST_GBP:
        raise BadQuestion(f"partner needs pounds, such as partner:{code}:0, not {pounds[:20]!r}.")
    return Limits(partner_at_least_gbp={town.problem.partners.index(code): least})


def _most_minutes(most: str) -> float:
    try:
        number = float(most.replace(",", "").replace("−", "-"))
    except ValueError:
        number = float("nan")
    if not abs(number) <= _MOST_MINUTES:
        raise BadQuestion(f"Minutes are a number, such as minutes:-5000, not {most[:20]!r}.")
    return number


def _minutes(_: TownProblem, most: str) -> Limits:
    return Limits(minutes_at_most=_most_minutes(most))


def _journeys(town: TownProblem, occupation: str, most: str) -> Limits:
    """A limit of one service: a place that is too far for its clients is none it moves into, be it
    alone or with others of its service."""
    at, longest_min = _occupation(town, occupation), _most_minutes(most)
    facts, moves = town.facts, town.problem.moves
    guest = facts.guests.index.get_indexer(pd.Index([occupation]))[0]
    people = float(facts.journeys.people[guest]) if guest >= 0 else 0.0
    mine = moves[moves["occupation"].eq(at)]
    alone = mine.loc[mine["minutes"] > longest_min * people + 1e-9, "host"]
    options: dict[str, list[str]] = {}
    for who, host in moves[["occupation", "host"]].drop_duplicates().itertuples(index=False):
        options.setdefault(town.occupation_ids[who], []).append(town.property_ids[host])
    service = town.journeys.service.get(occupation)
    of_service = {
        who: hosts
        for who, hosts in options.items()
        if service is not None and town.journeys.service.get(who) == service
    }
    asked = AccessLimit(None, None, longest_min)
    far = {
        broken.moves[occupation]
        for one in town.journeys.tried(of_service, asked)
        for broken in one.broken
        if occupation in broken.moves
    }
    hosts = {*map(int, alone), *(town.property_ids.index(one) for one in far)}
    return Limits(not_into=frozenset((at, host) for host in hosts))


_LIMITS: Mapping[str, Callable[..., Limits]] = {
    "stays": _stays,
    "left": _left,
    "unmoved": _unmoved,
    "not-before": _not_before,
    "not-into": _not_into,
    "partner": _partner,
    "minutes": _minutes,
    "journeys": _journeys,
}


def _building(town: TownProblem, place: str) -> int:
    if place not in town.property_ids:
        raise BadQuestion(
            "A wish names a building that is not among those chosen. Choose it as well "
            "(property=…), or leave the wish out."
        )
    return town.property_ids.index(place)


def _occupation(town: TownProblem, occupation: str) -> int:
    if occupation not in town.occupation_ids:
        raise BadQuestion(
            f"No occupier of the chosen buildings has the id {occupation[:40]!r}. Their ids are "
            "in the answer's moves and occupiers."
        )
    return town.occupation_ids.index(occupation)


def _occupations_of(town: TownProblem, occupiers: Mapping[str, str], code: str) -> list[int]:
    users = [at for at, one in enumerate(town.occupation_ids) if occupiers.get(one) == code]
    if not users:
        raise BadQuestion(f"{code[:40]!r} is in none of the chosen buildings.")
    return users


def in_words(names: Mapping[str, str], wish: Wish) -> str:
    """A wish as a sentence without its full stop; ``names`` of whatever it is about."""
    about = [names.get(one, one) for one in wish.about]
    if wish.kind == "not-before":
        day = date.fromisoformat(wish.about[0])
        return f"nothing happens before {day.day} {day:%B %Y}"
    if wish.kind == "partner":
        return f"{about[0]}’s own result is at least {_pounds(wish.about[1])}"
    if wish.kind == "minutes":
        most = float(wish.about[0].replace(",", "").replace("−", "-"))
        return f"residents’ minutes change by at most {'−' if most < 0 else '+'}{abs(most):,.0f}"
    if wish.kind == "journeys":
        most = float(wish.about[1].replace(",", "").replace("−", "-"))
        return f"the mean journey to {about[0]} grows by at most {most:g} minutes"
    return {
        "stays": "{0} stays",
        "left": "{0} is left",
        "unmoved": "{0} stays where it is",
        "apart": "{0} and {1} are not in one building",
        "not-into": "{0} does not move into {1}",
    }[wish.kind].format(*about)


def _pounds(text: str) -> str:
    amount = float(text.replace(",", "").replace("£", ""))
    return f"{'−' if amount < 0 else ''}£{abs(amount):,.0f}"


def reason(words_key: str) -> str:
    """Why a building is not left, in words."""
    with one_at_a_time:
        from estate.consolidation.town.possible_moves import STAYS

    return STAYS.get(words_key, words_key)
