"""Sign-in: people and their roles, sessions, attempts on their way, one-time links.

Revision: 0006
Follows: 0005
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ROLES = "role IN ('member', 'importer', 'editor', 'critic', 'administrator')"
_NEEDS = "role NOT IN ('importer', 'editor') OR organisation_code IS NOT NULL"


def _moment(name: str) -> sa.Column[Any]:
    now = sa.text("now()")
    return sa.Column(name, sa.DateTime(timezone=True), server_default=now, nullable=False)


def _may(table: str) -> list[sa.Constraint]:
    return [
        sa.CheckConstraint(_ROLES, name=op.f(f"ck_{table}_role")),
        sa.CheckConstraint(_NEEDS, name=op.f(f"ck_{table}_needs_organisation")),
        sa.ForeignKeyConstraint(
            ["organisation_code"], ["organisation.code"], name=op.f(f"fk_{table}_organisation_code")
        ),
    ]


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "account",
        sa.Column(
            "account_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("organisation_code", sa.Text(), nullable=True),
        _moment("created_at"),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "email = lower(email) AND email LIKE '%@%'", name=op.f("ck_account_email")
        ),
        *_may("account"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_account_issuer_subject")),
    )
    op.create_index(op.f("ix_account_organisation_code"), "account", ["organisation_code"])
    op.create_table(
        "web_session",
        sa.Column("session_sha256", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("organisation_code", sa.Text(), nullable=True),
        _moment("created_at"),
        _moment("last_seen_at"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        *_may("web_session"),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.account_id"],
            name=op.f("fk_web_session_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_sha256", name=op.f("pk_web_session")),
    )
    op.create_index(op.f("ix_web_session_account_id"), "web_session", ["account_id"])
    op.create_index(op.f("ix_web_session_organisation_code"), "web_session", ["organisation_code"])
    op.create_table(
        "sign_in_attempt",
        sa.Column("state_sha256", sa.Text(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("code_verifier", sa.Text(), nullable=False),
        sa.Column("return_to", sa.Text(), nullable=False),
        _moment("created_at"),
        sa.PrimaryKeyConstraint("state_sha256", name=op.f("pk_sign_in_attempt")),
    )
    op.create_table(
        "sign_in_link",
        sa.Column("link_sha256", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("organisation_code", sa.Text(), nullable=True),
        _moment("created_at"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        *_may("sign_in_link"),
        sa.PrimaryKeyConstraint("link_sha256", name=op.f("pk_sign_in_link")),
    )
    op.create_index(
        op.f("ix_sign_in_link_organisation_code"), "sign_in_link", ["organisation_code"]
    )
    op.execute(
        "CREATE CONSTRAINT TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON account "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_change('account_id')"
    )


def downgrade() -> None:
    """Take back."""
    for table in ("sign_in_link", "sign_in_attempt", "web_session", "account"):
        op.drop_table(table)
