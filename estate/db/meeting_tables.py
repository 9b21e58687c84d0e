"""Tables of the club's meetings; part of ``estate.db.tables``."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY

from estate.club.codes import ActionState, EntryKind
from estate.db.columns import code, key, metadata, moment, reference

#: A meeting of the club. ``organisation_code``: the body that called it, null for the club's
#: administrators; ``number`` is what people call it by.
meeting = Table(
    "meeting",
    metadata,
    key("meeting_id"),
    Column("number", BigInteger, Identity(always=True), nullable=False, unique=True),
    reference("organisation_code", "organisation.code", nullable=True),
    Column("title", Text, nullable=False),
    Column("held_on", Date, nullable=False, index=True),
    Column("place", Text),
    Column("called_by", Text, nullable=False),
    moment("called_at"),
    # One that will not be held keeps its papers, with the day and the reason.
    Column("cancelled_on", Date),
    Column("cancelled_because", Text),
    CheckConstraint("(cancelled_on IS NULL) = (cancelled_because IS NULL)", name="cancelled"),
)

#: What the register held when a meeting was called, and when its first minute was written: its
#: version, and the ids of the candidates that fitted, as the club saw them. Append-only (a
#: trigger); the latest counts.
meeting_snapshot = Table(
    "meeting_snapshot",
    metadata,
    key("meeting_snapshot_id"),
    reference("meeting_id", "meeting.meeting_id"),
    Column("register_version", BigInteger, nullable=False),
    Column("fitting_candidates", ARRAY(Text), nullable=False),
    moment("taken_at"),
    Column("sequence", BigInteger, Identity(always=True), nullable=False),
)

#: Lines of a meeting's papers, numbered by ``position``: its agenda, and what was decided and who
#: does what by when (``organisation_code``, ``due_on``). Append-only (a trigger); a later entry
#: may correct one. No reference to the property: it may go when its import is reverted.
meeting_entry = Table(
    "meeting_entry",
    metadata,
    key("meeting_entry_id"),
    reference("meeting_id", "meeting.meeting_id"),
    Column("position", Integer, CheckConstraint("position >= 1", name="position"), nullable=False),
    code("kind", EntryKind),
    Column("text", Text, nullable=False),
    reference("organisation_code", "organisation.code", nullable=True),
    Column("due_on", Date),
    reference("opportunity_id", "opportunity.opportunity_id", nullable=True),
    Column("property_id", Uuid, index=True),
    reference("corrects_id", "meeting_entry.meeting_entry_id", nullable=True),
    Column("recorded_by", Text, nullable=False),
    moment("recorded_at"),
    Column("sequence", BigInteger, Identity(always=True), nullable=False),
    UniqueConstraint("meeting_id", "position", name="uq_meeting_entry_position"),
    CheckConstraint(
        "(kind = 'action') = (organisation_code IS NOT NULL) "
        "AND (kind = 'action') = (due_on IS NOT NULL)",
        name="owner",
    ),
)

#: Where an action stands now, and as the latest correction of its entry has it.
meeting_action = Table(
    "meeting_action",
    metadata,
    Column("meeting_entry_id", ForeignKey("meeting_entry.meeting_entry_id"), primary_key=True),
    reference("organisation_code", "organisation.code"),
    Column("text", Text, nullable=False),
    Column("due_on", Date, nullable=False),
    code("state", ActionState, server_default="open"),
    Column("decided_by", Text),
    Column("decided_at", DateTime(timezone=True)),
)
