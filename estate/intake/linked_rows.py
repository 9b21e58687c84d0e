"""Rows that speak of a property: leases, occupations, cost lines and ratings."""

from datetime import date, timedelta
from decimal import Decimal

from estate import codes
from estate.codes import IssueCode, LeaseEventKind, Severity
from estate.intake.property_rows import judged, reason_codes, scheme_of
from estate.intake.rows import Row
from estate.register.records import (
    CostRecord,
    LeaseEventRecord,
    LeaseRecord,
    OccupationRecord,
    Party,
    PropertyLink,
    RatingRecord,
)

_BREAKS = {
    "tenant": (LeaseEventKind.TENANT_BREAK,),
    "landlord": (LeaseEventKind.LANDLORD_BREAK,),
    "mutual": (LeaseEventKind.TENANT_BREAK, LeaseEventKind.LANDLORD_BREAK),
    "both": (LeaseEventKind.TENANT_BREAK, LeaseEventKind.LANDLORD_BREAK),
}
_MAX_FTE = Decimal(100_000)
_MAX_TERM_YEARS = Decimal(9_999)


def lease_record(row: Row) -> LeaseRecord | None:
    """One lease, or None when it is refused."""
    link = _link(row)
    start, expiry = row.day("start"), row.day("expiry")
    term = row.decimal("term_years", high=_MAX_TERM_YEARS)
    if expiry is None and start is not None and term:
        expiry = _end(start, term)
    if start is not None and expiry is not None and expiry <= start:
        row.say(IssueCode.DATES_OUT_OF_ORDER, Severity.ERROR, "expiry",
                f"The lease ends ({expiry}) before it starts ({start}).")  # fmt: skip
    record = LeaseRecord(
        row_number=row.number,
        own_ref=_own_ref(row, link, str(start or expiry or "lease")),
        link=link,
        tenant=row.party("tenant"),
        landlord=row.party("landlord"),
        start_date=start,
        term_years=term,
        expiry_date=expiry,
        passing_rent_gbp_pa=row.decimal("passing_rent_gbp_pa"),
        inside_1954_act=row.flag("inside_1954_act"),
        repairing_basis=row.text("repair", 200),
        holding_over_since=row.day("holding_over_since"),
        as_of_date=row.day("as_of_date"),
        events=_events(row, start, expiry),
    )
    return None if row.refused else record


def occupation_record(row: Row) -> OccupationRecord | None:
    """One occupation, or None when it is refused."""
    link = _link(row)
    function = row.code("user_function", codes.UserFunction)
    service = row.code("service_function", codes.ServiceFunction)
    occupier = row.party("occupier")
    if occupier is None:
        occupier = Party(code=row.context.organisation)
        if "occupier" in row.cells:
            row.say(IssueCode.UNKNOWN_ORGANISATION, Severity.WARNING, "occupier",
                    f"The row names no occupier; {occupier.code}, whose file it is, was taken."
                    )  # fmt: skip
    if occupier.code is None:
        row.say(IssueCode.UNKNOWN_ORGANISATION, Severity.NOTE, "occupier",
                "The occupier is not an organisation of this register; its name is kept."
                )  # fmt: skip
    who = occupier.code or occupier.name or ""
    record = OccupationRecord(
        row_number=row.number,
        own_ref=_own_ref(row, link, f"{who}/{service or function or 'use'}"),
        link=link,
        occupier=occupier,
        user_function=function or codes.UserFunction.MIXED,
        service_function=service,
        fte=row.decimal("fte", high=_MAX_FTE),
        desks=row.whole("desks"),
        nia_m2=row.area("nia_m2"),
        touchdown_desks=row.whole("touchdown_desks"),
        shared_front_desk=row.flag("shared_front_desk") or False,
        as_of_date=row.day("as_of_date"),
    )
    return None if row.refused else record


