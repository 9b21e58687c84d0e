"""What an organisation signed the protocol for, beside when and by whom.

Revision: 0013
Follows: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("organisation", sa.Column("signed_for", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("organisation", "signed_for")
