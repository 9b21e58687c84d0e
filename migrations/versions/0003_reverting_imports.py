"""What reverting an import needs: rows as they stood before, ratings that outlive a property.

Revision: 0003
Follows: 0002
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_RATED_PROPERTY_EXISTS = """
    CREATE FUNCTION rated_property_exists() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM 1 FROM property WHERE property_id = NEW.property_id FOR KEY SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'there is no property %', NEW.property_id
                USING ERRCODE = 'foreign_key_violation';
        END IF;
        RETURN NEW;
    END $$
"""
_KEEP_RATED_PROPERTY = """
    CREATE FUNCTION keep_rated_property() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (
            SELECT 1 FROM rating LEFT JOIN import_batch USING (import_batch_id)
             WHERE rating.property_id = OLD.property_id AND reverted_at IS NULL
        ) THEN
            RAISE EXCEPTION 'property % is rated', OLD.property_id
                USING ERRCODE = 'foreign_key_violation';
        END IF;
        RETURN OLD;
    END $$
"""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "import_undo",
        sa.Column("import_undo_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("import_batch_id", sa.Uuid(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_batch_id"],
            ["import_batch.import_batch_id"],
            name=op.f("fk_import_undo_import_batch_id"),
        ),
        sa.PrimaryKeyConstraint("import_undo_id", name=op.f("pk_import_undo")),
    )
    op.create_index(
        op.f("ix_import_undo_import_batch_id"), "import_undo", ["import_batch_id"], unique=False
    )
    op.drop_constraint(op.f("fk_rating_property_id"), "rating", type_="foreignkey")
    op.execute(_RATED_PROPERTY_EXISTS)
    op.execute(_KEEP_RATED_PROPERTY)
    op.execute(
        "CREATE TRIGGER rating_of_a_property BEFORE INSERT ON rating "
        "FOR EACH ROW EXECUTE FUNCTION rated_property_exists()"
    )
    op.execute(
        "CREATE TRIGGER property_rated BEFORE DELETE ON property "
        "FOR EACH ROW EXECUTE FUNCTION keep_rated_property()"
    )


def downgrade() -> None:
    """Take back; refused by the database where a rating has outlived its property."""
    op.execute("DROP TRIGGER property_rated ON property")
    op.execute("DROP TRIGGER rating_of_a_property ON rating")
    op.execute("DROP FUNCTION keep_rated_property()")
    op.execute("DROP FUNCTION rated_property_exists()")
    op.create_foreign_key(
        op.f("fk_rating_property_id"), "rating", "property", ["property_id"], ["property_id"]
    )
    op.drop_index(op.f("ix_import_undo_import_batch_id"), table_name="import_undo")
    op.drop_table("import_undo")
