"""Invented names, streets and postcodes.

Postcodes have the usual form but the area ZZ, which exists nowhere, so that none can be
taken for a real address.
"""

import numpy as np

from estate.codes import SCHOOL_TYPES, TypeCode
from sample_data import geography
from sample_data.model import SampleProperty, stream
from sample_data.tables import load

_UNIT_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
_CALLED_AFTER_PLACES = frozenset(
    {
        TypeCode.OPEN_SPACE,
        TypeCode.LAND,
        TypeCode.CREMATORIUM,
        TypeCode.PRISON,
        TypeCode.RECYCLING_CENTRE,
        TypeCode.OUTDOOR_EDUCATION,
        TypeCode.PARISH_HALL,
        TypeCode.CARE_HOME,
        TypeCode.UNIVERSITY_CAMPUS,
        TypeCode.LEISURE_CENTRE,
        TypeCode.COMMUNITY_HALL,
        TypeCode.COMMUNITY_HOSPITAL,
    }
)


def give(properties: list[SampleProperty], seed: int) -> None:
    """Name, street, number and postcode of every property; each name is used once."""
    rng, taken = stream(seed, "names"), set[str]()
    codes = {p.name: i + 1 for i, p in enumerate(geography.towns() + geography.villages())}
    for prop in properties:
        prop.street = _choice(rng, load("names")["streets"])
        prop.number = str(int(rng.integers(1, 180)))
        prop.postcode = _postcode(rng, codes[prop.town])
        name = _name(rng, prop)
        while name in taken:
            prop.street = _choice(rng, load("names")["streets"])
            name = _name(rng, prop)
            if name in taken and rng.uniform() < 0.25:
                name = f"{name}, {prop.town}"
        taken.add(name)
        prop.name = name
    _accent(properties)


def _name(rng: np.random.Generator, prop: SampleProperty) -> str:
    word = _choice(rng, load("types")[prop.type_code]["words"])
    if prop.type_code in SCHOOL_TYPES:
        if rng.uniform() < 0.45:
            return f"St {_choice(rng, load('names')['saints'])}'s {word}"
        return f"{_choice(rng, load('names')['places'])} {word}"
    if prop.hub:
        return f"{prop.street} {word} and Public Service Hub"
    if prop.type_code in _CALLED_AFTER_PLACES and rng.uniform() < 0.7:
        return f"{_choice(rng, load('names')['places'])} {word}"
    return f"{prop.street} {word}"


def _accent(properties: list[SampleProperty]) -> None:
    """Give names outside ASCII to the organisation that writes code page 1252."""
    own = [p for p in properties if p.organisation == "SYN-NSD" and not p.in_cluster]
    for prop, name in zip(own, load("names")["accented"], strict=False):
        prop.name = name


def _postcode(rng: np.random.Generator, district: int) -> str:
    letters = "".join(_UNIT_LETTERS[i] for i in rng.integers(len(_UNIT_LETTERS), size=2))
    return f"ZZ{district} {int(rng.integers(1, 10))}{letters}"


def _choice(rng: np.random.Generator, among: list[str]) -> str:
    return among[int(rng.integers(len(among)))]
