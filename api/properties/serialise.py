"""Rows of the register in the shapes that the doors show."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

import orjson
import pandas as pd

from api.http.values import coded, number
from estate import codes, frames
from estate.assumptions import AssumptionSet
from estate.leases import exits_and_notices
from estate.quarters import Quarter, seen
from estate.space.places import Need, PlaceSpace

Row = Mapping[str, Any]


def feature(row: Row) -> bytes:
    """One property as a GeoJSON feature; its geometry is already text."""
    head = orjson.dumps({"type": "Feature", "id": str(row["property_id"])})[:-1]
    properties = orjson.dumps(summary(row))
    geometry = str(row["geometry"] or "null").encode()
    return head + b',"geometry":' + geometry + b',"properties":' + properties + b"}"


PLAIN = [
    "name",
    "address",
    "postcode",
    "town",
    "district",
    "use_class",
    "type_code",
    "tenure",
    "operational",
    "status",
    "availability",
    "sharing",
    "condition",
    "energy_rating",
    "as_of_date",
    "confidence",
    "synthetic",
]


def summary(row: Row) -> dict[str, Any]:
    """The properties of a GeoJSON feature."""
    found = {name: row[name] for name in PLAIN if name in row}
    if "local_ref" in row:
        found["ref"] = row["local_ref"]
    found["organisation"] = row["organisation_code"]
    found["organisation_name"] = row["organisation_name"]
    for name in ("gia_m2", "nia_m2", "book_value_gbp"):
        if name in row:
            found[name] = number(row[name])
    if row.get("lease_can_end") is not None:
        found["lease_can_end_quarter"] = Quarter.of(row["lease_can_end"])
    return found


SAME = [
    "address",
    "postcode",
    "town",
    "district",
    "operational",
    "public_access",
    "use_class_imputed",
    "type_code_imputed",
    "operational_imputed",
    "decision_ref",
    "pfi",
    "condition",
    "energy_rating",
    "book_value_date",
    "value_basis",
    "opening_hours",
    "services",
    "note",
    "as_of_date",
    "confidence",
    "not_in_latest",
    "synthetic",
]


def detail(row: Row) -> dict[str, Any]:
    """One property's own row, without what hangs on it."""
    found: dict[str, Any] = {
        "id": str(row["property_id"]),
        "name": row["name"],
        "organisation": {"code": row["organisation_code"], "name": row["organisation_name"]},
    }
    found |= {name: row[name] for name in SAME if name in row}
    found |= {
        name: coded(row[name])
        for name in ("use_class", "tenure", "status", "protected_use")
        if name in row
    }
    for name in ("book_value_gbp", "backlog_gbp"):
        if name in row:
            found[name] = number(row[name])
    if "local_ref" in row:
        found["ref"] = row["local_ref"]
    if row.get("uprn") is not None:
        found["uprn"] = f"{row['uprn']:012d}"
    if "type_code" in row:
        found["type"] = coded(row["type_code"])
    if "gia_m2" in row:
        areas = {n: number(row[n]) for n in ("gia_m2", "nia_m2", "site_area_m2")}
        found["areas"] = {**areas, "basis": row["area_basis"]}
    if row["longitude"] is not None:
        found["point"] = [row["longitude"], row["latitude"]]
    return found


def rating(row: Row) -> dict[str, Any]:
    """An effective rating with who, why and when."""
    shown = {
        "rating": row["rating"],
        "basis": row["basis"],
        "reasons": [codes.label(code.lower()) for code in row["reason_codes"]],
        "assessor": row["assessor"],
        "organisation": row["organisation_code"],
        "assessed_on": row["assessed_on"],
        "review_by": row["review_by"],
        "decision_ref": row["evidence_ref"],
    }
    return {**shown, "note": row["note"]} if row.get("note") else shown


TIERS = {
    "actual": "Actual cost lines",
    "organisation_peers": "Median of the organisation's own similar properties",
    "county_peers": "Median of the county's properties of this type",
    "benchmark": "Benchmark of 2009/10",
}


def cost(row: Row | None) -> dict[str, Any] | None:
    """Annual premises cost: the sum where visible, else its published band."""
    if row is None:
        return None
    shown = {"year": row["cost_year"], "unit": "GBP a year", "imputed": False, **_tier("actual")}
    if row.get("total_gbp_pa") is not None:
        return {**shown, "total_gbp_pa": number(row["total_gbp_pa"])}
    return {**shown, "band": codes.COST_BANDS[row["band"]][2]}


def imputed_cost(row: Row, price_base: str) -> dict[str, Any]:
    """An imputed cost, to the nearest £1,000, with its range and the tier it rests on."""
    ends = {"low": "total_low_gbp_pa", "central": "total_gbp_pa", "high": "total_high_gbp_pa"}
    return {
        **{short: round(float(row[long]), -3) for short, long in ends.items()},
        "year": price_base,
        "unit": "GBP a year",
        "imputed": True,
        **_tier(str(row["tier"])),
    }


def _tier(code: str) -> dict[str, Any]:
    return {"tier": {"code": code, "label": TIERS[code]}}


def interest(row: Row) -> dict[str, Any]:
    """Who holds it, and how."""
    return {
        "holder": row["organisation_name"] or row["holder_name"],
        "organisation": row["organisation_code"],
        "role": coded(row["role"]),
        "tenure": coded(row["tenure"]),
    }


