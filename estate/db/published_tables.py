"""Tables of published files about areas, people and money; part of ``estate.db.tables``."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Numeric,
    SmallInteger,
    Table,
    Text,
    false,
)
from sqlalchemy.dialects.postgresql import JSONB

from estate.codes import AreaMeasure, PlaceNameKind, PublishedKind, ServiceFunction, Weekday
from estate.db.columns import code, geometry, key, metadata, moment, reference

#: That a published file was loaded: which edition, of which day, from where, under which licence.
#: Undone by a withdrawal: its rows stay, and count no longer.
published_file = Table(
    "published_file",
    metadata,
    key("published_file_id"),
    code("kind", PublishedKind),
    Column("edition", Text, CheckConstraint("edition <> ''", name="edition"), nullable=False),
    Column("published_on", Date, nullable=False),
    Column("source", Text, CheckConstraint("source <> ''", name="source"), nullable=False),
    Column("licence", Text, CheckConstraint("licence <> ''", name="licence"), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("file_sha256", Text, nullable=False),
    Column("rows_read", Integer, nullable=False),
    Column("rows_kept", Integer, nullable=False),
    Column("rows_elsewhere", Integer, nullable=False),
    Column("remarks", JSONB, nullable=False),
    Column("synthetic", Boolean, nullable=False, server_default=false()),
    Column("recorded_by", Text, nullable=False),
    moment("recorded_at"),
    Column("withdrawn_on", Date),
    Column("withdrawn_by", Text),
    Column("withdrawn_reason", Text),
    Column("sequence", BigInteger, Identity(always=True), nullable=False),
    CheckConstraint(
        "num_nonnulls(withdrawn_on, withdrawn_by, withdrawn_reason) IN (0, 3)", name="withdrawn"
    ),
)

_FILE = "published_file.published_file_id"


def _of_file() -> Column[Any]:
    return Column("published_file_id", ForeignKey(_FILE), primary_key=True)


#: Outlines of small areas: LSOAs or output areas, by the codes that their publisher gives them.
small_area = Table(
    "small_area",
    metadata,
    _of_file(),
    Column("code", Text, primary_key=True),
    Column("name", Text),
    geometry("geom", "MULTIPOLYGON", 27700),
)

#: One figure of one small area; ``value`` in the unit of its measure.
small_area_figure = Table(
    "small_area_figure",
    metadata,
    _of_file(),
    Column("code", Text, primary_key=True),
    code("measure", AreaMeasure, primary_key=True),
    Column("value", Numeric(14, 4), nullable=False),
)

#: How codes of one year's areas follow on those of another's.
small_area_lookup = Table(
    "small_area_lookup",
    metadata,
    _of_file(),
    Column("from_code", Text, primary_key=True),
    Column("to_code", Text, primary_key=True),
    Column("from_name", Text),
    Column("to_name", Text),
    Column("district_code", Text),
)

postcode_point = Table(
    "postcode_point",
    metadata,
    _of_file(),
    Column("postcode", Text, primary_key=True),
    Column("easting", Numeric(10, 2), nullable=False),
    Column("northing", Numeric(10, 2), nullable=False),
)

#: Names of places, streets and stations; ``place`` is the settlement a street lies in,
#: ``local_type`` the publisher's own word for what it is.
place_name = Table(
    "place_name",
    metadata,
    _of_file(),
    Column("name_id", Text, primary_key=True),
    code("kind", PlaceNameKind),
    Column("name", Text, nullable=False),
    Column("other_name", Text),
    Column("local_type", Text, nullable=False),
    Column("place", Text),
    Column("district", Text),
    Column("easting", Numeric(10, 2), nullable=False),
    Column("northing", Numeric(10, 2), nullable=False),
)

#: What a body spent on the county in one financial year, as published; GBP.
public_spending = Table(
    "public_spending",
    metadata,
    _of_file(),
    Column("line", SmallInteger, primary_key=True),
    Column("body", Text, nullable=False),
    reference("organisation_code", "organisation.code", nullable=True),
    Column("financial_year", Text, nullable=False),
    Column("amount_gbp", Numeric(16, 2), nullable=False),
    Column("note", Text),
)

_CLOCK = "~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'"

#: One visit of a mobile service (a mobile library, a health bus) to a stop; hours as "10:00".
#: ``how_often`` is empty where nobody has said it.
mobile_stop = Table(
    "mobile_stop",
    metadata,
    _of_file(),
    Column("line", Integer, primary_key=True),
    Column("service", Text, nullable=False),
    code("service_function", ServiceFunction),
    Column("body", Text, nullable=False),
    reference("organisation_code", "organisation.code", nullable=True),
    Column("stop", Text, nullable=False),
    Column("postcode", Text),
    Column("easting", Numeric(10, 2), nullable=False),
    Column("northing", Numeric(10, 2), nullable=False),
    Column("longitude", Numeric(9, 6), nullable=False),
    Column("latitude", Numeric(9, 6), nullable=False),
    code("day", Weekday),
    Column("starts", Text, nullable=False),
    Column("ends", Text, nullable=False),
    Column("how_often", Text),
    CheckConstraint(f"starts {_CLOCK} AND ends {_CLOCK} AND starts < ends", name="hours"),
)

Index("ix_published_file_kind", published_file.c.kind, published_file.c.sequence)
