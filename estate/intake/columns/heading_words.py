"""A heading read by its words, not by its spelling: ``STATION_EASTING`` is an easting.

Words are told apart at capitals, underscores and marks; usual abbreviations are written out;
words that say of what the column speaks (site, building, premises, or one word with which every
heading of a file begins) may be left aside.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import combinations

HeadingWords = tuple[str, ...]

#: Words of which a heading speaks rather than says what it holds.
ENTITIES = frozenset(
    {
        "property",
        "site",
        "building",
        "asset",
        "premise",
        "estate",
        "land",
        "school",
        "station",
        "library",
        "facility",
        "establishment",
        "place",
        "office",
        "hospital",
        "centre",
        "depot",
        "park",
        "community",
        "leisure",
        "hub",
        "children",
        "youth",
        "car",
        "fire",
        "police",
        "ambulance",
        "health",
        "practice",
        "pool",
        "hall",
        "clinic",
        "nursery",
        "museum",
        "cemetery",
        "carpark",
        "allotment",
        "farm",
        "church",
        "pavilion",
        "college",
        "campus",
        "court",
        "surgery",
        "playground",
        "theatre",
        "garage",
    }
)
_FILLERS = frozenset(
    {
        "the",
        "of",
        "a",
        "an",
        "for",
        "in",
        "at",
        "and",
        "or",
        "to",
        "this",
        "is",
        "our",
        "your",
        "its",
        "with",
        "per",
        "gbp",
        "pound",
        "sterling",
    }
)
#: Words that change nothing of what a column holds, if without them it is a known one.
_SOFT = frozenset(
    {
        "full",
        "current",
        "main",
        "primary",
        "latest",
        "unique",
        "actual",
        "overall",
        "approx",
        "approximate",
        "estimated",
        "total",
        "official",
        "if",
        "known",
        "applicable",
        "any",
        "where",
        "please",
        "enter",
        "text",
        "value",
        "description",
        "additional",
        "detail",
        "information",
        "partner",
        "council",
        "corporate",
        "uk",
        "party",
        "nearest",
    }
)
#: So bare a word says nothing, though some convention uses it for a field.
_TOO_BARE = frozenset({("number",), ("x",), ("y",)})
_JOINED = (
    ("post", "code"),
    ("co", "ordinate"),
    ("land", "lord"),
    ("sub", "lease"),
    ("grid", "ref"),
    ("e", "pims"),
    ("floor", "space"),
    ("lease", "hold"),
    ("free", "hold"),
    ("p", "code"),
)
_ABBREVIATIONS = {
    "bldg": "building",
    "bld": "building",
    "blg": "building",
    "bldng": "building",
    "prop": "property",
    "prprty": "property",
    "addr": "address",
    "add": "address",
    "ref": "reference",
    "refno": "reference",
    "refnum": "reference",
    "no": "number",
    "nos": "number",
    "num": "number",
    "nr": "number",
    "nbr": "number",
    "desc": "description",
    "descr": "description",
    "dept": "department",
    "org": "organisation",
    "organization": "organisation",
    "amt": "amount",
    "pcode": "postcode",
    "pcd": "postcode",
    "postal": "post",
    "cond": "condition",
    "val": "value",
    "yr": "year",
    "loc": "location",
    "lat": "latitude",
    "lng": "longitude",
    "lon": "longitude",
    "long": "longitude",
    "coord": "coordinate",
    "dt": "date",
    "commence": "commencement",
    "exp": "expiry",
    "expiration": "expiry",
    "est": "estimated",
    "mgr": "manager",
    "mgmt": "management",
    "cat": "category",
    "gridref": "gridreference",
    "gridreference": "gridreference",
    "premises": "premise",
    "identifier": "id",
    "center": "centre",
    "license": "licence",
    "cert": "certificate",
    "estab": "establishment",
    "ha": "hectare",
    "pa": "annum",
    "nm": "name",
    "stn": "station",
    "typ": "type",
    "lse": "lease",
    "agmt": "agreement",
    "agrmt": "agreement",
    "brk": "break",
    "rec": "record",
    "build": "building",
    "txt": "text",
    "descrip": "description",
    "nam": "name",
    "nme": "name",
    "sts": "status",
    "partie": "party",
    "stat": "status",
    "ten": "tenure",
}
_APOSTROPHES = str.maketrans("", "", "'’‘`´")
_PLURALS = re.compile(r"\b([A-Z]{2,})s\b")
_DATED = re.compile(
    r"(?:^|(?<=\w))\W*+\b(?:as\s++at|at|on|to)?\s*+\d{1,2}(?:st|nd|rd|th)?"
    r"[/. -](?:\d{1,2}|[a-z]{3,9})[/. -]\d{2,4}\b",
    re.IGNORECASE,
)
_DAY_IN_HEADING = re.compile(
    r"(?<![\d/.-])\d{1,2}(?:st|nd|rd|th)?[/. -](?:\d{1,2}|[a-z]{3,9})[/. -](?:\d{4}|\d{2})(?!\d)",
    re.IGNORECASE,
)
_OF_YEAR = re.compile(r"\b(?:19|20)\d{2}(?:[/-](?:20)?\d{2})?\b")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=\d+$)")
_WORD = re.compile(r"[a-z]+|\d+")
_EXPLAINED = re.compile(
    r"(?P<main>[^(\[\n:;]*[^(\[\n:;\s])\s*(?:[(\[\n:;]|\s[-–—]\s)(?P<rest>.*)", re.DOTALL
)
_ELSEWHERE = frozenset(
    {
        "contact",
        "owner",
        "agent",
        "tenant",
        "landlord",
        "manager",
        "person",
        "client",
        "applicant",
        "billing",
        "invoice",
        "previous",
        "former",
        "old",
        "proposed",
        "code",
        "name",
        "date",
        "registered",
        "company",
        "correspondence",
        "easting",
        "northing",
        "latitude",
        "longitude",
    }
)
_EITHER = re.compile(r"[/|]")
_NUMBERING = frozenset({"reference", "number", "id", "code", "key", "uid", "identifier"})
#: What lists of land and buildings have rows of, beside the words of ``ENTITIES``.
_LISTED = frozenset(
    {
        "item",
        "parcel",
        "plot",
        "terrier",
        "field",
        "holding",
        "unit",
        "block",
        "shop",
        "pitch",
        "toilet",
        "convenience",
        "barrack",
        "base",
        "location",
        "lot",
        "deed",
        "entry",
        "register",
        "inventory",
        "ground",
        "wood",
        "reserve",
        "greenspace",
        "recreation",
        "sport",
    }
)
#: Numbers of other things than the rows of a list.
_NO_KEYS = frozenset(
    {
        "title",
        "titl",
        "deed",
        "plan",
        "contact",
        "phone",
        "telephone",
        "tel",
        "mobile",
        "fax",
        "cost",
        "meter",
        "mpan",
        "mprn",
        "ward",
        "division",
        "lsoa",
        "msoa",
        "district",
        "region",
        "ons",
        "area",
        "house",
        "street",
        "usrn",
        "toid",
        "post",
        "postcode",
        "account",
        "certificate",
        "rrn",
        "lmk",
        "organisation",
        "trust",
        "authority",
        "la",
        "company",
        "proprietor",
        "batch",
        "version",
        "page",
        "row",
        "object",
        "global",
        "feature",
        "gml",
        "ogc",
        "poly",
        "polygon",
        "inspire",
        "map",
        "sheet",
        "layer",
        "parent",
        "policy",
        "inspection",
        "survey",
        "report",
        "element",
        "class",
        "type",
        "status",
        "tenure",
        "use",
        "category",
        "group",
        "country",
        "county",
        "licence",
        "vat",
        "charity",
        "lease",
        "tenant",
        "landlord",
        "owner",
        "user",
        "officer",
        "project",
        "contract",
        "invoice",
    }
)
#: What a list calls its things by.
_PARTS = frozenset({"block", "unit", "field", "lot", "entry", "register", "pitch"})
_NAMING = frozenset({"name", "title", "description", "label", "item"})
_FEWEST = 3
_SHARE = 0.6


@cache
def words(heading: str) -> HeadingWords:
    """The words of a heading in their order: ``BLDG_NAME`` → building, name."""
    plain = _PLURALS.sub(r"\1", unicodedata.normalize("NFKD", heading).translate(_APOSTROPHES))
    spaced = _CAMEL.sub(" ", re.sub(r"\(s\)", "", plain)).casefold()
    spaced = spaced.encode("ascii", "ignore").decode()
    found = [_ABBREVIATIONS.get(word, word) for word in _WORD.findall(_joined(spaced))]
    return tuple(_ABBREVIATIONS.get(one, one) for one in map(_singular, found))


def _joined(text: str) -> str:
    for first, second in _JOINED:
        text = re.sub(rf"\b{first}[ _-]+{second}", first + second, text)
    return text


def _singular(word: str) -> str:
    keeps = word.endswith(("ss", "us", "is")) or len(word) <= 3 or not word.endswith("s")
    return word if keeps else word[:-1]


def key_of(found: Iterable[str]) -> HeadingWords:
    """The same words whatever their order and filling: “Name of building”, “Building name”."""
    return tuple(sorted(word for word in found if word not in _FILLERS))


def keys(heading: str, common: str | None = None) -> list[HeadingWords]:
    """Under which words a heading may be known, those that leave out least first.

    ``common``: a word with which the headings of the file begin.
    """
    found = [word for word in words(heading) if word not in _FILLERS]
    loose = [
        word for word in dict.fromkeys(found) if word in ENTITIES or word in _SOFT or word == common
    ]
    made: dict[HeadingWords, None] = {}
    for many in range(min(len(loose), _FEWEST) + 1):
        for left_out in combinations(loose, many):
            rest = key_of(word for word in found if word not in left_out)
            if rest and not (many and rest in _TOO_BARE):
                made.setdefault(rest)
    return list(made)


def main_part(heading: str) -> str:
    """A heading without what explains it: “Tenure (freehold or leasehold)”, “Status - see key”.

    Words of a person or of something else explain nothing: they change what is meant.
    """
    found = _EXPLAINED.match(heading.strip())
    if found is None or not _ELSEWHERE.isdisjoint(words(found["rest"])):
        return heading
    return found["main"]


def alternatives(heading: str) -> list[str]:
    """The ways in which a heading says one thing twice: “Tenant / Occupier”, “Enw / Name”."""
    parts = [part.strip() for part in _EITHER.split(heading)]
    return parts if len(parts) > 1 and all(parts) and "(" not in heading else []


def reads_as_reference(heading: str) -> bool:
    """Whether a heading is the number of some thing that land and buildings are listed by, though
    no list of ours has it: “Parcel Ref”, ``CARPARK_ID``, “Item No”."""
    found = [word for word in words(heading) if word not in _FILLERS]
    if len(found) < 2 or found[-1] not in _NUMBERING:
        return False
    things = [word for word in found[:-1] if word not in _NUMBERING and word not in _SOFT]
    return bool(things) and _NO_KEYS.isdisjoint(found)


def reads_as_name(heading: str) -> bool:
    """Whether a heading is the word for what a list has rows of, or what it is called: “Item”,
    “Station”, “Description of land”."""
    found = [word for word in words(heading) if word not in _FILLERS]
    things = [word for word in found if word not in _NAMING]
    return bool(found) and all(word in (ENTITIES | _LISTED) - _PARTS for word in things)


def entities(heading: str) -> frozenset[str]:
    """Of what sort of thing a heading speaks, where it says so: “Building UID”; a property or an
    asset may be any."""
    return frozenset(words(heading)) & (ENTITIES | _LISTED) - {"property", "asset", "premise"}


def date_of(heading: str) -> str | None:
    """The day that a heading names, as it is written: 31/03/2025 of “NBV at 31/03/2025”."""
    found = _DAY_IN_HEADING.search(heading)
    return None if found is None else found[0]


def without_date(heading: str) -> str:
    """A heading without the day or year it names: “NBV at 31 March 2024” is an NBV, “Backlog
    2025” a backlog."""
    return " ".join(_OF_YEAR.sub(" ", _DATED.sub(" ", heading)).split())


def is_entity(heading: str) -> bool:
    """Whether a heading says nothing but of what it speaks: “School”, ``community_hub``."""
    found = words(heading)
    return bool(found) and all(word in ENTITIES for word in found)


def joined_layer(headings: Sequence[str]) -> str | None:
    """The name of a layer that was joined in QGIS, which stands before each of its columns:
    ``assets_`` of “assets_Asset Ref”; persons' columns begin alike without having been joined."""
    firsts = Counter(one[: one.index("_") + 1] for one in headings if "_" in one[1:])
    if not firsts:
        return None
    prefix, count = firsts.most_common(1)[0]
    people = not _ELSEWHERE.isdisjoint(words(prefix))
    return prefix if count >= _FEWEST and not people else None


def common_word(headings: Sequence[str]) -> str | None:
    """The word with which most headings of a file begin (``STATION_NAME``, ``STATION_X`` …)."""
    firsts = Counter(found[0] for found in map(words, headings) if len(found) > 1)
    if not firsts:
        return None
    word, count = firsts.most_common(1)[0]
    return word if count >= max(_FEWEST, _SHARE * len(headings)) else None
