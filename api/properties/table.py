"""Properties as a table of a page."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection

from api.html.addresses import organisation_address, property_address
from api.html.format import Shown
from api.html.row_access import NOT_SHARED
from api.html.tables import Column, Table
from api.http.values import number
from estate import codes
from estate.quarters import Quarter, seen
from estate.register import visibility as v
from estate.register.queries import organisations
from estate.rows import Row

#: In place of a day on which a lease can end: it can at once.
HELD_OVER = "held over: by notice"

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
    Column("candidates", "Sharing options", "number"),
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
        "lease_can_end": _can_end(row) or _no_lease(row["tenure"]),
        "candidates": held.get(str(row["property_id"]), 0),
    }


def _can_end(row: Row) -> Quarter | Shown | date | None:
    """The quarter; of a lease that is held over, which can end at once, that it is. The file has
    the quarter of both."""
    quarter = seen(row["lease_can_end"], exact=False)
    return Shown(HELD_OVER, quarter) if row["lease_held_over"] else quarter


def _no_lease(tenure: str | None) -> str | None:
    """What stands in place of a lease's end: a dash for an owner, unknown for a tenant."""
    return None if tenure in codes.RENTED else "–"
