"""Candidates in the shape that the doors show: components, evidence, unknowns, words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from estate import codes
from estate.answers.candidates import Candidates
from estate.colocation import Explanation, NameLookup
from estate.colocation.part_moves import NOT_OF_A_PART
from estate.colocation.question import PART, SORTS
from estate.frames import is_null
from estate.quarters import seen

COMPONENT_LABELS = {
    "use": "Compatible use",
    "capacity": "Room for the need",
    "distance": "Distance",
    "lease": "Lease timing",
    "rag": "Ratings",
    "saving": "Premises saving",
    "access": "Public access",
    "condition": "Condition and energy",
}

FIT_LABELS = {"fits": "Fits", "could_fit": "Could fit"}

#: What ends, where a guest can leave → words for it.
EXIT_LABELS = {
    "owned": "Owned by its occupier: no lease to wait for",
    "tenant_break": "Tenant's break",
    "expiry": "Lease expiry",
    "holding_over": "Held over: ends by notice",
    "expired": "Recorded end has passed",
}
NEED_LABELS = {
    "fte": "staff at the space standard",
    "desks": "desks at the area of a desk",
    "area": "the area used today",
}
SPARE_LABELS = {
    "measured": "net area on record, less what its occupiers need",
    "estimated": "net area estimated from the gross area, less what its occupiers need",
    "stated": "area of the school's shared part that its organisation has put on record as free",
}
ONE_OFF_BASIS = (
    "fit-out, move and ICT; where the whole building is left also dilapidations, the break's "
    "penalty and fees on letting or passing it on; before optimism bias, double running and void"
)

Row = dict[str, Any]


def page(
    candidates: Candidates,
    limit: int | None = None,
    property_id: str | None = None,
    start: int = 0,
) -> list[Row]:
    """``limit`` candidates (None: all) after the first ``start``; with ``property_id``, each says
    that property's role."""
    page = candidates.page(limit, start)
    return [
        candidate(row, explanation, page.words, page.points, property_id)
        for row, explanation in zip(page.rows, page.explanations, strict=True)
    ]


def candidate(
    row: Row,
    explanation: Explanation,
    words: NameLookup,
    points: dict[str, list[float]],
    property_id: str | None,
) -> Row:
    """One candidate; figures follow from what the reader may see."""
    shown = {
        "id": row["candidate_id"],
        "rank": int(row["rank"]),
        "kind": row["kind"],
        "kind_label": codes.label(row["kind"]),
        "guest": _side(row, "guest", words, points) | {"occupation_id": row["guest_occupation_id"]},
        "host": _side(row, "host", words, points),
        "fit": row["fit"],
        "fit_label": FIT_LABELS[row["fit"]],
        "ask_for": list(row["ask_for"]),
        "score": round(float(row["score"]), 4),
        "score_spread": _number(row["score_spread"], 4),
        "evidence": round(float(row["evidence"]), 4),
        "low_evidence": bool(row["low_evidence"]),
        "components": [
            _component(source)
            for source in explanation.sources
            if not (row["is_part"] and source.component in NOT_OF_A_PART)
        ],
        "minutes": _number(row["minutes"], 1),
        "distance_m": _number(row["distance_m"], 0),
        "distance_basis": row["distance_basis"],
        **_space(row, words),
        "part": _part(row, explanation.exact),
        "saving": _saving(row, explanation.exact),
        "one_off": _one_off(row, explanation.exact),
        **_dates(row, words.reader != "club" and bool(row["dates_exact"])),
        "access_change_min": _number(row["access_change_min"], 1),
        "complexity": _number(row["complexity"], 0),
        "explanation": explanation.text,
        "conditions": list(explanation.conditions),
        "unknowns": list(explanation.unknowns),
        "protocol_pending": bool(row["protocol_pending"]),
        "exact": explanation.exact,
        "scheme_page": _scheme_page(row),
    }
    if "other_hosts" in row:
        shown["other_hosts"] = [_other(one, words) for one in row["other_hosts"]]
    if property_id is not None:
        shown["role"] = "guest" if row["guest_property_id"] == property_id else "host"
    return shown


def _other(one: Row, words: NameLookup) -> Row:
    place = words.places[one["property_id"]]
    return {
        "property_id": one["property_id"],
        "name": place.own_name,
        "organisation": {
            "code": one["organisation"],
            "name": words.own_bodies[one["organisation"]],
        },
        "score": round(float(one["score"]), 4),
        "fit": one["fit"],
    }


def _scheme_page(row: Row) -> str | None:
    """Address of the pair's business case, which is of a whole move; None where the guest's need is
    not known."""
    if is_null(row["need_m2"]) or row["is_part"]:
        return None
    return f"/schemes/{row['guest_occupation_id']}/{row['host_property_id']}"


