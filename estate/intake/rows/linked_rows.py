"""Rows that speak of a property: leases, occupations, cost lines and ratings."""

from datetime import date, timedelta
from decimal import Decimal

from estate import codes
from estate.codes import IssueCode, LeaseEventKind, Severity
from estate.intake.cells import values
from estate.intake.cells.cost_words import is_income
from estate.intake.cells.days_in_text import days_in
from estate.intake.rows.breaks import breaks
from estate.intake.rows.ratings import judged, reason_codes, scheme_of
from estate.intake.rows.row import Row
from estate.register.records import (
    CostRecord,
    LeaseEventRecord,
    LeaseRecord,
    OccupationRecord,
    Party,
    PropertyLink,
    RatingRecord,
)

_MAX_FTE = Decimal(100_000)
_MAX_TERM_YEARS = Decimal(9_999)


def lease_record(row: Row) -> LeaseRecord | None:
    """One lease, or None when it is refused."""
    link = _link(row)
    start, expiry = row.day("start"), row.day("expiry")
    term = row.term("term_years", _MAX_TERM_YEARS)
    if expiry is None and start is not None and term:
        expiry = _end(start, term)
    if start is not None and expiry is not None and expiry <= start:
        row.say(
            IssueCode.DATES_OUT_OF_ORDER,
            Severity.ERROR,
            "expiry",
            f"The lease ends ({expiry}) before it starts ({start}).",
        )
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
        inside_1954_act=_inside_1954_act(row),
        repairing_basis=row.text("repair", 200),
        holding_over_since=_holding_over(row, expiry),
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
            row.say(
                IssueCode.UNKNOWN_ORGANISATION,
                Severity.NOTE,
                "occupier",
                f"The row names no occupier. We took {occupier.code}, whose file it is.",
            )
    if occupier.code is None:
        row.say(
            IssueCode.UNKNOWN_ORGANISATION,
            Severity.NOTE,
            "occupier",
            "The occupier is not an organisation of this register; its name is kept.",
        )
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
        mobile_percent=row.percent("mobile_percent"),
        nia_m2=row.area("nia_m2"),
        touchdown_desks=row.whole("touchdown_desks"),
        shared_front_desk=row.flag("shared_front_desk") or False,
        as_of_date=row.day("as_of_date"),
    )
    return None if row.refused else record


def cost_record(row: Row) -> CostRecord | None:
    """One cost line, or None when it is refused."""
    link = _link(row)
    kind = _cost_kind(row)
    amount = row.decimal("amount_gbp_pa", low=-100_000_000, severity=Severity.ERROR)
    year = row.year("cost_year")
    for field, value in (("cost_kind", kind), ("amount_gbp_pa", amount), ("cost_year", year)):
        if value is None and not row.refused:
            row.say(
                IssueCode.OUT_OF_RANGE,
                Severity.ERROR,
                field,
                f"A cost line needs its {field.removesuffix('_gbp_pa').replace('_', ' ')}.",
            )
    own_ref = _own_ref(row, link, f"{_cost_word(row, kind)}/{year}")
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


def _cost_kind(row: Row) -> codes.CostKind | None:
    """The kind of a cost: a word that is not known is some other cost, a sum is none."""
    if values.is_sum(row.cells.get("cost_kind")):
        row.say(
            IssueCode.UNKNOWN_CODE,
            Severity.ERROR,
            "cost_kind",
            "The row is the sum of others, not a cost of its own; delete it.",
        )
        return None
    if is_income(row.cells.get("cost_kind")):
        row.say(
            IssueCode.UNKNOWN_CODE,
            Severity.ERROR,
            "cost_kind",
            f"“{row.text('cost_kind')}” is income, and no cost. We left it out.",
        )
        return None
    return row.code("cost_kind", codes.CostKind, otherwise=codes.CostKind.OTHER)


def _cost_word(row: Row, kind: codes.CostKind | None) -> str:
    """What tells a cost line from others of its kind: electricity from gas, one other cost from
    the next."""
    cell = row.cells.get("cost_kind")
    part = values.cost_part(cell)
    if part is None and kind is codes.CostKind.OTHER:
        part = values.text(cell)
    plain = part is None or part.casefold() in (str(kind), codes.label(kind or "").casefold())
    return str(kind) if plain or part is None else part.casefold()


def rating_record(row: Row) -> RatingRecord | None:
    """One rating, or None when it is refused."""
    link = _link(row)
    scheme = scheme_of(row)
    if scheme is None:
        row.say(
            IssueCode.RATING_WITHOUT_SCHEME,
            Severity.ERROR,
            "rating_scheme",
            "A rating cannot be loaded without its scheme.",
        )
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
        row.say(
            IssueCode.MISSING_REFERENCE,
            Severity.ERROR,
            "property_ref",
            "The row does not say which property it belongs to.",
        )
    return link


def _own_ref(row: Row, link: PropertyLink, otherwise: str) -> str:
    """The row's own reference; made from its content where the file has no such column."""
    if "own_ref" in row.cells:
        found = row.reference("own_ref")
        if found is None and not row.refused:
            row.say(
                IssueCode.MISSING_REFERENCE,
                Severity.ERROR,
                "own_ref",
                "The row has no reference of its own.",
            )
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
    found = breaks(row, start, expiry)
    cell = row.cells.get("review_date")
    days = days_in(cell) if isinstance(cell, str) else []
    if len(days) < 2:
        review = row.day("review_date")
        days = [] if review is None else [review]
    return (
        *found,
        *(LeaseEventRecord(LeaseEventKind.RENT_REVIEW, day) for day in dict.fromkeys(days)),
    )


def _inside_1954_act(row: Row) -> bool | None:
    """Whether the tenant is protected: as said, or by the word that the lease is contracted out."""
    inside, outside = row.flag("inside_1954_act"), row.flag("contracted_out")
    if inside is not None and outside is inside:
        row.say(
            IssueCode.UNKNOWN_CODE,
            Severity.WARNING,
            "inside_1954_act",
            "One column says that the tenant can renew (1954 Act), another that the "
            "lease is contracted out. We took neither.",
        )
        return None
    return inside if inside is not None or outside is None else not outside


def _holding_over(row: Row, expiry: date | None) -> date | None:
    """Since when a tenant holds over; a bare yes means since the lease expired."""
    try:
        said = values.yes_no(row.cells.get("holding_over_since"))
    except ValueError:
        return row.day("holding_over_since")
    if not said:
        return None
    if expiry is None or expiry >= row.context.today:
        row.say(
            IssueCode.NOT_A_DATE,
            Severity.WARNING,
            "holding_over_since",
            "The lease is said to be held over, but its expiry is not past. We left that out.",
        )
        return None
    row.say(
        IssueCode.NOT_A_DATE,
        Severity.NOTE,
        "holding_over_since",
        f"The lease is held over. We took it as since it expired ({expiry:%d/%m/%Y}).",
    )
    return expiry
