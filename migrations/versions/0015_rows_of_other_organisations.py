"""A file of several organisations' rows: those of others are refused by a remark of their own.

Revision: 0015
Follows: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
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
)
_AFTER = (*_BEFORE, "OTHER_ORGANISATION")
_ISSUE = sa.table("row_issue", sa.column("code"))


def upgrade() -> None:
    """Apply."""
    _allow(_AFTER)


def downgrade() -> None:
    """Take back; such a row then counts as one whose organisation is not known."""
    others = _ISSUE.c.code == "OTHER_ORGANISATION"
    op.execute(sa.update(_ISSUE).where(others).values(code="UNKNOWN_ORGANISATION"))
    _allow(_BEFORE)


def _allow(codes: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_row_issue_code"), "row_issue", type_="check")
    op.create_check_constraint(op.f("ck_row_issue_code"), "row_issue", sa.column("code").in_(codes))
