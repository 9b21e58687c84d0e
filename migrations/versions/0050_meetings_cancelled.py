"""A meeting that will not be held is cancelled, with the day and the reason.

Revision: 0050
Follows: 0049
"""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("meeting", sa.Column("cancelled_on", sa.Date(), nullable=True))
    op.add_column("meeting", sa.Column("cancelled_because", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("ck_meeting_cancelled"),
        "meeting",
        "(cancelled_on IS NULL) = (cancelled_because IS NULL)",
    )


def downgrade() -> None:
    """Take back: meetings stand as if they were held."""
    op.drop_constraint(op.f("ck_meeting_cancelled"), "meeting")
    op.drop_column("meeting", "cancelled_because")
    op.drop_column("meeting", "cancelled_on")
