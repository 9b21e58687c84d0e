"""The register.

Revision: 0001
Follows:
"""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "assumption_set",
        sa.Column(
            "assumption_set_id",
            sa.Uuid(),
            server_default=sa.text("gen_random_uuid()"),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_current", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "overrides",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("assumption_set_id", name=op.f("pk_assumption_set")),
        sa.UniqueConstraint("name", name=op.f("uq_assumption_set_name")),
    )
    op.create_index(
        "uq_assumption_set_current",
        "assumption_set",
        ["is_current"],
        unique=True,
        postgresql_where=sa.text("is_current"),
    )
    op.create_table(
        "county",
        sa.Column("county_id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("population_source", sa.Text(), nullable=True),
        sa.Column("area_ha", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("min_easting", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("min_northing", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("max_easting", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("max_northing", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "min_easting < max_easting AND min_northing < max_northing",
            name=op.f("ck_county_envelope"),
        ),
        sa.CheckConstraint("county_id = 1", name=op.f("ck_county_only_one")),
        sa.PrimaryKeyConstraint("county_id", name=op.f("pk_county")),
    )
    op.create_table(
        "organisation",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("in_scope", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("signatory", sa.Text(), nullable=True),
        sa.Column("m2_per_fte", sa.Numeric(precision=6, scale=2), nullable=True),
        sa.Column("synthetic", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("code ~ '^[A-Z0-9][A-Z0-9-]{0,19}$'", name=op.f("ck_organisation_code")),
        sa.CheckConstraint(
            "kind IN ('county', 'district', 'parish', 'health', 'ambulance', 'police', 'fire', 'probation', 'courts', 'prisons', 'employment', 'tax', 'university', 'college', 'postal', 'highways', 'heritage', 'environment', 'other')",
            name=op.f("ck_organisation_kind"),
        ),
        sa.CheckConstraint("m2_per_fte BETWEEN 4 AND 40", name=op.f("ck_organisation_m2_per_fte")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_organisation")),
        sa.UniqueConstraint("name", name=op.f("uq_organisation_name")),
    )
    op.create_table(
        "api_token",
        sa.Column(
            "token_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("token_sha256", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("organisation_code", sa.Text(), nullable=True),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role NOT IN ('importer', 'editor') OR organisation_code IS NOT NULL",
            name=op.f("ck_api_token_needs_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_code"],
            ["organisation.code"],
            name=op.f("fk_api_token_organisation_code"),
        ),
        sa.CheckConstraint(
            "role IN ('member', 'importer', 'editor', 'administrator')",
            name=op.f("ck_api_token_role"),
        ),
        sa.PrimaryKeyConstraint("token_id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_api_token_token_sha256")),
    )
    op.create_index(
        op.f("ix_api_token_organisation_code"), "api_token", ["organisation_code"], unique=False
    )
    op.create_table(
        "import_batch",
        sa.Column(
            "import_batch_id",
            sa.Uuid(),
            server_default=sa.text("gen_random_uuid()"),
            nullable=False,
        ),
        sa.Column("organisation_code", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.Text(), nullable=False),
        sa.Column("layer", sa.Text(), nullable=True),
        sa.Column("encoding", sa.Text(), nullable=True),
        sa.Column("crs", sa.Text(), nullable=True),
        sa.Column("schema_name", sa.Text(), nullable=True),
        sa.Column("record_count", sa.Integer(), nullable=False),
        sa.Column(
            "counts",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("changed", sa.Boolean(), nullable=False),
        sa.Column("imported_by", sa.Text(), nullable=False),
        sa.Column(
            "imported_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["organisation_code"],
            ["organisation.code"],
            name=op.f("fk_import_batch_organisation_code"),
        ),
        sa.PrimaryKeyConstraint("import_batch_id", name=op.f("pk_import_batch")),
    )
    op.create_index(
        op.f("ix_import_batch_organisation_code"),
        "import_batch",
        ["organisation_code"],
        unique=False,
    )
    op.create_table(
        "organisation_alias",
        sa.Column("alias_key", sa.Text(), nullable=False),
        sa.Column("alias", sa.Text(), nullable=False),
        sa.Column("organisation_code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_code"],
            ["organisation.code"],
            name=op.f("fk_organisation_alias_organisation_code"),
        ),
        sa.PrimaryKeyConstraint("alias_key", name=op.f("pk_organisation_alias")),
    )
    op.create_index(
        op.f("ix_organisation_alias_organisation_code"),
        "organisation_alias",
        ["organisation_code"],
        unique=False,
    )
    op.create_geospatial_table(
        "area",
        sa.Column(
            "area_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=27700,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column(
            "geom_4326",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column(
            "centre",
            Geometry(
                geometry_type="POINT",
                srid=27700,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("population_source", sa.Text(), nullable=True),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("synthetic", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("import_batch_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_batch_id"],
            ["import_batch.import_batch_id"],
            name=op.f("fk_area_import_batch_id"),
        ),
        sa.CheckConstraint(
            "kind IN ('town', 'district', 'need_area', 'boundary', 'other')",
            name=op.f("ck_area_kind"),
        ),
        sa.CheckConstraint("ST_IsValid(geom)", name=op.f("ck_area_geom_valid")),
        sa.CheckConstraint("ST_IsValid(geom_4326)", name=op.f("ck_area_geom_4326_valid")),
        sa.CheckConstraint("ST_IsValid(centre)", name=op.f("ck_area_centre_valid")),
        sa.CheckConstraint("basis IN ('circle', 'file')", name=op.f("ck_area_basis")),
        sa.PrimaryKeyConstraint("area_id", name=op.f("pk_area")),
        sa.UniqueConstraint("kind", "name", name=op.f("uq_area_kind_name")),
    )
    op.create_geospatial_index(
        "idx_area_geom", "area", ["geom"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_index(op.f("ix_area_import_batch_id"), "area", ["import_batch_id"], unique=False)
    op.create_table(
        "field_provenance",
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("entity_kind", sa.Text(), nullable=False),
        sa.Column("import_batch_id", sa.Uuid(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_batch_id"],
            ["import_batch.import_batch_id"],
            name=op.f("fk_field_provenance_import_batch_id"),
        ),
        sa.CheckConstraint(
            "entity_kind IN ('property', 'lease', 'occupation', 'cost', 'rating')",
            name=op.f("ck_field_provenance_entity_kind"),
        ),
        sa.PrimaryKeyConstraint("entity_id", "field", name=op.f("pk_field_provenance")),
    )
    op.create_index(
        op.f("ix_field_provenance_import_batch_id"),
        "field_provenance",
        ["import_batch_id"],
        unique=False,
    )
    op.create_table(
        "history",
        sa.Column("history_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("entity_kind", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("import_batch_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("changes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["import_batch_id"],
            ["import_batch.import_batch_id"],
            name=op.f("fk_history_import_batch_id"),
        ),
        sa.CheckConstraint(
            "entity_kind IN ('property', 'lease', 'occupation', 'cost', 'rating')",
            name=op.f("ck_history_entity_kind"),
        ),
        sa.PrimaryKeyConstraint("history_id", name=op.f("pk_history")),
    )
    op.create_index(op.f("ix_history_entity_id"), "history", ["entity_id"], unique=False)
    op.create_index(
        op.f("ix_history_import_batch_id"), "history", ["import_batch_id"], unique=False
    )
    op.create_table(
        "register_version",
        sa.Column("version", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("import_batch_id", sa.Uuid(), nullable=True),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["import_batch_id"],
            ["import_batch.import_batch_id"],
            name=op.f("fk_register_version_import_batch_id"),
        ),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_register_version")),
    )
    op.create_index(
        op.f("ix_register_version_import_batch_id"),
        "register_version",
        ["import_batch_id"],
        unique=False,
    )
    op.create_table(
        "row_issue",
        sa.Column("row_issue_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("import_batch_id", sa.Uuid(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=True),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_batch_id"],
            ["import_batch.import_batch_id"],
            name=op.f("fk_row_issue_import_batch_id"),
        ),
        sa.CheckConstraint(
            "code IN ('MISSING_REFERENCE', 'DUPLICATE_REFERENCE', 'MISSING_NAME', 'UNKNOWN_CODE', 'NOT_A_NUMBER', 'OUT_OF_RANGE', 'NOT_A_DATE', 'BAD_UPRN', 'BAD_POSTCODE', 'LIKELY_WGS84', 'AXES_SWAPPED', 'OUTSIDE_AREA', 'NO_LOCATION', 'BAD_GEOMETRY', 'GEOMETRY_REPAIRED', 'GEOMETRY_AREA_CHANGED', 'DOMESTIC', 'GREEN_WITHOUT_DECISION', 'SURPLUS_WITHOUT_DECISION', 'RATING_WITHOUT_SCHEME', 'UNKNOWN_PROPERTY', 'AMBIGUOUS_PROPERTY', 'UNKNOWN_ORGANISATION', 'DATES_OUT_OF_ORDER', 'OLDER_THAN_REGISTER', 'POSSIBLE_DUPLICATE', 'OUTLIER', 'CLASS_IMPUTED', 'TEXT_TOO_LONG')",
            name=op.f("ck_row_issue_code"),
        ),
        sa.CheckConstraint(
            "severity IN ('error', 'warning', 'note')", name=op.f("ck_row_issue_severity")
        ),
        sa.PrimaryKeyConstraint("row_issue_id", name=op.f("pk_row_issue")),
    )
    op.create_index(
        op.f("ix_row_issue_import_batch_id"), "row_issue", ["import_batch_id"], unique=False
    )
    op.create_geospatial_table(
        "property",
        sa.Column(
            "property_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("organisation_code", sa.Text(), nullable=False),
        sa.Column("local_ref", sa.Text(), nullable=False),
        sa.Column("uprn", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("street", sa.Text(), nullable=True),
        sa.Column("post_town", sa.Text(), nullable=True),
        sa.Column("postcode", sa.Text(), nullable=True),
        sa.Column("town_id", sa.Uuid(), nullable=True),
        sa.Column("district_id", sa.Uuid(), nullable=True),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=27700,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column(
            "geom_4326",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column(
            "rep_point",
            Geometry(
                geometry_type="POINT",
                srid=27700,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column(
            "rep_point_4326",
            Geometry(
                geometry_type="POINT",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column("geom_quality", sa.Text(), nullable=True),
        sa.Column("site_area_m2", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("gia_m2", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("nia_m2", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("area_basis", sa.Text(), server_default="unknown", nullable=False),
        sa.Column("use_class", sa.Text(), server_default="unclassified", nullable=False),
        sa.Column(
            "use_class_imputed", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
        sa.Column("type_code", sa.Text(), nullable=True),
        sa.Column("operational", sa.Boolean(), nullable=False),
        sa.Column("public_access", sa.Boolean(), nullable=True),
        sa.Column("sensitivity", sa.Text(), server_default="open", nullable=False),
        sa.Column("protected_use", sa.Text(), nullable=True),
        sa.Column("pfi", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("pfi_end_date", sa.Date(), nullable=True),
        sa.Column("status", sa.Text(), server_default="in_use", nullable=False),
        sa.Column("decision_ref", sa.Text(), nullable=True),
        sa.Column("reuse_offered", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("book_value_gbp", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("book_value_date", sa.Date(), nullable=True),
        sa.Column("value_basis", sa.Text(), nullable=True),
        sa.Column("condition", sa.Text(), nullable=True),
        sa.Column("backlog_gbp", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("energy_rating", sa.Text(), nullable=True),
        sa.Column("opening_hours", sa.Text(), nullable=True),
        sa.Column("services", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("data_source", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Text(), nullable=True),
        sa.Column("synthetic", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("import_batch_id", sa.Uuid(), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=True),
        sa.Column("as_of_date", sa.Date(), nullable=True),
        sa.Column("not_in_latest", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "status <> 'declared_surplus' OR decision_ref IS NOT NULL",
            name=op.f("ck_property_surplus_needs_decision"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id"],
            ["area.area_id"],
            name=op.f("fk_property_district_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["import_batch_id"],
            ["import_batch.import_batch_id"],
            name=op.f("fk_property_import_batch_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_code"], ["organisation.code"], name=op.f("fk_property_organisation_code")
        ),
        sa.ForeignKeyConstraint(
            ["town_id"], ["area.area_id"], name=op.f("fk_property_town_id"), ondelete="SET NULL"
        ),
        sa.CheckConstraint("local_ref <> ''", name=op.f("ck_property_local_ref")),
        sa.CheckConstraint("uprn BETWEEN 1 AND 999999999999", name=op.f("ck_property_uprn")),
        sa.CheckConstraint("ST_IsValid(geom)", name=op.f("ck_property_geom_valid")),
        sa.CheckConstraint("ST_IsValid(geom_4326)", name=op.f("ck_property_geom_4326_valid")),
        sa.CheckConstraint("ST_IsValid(rep_point)", name=op.f("ck_property_rep_point_valid")),
        sa.CheckConstraint(
            "ST_IsValid(rep_point_4326)", name=op.f("ck_property_rep_point_4326_valid")
        ),
        sa.CheckConstraint(
            "geom_quality IN ('surveyed', 'title_extent', 'footprint', 'digitised', 'point_buffer', 'point')",
            name=op.f("ck_property_geom_quality"),
        ),
        sa.CheckConstraint("site_area_m2 > 0", name=op.f("ck_property_site_area_m2")),
        sa.CheckConstraint("gia_m2 > 0", name=op.f("ck_property_gia_m2")),
        sa.CheckConstraint("nia_m2 > 0", name=op.f("ck_property_nia_m2")),
        sa.CheckConstraint(
            "area_basis IN ('NIA', 'GIA', 'GEA', 'IPMS3', 'unknown')",
            name=op.f("ck_property_area_basis"),
        ),
        sa.CheckConstraint(
            "use_class IN ('specialist', 'office_admin', 'public_access', 'warehouse_depot', 'non_operational', 'unclassified')",
            name=op.f("ck_property_use_class"),
        ),
        sa.CheckConstraint(
            "type_code IN ('school_primary', 'school_middle', 'school_secondary', 'school_special', 'nursery', 'office', 'library', 'hub', 'childrens_centre', 'youth_centre', 'day_centre', 'registrar', 'social_care_resource', 'care_home', 'highway_depot', 'recycling_centre', 'records_store', 'outdoor_education', 'depot', 'leisure_centre', 'community_hall', 'customer_centre', 'museum', 'health_centre', 'mental_health_centre', 'ambulance_station', 'police_station', 'police_office', 'fire_station', 'probation_office', 'court_office', 'jobcentre', 'tax_office', 'university_building', 'fe_outreach', 'parish_hall', 'post_office', 'delivery_office', 'environment_depot', 'acute_hospital', 'community_hospital', 'mental_health_inpatient', 'university_campus', 'fe_college', 'prison', 'court', 'crematorium', 'headquarters', 'custody_suite', 'land', 'industrial_unit', 'let_property', 'vacant_property', 'car_park', 'open_space', 'public_convenience', 'garage', 'other')",
            name=op.f("ck_property_type_code"),
        ),
        sa.CheckConstraint(
            "sensitivity IN ('open', 'club', 'owner_only', 'hidden')",
            name=op.f("ck_property_sensitivity"),
        ),
        sa.CheckConstraint(
            "protected_use IN ('crematorium', 'custody', 'prison', 'mortuary', 'refuge', 'acute_theatre')",
            name=op.f("ck_property_protected_use"),
        ),
        sa.CheckConstraint(
            "status IN ('in_use', 'part_vacant', 'vacant', 'declared_surplus', 'let_out', 'disposed')",
            name=op.f("ck_property_status"),
        ),
        sa.CheckConstraint("book_value_gbp >= 0", name=op.f("ck_property_book_value_gbp")),
        sa.CheckConstraint(
            "value_basis IN ('EUV', 'DRC', 'FV', 'historic', 'unknown')",
            name=op.f("ck_property_value_basis"),
        ),
        sa.CheckConstraint("condition IN ('A', 'B', 'C', 'D')", name=op.f("ck_property_condition")),
        sa.CheckConstraint("backlog_gbp >= 0", name=op.f("ck_property_backlog_gbp")),
        sa.CheckConstraint(
            "energy_rating IN ('A+', 'A', 'B', 'C', 'D', 'E', 'F', 'G')",
            name=op.f("ck_property_energy_rating"),
        ),
        sa.CheckConstraint(
            "confidence IN ('A', 'B', 'C', 'D')", name=op.f("ck_property_confidence")
        ),
        sa.PrimaryKeyConstraint("property_id", name=op.f("pk_property")),
        sa.UniqueConstraint(
            "organisation_code", "local_ref", name=op.f("uq_property_organisation_code_local_ref")
        ),
    )
    op.create_geospatial_index(
        "idx_property_geom",
        "property",
        ["geom"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_geospatial_index(
        "idx_property_geom_4326",
        "property",
        ["geom_4326"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_geospatial_index(
        "idx_property_rep_point",
        "property",
        ["rep_point"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_geospatial_index(
        "idx_property_rep_point_4326",
        "property",
        ["rep_point_4326"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_index(op.f("ix_property_district_id"), "property", ["district_id"], unique=False)
    op.create_index(
        op.f("ix_property_import_batch_id"), "property", ["import_batch_id"], unique=False
    )
    op.create_index(
        op.f("ix_property_organisation_code"), "property", ["organisation_code"], unique=False
    )
    op.create_index(op.f("ix_property_town_id"), "property", ["town_id"], unique=False)
    op.create_index(op.f("ix_property_uprn"), "property", ["uprn"], unique=False)
    op.create_index(op.f("ix_property_use_class"), "property", ["use_class"], unique=False)
    op.create_table(
        "cost_line",
        sa.Column(
            "cost_line_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("organisation_code", sa.Text(), nullable=False),
        sa.Column("own_ref", sa.Text(), nullable=False),
        sa.Column("property_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount_gbp_pa", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("cost_year", sa.Text(), nullable=False),
        sa.Column("transfer_class", sa.Text(), nullable=False),
        sa.Column("payee_organisation_code", sa.Text(), nullable=True),
        sa.Column("payee_name", sa.Text(), nullable=True),
        sa.Column("import_batch_id", sa.Uuid(), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=True),
        sa.Column("as_of_date", sa.Date(), nullable=True),
        sa.Column("not_in_latest", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_batch_id"],
            ["import_batch.import_batch_id"],
            name=op.f("fk_cost_line_import_batch_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_code"],
            ["organisation.code"],
            name=op.f("fk_cost_line_organisation_code"),
        ),
        sa.ForeignKeyConstraint(
            ["payee_organisation_code"],
            ["organisation.code"],
            name=op.f("fk_cost_line_payee_organisation_code"),
        ),
        sa.ForeignKeyConstraint(
            ["property_id"], ["property.property_id"], name=op.f("fk_cost_line_property_id")
        ),
        sa.CheckConstraint(
            "kind IN ('rent', 'service_charge', 'business_rates', 'insurance', 'energy', 'water', 'cleaning', 'fm_hard', 'fm_soft', 'maintenance_planned', 'maintenance_reactive', 'security', 'ict_premises', 'capital_charge', 'pfi_unitary', 'other')",
            name=op.f("ck_cost_line_kind"),
        ),
        sa.CheckConstraint("cost_year ~ '^[0-9]{4}/[0-9]{2}$'", name=op.f("ck_cost_line_year")),
        sa.CheckConstraint(
            "transfer_class IN ('external', 'inter_partner', 'tax')",
            name=op.f("ck_cost_line_transfer_class"),
        ),
        sa.PrimaryKeyConstraint("cost_line_id", name=op.f("pk_cost_line")),
        sa.UniqueConstraint(
            "organisation_code", "own_ref", name=op.f("uq_cost_line_organisation_code_own_ref")
        ),
    )
    op.create_index(
        op.f("ix_cost_line_import_batch_id"), "cost_line", ["import_batch_id"], unique=False
    )
    op.create_index(
        op.f("ix_cost_line_organisation_code"), "cost_line", ["organisation_code"], unique=False
    )
    op.create_index(
        op.f("ix_cost_line_payee_organisation_code"),
        "cost_line",
        ["payee_organisation_code"],
        unique=False,
    )
    op.create_index(op.f("ix_cost_line_property_id"), "cost_line", ["property_id"], unique=False)
    op.create_table(
        "interest",
        sa.Column(
            "interest_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("property_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_code", sa.Text(), nullable=True),
        sa.Column("holder_name", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("tenure", sa.Text(), nullable=True),
        sa.Column("own_ref", sa.Text(), nullable=True),
        sa.Column("reported_by", sa.Text(), nullable=False),
        sa.Column("import_batch_id", sa.Uuid(), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=True),
        sa.Column("as_of_date", sa.Date(), nullable=True),
        sa.Column("not_in_latest", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint(
            "organisation_code IS NOT NULL OR holder_name IS NOT NULL",
            name=op.f("ck_interest_holder"),
        ),
        sa.ForeignKeyConstraint(
            ["import_batch_id"],
            ["import_batch.import_batch_id"],
            name=op.f("fk_interest_import_batch_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_code"], ["organisation.code"], name=op.f("fk_interest_organisation_code")
        ),
        sa.ForeignKeyConstraint(
            ["property_id"], ["property.property_id"], name=op.f("fk_interest_property_id")
        ),
        sa.ForeignKeyConstraint(
            ["reported_by"], ["organisation.code"], name=op.f("fk_interest_reported_by")
        ),
        sa.CheckConstraint(
            "role IN ('owner', 'leaseholder', 'landlord', 'manager', 'other')",
            name=op.f("ck_interest_role"),
        ),
        sa.CheckConstraint(
            "tenure IN ('freehold', 'long_leasehold', 'leasehold', 'licence', 'tenancy_at_will', 'holding_over', 'pfi', 'unregistered_unknown')",
            name=op.f("ck_interest_tenure"),
        ),
        sa.PrimaryKeyConstraint("interest_id", name=op.f("pk_interest")),
        sa.UniqueConstraint(
            "property_id",
            "organisation_code",
            "holder_name",
            "role",
            name=op.f("uq_interest_property_id_organisation_code_holder_name_role"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(
        op.f("ix_interest_import_batch_id"), "interest", ["import_batch_id"], unique=False
    )
    op.create_index(
        op.f("ix_interest_organisation_code"), "interest", ["organisation_code"], unique=False
    )
    op.create_index(op.f("ix_interest_property_id"), "interest", ["property_id"], unique=False)
    op.create_table(
        "lease",
        sa.Column(
            "lease_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("organisation_code", sa.Text(), nullable=False),
        sa.Column("own_ref", sa.Text(), nullable=False),
        sa.Column("property_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_organisation_code", sa.Text(), nullable=True),
        sa.Column("tenant_name", sa.Text(), nullable=True),
        sa.Column("landlord_organisation_code", sa.Text(), nullable=True),
        sa.Column("landlord_name", sa.Text(), nullable=True),
        sa.Column("start_date", sa.Date(), nullable=True),
        sa.Column("term_years", sa.Numeric(precision=6, scale=2), nullable=True),
        sa.Column("expiry_date", sa.Date(), nullable=True),
        sa.Column("passing_rent_gbp_pa", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("inside_1954_act", sa.Boolean(), nullable=True),
        sa.Column("repairing_basis", sa.Text(), nullable=True),
        sa.Column("holding_over_since", sa.Date(), nullable=True),
        sa.Column("import_batch_id", sa.Uuid(), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=True),
        sa.Column("as_of_date", sa.Date(), nullable=True),
        sa.Column("not_in_latest", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint("expiry_date > start_date", name=op.f("ck_lease_dates")),
        sa.ForeignKeyConstraint(
            ["import_batch_id"],
            ["import_batch.import_batch_id"],
            name=op.f("fk_lease_import_batch_id"),
        ),
        sa.ForeignKeyConstraint(
            ["landlord_organisation_code"],
            ["organisation.code"],
            name=op.f("fk_lease_landlord_organisation_code"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_code"], ["organisation.code"], name=op.f("fk_lease_organisation_code")
        ),
        sa.ForeignKeyConstraint(
            ["property_id"], ["property.property_id"], name=op.f("fk_lease_property_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_organisation_code"],
            ["organisation.code"],
            name=op.f("fk_lease_tenant_organisation_code"),
        ),
        sa.CheckConstraint("passing_rent_gbp_pa >= 0", name=op.f("ck_lease_passing_rent_gbp_pa")),
        sa.PrimaryKeyConstraint("lease_id", name=op.f("pk_lease")),
        sa.UniqueConstraint(
            "organisation_code", "own_ref", name=op.f("uq_lease_organisation_code_own_ref")
        ),
    )
    op.create_index(op.f("ix_lease_expiry_date"), "lease", ["expiry_date"], unique=False)
    op.create_index(op.f("ix_lease_import_batch_id"), "lease", ["import_batch_id"], unique=False)
    op.create_index(
        op.f("ix_lease_landlord_organisation_code"),
        "lease",
        ["landlord_organisation_code"],
        unique=False,
    )
    op.create_index(
        op.f("ix_lease_organisation_code"), "lease", ["organisation_code"], unique=False
    )
    op.create_index(op.f("ix_lease_property_id"), "lease", ["property_id"], unique=False)
    op.create_index(
        op.f("ix_lease_tenant_organisation_code"),
        "lease",
        ["tenant_organisation_code"],
        unique=False,
    )
    op.create_table(
        "occupation",
        sa.Column(
            "occupation_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("organisation_code", sa.Text(), nullable=False),
        sa.Column("own_ref", sa.Text(), nullable=False),
        sa.Column("property_id", sa.Uuid(), nullable=False),
        sa.Column("occupier_organisation_code", sa.Text(), nullable=True),
        sa.Column("occupier_name", sa.Text(), nullable=True),
        sa.Column("user_function", sa.Text(), nullable=False),
        sa.Column("service_function", sa.Text(), nullable=True),
        sa.Column("fte", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("desks", sa.Integer(), nullable=True),
        sa.Column("nia_m2", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("touchdown_desks", sa.Integer(), nullable=True),
        sa.Column(
            "shared_front_desk", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
        sa.Column("import_batch_id", sa.Uuid(), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=True),
        sa.Column("as_of_date", sa.Date(), nullable=True),
        sa.Column("not_in_latest", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_batch_id"],
            ["import_batch.import_batch_id"],
            name=op.f("fk_occupation_import_batch_id"),
        ),
        sa.ForeignKeyConstraint(
            ["occupier_organisation_code"],
            ["organisation.code"],
            name=op.f("fk_occupation_occupier_organisation_code"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_code"],
            ["organisation.code"],
            name=op.f("fk_occupation_organisation_code"),
        ),
        sa.ForeignKeyConstraint(
            ["property_id"], ["property.property_id"], name=op.f("fk_occupation_property_id")
        ),
        sa.CheckConstraint(
            "user_function IN ('front_office', 'back_office', 'depot', 'specialist', 'touchdown', 'storage', 'training', 'mixed')",
            name=op.f("ck_occupation_user_function"),
        ),
        sa.CheckConstraint(
            "service_function IN ('revs_bens', 'planning_bc', 'econ_dev', 'tourism', 'public_health', 'social_care', 'vehicle_workshop', 'ict', 'customer_contact', 'policing_neighbourhood', 'policing_response', 'probation', 'employment', 'registration', 'library', 'youth', 'children_centre', 'health_clinic', 'mental_health', 'ambulance', 'fire', 'courts', 'education', 'leisure', 'waste', 'highways', 'archive', 'postal_counter', 'corporate', 'other')",
            name=op.f("ck_occupation_service_function"),
        ),
        sa.CheckConstraint("fte >= 0", name=op.f("ck_occupation_fte")),
        sa.CheckConstraint("desks >= 0", name=op.f("ck_occupation_desks")),
        sa.CheckConstraint("nia_m2 > 0", name=op.f("ck_occupation_nia_m2")),
        sa.CheckConstraint("touchdown_desks >= 0", name=op.f("ck_occupation_touchdown_desks")),
        sa.PrimaryKeyConstraint("occupation_id", name=op.f("pk_occupation")),
        sa.UniqueConstraint(
            "organisation_code", "own_ref", name=op.f("uq_occupation_organisation_code_own_ref")
        ),
    )
    op.create_index(
        op.f("ix_occupation_import_batch_id"), "occupation", ["import_batch_id"], unique=False
    )
    op.create_index(
        op.f("ix_occupation_occupier_organisation_code"),
        "occupation",
        ["occupier_organisation_code"],
        unique=False,
    )
    op.create_index(
        op.f("ix_occupation_organisation_code"), "occupation", ["organisation_code"], unique=False
    )
    op.create_index(op.f("ix_occupation_property_id"), "occupation", ["property_id"], unique=False)
    op.create_table(
        "rating",
        sa.Column(
            "rating_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("property_id", sa.Uuid(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("rating", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column(
            "reason_codes", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("evidence_ref", sa.Text(), nullable=True),
        sa.Column("assessor", sa.Text(), nullable=True),
        sa.Column("organisation_code", sa.Text(), nullable=True),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("review_by", sa.Date(), nullable=True),
        sa.Column("supersedes", sa.Uuid(), nullable=True),
        sa.Column("own_ref", sa.Text(), nullable=True),
        sa.Column("import_batch_id", sa.Uuid(), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=True),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "NOT (scheme = 'availability' AND rating = 'green') OR evidence_ref IS NOT NULL",
            name=op.f("ck_rating_green_needs_decision"),
        ),
        sa.ForeignKeyConstraint(
            ["import_batch_id"],
            ["import_batch.import_batch_id"],
            name=op.f("fk_rating_import_batch_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_code"], ["organisation.code"], name=op.f("fk_rating_organisation_code")
        ),
        sa.ForeignKeyConstraint(
            ["property_id"], ["property.property_id"], name=op.f("fk_rating_property_id")
        ),
        sa.ForeignKeyConstraint(
            ["supersedes"], ["rating.rating_id"], name=op.f("fk_rating_supersedes")
        ),
        sa.CheckConstraint("scheme IN ('sharing', 'availability')", name=op.f("ck_rating_scheme")),
        sa.CheckConstraint("rating IN ('red', 'amber', 'green')", name=op.f("ck_rating_rating")),
        sa.CheckConstraint(
            "basis IN ('human', 'imported', 'suggested')", name=op.f("ck_rating_basis")
        ),
        sa.PrimaryKeyConstraint("rating_id", name=op.f("pk_rating")),
    )
    op.create_index(op.f("ix_rating_import_batch_id"), "rating", ["import_batch_id"], unique=False)
    op.create_index(op.f("ix_rating_property_id"), "rating", ["property_id"], unique=False)
    op.create_index(
        "ix_rating_series", "rating", ["property_id", "scheme", "basis", "sequence"], unique=False
    )
    op.create_table(
        "title",
        sa.Column("title_number", sa.Text(), nullable=False),
        sa.Column("property_id", sa.Uuid(), nullable=False),
        sa.Column("tenure", sa.Text(), nullable=True),
        sa.Column("import_batch_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_batch_id"],
            ["import_batch.import_batch_id"],
            name=op.f("fk_title_import_batch_id"),
        ),
        sa.ForeignKeyConstraint(
            ["property_id"], ["property.property_id"], name=op.f("fk_title_property_id")
        ),
        sa.CheckConstraint(
            "tenure IN ('freehold', 'long_leasehold', 'leasehold', 'licence', 'tenancy_at_will', 'holding_over', 'pfi', 'unregistered_unknown')",
            name=op.f("ck_title_tenure"),
        ),
        sa.PrimaryKeyConstraint("title_number", "property_id", name=op.f("pk_title")),
    )
    op.create_index(op.f("ix_title_import_batch_id"), "title", ["import_batch_id"], unique=False)
    op.create_index(op.f("ix_title_property_id"), "title", ["property_id"], unique=False)
    op.create_table(
        "lease_event",
        sa.Column(
            "lease_event_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("lease_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("event_date", sa.Date(), nullable=False),
        sa.Column("notice_months", sa.SmallInteger(), nullable=True),
        sa.Column("penalty_gbp", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.ForeignKeyConstraint(
            ["lease_id"],
            ["lease.lease_id"],
            name=op.f("fk_lease_event_lease_id"),
            ondelete="CASCADE",
        ),
        sa.CheckConstraint(
            "kind IN ('expiry', 'tenant_break', 'landlord_break', 'rent_review', 'notice_deadline', 'renewal_option', 'holding_over_since')",
            name=op.f("ck_lease_event_kind"),
        ),
        sa.CheckConstraint(
            "notice_months BETWEEN 0 AND 60", name=op.f("ck_lease_event_notice_months")
        ),
        sa.CheckConstraint("penalty_gbp >= 0", name=op.f("ck_lease_event_penalty_gbp")),
        sa.PrimaryKeyConstraint("lease_event_id", name=op.f("pk_lease_event")),
        sa.UniqueConstraint(
            "lease_id", "kind", "event_date", name=op.f("uq_lease_event_lease_id_kind_event_date")
        ),
    )
    op.create_index(op.f("ix_lease_event_lease_id"), "lease_event", ["lease_id"], unique=False)
    op.execute(
        """
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation';
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER rating_append_only BEFORE UPDATE OR DELETE ON rating "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("ix_lease_event_lease_id"), table_name="lease_event")
    op.drop_table("lease_event")
    op.drop_index(op.f("ix_title_property_id"), table_name="title")
    op.drop_index(op.f("ix_title_import_batch_id"), table_name="title")
    op.drop_table("title")
    op.drop_index("ix_rating_series", table_name="rating")
    op.drop_index(op.f("ix_rating_property_id"), table_name="rating")
    op.drop_index(op.f("ix_rating_import_batch_id"), table_name="rating")
    op.drop_table("rating")
    op.drop_index(op.f("ix_occupation_property_id"), table_name="occupation")
    op.drop_index(op.f("ix_occupation_organisation_code"), table_name="occupation")
    op.drop_index(op.f("ix_occupation_occupier_organisation_code"), table_name="occupation")
    op.drop_index(op.f("ix_occupation_import_batch_id"), table_name="occupation")
    op.drop_table("occupation")
    op.drop_index(op.f("ix_lease_tenant_organisation_code"), table_name="lease")
    op.drop_index(op.f("ix_lease_property_id"), table_name="lease")
    op.drop_index(op.f("ix_lease_organisation_code"), table_name="lease")
    op.drop_index(op.f("ix_lease_landlord_organisation_code"), table_name="lease")
    op.drop_index(op.f("ix_lease_import_batch_id"), table_name="lease")
    op.drop_index(op.f("ix_lease_expiry_date"), table_name="lease")
    op.drop_table("lease")
    op.drop_index(op.f("ix_interest_property_id"), table_name="interest")
    op.drop_index(op.f("ix_interest_organisation_code"), table_name="interest")
    op.drop_index(op.f("ix_interest_import_batch_id"), table_name="interest")
    op.drop_table("interest")
    op.drop_index(op.f("ix_cost_line_property_id"), table_name="cost_line")
    op.drop_index(op.f("ix_cost_line_payee_organisation_code"), table_name="cost_line")
    op.drop_index(op.f("ix_cost_line_organisation_code"), table_name="cost_line")
    op.drop_index(op.f("ix_cost_line_import_batch_id"), table_name="cost_line")
    op.drop_table("cost_line")
    op.drop_index(op.f("ix_property_use_class"), table_name="property")
    op.drop_index(op.f("ix_property_uprn"), table_name="property")
    op.drop_index(op.f("ix_property_town_id"), table_name="property")
    op.drop_index(op.f("ix_property_organisation_code"), table_name="property")
    op.drop_index(op.f("ix_property_import_batch_id"), table_name="property")
    op.drop_index(op.f("ix_property_district_id"), table_name="property")
    op.drop_geospatial_index(
        "idx_property_rep_point_4326",
        table_name="property",
        postgresql_using="gist",
        column_name="rep_point_4326",
    )
    op.drop_geospatial_index(
        "idx_property_rep_point",
        table_name="property",
        postgresql_using="gist",
        column_name="rep_point",
    )
    op.drop_geospatial_index(
        "idx_property_geom_4326",
        table_name="property",
        postgresql_using="gist",
        column_name="geom_4326",
    )
    op.drop_geospatial_index(
        "idx_property_geom", table_name="property", postgresql_using="gist", column_name="geom"
    )
    op.drop_geospatial_table("property")
    op.drop_index(op.f("ix_row_issue_import_batch_id"), table_name="row_issue")
    op.drop_table("row_issue")
    op.drop_index(op.f("ix_register_version_import_batch_id"), table_name="register_version")
    op.drop_table("register_version")
    op.drop_index(op.f("ix_history_import_batch_id"), table_name="history")
    op.drop_index(op.f("ix_history_entity_id"), table_name="history")
    op.drop_table("history")
    op.drop_index(op.f("ix_field_provenance_import_batch_id"), table_name="field_provenance")
    op.drop_table("field_provenance")
    op.drop_index(op.f("ix_area_import_batch_id"), table_name="area")
    op.drop_geospatial_index(
        "idx_area_geom", table_name="area", postgresql_using="gist", column_name="geom"
    )
    op.drop_geospatial_table("area")
    op.drop_index(op.f("ix_organisation_alias_organisation_code"), table_name="organisation_alias")
    op.drop_table("organisation_alias")
    op.drop_index(op.f("ix_import_batch_organisation_code"), table_name="import_batch")
    op.drop_table("import_batch")
    op.drop_index(op.f("ix_api_token_organisation_code"), table_name="api_token")
    op.drop_table("api_token")
    op.drop_table("organisation")
    op.drop_table("county")
    op.drop_index(
        "uq_assumption_set_current",
        table_name="assumption_set",
        postgresql_where=sa.text("is_current"),
    )
    op.drop_table("assumption_set")
    op.execute("DROP FUNCTION refuse_change()")
