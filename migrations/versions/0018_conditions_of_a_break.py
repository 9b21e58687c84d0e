"""What a break hangs on: rent paid up, vacant possession, works done.

Revision: 0018
Follows: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("lease_event", sa.Column("conditions", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("lease_event", "conditions")
