"""Versions of the register are given at the end of transactions, in the order of commits.

Revision: 0012
Follows: 0011
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# Else a later number could be seen first, and whoever keeps answers by the highest would never
# notice what the earlier one changed. The lock is the record's own, so that the two, both taken
# when a transaction ends, cannot wait for one another.
_NUMBER = """
    CREATE FUNCTION number_version() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_advisory_xact_lock(hashtext('audit_record'));
        UPDATE register_version SET version = DEFAULT WHERE version = NEW.version;
        RETURN NULL;
    END $$
"""


def upgrade() -> None:
    """Apply."""
    op.execute(_NUMBER)
    op.execute(
        "CREATE CONSTRAINT TRIGGER number_version AFTER INSERT ON register_version "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION number_version()"
    )


def downgrade() -> None:
    """Take back."""
    op.execute("DROP TRIGGER number_version ON register_version")
    op.execute("DROP FUNCTION number_version()")
