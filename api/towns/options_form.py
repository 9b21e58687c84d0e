"""The form of wishes on the page of a town's plan: its switches, filled with what was asked."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from estate.answers.towns.options import in_scope
from estate.answers.towns.plan_asked import asked_for
from estate.answers.towns.question import TownQuestion
from estate.answers.towns.wishes import in_words
from estate.colocation.plain_language import fit_name
from estate.quarters import Quarter

_YEARS_TO_WAIT = 6
_QUARTERS = 24


@dataclass(frozen=True)
class Switch:
    """A choice of the form: its words, what it sends, and which is chosen."""

    name: str
    options: list[tuple[str, str]]
    chosen: str


def form(question: TownQuestion) -> dict[str, Any]:
    """The switches of the form, filled with what was asked."""
    town, estate = question.town, question.estate
    recorded = _recorded(question)
    every = {one.text for one in question.wishes}
    # A wish on record has its own switch, so no other is set by it.
    texts = every - set(recorded)
    buildings = [
        Switch(
            town.names[key],
            [("", "no wish"), (f"stays:{key}", "stays"), (f"left:{key}", "is left")],
            next((one for one in (f"stays:{key}", f"left:{key}") if one in texts), ""),
        )
        for key in town.property_ids
        if key not in town.stays and key not in town.hosts_offered
    ]
    movers = [
        Switch(
            f"{town.names[key]}, {town.names[mover.home]}",
            [("", "may move"), (f"unmoved:{key}", "stays where it is")],
            f"unmoved:{key}" if f"unmoved:{key}" in texts else "",
        )
        for key, mover in town.parts.movers.items()
    ]
    year = town.today.year + (town.today >= town.today.replace(month=4, day=1))
    waits = [
        (f"not-before:{year + at}-04-01", f"1 April {year + at}") for at in range(_YEARS_TO_WAIT)
    ]
    partners = [(f"partner:{code}:0", town.names.get(code, code)) for code in town.problem.partners]
    offered = {value for one in (*buildings, *movers) for value, _ in one.options}
    offered |= {value for value, _ in (*waits, *partners)}
    offered |= set(recorded)
    others = [one for one in question.wishes if one.text not in offered]
    return {
        "buildings": sorted(buildings, key=lambda one: one.name),
        "movers": sorted(movers, key=lambda one: one.name),
        "waits": waits,
        "partners": sorted(partners, key=lambda one: one[1]),
        "pairs": _pairs(question),
        "who": sorted(
            ((key, one.name) for key, one in zip(town.parts.movers, movers, strict=True)),
            key=_words,
        ),
        "where": _hosts(question),
        "bodies": _bodies(question),
        "recorded": [(text, words, text in every) for text, words in recorded.items()],
        "wished": [(one.text, in_words(town.names, one)) for one in question.wishes],
        "hosts": asked_for(question).hosts,
        "quarters": _quarters(town.today),
        "others": [(one.text, in_words(town.names, one)) for one in others],
        "texts": texts,
        "asked": question.asked,
        "choose": _to_choose(question),
        "chosen": set(question.asked.properties),
        "estate": estate.reader,
    }


def _recorded(question: TownQuestion) -> dict[str, str]:
    """Wishes on record by their text: whose, in words."""
    whose: dict[str, list[str]] = {}
    for one in question.on_record:
        whose.setdefault(one.wish, []).append(one.organisation.name)
    words = {one.wish: one.words for one in question.on_record}
    return {text: f"{' and '.join(names)}: {words[text]}" for text, names in whose.items()}


def _words(two: tuple[str, str]) -> str:
    return two[1]


def _hosts(question: TownQuestion) -> list[tuple[str, str]]:
    """Buildings that could take somebody in: id and name."""
    town = question.town
    able = np.unique(town.problem.moves["host"].to_numpy()).tolist()
    keys = [town.property_ids[at] for at in able]
    return sorted(((key, town.names[key]) for key in keys), key=_words)


def _bodies(question: TownQuestion) -> list[tuple[str, str]]:
    """Who uses the chosen buildings: code and name."""
    users = question.estate.occupations["organisation"]
    codes = {str(users[one]) for one in question.town.occupation_ids}
    return sorted(((code, _named(question, code)) for code in codes), key=_words)


def _quarters(today: date) -> list[tuple[str, str]]:
    """The quarters from the next one on in which a new hub could be ready."""
    first = today.year * 4 + (today.month + 2) // 3
    found = (Quarter(at // 4, at % 4 + 1) for at in range(first, first + _QUARTERS))
    return [(str(one), one.words) for one in found]


def _pairs(question: TownQuestion) -> list[tuple[str, str]]:
    """Organisations that this plan would bring into one building: a wish to keep them apart."""
    plan, town = question.found.plan, question.town
    if plan is None:
        return []
    users = question.estate.occupations
    home = dict(zip(town.occupation_ids, town.problem.occupations["home"].tolist(), strict=True))
    moved = town.problem.moves.iloc[plan.moves]
    new = {
        town.occupation_ids[who]: host
        for who, host in zip(moved["occupation"].tolist(), moved["host"].tolist(), strict=True)
    }
    end = {**home, **new}
    found: dict[str, str] = {}
    for one, at in new.items():
        for other, there in end.items():
            mine, theirs = (str(users.at[key, "organisation"]) for key in (one, other))
            if there == at and mine != theirs:
                first, second = sorted((mine, theirs))
                words = f"{_named(question, first)} and {_named(question, second)}"
                found[f"apart:{first}:{second}"] = words
    return sorted(found.items(), key=lambda two: two[1])


def _named(question: TownQuestion, code: str) -> str:
    names = question.estate.organisations["name"]
    return fit_name(names.get(code), code)


def _to_choose(question: TownQuestion) -> list[tuple[str, str]]:
    """Buildings of the town that could be chosen: id, name with organisation."""
    estate = question.estate
    ids = dict.fromkeys((*in_scope(estate, question.asked.town), *question.asked.properties))
    places = estate.properties
    rows = [
        (
            one,
            f"{fit_name(places.at[one, 'name'], places.at[one, 'local_ref'])} "
            f"({_named(question, str(places.at[one, 'organisation']))})",
        )
        for one in ids
        if one in places.index
    ]
    return sorted(rows, key=lambda two: two[1])
