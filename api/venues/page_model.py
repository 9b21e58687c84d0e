"""What the page of venues shows, as a table."""

from api.html.format import Shown, pounds
from api.html.tables import Column, Table, Withheld
from estate.answers.club.venues import Venue, Venues

_NOT_KNOWN = Withheld("not known")


def table(found: Venues) -> Table:
    """One venue a row."""
    every = any(not one.is_open for one in found.venues)
    columns = (
        Column("id", "id", "file"),
        Column("name", "Venue", small="kind"),
        Column("address", "Where", link="map"),
        Column("nia_m2", "On offer, net", "square_metres"),
        Column("available_from", "From", "day"),
        Column("available_until", "Until", "day"),
        Column("charge_gbp_pa", "Charge a year", "amount"),
        Column("offered_by", "Offered by"),
        Column("source", "Source"),
        Column("state", "State", "text" if every else "file"),
        Column("easting", "easting", "file"),
        Column("northing", "northing", "file"),
    )
    rows = [
        {
            "anchor": str(one.id),
            "id": str(one.id),
            "name": one.name,
            "kind": one.kind.label,
            "address": one.address or Shown(_grid(one), None),
            "map": _on_map(one),
            "nia_m2": one.nia_m2,
            "available_from": one.available_from,
            "available_until": one.available_until or Withheld("no end on record"),
            "charge_gbp_pa": _NOT_KNOWN
            if one.charge_gbp_pa is None
            else Shown(pounds(one.charge_gbp_pa), one.charge_gbp_pa),
            "offered_by": one.offered_by.name,
            "source": one.source,
            "state": state(one),
            "easting": one.easting,
            "northing": one.northing,
        }
        for one in found.venues
    ]
    note = (
        "Said by the body that offers it, with its source; nothing is agreed with whoever owns a "
        "venue until their own agreement says so. No venue is a property of the register."
    )
    return Table("venues", "Venues", columns, rows, note, "No venue is on offer.")


def state(one: Venue) -> str:
    """Whether it is on offer, in words."""
    if one.withdrawn:
        return "withdrawn"
    return "on offer" if one.is_open else "past its last day"


def _grid(one: Venue) -> str:
    return f"grid {one.easting:,.0f} E, {one.northing:,.0f} N"


def _on_map(one: Venue) -> str | None:
    if one.latitude is None:
        return None
    return f"/#layers=base,districts,venues&view=17/{one.latitude:.5f}/{one.longitude:.5f}"
