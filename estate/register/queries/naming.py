"""Towns and organisations as filters name them: found in any case, or refused by name.

A filter that names nothing would answer with an empty list or £0, which reads like a finding.
"""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

import pandas as pd
from sqlalchemy import Connection

from estate.errors import BadQuestion, NotFound
from estate.register import visibility as v
from estate.register.names import name_key
from estate.register.queries import areas, organisations, properties
from estate.register.queries.property_filters import PropertyFilter
from estate.register.short_ids import read_ids, tail_of

#: What the map's filters say for properties outside the towns.
NO_TOWN = "none"
_NEAR = 3  # how many known names an error offers
_LISTED = 12  # few enough to list them all


def town(connection: Connection, asked: str) -> str:
    """The town's name as the register spells it; ``BadQuestion`` names the nearest otherwise."""
    known = areas.town_names(connection)
    return known_name("town", asked, {name: name for name in known})


def organisation(connection: Connection, reader: v.Reader, asked: str) -> str:
    """The code of an organisation that this reader sees; ``BadQuestion`` otherwise.

    A full name serves as well. One that the reader sees nothing of is unknown to it, so that the
    answer does not tell that it is there.
    """
    shown = organisations.listing(connection, reader)
    known = {row["name"]: row["code"] for row in shown} | {
        row["code"]: row["code"] for row in shown
    }
    return known_name("organisation", asked, known)


def property_id(connection: Connection, reader: v.Reader, places: pd.DataFrame, asked: str) -> str:
    """The id of a property of a frame (``frames.PROPERTY_COLUMNS``), by id or by reference.

    A reference may have its organisation before it (``SYN-CC/0017``); ``BadQuestion`` where none
    has it, or where several organisations use it.
    """
    name = asked.strip()
    if name.lower() in places.index or _is_seen(connection, reader, name):
        return name.lower()
    body, _, ref = name.partition("/")
    refs = places["local_ref"].fillna("").astype(str).map(_bare)
    found = places[refs.eq(_bare(name))]
    if found.empty and ref:
        own = places["organisation"].astype(str).map(_bare).eq(_bare(body))
        found = places[own & refs.eq(_bare(ref))]
    if len(found) == 1:
        return str(found.index[0])
    if found.empty and (tail := tail_of(name)):
        ends = places.index[places.index.astype(str).str.endswith(tail)]
        if len(ends) == 1:
            return str(ends[0])
    if found.empty:
        raise BadQuestion(
            f"This register shows you no property “{asked[:60]}”: name it by its id or by its "
            "organisation's reference."
        )
    bodies = sorted(found["organisation"].astype(str))
    raise BadQuestion(
        f"{len(found)} properties have the reference “{asked[:60]}”: name the organisation too, "
        f"such as {bodies[0]}/{asked[:60]}."
    )


def chosen_ids(connection: Connection, reader: v.Reader, asked: str) -> tuple[list[UUID], int]:
    """The properties behind a list of ids, whole or short, in its order, and how many of the list
    this reader does not see; ``BadQuestion`` where it is no such list."""
    try:
        named = read_ids(asked)
    except ValueError as error:
        raise BadQuestion(f"The choice {error}.") from None
    tails = {one: tail_of(one) for one in named}
    whole = [UUID(one) for one, tail in tails.items() if tail is None]
    seen = properties.ids_seen(connection, reader, whole, [one for one in tails.values() if one])
    by_name = {str(one): one for one in seen} | {str(one)[-12:]: one for one in seen}
    found = dict.fromkeys(by_name.get(tail or one) for one, tail in tails.items())
    ids = [one for one in found if one is not None]
    missing = sum((tail or one) not in by_name for one, tail in tails.items())
    return ids, missing


def _is_seen(connection: Connection, reader: v.Reader, name: str) -> bool:
    """Whether it is the id of a property that this reader sees, be it of no more than its place."""
    try:
        properties.visible_id(connection, reader, UUID(name))
    except (ValueError, NotFound):
        return False
    return True


def _bare(text: str) -> str:
    """A reference without blanks and in small letters."""
    return "".join(text.split()).casefold()


def known(connection: Connection, reader: v.Reader, wanted: PropertyFilter) -> PropertyFilter:
    """The filter with its towns and organisations as the register spells them."""
    towns = [one if one == NO_TOWN else town(connection, one) for one in wanted.town]
    codes = [organisation(connection, reader, one) for one in wanted.organisation]
    return replace(wanted, town=towns, organisation=codes)


def known_name(what: str, asked: str, names: Mapping[str, str]) -> str:
    """What a name that somebody typed stands for among ``names``, in any case and without accents;
    ``BadQuestion`` names the nearest otherwise."""
    if asked in names:
        return names[asked]
    key = name_key(asked)
    alike = {found for name, found in names.items() if name_key(name) == key}
    if len(alike) == 1:
        return alike.pop()
    raise BadQuestion(f"This register shows you no {what} “{asked[:60]}”.{_instead(asked, names)}")


def _instead(asked: str, names: Mapping[str, str]) -> str:
    """The nearest names, or all where they are few."""
    by_key = {name_key(name): found for name, found in names.items()}
    near = difflib.get_close_matches(name_key(asked[:60]), by_key, _NEAR, 0.6)
    if near:
        return f" Did you mean {_or(dict.fromkeys(by_key[key] for key in near))}?"
    every: Sequence[str] = sorted(set(names.values()))
    if not every:
        return ""
    if len(every) <= _LISTED:
        return f" It shows {', '.join(every)}."
    return f" It shows {len(every)}, among them {', '.join(every[:_NEAR])}."


def _or(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last
