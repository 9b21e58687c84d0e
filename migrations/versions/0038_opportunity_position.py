"""Which place in the programme the club has given an opportunity, and why.

Revision: 0038
Follows: 0037
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "opportunity_position",
        sa.Column(
            "opportunity_position_id",
            sa.Uuid(),
            server_default=sa.text("gen_random_uuid()"),
            nullable=False,
        ),
        sa.Column("opportunity_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunity.opportunity_id"],
            name=op.f("fk_opportunity_position_opportunity_id"),
        ),
        sa.CheckConstraint("position >= 1", name=op.f("ck_opportunity_position_position")),
        sa.PrimaryKeyConstraint("opportunity_position_id", name=op.f("pk_opportunity_position")),
    )
    op.create_index(
        op.f("ix_opportunity_position_opportunity_id"), "opportunity_position", ["opportunity_id"]
    )
    op.execute(
        "CREATE TRIGGER opportunity_position_append_only "
        "BEFORE UPDATE OR DELETE ON opportunity_position "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE CONSTRAINT TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE "
        "ON opportunity_position DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
        "EXECUTE FUNCTION note_change('opportunity_id')"
    )


def downgrade() -> None:
    """Take back, with the order that was given by hand."""
    op.drop_table("opportunity_position")
