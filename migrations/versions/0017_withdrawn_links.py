"""A one-time link that was withdrawn says so until its time is over.

Revision: 0017
Follows: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("sign_in_link", sa.Column("withdrawn_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    """Take back; what was withdrawn must not open again."""
    op.execute("DELETE FROM sign_in_link WHERE withdrawn_at IS NOT NULL")
    op.drop_column("sign_in_link", "withdrawn_at")
