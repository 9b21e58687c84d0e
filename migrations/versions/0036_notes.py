"""Dated notes on properties, opportunities and kept business cases.

Revision: 0036
Follows: 0035
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

# What is on record of a note stands; its text goes once, on the day when it is withdrawn.
_KEEP = """
    CREATE FUNCTION keep_note() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            IF to_jsonb(NEW) - ARRAY['text', 'withdrawn_on']
                 = to_jsonb(OLD) - ARRAY['text', 'withdrawn_on']
               AND OLD.withdrawn_on IS NULL AND NEW.withdrawn_on IS NOT NULL
               AND NEW.text IS NULL THEN
                RETURN NEW;
            END IF;
        END IF;
        RAISE EXCEPTION 'a note is withdrawn, never changed or removed'
            USING ERRCODE = 'integrity_constraint_violation';
    END $$
"""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "note",
        sa.Column(
            "note_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_code", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column(
            "written_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.CheckConstraint(
            "subject IN ('property', 'opportunity', 'kept_case')", name=op.f("ck_note_subject")
        ),
        sa.CheckConstraint(
            "role IN ('member', 'importer', 'editor', 'critic', 'administrator')",
            name=op.f("ck_note_role"),
        ),
        sa.CheckConstraint("audience IN ('club', 'parties')", name=op.f("ck_note_audience")),
        sa.CheckConstraint("text <> '' AND length(text) <= 4000", name=op.f("ck_note_text")),
        sa.CheckConstraint(
            "(text IS NULL) = (withdrawn_on IS NOT NULL)", name=op.f("ck_note_withdrawn")
        ),
        sa.CheckConstraint(
            "audience = 'club' OR organisation_code IS NOT NULL", name=op.f("ck_note_parties")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_code"],
            ["organisation.code"],
            name=op.f("fk_note_organisation_code"),
        ),
        sa.PrimaryKeyConstraint("note_id", name=op.f("pk_note")),
    )
    op.create_index(op.f("ix_note_organisation_code"), "note", ["organisation_code"])
    op.create_index("ix_note_subject_id", "note", ["subject_id", "sequence"])
    op.execute(_KEEP)
    op.execute(
        "CREATE TRIGGER keep_note BEFORE UPDATE OR DELETE ON note "
        "FOR EACH ROW EXECUTE FUNCTION keep_note()"
    )
    # The record of changes tells that there is a note, on what and for whom: never its text.
    op.execute(
        "CREATE CONSTRAINT TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON note "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
        "EXECUTE FUNCTION note_change('note_id', 'text', 'person')"
    )


def downgrade() -> None:
    """Take back, with all notes."""
    op.drop_table("note")
    op.execute("DROP FUNCTION keep_note()")
