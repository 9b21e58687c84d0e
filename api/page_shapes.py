"""What several pages show: sites, candidates and ratings, and words for what is withheld."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from sqlalchemy import Connection

from api import candidate_shapes
from api.page_tables import Column, Table, Withheld
from api.page_words import Shown
from api.shapes import number, quarter
from estate import codes
from estate.answers import Candidates
from estate.register import visibility as v
from estate.register.queries import organisations
from maps import style

Row = Mapping[str, Any]

NOT_SHARED = Withheld("not shared")
LET = frozenset({
    codes.Tenure.LEASEHOLD, codes.Tenure.LONG_LEASEHOLD, codes.Tenure.LICENCE,
    codes.Tenure.TENANCY_AT_WILL, codes.Tenure.HOLDING_OVER,
})  # fmt: skip
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


CANDIDATE_COLUMNS = (
    Column("rank", "Rank", "number"),
    Column("guest", "Could move", link="guest_page"),
    Column("guest_organisation", "Its organisation"),
    Column("host", "Could host", link="host_page"),
    Column("host_organisation", "Its organisation"),
    Column("score", "Score", "per_cent"),
    Column("evidence", "Evidence", "per_cent"),
    Column("minutes", "Minutes", "number"),
    Column("saving_gbp_pa", "Saving a year, indicative", "pounds"),
    Column("act_by", "Act by", "day"),
    Column("scheme", "Business case", link="scheme_page"),
)


def candidate_rows(
    found: Candidates, limit: int, property_id: str | None = None
) -> list[dict[str, Any]]:
    """Candidates with the addresses of their two properties (``scheme_page`` is already there)."""
    rows = candidate_shapes.page(found, limit, property_id)
    return [row | _addresses(row) for row in rows]


def _addresses(row: Row) -> dict[str, str]:
    guest, host = row["guest"]["property_id"], row["host"]["property_id"]
    return {
        "guest_page": property_address(guest),
        "host_page": property_address(host),
    }


def candidates_table(rows: Sequence[Row], **words: Any) -> Table:
    """The same as a table."""
    lines = [
        dict(row)
        | {
            "guest": row["guest"]["name"],
            "guest_organisation": row["guest"]["organisation"]["name"],
            "host": row["host"]["name"],
            "host_organisation": row["host"]["organisation"]["name"],
            "minutes": Shown("under 1", row["minutes"]) if row["minutes"] < 1 else row["minutes"],
            "saving_gbp_pa": row["saving"]["central"],
            "act_by": row.get("act_by") or row.get("act_by_quarter") or _no_date(row),
            "scheme": "Open" if row["scheme_page"] else "Need not known",
        }
        for row in rows
    ]
    told = {
        "name": "candidates",
        "title": "Candidates for sharing",
        "note": "Possibilities for discussion, best first. Score: how well the two would fit, of "
        "what is known; evidence: how much of that is known. Savings are indicative, of a full "
        "year after the move and before one-off costs; they do not add up, because two candidates "
        "may need one building.",
        "empty": "No candidate was found from what is known today.",
    }
    return Table(columns=CANDIDATE_COLUMNS, rows=lines, **(told | words))


def _no_date(row: Row) -> str | None:
    """What stands in place of an act-by date: an owner waits for none."""
    return "no lease" if row["exit_kind"] == "owned" else None


def in_words(code: str | None) -> str | None:
    """A code's words, None where there is no code."""
    return None if code is None else codes.label(code)
