"""Business cases that are kept, sealed with their hash, and who signed them off.

Revision: 0033
Follows: 0032
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "kept_case",
        sa.Column(
            "kept_case_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("guest_occupation_id", sa.Uuid(), nullable=False),
        sa.Column("guest_property_id", sa.Uuid(), nullable=False),
        sa.Column("host_property_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("kept_on", sa.Date(), nullable=False),
        sa.Column("organisation_code", sa.Text(), nullable=True),
        sa.Column("register_version", sa.BigInteger(), nullable=False),
        sa.Column("product_version", sa.Text(), nullable=False),
        sa.Column("property_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("sealed_text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column(
            "kept_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.CheckConstraint("label <> ''", name=op.f("ck_kept_case_label")),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_kept_case_sha256")),
        sa.ForeignKeyConstraint(
            ["organisation_code"],
            ["organisation.code"],
            name=op.f("fk_kept_case_organisation_code"),
        ),
        sa.PrimaryKeyConstraint("kept_case_id", name=op.f("pk_kept_case")),
        sa.UniqueConstraint(
            "guest_occupation_id",
            "host_property_id",
            "version",
            name=op.f("uq_kept_case_guest_occupation_id_host_property_id_version"),
        ),
    )
    op.create_index(op.f("ix_kept_case_organisation_code"), "kept_case", ["organisation_code"])
    op.create_table(
        "case_sign_off",
        sa.Column(
            "case_sign_off_id",
            sa.Uuid(),
            server_default=sa.text("gen_random_uuid()"),
            nullable=False,
        ),
        sa.Column("kept_case_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("organisation_code", sa.Text(), nullable=False),
        sa.Column(
            "signed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.CheckConstraint("person <> ''", name=op.f("ck_case_sign_off_person")),
        sa.CheckConstraint("post <> ''", name=op.f("ck_case_sign_off_post")),
        sa.ForeignKeyConstraint(
            ["kept_case_id"],
            ["kept_case.kept_case_id"],
            name=op.f("fk_case_sign_off_kept_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_code"],
            ["organisation.code"],
            name=op.f("fk_case_sign_off_organisation_code"),
        ),
        sa.PrimaryKeyConstraint("case_sign_off_id", name=op.f("pk_case_sign_off")),
    )
    for column in ("kept_case_id", "organisation_code"):
        op.create_index(op.f(f"ix_case_sign_off_{column}"), "case_sign_off", [column])
    # The record of changes holds the hash, which its own chain seals in turn, and never the text.
    _guard("kept_case", "'kept_case_id', 'sealed_text', 'property_ids', 'label'")
    _guard("case_sign_off", "'case_sign_off_id'")


def _guard(table: str, noted: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE CONSTRAINT TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE "
        f"ON {table} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
        f"EXECUTE FUNCTION note_change({noted})"
    )


def downgrade() -> None:
    """Take back, with all cases that were kept."""
    op.drop_table("case_sign_off")
    op.drop_table("kept_case")
