"""What hangs on one property as tables of its page: ratings, users, holders, leases."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from api.html import format as words
from api.html.addresses import organisation_address
from api.html.charts.estate import LeaseSpan
from api.html.format import in_words
from api.html.row_access import RowAccess
from api.html.tables import Column, Table
from estate import codes
from estate.quarters import Quarter
from estate.register import visibility as v

Row = Mapping[str, Any]


def label(value: Any) -> str | None:
    """Words of a code, or of a code that comes with its words; None stays unknown."""
    return value["label"] if isinstance(value, Mapping) else in_words(value)


def yes_no(value: bool) -> str:
    """``Yes`` or ``No``."""
    return "Yes" if value else "No"


def by_whom(rating: Row | None) -> str:
    """Who gave a rating and how."""
    if rating is None:
        return ""
    if rating["basis"] == codes.RatingBasis.SUGGESTED:
        return "suggested by rule"
    how = "judged by" if rating["basis"] == codes.RatingBasis.HUMAN else "imported rating of"
    who = rating.get("assessor") or rating.get("organisation") or rating.get("organisation_code")
    return f"{how} {who or 'somebody not named'}"


def history(rows: Sequence[Row]) -> Table:
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
            "assessed_on": row["assessed_on"],
            "scheme": codes.label(row["scheme"]),
            "rating": row["rating"] or "unrated",
            "by": by_whom(row),
            "reasons": ", ".join(codes.label(code.lower()) for code in row["reason_codes"]) or "–",
            "evidence": row["evidence_ref"] or "–",
            "review_by": row["review_by"] or "–",
            "state": "on record" if row["counts"] else "its import was reverted",
        }
        for row in rows
    ]
    return Table("ratings", "Every rating given", columns, lines, empty="Nobody has rated it yet.")


def _range(one: Row) -> str:
    """The range of a need."""
    if one.get("need_low_m2") is None:
        return "–"
    return f"{one['need_low_m2']:,} to {one['need_high_m2']:,} m²"


def occupations(found: Sequence[Row], sight: RowAccess, other_standard: str = "2007") -> Table:
    """Who uses the place; what the club may not see is left out and said."""
    other = f"By the standard of {other_standard}"
    columns = [
        Column("who", "Used by", link="page"),
        Column("user_function", "As"),
        Column("service_function", "Service"),
        Column("front_desk", "Shared front desk"),
    ]
    if sight.level >= v.Level.CLUB:
        columns.append(Column("need_m2", "Room it needs", "square_metres"))
        columns.append(Column("need_range", "From … to", "amount"))
        columns.append(Column("need_rests_on", "Worked out", "long"))
        columns.append(Column("need_by_other_m2", other, "square_metres"))
        columns.append(Column("touchdown_desks", "Touch-down desks", "number"))
    if sight.level >= v.Level.OWNER:
        columns += [
            Column("fte", "Staff, FTE", "number"),
            Column("desks", "Desks", "number"),
            Column("mobile_percent", "Mobile posts, %", "number"),
        ]
    lines = [
        {
            "who": one["organisation"]["name"] or one["organisation"]["code"],
            "page": _organisation_page(one["organisation"]["code"]),
            "user_function": label(one.get("user_function")),
            "service_function": label(one.get("service_function")) or "–",
            "front_desk": yes_no(one["shared_front_desk"]),
            "touchdown_desks": one.get("touchdown_desks"),
            "need_range": _range(one),
            "need_rests_on": one.get("need_rests_on") or "–",
            **{
                name: one.get(name)
                for name in ("need_m2", "fte", "desks", "mobile_percent", "need_by_other_m2")
            },
        }
        for one in found
    ]
    if sight.level < v.Level.CLUB:
        columns = [columns[0], columns[3]]
    note = "Needs are shown to the nearest 100 m²." if sight.level is v.Level.CLUB else ""
    return Table("occupations", "Who uses it", tuple(columns), lines, note, "No user is recorded.")


def interests(found: Sequence[Row]) -> Table:
    """Who holds it, in which role."""
    columns = (
        Column("holder", "Held by", link="page"),
        Column("role", "As"),
        Column("tenure", "Tenure"),
    )
    lines = [
        {
            "holder": one["holder"],
            "page": _organisation_page(one["organisation"]),
            "role": label(one["role"]),
            "tenure": label(one["tenure"]),
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
    Column("act", "1954 Act"),
    Column("rent_gbp_pa", "Rent a year", "pounds"),
)


def leases(found: Sequence[Row]) -> Table:
    """Leases with the next way out and by when somebody must act."""
    exact = any(one["exact"] for one in found)
    lines = [_lease(one) for one in found]
    note = "" if exact else "You see quarters; owners and parties see days and the rent."
    shown = LEASE_COLUMNS if exact else LEASE_COLUMNS[:-1]
    return Table("leases", "Leases", shown, lines, note, "No lease is recorded.")


def _lease(one: Row) -> dict[str, Any]:
    way_out = one.get("next_exit") or {}
    when = way_out.get("date") or way_out.get("date_quarter")
    held = one.get("holding_over_since") or one.get("holding_over_since_quarter")
    ends = one.get("expiry") or one.get("expiry_quarter")
    inside = one.get("inside_1954_act")
    return {
        "tenant": one["tenant"],
        "landlord": one["landlord"],
        "ends": f"held over since {words.day(held)}" if held else ends,
        "exit": f"{way_out['kind']['label']}, {words.day(when)}" if way_out else "none recorded",
        "act_by": _act_by(way_out),
        "notice_months": way_out.get("notice_months"),
        "breaks": "; ".join(map(_break, one.get("breaks", []))) or "none recorded",
        "act": None if inside is None else "inside" if inside else "outside",
        "rent_gbp_pa": one.get("passing_rent_gbp_pa"),
    }


def _break(one: Row) -> str:
    """A break with its penalty and conditions, where the reader may see them; or lapsed."""
    said = [f"{one['kind']['label']} {words.day(one.get('date') or one['date_quarter'])}"]
    if one["lapsed"]:
        said.append("lapsed: the day for notice has passed")
    if one.get("penalty_gbp") is not None:
        said.append(f"penalty £{float(one['penalty_gbp']):,.0f}")
    if one.get("conditions"):
        said.append(str(one["conditions"]))
    return ", ".join(said)


def _act_by(way_out: Row) -> str | None:
    when = way_out.get("act_by") or way_out.get("act_by_quarter")
    if when is None:
        return None
    return words.day(when) + (" (already past)" if way_out.get("act_by_passed") else "")


def spans(found: Sequence[Row]) -> list[LeaseSpan]:
    """Leases with their dates, as the chart of leases wants them; undated ones are left out."""
    return [one for one in map(_span, found) if one.marks]


def _span(lease: Row) -> LeaseSpan:
    way_out = lease.get("next_exit") or {}
    dates = (
        ("act by", way_out.get("act_by") or way_out.get("act_by_quarter")),
        ("way out", way_out.get("date") or way_out.get("date_quarter")),
        ("ends", lease.get("expiry") or lease.get("expiry_quarter")),
    )
    marks = tuple((name, day) for name, value in dates if (day := _last_day(value)) is not None)
    party = lease["landlord"] if way_out else lease["tenant"]
    return LeaseSpan(str(party or lease["landlord"] or lease["tenant"] or "Lease"), marks)


def _last_day(value: date | Quarter | None) -> date | None:
    return value.end if isinstance(value, Quarter) else value


def _organisation_page(code: str | None) -> str | None:
    return organisation_address(code) if code else None
