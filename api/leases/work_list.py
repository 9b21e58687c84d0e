"""The work list of leases for one reader: as JSON, as a table of a page and as a file."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal
from uuid import UUID

import pandas as pd
from pydantic import Field, field_validator, model_validator

from api.html import format as words
from api.html.addresses import property_address
from api.html.tables import Column, Table
from api.http import parameters
from api.http.text_types import Day, Line
from estate import codes
from estate.answers.leases import Leases
from estate.frames import Estate, is_null
from estate.leases import work_list as leases_work_list
from estate.leases.work_list import Wanted
from estate.quarters import seen

Row = dict[str, Any]
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
Unknown = Literal["end", "landlord", "act_1954", "rent", "repairing_basis", "break_notice"]
BY_QUARTER = (
    "Of a lease that is not yours you see quarters: a date stands on its quarter's last day, and "
    "rent, repairing basis, penalties and conditions are for the lease's parties."
)
NOTE = (
    "Act by lies notice, or the time until a host is ready, and time to decide before the exit. A "
    "lapsed break is one whose day for notice has passed: it is no way out. " + BY_QUARTER
)
NONE = "No lease answers to this question."


class LeaseQuery(parameters.Query):
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
    unknown: list[Unknown] = Field(default=[], description="leases of which this is not known")

    @field_validator("*", mode="before")
    @classmethod
    def _blank_is_unsaid(cls, value: Any) -> Any:
        """An empty box of a form asks nothing."""
        if isinstance(value, list):
            return [one for one in value if one != ""]
        return None if value == "" else value

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


def rows(found: Leases) -> list[Row]:
    """One lease a row, as the JSON has it: what the reader may not see is absent, what is not
    known null; of a lease by quarters each date is the last day of its quarter."""
    records = found.listed.reset_index().to_dict("records")
    return [_row({str(k): value for k, value in one.items()}, found.estate) for one in records]


def _row(lease: Row, estate: Estate) -> Row:
    place = estate.properties.loc[lease["property_id"]]
    exact = bool(lease["exact"])
    whole: Row = {}
    if exact:
        whole = {
            "start_date": _day(lease["start"]),
            "passing_rent_gbp_pa": _number(lease["passing_rent_gbp_pa"]),
            "repairing_basis": _text(lease["repairing_basis"]),
        }
    return {
        "lease_id": lease["lease_id"],
        "property": {
            "id": lease["property_id"],
            "name": place["name"],
            "ref": place["local_ref"],
            "organisation": place["organisation"],
        },
        "town": _text(lease["town"]),
        **{f"{role}": _text(lease[role]) for role in ("tenant", "landlord")},
        **{f"{role}_name": _party(lease, role, estate) for role in ("tenant", "landlord")},
        "state": {"code": lease["state"], "label": leases_work_list.STATES[lease["state"]]},
        "precision": "day" if exact else "quarter",
        "inside_1954_act": None if is_null(lease["inside_1954_act"]) else lease["inside_1954_act"],
        **whole,
        "expiry": _day(lease["expiry"]),
        "holding_over_since": _day(lease["holding_over_since"]),
        "break": _break(lease, exact),
        "landlord_break": _day(lease["landlord_break"]),
        "rent_review": _day(lease["rent_review"]),
        "exit": _exit(lease),
    }


def _break(lease: Row, exact: bool) -> Row | None:
    if is_null(lease["break_date"]):
        return None
    found = {
        "date": _day(lease["break_date"]),
        "live": lease["break_state"] == "live",
        "notice_months": int(lease["break_notice_months"]),
        "notice_assumed": bool(lease["break_notice_assumed"]),
        "notice_by": _day(lease["break_notice_by"]),
    }
    if exact:
        found["penalty_gbp"] = _number(lease["break_penalty_gbp"])
        found["conditions"] = _text(lease["break_conditions"])
    return found


def _exit(lease: Row) -> Row | None:
    if is_null(lease["exit_date"]):
        return None
    return {
        "kind": {"code": lease["exit_kind"], "label": codes.label(lease["exit_kind"])},
        "date": _day(lease["exit_date"]),
        "notice_months": int(lease["notice_months"]),
        "notice_assumed": bool(lease["notice_assumed"]),
        "notice_by": _day(lease["notice_by"]),
        "act_by": _day(lease["act_by"]),
        "act_by_passed": bool(lease["act_by_passed"]),
    }


def _party(lease: Row, role: str, estate: Estate) -> str | None:
    """An organisation's name; of whoever is none of the register's, the text on record."""
    code = _text(lease[role])
    if code is None:
        return _text(lease[f"{role}_name"])
    return str(estate.organisations["name"].get(code, code))


def _text(value: Any) -> str | None:
    return None if is_null(value) else str(value)


def _number(value: Any) -> float | None:
    return None if is_null(value) else float(value)


def _day(value: Any) -> date | None:
    return None if is_null(value) else pd.Timestamp(value).date()


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
    return Table("leases", "Leases", FILE_COLUMNS, [_flat(one) for one in rows(found)], NOTE, NONE)


def _flat(one: Row) -> Row:
    brk, way_out = one["break"] or {}, one["exit"] or {}
    return {
        **{
            k: one.get(k)
            for k in (
                "town",
                "precision",
                "passing_rent_gbp_pa",
                "repairing_basis",
                "start_date",
                "holding_over_since",
                "lease_id",
            )
        },
        "property": one["property"]["name"],
        "property_ref": one["property"]["ref"],
        "property_id": one["property"]["id"],
        "manager": one["property"]["organisation"],
        **{role: one[f"{role}_name"] for role in ("tenant", "landlord")},
        **{f"{role}_code": one[role] for role in ("tenant", "landlord")},
        "state": one["state"]["code"],
        "inside_1954_act": _yes_no(one["inside_1954_act"]),
        "expiry_date": one["expiry"],
        **{
            f"break_{name}": brk.get(name)
            for name in ("date", "notice_months", "notice_by", "penalty_gbp", "conditions")
        },
        "break_live": _yes_no(brk.get("live")),
        "break_notice_assumed": _yes_no(brk.get("notice_assumed")),
        "landlord_break_date": one["landlord_break"],
        "rent_review_date": one["rent_review"],
        "exit_date": way_out.get("date"),
        "exit_kind": way_out["kind"]["code"] if way_out else None,
        **{name: way_out.get(name) for name in ("notice_months", "notice_by", "act_by")},
        "notice_assumed": _yes_no(way_out.get("notice_assumed")),
        "act_by_passed": _yes_no(way_out.get("act_by_passed")),
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
    lines = [_line(one) for one in rows(found)]
    return Table("leases", "Leases", PAGE_COLUMNS, lines, NOTE, NONE)


def _line(one: Row) -> Row:
    when = _when_of(one)
    way_out = one["exit"] or {}
    landlord = one["landlord_name"]
    return {
        "property": one["property"]["name"],
        "page": property_address(one["property"]["id"]),
        "place": ", ".join(filter(None, (one["town"], one["property"]["organisation"]))),
        "parties": f"{one['tenant_name'] or 'Tenant not known'}, from "
        f"{landlord or 'a landlord not known'}",
        "terms": _terms(one, when),
        "break": _break_words(one["break"], when),
        "review": when(one["rent_review"]) if one["rent_review"] else "–",
        "notice_by": when(way_out["notice_by"]) if way_out.get("notice_months") else "–",
        "act_by": _act_by(one, when),
        "exit": f"{way_out['kind']['label']}, {when(way_out['date'])}" if way_out else "–",
    }


def _when_of(one: Row) -> Any:
    """Days in words, or the quarter where the reader sees no more."""
    return lambda day: words.day(seen(day, one["precision"] == "day"))


def _terms(one: Row, when: Any) -> str:
    rent, inside = one.get("passing_rent_gbp_pa"), one["inside_1954_act"]
    ends = f", ends {when(one['expiry'])}" if one["expiry"] else ""
    said = [one["state"]["label"] + ends]
    if rent is not None:
        said.append(f"rent {words.pounds(rent)} a year")
    elif one["precision"] == "day":
        said.append("rent not known")
    said.append(
        "1954 Act not known"
        if inside is None
        else f"{'inside' if inside else 'outside'} the 1954 Act"
    )
    if one.get("repairing_basis"):
        said.append(one["repairing_basis"])
    return "; ".join(said)


def _break_words(one: Mapping[str, Any] | None, when: Any) -> str:
    if one is None:
        return "–"
    assumed = " (assumed)" if one["notice_assumed"] else ""
    said = [when(one["date"]), f"{one['notice_months']} months' notice{assumed}"]
    if not one["live"]:
        said.insert(1, "lapsed")
    if one.get("penalty_gbp") is not None:
        said.append(f"penalty {words.pounds(one['penalty_gbp'])}")
    if one.get("conditions"):
        said.append(one["conditions"])
    return "; ".join(said)


def _act_by(one: Row, when: Any) -> str:
    way_out = one["exit"]
    if way_out is None:
        return "no end on record" if one["state"]["code"] == "no_end" else "–"
    return str(when(way_out["act_by"])) + (" (already past)" if way_out["act_by_passed"] else "")
