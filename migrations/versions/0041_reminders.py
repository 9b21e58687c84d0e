"""Reminders: what each person has chosen, and the outbox of digests.

Revision: 0041
Follows: 0040
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

_KINDS = "ARRAY['leases', 'reviews', 'corrections', 'decisions', 'actions', 'offers']::text[]"
_STATES = "'queued', 'sending', 'sent', 'nothing', 'unknown', 'failed', 'bounced', 'stopped'"


def _kinds(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False)


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def _of_account(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["account_id"],
        ["account.account_id"],
        name=op.f(f"fk_{table}_account_id"),
        ondelete="CASCADE",
    )


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "reminder_choice",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        _kinds("mail_kinds"),
        sa.Column("every", sa.Text(), server_default="weekly", nullable=False),
        _kinds("feed_kinds"),
        sa.Column("feed_sha256", sa.Text(), nullable=True),
        _moment("refused_at"),
        sa.Column("refused_why", sa.Text(), nullable=True),
        _moment("stopped_at"),
        *(
            sa.CheckConstraint(f"{name} <@ {_KINDS}", name=op.f(f"ck_reminder_choice_{name}"))
            for name in ("mail_kinds", "feed_kinds")
        ),
        sa.CheckConstraint("every IN ('daily', 'weekly')", name=op.f("ck_reminder_choice_every")),
        sa.CheckConstraint(
            "(refused_at IS NULL) = (refused_why IS NULL)", name=op.f("ck_reminder_choice_refused")
        ),
        _of_account("reminder_choice"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_reminder_choice")),
        sa.UniqueConstraint("feed_sha256", name=op.f("uq_reminder_choice_feed_sha256")),
    )
    op.create_table(
        "reminder_mail",
        sa.Column(
            "reminder_mail_id",
            sa.Uuid(),
            server_default=sa.text("gen_random_uuid()"),
            nullable=False,
        ),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("digest_day", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), server_default="queued", nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "queued_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        _moment("ended_at"),
        sa.Column("said", sa.Text(), nullable=True),
        sa.Column("stop_sha256", sa.Text(), nullable=True),
        sa.CheckConstraint(f"state IN ({_STATES})", name=op.f("ck_reminder_mail_state")),
        _of_account("reminder_mail"),
        sa.PrimaryKeyConstraint("reminder_mail_id", name=op.f("pk_reminder_mail")),
        sa.UniqueConstraint(
            "account_id", "digest_day", name=op.f("uq_reminder_mail_account_id_digest_day")
        ),
        sa.UniqueConstraint("stop_sha256", name=op.f("uq_reminder_mail_stop_sha256")),
    )
    op.create_index(op.f("ix_reminder_mail_account_id"), "reminder_mail", ["account_id"])
    op.create_index(
        "ix_reminder_mail_waiting",
        "reminder_mail",
        ["next_attempt_at"],
        postgresql_where=sa.text("state IN ('queued', 'sending')"),
    )


def downgrade() -> None:
    """Take back, with all choices and the outbox."""
    op.drop_table("reminder_mail")
    op.drop_table("reminder_choice")
