"""Imported ratings are appended only when they say something new; none is overwritten."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection

from estate.codes import IssueCode, RatingBasis, Severity
from estate.intake.issues import Issue
from estate.intake.rows.context import Context
from estate.register import known_rows
from estate.register.column_values import plain
from estate.register.import_actions import Actions
from estate.register.records import RatingRecord


class RatingPlanner:
    """Decides row by row, remembering what the same file has added already."""

    def __init__(self, connection: Connection, context: Context) -> None:
        self.context = context
        self.series = known_rows.imported_ratings(connection, context.organisation)

    def add(
        self, actions: Actions, issues: list[Issue], property_id: UUID, record: RatingRecord
    ) -> bool:
        """Append the rating to the plan unless the register holds it (or a newer) already."""
        series = self.series.setdefault((property_id, record.scheme.value), [])
        if any(_same(row, record) for row in series[-1:] + _dated(series, record.assessed_on)):
            return False
        latest = series[-1] if series else None
        if latest is not None and (record.assessed_on or date.max) < latest["assessed_on"]:
            issues.append(
                Issue(
                    record.row_number,
                    "rating_date",
                    IssueCode.OLDER_THAN_REGISTER,
                    Severity.NOTE,
                    str(record.assessed_on),
                    f"The register holds a rating of {latest['assessed_on']}; the older one "
                    "was not added.",
                )
            )
            return False
        row = self._row(property_id, record, latest)
        series.append(row)
        actions.ratings.append(row)
        return True

    def _row(
        self, property_id: UUID, record: RatingRecord, latest: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        return {
            "rating_id": uuid4(),
            "property_id": property_id,
            "scheme": record.scheme.value,
            "rating": plain(record.rating),
            "basis": RatingBasis.IMPORTED.value,
            "reason_codes": list(record.reason_codes),
            "note": record.note,
            "evidence_ref": record.evidence_ref,
            "assessor": record.assessor,
            "organisation_code": self.context.organisation,
            "assessed_on": record.assessed_on or self.context.today,
            "review_by": record.review_by,
            "supersedes": None if latest is None else latest["rating_id"],
            "own_ref": record.own_ref,
            "row_number": record.row_number,
        }


def _dated(series: list[Any], day: date | None) -> list[Any]:
    return [row for row in series if day is not None and row["assessed_on"] == day]


def _same(row: Mapping[str, Any], record: RatingRecord) -> bool:
    """Whether a rating says what the record says; an undated record matches any day."""
    return (
        row["rating"] == plain(record.rating)
        and sorted(row["reason_codes"]) == sorted(record.reason_codes)
        and row["evidence_ref"] == record.evidence_ref
        and row["note"] == record.note
        and record.assessed_on in (None, row["assessed_on"])
    )
