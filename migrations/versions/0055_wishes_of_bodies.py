"""What bodies wish of the plan of a town, on record for the club.

Revision: 0055
Follows: 0054
"""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "town_wish",
        sa.Column(
            "town_wish_id",
            sa.Uuid(),
            server_default=sa.text("gen_random_uuid()"),
            nullable=False,
        ),
        sa.Column("wish_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_code", sa.Text(), nullable=False),
        sa.Column("town", sa.Text(), nullable=False),
        sa.Column("wish", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.CheckConstraint("town <> ''", name=op.f("ck_town_wish_town")),
        sa.CheckConstraint("wish <> ''", name=op.f("ck_town_wish_wish")),
        sa.ForeignKeyConstraint(
            ["organisation_code"],
            ["organisation.code"],
            name=op.f("fk_town_wish_organisation_code"),
        ),
        sa.PrimaryKeyConstraint("town_wish_id", name=op.f("pk_town_wish")),
    )
    op.create_index(op.f("ix_town_wish_organisation_code"), "town_wish", ["organisation_code"])
    op.create_index("ix_town_wish_series", "town_wish", ["wish_id", "sequence"])
    op.create_index("ix_town_wish_town", "town_wish", ["town"])
    op.execute(
        "CREATE TRIGGER town_wish_append_only BEFORE UPDATE OR DELETE ON town_wish "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE CONSTRAINT TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON town_wish "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_change('wish_id')"
    )


def downgrade() -> None:
    """Take back, with all wishes."""
    op.drop_table("town_wish")
