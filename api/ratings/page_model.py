"""Ratings to look at again: reviews that are overdue, and rules that would say otherwise."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from pydantic import Field, field_validator

from api.html.addresses import organisation_address, property_address
from api.html.tables import Column, Table
from api.http import parameters
from estate import codes
from estate.answers import estate_wide
from estate.answers.context import ReadContext
from estate.colocation.suggestions import suggestions
from estate.frames import is_null
from estate.register.queries import ratings

Row = Mapping[str, Any]


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


_DAYS_A_MONTH = 365.25 / 12
_CORE = "Core service, and nothing known that would change it"
_ROOM = "Room to spare and a fitting neighbour within reach"


def tables(
    context: ReadContext,
    organisation: str | None = None,
) -> dict[str, Table]:
    """Both lists, of the county or of one organisation."""
    late = ratings.overdue(context.connection, context.reader, context.today)
    differing = disagreements(context)

    def kept(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [r for r in rows if organisation in (None, r["organisation_code"])]

    return {
        "overdue": Table(
            "overdue",
            "Reviews overdue",
            OVERDUE,
            [_late(row, context.today) for row in kept(late)],
            "Every rating names a day on which it is looked at again; the longest overdue are "
            "shown first.",
            "No review is overdue.",
        ),
        "disagreements": Table(
            "disagreements",
            "Rule and person differ",
            DISAGREEMENTS,
            kept(differing),
            "What the documented rules would suggest from today's facts, beside the rating that "
            "counts. A person's rating always holds; the rules never suggest green availability.",
            "No rule says otherwise.",
        ),
    }


def page_tables(context: ReadContext, organisation: str | None = None) -> dict[str, Table]:
    """The same for the page and its files: months beside days, and how many of whom."""
    found = tables(context, organisation)
    late = found["overdue"]
    lines = [
        {**row, "overdue_months": int(row["overdue_days"] / _DAYS_A_MONTH)} for row in late.rows
    ]
    return {
        **found,
        "overdue": replace(late, rows=lines),
        "by-organisation": _by_organisation(lines),
    }


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


def _common(row: Row) -> dict[str, Any]:
    return {
        "name": row["name"],
        "page": property_address(row["property_id"]),
        "organisation": row["organisation_name"],
        "organisation_code": row["organisation_code"],
        "organisation_page": organisation_address(row["organisation_code"]),
        "scheme": codes.label(row["scheme"]),
        "rating": row["rating"],
        "assessed_on": row["assessed_on"],
    }


def _late(row: Row, today: date) -> dict[str, Any]:
    return _common(row) | {
        "by": row["assessor"] or row["organisation_name"],
        "review_by": row["review_by"],
        "overdue_days": (today - row["review_by"]).days,
    }


def disagreements(
    context: ReadContext,
) -> list[dict[str, Any]]:
    """Ratings that the rules would give differently, by property; kept per version."""
    assumptions = context.assumptions
    estate = estate_wide.whole_estate(context)
    version = context.version

    def find() -> list[dict[str, Any]]:
        rules = suggestions(estate, assumptions, context.today)
        given = ratings.current(context.connection, context.reader)
        found = [row for row in given if str(row["property_id"]) in rules.index]
        return [
            line for row in found if (line := _differs(row, rules.loc[str(row["property_id"])]))
        ]

    return context.cache.once(
        ("disagreements", version, context.reader.edition, context.today, assumptions), find
    )


def _differs(row: Row, rule: Any) -> dict[str, Any] | None:
    """A line where a rule speaks and says another rating than the one that counts.

    That sharing is amber where nothing is known is no rule's opinion, and green availability is
    the owner's decision, about which no rule has one.
    """
    scheme, rated = row["scheme"], row["rating"]
    said, reasons = rule[scheme], rule[f"{scheme}_reasons"]
    if is_null(said) or said == rated:
        return None
    if scheme == codes.RatingScheme.AVAILABILITY:
        silent, usual = rated == codes.Rating.GREEN, _CORE
    else:
        silent, usual = said == codes.Rating.AMBER and not reasons, _ROOM
    if silent:
        return None
    because = "; ".join(codes.label(code.lower()) for code in reasons)
    return _common(row) | {"suggested": said, "reasons": because or usual}
