"""Counts of the people in a building over its workplaces.

Revision: 0027
Follows: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "use_reading",
        sa.Column(
            "use_reading_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("organisation_code", sa.Text(), nullable=False),
        sa.Column("property_id", sa.Uuid(), nullable=False),
        sa.Column("occupation_ref", sa.Text(), nullable=True),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("workplaces", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.CheckConstraint("people BETWEEN 0 AND 100000", name=op.f("ck_use_reading_people")),
        sa.CheckConstraint(
            "workplaces BETWEEN 1 AND 100000", name=op.f("ck_use_reading_workplaces")
        ),
        sa.CheckConstraint("source <> ''", name=op.f("ck_use_reading_source")),
        sa.ForeignKeyConstraint(
            ["organisation_code"],
            ["organisation.code"],
            name=op.f("fk_use_reading_organisation_code"),
        ),
        sa.PrimaryKeyConstraint("use_reading_id", name=op.f("pk_use_reading")),
    )
    op.create_index(op.f("ix_use_reading_organisation_code"), "use_reading", ["organisation_code"])
    op.create_index(op.f("ix_use_reading_property_id"), "use_reading", ["property_id"])
    op.execute(
        "CREATE TRIGGER use_reading_append_only BEFORE UPDATE OR DELETE ON use_reading "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE CONSTRAINT TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE "
        "ON use_reading DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
        "EXECUTE FUNCTION note_change('use_reading_id')"
    )


def downgrade() -> None:
    """Take back, with all readings."""
    op.drop_table("use_reading")
