"""What a break hangs on: rent paid up, vacant possession, works done.

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
    op.add_column("lease_event", sa.Column("conditions", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("lease_event", "conditions")
