"""Published files: small areas with their people, postcodes, and what bodies spend.

Revision: 0053
Follows: 0052
"""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects.postgresql import JSONB

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

_KINDS = "'outlines', 'lookup', 'figures', 'postcodes', 'spending'"
_MEASURES = (
    "'population', 'households', 'under_16', 'aged_65_up', 'disabled', 'imd_decile', 'imd_rank', "
    "'imd_score', 'connectivity_score', 'easting', 'northing'"
)


def upgrade() -> None:
    """Apply."""
    _published_file()
    op.create_table(
        "small_area",
        _of_file(),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column(
            "geom",
            Geometry("MULTIPOLYGON", srid=27700, spatial_index=False),
            nullable=True,
        ),
        sa.CheckConstraint("ST_IsValid(geom)", name=op.f("ck_small_area_geom_valid")),
        *_keys("small_area", "code"),
    )
    op.create_index("idx_small_area_geom", "small_area", ["geom"], postgresql_using="gist")
    op.create_table(
        "small_area_figure",
        _of_file(),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("value", sa.Numeric(14, 4), nullable=False),
        sa.CheckConstraint(f"measure IN ({_MEASURES})", name=op.f("ck_small_area_figure_measure")),
        *_keys("small_area_figure", "code", "measure"),
    )
    op.create_table(
        "small_area_lookup",
        _of_file(),
        sa.Column("from_code", sa.Text(), nullable=False),
        sa.Column("to_code", sa.Text(), nullable=False),
        sa.Column("from_name", sa.Text(), nullable=True),
        sa.Column("to_name", sa.Text(), nullable=True),
        sa.Column("district_code", sa.Text(), nullable=True),
        *_keys("small_area_lookup", "from_code", "to_code"),
    )
    op.create_table(
        "postcode_point",
        _of_file(),
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.Column("easting", sa.Numeric(10, 2), nullable=False),
        sa.Column("northing", sa.Numeric(10, 2), nullable=False),
        *_keys("postcode_point", "postcode"),
    )
    _public_spending()
    op.execute(
        "CREATE CONSTRAINT TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON published_file "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
        "EXECUTE FUNCTION note_change('published_file_id')"
    )


def _of_file() -> sa.Column[object]:
    return sa.Column("published_file_id", sa.Uuid(), nullable=False)


def _keys(table: str, *columns: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(
            ["published_file_id"],
            ["published_file.published_file_id"],
            name=op.f(f"fk_{table}_published_file_id"),
        ),
        sa.PrimaryKeyConstraint("published_file_id", *columns, name=op.f(f"pk_{table}")),
    )


def _published_file() -> None:
    text = ("edition", "source", "licence")
    op.create_table(
        "published_file",
        sa.Column(
            "published_file_id",
            sa.Uuid(),
            server_default=sa.text("gen_random_uuid()"),
            nullable=False,
        ),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.Text(), nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("rows_kept", sa.Integer(), nullable=False),
        sa.Column("rows_elsewhere", sa.Integer(), nullable=False),
        sa.Column("remarks", JSONB(), nullable=False),
        sa.Column("synthetic", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.CheckConstraint(f"kind IN ({_KINDS})", name=op.f("ck_published_file_kind")),
        *(
            sa.CheckConstraint(f"{one} <> ''", name=op.f(f"ck_published_file_{one}"))
            for one in text
        ),
        sa.CheckConstraint(
            "num_nonnulls(withdrawn_on, withdrawn_by, withdrawn_reason) IN (0, 3)",
            name=op.f("ck_published_file_withdrawn"),
        ),
        sa.PrimaryKeyConstraint("published_file_id", name=op.f("pk_published_file")),
    )
    op.create_index("ix_published_file_kind", "published_file", ["kind", "sequence"])


def _public_spending() -> None:
    op.create_table(
        "public_spending",
        _of_file(),
        sa.Column("line", sa.SmallInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("organisation_code", sa.Text(), nullable=True),
        sa.Column("financial_year", sa.Text(), nullable=False),
        sa.Column("amount_gbp", sa.Numeric(16, 2), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_code"],
            ["organisation.code"],
            name=op.f("fk_public_spending_organisation_code"),
        ),
        *_keys("public_spending", "line"),
    )
    op.create_index(
        op.f("ix_public_spending_organisation_code"), "public_spending", ["organisation_code"]
    )


def downgrade() -> None:
    """Take back, with all that published files brought."""
    for table in (
        "public_spending",
        "postcode_point",
        "small_area_lookup",
        "small_area_figure",
        "small_area",
        "published_file",
    ):
        op.drop_table(table)
