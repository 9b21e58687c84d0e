"""How each organisation plans its space, from which day on, and how many of its posts are mobile.

Revision: 0026
Follows: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

#: Figure → least and greatest value.
_TERMS = {
    "m2_per_desk": "2 AND 60",
    "desks_per_post": "0.1 AND 2",
    "mobile_attendance": "0 AND 1",
    "meeting_m2_per_desk": "0 AND 20",
    "storage_m2_per_desk": "0 AND 20",
    "counter_m2": "0 AND 1000",
}


def upgrade() -> None:
    """Apply."""
    op.add_column("occupation", sa.Column("mobile_percent", sa.Numeric(precision=5, scale=2)))
    op.create_check_constraint(
        op.f("ck_occupation_mobile_percent"), "occupation", "mobile_percent BETWEEN 0 AND 100"
    )
    op.create_table(
        "space_standard",
        sa.Column(
            "space_standard_id",
            sa.Uuid(),
            server_default=sa.text("gen_random_uuid()"),
            nullable=False,
        ),
        sa.Column("organisation_code", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Numeric(precision=8, scale=3), nullable=False) for name in _TERMS),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        *(
            sa.CheckConstraint(f"{name} BETWEEN {ends}", name=op.f(f"ck_space_standard_{name}"))
            for name, ends in _TERMS.items()
        ),
        sa.CheckConstraint("source <> ''", name=op.f("ck_space_standard_source")),
        sa.ForeignKeyConstraint(
            ["organisation_code"],
            ["organisation.code"],
            name=op.f("fk_space_standard_organisation_code"),
        ),
        sa.PrimaryKeyConstraint("space_standard_id", name=op.f("pk_space_standard")),
    )
    op.create_index(
        op.f("ix_space_standard_organisation_code"), "space_standard", ["organisation_code"]
    )
    op.create_index(
        "ix_space_standard_series",
        "space_standard",
        ["organisation_code", "valid_from", "sequence"],
    )
    op.execute(
        "CREATE TRIGGER space_standard_append_only BEFORE UPDATE OR DELETE ON space_standard "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE CONSTRAINT TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE "
        "ON space_standard DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
        "EXECUTE FUNCTION note_change('space_standard_id')"
    )


def downgrade() -> None:
    """Take back, with all standards and shares of mobile posts."""
    op.drop_column("occupation", "mobile_percent")
    op.drop_table("space_standard")
