"""The county, the register's version and the current assumption set."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Select,
    bindparam,
    func,
    literal_column,
    select,
    true,
)

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


def changes_since(connection: Connection, version: int) -> int:
    """How many changes the register has seen since it stood at a version."""
    found = select(func.count()).where(t.register_version.c.version > version)
    return int(connection.execute(found).scalar_one())


@dataclass(frozen=True)
class Moment:
    """What every answer about a day rests on, asked with one statement: the register's version,
    since when the space standards are that day's, the county's current assumption set (None for
    the defaults), and the county, where there is one."""

    version: int
    standards_day: date
    assumptions: dict[str, Any] | None
    county_row: dict[str, Any] | None

    @property
    def county(self) -> dict[str, Any]:
        """The one county this register holds; NotInitialised when there is none yet."""
        return _there(self.county_row)


def moment(connection: Connection, today: date) -> Moment:
    """The register as it stands, for answers about a day."""
    row = connection.execute(_MOMENT, {"today": today}).one()
    version, day, *rest = row
    kept, county_ = rest[: len(_ASSUMPTIONS)], rest[len(_ASSUMPTIONS) :]
    return Moment(
        int(version), day or date.min, _named(_ASSUMPTIONS, kept), _named(_COUNTY, county_)
    )


_ASSUMPTIONS = [t.assumption_set.c[name] for name in ("assumption_set_id", "name", "overrides")]
_COUNTY = list(t.county.c)


def _named(columns: Sequence[ColumnElement[Any]], values: Sequence[Any]) -> dict[str, Any] | None:
    """A row of an outer join, which has a key as its first column; None where there is none."""
    names = (str(column.name) for column in columns)
    return None if values[0] is None else dict(zip(names, values, strict=True))


def _moment() -> Select[Any]:
    s = t.space_standard.c
    today = bindparam("today", type_=Date)
    latest = select(func.max(s.valid_from)).where(s.valid_from <= today).scalar_subquery()
    always = select(literal_column("1").label("one")).subquery("always")
    joined = always.outerjoin(t.assumption_set, t.assumption_set.c.is_current)
    joined = joined.outerjoin(t.county, true())
    wanted = [*_ASSUMPTIONS, *(column.label(f"county_{column.name}") for column in _COUNTY)]
    return select(CURRENT.scalar_subquery(), latest, *wanted).select_from(joined)


_MOMENT = _moment()


def county(connection: Connection) -> dict[str, Any]:
    """The one county this register holds; NotInitialised when there is none yet."""
    row = connection.execute(select(t.county)).mappings().one_or_none()
    return _there(None if row is None else dict(row))


def _there(county: dict[str, Any] | None) -> dict[str, Any]:
    if county is None:
        raise NotInitialised(NO_COUNTY)
    return county


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
