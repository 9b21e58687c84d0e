"""One search for everything that has a name: organisations, towns, streets, postcodes, properties,
and the places, streets and stations of published names.

Each word must begin a word of what is found. A word that begins none is taken for the nearest one
that does (``search_spelling``).
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, get_args

import numpy as np
from pydantic import Field

from estate import clock, codes
from estate.answers.answer import ABSENT, Answer, answer
from estate.answers.context import ReadContext
from estate.answers.search_spelling import nearest
from estate.answers.search_spelling import words_of as words_of
from estate.geometry import to_lonlat
from estate.register.queries import organisations
from estate.register.queries import search as rows_of

FoundKind = Literal["organisation", "town", "place", "street", "station", "postcode", "property"]
KINDS: tuple[FoundKind, ...] = get_args(FoundKind)
_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?(?:[0-9][A-Z]{0,2})?")
_HOUSE = re.compile(r"^(?:(?:unit|flat|suite)\s+)?[0-9]+[a-z]?(?:\s*[-–]\s*[0-9]+[a-z]?)?\s+", re.I)
_MOST_POSTCODES = 5
_LONGEST_WORD = 30


@answer
class Hit(Answer):
    """One thing found. ``key``: the id of a property, the code of an organisation, else the name;
    ``point``: longitude and latitude, where it has a place."""

    kind: FoundKind
    name: str
    detail: str
    key: str
    town: str | None = ABSENT
    point: list[float] | None


@answer
class Search(Answer):
    """What was found, the best first; ``count`` is all of it, ``hits`` as many as were asked for.

    ``instead``: what was looked for in place of words that nothing begins with; null if as asked.
    """

    query: str
    instead: Annotated[str | None, Field(description="the corrected words")]
    count: int
    by_kind: dict[str, int]
    hits: list[Hit]


@dataclass(frozen=True)
class _Entry:
    """A thing that can be found, with the words of its name and those of all that is told of it."""

    hit: Hit
    name: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class _Index:
    """Everything a reader can find, and every word in it: ``vocabulary`` the most frequent first,
    ``ordered`` by letters, ``places`` the entries that each stands in."""

    entries: Sequence[_Entry]
    vocabulary: Sequence[str]
    ordered: Sequence[str]
    places: Mapping[str, Sequence[int]]

    def holding(self, start: str) -> set[int]:
        """Entries with a word that begins so."""
        found: set[int] = set()
        for at in range(bisect_left(self.ordered, start), len(self.ordered)):
            if not self.ordered[at].startswith(start):
                break
            found.update(self.places[self.ordered[at]])
        return found


def search(context: ReadContext, query: str, limit: int) -> Search:
    """What a query finds, at most ``limit`` of it."""
    index = _index(context)
    asked = [word[:_LONGEST_WORD] for word in words_of(query)]
    found, instead = _found(index, asked), None
    if not found and asked:
        corrected = [nearest(index.vocabulary, word) for word in asked]
        if corrected != asked:
            found, instead = _found(index, corrected), " ".join(corrected)
    found += _postcodes(context, query, {one.hit.name for one in found})
    counted = Counter(str(one.hit.kind) for one in found)
    return Search(
        query=query,
        instead=instead if found else None,
        count=len(found),
        by_kind={kind: counted[kind] for kind in KINDS if counted[kind]},
        hits=[one.hit for one in found[:limit]],
    )


def _found(index: _Index, asked: Sequence[str]) -> list[_Entry]:
    """Entries of which some word begins with each that is asked for, the best first."""
    if not asked:
        return []
    holding = set.intersection(*(index.holding(word) for word in asked))
    ranked = sorted((_rank(index.entries[place], asked), place) for place in holding)
    return [index.entries[place] for _, place in ranked]


def _rank(entry: _Entry, asked: Sequence[str]) -> tuple[int, int]:
    """Its whole name, the beginning of it, words of it, else what is told beside it; then what it
    is."""
    name = entry.name
    in_name = all(any(one.startswith(word) for one in name) for word in asked)
    begins = len(asked) <= len(name) and all(
        one.startswith(word) for one, word in zip(name, asked, strict=False)
    )
    standing = 0 if list(name) == list(asked) else 1 if begins else 2 if in_name else 3
    return standing, KINDS.index(entry.hit.kind)


def _index(context: ReadContext) -> _Index:
    """Kept while the register stands as it does for this class of reader."""
    key = ("search", context.version, context.reader.edition, clock.today())
    return context.cache.once(key, lambda: _made(context))


def _made(context: ReadContext) -> _Index:
    rows = rows_of.properties(context.connection, context.reader)
    known = [*_towns(context, rows), *_streets(rows)]
    entries = [
        *_organisations(context),
        *known,
        *_names(context, known),
        *_known_postcodes(rows),
        *map(_property, rows),
    ]
    counted = Counter(word for entry in entries for word in entry.words if not word.isdigit())
    places: dict[str, list[int]] = defaultdict(list)
    for place, entry in enumerate(entries):
        for word in entry.words:
            places[word].append(place)
    # Of two that are as near the more frequent comes first.
    return _Index(entries, [word for word, _ in counted.most_common()], sorted(places), places)


def _entry(hit: Hit, *more: str | None) -> _Entry:
    told = (word for text in (hit.name, *more) if text for word in words_of(text))
    return _Entry(hit, words_of(hit.name), tuple(dict.fromkeys(told)))


def _organisations(context: ReadContext) -> Iterable[_Entry]:
    for row in organisations.listing(context.connection, context.reader):
        count = int(row["properties"] or 0)
        detail = f"Organisation, {count:,} {'property' if count == 1 else 'properties'}"
        hit = Hit(kind="organisation", name=row["name"], detail=detail, key=row["code"], point=None)
        yield _entry(hit, row["code"])


def _towns(context: ReadContext, rows: Sequence[Mapping[str, Any]]) -> Iterable[_Entry]:
    counted = Counter(row["town"] for row in rows)
    for row in rows_of.towns(context.connection):
        detail = f"Town, {counted[row['name']]:,} properties"
        point = None if row["longitude"] is None else [row["longitude"], row["latitude"]]
        yield _entry(
            Hit(kind="town", name=row["name"], detail=detail, key=row["name"], point=point)
        )


def _streets(rows: Sequence[Mapping[str, Any]]) -> Iterable[_Entry]:
    """Streets of the properties' addresses, each by its town, in the middle of its properties."""
    by_street: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        street = street_of(row.get("address"))
        if street and row["town"]:
            by_street[street, row["town"]].append(row)
    for (street, town), there in sorted(by_street.items()):
        count = len(there)
        detail = f"Street in {town}, {count:,} {'property' if count == 1 else 'properties'}"
        hit = Hit(
            kind="street", name=street, detail=detail, key=street, town=town, point=_middle(there)
        )
        yield _entry(hit, town)


