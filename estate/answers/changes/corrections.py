"""Corrections: another value that was told a property's owner, and what the owner answered."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from estate import codes
from estate.answers.answer import Answer, answer
from estate.club.corrections import TOLD_FACTS, waiting_days
from estate.who_sees_what.property_fields import FIELD


@answer
class PropertyNamed(Answer):
    """A property as its owner knows it; no name, nor a reference, where it is hidden from you."""

    id: UUID
    ref: str | None
    name: str | None


@answer
class Correction(Answer):
    """Another value that was proposed, and what its owner said."""

    id: UUID
    property: PropertyNamed
    owner: str
    field: str
    field_label: str
    proposed_value: str | None
    note: str
    raised_by_organisation: str | None
    raised_by: str
    raised_at: datetime
    state: codes.CorrectionState
    state_label: str
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None
    waiting_days: int | None


@answer
class Corrections(Answer):
    """The oldest first."""

    corrections: list[Correction]


def correction(row: Mapping[str, Any], today: date) -> Correction:
    """One row of the register, for its owner or raiser."""
    named = PropertyNamed(id=row["property_id"], ref=row["local_ref"], name=row["name"])
    return Correction.made_of(
        row,
        id=row["correction_id"],
        property=named,
        field_label=field_label(row["field"]),
        raised_by_organisation=row["raised_by_organisation_code"],
        state=codes.CorrectionState(row["state"]),
        state_label=codes.label(row["state"]),
        waiting_days=waiting_days(row, today),
    )


def field_label(field: str) -> str:
    """What a correction is about, in words."""
    return FIELD[field].label if field in FIELD else TOLD_FACTS.get(field, field)
