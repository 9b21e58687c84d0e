"""Long uploads and commits as jobs that outlive a request, a browser and the service itself.

Revision: 0024
Follows: 0023
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "import_job",
        sa.Column(
            "import_job_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("organisation_code", sa.Text(), nullable=False),
        sa.Column("import_plan_id", sa.Uuid(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="received", nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("stored_file", sa.Text(), nullable=False),
        sa.Column(
            "asked",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("actor", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("doing", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("rows_done", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("rows_total", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("answer", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_by", sa.Text(), nullable=True),
        sa.Column("taken_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("task IN ('read', 'commit')", name=op.f("ck_import_job_task")),
        sa.CheckConstraint(
            "state IN ('received', 'reading', 'comparing', 'committing', 'ready', 'done', "
            "'failed')",
            name=op.f("ck_import_job_state"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_code"],
            ["organisation.code"],
            name=op.f("fk_import_job_organisation_code"),
        ),
        sa.PrimaryKeyConstraint("import_job_id", name=op.f("pk_import_job")),
    )
    op.create_index(op.f("ix_import_job_import_plan_id"), "import_job", ["import_plan_id"])
    op.create_index(op.f("ix_import_job_organisation_code"), "import_job", ["organisation_code"])


def downgrade() -> None:
    """Take back; what a job would have done has to be asked for again."""
    op.drop_table("import_job")