def occupation(row: Row, need: Need) -> dict[str, Any]:
    """Who uses it, for what, and how much room that needs, with its range and what it rests on."""
    code = row["occupier_organisation_code"]
    name = row["occupier"] or row["occupier_name"]
    shown: dict[str, Any] = {
        "organisation": {"code": code, "name": name},
        "shared_front_desk": row["shared_front_desk"],
    }
    for field in ("user_function", "service_function"):
        if field in row:
            shown[field] = coded(row[field])
    for field in ("need_m2", "nia_m2", "fte", "desks", "mobile_percent", "touchdown_desks"):
        if row.get(field) is not None:
            shown[field] = number(row[field])
    if row.get("need_m2") is not None and need.need_m2 is not None:
        shown |= {
            "need_low_m2": round(need.low_m2 or 0),
            "need_high_m2": round(need.high_m2 or 0),
            "need_rests_on": need.rests_on,
            "need_by_other_m2": round(need.other_m2 or 0),
        }
    return shown


def space(found: PlaceSpace) -> dict[str, Any]:
    """A property's space, m² NIA, with the standard that its need rests on and the other one."""
    whole = {
        name: None if value is None else round(value)
        for name, value in asdict(found).items()
        if name.endswith("_m2")
    }
    used = found.utilisation
    return whole | {
        "area_estimated": found.area_estimated,
        "utilisation": None if used is None else round(used, 2),
        "standard": found.standard,
        "other_standard": found.other_standard,
    }


def lease(row: Row, today: date, assumptions: AssumptionSet) -> dict[str, Any]:
    """Parties and the next exit with its act-by date: days if exact, else quarters."""
    exact = bool(row["exact"])
    shown: dict[str, Any] = {
        "tenant": row["tenant"] or row["tenant_name"],
        "landlord": row["landlord"] or row["landlord_name"],
        "inside_1954_act": row["inside_1954_act"],
        "exact": exact,
        **_when("expiry", row["expiry_date"], exact),
        **_when("holding_over_since", row["holding_over_since"], exact),
        **{k: row[k] for k in ("start_date", "repairing_basis") if row.get(k) is not None},
    }
    if row.get("passing_rent_gbp_pa") is not None:
        shown["passing_rent_gbp_pa"] = number(row["passing_rent_gbp_pa"])
    shown["breaks"] = _breaks(row, today, assumptions)
    if row["tenant_organisation_code"] is None:  # when a third party leaves is its own affair
        return shown
    found = exits_and_notices.next_exit(_facts(row), _events(row), today, assumptions)
    if found is not None:
        shown["next_exit"] = {
            "kind": {"code": found.kind, "label": codes.label(found.kind)},
            **_when("date", found.exit_date, exact),
            **_when("act_by", found.act_by, exact),
            "act_by_passed": found.act_by_passed,
            "notice_months": found.notice_months,
            "notice_assumed": found.notice_assumed,
            **({"penalty_gbp": float(found.penalty_gbp)} if found.penalty_gbp is not None else {}),
        }
    return shown


def _told(event: Row) -> dict[str, Any]:
    """What a break costs and asks for, where that is known."""
    told = {"penalty_gbp": number(event.get("penalty_gbp")), "conditions": event.get("conditions")}
    return {name: value for name, value in told.items() if value is not None}


def _breaks(row: Row, today: date, assumptions: AssumptionSet) -> list[dict[str, Any]]:
    """Breaks to come. ``lapsed``: the day for the tenant's notice has passed."""
    exact, events = bool(row["exact"]), _events(row).assign(lease_id="lease")
    lease_ = pd.DataFrame([_facts(row)], index=["lease"])
    lapsed = exits_and_notices.lapsed_breaks(lease_, events, today, assumptions)
    return [
        {
            "kind": {"code": event["kind"], "label": codes.label(event["kind"])},
            **_when("date", event["event_date"], exact),
            "notice_months": event["notice_months"],
            "lapsed": bool(lapsed.iloc[place]),
            **_told(event),
        }
        for place, event in enumerate(row["events"])
        if event["kind"] in _BREAKS and event["event_date"] >= today
    ]


_BREAKS = frozenset({codes.LeaseEventKind.TENANT_BREAK, codes.LeaseEventKind.LANDLORD_BREAK})


def _when(name: str, day: date | None, exact: bool) -> dict[str, Any]:
    """``expiry`` as a day, or ``expiry_quarter`` where the reader sees no more."""
    if day is None:
        return {}
    return {name if exact else f"{name}_quarter": seen(day, exact)}


def _facts(row: Row) -> dict[str, Any]:
    """A lease row under the names of ``frames.LEASE_COLUMNS``."""
    return {
        "expiry": row["expiry_date"],
        "holding_over_since": row["holding_over_since"],
        "inside_1954_act": row["inside_1954_act"],
    }


def _events(row: Row) -> pd.DataFrame:
    columns = list(frames.LEASE_EVENT_COLUMNS)
    events = [
        {**{name: event.get(name) for name in columns}, "date": event["event_date"]}
        for event in row["events"]
    ]
    return pd.DataFrame(events, columns=columns)
