"""One row changed by hand, as it is sent."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StrictBool, StrictInt

from api.http.bodies import Sent
from api.http.text_types import Line, Paragraphs
from estate import codes
from estate.intake.by_hand.rows import text_of
from estate.intake.plans.publication import Said

#: A field of a row holds no more.
_LETTERS = 2_000
_MOST = 60

ValueSent = (
    StrictBool
    | Annotated[float, Field(strict=True, allow_inf_nan=False)]
    | Annotated[Paragraphs, Field(max_length=_LETTERS)]
    | None
)
FieldName = Annotated[Line, Field(max_length=40)]


class ChangeSent(Sent):
    """One row: what is typed, what was read there, and why."""

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
    values: dict[FieldName, ValueSent] = Field(
        min_length=1,
        max_length=_MOST,
        examples=[{"gia_m2": "1,250", "condition": None}],
        description="field to its new value; null or blank clears it",
    )
    read: dict[FieldName, ValueSent] = Field(
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


def typed(sent: Mapping[str, Any]) -> dict[str, str | None]:
    """Values as somebody would type them."""
    return {name: _text(value) for name, value in sent.items()}


def _text(value: Any) -> str | None:
    return text_of(Decimal(repr(value)) if isinstance(value, float) else value)
