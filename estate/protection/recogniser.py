"""Whether a text tells of a protected place: a refuge, a children's home, a safe house …

The kinds, their words and what takes a finding away stand in ``places.toml``, each with the
public source for why its whereabouts matter. Every pattern is a row of words with nothing
repeated in it and a cell is read to its first ``MAX_LETTERS`` letters, so that no cell can take
long. Nothing here knows of files or of the register.
"""

import re
import tomllib
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import accumulate
from typing import Any

#: So many letters of a cell are looked at; the register itself keeps 2,000 of a text.
MAX_LETTERS = 4_000
#: Words too frequent in registers to say where to look closer.
_FREQUENT = frozenset(
    {
        "accommodation",
        "area",
        "building",
        "care",
        "center",
        "centre",
        "community",
        "family",
        "flat",
        "home",
        "house",
        "housing",
        "office",
        "people",
        "person",
        "property",
        "residential",
        "school",
        "service",
        "site",
        "support",
        "supported",
        "team",
        "training",
        "unit",
        "young",
        "high",
        "low",
        "medium",
        "central",
        "initial",
        "special",
        "location",
        "address",
        "for",
        "of",
    }
)
_UNSEEN = dict.fromkeys(
    [
        0xAD,
        0x34F,
        0x61C,
        0x180E,
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x206A),
        0xFEFF,
    ]
)
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘‛ʼʹ`´′＇\ufffd"))
_MISREAD = ("â€™", "â€˜", "Ã¢â‚¬â„¢", "&#39;", "&apos;", "&rsquo;", "&#8217;")
_DIGITS = dict.fromkeys(map(ord, "0123456789"))
#: What ``_heard`` does to a plain text, and its digits.
_HEARD = (
    {letter: letter + 32 for letter in range(ord("A"), ord("Z") + 1)} | _DIGITS | {ord("."): None}
)
_STOPS = dict.fromkeys(map(ord, ",;:()[]{}|\n\r\t"), " , ") | {ord("&"): " and ", ord("+"): " and "}
_INITIALS = re.compile(r"(?<![a-z0-9])([a-z])\.(?=[a-z](?![a-z0-9]))")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_LOST_APOSTROPHE = re.compile(r"(?<=[a-z])\?(?=s(?![a-z]))")
_OTHER = re.compile(r"[^a-z0-9,]+")
#: What stands on the web under such an address is no secret, and its words are another's.
_WEB = re.compile(r"\b(?:https?:|ftp:|mailto:|www\.)\S*", re.IGNORECASE)


_LONG_NUMBER = re.compile(r"[0-9]{3,}")


@dataclass(frozen=True)
class Finding:
    """A kind of protected place and the words that tell of it, as they were understood."""

    kind: str
    words: str


@dataclass(frozen=True)
class _Kind:
    name: str
    not_when: tuple[re.Pattern[str], ...]
    not_before: re.Pattern[str] | None
    not_after: re.Pattern[str] | None
    not_beside: re.Pattern[str] | None


@dataclass(frozen=True)
class _Phrase:
    """One row of words of a kind; ``alone``: only where it is all that a text says."""

    kind: _Kind
    pattern: re.Pattern[str]
    alone: bool


def plain(text: str) -> str:
    """Small letters, digits, single blanks and commas: what is left of case, accents, hyphens,
    apostrophes of any make, letters that nobody sees and words written in one."""
    text = _WEB.sub(" ", text[:MAX_LETTERS])
    for misread in _MISREAD:
        text = text.replace(misread, "")
    text = unicodedata.normalize("NFKD", text.translate(_UNSEEN).translate(_APOSTROPHES))
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = _CAMEL.sub(" ", text.translate(_APOSTROPHES)).casefold()
    text = _INITIALS.sub(r"\1", _LOST_APOSTROPHE.sub("", text))
    return _OTHER.sub(" ", text.translate(_STOPS)).strip(" ,")


def recognise(text: str) -> tuple[Finding, ...]:
    """Every kind of protected place that a text tells of, each once."""
    words = plain(text)
    found: dict[str, Finding] = {}
    for signal, phrases in _phrases().items():
        if signal not in words:
            continue
        for phrase in phrases:
            if phrase.kind.name not in found:
                said = _said(phrase, words)
                if said is not None:
                    found[phrase.kind.name] = Finding(phrase.kind.name, said)
    return tuple(found.values())


def looks_protected(texts: Iterable[str]) -> dict[str, tuple[Finding, ...]]:
    """Those of many texts that tell of a protected place, with what they tell."""
    given = list(texts)
    alike: dict[str, tuple[Finding, ...]] = {}
    found = ((given[place], _as_alike(given[place], alike)) for place in _worth_a_look(given))
    return {text: findings for text, findings in found if findings}


def _as_alike(text: str, alike: dict[str, tuple[Finding, ...]]) -> tuple[Finding, ...]:
    """What a text tells; “House 10234” tells what “House 10235” does, since no phrase has a number
    of so many digits."""
    if len(text) > MAX_LETTERS:
        return recognise(text)
    key = _LONG_NUMBER.sub("000", text)
    if key not in alike:
        alike[key] = recognise(key)
    return alike[key]


def kind_label(kind: str) -> str:
    """What people read."""
    return str(_table()[kind]["label"])


def sources() -> dict[str, str]:
    """Why the whereabouts of each kind matter, with a public source."""
    return {name: str(entry["because"]) for name, entry in _table().items() if "because" in entry}


def _worth_a_look(texts: list[str]) -> list[int]:
    """The places of texts in which a word stands that must: all of them are searched at once.

    No such word has a digit, so that “Works 1” to “Works 100000” are searched as one text.
    """
    heard = _all_heard(texts)
    distinct = list(set(heard))
    line = "\n".join(distinct)
    starts = list(accumulate((len(text) + 1 for text in distinct), initial=0))
    hits: set[str] = set()
    for signal in _signals():
        at = line.find(signal)
        while at >= 0:
            place = bisect_right(starts, at) - 1
            hits.add(distinct[place])
            at = line.find(signal, starts[place + 1])
    return [place for place, text in enumerate(heard) if text in hits] if hits else []


def _all_heard(texts: list[str]) -> list[str]:
    """Each as it is heard, without its digits; plain ones in one look."""
    line = "\n".join(texts)
    one_each = line.count("\n") == len(texts) - 1
    if one_each and line.isascii() and max(map(len, texts), default=0) <= MAX_LETTERS:
        return line.translate(_HEARD).split("\n")
    return [_heard(text).translate(_DIGITS) for text in texts]


def _heard(text: str) -> str:
    """As little as is needed to find a word in it."""
    if len(text) > MAX_LETTERS:
        text = text[:MAX_LETTERS]
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_UNSEEN))
        text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return text.lower().replace(".", "").replace("\n", " ")


def _said(phrase: _Phrase, words: str) -> str | None:
    """The words by which a text tells of a kind, unless something takes them away."""
    kind = phrase.kind
    if phrase.alone:
        return words if phrase.pattern.fullmatch(words) else None
    for match in phrase.pattern.finditer(words):
        if kind.not_beside is not None and kind.not_beside.search(words):
            return None
        if not _taken_away(kind, words, match.start(), match.end()):
            return match.group()
    return None


def _taken_away(kind: _Kind, words: str, start: int, end: int) -> bool:
    if kind.not_before is not None and kind.not_before.match(words, end):
        return True
    if kind.not_after is not None and kind.not_after.search(words[max(start - 20, 0) : start]):
        return True
    return any(
        other.start() <= start and end <= other.end()
        for pattern in kind.not_when
        for other in pattern.finditer(words)
    )


@cache
def _table() -> dict[str, dict[str, Any]]:
    content = (resources.files("estate.protection") / "places.toml").read_text("utf-8")
    return tomllib.loads(content)


@cache
def _phrases() -> dict[str, tuple[_Phrase, ...]]:
    """What may be meant where a signal stands, the rarest word of each phrase being its signal."""
    made: dict[str, list[_Phrase]] = {}
    for name, entry in _table().items():
        if name == "lists":
            continue
        kind = _kind(name, entry)
        for part in ("words", "alone"):
            for said in entry.get(part, ()):
                phrase = _Phrase(kind, _pattern(said), part == "alone")
                for signal in _signal(said):
                    made.setdefault(signal, []).append(phrase)
    return {signal: tuple(phrases) for signal, phrases in made.items()}


def _kind(name: str, entry: Mapping[str, Any]) -> _Kind:
    lists = _table()["lists"]
    before, after = entry.get("not_before"), entry.get("not_after")
    return _Kind(
        entry.get("kind", name),
        tuple(_pattern(said) for said in entry.get("not_when", ())),
        None if before is None else re.compile(rf" (?:{'|'.join(lists[before])})\b"),
        None if after is None else re.compile(rf"\b(?:{'|'.join(lists[after])}) $"),
        _any_of(entry.get("not_beside", ())),
    )


@cache
def _signals() -> tuple[str, ...]:
    """Every word of which one stands in whatever is recognised; none that holds another."""
    heard = _phrases().keys()
    return tuple(sorted(one for one in heard if not any(o != one and o in one for o in heard)))


def _pattern(said: str) -> re.Pattern[str]:
    """A phrase of ``places.toml``: plurals, and blanks between its words, may be there or not."""
    parts = [r"\s?,\s?" if part == "," else rf"(?:{part})(?:e?s| s)?" for part in said.split()]
    return re.compile(rf"(?<![a-z0-9])(?:{' ?'.join(parts)})(?![a-z0-9])")


def _signal(said: str) -> tuple[str, ...]:
    """The rarest word of a phrase, in each way it may be said."""
    parts = [part.split("|") for part in said.split() if part != ","]

    def rarity(ways: list[str]) -> tuple[bool, int]:
        frequent = any(way in _FREQUENT or not way.isalpha() for way in ways)
        return (not frequent, min(map(len, ways)))

    return tuple(sorted(parts, key=rarity, reverse=True)[0])


def _any_of(said: Iterable[str]) -> re.Pattern[str] | None:
    words = "|".join(said)
    return re.compile(rf"(?<![a-z0-9])(?:{words})(?:e?s)?(?![a-z0-9])") if words else None
