"""Leases, occupations and cost lines as the columns of a file that intake reads back unchanged.

``HEADINGS`` are headings of intake's own schemas (``intake/schemas``); parties are written by
their codes, days as ISO dates, money in GBP, areas in m². A lease's first break has columns of its
own; further ones stand in one cell, as ``intake.further_breaks`` reads them.
"""

from collections.abc import Sequence
from typing import Any

from estate.codes import LeaseEventKind, RecordKind
from estate.rows import Row

_FIELDS: dict[RecordKind, dict[str, str]] = {
    RecordKind.LEASE: {
        "own_ref": "Lease reference",
        "property_ref": "Property reference",
        "uprn": "UPRN",
        "tenant": "Tenant",
        "landlord": "Landlord",
        "start_date": "Start date",
        "term_years": "Term (years)",
        "expiry_date": "Expiry date",
        "passing_rent_gbp_pa": "Annual rent (£)",
        "inside_1954_act": "Inside 1954 Act",
        "repairing_basis": "Repairing basis",
        "break_date": "Break date",
        "break_by": "Break by",
        "notice_months": "Notice (months)",
        "penalty_gbp": "Break penalty (£)",
        "conditions": "Break conditions",
        "further": "Further breaks",
        "review_date": "Next rent review",
        "holding_over_since": "Holding over since",
        "as_of_date": "As of",
    },
    RecordKind.OCCUPATION: {
        "own_ref": "Occupation reference",
        "property_ref": "Property reference",
        "uprn": "UPRN",
        "occupier": "Occupier",
        "user_function": "User function",
        "service_function": "Service function",
        "fte": "Full-time equivalents",
        "desks": "Number of desks",
        "mobile_percent": "Mobile posts (%)",
        "nia_m2": "Floor area occupied (m²)",
        "touchdown_desks": "Touch-down desks",
        "shared_front_desk": "Shared front desk",
        "as_of_date": "As of",
    },
    RecordKind.COST: {
        "own_ref": "Cost reference",
        "property_ref": "Property reference",
        "uprn": "UPRN",
        "kind": "Cost type",
        "amount_gbp_pa": "Annual cost (£)",
        "cost_year": "Financial year",
        "payee": "Paid to",
        "as_of_date": "As of",
    },
}
_PARTIES = ("tenant", "landlord", "occupier", "payee")
_BREAKS = {
    LeaseEventKind.TENANT_BREAK.value: "tenant",
    LeaseEventKind.LANDLORD_BREAK.value: "landlord",
}


def headings(kind: RecordKind) -> tuple[str, ...]:
    """The columns of a file of this kind, in order."""
    return tuple(_FIELDS[kind].values())


def lines(kind: RecordKind, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Rows of ``register.queries.linked_exports.whole`` as lines under ``headings``."""
    told = [_with_events(row) for row in rows] if kind is RecordKind.LEASE else rows
    return [{heading: _cell(name, row) for name, heading in _FIELDS[kind].items()} for row in told]


def _cell(name: str, row: Row) -> Any:
    if name in _PARTIES:
        return row.get(f"{name}_organisation_code") or row.get(f"{name}_name")
    value = row.get(name)
    return ("yes" if value else "no") if isinstance(value, bool) else value


def _with_events(row: Row) -> dict[str, Any]:
    """The lease with its first break, its further ones and its reviews as cells."""
    found = _breaks([one for one in row["events"] if one["kind"] in _BREAKS])
    reviews = [
        one["event_date"].isoformat()
        for one in row["events"]
        if one["kind"] == LeaseEventKind.RENT_REVIEW.value
    ]
    first = found[0] if found else {}
    return {
        **row,
        "break_date": first.get("event_date"),
        "break_by": first.get("by"),
        **{name: first.get(name) for name in ("notice_months", "penalty_gbp", "conditions")},
        "further": " | ".join(map(_words, found[1:])) or None,
        "review_date": "; ".join(reviews) or None,
    }


def _breaks(events: Sequence[Row]) -> list[dict[str, Any]]:
    """Breaks with who may use them; two of one day and one wording are one mutual break."""
    found: list[dict[str, Any]] = []
    for one in events:
        made = {k: one[k] for k in ("event_date", "notice_months", "penalty_gbp", "conditions")}
        same = next((old for old in found if {**old, "by": None} == {**made, "by": None}), None)
        if same is None:
            found.append({**made, "by": _BREAKS[one["kind"]]})
        else:
            same["by"] = "mutual"
    return found


def _words(one: Row) -> str:
    """``tenant break 2030-09-30; notice 6 months; penalty £7305.91; conditions: …``."""
    said = [f"{one['by']} break {one['event_date'].isoformat()}"]
    if one["notice_months"] is not None:
        said.append(f"notice {one['notice_months']} months")
    if one["penalty_gbp"] is not None:
        said.append(f"penalty £{one['penalty_gbp']}")
    if one["conditions"]:
        said.append(f"conditions: {one['conditions']}")
    return "; ".join(said)
