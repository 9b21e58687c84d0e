"""Properties that their owners offer to the other bodies, and who is interested.

Revision: 0037
Follows: 0036
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_KINDS = ("merge", "match", "correction", "opportunity")


def _allow(*kinds: str) -> None:
    """Which things the record of decisions may speak of."""
    listed = ", ".join(f"'{one}'" for one in kinds)
    op.drop_constraint(op.f("ck_decision_step_kind"), "decision_step")
    op.create_check_constraint(
        op.f("ck_decision_step_kind"), "decision_step", f"kind IN ({listed})"
    )


def _key(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False)


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(
        name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
    )


def upgrade() -> None:
    """Apply."""
    _allow(*_KINDS, "offer")
    op.create_table(
        "offer",
        _key("offer_id"),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("property_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_code", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("forum", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("minute_ref", sa.Text(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        _moment("opened_at"),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("taken_up_by_organisation_code", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'interest', 'taken_up', 'not_taken_up', 'withdrawn')",
            name=op.f("ck_offer_state"),
        ),
        sa.CheckConstraint(
            "decided_on <= opened_on AND opened_on < closes_on", name=op.f("ck_offer_days")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_code"], ["organisation.code"], name=op.f("fk_offer_organisation_code")
        ),
        sa.ForeignKeyConstraint(
            ["taken_up_by_organisation_code"],
            ["organisation.code"],
            name=op.f("fk_offer_taken_up_by_organisation_code"),
        ),
        sa.PrimaryKeyConstraint("offer_id", name=op.f("pk_offer")),
        sa.UniqueConstraint("number", name=op.f("uq_offer_number")),
    )
    for column in ("property_id", "organisation_code", "taken_up_by_organisation_code"):
        op.create_index(op.f(f"ix_offer_{column}"), "offer", [column])
    op.create_index(
        "uq_offer_running",
        "offer",
        ["property_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('open', 'interest')"),
    )
    op.create_table(
        "offer_interest",
        _key("offer_interest_id"),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_code", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("what_for", sa.Text(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        _moment("recorded_at"),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.CheckConstraint(
            "withdrawn OR (post IS NOT NULL AND what_for IS NOT NULL)",
            name=op.f("ck_offer_interest_said"),
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offer.offer_id"], name=op.f("fk_offer_interest_offer_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_code"],
            ["organisation.code"],
            name=op.f("fk_offer_interest_organisation_code"),
        ),
        sa.PrimaryKeyConstraint("offer_interest_id", name=op.f("pk_offer_interest")),
    )
    for column in ("offer_id", "organisation_code"):
        op.create_index(op.f(f"ix_offer_interest_{column}"), "offer_interest", [column])
    op.execute(
        "CREATE TRIGGER offer_interest_append_only BEFORE UPDATE OR DELETE ON offer_interest "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    for name in ("offer", "offer_interest"):
        op.execute(
            f"CREATE CONSTRAINT TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON {name} "
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_change('offer_id')"
        )


def downgrade() -> None:
    """Take back, with all offers and the steps that they have taken."""
    op.drop_table("offer_interest")
    op.drop_table("offer")
    op.execute("ALTER TABLE decision_step DISABLE TRIGGER USER")
    op.execute("DELETE FROM decision_step WHERE kind = 'offer'")
    op.execute("ALTER TABLE decision_step ENABLE TRIGGER USER")
    _allow(*_KINDS)
