"""Triggers find their tables in the register and nowhere else.

A temporary table is found before one of the register that has the same name. Whoever may make
temporary tables, as imports must, could so have let the record's lines go into one of their own.

Revision: 0021
Follows: 0020
"""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_OURS = """
    SELECT p.oid::regprocedure::text FROM pg_proc p
     WHERE p.pronamespace = 'public'::regnamespace
       AND p.prorettype = 'trigger'::regtype
       AND NOT EXISTS (SELECT FROM pg_depend d
                        WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid
                          AND d.deptype = 'e')
"""


def _each(change: str) -> None:
    for (name,) in op.get_bind().exec_driver_sql(_OURS).all():
        op.execute(f"ALTER FUNCTION {name} {change}")


def upgrade() -> None:
    """Apply."""
    _each("SET search_path = public, pg_temp")


def downgrade() -> None:
    """Take back."""
    _each("RESET search_path")
