"""What is on record of a school's four conditions as a host.

Revision: 0030
Follows: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "host_condition",
        sa.Column(
            "host_condition_id",
            sa.Uuid(),
            server_default=sa.text("gen_random_uuid()"),
            nullable=False,
        ),
        sa.Column("organisation_code", sa.Text(), nullable=False),
        sa.Column("property_id", sa.Uuid(), nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("room_m2", sa.Numeric(12, 2), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.CheckConstraint(
            "condition IN ('zoning', 'separate_entrance', 'safeguarding', 'governors')",
            name=op.f("ck_host_condition_condition"),
        ),
        sa.CheckConstraint(
            "answer IN ('met', 'not_met', 'withdrawn')", name=op.f("ck_host_condition_answer")
        ),
        sa.CheckConstraint("room_m2 > 0", name=op.f("ck_host_condition_room_m2")),
        sa.CheckConstraint("note <> ''", name=op.f("ck_host_condition_note")),
        sa.CheckConstraint(
            "room_m2 IS NULL OR (condition = 'zoning' AND answer = 'met')",
            name=op.f("ck_host_condition_room_of_zoning"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_code"],
            ["organisation.code"],
            name=op.f("fk_host_condition_organisation_code"),
        ),
        sa.PrimaryKeyConstraint("host_condition_id", name=op.f("pk_host_condition")),
    )
    op.create_index(
        op.f("ix_host_condition_organisation_code"), "host_condition", ["organisation_code"]
    )
    op.create_index(op.f("ix_host_condition_property_id"), "host_condition", ["property_id"])
    op.execute(
        "CREATE TRIGGER host_condition_append_only BEFORE UPDATE OR DELETE ON host_condition "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE CONSTRAINT TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE "
        "ON host_condition DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
        "EXECUTE FUNCTION note_change('host_condition_id')"
    )


def downgrade() -> None:
    """Take back, with all that was put on record."""
    op.drop_table("host_condition")
