"""Tables of what owners and occupiers have said about sharing; part of ``estate.db.tables``."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Identity,
    Table,
    Text,
    Uuid,
)

from estate.db.columns import code, key, m2, metadata, moment, reference
from estate.space.host_conditions import HostAnswer, HostCondition

#: A party of a shared front desk asks that its services may move apart, or withdraws that.
#: Append-only (a trigger): of one party at one property the latest row holds. It outlives its
#: property as a rating does.
desk_split = Table(
    "desk_split",
    metadata,
    key("desk_split_id"),
    reference("organisation_code", "organisation.code"),
    Column("property_id", Uuid, nullable=False, index=True),
    Column("said_on", Date, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("recorded_by", Text, nullable=False),
    moment("recorded_at"),
    Column("sequence", BigInteger, Identity(always=True), nullable=False),
)

#: What a school's organisation has put on record of its conditions as a host. Append-only (a
#: trigger): of one condition the latest row counts, which may be a withdrawal.
host_condition = Table(
    "host_condition",
    metadata,
    key("host_condition_id"),
    reference("organisation_code", "organisation.code"),
    Column("property_id", Uuid, nullable=False, index=True),
    code("condition", HostCondition),
    code("answer", HostAnswer),
    Column("said_on", Date, nullable=False),
    m2("room_m2"),
    Column("note", Text, CheckConstraint("note <> ''", name="note"), nullable=False),
    Column("recorded_by", Text, nullable=False),
    moment("recorded_at"),
    Column("sequence", BigInteger, Identity(always=True), nullable=False),
    CheckConstraint(
        "room_m2 IS NULL OR (condition = 'zoning' AND answer = 'met')", name="room_of_zoning"
    ),
)
