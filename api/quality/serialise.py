"""The gap report and corrections in the shapes that the doors show."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from estate import codes
from estate.frames import is_null
from estate.quality import GapReport
from estate.quality.checks import Check

Row = Mapping[str, Any]

CSV_HEADINGS = [
    "organisation",
    "measure",
    "name",
    "label",
    "tested",
    "good",
    "share",
    "acceptance_level",
    "passed",
    "weight",
    "source",
]
ABOUT = (
    "Shares of what is known and sound; no figure here says anything about the future of a "
    "property."
)


def report(found: GapReport, name: str, *, whole: bool) -> dict[str, Any]:
    """The report as JSON; ``whole`` adds the properties concerned, for the owner alone."""
    shown: dict[str, Any] = {
        "organisation": {"code": found.organisation, "name": name},
        "today": found.today.isoformat(),
        "properties": found.properties,
        "score": _number(found.score, 1),
        "passed": found.passed,
        "parts": {part: _number(share) for part, share in found.parts.items()},
        "fields": [_field(key, row) for key, row in _rows(found.fields)],
        "validity": [_check(check, whole) for check in found.validity],
        "timeliness": _timeliness(found),
        "consistency": [_check(check, whole) for check in found.consistency],
        "duplicates": found.duplicates,
        "corrections": vars(found.corrections),
        "imputed_share": _number(found.imputed_share),
        "gaps": [_gap(key, row) for key, row in _rows(found.gaps)],
        "assumptions": found.rules,
        "about": ABOUT,
    }
    if whole:
        shown["property_gaps"] = [
            {
                "id": str(key),
                "ref": row["ref"],
                "name": row["name"],
                "missing": list(row["missing"]),
                "value_gbp_pa": _number(row["value_gbp_pa"], 0),
            }
            for key, row in _rows(found.property_gaps)
        ]
    return shown


def _rows(frame: pd.DataFrame) -> list[tuple[Any, dict[Any, Any]]]:
    return list(zip(frame.index, frame.to_dict("records"), strict=True))


def _number(value: Any, digits: int = 4) -> float | None:
    return None if is_null(value) else round(float(value), digits)


def _flag(value: Any) -> bool | None:
    return None if is_null(value) else bool(value)


def _field(key: str, row: Row) -> dict[str, Any]:
    agreed: date | None = row["agreed_on"]
    return {
        "field": key,
        "label": row["label"],
        "group": row["group"],
        "of": row["of"],
        "applies": int(row["applies"]),
        "known": int(row["known"]),
        "share": _number(row["share"]),
        "acceptance_level": _number(row["min_share"]),
        "passed": _flag(row["passed"]),
        "weight": _number(row["weight"]),
        "agreed_on": agreed.isoformat() if isinstance(agreed, date) else None,
        "source": row["source"],
    }


def _check(check: Check, whole: bool) -> dict[str, Any]:
    shown = {
        "check": check.name,
        "label": check.label,
        "tested": check.tested,
        "failed": check.failed,
        "share": _number(check.share),
    }
    return {**shown, "properties": list(check.properties)} if whole else shown


def _timeliness(found: GapReport) -> dict[str, Any]:
    return {**vars(found.timeliness), "share": _number(found.timeliness.share)}


def _gap(key: str, row: Row) -> dict[str, Any]:
    return {
        "field": key,
        "label": row["label"],
        "missing": int(row["missing"]),
        "value_gbp_pa": _number(row["value_gbp_pa"], -3),
    }


def lines(shown: dict[str, Any]) -> list[dict[str, Any]]:
    """The report's measures one a line, for a spreadsheet."""
    code = shown["organisation"]["code"]
    made = [
        {
            "organisation": code,
            "measure": "completeness",
            "name": f["field"],
            "tested": f["applies"],
            "good": f["known"],
            **{
                k: f[k]
                for k in ("label", "share", "acceptance_level", "passed", "weight", "source")
            },
        }
        for f in shown["fields"]
    ]
    for measure in ("validity", "consistency"):
        made += [
            {
                "organisation": code,
                "measure": measure,
                "name": c["check"],
                "label": c["label"],
                "tested": c["tested"],
                "good": c["tested"] - c["failed"],
                "share": c["share"],
            }
            for c in shown[measure]
        ]
    age = shown["timeliness"]
    made += [
        {
            "organisation": code,
            "measure": "timeliness",
            "name": colour,
            "good": age[colour],
            "tested": shown["properties"],
        }
        for colour in ("green", "amber", "red")
    ]
    return made


def correction(row: Row) -> dict[str, Any]:
    """One correction, for its owner or raiser."""
    return {
        "id": str(row["correction_id"]),
        "property": {"id": str(row["property_id"]), "ref": row["local_ref"], "name": row["name"]},
        "owner": row["owner"],
        "field": row["field"],
        "proposed_value": row["proposed_value"],
        "note": row["note"],
        "raised_by_organisation": row["raised_by_organisation_code"],
        "raised_by": row["raised_by"],
        "raised_at": row["raised_at"],
        "state": row["state"],
        "state_label": codes.label(row["state"]),
        "answer": row["answer"],
        "answered_by": row["answered_by"],
        "answered_at": row["answered_at"],
    }
