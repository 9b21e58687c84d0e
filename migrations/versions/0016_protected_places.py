"""Places that look protected: a remark of their own, and what their owners answer.

Revision: 0016
Follows: 0015
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_BEFORE = (
    "MISSING_REFERENCE",
    "DUPLICATE_REFERENCE",
    "MISSING_NAME",
    "UNKNOWN_CODE",
    "NOT_A_NUMBER",
    "OUT_OF_RANGE",
    "NOT_A_DATE",
    "BAD_UPRN",
    "BAD_POSTCODE",
    "LIKELY_WGS84",
    "AXES_SWAPPED",
    "OUTSIDE_AREA",
    "NO_LOCATION",
    "BAD_GEOMETRY",
    "GEOMETRY_REPAIRED",
    "GEOMETRY_AREA_CHANGED",
    "DOMESTIC",
    "GREEN_WITHOUT_DECISION",
    "SURPLUS_WITHOUT_DECISION",
    "RATING_WITHOUT_SCHEME",
    "UNKNOWN_PROPERTY",
    "AMBIGUOUS_PROPERTY",
    "UNKNOWN_ORGANISATION",
    "DATES_OUT_OF_ORDER",
    "OLDER_THAN_REGISTER",
    "POSSIBLE_DUPLICATE",
    "FAR_FROM_POSTCODE",
    "SHARED_POINT",
    "SHARED_UPRN",
    "CORRECTION_KEPT",
    "CORRECTION_REPLACED",
    "CLASS_IMPUTED",
    "TEXT_TOO_LONG",
    "DATE_IN_FUTURE",
    "OTHER_ORGANISATION",
)
_AFTER = (*_BEFORE, "PROTECTED_PLACE")
_ISSUE = sa.table("row_issue", sa.column("code"))
_SENSITIVITY = ("open", "club", "owner_only", "hidden")


def upgrade() -> None:
    """Apply; nothing that stands is changed, also where it looks protected (``estate protected``
    lists it)."""
    _allow(_AFTER)
    op.create_table(
        "protection_answer",
        sa.Column(
            "protection_answer_id",
            sa.Uuid(),
            server_default=sa.text("gen_random_uuid()"),
            nullable=False,
        ),
        sa.Column("property_id", sa.Uuid(), nullable=False),
        sa.Column("sensitivity", sa.Text(), nullable=False),
        sa.Column("replaced", sa.Text(), nullable=False),
        sa.Column("kinds", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("answered_by", sa.Text(), nullable=False),
        sa.Column(
            "answered_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("import_batch_id", sa.Uuid(), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.CheckConstraint(
            sa.column("sensitivity").in_(_SENSITIVITY),
            name=op.f("ck_protection_answer_sensitivity"),
        ),
        sa.CheckConstraint(
            sa.column("replaced").in_(_SENSITIVITY), name=op.f("ck_protection_answer_replaced")
        ),
        sa.ForeignKeyConstraint(
            ["property_id"],
            ["property.property_id"],
            name=op.f("fk_protection_answer_property_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["import_batch_id"],
            ["import_batch.import_batch_id"],
            name=op.f("fk_protection_answer_import_batch_id"),
        ),
        sa.PrimaryKeyConstraint("protection_answer_id", name=op.f("pk_protection_answer")),
    )
    for column in ("property_id", "import_batch_id"):
        op.create_index(op.f(f"ix_protection_answer_{column}"), "protection_answer", [column])
    op.execute(
        "CREATE CONSTRAINT TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE "
        "ON protection_answer DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
        "EXECUTE FUNCTION note_change('protection_answer_id')"
    )


def downgrade() -> None:
    """Take back; such a remark then counts as one on a code."""
    op.execute("SET CONSTRAINTS ALL IMMEDIATE")
    op.drop_table("protection_answer")
    protected = _ISSUE.c.code == "PROTECTED_PLACE"
    op.execute(sa.update(_ISSUE).where(protected).values(code="UNKNOWN_CODE"))
    _allow(_BEFORE)


def _allow(codes: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_row_issue_code"), "row_issue", type_="check")
    op.create_check_constraint(op.f("ck_row_issue_code"), "row_issue", sa.column("code").in_(codes))
