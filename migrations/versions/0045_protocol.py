"""The protocol in versions, and until when an organisation's signature holds.

Revision: 0045
Follows: 0044
"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

_KEEP = """
    CREATE FUNCTION keep_protocol() RETURNS trigger LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
    BEGIN
        RAISE EXCEPTION 'the protocol is only ever added to'
            USING ERRCODE = 'integrity_constraint_violation';
    END $$
"""


def upgrade() -> None:
    """Apply."""
    op.add_column("organisation", sa.Column("signed_version", sa.Integer(), nullable=True))
    op.add_column("organisation", sa.Column("signed_until", sa.Date(), nullable=True))
    op.create_table(
        "protocol_version",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("principles", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("adopted_on", sa.Date(), nullable=False),
        sa.Column("previous_ends_on", sa.Date(), nullable=False),
        sa.Column("adopted_by", sa.Text(), nullable=False),
        sa.Column(
            "adopted_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("version >= 2", name=op.f("ck_protocol_version_version")),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_protocol_version")),
    )
    op.create_table(
        "protocol_signature",
        sa.Column(
            "protocol_signature_id",
            sa.Uuid(),
            server_default=sa.text("gen_random_uuid()"),
            nullable=False,
        ),
        sa.Column("organisation_code", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("signatory", sa.Text(), nullable=True),
        sa.Column("signed_for", sa.Text(), nullable=True),
        sa.Column("signed_until", sa.Date(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_code"],
            ["organisation.code"],
            name=op.f("fk_protocol_signature_organisation_code"),
        ),
        sa.PrimaryKeyConstraint("protocol_signature_id", name=op.f("pk_protocol_signature")),
    )
    op.create_index(
        op.f("ix_protocol_signature_organisation_code"),
        "protocol_signature",
        ["organisation_code"],
    )
    # Whoever has signed has signed the first version.
    op.execute("UPDATE organisation SET signed_version = 1 WHERE signed_on IS NOT NULL")
    op.execute(
        "INSERT INTO protocol_signature (organisation_code, version, signed_on, signatory, "
        "signed_for) SELECT code, 1, signed_on, signatory, signed_for FROM organisation "
        "WHERE signed_on IS NOT NULL"
    )
    op.execute(_KEEP)
    for name in ("protocol_version", "protocol_signature"):
        op.execute(
            f"CREATE TRIGGER keep_protocol BEFORE UPDATE OR DELETE ON {name} "
            "FOR EACH ROW EXECUTE FUNCTION keep_protocol()"
        )


def downgrade() -> None:
    """Take back, with all versions but the first and all past signatures."""
    op.drop_table("protocol_signature")
    op.drop_table("protocol_version")
    op.execute("DROP FUNCTION keep_protocol()")
    op.drop_column("organisation", "signed_until")
    op.drop_column("organisation", "signed_version")
