"""Names of places, streets and stations from published files, for the search.

Revision: 0058
Follows: 0057
"""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

_KINDS = "'outlines', 'lookup', 'figures', 'postcodes', 'spending', 'stops'"


def upgrade() -> None:
    """Apply."""
    _kinds(f"{_KINDS}, 'names'")
    op.create_table(
        "place_name",
        sa.Column("published_file_id", sa.Uuid(), nullable=False),
        sa.Column("name_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("other_name", sa.Text(), nullable=True),
        sa.Column("local_type", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("district", sa.Text(), nullable=True),
        sa.Column("easting", sa.Numeric(10, 2), nullable=False),
        sa.Column("northing", sa.Numeric(10, 2), nullable=False),
        sa.CheckConstraint(
            "kind IN ('place', 'street', 'station')", name=op.f("ck_place_name_kind")
        ),
        sa.ForeignKeyConstraint(
            ["published_file_id"],
            ["published_file.published_file_id"],
            name=op.f("fk_place_name_published_file_id"),
        ),
        sa.PrimaryKeyConstraint("published_file_id", "name_id", name=op.f("pk_place_name")),
    )


def _kinds(listed: str) -> None:
    op.drop_constraint(op.f("ck_published_file_kind"), "published_file", type_="check")
    op.create_check_constraint(
        op.f("ck_published_file_kind"), "published_file", f"kind IN ({listed})"
    )


def downgrade() -> None:
    """Take back, with all names and the files that brought them."""
    op.drop_table("place_name")
    op.execute("DELETE FROM published_file WHERE kind = 'names'")
    _kinds(_KINDS)
