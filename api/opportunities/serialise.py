"""Opportunities in the shapes of their answers (``schemas``)."""

from collections.abc import Mapping
from typing import Any

from estate.answers.opportunities import OpportunityAnswer, track_of
from estate.answers.opportunity_titles import title_of
from estate.club.codes import Barrier, BidFigure, BodyReason, FundingSource, Part, Stage
from estate.club.licence import LicenceItem
from estate.codes import DISCLAIMER
from estate.register import visibility as v

Row = Mapping[str, Any]
_DETAILS = (
    "lead_name",
    "facilities_dependency",
    "ict_dependency",
    "first_saving_on",
    "needs_construction",
    "changes_public_access",
    "opened_at",
    "revision",
    "stage_before",
    "superseded_by",
)
#: What each record tells, beside whose it is.
_TOLD = {
    "statements": ("service", "service_lead", "statement", "said_on"),
    "cases": ("assumption_set", "price_base", "first_saving_on", "note"),
    "decisions": ("outcome", "forum", "decided_on", "minute_ref", "note"),
    "decisions_to_consult": (
        "forum",
        "decided_on",
        "minute_ref",
        "begins_on",
        "ends_on",
        "alternatives",
        "withdrawn",
    ),
    "consultations": ("with_whom", "began_on", "ended_on", "what_came_of_it", "document_ref"),
    "actuals": (
        "financial_year",
        "saving_gbp",
        "one_off_gbp",
        "receipt_gbp",
        "saving_reason",
        "one_off_reason",
        "receipt_reason",
        "note",
    ),
    "funding": (
        "source",
        "fund_id",
        "name",
        "movement",
        "financial_year",
        "amount_gbp",
        "repayable",
        "note",
    ),
    "bid_figures": ("figure", "amount", "source"),
    "licence_answers": ("item", "state", "answer"),
    "barriers": ("barrier", "is_solved", "note"),
    "agreements": ("agreed_on", "ends_on", "document_ref", "withdrawn"),
}


def address(row: Row) -> str:
    """Where its page is."""
    return f"/opportunities/{row['opportunity_id']}"


def _head(row: Row, title: str) -> dict[str, Any]:
    return {
        "id": row["opportunity_id"],
        "number": row["number"],
        "title": title,
        "page": address(row),
        "stage": row["stage"],
        "stage_label": Stage(row["stage"]).words,
        "track": row["track"],
        "lead": {"code": row["organisation_code"], "name": row["lead"]},
        "next_step": {
            "what": row["next_step"],
            "organisation": _body(
                row["next_step_organisation_code"], row["next_step_organisation"]
            ),
            "by": row["next_step_by"],
        },
    }


def _body(code: str | None, name: str | None) -> dict[str, Any] | None:
    return None if code is None else {"code": code, "name": name}


def listed(row: Row, places: list[dict[str, Any]]) -> dict[str, Any]:
    """As ``Listed``; ``places`` are its properties that the reader is shown."""
    return {
        **_head(row, title_of(dict(row), places)),
        "suggested_track": track_of(dict(row), row["count_bodies"]).track,
        "lead_name": row.get("lead_name"),
        "bodies": row["count_bodies"],
        "properties": row["count_properties"],
        "opened_at": row["opened_at"],
    }


def opportunity(answer: OpportunityAnswer) -> dict[str, Any]:
    """As ``Opportunity``."""
    row = answer.row
    return {
        **_head(row, answer.title),
        **{name: row.get(name) for name in _DETAILS},
        "one_off_gbp": _number(row["one_off_gbp"]),
        "suggested_track": {"track": answer.suggestion.track, "why": list(answer.suggestion.why)},
        "bodies": [
            {
                "code": one["organisation_code"],
                "name": one["name"],
                "reason": one["reason"],
                "reason_label": BodyReason(one["reason"]).words,
            }
            for one in answer.bodies
        ],
        "under_agreement": sorted(answer.agreed),
        "properties": _places(answer),
        **{name: [_recorded(name, one) for one in rows] for name, rows in answer.records.items()},
        "shares": [_share(one) for one in answer.shares],
        "steps": [_step(one) for one in answer.steps],
        "minutes": answer.minutes,
        "ways": [
            {"to": way.end, "needs_reason": way.needs_reason, "asked_for": list(way.in_the_way)}
            for way in answer.ways
        ],
        **_for(answer.sight),
    }


def listing(rows: list[dict[str, Any]], reader: v.Reader) -> dict[str, Any]:
    """As ``Opportunities``."""
    return {"opportunities": rows, **_for(reader)}


def _for(reader: v.Reader) -> dict[str, Any]:
    return {"reader": reader.kind.value, "disclaimer": DISCLAIMER}


def _places(answer: OpportunityAnswer) -> list[dict[str, Any]]:
    figures = {one["property_id"]: one for one in answer.figures}
    is_party = bool(answer.sight.parties)
    return [_place(one, figures.get(one["property_id"], {}), is_party) for one in answer.properties]


def _place(one: Row, figures: Row, is_party: bool) -> dict[str, Any]:
    deep = {
        name: _number(one.get(name)) if is_party else None
        for name in ("book_value_gbp", "backlog_gbp")
    }
    return {
        "property_id": one["property_id"],
        "ref": one.get("local_ref"),
        "name": one["name"],
        "organisation": {"code": one["organisation_code"], "name": one["organisation"]},
        "part": one["part"],
        "part_label": Part(one["part"]).words,
        **deep,
        "cost_gbp_pa": _number(figures.get("cost_gbp_pa")),
        "cost_year": figures.get("cost_year"),
        "leases": [
            {"expiry_date": expiry, "passing_rent_gbp_pa": _number(rent)}
            for expiry, rent in figures.get("leases", ())
        ],
    }


def _kept(one: Row | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "id": one["kept_case_id"],
        **{name: one[name] for name in ("version", "kept_on", "sha256")},
        "page": f"/cases/{one['kept_case_id']}",
    }


def _recorded(name: str, one: Row) -> dict[str, Any]:
    told = {field: one.get(field) for field in _TOLD[name]}
    for field in ("saving_gbp", "one_off_gbp", "receipt_gbp", "amount_gbp", "amount"):
        if field in told:
            told[field] = _number(told[field])
    if name == "cases":
        told["kept_case"] = _kept(one["kept_case"])
    if name == "licence_answers":
        told["item_label"] = LicenceItem(one["item"]).words
    if name == "barriers":
        told["barrier_label"] = Barrier(one["barrier"]).words
    if name == "bid_figures":
        told["figure_label"] = BidFigure(one["figure"]).words
    if name == "funding":
        told["source_label"] = FundingSource(one["source"]).words
    return {
        "organisation": {"code": one["organisation_code"], "name": one["organisation"]},
        "recorded_by": one.get("recorded_by"),
        "recorded_at": one["recorded_at"],
        **told,
    }


def _share(one: Row) -> dict[str, Any]:
    return {
        "organisation": {"code": one["organisation_code"], "name": one["organisation"]},
        "saving_gbp_pa": _number(one.get("saving_gbp_pa")),
        "one_off_gbp": _number(one.get("one_off_gbp")),
        "receipt_gbp": _number(one.get("receipt_gbp")),
        "receipt_year": one.get("receipt_year"),
    }


def _step(one: Row) -> dict[str, Any]:
    return {
        "from_stage": one["from_state"],
        "to_stage": one["to_state"],
        "organisation": _body(one["organisation_code"], one["organisation"]),
        "role": one["role"],
        "person": one.get("person"),
        "reason": one["reason"],
        "taken_at": one["taken_at"],
    }


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
