"""Ratings are appended, never changed; a human one outranks what files say."""

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import Connection, insert, select

from estate.codes import Rating, RatingBasis, RatingScheme
from estate.db import tables as t
from estate.errors import BadQuestion, NotFound
from estate.register.writes.batches import next_version


def append_rating(
    connection: Connection,
    *,
    property_id: UUID,
    scheme: RatingScheme,
    rating: Rating | None,
    basis: RatingBasis,
    organisation_code: str | None,
    assessed_on: date,
    reason_codes: tuple[str, ...] = (),
    note: str | None = None,
    evidence_ref: str | None = None,
    assessor: str | None = None,
    review_by: date | None = None,
) -> UUID:
    """Append one rating and return its id; the register gets a new version.

    A green availability needs the reference of the owner's decision (``BadQuestion``); an
    unknown property is ``NotFound``. ``rating`` None withdraws the earlier one.
    """
    green = rating is Rating.GREEN and scheme is RatingScheme.AVAILABILITY
    if green and not evidence_ref:
        raise BadQuestion("Enter the reference of the decision. A green rating needs one.")
    p, r = t.property_.c, t.rating.c
    known = select(p.property_id).where(p.property_id == property_id)
    if connection.execute(known).first() is None:
        raise NotFound("There is no such property in this register.")
    series = (r.property_id == property_id, r.scheme == scheme.value, r.basis == basis.value)
    latest = select(r.rating_id).where(*series).order_by(r.sequence.desc()).limit(1)
    rating_id = uuid4()
    connection.execute(
        insert(t.rating).values(
            rating_id=rating_id,
            property_id=property_id,
            scheme=scheme.value,
            rating=None if rating is None else rating.value,
            basis=basis.value,
            reason_codes=list(reason_codes),
            note=note,
            evidence_ref=evidence_ref,
            assessor=assessor,
            organisation_code=organisation_code,
            assessed_on=assessed_on,
            review_by=review_by,
            supersedes=connection.execute(latest).scalar(),
        )
    )
    next_version(connection, f"{basis.value} rating")
    return rating_id
