"""The dictionary of fields: what each means, how it may be called, which one a word means."""

import difflib
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from estate.codes import RecordKind
from estate.intake.columns.conventions import conventions, fields_of
from estate.register.names import name_key

_LIKE = 0.6
_NEAREST = 3
_SHORTEST_PART = 4


@dataclass(frozen=True)
class Field:
    """One field: its name, its short name (for shapefiles) if it has one, and a sentence."""

    name: str
    short_name: str | None
    meaning: str


@cache
def fields(kind: RecordKind) -> tuple[Field, ...]:
    """Every field of a kind of record, in the order in which they are shown."""
    content = (resources.files("estate.intake") / "schemas" / "fields.toml").read_text("utf-8")
    short = _short_names(kind)
    sentences: dict[str, str] = tomllib.loads(content)[kind.value]
    return tuple(Field(name, short.get(name), said) for name, said in sentences.items())


def field_named(word: str, kind: RecordKind) -> str | None:
    """The field that a word names: by its name, a short or long heading, or a part of one name."""
    known, key = fields_of(kind), name_key(word)
    if word in known:
        return word
    by_key = {name_key(name): name for name in known}
    if key in by_key:
        return by_key[key]
    called = {
        one.lookup[key][0] for one in conventions(kind) if not one.telling and key in one.lookup
    }
    if len(called) == 1:
        return called.pop()
    parts = {name for name in known if len(key) >= _SHORTEST_PART and key in name_key(name)}
    return parts.pop() if len(parts) == 1 else None


def nearest(word: str, kind: RecordKind) -> list[str]:
    """Names of the fields most like a word that names none."""
    key, by_key = name_key(word), {name_key(name): name for name in fields_of(kind)}
    found = [name for part, name in by_key.items() if len(key) >= _SHORTEST_PART and key in part]
    found += [by_key[one] for one in difflib.get_close_matches(key, by_key, _NEAREST, _LIKE)]
    return sorted(dict.fromkeys(found))[:_NEAREST]


@cache
def _short_names(kind: RecordKind) -> dict[str, str]:
    """Of our own columns the first in capitals."""
    own = next(one for one in conventions(kind) if one.name == "common_estate")
    made: dict[str, str] = {}
    for heading in own.written:
        if heading.isupper():
            made.setdefault(own.lookup[name_key(heading)][0], heading)
    return made
