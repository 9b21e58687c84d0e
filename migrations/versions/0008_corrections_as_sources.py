"""A field's value may come from a correction, which the owner's next file does not undo unseen.

Revision: 0008
Follows: 0007
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
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
    "CLASS_IMPUTED",
    "TEXT_TOO_LONG",
)
_AFTER = (*_BEFORE[:-2], "CORRECTION_REPLACED", *_BEFORE[-2:])
_ISSUE = sa.table("row_issue", sa.column("code"))
_PROVENANCE = sa.table("field_provenance", sa.column("correction_id"))


def upgrade() -> None:
    """Apply."""
    op.add_column("correction", sa.Column("replaced_value", postgresql.JSONB(), nullable=True))
    op.add_column("field_provenance", sa.Column("correction_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_field_provenance_correction_id"),
        "field_provenance",
        "correction",
        ["correction_id"],
        ["correction_id"],
    )
    op.create_index(
        op.f("ix_field_provenance_correction_id"), "field_provenance", ["correction_id"]
    )
    op.alter_column("field_provenance", "import_batch_id", nullable=True)
    op.create_check_constraint(
        op.f("ck_field_provenance_one_source"),
        "field_provenance",
        "num_nonnulls(import_batch_id, correction_id) = 1",
    )
    _allow(_AFTER)


def downgrade() -> None:
    """Take back; which fields had been corrected then stands in the history alone."""
    op.execute(sa.delete(_PROVENANCE).where(_PROVENANCE.c.correction_id.is_not(None)))
    op.drop_constraint(op.f("ck_field_provenance_one_source"), "field_provenance", type_="check")
    op.alter_column("field_provenance", "import_batch_id", nullable=False)
    op.drop_column("field_provenance", "correction_id")
    op.drop_column("correction", "replaced_value")
    replaced = _ISSUE.c.code == "CORRECTION_REPLACED"
    op.execute(sa.update(_ISSUE).where(replaced).values(code="OLDER_THAN_REGISTER"))
    _allow(_BEFORE)


def _allow(codes: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_row_issue_code"), "row_issue", type_="check")
    op.create_check_constraint(op.f("ck_row_issue_code"), "row_issue", sa.column("code").in_(codes))
