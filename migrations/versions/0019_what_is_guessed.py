"""Guesses of the type and of operation are marked as such; further kinds of authority and place.

Revision: 0019
Follows: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_TYPES_ADDED = ("school", "hospital")
_TYPES = (
    "school_primary",
    "school_middle",
    "school_secondary",
    "school_special",
    "nursery",
    "school",
    "office",
    "library",
    "hub",
    "childrens_centre",
    "youth_centre",
    "day_centre",
    "registrar",
    "social_care_resource",
    "care_home",
    "highway_depot",
    "recycling_centre",
    "records_store",
    "outdoor_education",
    "depot",
    "leisure_centre",
    "community_hall",
    "customer_centre",
    "museum",
    "health_centre",
    "mental_health_centre",
    "ambulance_station",
    "police_station",
    "police_office",
    "fire_station",
    "probation_office",
    "court_office",
    "jobcentre",
    "tax_office",
    "university_building",
    "fe_outreach",
    "parish_hall",
    "post_office",
    "delivery_office",
    "environment_depot",
    "acute_hospital",
    "community_hospital",
    "hospital",
    "mental_health_inpatient",
    "university_campus",
    "fe_college",
    "prison",
    "court",
    "crematorium",
    "headquarters",
    "custody_suite",
    "land",
    "industrial_unit",
    "let_property",
    "vacant_property",
    "car_park",
    "open_space",
    "public_convenience",
    "garage",
    "other",
)
_KINDS_ADDED = (
    "unitary",
    "metropolitan",
    "london_borough",
    "combined_authority",
    "joint_authority",
    "national_park",
    "drainage",
    "nhs_trust",
    "icb",
    "academy_trust",
    "central_government",
    "defence",
    "housing_association",
)
_KINDS = (
    "county",
    "district",
    "unitary",
    "metropolitan",
    "london_borough",
    "combined_authority",
    "joint_authority",
    "national_park",
    "drainage",
    "parish",
    "health",
    "nhs_trust",
    "icb",
    "ambulance",
    "police",
    "fire",
    "probation",
    "courts",
    "prisons",
    "employment",
    "tax",
    "university",
    "college",
    "academy_trust",
    "central_government",
    "defence",
    "housing_association",
    "postal",
    "highways",
    "heritage",
    "environment",
    "other",
)
_PROPERTY = sa.table("property", sa.column("type_code"))
_ORGANISATION = sa.table("organisation", sa.column("kind"))
_FLAGS = ("type_code_imputed", "operational_imputed")


def upgrade() -> None:
    """Apply; what stands counts as stated until a file brings it again."""
    for name in _FLAGS:
        op.add_column(
            "property",
            sa.Column(name, sa.Boolean(), server_default=sa.text("false"), nullable=False),
        )
    _allow("property", "type_code", _TYPES)
    _allow("organisation", "kind", _KINDS)


def downgrade() -> None:
    """Take back; the added kinds become what they were called before, or other."""
    types, kinds = _PROPERTY.c.type_code, _ORGANISATION.c.kind
    for table, column, added, before in (
        (_PROPERTY, types, _TYPES_ADDED, "other"),
        (_ORGANISATION, kinds, ("nhs_trust", "icb"), "health"),
        (_ORGANISATION, kinds, ("unitary", "metropolitan", "london_borough"), "district"),
        (_ORGANISATION, kinds, _KINDS_ADDED, "other"),
    ):
        op.execute(sa.update(table).where(column.in_(added)).values({column.name: before}))
    _allow("organisation", "kind", tuple(one for one in _KINDS if one not in _KINDS_ADDED))
    _allow("property", "type_code", tuple(one for one in _TYPES if one not in _TYPES_ADDED))
    for name in reversed(_FLAGS):
        op.drop_column("property", name)


def _allow(table: str, column: str, codes: tuple[str, ...]) -> None:
    name = op.f(f"ck_{table}_{column}")
    op.drop_constraint(name, table, type_="check")
    op.create_check_constraint(name, table, sa.column(column).in_(codes))
