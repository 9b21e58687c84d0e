"""Which back-office services could combine, as tables of page, files and command."""

from api.html.addresses import property_address
from api.html.tables import Column, Table
from estate.answers.candidates.sharing import BackOffice


def tables(found: BackOffice) -> dict[str, Table]:
    """The tables of the page, by their names."""
    return {one.name: one for one in (_groups(found), _users(found))}


def _groups(found: BackOffice) -> Table:
    columns = (
        Column("name", "Service", small="several"),
        Column("bodies", "Bodies that give it today", "long"),
        Column("count", "Bodies", "number"),
        Column("places", "Places", "number"),
        Column("need_m2", "Room they need", "square_metres"),
    )
    rows = [
        {
            "name": one.name,
            "several": "" if one.is_of_several else "nobody to combine with here",
            "bodies": ", ".join(each.name for each in one.organisations),
            "count": len(one.organisations),
            "places": len({each.property.id for each in one.users}),
            "need_m2": one.need_m2 if one.users else "",
        }
        for one in found.groups
    ]
    note = (
        f"The list is the county's: {found.source}. Nothing is proposed and no saving is worked "
        "out: what the services themselves cost is not on record."
    )
    return Table("groups", "Services that could combine", columns, rows, note)


def _users(found: BackOffice) -> Table:
    columns = (
        Column("group", "Group"),
        Column("body", "Body"),
        Column("service", "Service"),
        Column("place", "Property", link="page", small="town"),
        Column("need_m2", "Room it needs", "square_metres"),
    )
    rows = [
        {
            "group": one.name,
            "body": each.organisation.name,
            "service": each.service.label,
            "place": each.property.name,
            "page": property_address(each.property.id),
            "town": each.town or "outside the towns",
            "need_m2": each.need_m2,
        }
        for one in found.groups
        for each in one.users
    ]
    empty = "No user of such a service is on record, or none that you may see."
    return Table("users", "Who gives them, and where", columns, rows, "", empty)
