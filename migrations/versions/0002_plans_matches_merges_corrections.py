"""Plans, matches, merges, corrections.

Revision: 0002
Follows: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "acceptance_level",
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("min_share", sa.Numeric(precision=5, scale=4), nullable=False),
        sa.Column("weight", sa.Numeric(precision=6, scale=3), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("min_share BETWEEN 0 AND 1", name=op.f("ck_acceptance_level_min_share")),
        sa.CheckConstraint("weight >= 0", name=op.f("ck_acceptance_level_weight")),
        sa.PrimaryKeyConstraint("field", name=op.f("pk_acceptance_level")),
    )
    op.create_table(
        "import_plan",
        sa.Column(
            "import_plan_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("organisation_code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("stored_file", sa.Text(), nullable=False),
        sa.Column(
            "options",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("summary", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("register_version", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("import_batch_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["import_batch_id"],
            ["import_batch.import_batch_id"],
            name=op.f("fk_import_plan_import_batch_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_code"],
            ["organisation.code"],
            name=op.f("fk_import_plan_organisation_code"),
        ),
        sa.CheckConstraint(
            "kind IN ('property', 'lease', 'occupation', 'cost', 'rating')",
            name=op.f("ck_import_plan_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'committed', 'discarded')", name=op.f("ck_import_plan_state")
        ),
        sa.PrimaryKeyConstraint("import_plan_id", name=op.f("pk_import_plan")),
        sa.UniqueConstraint("stored_file", name=op.f("uq_import_plan_stored_file")),
    )
    op.create_index(
        op.f("ix_import_plan_import_batch_id"), "import_plan", ["import_batch_id"], unique=False
    )
    op.create_index(
        op.f("ix_import_plan_organisation_code"), "import_plan", ["organisation_code"], unique=False
    )
    op.create_table(
        "correction",
        sa.Column(
            "correction_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("property_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("proposed_value", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("raised_by_organisation_code", sa.Text(), nullable=True),
        sa.Column("raised_by", sa.Text(), nullable=False),
        sa.Column(
            "raised_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["property_id"], ["property.property_id"], name=op.f("fk_correction_property_id")
        ),
        sa.ForeignKeyConstraint(
            ["raised_by_organisation_code"],
            ["organisation.code"],
            name=op.f("fk_correction_raised_by_organisation_code"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'declined')", name=op.f("ck_correction_state")
        ),
        sa.PrimaryKeyConstraint("correction_id", name=op.f("pk_correction")),
    )
    op.create_index(op.f("ix_correction_property_id"), "correction", ["property_id"], unique=False)
    op.create_index(
        op.f("ix_correction_raised_by_organisation_code"),
        "correction",
        ["raised_by_organisation_code"],
        unique=False,
    )
    op.create_table(
        "property_merge",
        sa.Column(
            "property_merge_id",
            sa.Uuid(),
            server_default=sa.text("gen_random_uuid()"),
            nullable=False,
        ),
        sa.Column("kept_property_id", sa.Uuid(), nullable=False),
        sa.Column("merged_property_id", sa.Uuid(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="proposed", nullable=False),
        sa.Column(
            "proposed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kept_property_id <> merged_property_id", name=op.f("ck_property_merge_two_properties")
        ),
        sa.ForeignKeyConstraint(
            ["kept_property_id"],
            ["property.property_id"],
            name=op.f("fk_property_merge_kept_property_id"),
        ),
        sa.ForeignKeyConstraint(
            ["merged_property_id"],
            ["property.property_id"],
            name=op.f("fk_property_merge_merged_property_id"),
        ),
        sa.CheckConstraint(
            "state IN ('proposed', 'accepted', 'declined', 'undone')",
            name=op.f("ck_property_merge_state"),
        ),
        sa.PrimaryKeyConstraint("property_merge_id", name=op.f("pk_property_merge")),
        sa.UniqueConstraint(
            "kept_property_id",
            "merged_property_id",
            name=op.f("uq_property_merge_kept_property_id_merged_property_id"),
        ),
    )
    op.create_index(
        op.f("ix_property_merge_kept_property_id"),
        "property_merge",
        ["kept_property_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_property_merge_merged_property_id"),
        "property_merge",
        ["merged_property_id"],
        unique=False,
    )
    op.create_table(
        "reference_match",
        sa.Column(
            "reference_match_id",
            sa.Uuid(),
            server_default=sa.text("gen_random_uuid()"),
            nullable=False,
        ),
        sa.Column("organisation_code", sa.Text(), nullable=False),
        sa.Column("property_id", sa.Uuid(), nullable=False),
        sa.Column("new_reference", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="proposed", nullable=False),
        sa.Column(
            "proposed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_code"],
            ["organisation.code"],
            name=op.f("fk_reference_match_organisation_code"),
        ),
        sa.ForeignKeyConstraint(
            ["property_id"], ["property.property_id"], name=op.f("fk_reference_match_property_id")
        ),
        sa.CheckConstraint(
            "state IN ('proposed', 'accepted', 'declined', 'undone')",
            name=op.f("ck_reference_match_state"),
        ),
        sa.PrimaryKeyConstraint("reference_match_id", name=op.f("pk_reference_match")),
        sa.UniqueConstraint(
            "organisation_code",
            "property_id",
            "new_reference",
            name=op.f("uq_reference_match_organisation_code_property_id_new_reference"),
        ),
    )
    op.create_index(
        op.f("ix_reference_match_organisation_code"),
        "reference_match",
        ["organisation_code"],
        unique=False,
    )
    op.create_index(
        op.f("ix_reference_match_property_id"), "reference_match", ["property_id"], unique=False
    )
    op.add_column(
        "import_batch", sa.Column("reverted_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column("import_batch", sa.Column("reverted_by", sa.Text(), nullable=True))
    op.add_column("property", sa.Column("merged_into_property_id", sa.Uuid(), nullable=True))
    op.create_index(
        op.f("ix_property_merged_into_property_id"),
        "property",
        ["merged_into_property_id"],
        unique=False,
    )
    op.create_foreign_key(
        op.f("fk_property_merged_into_property_id"),
        "property",
        "property",
        ["merged_into_property_id"],
        ["property_id"],
    )
    op.create_check_constraint(
        op.f("ck_property_merged_elsewhere"), "property", "merged_into_property_id <> property_id"
    )


def downgrade() -> None:
    """Take back."""
    op.drop_constraint(op.f("ck_property_merged_elsewhere"), "property", type_="check")
    op.drop_constraint(op.f("fk_property_merged_into_property_id"), "property", type_="foreignkey")
    op.drop_index(op.f("ix_property_merged_into_property_id"), table_name="property")
    op.drop_column("property", "merged_into_property_id")
    op.drop_column("import_batch", "reverted_by")
    op.drop_column("import_batch", "reverted_at")
    op.drop_index(op.f("ix_reference_match_property_id"), table_name="reference_match")
    op.drop_index(op.f("ix_reference_match_organisation_code"), table_name="reference_match")
    op.drop_table("reference_match")
    op.drop_index(op.f("ix_property_merge_merged_property_id"), table_name="property_merge")
    op.drop_index(op.f("ix_property_merge_kept_property_id"), table_name="property_merge")
    op.drop_table("property_merge")
    op.drop_index(op.f("ix_correction_raised_by_organisation_code"), table_name="correction")
    op.drop_index(op.f("ix_correction_property_id"), table_name="correction")
    op.drop_table("correction")
    op.drop_index(op.f("ix_import_plan_organisation_code"), table_name="import_plan")
    op.drop_index(op.f("ix_import_plan_import_batch_id"), table_name="import_plan")
    op.drop_table("import_plan")
    op.drop_table("acceptance_level")
