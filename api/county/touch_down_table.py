"""Touch-down desks as the table of page, files and command."""

from api.html.addresses import property_address
from api.html.format import Shown, minutes
from api.html.tables import Column, Table, Withheld
from estate.answers.candidates.touch_down import TouchDown

_NOT_KNOWN = Withheld("not on record")


def table(found: TouchDown) -> Table:
    """One place a row."""
    columns = [
        Column("name", "Property", link="page", small="address"),
        Column("town", "Town"),
        Column("desks", "Touch-down desks", "number"),
        Column("opening_hours", "Open", "long"),
        Column("offered_by", "Offered by"),
        Column("longitude", "longitude", "file"),
        Column("latitude", "latitude", "file"),
    ]
    if found.near is not None:
        columns.append(Column("minutes", "Minutes on foot", "amount"))
        columns.append(Column("minutes_rest_on", "Minutes rest on", "file"))
    rows = [
        {
            "name": one.name,
            "page": property_address(one.property_id),
            "address": ", ".join(filter(None, (one.address, one.postcode))),
            "town": one.town or "outside the towns",
            "desks": _NOT_KNOWN if one.desks is None else one.desks,
            "opening_hours": one.opening_hours or _NOT_KNOWN,
            "offered_by": ", ".join(each.name for each in one.offered_by),
            "longitude": one.longitude,
            "latitude": one.latitude,
            "minutes": Shown("", None)
            if one.minutes is None
            else Shown(minutes(one.minutes), one.minutes),
            "minutes_rest_on": found.travel.words,
        }
        for one in found.points
    ]
    note = (
        f"For {found.for_whom}, as an occupier of each has put on record; ask there before you "
        f"go. Open: the property's own hours. {found.travel.words}"
    )
    empty = "No place with touch-down desks answers to this question."
    return Table("touch-down", "Where to drop in", tuple(columns), rows, note, empty)
