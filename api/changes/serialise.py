"""One row changed by hand, in the shapes that its routes take and show."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt

from api.http.schemas import Answer
from api.http.text_types import Line, Paragraphs
from estate import codes
from estate.intake import by_hand
from estate.intake.by_hand.rows import text_of
from estate.intake.plans.publication import Said

#: A field of a row holds no more.
_LETTERS = 2_000
_MOST = 60

Value = (
    StrictBool
    | Annotated[float, Field(strict=True, allow_inf_nan=False)]
    | Annotated[Paragraphs, Field(max_length=_LETTERS)]
    | None
)
Name = Annotated[Line, Field(max_length=40)]


class ChangeSent(BaseModel):
    """One row: what is typed, what was read there, and why."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    kind: codes.RecordKind = Field(
        default=codes.RecordKind.PROPERTY,
        description="property, lease, occupation or cost; ratings have a route of their own",
    )
    row: UUID | None = Field(
        default=None, description="which lease, occupation or cost line; none for a new one"
    )
    reference: Line | None = Field(
        default=None, max_length=200, description="of a new row: your own reference of it"
    )
    values: dict[Name, Value] = Field(
        min_length=1,
        max_length=_MOST,
        examples=[{"gia_m2": "1,250", "condition": None}],
        description="field to its new value; null or blank clears it",
    )
    read: dict[Name, Value] = Field(
        default={},
        max_length=_MOST,
        examples=[{"gia_m2": "1200.5", "condition": "B"}],
        description="the same fields with the values that you have read there; another value in "
        "the register is a 409, so that nobody's change is lost",
    )
    reason: Line = Field(min_length=3, max_length=500, examples=["Measured on 3 March"])
    publish: StrictInt | None = Field(
        default=None, ge=0, le=1, description="1: the place may become public by this"
    )
    show_protected: StrictInt | None = Field(
        default=None,
        ge=0,
        le=1,
        description="1: a place that looks protected may be shown as it is typed; 0: it stays",
    )
    preview: StrictBool = Field(default=False, description="say what would change, and stop there")

    def said(self) -> Said:
        """As the commit asks it."""
        return Said(
            self.publish,
            self.show_protected,
            publish_as='"publish": {}',
            show_as='"show_protected": {}',
        )


class Changed(Answer):
    """One field that changes, in words."""

    field: str
    label: str
    unit: str
    old: str | None
    new: str | None


class ChangeMade(Answer):
    """What was changed, or with ``preview`` would be."""

    import_id: UUID | None = Field(description="to be reverted by; none of a preview")
    changes: list[Changed]
    remarks: list[str]
    shows: list[str] = Field(description="what others would see by it, in sentences")
    publish: int = Field(description="to be sent as publish, if you mean it")
    show_protected: int = Field(description="to be sent as show_protected, if you mean it")


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
    locked: str | None = Field(description="why it cannot be typed, if so")


class TypeableRow(Answer):
    """A row that you may change."""

    kind: codes.RecordKind
    row: UUID
    reference: str
    organisation: str
    fields: list[Typeable]


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


class Changes(Answer):
    """What you may change of a property, and what has been changed by hand."""

    rows: list[TypeableRow]
    made: list[MadeByHand]


def typed(sent: Mapping[str, Any]) -> dict[str, str | None]:
    """Values as somebody would type them."""
    return {name: _text(value) for name, value in sent.items()}


def _text(value: Any) -> str | None:
    return text_of(Decimal(repr(value)) if isinstance(value, float) else value)


def made(plan: by_hand.HandPlan, import_id: UUID | None) -> dict[str, Any]:
    """What a row changes."""
    publication = plan.plan.publication.to_dict()
    return {
        "import_id": import_id,
        "changes": [
            {
                "field": one.name,
                "label": one.label,
                "unit": one.unit,
                "old": one.old,
                "new": one.new,
            }
            for one in plan.lines
        ],
        "remarks": plan.remarks,
        "shows": publication["sentences"],
        "publish": len(publication["public"]),
        "show_protected": len(plan.plan.publication.asked),
    }


def rows(found: Iterable[by_hand.HandRow]) -> list[dict[str, Any]]:
    """Rows with their fields."""
    return [
        {
            "kind": one.kind,
            "row": one.entity_id,
            "reference": one.own_ref,
            "organisation": one.organisation,
            "fields": [
                {
                    "name": field.name,
                    "label": field.label,
                    "unit": field.unit,
                    "hint": field.hint,
                    "entry": field.entry,
                    "choices": list(field.choices),
                    "needed": field.needed,
                    "value": one.present[field.name],
                    "locked": one.locked.get(field.name),
                }
                for field in one.fields
            ],
        }
        for one in found
    ]


def past(found: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Changes on record."""
    return [
        {
            "import_id": row["import_batch_id"],
            "kind": row["kind"],
            "what": row["file_name"],
            "by": row["imported_by"],
            "at": row["imported_at"],
            "reason": row["reason"],
            "reverted_at": row["reverted_at"],
            "reverted_by": row["reverted_by"],
        }
        for row in found
    ]
