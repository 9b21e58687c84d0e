"""The county, the register's version and the current assumption set."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, func, literal_column, select

from estate.db import tables as t
from estate.errors import NotInitialised
from estate.geometry import Envelope

NO_COUNTY = (
    "This register holds no county yet. Describe one in an area.toml and run "
    "'estate init AREA.toml', or try the sample county with 'estate demo'."
)

#: Built once: every answer that is kept is asked about with it.
CURRENT = select(func.coalesce(func.max(t.register_version.c.version), literal_column("0")))


def current_version(connection: Connection) -> int:
    """Number of the last change to the register; 0 when nothing was ever imported."""
    return int(connection.execute(CURRENT).scalar_one())


def version_and_standards(connection: Connection, today: date) -> tuple[int, date]:
    """The register's version, and since when the space standards are those of today."""
    s = t.space_standard.c
    latest = select(func.max(s.valid_from)).where(s.valid_from <= today).scalar_subquery()
    version, day = connection.execute(select(CURRENT.scalar_subquery(), latest)).one()
    return int(version), day or date.min


def county(connection: Connection) -> dict[str, Any]:
    """The one county this register holds; NotInitialised when there is none yet."""
    row = connection.execute(select(t.county)).mappings().one_or_none()
    if row is None:
        raise NotInitialised(NO_COUNTY)
    return dict(row)


def county_name(connection: Connection) -> str:
    """Its name alone; "" when there is none yet."""
    return str(connection.execute(select(t.county.c.name)).scalar() or "")


def envelope(connection: Connection) -> Envelope:
    """The box that coordinates must lie in."""
    return envelope_of(county(connection))


def envelope_of(row: dict[str, Any]) -> Envelope:
    """The box of a county that has been asked for (``county``)."""
    names = ("min_easting", "min_northing", "max_easting", "max_northing")
    return Envelope(*(float(row[name]) for name in names))


def current_assumptions(connection: Connection) -> dict[str, Any] | None:
    """Name and overrides of the county's current assumption set, or None for the defaults."""
    a = t.assumption_set.c
    statement = select(a.assumption_set_id, a.name, a.overrides).where(a.is_current)
    row = connection.execute(statement).mappings().one_or_none()
    return None if row is None else dict(row)
