"""The table of what bodies wish of a town's plan; part of ``estate.db.tables``."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Identity,
    Index,
    Table,
    Text,
    Uuid,
    false,
)

from estate.db.columns import key, metadata, moment, reference

#: What a member body wishes of the plan of a town, told to the club. Append-only (a trigger): of
#: one wish (``wish_id``) the latest row counts, which may be its withdrawal. ``wish`` is the text
#: that an address asks it with.
town_wish = Table(
    "town_wish",
    metadata,
    key("town_wish_id"),
    Column("wish_id", Uuid, nullable=False),
    reference("organisation_code", "organisation.code"),
    Column("town", Text, CheckConstraint("town <> ''", name="town"), nullable=False),
    Column("wish", Text, CheckConstraint("wish <> ''", name="wish"), nullable=False),
    Column("reason", Text),
    Column("withdrawn", Boolean, nullable=False, server_default=false()),
    Column("recorded_by", Text, nullable=False),
    moment("recorded_at"),
    Column("sequence", BigInteger, Identity(always=True), nullable=False),
    Index("ix_town_wish_series", "wish_id", "sequence"),
    Index("ix_town_wish_town", "town"),
)
