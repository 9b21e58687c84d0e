"""Tables of the club's work; part of ``estate.db.tables``."""

from sqlalchemy import BigInteger, Column, Identity, Index, Table, Text, Uuid

from estate.club.decisions import DecisionKind
from estate.codes import Role
from estate.db.columns import code, key, metadata, moment

#: Each step of what is proposed and decided: which thing, from which state to which, by whom, for
#: which organisation, in which role and why. Append-only (a trigger): it outlives its subject.
decision_step = Table(
    "decision_step",
    metadata,
    key("decision_step_id"),
    code("kind", DecisionKind),
    Column("subject_id", Uuid, nullable=False),
    Column("from_state", Text),
    Column("to_state", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("organisation_code", Text),
    code("role", Role, nullable=True),
    Column("reason", Text),
    moment("taken_at"),
    Column("sequence", BigInteger, Identity(always=True), nullable=False),
    Index("ix_decision_step_subject_id", "subject_id", "sequence"),
)
