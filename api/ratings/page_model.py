"""Ratings to look at again: reviews that are overdue, and rules that would say otherwise."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from pydantic import Field, field_validator

from api.html.tables import Column, Table
from api.http import parameters
from estate.answers.context import ReadContext
from estate.answers.properties.ratings import RecordedChange, reviews


class ReviewQuery(parameters.Query):
    """Whose ratings."""

    organisation: str | None = Field(default=None, max_length=60, description="its code")

    @field_validator("organisation")
    @classmethod
    def _blank_is_all(cls, value: str | None) -> str | None:
        return value or None


_COMMON = (
    Column("name", "Property", link="page"),
    Column("organisation", "Organisation", link="organisation_page"),
    Column("scheme", "Question"),
    Column("rating", "Rated", "rating"),
)
OVERDUE = (
    *_COMMON,
    Column("by", "By"),
    Column("assessed_on", "Rated on", "day"),
    Column("review_by", "Review was due", "day"),
    Column("overdue_months", "Months overdue", "number"),
    Column("overdue_days", "Days overdue", "file"),
)
BY_ORGANISATION = (
    Column("organisation", "Organisation", link="reviews_page"),
    Column("overdue", "Reviews overdue", "number"),
    Column("longest_months", "Longest, in months", "number"),
)
DISAGREEMENTS = (
    *_COMMON,
    Column("suggested", "The rules suggest", "rating"),
    Column("reasons", "Because"),
    Column("assessed_on", "Rated on", "day"),
)

SERVICE_CHANGES = (
    Column("service", "Service"),
    Column("name", "Property", link="page"),
    Column("organisation", "Organisation", link="organisation_page"),
    Column("rating", "Rated", "rating"),
    Column("assessed_on", "Rated on", "day"),
    Column("by", "By"),
)


_DAYS_A_MONTH = 365.25 / 12


def tables(context: ReadContext, organisation: str | None = None) -> dict[str, Table]:
    """Both lists, of the county or of one organisation, and how many are overdue of whom."""
    found = reviews(context, organisation)
    late = [
        vars(one) | {"overdue_months": int(one.overdue_days / _DAYS_A_MONTH)}
        for one in found.overdue
    ]
    return {
        "overdue": Table(
            "overdue",
            "Reviews overdue",
            OVERDUE,
            late,
            "Ratings past their review date, longest overdue first. A rating without a review "
            "date is not among them.",
            "No review is overdue.",
        ),
        "disagreements": Table(
            "disagreements",
            "Rule and person differ",
            DISAGREEMENTS,
            [vars(one) for one in found.disagreements],
            "What the documented rules would suggest from today's facts, beside the rating that "
            "counts. A person's rating always holds; the rules never suggest green availability.",
            "No rule says otherwise.",
        ),
        "by-organisation": _by_organisation(late),
        "service-changes": service_changes(found.service_changes),
    }


def service_changes(found: Sequence[RecordedChange]) -> Table:
    """The direction of travel of services: what their buildings' owners have put on record."""
    return Table(
        "service-changes",
        "Services with a change on record",
        SERVICE_CHANGES,
        [vars(one) | {"service": one.service.label} for one in found],
        "The owner has recorded, as a reason of the rating, that the service will be given "
        "differently. Where nothing is recorded, nothing is said.",
        "No change of a service is on record.",
    )


def _by_organisation(late: list[dict[str, Any]]) -> Table:
    """How many reviews of each organisation are overdue, the most first."""
    found: dict[str, list[dict[str, Any]]] = {}
    for line in late:
        found.setdefault(line["organisation_code"], []).append(line)
    rows = [
        {
            "organisation": lines[0]["organisation"],
            "reviews_page": f"/ratings?{urlencode({'organisation': code})}",
            "overdue": len(lines),
            "longest_months": max(line["overdue_months"] for line in lines),
        }
        for code, lines in found.items()
    ]
    rows.sort(key=lambda row: (-row["overdue"], row["organisation"]))
    title = "Reviews overdue by organisation"
    return Table("by-organisation", title, BY_ORGANISATION, rows, empty="No review is overdue.")
