"""What a row says of a rating: which question it answers, the answer, and why."""

from estate import codes
from estate.codes import IssueCode, RatingScheme, Severity
from estate.intake.rows.row import Row, parts_of
from estate.register.records import RatingRecord

_REASONS = frozenset(codes.RatingReason)


def reason_codes(row: Row, field: str) -> tuple[str, ...]:
    """Reason codes, ';' between; unknown words become OTHER with a note."""
    given = parts_of(row, field, ";")
    found = [part.upper().replace(" ", "_") for part in given]
    for part, code in zip(given, found, strict=True):
        if code not in _REASONS:
            row.say(
                IssueCode.UNKNOWN_CODE,
                Severity.NOTE,
                field,
                f"“{part}” is not a known reason. We recorded it as OTHER.",
                part,
            )
    return tuple(sorted({code if code in _REASONS else "OTHER" for code in found}))


def judged(row: Row, field: str, scheme: RatingScheme, evidence: str | None) -> codes.Rating | None:
    """The rating; a green availability without a decision becomes amber, and is said so."""
    rating = row.code(field, codes.Rating)
    if rating is codes.Rating.GREEN and scheme is RatingScheme.AVAILABILITY and not evidence:
        row.say(
            IssueCode.GREEN_WITHOUT_DECISION,
            Severity.WARNING,
            field,
            "Green needs the reference of the owner's decision. We recorded it as amber.",
        )
        return codes.Rating.AMBER
    return rating


def scheme_of(row: Row) -> RatingScheme | None:
    """Which question the rating answers: the row's word, else the caller's; never guessed."""
    scheme = row.code("rating_scheme", RatingScheme) or row.context.rating_scheme
    if scheme is None:
        row.say(
            IssueCode.RATING_WITHOUT_SCHEME,
            Severity.WARNING,
            "rating",
            "The rating does not say its scheme (availability or sharing). We left it out.",
        )
    return scheme


def ratings_of_property(row: Row, decision: str | None) -> tuple[RatingRecord, ...]:
    """The rating in a row of a property file; ``decision`` is its owner's, if it has one."""
    if not row.has("rating"):
        return ()
    scheme = scheme_of(row)
    if scheme is None:
        return ()
    evidence = decision if scheme is RatingScheme.AVAILABILITY else None
    rating = judged(row, "rating", scheme, evidence)
    if rating is None:
        return ()
    record = RatingRecord(
        row_number=row.number,
        scheme=scheme,
        rating=rating,
        reason_codes=reason_codes(row, "rating_reason"),
        evidence_ref=evidence,
        assessed_on=row.day("rating_date"),
    )
    return (record,)
