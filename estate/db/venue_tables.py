"""Tables of venues that are no public property; part of ``estate.db.tables``."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Identity,
    Index,
    Numeric,
    Table,
    Text,
    Uuid,
    false,
)

from estate.codes import VenueKind
from estate.db.columns import code, gbp, key, m2, metadata, moment, reference

#: A venue that a member body offers as a possible host: a shop, a church hall. Append-only (a
#: trigger): of one venue (``venue_id``) the latest row counts, which may be a withdrawal, and every
#: earlier one is kept. Never a property of the register.
venue = Table(
    "venue",
    metadata,
    key("venue_record_id"),
    Column("venue_id", Uuid, nullable=False),
    reference("organisation_code", "organisation.code"),
    Column("name", Text, CheckConstraint("name <> ''", name="name"), nullable=False),
    code("kind", VenueKind),
    Column("address", Text),
    Column("easting", Numeric(10, 2)),
    Column("northing", Numeric(10, 2)),
    m2("nia_m2"),
    Column("available_from", Date, nullable=False),
    Column("available_until", Date),
    gbp("charge_gbp_pa"),
    Column("source", Text, CheckConstraint("source <> ''", name="source"), nullable=False),
    Column("withdrawn", Boolean, nullable=False, server_default=false()),
    Column("recorded_by", Text, nullable=False),
    moment("recorded_at"),
    Column("sequence", BigInteger, Identity(always=True), nullable=False),
    CheckConstraint("(easting IS NULL) = (northing IS NULL)", name="point"),
    CheckConstraint("address IS NOT NULL OR easting IS NOT NULL", name="place"),
    CheckConstraint("available_until >= available_from", name="days"),
    CheckConstraint("nia_m2 IS NOT NULL", name="area_given"),
    Index("ix_venue_series", "venue_id", "sequence"),
)
