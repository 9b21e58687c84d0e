"""Proposals for what a file does not say: the use class from the type, status or name.

Each proposal is marked as imputed; without one the class stays ``unclassified``
(``schemas/classes.toml`` holds the tables).
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from estate.codes import ProtectedUse, Status, TypeCode, UseClass

#: What a place was it is no longer; what stands beside a thing is not that thing.
_FORMERLY = re.compile(
    r"\b(?:former|formerly|ex|previously|disused|demolished|redundant|closed|old site|site of)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:no|not|without|old|opposite|adjacent to|adjoining|adj|rear of|behind|next to|near|"
    r"beside|front of|side of|off)\W+(?:the\W+|a\W+|\w+\W+)?$",
    re.IGNORECASE,
)
#: What stands in brackets belongs to a place: “Allotments (Community Building/Toilets)”.
_IN_BRACKETS = re.compile(r"\([^)]*+\)")
_OF_A_STREET = re.compile(
    r"['’]?s?\W++(?:lane|road|street|close|avenue|way|drive|terrace|row|crescent|hill|place|mews|rd|st|"
    r"ln|ave|walk|grove|path|cottages?|houses?|flats?|lodge|farm|hut|store|attendant)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Proposal:
    """A class (and perhaps a type) and what it was derived from."""

    use_class: UseClass
    type_code: TypeCode | None
    because: str


def propose(
    type_code: TypeCode | None,
    status: Status,
    land_only: bool,
    name: str,
    by_use: TypeCode | None = None,
) -> Proposal | None:
    """The use class that the rest of the row suggests, or None; ``by_use`` is the type of place
    that a column of uses tells of."""
    for stated, because in ((type_code, "its type"), (by_use, "its use")):
        if stated is not None:
            found = class_of_type(stated)
            return None if found is None else Proposal(found, stated, because)
    by_name = _type_by_name(name)
    if by_name is not None and by_name in _protected():
        return Proposal(UseClass.SPECIALIST, by_name, "its name")
    if status is Status.LET_OUT:
        return Proposal(UseClass.NON_OPERATIONAL, TypeCode.LET_PROPERTY, "being let out")
    if land_only:
        kept = by_name if by_name in (TypeCode.CAR_PARK, TypeCode.OPEN_SPACE) else TypeCode.LAND
        return Proposal(UseClass.NON_OPERATIONAL, kept, "being land only")
    if by_name is None:
        return None
    use_class = class_of_type(by_name)
    return None if use_class is None else Proposal(use_class, by_name, "its name")


def class_of_type(type_code: TypeCode) -> UseClass | None:
    """The use class that a type of place usually has."""
    return _classes().get(type_code)


def protected_use(type_code: TypeCode | None) -> ProtectedUse | None:
    """The protected use that a type of place is, whatever the file says."""
    return _protected().get(type_code) if type_code is not None else None


@cache
def _tables() -> dict[str, Any]:
    content = (resources.files("estate.intake") / "schemas" / "classes.toml").read_text("utf-8")
    return tomllib.loads(content)


@cache
def _classes() -> dict[TypeCode, UseClass]:
    return {
        TypeCode(kind): UseClass(use_class)
        for use_class, kinds in _tables()["class_of_type"].items()
        for kind in kinds
    }


@cache
def _protected() -> dict[TypeCode, ProtectedUse]:
    table = _tables()["protected_use_of_type"]
    return {TypeCode(kind): ProtectedUse(use) for kind, use in table.items()}


@cache
def _name_patterns() -> tuple[tuple[re.Pattern[str], TypeCode], ...]:
    return tuple(
        (
            re.compile(r"\b(" + "|".join(map(re.escape, rule["words"])) + r")\b", re.IGNORECASE),
            TypeCode(rule["type_code"]),
        )
        for rule in _tables()["name"]
    )


def _type_by_name(name: str) -> TypeCode | None:
    """What a name says the place is; what it was, or has not, or what the street is called after,
    it does not say."""
    if _FORMERLY.search(name):
        return None
    outside = _IN_BRACKETS.sub(" ", name)
    for words, kind in _name_patterns():
        if any(_is_said(outside, *found.span()) for found in words.finditer(outside)):
            return kind
    said = [
        (found.start(), kind)
        for words, kind in _name_patterns()
        for found in words.finditer(name)
        if _is_said(name, *found.span())
    ]
    return min(said, key=lambda one: one[0])[1] if said else None


def _is_said(name: str, start: int, end: int) -> bool:
    return not (_DENIED.search(name[:start]) or _OF_A_STREET.match(name[end:]))