def _names(context: ReadContext, known: Sequence[_Entry]) -> Iterable[_Entry]:
    """Published names, but for towns and streets that the register's own properties tell of."""
    rows = rows_of.names(context.connection)
    if not rows:
        return
    told = {(one.hit.kind, one.name, words_of(one.hit.town or "")) for one in known}
    lon, lat = to_lonlat(*(np.array([float(row[key]) for row in rows]) for key in ("e", "n")))
    for row, x, y in zip(rows, lon, lat, strict=True):
        name, place = words_of(row["name"]), row["place"] or ""
        twice = ("town", name, ()), (row["kind"], name, words_of(place))
        if told.isdisjoint(twice if row["kind"] == "place" else twice[1:]):
            near = place if words_of(place) != name else ""
            where = ", ".join(one for one in (near, row["district"]) if one)
            what = "Street" if row["kind"] == "street" else row["local_type"].capitalize()
            hit = Hit(
                kind=row["kind"],
                name=row["name"],
                detail=f"{what} in {where}" if where else what,
                key=row["name"],
                point=[round(float(x), 6), round(float(y), 6)],
            )
            yield _entry(hit, row["other_name"], place)


def street_of(address: str | None) -> str | None:
    """The street of an address such as ``21 Abbots Way, Bromsgrove``: its first part without the
    number of the house; None where that is no name."""
    if not address:
        return None
    for part in address.split(",")[:2]:
        bare = _HOUSE.sub("", part.strip())
        if bare != part.strip() and len(words_of(bare)) > 1:
            return bare
    return None


def _known_postcodes(rows: Sequence[Mapping[str, Any]]) -> Iterable[_Entry]:
    by_postcode: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        if row.get("postcode"):
            by_postcode[row["postcode"]].append(row)
    for postcode, there in sorted(by_postcode.items()):
        count = len(there)
        detail = f"Postcode, {count:,} {'property' if count == 1 else 'properties'}"
        hit = Hit(kind="postcode", name=postcode, detail=detail, key=postcode, point=_middle(there))
        made = _entry(hit)
        yield replace(made, words=(*made.words, "".join(made.name)))


def _property(row: Mapping[str, Any]) -> _Entry:
    told = [row["organisation_name"], row["town"], row.get("postcode")]
    point = None if row["longitude"] is None else [row["longitude"], row["latitude"]]
    hit = Hit(
        kind="property",
        name=row["name"],
        detail=" · ".join(text for text in told if text),
        key=str(row["property_id"]),
        point=point,
    )
    code = row.get("type_code") or row.get("use_class")
    kind = codes.label(code) if code else None
    bare = (row.get("postcode") or "").replace(" ", "")
    return _entry(hit, row.get("address"), *told, bare, row.get("local_ref"), kind)


def _middle(rows: Sequence[Mapping[str, Any]]) -> list[float] | None:
    points = [(row["longitude"], row["latitude"]) for row in rows if row["longitude"] is not None]
    if not points:
        return None
    east, north = np.mean(points, axis=0)
    return [round(float(east), 6), round(float(north), 6)]


def _postcodes(context: ReadContext, query: str, held: set[str]) -> list[_Entry]:
    """Postcodes of published files that begin as a query does which looks like one."""
    start = "".join(words_of(query)).upper()
    if len(start) < 4 or not _POSTCODE.fullmatch(start):
        return []
    rows = rows_of.postcodes(context.connection, start, _MOST_POSTCODES)
    new = [row for row in rows if row["postcode"] not in held]
    if not new:
        return []
    lon, lat = to_lonlat(*(np.array([float(row[key]) for row in new]) for key in ("e", "n")))
    return [
        _entry(
            Hit(
                kind="postcode",
                name=row["postcode"],
                detail="Postcode",
                key=row["postcode"],
                point=[round(float(x), 6), round(float(y), 6)],
            )
        )
        for row, x, y in zip(new, lon, lat, strict=True)
    ]
