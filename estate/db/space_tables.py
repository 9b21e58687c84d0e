"""Tables of how space is planned; part of ``estate.db.tables``."""

from decimal import Decimal

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    Identity,
    Index,
    Numeric,
    Table,
    Text,
)

from estate.db.columns import key, metadata, moment, reference
from estate.space_standards import TERMS


def _term(name: str) -> Column[Decimal]:
    """One figure of a standard, within its range."""
    within = CheckConstraint(f"{name} BETWEEN {TERMS[name].low:g} AND {TERMS[name].high:g}",
                             name=name)  # fmt: skip
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
