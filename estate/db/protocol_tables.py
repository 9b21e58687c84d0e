"""Tables of the protocol; part of ``estate.db.tables``."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Identity,
    Integer,
    Table,
    Text,
    false,
)

from estate.db.columns import key, metadata, moment, reference

#: Versions that a county has adopted after the first, which the program brings
#: (``estate.club.protocol.FIRST``). Only ever added to. ``previous_ends_on``: the last day on which
#: signatures under the version before hold.
protocol_version = Table(
    "protocol_version",
    metadata,
    Column(
        "version",
        Integer,
        CheckConstraint("version >= 2", name="version"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("title", Text, nullable=False),
    Column("introduction", Text, nullable=False),
    Column("principles", ARRAY(Text), nullable=False),
    Column("source", Text, nullable=False),
    Column("adopted_on", Date, nullable=False),
    Column("previous_ends_on", Date, nullable=False),
    Column("adopted_by", Text, nullable=False),
    moment("adopted_at"),
)

#: Every signature and every withdrawal; what holds now stands with the organisation. Only ever
#: added to.
protocol_signature = Table(
    "protocol_signature",
    metadata,
    key("protocol_signature_id"),
    reference("organisation_code", "organisation.code"),
    Column("version", Integer, nullable=False),
    Column("signed_on", Date, nullable=False),
    Column("signatory", Text),
    Column("signed_for", Text),
    Column("signed_until", Date),
    Column("withdrawn", Boolean, nullable=False, server_default=false()),
    moment("recorded_at"),
    Column("sequence", BigInteger, Identity(always=True), nullable=False),
)
