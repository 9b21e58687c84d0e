"""A remark names the heading of the file under which its value stands, beside our field; facts
dated in the future are remarked.

Revision: 0014
Follows: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
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
)
_AFTER = (*_BEFORE, "DATE_IN_FUTURE")
_ISSUE = sa.table("row_issue", sa.column("code"))


def upgrade() -> None:
    """Apply."""
    op.add_column("row_issue", sa.Column("heading", sa.Text(), nullable=True))
    _allow(_AFTER)


def downgrade() -> None:
    """Take back; a date in the future is then one remark on dates among others."""
    future = _ISSUE.c.code == "DATE_IN_FUTURE"
    op.execute(sa.update(_ISSUE).where(future).values(code="DATES_OUT_OF_ORDER"))
    _allow(_BEFORE)
    op.drop_column("row_issue", "heading")


def _allow(codes: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_row_issue_code"), "row_issue", type_="check")
    op.create_check_constraint(op.f("ck_row_issue_code"), "row_issue", sa.column("code").in_(codes))
