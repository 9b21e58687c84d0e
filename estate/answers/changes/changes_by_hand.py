"""One row changed by hand: what may be typed of it, what a change does, and what is on record."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from estate import codes
from estate.answers.answer import Answer, answer
from estate.intake import by_hand
from estate.intake.plans.publication import sentences


@answer
class Changed(Answer):
    """One field that changes, in words."""

    field: str
    label: str
    unit: str
    old: str | None
    new: str | None


@answer
class ChangeMade(Answer):
    """What was changed, or with ``preview`` would be."""

    import_id: Annotated[UUID | None, Field(description="to be reverted by; none of a preview")]
    changes: list[Changed]
    remarks: list[str]
    shows: Annotated[list[str], Field(description="what others would see by it, in sentences")]
    publish: Annotated[int, Field(description="to be sent as publish, if you mean it")]
    show_protected: Annotated[
        int, Field(description="to be sent as show_protected, if you mean it")
    ]


@answer
class Typeable(Answer):
    """A field that can be typed: its value as it stands, to be sent back as read."""

    name: str
    label: str
    unit: str
    hint: str
    entry: by_hand.Entry
    choices: list[str]
    needed: bool
    value: str | None
    locked: Annotated[str | None, Field(description="why it cannot be typed, if so")]


@answer
class TypeableRow(Answer):
    """A row that you may change."""

    kind: codes.RecordKind
    row: UUID
    reference: str
    organisation: str
    fields: list[Typeable]


@answer
class MadeByHand(Answer):
    """A change by hand that is on record."""

    import_id: UUID
    kind: codes.RecordKind
    what: str
    by: str
    at: datetime
    reason: str
    reverted_at: datetime | None
    reverted_by: str | None


@answer
class Changes(Answer):
    """What you may change of a property, and what has been changed by hand."""

    rows: list[TypeableRow]
    made: list[MadeByHand]


def change_made(plan: by_hand.HandPlan, import_id: UUID | None) -> ChangeMade:
    """What a row changes."""
    publication = plan.plan.publication
    return ChangeMade(
        import_id=import_id,
        changes=[Changed.made_of(one, field=one.name) for one in plan.lines],
        remarks=plan.remarks,
        shows=sentences(publication),
        publish=len(publication.public),
        show_protected=len(publication.asked),
    )


def typeable(row: by_hand.HandRow) -> TypeableRow:
    """A row with its fields."""
    return TypeableRow.made_of(
        row,
        row=row.entity_id,
        reference=row.own_ref,
        fields=[
            Typeable.made_of(one, value=row.present[one.name], locked=row.locked.get(one.name))
            for one in row.fields
        ],
    )


def made_by_hand(row: Mapping[str, Any]) -> MadeByHand:
    """A change of the register's record."""
    return MadeByHand.made_of(
        row,
        import_id=row["import_batch_id"],
        kind=codes.RecordKind(row["kind"]),
        what=row["file_name"],
        by=row["imported_by"],
        at=row["imported_at"],
    )
