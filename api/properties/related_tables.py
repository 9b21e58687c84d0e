"""What hangs on one property as tables of its page: ratings, users, holders, leases."""

from collections.abc import Sequence
from typing import Any

from api.html import format as words
from api.html.addresses import organisation_address
from api.html.charts.estate import LeaseSpan
from api.html.format import Shown
from api.html.tables import Column, Table
from api.leases.work_list import way_out_words
from estate import codes
from estate.answers.answer import Named
from estate.answers.properties.property import (
    Break,
    Interest,
    Lease,
    NextExit,
    Occupation,
    PropertyDetail,
)
from estate.answers.properties.ratings import RatingOnRecord
from estate.quarters import Quarter
from estate.register import visibility as v


def yes_no(value: bool) -> str:
    """``Yes`` or ``No``."""
    return "Yes" if value else "No"


def by_whom(basis: str, who: str | None, body: str | None, owner: Named) -> str:
    """Who gave a rating and how; where nobody is named its ``body``, the owner by name."""
    if basis == codes.RatingBasis.SUGGESTED:
        return "suggested by rule"
    who = who or (owner.name if body == owner.code else body)
    how = "judged by" if basis == codes.RatingBasis.HUMAN else "imported rating of"
    return f"{how} {who or 'somebody not named'}"


def history(ratings: Sequence[RatingOnRecord], owner: Named) -> Table:
    """All ratings ever given, newest first."""
    columns = (
        Column("assessed_on", "Rated on", "day"),
        Column("scheme", "Question"),
        Column("rating", "Rating", "rating"),
        Column("by", "By"),
        Column("reasons", "Reasons"),
        Column("evidence", "Evidence"),
        Column("review_by", "Review by", "day"),
        Column("state", "State"),
    )
    lines = [
        {
            "assessed_on": one.assessed_on,
            "scheme": codes.label(one.scheme),
            "rating": one.rating or "unrated",
            "by": by_whom(one.basis, one.assessor, one.organisation_code, owner),
            "reasons": ", ".join(codes.label(code.lower()) for code in one.reason_codes) or "–",
            "evidence": one.evidence_ref or "–",
            "review_by": one.review_by or "–",
            "state": "on record" if one.counts else "its import was reverted",
        }
        for one in ratings
    ]
    return Table("ratings", "Every rating given", columns, lines, empty="Nobody has rated it yet.")


def _range(one: Occupation) -> str:
    """The range of a need."""
    if one.need_low_m2 is None:
        return "–"
    return f"{one.need_low_m2:,} to {one.need_high_m2:,} m²"


def occupations(found: PropertyDetail, level: v.Level) -> Table:
    """Who uses the place; what the club may not see is left out and said."""
    standard = found.space.other_standard if found.space else "2007"
    other = f"By the standard of {standard}"
    columns = [
        Column("who", "Used by", link="page"),
        Column("user_function", "As"),
        Column("service_function", "Service"),
        Column("front_desk", "Shared front desk"),
    ]
    if level >= v.Level.CLUB:
        columns.append(Column("need_m2", "Room it needs", "square_metres"))
        columns.append(Column("need_range", "From … to", "amount"))
        columns.append(Column("need_rests_on", "Worked out", "long"))
        columns.append(Column("need_by_other_m2", other, "square_metres"))
        columns.append(Column("touchdown_desks", "Touch-down desks", "number"))
    if level >= v.Level.OWNER:
        columns += [
            Column("fte", "Staff, FTE", "number"),
            Column("desks", "Desks", "number"),
            Column("mobile_percent", "Mobile posts, %", "number"),
        ]
    lines = [
        {
            "who": one.organisation.name or one.organisation.code,
            "page": _organisation_page(one.organisation.code),
            "user_function": one.user_function and one.user_function.label,
            "service_function": one.service_function.label if one.service_function else "–",
            "front_desk": yes_no(bool(one.shared_front_desk)),
            "need_m2": one.need_m2,
            "need_range": _range(one),
            "need_rests_on": one.need_rests_on or "–",
            "need_by_other_m2": one.need_by_other_m2,
            "touchdown_desks": one.touchdown_desks,
            "fte": one.fte,
            "desks": one.desks,
            "mobile_percent": one.mobile_percent,
        }
        for one in found.occupations
    ]
    if level < v.Level.CLUB:
        columns = [columns[0], columns[3]]
    note = "Needs are shown to the nearest 100 m²." if level is v.Level.CLUB else ""
    return Table("occupations", "Who uses it", tuple(columns), lines, note, "No user is recorded.")


