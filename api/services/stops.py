"""The table of stops of mobile services, as the pages show it that have one."""

from collections.abc import Sequence
from typing import Any

from api.html.tables import Column, Table
from estate.answers.residents.mobile import MobileStop

_COLUMNS = (
    Column("stop", "Stop", small="postcode"),
    Column("service", "Service"),
    Column("when", "When it is there", "long"),
    Column("body", "Run by"),
    Column("town", "Town"),
    Column("imd_decile", "Deprivation decile there", "file"),
    Column("area_code", "area_code", "file"),
    Column("function", "function", "file"),
    Column("edition", "Timetable", "file"),
    Column("published_on", "Timetable of", "day"),
    Column("longitude", "longitude", "file"),
    Column("latitude", "latitude", "file"),
)


def stops_table(found: Sequence[MobileStop], title: str = "Stops of mobile services") -> Table:
    """One stop a row, with its days and hours, and in files where it is."""
    synthetic = any(one.synthetic for one in found)
    note = "A mobile service is at a stop on these days alone. As its body has published them" + (
        "; made up for the sample county." if synthetic else "."
    )
    return Table("stops", title, _COLUMNS, [_row(one) for one in found], note, "None stops here.")


def _row(one: MobileStop) -> dict[str, Any]:
    return {
        "stop": one.stop,
        "postcode": one.postcode or "",
        "service": one.service,
        "when": one.when,
        "body": one.body,
        "town": one.town or "outside the towns",
        "imd_decile": one.imd_decile,
        "area_code": one.area_code,
        "function": one.function.code,
        "edition": one.edition,
        "published_on": one.published_on,
        "longitude": one.longitude,
        "latitude": one.latitude,
    }
