"""One spatial index of what is drawn of each property: its outline, else its point.

A question about a box was answered from two indexes, one of them asked for all rows without an
outline.

Revision: 0010
Follows: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.drop_index("idx_property_place_4326", table_name="property")
    op.drop_index("idx_property_geom_4326", table_name="property")
    op.create_index(
        "idx_property_place",
        "property",
        [sa.text("coalesce(geom_4326, rep_point_4326)")],
        postgresql_using="gist",
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("idx_property_place", table_name="property")
    op.create_index("idx_property_geom_4326", "property", ["geom_4326"], postgresql_using="gist")
    op.create_index(
        "idx_property_place_4326",
        "property",
        ["rep_point_4326"],
        postgresql_using="gist",
        postgresql_where=sa.text("geom_4326 IS NULL"),
    )
