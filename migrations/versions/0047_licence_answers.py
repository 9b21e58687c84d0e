"""What bodies say of the items of a licence to share.

Revision: 0047
Follows: 0046
"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

_TABLE = "opportunity_licence_answer"
_ITEMS = (
    "parties",
    "consents",
    "licence_not_lease",
    "area_and_hours",
    "period",
    "fee",
    "services_included",
    "ict",
    "reception",
    "security_and_keys",
    "confidentiality",
    "insurance",
    "health_safety_fire",
    "access",
    "parking",
    "reinstatement",
    "notice",
    "review",
    "dispute",
)


def upgrade() -> None:
    """Apply."""
    listed = ", ".join(f"'{one}'" for one in _ITEMS)
    op.create_table(
        _TABLE,
        sa.Column(
            f"{_TABLE}_id",
            sa.Uuid(),
            server_default=sa.text("gen_random_uuid()"),
            nullable=False,
        ),
        sa.Column("opportunity_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_code", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.CheckConstraint(f"item IN ({listed})", name=op.f(f"ck_{_TABLE}_item")),
        sa.CheckConstraint(
            "state IN ('settled', 'open', 'not_needed')", name=op.f(f"ck_{_TABLE}_state")
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunity.opportunity_id"],
            name=op.f(f"fk_{_TABLE}_opportunity_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_code"],
            ["organisation.code"],
            name=op.f(f"fk_{_TABLE}_organisation_code"),
        ),
        sa.PrimaryKeyConstraint(f"{_TABLE}_id", name=op.f(f"pk_{_TABLE}")),
    )
    for column in ("opportunity_id", "organisation_code"):
        op.create_index(op.f(f"ix_{_TABLE}_{column}"), _TABLE, [column])
    op.execute(
        f"CREATE TRIGGER {_TABLE}_append_only BEFORE UPDATE OR DELETE ON {_TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE CONSTRAINT TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON {_TABLE} "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_change('opportunity_id')"
    )


def downgrade() -> None:
    """Take back, with all answers."""
    op.drop_table(_TABLE)
