"""What is asked and what is shown: query parameters and the shapes of answers.

A field that the reader may not see is absent; one that is merely unknown is null.
"""

from functools import partial
from typing import Annotated, Any, Literal

import fastapi
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from api.http.text_types import Day, Line, Paragraphs
from estate import codes
from estate.register.short_ids import MOST_LETTERS, read_ids

RatingOrUnrated = Literal["red", "amber", "green", "unrated"]
#: Where a value is not known or not shown, as the map's filters have it.
Unknown = Literal["none"]
MAX_PAGE = 10_000


def _ids(text: str) -> str:
    read_ids(text)
    return text


#: Properties by their ids, whole or short (``estate/register/short_ids.py``), commas between.
Ids = Annotated[Line, Field(max_length=MOST_LETTERS), AfterValidator(_ids)]


class Query(BaseModel):
    """Base of all query parameters: an unknown one is a 422 that names it."""

    model_config = ConfigDict(extra="forbid")


#: What stands beside every schema of a question's parameter that is not the value's own.
_TOLD_BESIDE = ("default", "description", "title", "examples")


def _or_blank(schema: dict[str, Any]) -> dict[str, Any]:
    """What a schema allows, and an empty text."""
    choices = schema.get("anyOf", [schema])
    return {"anyOf": [*choices, {"type": "string", "const": ""}]}


def _may_be_blank(told: dict[str, Any], schema: dict[str, Any]) -> None:
    """Says of a parameter that an empty text is taken for none; of a list, of each item.
    ``told``: what the parameter's own type adds to its schema."""
    schema.update(told)
    if schema.get("type") == "array":
        schema["items"] = _or_blank(schema.get("items", {}))
        schema.pop("maxItems", None)  # of items that say something: empty ones are not counted
        return
    own = {name: schema.pop(name) for name in [*schema] if name not in _TOLD_BESIDE}
    schema.update(_or_blank(own))


class FormQuery(Query):
    """Of a question that a form can ask: an empty box of it asks nothing."""

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        """The OpenAPI document says so too: who is strict about it would be told wrong."""
        for field in cls.model_fields.values():
            told = field.json_schema_extra
            if not field.is_required() and not callable(told):
                field.json_schema_extra = partial(_may_be_blank, dict(told or {}))

    @field_validator("*", mode="before")
    @classmethod
    def _blank_is_unsaid(cls, value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, list):
            return [one for one in value if one != ""]
        field = cls.model_fields[info.field_name or ""]
        return field.get_default() if value == "" and not field.is_required() else value


class NoQuery(Query):
    """For routes that take no parameters."""


NoQueryIs = Annotated[NoQuery, fastapi.Query()]


class PropertyFilters(Query):
    """Filters combine with AND; a repeated parameter is an OR."""

    bbox: str | None = Field(
        default=None,
        description="west,south,east,north in WGS 84 degrees",
        examples=["-2.25,52.17,-2.18,52.21"],
    )
    organisation: list[Line] = Field(default=[], description="organisation code")
    use_class: list[codes.UseClass | Unknown] = []
    tenure: list[codes.Tenure | Unknown] = []
    availability: list[RatingOrUnrated] = []
    sharing: list[RatingOrUnrated] = []
    town: list[Line] = Field(default=[], description="name, or 'none' for outside the towns")
    holds_candidate: bool | None = Field(
        default=None, description="takes part in a candidate, as guest or host"
    )
    lease_ends_before: Day | None = Field(
        default=None, description="a lease can end (expiry or tenant's break) before this day"
    )
    lease_end_unknown: bool = Field(
        default=False, description="rented, and no lease has an end on record"
    )
    q: Annotated[Paragraphs | None, Field(max_length=200)] = None
    ids: Ids | None = Field(default=None, description="only these: ids, whole or short")

    @field_validator("bbox")
    @classmethod
    def _box(cls, value: str | None) -> str | None:
        if value is not None:
            parse_bbox(value)
        return value

    def in_words(self) -> str:
        """The filters that are set, for whoever reads an export later."""
        given = self.model_dump(mode="json", include=set(PropertyFilters.model_fields))
        if self.ids:
            given["ids"] = f"{len(read_ids(self.ids))} chosen"
        words = [
            f"{name.replace('_', ' ')}: {', '.join(value) if isinstance(value, list) else value}"
            for name, value in given.items()
            if value
        ]
        return "; ".join(words) or "none"

    def box(self) -> tuple[float, float, float, float] | None:
        """The four numbers of ``bbox``."""
        return None if self.bbox is None else parse_bbox(self.bbox)


class PropertyQuery(PropertyFilters):
    """Filters, and how much of what they leave."""

    limit: int = Field(default=100, ge=1, le=MAX_PAGE)
    cursor: Annotated[str | None, Field(max_length=2_000)] = None


def parse_bbox(text: str) -> tuple[float, float, float, float]:
    """Four numbers in order, on the globe; ValueError says what is wrong and how to mend it."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise ValueError(f"must be four numbers: {_BOX_FORM}") from error
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= 90 >= north >= -90):
        raise ValueError(f"must be in degrees of WGS 84, not in metres: {_BOX_FORM}")
    if west > east:
        raise ValueError(
            "has its west to the east of its east: put the smaller longitude first, and ask for "
            "a box across the 180th meridian in two parts"
        )
    if south > north:
        raise ValueError("has its south to the north of its north: put the smaller latitude first")
    if west == east or south == north:
        raise ValueError("has no width or no height: its two longitudes and latitudes must differ")
    return west, south, east, north


_BOX_FORM = "west,south,east,north, such as -2.25,52.17,-2.18,52.21"
