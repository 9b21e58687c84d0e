"""Requests to an organisation for what is missing in its rows.

Revision: 0023
Follows: 0022
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "information_request",
        sa.Column(
            "request_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("organisation_code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("property_id", sa.Uuid(), nullable=True),
        sa.Column("property_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("wanted_by", sa.Date(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("asked_by_organisation_code", sa.Text(), nullable=True),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column(
            "asked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_code"],
            ["organisation.code"],
            name=op.f("fk_information_request_organisation_code"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_organisation_code"],
            ["organisation.code"],
            name=op.f("fk_information_request_asked_by_organisation_code"),
        ),
        sa.ForeignKeyConstraint(
            ["property_id"],
            ["property.property_id"],
            name=op.f("fk_information_request_property_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_information_request")),
    )
    for column in ("organisation_code", "asked_by_organisation_code", "property_id"):
        op.create_index(op.f(f"ix_information_request_{column}"), "information_request", [column])
    op.execute(
        "CREATE CONSTRAINT TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE "
        "ON information_request DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
        "EXECUTE FUNCTION note_change('request_id', 'property_ids')"
    )


def downgrade() -> None:
    """Take back, with all requests."""
    op.drop_table("information_request")
