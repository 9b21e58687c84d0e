"""A town's plan is kept as a business case is: in the same table, sealed in the same way.

Revision: 0051
Follows: 0050
"""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

_OF_A_MOVE = ("guest_occupation_id", "guest_property_id", "host_property_id")
_ABOUT = (
    "CASE WHEN town IS NULL THEN num_nonnulls(guest_occupation_id, guest_property_id, "
    "host_property_id) = 3 ELSE num_nulls(guest_occupation_id, guest_property_id, "
    "host_property_id) = 3 END"
)


def upgrade() -> None:
    """Apply."""
    op.add_column("kept_case", sa.Column("town", sa.Text(), nullable=True))
    for name in _OF_A_MOVE:
        op.alter_column("kept_case", name, nullable=True)
    op.create_check_constraint(op.f("ck_kept_case_about"), "kept_case", _ABOUT)
    op.create_unique_constraint(op.f("uq_kept_case_town_version"), "kept_case", ["town", "version"])


def downgrade() -> None:
    """Take back; not while a town's plan is kept, which would be lost."""
    op.drop_constraint(op.f("uq_kept_case_town_version"), "kept_case")
    op.drop_constraint(op.f("ck_kept_case_about"), "kept_case")
    for name in _OF_A_MOVE:
        op.alter_column("kept_case", name, nullable=False)
    op.drop_column("kept_case", "town")
