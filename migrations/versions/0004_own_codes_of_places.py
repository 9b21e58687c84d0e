"""Remarks on places have codes of their own, and so has a correction that a file contradicts.

Revision: 0004
Follows: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
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
    "OUTLIER",
    "CLASS_IMPUTED",
    "TEXT_TOO_LONG",
)
_AFTER = (
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
_ROWS = sa.table("row_issue", sa.column("code"), sa.column("field"), sa.column("severity"))
_AT = _ROWS.c.field
_UPRN_NOTE = (_AT == "uprn") & (_ROWS.c.severity == "note")
#: Which rows change their code: where they are found, what they were, what they are.
_RENAMED = (
    (_AT == "postcode", "OUTLIER", "FAR_FROM_POSTCODE"),
    (_AT == "geometry", "OUTLIER", "SHARED_POINT"),
    (_AT == "geometry", "POSSIBLE_DUPLICATE", "SHARED_POINT"),
    (_UPRN_NOTE, "POSSIBLE_DUPLICATE", "SHARED_UPRN"),
)


def upgrade() -> None:
    """Apply."""
    op.drop_constraint(op.f("ck_row_issue_code"), "row_issue", type_="check")
    for where, old, new in _RENAMED:
        _rename(old, new, where)
    _allow(_AFTER)


def downgrade() -> None:
    """Take back; a correction that was kept is remembered as the newer fact that it was."""
    op.drop_constraint(op.f("ck_row_issue_code"), "row_issue", type_="check")
    for where, old, new in reversed(_RENAMED):
        _rename(new, old, where)
    _rename("CORRECTION_KEPT", "OLDER_THAN_REGISTER", sa.true())
    _allow(_BEFORE)


def _rename(old: str, new: str, where: sa.ColumnElement[bool]) -> None:
    op.execute(sa.update(_ROWS).where(_ROWS.c.code == old, where).values(code=new))


def _allow(codes: tuple[str, ...]) -> None:
    op.create_check_constraint(op.f("ck_row_issue_code"), "row_issue", sa.column("code").in_(codes))
