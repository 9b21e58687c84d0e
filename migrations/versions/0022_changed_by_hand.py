"""Imports that a person has typed: one row, of one property, with the reason in words.

Revision: 0022
Follows: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; whatever is on record came from files."""
    op.add_column(
        "import_batch", sa.Column("origin", sa.Text(), server_default="file", nullable=False)
    )
    op.add_column("import_batch", sa.Column("reason", sa.Text(), nullable=True))
    op.add_column("import_batch", sa.Column("property_id", sa.Uuid(), nullable=True))
    op.create_check_constraint(
        op.f("ck_import_batch_origin"), "import_batch", "origin IN ('file', 'by_hand')"
    )
    op.create_check_constraint(
        op.f("ck_import_batch_by_hand"),
        "import_batch",
        "origin = 'file' OR (reason IS NOT NULL AND property_id IS NOT NULL)",
    )
    op.create_index(op.f("ix_import_batch_property_id"), "import_batch", ["property_id"])


def downgrade() -> None:
    """Take back; the changes themselves stay, as imports like any other."""
    op.drop_index(op.f("ix_import_batch_property_id"), "import_batch")
    op.drop_constraint(op.f("ck_import_batch_by_hand"), "import_batch")
    op.drop_constraint(op.f("ck_import_batch_origin"), "import_batch")
    for name in ("property_id", "reason", "origin"):
        op.drop_column("import_batch", name)
