"""An opportunity's business case points at the kept case that it rests on.

Revision: 0046
Follows: 0045
"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("opportunity_case", sa.Column("kept_case_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_opportunity_case_kept_case_id"),
        "opportunity_case",
        "kept_case",
        ["kept_case_id"],
        ["kept_case_id"],
    )
    op.create_index(op.f("ix_opportunity_case_kept_case_id"), "opportunity_case", ["kept_case_id"])


def downgrade() -> None:
    """Take back, with what each case rests on; its assumption set stays."""
    op.drop_index(op.f("ix_opportunity_case_kept_case_id"), table_name="opportunity_case")
    op.drop_constraint(op.f("fk_opportunity_case_kept_case_id"), "opportunity_case")
    op.drop_column("opportunity_case", "kept_case_id")
