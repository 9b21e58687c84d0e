"""Stops of mobile services, such as a mobile library: where they stop, on which days, when.

Revision: 0057
Follows: 0056
"""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

_KINDS = "'outlines', 'lookup', 'figures', 'postcodes', 'spending'"
_FUNCTIONS = (
    "'revs_bens', 'planning_bc', 'econ_dev', 'tourism', 'public_health', 'social_care', "
    "'vehicle_workshop', 'ict', 'customer_contact', 'policing_neighbourhood', 'policing_response', "
    "'probation', 'employment', 'registration', 'library', 'youth', 'children_centre', "
    "'health_clinic', 'mental_health', 'ambulance', 'fire', 'courts', 'education', 'leisure', "
    "'waste', 'highways', 'archive', 'postal_counter', 'corporate', 'other'"
)
_DAYS = "'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'"
_CLOCK = "~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'"


def upgrade() -> None:
    """Apply."""
    _kinds(f"{_KINDS}, 'stops'")
    op.create_table(
        "mobile_stop",
        sa.Column("published_file_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("service_function", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("organisation_code", sa.Text(), nullable=True),
        sa.Column("stop", sa.Text(), nullable=False),
        sa.Column("postcode", sa.Text(), nullable=True),
        sa.Column("easting", sa.Numeric(10, 2), nullable=False),
        sa.Column("northing", sa.Numeric(10, 2), nullable=False),
        sa.Column("longitude", sa.Numeric(9, 6), nullable=False),
        sa.Column("latitude", sa.Numeric(9, 6), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("starts", sa.Text(), nullable=False),
        sa.Column("ends", sa.Text(), nullable=False),
        sa.Column("how_often", sa.Text(), nullable=True),
        sa.CheckConstraint(
            f"service_function IN ({_FUNCTIONS})", name=op.f("ck_mobile_stop_service_function")
        ),
        sa.CheckConstraint(f"day IN ({_DAYS})", name=op.f("ck_mobile_stop_day")),
        sa.CheckConstraint(
            f"starts {_CLOCK} AND ends {_CLOCK} AND starts < ends",
            name=op.f("ck_mobile_stop_hours"),
        ),
        sa.ForeignKeyConstraint(
            ["published_file_id"],
            ["published_file.published_file_id"],
            name=op.f("fk_mobile_stop_published_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_code"],
            ["organisation.code"],
            name=op.f("fk_mobile_stop_organisation_code"),
        ),
        sa.PrimaryKeyConstraint("published_file_id", "line", name=op.f("pk_mobile_stop")),
    )
    op.create_index(op.f("ix_mobile_stop_organisation_code"), "mobile_stop", ["organisation_code"])


def _kinds(listed: str) -> None:
    op.drop_constraint(op.f("ck_published_file_kind"), "published_file", type_="check")
    op.create_check_constraint(
        op.f("ck_published_file_kind"), "published_file", f"kind IN ({listed})"
    )


def downgrade() -> None:
    """Take back, with all stops and the files that brought them."""
    op.drop_table("mobile_stop")
    op.execute("DELETE FROM published_file WHERE kind = 'stops'")
    _kinds(_KINDS)