def _side(row: Row, side: str, words: NameLookup, points: dict[str, list[float]]) -> Row:
    property_id, organisation = row[f"{side}_property_id"], row[f"{side}_organisation"]
    place = words.places[property_id]
    return {
        "property_id": property_id,
        "name": place.own_name,
        "ref": place.ref,
        "town": place.town,
        "tenure": _coded(place.tenure),
        "organisation": {"code": organisation, "name": words.own_bodies[organisation]},
        "point": points.get(property_id),
    }


def order(candidates: Candidates) -> Row:
    """By what the list is sorted, in words too, and how many come last because that is unknown."""
    question = candidates.question
    return {
        "by": question.sort,
        "words": SORTS[question.sort][0],
        "order": "descending" if question.largest_first else "ascending",
        "unknown_last": candidates.ranking.unknown,
    }


def order_words(candidates: Candidates) -> str:
    """The same in a sentence."""
    told = order(candidates)
    if candidates.question.is_ranked:
        if candidates.question.moves == PART:
            return "Parts of needs, best first by score without room and lease"
        return "Best first: those known to fit, then those that could, each by score"
    last = f"; {told['unknown_last']:,} of which it is not known stand last"
    words = str(told["words"])
    return f"By {words}, {told['order']}{last if told['unknown_last'] else ''}"


def _space(row: Row, words: NameLookup) -> Row:
    """Need and spare space, m², with what each was worked out from."""
    spare, basis = _number(row["spare_m2"], 0), words.uses[row["guest_occupation_id"]].need_basis
    need = _number(row["need_m2"], 0)
    found = None if spare is None else _spare_basis(row, words)
    return {
        "need_m2": need,
        "need_basis": None if need is None else _coded(_text(basis), NEED_LABELS),
        "spare_m2": spare,
        "spare_basis": _coded(found, SPARE_LABELS),
        "area_imputed": bool(row["area_imputed"]),
    }


def _spare_basis(row: Row, words: NameLookup) -> str:
    on_record = words.assumptions.text("school_hosts") == "on_record"
    if row["kind"] == codes.CandidateKind.HOST_SCHOOL and on_record:
        return "stated"
    return "estimated" if bool(row["area_imputed"]) else "measured"


def _part(row: Row, exact: bool) -> Row | None:
    """Of a part of a need: what goes and what stays; null of a whole move."""
    if not row["is_part"]:
        return None
    digits = 0 if exact else -2
    return {
        "goes_m2": _number(row["goes_m2"], digits),
        "stays_m2": _number(row["stays_m2"], digits),
        "posts_go": _number(row["posts_go"], 0),
        "posts_stay": _number(row["posts_stay"], 0),
        "words": "No lease ends and no building empties: no rent is saved.",
    }


def _coded(code: str | None, labels: Mapping[str, str] | None = None) -> Row | None:
    if code is None:
        return None
    return {"code": code, "label": (labels or {}).get(code) or codes.label(code)}


def _one_off(row: Row, exact: bool) -> Row:
    """Once, central; to the nearest £1,000 where it rests on published bands."""
    amount = _number(row["one_off_gbp"], 0 if exact else -3)
    return {"central": amount, "unit": "GBP once", "basis": ONE_OFF_BASIS}


def _component(source: Any) -> Row:
    value = None if is_null(source.value) else round(source.value, 4)
    expected = None if is_null(source.expected) else round(source.expected, 4)
    return {
        "name": source.component,
        "label": COMPONENT_LABELS[source.component],
        "value": value,
        "expected": expected,
        "weight": source.weight,
        "assumptions": list(source.assumptions),
    }


def _saving(row: Row, exact: bool) -> Row:
    """Central and range; to the nearest £1,000 where it rests on published bands."""
    digits = 0 if exact else -3
    names = {"low": "saving_low_gbp_pa", "central": "saving_gbp_pa", "high": "saving_high_gbp_pa"}
    return {
        **{short: _number(row[long], digits) for short, long in names.items()},
        "imputed_share": _number(row["imputed_share"], 2),
        "whole_building": bool(row["whole_building"]),
        "unit": "GBP a year",
        "basis": "run-rate, club lens, before one-off costs"
        + ("; of the part that goes: no rent" if row["is_part"] else "")
        + ("" if exact else "; from published bands"),
    }


def _dates(row: Row, exact: bool) -> Row:
    kind = _text(row["exit_kind"])
    label = None if kind is None else EXIT_LABELS.get(kind, codes.label(kind))
    found: Row = {"exit_kind": kind, "exit_kind_label": label}
    for name in ("exit_date", "act_by"):
        found[name if exact else f"{name}_quarter"] = seen(_day(row[name]), exact)
    return found


def _day(value: Any) -> date | None:
    if is_null(value):
        return None
    return pd.Timestamp(value).date()


def _number(value: Any, digits: int) -> float | None:
    return None if is_null(value) else round(float(value), digits) + 0.0  # no −0


def _text(value: Any) -> str | None:
    return None if is_null(value) else str(value)
