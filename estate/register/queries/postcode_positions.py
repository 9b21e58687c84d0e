"""Where a postcode is, by what is loaded and by what anybody is shown. It is asked, never kept."""

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from estate.codes import PublishedKind
from estate.db import tables as t
from estate.register import visibility as v
from estate.register.queries.published import standing


def loaded(connection: Connection, plain: str) -> tuple[float, float] | None:
    """Where a postcode (capitals, no space) is by the newest published file that has it, m."""
    c = t.postcode_point.c
    statement = (
        select(c.easting, c.northing)
        .join(t.published_file, t.published_file.c.published_file_id == c.published_file_id)
        .where(standing(PublishedKind.POSTCODES), func.replace(c.postcode, " ", "") == plain)
        .order_by(t.published_file.c.published_on.desc(), t.published_file.c.sequence.desc())
        .limit(1)
    )
    found = connection.execute(statement).one_or_none()
    return None if found is None else (float(found[0]), float(found[1]))


def several(connection: Connection, plain: Sequence[str]) -> dict[str, tuple[float, float]]:
    """The same of many postcodes at once; those that are not loaded are left out."""
    c = t.postcode_point.c
    bare = func.replace(c.postcode, " ", "")
    statement = (
        select(bare.label("plain"), c.easting, c.northing)
        .join(t.published_file, t.published_file.c.published_file_id == c.published_file_id)
        .where(standing(PublishedKind.POSTCODES), bare.in_(list(plain)))
        .order_by(t.published_file.c.published_on, t.published_file.c.sequence)
    )
    rows = connection.execute(statement)
    return {row.plain: (float(row.easting), float(row.northing)) for row in rows}


def of_places(connection: Connection, plain: str) -> tuple[float, float] | None:
    """The middle of the places of a postcode that anybody is shown, m; None where there is none."""
    p = t.property_.c
    east, north = func.avg(func.ST_X(p.rep_point)), func.avg(func.ST_Y(p.rep_point))
    statement = select(east, north).where(
        v.rows(v.PUBLIC), func.replace(func.upper(p.postcode), " ", "") == plain
    )
    found = connection.execute(statement).one()
    return None if found[0] is None else (float(found[0]), float(found[1]))
