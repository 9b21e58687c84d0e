"""One record for every step of what is proposed and decided.

Revision: 0032
Follows: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

# What was decided before stands with its last step: its organisation and role were not kept.
_SO_FAR = (
    ("merge", "property_merge", "property_merge_id", "proposed", "decided"),
    ("match", "reference_match", "reference_match_id", "proposed", "decided"),
    ("correction", "correction", "correction_id", "open", "answered"),
)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "decision_step",
        sa.Column(
            "decision_step_id",
            sa.Uuid(),
            server_default=sa.text("gen_random_uuid()"),
            nullable=False,
        ),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("organisation_code", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column(
            "taken_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('merge', 'match', 'correction', 'opportunity')",
            name=op.f("ck_decision_step_kind"),
        ),
        sa.CheckConstraint(
            "role IN ('member', 'importer', 'editor', 'critic', 'administrator')",
            name=op.f("ck_decision_step_role"),
        ),
        sa.PrimaryKeyConstraint("decision_step_id", name=op.f("pk_decision_step")),
    )
    op.create_index("ix_decision_step_subject_id", "decision_step", ["subject_id", "sequence"])
    for kind, table, key, first, done in _SO_FAR:
        op.execute(
            "INSERT INTO decision_step (kind, subject_id, from_state, to_state, person, taken_at) "  # noqa: S608 - words of our own
            f"SELECT '{kind}', {key}, CASE state WHEN 'undone' THEN 'accepted' ELSE '{first}' END, "
            f"state, {done}_by, {done}_at FROM {table} "
            f"WHERE {done}_by IS NOT NULL AND {done}_at IS NOT NULL ORDER BY {done}_at"
        )
    op.execute(
        "CREATE TRIGGER decision_step_append_only BEFORE UPDATE OR DELETE ON decision_step "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    """Take back, with the record of all steps."""
    op.drop_table("decision_step")
