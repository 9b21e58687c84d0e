"""Corrections in the shape that the doors show."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from estate import codes
from estate.club.corrections import TOLD_FACTS, waiting_days
from estate.property_fields import FIELD

Row = Mapping[str, Any]


def field_label(field: str) -> str:
    """What a correction is about, in words."""
    return FIELD[field].label if field in FIELD else TOLD_FACTS.get(field, field)


def correction(row: Row, today: date) -> dict[str, Any]:
    """One correction, for its owner or raiser."""
    return {
        "id": str(row["correction_id"]),
        "property": {"id": str(row["property_id"]), "ref": row["local_ref"], "name": row["name"]},
        "owner": row["owner"],
        "field": row["field"],
        "field_label": field_label(row["field"]),
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
        "waiting_days": waiting_days(row, today),
    }