def cost_record(row: Row) -> CostRecord | None:
    """One cost line, or None when it is refused."""
    link = _link(row)
    kind = row.code("cost_kind", codes.CostKind)
    amount = row.decimal("amount_gbp_pa", low=-100_000_000, severity=Severity.ERROR)
    year = row.year("cost_year")
    for field, value in (("cost_kind", kind), ("amount_gbp_pa", amount), ("cost_year", year)):
        if value is None and not row.refused:
            row.say(IssueCode.OUT_OF_RANGE, Severity.ERROR, field,
                    f"A cost line needs its {field.removesuffix('_gbp_pa').replace('_', ' ')}."
                    )  # fmt: skip
    own_ref = _own_ref(row, link, f"{kind}/{year}")
    payee, as_of_date = row.party("payee"), row.day("as_of_date")
    # Every cell has been read by now, so a late error refuses the row as an early one does.
    if row.refused or kind is None or amount is None or year is None:
        return None
    return CostRecord(
        row_number=row.number,
        own_ref=own_ref,
        link=link,
        kind=kind,
        amount_gbp_pa=amount,
        cost_year=year,
        payee=payee,
        as_of_date=as_of_date,
    )


def rating_record(row: Row) -> RatingRecord | None:
    """One rating, or None when it is refused."""
    link = _link(row)
    scheme = scheme_of(row)
    if scheme is None:
        row.say(IssueCode.RATING_WITHOUT_SCHEME, Severity.ERROR, "rating_scheme",
                "A rating cannot be loaded without its scheme.")  # fmt: skip
        return None
    evidence = row.text("evidence_ref", 300)
    rating = judged(row, "rating", scheme, evidence)
    if rating is None and not row.refused:
        row.say(IssueCode.UNKNOWN_CODE, Severity.ERROR, "rating", "The row gives no rating.")
    record = RatingRecord(
        row_number=row.number,
        scheme=scheme,
        rating=rating,
        own_ref=_own_ref(row, link, str(scheme)),
        link=link,
        reason_codes=reason_codes(row, "reason"),
        note=row.text("note"),
        evidence_ref=evidence,
        assessor=row.text("assessor", 200),
        assessed_on=row.day("assessed_on"),
        review_by=row.day("review_by"),
        as_of_date=row.day("as_of_date"),
    )
    return None if row.refused else record


def _link(row: Row) -> PropertyLink:
    link = row.link()
    if link.property_ref is None and link.uprn is None:
        row.say(IssueCode.MISSING_REFERENCE, Severity.ERROR, "property_ref",
                "The row does not say which property it belongs to.")  # fmt: skip
    return link


def _own_ref(row: Row, link: PropertyLink, otherwise: str) -> str:
    """The row's own reference; made from its content where the file has no such column."""
    if "own_ref" in row.cells:
        found = row.reference("own_ref")
        if found is None and not row.refused:
            row.say(IssueCode.MISSING_REFERENCE, Severity.ERROR, "own_ref",
                    "The row has no reference of its own.")  # fmt: skip
        return found or ""
    return f"{link.property_ref or link.uprn}/{otherwise}"


def _end(start: date, term_years: Decimal) -> date | None:
    """Last day of a term that begins on ``start``."""
    years, rest = divmod(term_years, 1)
    try:
        whole = start.replace(year=start.year + int(years))
    except ValueError:  # 29 February, or beyond the year 9999
        if start.year + int(years) > 9_999:
            return None
        whole = start.replace(year=start.year + int(years), day=28)
    return whole + timedelta(days=int(rest * 365) - 1)


def _events(row: Row, start: date | None, expiry: date | None) -> tuple[LeaseEventRecord, ...]:
    found: list[LeaseEventRecord] = []
    at = row.day("break_date")
    if at is not None and (start is None or at > start) and (expiry is None or at <= expiry):
        by = (row.text("break_by") or "").casefold()
        months, penalty = row.whole("notice_months", 60), row.decimal("break_penalty_gbp")
        terms = row.text("break_conditions", 500)
        if by not in _BREAKS:
            row.say(IssueCode.UNKNOWN_CODE, Severity.WARNING, "break_by",
                    "It is not said who may break (tenant, landlord or mutual); the break was "
                    "left out.")  # fmt: skip
        found += [
            LeaseEventRecord(kind, at, months, penalty, terms) for kind in _BREAKS.get(by, ())
        ]
    elif at is not None:
        row.say(IssueCode.DATES_OUT_OF_ORDER, Severity.WARNING, "break_date",
                f"The break ({at}) lies outside the lease; it was left out.")  # fmt: skip
    review = row.day("review_date")
    if review is not None:
        found.append(LeaseEventRecord(LeaseEventKind.RENT_REVIEW, review))
    return tuple(found)
