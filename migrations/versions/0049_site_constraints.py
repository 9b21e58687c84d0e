"""What a site is bound by: listing, conservation area, flood zone, step-free access, parking.

Revision: 0049
Follows: 0048
"""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

_CHECKS = {
    "listed_grade": "listed_grade IN ('not_listed', 'locally_listed', 'grade_ii', "
    "'grade_ii_star', 'grade_i', 'listed')",
    "flood_zone": "flood_zone IN ('zone_1', 'zone_2', 'zone_3', 'zone_3a', 'zone_3b')",
    "parking_spaces": "parking_spaces BETWEEN 0 AND 20000",
}


def upgrade() -> None:
    """Apply."""
    for column in (
        sa.Column("listed_grade", sa.Text(), nullable=True),
        sa.Column("conservation_area", sa.Boolean(), nullable=True),
        sa.Column("flood_zone", sa.Text(), nullable=True),
        sa.Column("step_free", sa.Boolean(), nullable=True),
        sa.Column("parking_spaces", sa.Integer(), nullable=True),
    ):
        op.add_column("property", column)
    for name, rule in _CHECKS.items():
        op.create_check_constraint(op.f(f"ck_property_{name}"), "property", rule)


def downgrade() -> None:
    """Take back."""
    for name in ("parking_spaces", "step_free", "flood_zone", "conservation_area", "listed_grade"):
        op.drop_column("property", name)
