"""Venues that are no public property, offered by a member body as possible hosts.

Revision: 0052
Follows: 0051
"""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

_KINDS = "'shop', 'supermarket', 'church_hall', 'village_hall', 'club_house', 'office', 'other'"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "venue",
        sa.Column(
            "venue_record_id",
            sa.Uuid(),
            server_default=sa.text("gen_random_uuid()"),
            nullable=False,
        ),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("easting", sa.Numeric(10, 2), nullable=True),
        sa.Column("northing", sa.Numeric(10, 2), nullable=True),
        sa.Column("nia_m2", sa.Numeric(12, 2), nullable=True),
        sa.Column("available_from", sa.Date(), nullable=False),
        sa.Column("available_until", sa.Date(), nullable=True),
        sa.Column("charge_gbp_pa", sa.Numeric(14, 2), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.CheckConstraint(f"kind IN ({_KINDS})", name=op.f("ck_venue_kind")),
        sa.CheckConstraint("name <> ''", name=op.f("ck_venue_name")),
        sa.CheckConstraint("source <> ''", name=op.f("ck_venue_source")),
        sa.CheckConstraint("nia_m2 > 0", name=op.f("ck_venue_nia_m2")),
        sa.CheckConstraint("nia_m2 IS NOT NULL", name=op.f("ck_venue_area_given")),
        sa.CheckConstraint("charge_gbp_pa >= 0", name=op.f("ck_venue_charge_gbp_pa")),
        sa.CheckConstraint("(easting IS NULL) = (northing IS NULL)", name=op.f("ck_venue_point")),
        sa.CheckConstraint(
            "address IS NOT NULL OR easting IS NOT NULL", name=op.f("ck_venue_place")
        ),
        sa.CheckConstraint("available_until >= available_from", name=op.f("ck_venue_days")),
        sa.ForeignKeyConstraint(
            ["organisation_code"], ["organisation.code"], name=op.f("fk_venue_organisation_code")
        ),
        sa.PrimaryKeyConstraint("venue_record_id", name=op.f("pk_venue")),
    )
    op.create_index(op.f("ix_venue_organisation_code"), "venue", ["organisation_code"])
    op.create_index("ix_venue_series", "venue", ["venue_id", "sequence"])
    op.execute(
        "CREATE TRIGGER venue_append_only BEFORE UPDATE OR DELETE ON venue "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE CONSTRAINT TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON venue "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_change('venue_id')"
    )


def downgrade() -> None:
    """Take back, with all venues."""
    op.drop_table("venue")
