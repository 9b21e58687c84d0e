"""Ratings: those of one property from the first on, and those of all that are to be looked at
again, because their review is overdue or the rules would say otherwise."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import Connection

from estate import codes
from estate.answers import estate_wide
from estate.answers.answer import ABSENT, Answer, Coded, answer
from estate.answers.context import ReadContext
from estate.answers.page_addresses import organisation_address, property_address
from estate.colocation.suggestions import suggestions
from estate.frames import is_null
from estate.register import visibility as v
from estate.register.queries import ratings

_CORE = "Core service, and nothing known that would change it"
_ROOM = "Room to spare and a fitting neighbour within reach"


@answer
class RatingAppended(Answer):
    """Where a new rating stands."""

    rating_id: UUID
    property_id: UUID
    organisation: str
    assessed_on: date
    disclaimer: str


@answer
class RatingOnRecord(Answer):
    """One rating; ``note`` is for the owner alone."""

    scheme: codes.RatingScheme
    rating: codes.Rating | None
    basis: codes.RatingBasis
    reason_codes: list[str]
    evidence_ref: str | None
    assessor: str | None
    organisation_code: str | None
    assessed_on: date | None
    review_by: date | None
    recorded_at: datetime
    note: str | None = ABSENT
    file_name: str | None
    counts: Annotated[bool, Field(description="no longer, where its import was reverted")]


@answer
class Reviewed(Answer):
    """A rating on one of the lists; ``page`` is the property's address."""

    name: str
    page: str
    organisation: str
    organisation_code: str
    organisation_page: str
    scheme: Annotated[str, Field(description="its question in words")]
    rating: codes.Rating | None
    assessed_on: date | None


@answer
class Overdue(Reviewed):
    """Its review was due."""

    by: str
    review_by: date
    overdue_days: int


@answer
class Disagreement(Reviewed):
    """The rules would give it otherwise."""

    suggested: codes.Rating
    reasons: str


@answer
class RecordedChange(Reviewed):
    """A building of a service whose owner has recorded, as a reason of its rating, that the service
    is to be given differently; ``by``: who judged."""

    property_id: str
    service: Coded
    by: str


@answer
class ServiceDirection(Answer):
    """Of a service's buildings, those whose owner has recorded that it is to be given
    differently: how many, and which, the latest first."""

    service: Coded
    buildings: int
    changing: int
    recorded: list[RecordedChange]


@answer
class RatingHistory(Answer):
    """Every rating of one property, the newest first, and what is on record of the services that
    it holds."""

    ratings: list[RatingOnRecord]
    directions: list[ServiceDirection] = ABSENT
    reader: str
    disclaimer: str


@answer
class Reviews(Answer):
    """Ratings to look at again, and changes of services that are on record."""

    overdue: list[Overdue]
    disagreements: list[Disagreement]
    service_changes: list[RecordedChange]
    today: date
    reader: str
    disclaimer: str


def history(connection: Connection, reader: v.Reader, property_id: UUID) -> RatingHistory:
    """Every rating ever given to a property; empty for who sees none."""
    rows = ratings.history(connection, reader, property_id)
    return RatingHistory(
        ratings=[_on_record(row) for row in rows],
        reader=reader.kind.value,
        disclaimer=codes.DISCLAIMER,
    )


def _on_record(row: Mapping[str, Any]) -> RatingOnRecord:
    return RatingOnRecord.made_of(
        row,
        scheme=codes.RatingScheme(row["scheme"]),
        rating=_rating(row["rating"]),
        basis=codes.RatingBasis(row["basis"]),
        note=row.get("note", ABSENT),
    )


def reviews(context: ReadContext, organisation: str | None = None) -> Reviews:
    """Both lists, of the county or of one organisation."""
    late = ratings.overdue(context.connection, context.reader, context.today)
    return Reviews(
        overdue=[
            _overdue(row, context.today)
            for row in late
            if organisation is None or row["organisation_code"] == organisation
        ],
        disagreements=[
            one
            for one in disagreements(context)
            if organisation is None or one.organisation_code == organisation
        ],
        service_changes=[
            one
            for one in recorded_changes(context)
            if organisation is None or one.organisation_code == organisation
        ],
        today=context.today,
        reader=context.reader.kind.value,
        disclaimer=codes.DISCLAIMER,
    )


def disagreements(context: ReadContext) -> list[Disagreement]:
    """Ratings that the rules would give differently, by property; kept per version."""
    assumptions = context.assumptions
    estate = estate_wide.whole_estate(context)

    def find() -> list[Disagreement]:
        rules = suggestions(estate, assumptions, context.today)
        given = ratings.current(context.connection, context.reader)
        known = [row for row in given if str(row["property_id"]) in rules.index]
        found = (_differs(row, rules.loc[str(row["property_id"])]) for row in known)
        return [one for one in found if one is not None]

    key = ("disagreements", context.version, context.reader.edition, context.today, assumptions)
    return context.cache.once(key, find)


def recorded_changes(context: ReadContext) -> list[RecordedChange]:
    """Buildings whose availability is rated as it is because a service there is to be given
    differently, by service, the latest first; kept per version."""
    estate = estate_wide.whole_estate(context)

    def find() -> list[RecordedChange]:
        users = estate.occupations.dropna(subset=["service_function"])
        held = users.groupby("property_id")["service_function"].agg(lambda all_: sorted({*all_}))
        given = ratings.current(
            context.connection, context.reader, [codes.RatingScheme.AVAILABILITY]
        )
        made = [
            RecordedChange(
                **_common(row),
                property_id=str(row["property_id"]),
                service=Coded.of(str(service)),
                by=row["assessor"] or row["organisation_name"],
            )
            for row in given
            if codes.RatingReason.SERVICE_CHANGE in (row["reason_codes"] or ())
            for service in held.get(str(row["property_id"]), [])
        ]
        made.sort(key=lambda one: one.assessed_on or date.min, reverse=True)
        return sorted(made, key=lambda one: one.service.label)

    key = ("recorded changes", context.version, context.reader.edition, context.today)
    return context.cache.once(key, find)


def _common(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": row["name"],
        "page": property_address(row["property_id"]),
        "organisation": row["organisation_name"],
        "organisation_code": row["organisation_code"],
        "organisation_page": organisation_address(row["organisation_code"]),
        "scheme": codes.label(row["scheme"]),
        "rating": _rating(row["rating"]),
        "assessed_on": row["assessed_on"],
    }


def _rating(code: str | None) -> codes.Rating | None:
    return None if code is None else codes.Rating(code)


def _overdue(row: Mapping[str, Any], today: date) -> Overdue:
    return Overdue(
        **_common(row),
        by=row["assessor"] or row["organisation_name"],
        review_by=row["review_by"],
        overdue_days=(today - row["review_by"]).days,
    )


def _differs(row: Mapping[str, Any], rule: Any) -> Disagreement | None:
    """What a rule says where it speaks and says another rating than the one that counts.

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
    return Disagreement(**_common(row), suggested=codes.Rating(said), reasons=because or usual)
