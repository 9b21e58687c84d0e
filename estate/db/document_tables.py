"""Tables of photographs and documents; part of ``estate.db.tables``."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import BYTEA

from estate.club.documents import LONGEST_TITLE, DocumentType
from estate.club.notes import NoteAudience, NoteSubject
from estate.codes import Role
from estate.db.columns import code, key, metadata, moment, reference

#: That there is a picture or a PDF, on what and for whom. Rows are never removed, and nothing of
#: them changes but once: the title goes on the day when it is withdrawn. ``subject_id`` is no
#: reference, since a property may go when its import is reverted.
document = Table(
    "document",
    metadata,
    key("document_id"),
    code("subject", NoteSubject),
    Column("subject_id", Uuid, nullable=False),
    reference("organisation_code", "organisation.code", nullable=True),
    code("role", Role),
    Column("person", Text, nullable=False),
    code("audience", NoteAudience),
    Column(
        "title",
        Text,
        CheckConstraint(f"title <> '' AND length(title) <= {LONGEST_TITLE}", name="title"),
    ),
    code("type", DocumentType),
    Column("sha256", Text, nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("width_px", Integer),
    Column("height_px", Integer),
    Column("pages", Integer),
    Column("added_on", Date, nullable=False),
    Column("withdrawn_on", Date),
    moment("added_at"),
    Column("sequence", BigInteger, Identity(always=True), nullable=False),
    CheckConstraint("(title IS NULL) = (withdrawn_on IS NOT NULL)", name="withdrawn"),
    CheckConstraint("audience = 'club' OR organisation_code IS NOT NULL", name="parties"),
    CheckConstraint("(type = 'pdf') = (pages IS NOT NULL)", name="pages"),
    CheckConstraint(
        "(type = 'pdf') = (width_px IS NULL) AND (type = 'pdf') = (height_px IS NULL)",
        name="pixels",
    ),
    Index("ix_document_subject_id", "subject_id", "sequence"),
    Index("ix_document_sha256", "sha256"),
)

#: What they hold, by its SHA-256: the same picture is kept once. Never changed; removed when the
#: last document that shows it has been withdrawn.
document_content = Table(
    "document_content",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("content", BYTEA, nullable=False),
)