def interests(found: Sequence[Interest]) -> Table:
    """Who holds it, in which role."""
    columns = (
        Column("holder", "Held by", link="page"),
        Column("role", "As"),
        Column("tenure", "Tenure"),
    )
    lines = [
        {
            "holder": one.holder,
            "page": _organisation_page(one.organisation),
            "role": one.role.label,
            "tenure": one.tenure and one.tenure.label,
        }
        for one in found
    ]
    return Table("interests", "Who holds it", columns, lines, empty="No holder is recorded.")


LEASE_COLUMNS = (
    Column("tenant", "Tenant"),
    Column("landlord", "Landlord"),
    Column("ends", "Ends", "day"),
    Column("exit", "Next way out"),
    Column("act_by", "Act by", "day"),
    Column("notice_months", "Notice, months", "number"),
    Column("breaks", "Breaks"),
    Column("act", "Tenant can renew (1954 Act)"),
    Column("rent_gbp_pa", "Rent a year", "pounds"),
)


def leases(found: Sequence[Lease]) -> Table:
    """Leases with the next way out and by when somebody must act."""
    exact = any(one.exact for one in found)
    note = "" if exact else "You see quarters; owners and parties see days and the rent."
    shown = LEASE_COLUMNS if exact else LEASE_COLUMNS[:-1]
    lines = [_lease(one) for one in found]
    return Table("leases", "Leases", shown, lines, note, "No lease is recorded.")


def _lease(one: Lease) -> dict[str, Any]:
    way_out, inside = one.next_exit, one.inside_1954_act
    return {
        "tenant": one.tenant,
        "landlord": one.landlord,
        "ends": f"held over since {words.day(one.held_over)}" if one.held_over else one.ends,
        "exit": way_out_words(way_out.kind, words.day(way_out.leaves))
        if way_out
        else "none recorded",
        "act_by": way_out and _act_by(way_out),
        "notice_months": way_out and way_out.notice_months,
        "breaks": "; ".join(map(_break, one.breaks)) or "none recorded",
        "act": None
        if inside is None
        else Shown("yes", "inside")
        if inside
        else Shown("no", "outside"),
        "rent_gbp_pa": one.passing_rent_gbp_pa,
    }


def _break(one: Break) -> str:
    """A break with its penalty and conditions, where the reader may see them; or lapsed."""
    said = [f"{one.kind.label} {words.day(one.falls)}"]
    if one.lapsed:
        said.append("lapsed: the day for notice has passed")
    if one.penalty_gbp is not None:
        said.append(f"penalty £{one.penalty_gbp:,.0f}")
    if one.conditions:
        said.append(one.conditions)
    return ", ".join(said)


def _act_by(way_out: NextExit) -> str | None:
    if way_out.acts_by is None:
        return None
    return words.day(way_out.acts_by) + (" (has passed)" if way_out.act_by_passed else "")


def spans(found: Sequence[Lease]) -> list[LeaseSpan]:
    """Leases with their dates, as the chart of leases wants them; undated ones are left out."""
    return [one for one in map(_span, found) if one.marks]


def _span(lease: Lease) -> LeaseSpan:
    way_out = lease.next_exit
    dates = [("ends", lease.ends)]
    if way_out is not None:
        dates = [("act by", way_out.acts_by), ("way out", way_out.leaves), *dates]
    # A quarter is drawn at its end.
    marks = tuple(
        (name, when.end if isinstance(when, Quarter) else when) for name, when in dates if when
    )
    party = lease.landlord if way_out else lease.tenant
    return LeaseSpan(party or lease.landlord or lease.tenant or "Lease", marks)


def _organisation_page(code: str | None) -> str | None:
    return organisation_address(code) if code else None
