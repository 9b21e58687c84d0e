"""The year in which a property was built.

Revision: 0035
Follows: 0034
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("property", sa.Column("year_built", sa.SmallInteger(), nullable=True))
    op.create_check_constraint(
        op.f("ck_property_year_built"), "property", "year_built BETWEEN 1000 AND 2100"
    )


def downgrade() -> None:
    """Take back."""
    op.drop_column("property", "year_built")
