"""Tables of what owners and occupiers have said about sharing; part of ``estate.db.tables``."""

from sqlalchemy import BigInteger, Boolean, Column, Date, Identity, Table, Text, Uuid

from estate.db.columns import key, metadata, moment, reference

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
