"""A status for what is being built anew, beside which others may be rated anew.

Revision: 0048
Follows: 0047
"""

from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

_BEFORE = "'in_use', 'part_vacant', 'vacant', 'declared_surplus', 'let_out', 'disposed'"
_SINCE = (
    "'in_use', 'part_vacant', 'vacant', 'declared_surplus', 'in_redevelopment', 'let_out', "
    "'disposed'"
)


def upgrade() -> None:
    """Apply."""
    _allow(_SINCE)


def downgrade() -> None:
    """Take back: what was being built anew counts as vacant."""
    op.execute("UPDATE property SET status = 'vacant' WHERE status = 'in_redevelopment'")
    _allow(_BEFORE)


def _allow(words: str) -> None:
    op.drop_constraint(op.f("ck_property_status"), "property")
    op.create_check_constraint(op.f("ck_property_status"), "property", f"status IN ({words})")
