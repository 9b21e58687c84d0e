"""Photographs and documents on properties and opportunities, with what they hold.

Revision: 0042
Follows: 0041
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

# What is on record of a document stands; its title goes once, on the day when it is withdrawn.
_KEEP = """
    CREATE FUNCTION keep_document() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            IF to_jsonb(NEW) - ARRAY['title', 'withdrawn_on']
                 = to_jsonb(OLD) - ARRAY['title', 'withdrawn_on']
               AND OLD.withdrawn_on IS NULL AND NEW.withdrawn_on IS NOT NULL
               AND NEW.title IS NULL THEN
                RETURN NEW;
            END IF;
        END IF;
        RAISE EXCEPTION 'a document is withdrawn, never changed or removed'
            USING ERRCODE = 'integrity_constraint_violation';
    END $$
"""
# What is shown cannot be changed, nor removed while a document shows it.
_KEEP_CONTENT = """
    CREATE FUNCTION keep_document_content() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND NOT EXISTS (
            SELECT 1 FROM document d WHERE d.sha256 = OLD.sha256 AND d.withdrawn_on IS NULL
        ) THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'what a document holds is never changed'
            USING ERRCODE = 'integrity_constraint_violation';
    END $$
"""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "document",
        sa.Column(
            "document_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_code", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("width_px", sa.Integer(), nullable=True),
        sa.Column("height_px", sa.Integer(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column(
            "added_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.CheckConstraint(
            "subject IN ('property', 'opportunity', 'kept_case')",
            name=op.f("ck_document_subject"),
        ),
        sa.CheckConstraint(
            "role IN ('member', 'importer', 'editor', 'critic', 'administrator')",
            name=op.f("ck_document_role"),
        ),
        sa.CheckConstraint("audience IN ('club', 'parties')", name=op.f("ck_document_audience")),
        sa.CheckConstraint("type IN ('jpg', 'png', 'pdf')", name=op.f("ck_document_type")),
        sa.CheckConstraint("title <> '' AND length(title) <= 200", name=op.f("ck_document_title")),
        sa.CheckConstraint(
            "(title IS NULL) = (withdrawn_on IS NOT NULL)", name=op.f("ck_document_withdrawn")
        ),
        sa.CheckConstraint(
            "audience = 'club' OR organisation_code IS NOT NULL",
            name=op.f("ck_document_parties"),
        ),
        sa.CheckConstraint("(type = 'pdf') = (pages IS NOT NULL)", name=op.f("ck_document_pages")),
        sa.CheckConstraint(
            "(type = 'pdf') = (width_px IS NULL) AND (type = 'pdf') = (height_px IS NULL)",
            name=op.f("ck_document_pixels"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_code"],
            ["organisation.code"],
            name=op.f("fk_document_organisation_code"),
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_document")),
    )
    op.create_index(op.f("ix_document_organisation_code"), "document", ["organisation_code"])
    op.create_index("ix_document_subject_id", "document", ["subject_id", "sequence"])
    op.create_index("ix_document_sha256", "document", ["sha256"])
    op.create_table(
        "document_content",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", postgresql.BYTEA(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_document_content")),
    )
    # Pictures and PDFs are packed already.
    op.execute("ALTER TABLE document_content ALTER COLUMN content SET STORAGE EXTERNAL")
    op.execute(_KEEP)
    op.execute(_KEEP_CONTENT)
    op.execute(
        "CREATE TRIGGER keep_document BEFORE UPDATE OR DELETE ON document "
        "FOR EACH ROW EXECUTE FUNCTION keep_document()"
    )
    op.execute(
        "CREATE TRIGGER keep_document_content BEFORE UPDATE OR DELETE ON document_content "
        "FOR EACH ROW EXECUTE FUNCTION keep_document_content()"
    )
    # The record of changes tells that there is a document, on what and for whom.
    op.execute(
        "CREATE CONSTRAINT TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON document "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
        "EXECUTE FUNCTION note_change('document_id', 'title', 'person')"
    )


def downgrade() -> None:
    """Take back, with all documents."""
    op.drop_table("document_content")
    op.drop_table("document")
    op.execute("DROP FUNCTION keep_document_content()")
    op.execute("DROP FUNCTION keep_document()")
