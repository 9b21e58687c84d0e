"""The conventions of ``schemas/*.toml``: which headings each lists, and whether a file follows it.

A convention of one kind of file (fire services' lists, the American inventory) names its *telling*
headings: those that no other file has. It competes only where enough of them are there; else it
lends those headings alone, and common words keep their general meaning.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from itertools import product
from typing import Any

from estate import codes
from estate.intake.columns.heading_words import HeadingWords, key_of, words
from estate.register.names import name_key

#: How sure a heading is, by the part of the schema file that lists it.
CONFIDENCE = {"columns": 1.0, "titles": 0.95, "truncated": 0.9, "wild": 0.7}
#: Of everyday headings (``heading_synonyms.toml``), and of a telling heading without its
#: convention.
EVERYDAY, LENT = 0.8, 0.6
_NEEDED = 2
#: One of several words, in a heading that stands for as many.
_CHOICE = re.compile(r"(\([^()|]*(?:\|[^()|]*)+\))")
#: So bare a reference is a row's own, not that of the property it speaks of.
_OWN = frozenset(
    {
        "id",
        "uid",
        "ref",
        "reference",
        "refno",
        "referenceno",
        "referencenumber",
        "uniqueid",
        "uniqueidentifier",
        "uniqueref",
        "uniquereference",
        "code",
        "recordid",
        "recordno",
        "ourref",
        "fileref",
        "systemid",
        "uniquerefno",
    }
)
#: Lines of an address, which is put together from them in this order.
ADDRESS_LINES = tuple(f"address_line_{number}" for number in range(1, 6))
_LINKED = {"local_ref": "property_ref", "uprn": "uprn"}

Lookup = dict[str, tuple[str, float]]


@dataclass(frozen=True)
class Convention:
    """One schema file: its headings as compared, and what else it says."""

    name: str
    kind: codes.RecordKind
    lookup: Lookup
    telling: frozenset[str] = frozenset()
    needs: int = _NEEDED
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    reference_from: tuple[tuple[str, ...], ...] = ()
    unkept: tuple[str, ...] = ()
    written: tuple[str, ...] = ()

    def follows(self, headings: Iterable[str]) -> bool:
        """Whether a file with these headings proves to be of this convention."""
        return len(self.telling & {name_key(one) for one in headings}) >= self.needs

    @property
    def lent(self) -> Lookup:
        """What it means by its telling headings, for files of no such convention."""
        return {key: (self.lookup[key][0], LENT) for key in self.telling if key in self.lookup}


@cache
def conventions(kind: codes.RecordKind) -> tuple[Convention, ...]:
    """Every convention for this kind of record, the everyday headings last."""
    folder = resources.files("estate.intake") / "schemas"
    found = [
        _convention(tomllib.loads(entry.read_text("utf-8")))
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(f"{kind.value}.toml") or entry.name.startswith("transparency")
    ]
    return (*(one for one in found if one.kind is kind), _everyday(kind))


def _convention(content: dict[str, Any]) -> Convention:
    lookup: Lookup = {}
    written: list[str] = []
    for part, confidence in CONFIDENCE.items():
        for name, headings in content.get(part, {}).items():
            written += headings
            for heading in [*headings, name]:
                lookup.setdefault(name_key(heading), (name, confidence))
    return Convention(
        content["name"],
        codes.RecordKind(content["kind"]),
        lookup,
        frozenset(map(name_key, content.get("telling", ()))),
        content.get("needs", _NEEDED),
        content.get("values", {}),
        tuple(map(tuple, content.get("reference_from", ()))),
        tuple(content.get("unkept", ())),
        tuple(written),
    )


def _everyday(kind: codes.RecordKind) -> Convention:
    """``heading_synonyms.toml``; rows of a property call it as lists of properties do."""
    table = _headings()
    lookup: Lookup = {}
    for name, seen in table.get(kind.value, {}).items():
        for heading in [*_written_out(seen), name]:
            lookup.setdefault(name_key(heading), (name, EVERYDAY))
    if kind is not codes.RecordKind.PROPERTY:
        for key, name in _of_properties().items():
            if name in _LINKED and key not in _OWN:
                lookup.setdefault(key, (_LINKED[name], EVERYDAY))
    unkept = ("occupied_area", "backlog_risk_adjusted", "property_name", "property_address")
    return Convention("everyday", kind, lookup, unkept=unkept)


def _of_properties() -> dict[str, str]:
    """Headings of the references and UPRNs of properties in general."""
    found: dict[str, str] = {}
    for one in conventions(codes.RecordKind.PROPERTY):
        if not one.telling:
            found |= {key: name for key, (name, _) in one.lookup.items() if name in _LINKED}
    return found


def _written_out(seen: Mapping[str, Iterable[str]]) -> Iterable[str]:
    """Every heading of a field; “(Lease|Licence) Start” stands for two."""
    for pattern in (one for many in seen.values() for one in many):
        parts = [
            part.strip("()").split("|") if "|" in part else [part]
            for part in _CHOICE.split(pattern)
        ]
        for chosen in product(*parts):
            heading = " ".join("".join(chosen).split())
            if heading:
                yield heading


@cache
def _headings() -> dict[str, dict[str, dict[str, list[str]]]]:
    file = resources.files("estate.intake") / "schemas" / "heading_synonyms.toml"
    content = file.read_text("utf-8")
    return tomllib.loads(content)


@dataclass(frozen=True)
class Known:
    """What general conventions and everyday speech know by the words of headings."""

    by_words: dict[HeadingWords, dict[str, float]]
    everything: dict[str, frozenset[str]]


@cache
def known(kind: codes.RecordKind) -> Known:
    """The words of every general heading, and all headings with the fields they are used for."""
    by_words: dict[HeadingWords, dict[str, float]] = {}
    everything: dict[str, frozenset[str]] = {}
    for one in conventions(kind):
        for key, (name, _) in one.lookup.items():
            everything[key] = everything.get(key, frozenset()) | {name}
    for heading, name, confidence in _general(kind):
        fields = by_words.setdefault(key_of(words(heading)), {})
        fields[name] = max(confidence, fields.get(name, 0.0))
    return Known(by_words, everything)


def _general(kind: codes.RecordKind) -> Iterable[tuple[str, str, float]]:
    """Headings as they are written, their field and how sure that is; everyday ones may be used
    for several fields."""
    for one in conventions(kind):
        if not one.telling:
            for heading in one.written:
                yield heading, *one.lookup[name_key(heading)]
    for name, seen in _headings().get(kind.value, {}).items():
        for heading in _written_out(seen):
            yield heading, name, EVERYDAY
    if kind is not codes.RecordKind.PROPERTY:
        for heading, name, confidence in _general(codes.RecordKind.PROPERTY):
            if name in _LINKED and name_key(heading) not in _OWN:
                yield heading, _LINKED[name], min(confidence, EVERYDAY)


def fields_of(kind: codes.RecordKind) -> set[str]:
    """Every field that some convention of this kind can fill."""
    return {name for one in conventions(kind) for name, _ in one.lookup.values()}


def known_headings(kind: codes.RecordKind) -> set[str]:
    """Every heading that some convention of this kind lists, as it is written there."""
    return {heading for one in conventions(kind) for heading in one.written}


def unkept(kind: codes.RecordKind) -> set[str]:
    """Fields that some convention has and the register has no place for."""
    return {name for one in conventions(kind) for name in one.unkept}


#: Backlog by risk, as the NHS returns it; together the backlog.
BACKLOG_PARTS = (
    "backlog_high_gbp",
    "backlog_significant_gbp",
    "backlog_moderate_gbp",
    "backlog_low_gbp",
)
