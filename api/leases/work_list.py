"""The work list of leases: which are asked for, and the list as a table of a page and a file."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field, model_validator

from api.html import format as words
from api.html.addresses import property_address
from api.html.tables import Column, Table
from api.http import parameters
from api.http.text_types import Day, Line
from estate.answers.answer import Coded
from estate.answers.leases import LeaseLine, Leases, TenantBreak, WayOut
from estate.leases.work_list import Wanted
from estate.rows import NewRow

Event = Literal[
    "expiry",
    "tenant_break",
    "landlord_break",
    "rent_review",
    "notice_deadline",
    "renewal_option",
    "holding_over_since",
    "act_by",
    "act_notice_from",
    "act_notice_until",
]
UnknownFact = Literal["end", "landlord", "act_1954", "rent", "repairing_basis", "break_notice"]
BY_QUARTER = (
    "For leases of other organisations you see quarters, and a date is the last day of its "
    "quarter. Rent, repairing basis, penalties and conditions are shown only to the parties to "
    "the lease."
)
NOTE = (
    "The act-by date leaves time to decide, and to give notice or get another building ready. A "
    "break has lapsed if the day for notice has passed: it is no way out. " + BY_QUARTER
)
NONE = "No lease matches."


class LeaseQuery(parameters.FormQuery):
    """Which leases; conditions combine with AND, a repeated parameter is an OR."""

    organisation: Line | None = Field(
        default=None, max_length=60, description="code of the tenant, the landlord or the manager"
    )
    town: Line | None = Field(default=None, max_length=200, description="town of the property")
    property_id: UUID | None = Field(default=None, description="leases of this property")
    act_by_from: Day | None = Field(default=None, description="act-by date on or after this day")
    act_by_until: Day | None = Field(default=None, description="act-by date on or before this day")
    event: list[Event] = Field(default=[], description="leases with an event of this kind")
    since: Day | None = Field(default=None, alias="from", description="first day of the event")
    until: Day | None = Field(default=None, description="last day of the event")
    unknown: list[UnknownFact] = Field(default=[], description="leases of which this is not known")

    @model_validator(mode="after")
    def _in_order(self) -> "LeaseQuery":
        for first, last, said in (
            (self.act_by_from, self.act_by_until, "act_by_until must not lie before act_by_from"),
            (self.since, self.until, "until must not lie before from"),
        ):
            if first is not None and last is not None and last < first:
                raise ValueError(said)
        return self

    def wanted(self) -> Wanted:
        """The question as the core asks it."""
        return Wanted(
            self.organisation,
            self.town,
            None if self.property_id is None else str(self.property_id),
            self.act_by_from,
            self.act_by_until,
            tuple(self.event),
            self.since,
            self.until,
            tuple(self.unknown),
        )


FILE_COLUMNS = tuple(
    Column(name, name)
    for name in (
        "property",
        "property_ref",
        "manager",
        "town",
        "tenant",
        "tenant_code",
        "landlord",
        "landlord_code",
        "state",
        "precision",
        "passing_rent_gbp_pa",
        "inside_1954_act",
        "repairing_basis",
        "start_date",
        "expiry_date",
        "holding_over_since",
        "break_date",
        "break_live",
        "break_notice_months",
        "break_notice_assumed",
        "break_notice_by",
        "break_penalty_gbp",
        "break_conditions",
        "landlord_break_date",
        "rent_review_date",
        "exit_date",
        "exit_kind",
        "notice_months",
        "notice_assumed",
        "notice_by",
        "act_by",
        "act_by_passed",
        "lease_id",
        "property_id",
    )
)


def file_table(found: Leases) -> Table:
    """The list as a file: a number, a day or a word a cell; ``precision`` says whether its days
    are days or last days of their quarters."""
    return Table("leases", "Leases", FILE_COLUMNS, list(map(_cells, found.lines())), NOTE, NONE)


def _cells(one: LeaseLine) -> NewRow:
    brk, way_out = one.next_break, one.exit
    return {
        **{
            name: getattr(one, name)
            for name in (
                "town",
                "precision",
                "passing_rent_gbp_pa",
                "repairing_basis",
                "start_date",
                "holding_over_since",
                "lease_id",
            )
        },
        "property": one.property.name,
        "property_ref": one.property.ref,
        "property_id": one.property.id,
        "manager": one.property.organisation,
        "tenant": one.tenant_name,
        "tenant_code": one.tenant,
        "landlord": one.landlord_name,
        "landlord_code": one.landlord,
        "state": one.state.code,
        "inside_1954_act": _yes_no(one.inside_1954_act),
        "expiry_date": one.expiry,
        "landlord_break_date": one.landlord_break,
        "rent_review_date": one.rent_review,
        **({} if brk is None else _break_cells(brk)),
        **({} if way_out is None else _exit_cells(way_out)),
    }


def _break_cells(one: TenantBreak) -> NewRow:
    return {
        "break_date": one.date,
        "break_live": _yes_no(one.live),
        "break_notice_months": one.notice_months,
        "break_notice_assumed": _yes_no(one.notice_assumed),
        "break_notice_by": one.notice_by,
        "break_penalty_gbp": one.penalty_gbp,
        "break_conditions": one.conditions,
    }


def _exit_cells(one: WayOut) -> NewRow:
    return {
        "exit_date": one.date,
        "exit_kind": one.kind.code,
        "notice_months": one.notice_months,
        "notice_assumed": _yes_no(one.notice_assumed),
        "notice_by": one.notice_by,
        "act_by": one.act_by,
        "act_by_passed": _yes_no(one.act_by_passed),
    }


def _yes_no(value: bool | None) -> str | None:
    return None if value is None else "yes" if value else "no"


PAGE_COLUMNS = (
    Column("property", "Property", link="page", small="place"),
    Column("act_by", "Act by"),
    Column("exit", "Exit"),
    Column("notice_by", "Notice by"),
    Column("break", "Tenant's break"),
    Column("review", "Rent review"),
    Column("terms", "Terms", "long"),
    Column("parties", "Tenant, landlord"),
)


def page_table(found: Leases) -> Table:
    """The list as a page shows it: the same facts in words."""
    return Table("leases", "Leases", PAGE_COLUMNS, list(map(page_line, found.lines())), NOTE, NONE)


def page_line(one: LeaseLine) -> NewRow:
    """One lease in the words of the page."""
    way_out, place = one.exit, one.property

    def when(day: date | None) -> str:
        return words.day(one.seen(day))

    return {
        "property": place.name,
        "page": property_address(str(place.id)),
        "place": ", ".join(filter(None, (one.town, place.organisation))),
        "parties": f"{one.tenant_name or 'Tenant not known'}, from "
        f"{one.landlord_name or 'a landlord not known'}",
        "terms": _terms(one),
        "break": _break_words(one),
        "review": when(one.rent_review),
        "notice_by": when(way_out.notice_by) if way_out and way_out.notice_months else words.DASH,
        "act_by": _act_by(one),
        "exit": way_out_words(way_out.kind, when(way_out.date)) if way_out else words.DASH,
    }


def way_out_words(kind: Coded, when: str) -> str:
    """When a tenant can leave: a lease that runs on past its end has no day, only the first on
    which somebody who decides now could be out."""
    runs_on = {"expired": "Expired", "holding_over": "Held over"}.get(kind.code)
    return f"{kind.label}, {when}" if runs_on is None else f"{runs_on}; can leave from {when}"


def _terms(one: LeaseLine) -> str:
    rent, inside = one.passing_rent_gbp_pa, one.inside_1954_act
    ends = f", ends {words.day(one.seen(one.expiry))}" if one.expiry else ""
    said = [one.state.label + ends]
    if rent is not None:
        said.append(f"rent {words.pounds(rent)} a year")
    elif one.precision == "day":
        said.append("rent not known")
    said.append(
        "not known whether the tenant can renew (1954 Act)"
        if inside is None
        else f"tenant {'can' if inside else 'cannot'} renew (1954 Act)"
    )
    if one.repairing_basis:
        said.append(one.repairing_basis)
    return "; ".join(said)


def _break_words(one: LeaseLine) -> str:
    brk = one.next_break
    if brk is None:
        return words.DASH
    assumed = " (assumed)" if brk.notice_assumed else ""
    said = [words.day(one.seen(brk.date)), f"{brk.notice_months} months' notice{assumed}"]
    if not brk.live:
        said.insert(1, "lapsed")
    if brk.penalty_gbp is not None:
        said.append(f"penalty {words.pounds(brk.penalty_gbp)}")
    if brk.conditions:
        said.append(brk.conditions)
    return "; ".join(said)


def _act_by(one: LeaseLine) -> str:
    way_out = one.exit
    if way_out is None:
        return "no end on record" if one.state.code == "no_end" else words.DASH
    passed = " (has passed)" if way_out.act_by_passed else ""
    return words.day(one.seen(way_out.act_by)) + passed
