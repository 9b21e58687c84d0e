"""Tables of how space is planned; part of ``estate.db.tables``."""

from decimal import Decimal

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Identity,
    Index,
    Integer,
    Numeric,
    Table,
    Text,
    Uuid,
    false,
)

from estate.db.columns import key, metadata, moment, reference
from estate.space.need_by_standard import TERMS


def _term(name: str) -> Column[Decimal]:
    """One figure of a standard, within its range."""
    within = CheckConstraint(
        f"{name} BETWEEN {TERMS[name].low:g} AND {TERMS[name].high:g}", name=name
    )
    return Column(name, Numeric(8, 3), within, nullable=False)


#: How an organisation plans its space from a day on. Append-only (a trigger): of one day the
#: latest row holds, and every earlier one is kept.
space_standard = Table(
    "space_standard",
    metadata,
    key("space_standard_id"),
    reference("organisation_code", "organisation.code"),
    Column("valid_from", Date, nullable=False),
    *(_term(name) for name in TERMS),
    Column("source", Text, CheckConstraint("source <> ''", name="source"), nullable=False),
    Column("set_by", Text, nullable=False),
    moment("recorded_at"),
    Column("sequence", BigInteger, Identity(always=True), nullable=False),
    Index("ix_space_standard_series", "organisation_code", "valid_from", "sequence"),
)

#: People counted in a building, or in one occupation of it, over its workplaces. Append-only (a
#: trigger): of one day the latest row counts, which may be a withdrawal. A reading outlives its
#: property as a rating does: it is found again by nobody, and stays on record.
use_reading = Table(
    "use_reading",
    metadata,
    key("use_reading_id"),
    reference("organisation_code", "organisation.code"),
    Column("property_id", Uuid, nullable=False, index=True),
    Column("occupation_ref", Text),
    Column("counted_on", Date, nullable=False),
    Column(
        "people",
        Integer,
        CheckConstraint("people BETWEEN 0 AND 100000", name="people"),
        nullable=False,
    ),
    Column(
        "workplaces",
        Integer,
        CheckConstraint("workplaces BETWEEN 1 AND 100000", name="workplaces"),
        nullable=False,
    ),
    Column("source", Text, CheckConstraint("source <> ''", name="source"), nullable=False),
    Column("withdrawn", Boolean, nullable=False, server_default=false()),
    Column("recorded_by", Text, nullable=False),
    moment("recorded_at"),
    Column("sequence", BigInteger, Identity(always=True), nullable=False),
)
