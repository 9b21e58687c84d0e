"""Jobs take imports back, too, and can be cancelled.

Revision: 0025
Follows: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_STATES = ("received", "reading", "comparing", "committing", "ready", "done", "failed")
_NEW_STATES = (
    "received",
    "reading",
    "comparing",
    "committing",
    "reverting",
    "ready",
    "done",
    "failed",
    "cancelled",
)


def upgrade() -> None:
    """Apply."""
    op.add_column("import_job", sa.Column("import_batch_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_import_job_import_batch_id"), "import_job", ["import_batch_id"])
    for column in ("import_plan_id", "stored_file"):
        op.alter_column("import_job", column, nullable=True)
    _demand(("read", "commit", "revert"), _NEW_STATES)
    op.create_check_constraint(
        op.f("ck_import_job_of_what"),
        "import_job",
        "CASE WHEN task = 'revert' THEN import_batch_id IS NOT NULL "
        "ELSE import_plan_id IS NOT NULL AND stored_file IS NOT NULL END",
    )


def downgrade() -> None:
    """Take back; jobs that the former version does not know are forgotten."""
    op.drop_constraint(op.f("ck_import_job_of_what"), "import_job", type_="check")
    op.execute("DELETE FROM import_job WHERE task = 'revert' OR state = 'cancelled'")
    _demand(("read", "commit"), _STATES)
    for column in ("import_plan_id", "stored_file"):
        op.alter_column("import_job", column, nullable=False)
    op.drop_index(op.f("ix_import_job_import_batch_id"), "import_job")
    op.drop_column("import_job", "import_batch_id")


def _demand(tasks: tuple[str, ...], states: tuple[str, ...]) -> None:
    for column, words in (("task", tasks), ("state", states)):
        name = op.f(f"ck_import_job_{column}")
        op.drop_constraint(name, "import_job", type_="check")
        listed = ", ".join(f"'{word}'" for word in words)
        op.create_check_constraint(name, "import_job", f"{column} IN ({listed})")
