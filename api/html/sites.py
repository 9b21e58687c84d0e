"""What several pages show: sites and ratings, and words for what is withheld."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from sqlalchemy import Connection

from api.html.tables import Column, Table, Withheld
from api.properties.serialise import number, quarter
from estate import codes
from estate.register import visibility as v
from estate.register.queries import organisations
from maps import style

Row = Mapping[str, Any]

NOT_SHARED = Withheld("not shared")
LET = frozenset(
    {
        codes.Tenure.LEASEHOLD,
        codes.Tenure.LONG_LEASEHOLD,
        codes.Tenure.LICENCE,
        codes.Tenure.TENANCY_AT_WILL,
        codes.Tenure.HOLDING_OVER,
    }
)
#: Availability first: it is what the map colours unless told otherwise.
SCHEMES = (codes.RatingScheme.AVAILABILITY, codes.RatingScheme.SHARING)
#: What the public edition leaves out, said where a page would show it.
FOR_MEMBERS = Withheld("Shown to members of the property club.")


class Sight:
    """How much of one property's row this reader sees, and the words where it sees less."""

    def __init__(self, reader: v.Reader, organisation: str, name: str, signed: bool) -> None:
        """``signed``: whether the property's organisation has signed the protocol."""
        self.reader, self.organisation, self.name, self.signed = reader, organisation, name, signed

    @property
    def level(self) -> v.Level:
        """The highest level that is shown of this row."""
        if self.reader.organisation == self.organisation:
            return v.Level.OWNER
        if self.organisation in self.reader.parties:
            return v.Level.PARTIES
        if self.reader.level >= v.Level.CLUB and self.signed:
            return v.Level.CLUB
        return v.Level.PUBLIC

    def withheld(self, level: v.Level) -> Withheld | None:
        """Why a value of this level is not shown; None when it is."""
        if level <= self.level:
            return None
        if level is v.Level.CLUB:
            if self.reader.level < v.Level.CLUB:
                return FOR_MEMBERS
            return Withheld(f"Not shared: {self.name} has not signed the protocol.")
        if level is v.Level.PARTIES:
            return Withheld("Shown to its owner, and to parties under agreement.")
        return Withheld("Shown to its owner only.")


def property_address(property_id: object) -> str:
    """The page of one property."""
    return f"/properties/{property_id}"


def organisation_address(code: str) -> str:
    """The page of one organisation."""
    return f"/organisations/{quote(code, safe='')}"


def town_address(name: str) -> str:
    """The page of one town."""
    return f"/towns/{quote(name, safe='')}"


def filter_query(**filters: str) -> str:
    """Filters as the map's address and ``/print`` take them (maps/static/state.js)."""
    return urlencode(filters)


def rating_marks(*, blue: bool = False) -> dict[str, style.RatingStyle]:
    """Each rating's letter, shape and colours; ``blue`` is the colour-blind palette."""
    marks = {one.code: one for one in style.RATINGS}
    if blue:
        for code, (fill, outline, ink) in style.COLOUR_BLIND_FILLS.items():
            old = marks[code]
            marks[code] = style.RatingStyle(
                code, old.letter, old.word, old.shape, fill, outline, ink, old.dash
            )
    return marks


PUBLIC_COLUMNS = (
    Column("name", "Property", link="page"),
    Column("organisation", "Organisation", link="organisation_page"),
    Column("town", "Town"),
    Column("postcode", "Postcode"),
)
CLUB_COLUMNS = (
    *PUBLIC_COLUMNS,
    Column("kind", "Use"),
    Column("tenure", "Tenure"),
    Column("availability", "Availability", "rating"),
    Column("sharing", "Sharing", "rating"),
    Column("area_m2", "Floor area", "square_metres"),
    Column("lease_can_end", "Lease can end", "day"),
    Column("candidates", "Candidates", "number"),
)


def signed_codes(connection: Connection, reader: v.Reader) -> frozenset[str]:
    """Organisations whose rows the club sees."""
    rows = organisations.listing(connection, reader)
    return frozenset(row["code"] for row in rows if row.get("signed_on") is not None)


def sites(
    rows: Iterable[Row],
    reader: v.Reader,
    signed: frozenset[str],
    held: Mapping[str, int],
    **words: Any,
) -> Table:
    """Properties as a table; ``words`` are title, note and the like of ``Table``."""
    club = reader.level >= v.Level.CLUB
    shown = [site(row, reader, signed, held) for row in rows]
    told = {"name": "properties", "title": "Properties", "empty": "No property matches."} | words
    return Table(columns=CLUB_COLUMNS if club else PUBLIC_COLUMNS, rows=shown, **told)


def site(
    row: Row, reader: v.Reader, signed: frozenset[str], held: Mapping[str, int]
) -> dict[str, Any]:
    """One property as a line; what its organisation does not share is said as such."""
    code = row["organisation_code"]
    found: dict[str, Any] = {
        "id": str(row["property_id"]),
        "name": row["name"],
        "page": property_address(row["property_id"]),
        "organisation": row["organisation_name"],
        "organisation_page": organisation_address(code),
        "town": row["town"] or "outside the towns",
        "postcode": row["postcode"],
    }
    if reader.level < v.Level.CLUB:
        return found
    if code not in signed and reader.organisation != code:
        hidden = ("kind", "tenure", "availability", "sharing", "area_m2", "lease_can_end")
        return found | dict.fromkeys(hidden, NOT_SHARED) | {"candidates": 0}
    return found | {
        "kind": codes.label(row["type_code"] or row["use_class"]),
        "tenure": codes.label(row["tenure"]) if row["tenure"] else None,
        "availability": row["availability"] or "unrated",
        "sharing": row["sharing"] or "unrated",
        "area_m2": number(row["gia_m2"] or row["nia_m2"]),
        "lease_can_end": quarter(row["lease_can_end"]) or _no_lease(row["tenure"]),
        "candidates": held.get(str(row["property_id"]), 0),
    }


def _no_lease(tenure: str | None) -> str | None:
    """What stands in place of a lease's end: a dash for an owner, unknown for a tenant."""
    return None if tenure in LET else "–"


def in_words(code: str | None) -> str | None:
    """A code's words, None where there is no code."""
    return None if code is None else codes.label(code)
