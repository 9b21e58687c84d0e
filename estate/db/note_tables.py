"""Tables of notes; part of ``estate.db.tables``."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    Identity,
    Index,
    Table,
    Text,
    Uuid,
)

from estate.club.notes import LONGEST_NOTE, NoteAudience, NoteSubject
from estate.codes import Role
from estate.db.columns import code, key, metadata, moment, reference

#: A dated note on something. A trigger holds that a row is never removed and that nothing of it
#: changes but once: its text goes on the day when its writer withdraws it. ``subject_id`` is no
#: reference, since a property may go when its import is reverted.
note = Table(
    "note",
    metadata,
    key("note_id"),
    code("subject", NoteSubject),
    Column("subject_id", Uuid, nullable=False),
    reference("organisation_code", "organisation.code", nullable=True),
    code("role", Role),
    Column("person", Text, nullable=False),
    code("audience", NoteAudience),
    Column("noted_on", Date, nullable=False),
    Column(
        "text",
        Text,
        CheckConstraint(f"text <> '' AND length(text) <= {LONGEST_NOTE}", name="text"),
    ),
    Column("withdrawn_on", Date),
    moment("written_at"),
    Column("sequence", BigInteger, Identity(always=True), nullable=False),
    CheckConstraint("(text IS NULL) = (withdrawn_on IS NOT NULL)", name="withdrawn"),
    CheckConstraint("audience = 'club' OR organisation_code IS NOT NULL", name="parties"),
    Index("ix_note_subject_id", "subject_id", "sequence"),
)
