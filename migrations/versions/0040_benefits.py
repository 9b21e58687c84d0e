"""Receipts beside savings and what is paid once, and why an actual figure is another than planned.

Revision: 0040
Follows: 0039
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

_REASONS = (
    "'later', 'earlier', 'scope', 'space_kept', 'lease_terms', 'works_cost', 'prices', 'market', "
    "'left_out', 'other'"
)


def _receipt(table: str) -> None:
    op.add_column(table, sa.Column("receipt_gbp", sa.Numeric(14, 2), nullable=True))
    op.create_check_constraint(op.f(f"ck_{table}_receipt_gbp"), table, "receipt_gbp >= 0")


def upgrade() -> None:
    """Apply."""
    op.add_column("opportunity_case", sa.Column("first_saving_on", sa.Date(), nullable=True))
    for table in ("opportunity_share", "opportunity_actual"):
        _receipt(table)
    op.add_column("opportunity_share", sa.Column("receipt_year", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("ck_opportunity_share_receipt_year"),
        "opportunity_share",
        "receipt_year ~ '^20[0-9]{2}/[0-9]{2}$'",
    )
    for name in ("saving_reason", "one_off_reason", "receipt_reason"):
        op.add_column("opportunity_actual", sa.Column(name, sa.Text(), nullable=True))
        op.create_check_constraint(
            op.f(f"ck_opportunity_actual_{name}"), "opportunity_actual", f"{name} IN ({_REASONS})"
        )


def downgrade() -> None:
    """Take back, with receipts and reasons."""
    for name in ("receipt_gbp", "saving_reason", "one_off_reason", "receipt_reason"):
        op.drop_column("opportunity_actual", name)
    for name in ("receipt_gbp", "receipt_year"):
        op.drop_column("opportunity_share", name)
    op.drop_column("opportunity_case", "first_saving_on")
