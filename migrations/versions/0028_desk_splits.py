"""Which parties of a shared front desk have asked that its services may move apart.

Revision: 0028
Follows: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "desk_split",
        sa.Column(
            "desk_split_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("organisation_code", sa.Text(), nullable=False),
        sa.Column("property_id", sa.Uuid(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_code"],
            ["organisation.code"],
            name=op.f("fk_desk_split_organisation_code"),
        ),
        sa.PrimaryKeyConstraint("desk_split_id", name=op.f("pk_desk_split")),
    )
    op.create_index(op.f("ix_desk_split_organisation_code"), "desk_split", ["organisation_code"])
    op.create_index(op.f("ix_desk_split_property_id"), "desk_split", ["property_id"])
    op.execute(
        "CREATE TRIGGER desk_split_append_only BEFORE UPDATE OR DELETE ON desk_split "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE CONSTRAINT TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE "
        "ON desk_split DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
        "EXECUTE FUNCTION note_change('desk_split_id')"
    )


def downgrade() -> None:
    """Take back, with all that was asked."""
    op.drop_table("desk_split")
