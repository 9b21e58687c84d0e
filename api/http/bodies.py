"""What is sent as JSON: named members, each of the type that the OpenAPI document gives it."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Self, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator
from pydantic_core import PydanticKnownError

#: Told to a model whose values people have typed, in a form or after a command: each is a text.
AS_TYPED = {"values": "as typed"}


class Sent(BaseModel):
    """Base of what is sent: an unknown member is a 422 that names it, and so is a value of another
    type. ``false`` is no number and ``"12"`` none either, although pydantic would take both."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @classmethod
    def as_typed(cls, typed: Mapping[str, Any]) -> Self:
        """Of what a form or a command has: texts, read as the values that they write."""
        return cls.model_validate(typed, context=AS_TYPED)

    @field_validator("*", mode="before")
    @classmethod
    def _of_its_type(cls, value: Any, info: ValidationInfo) -> Any:
        annotation: Any = cls.model_fields[info.field_name or ""].annotation
        kinds = _kinds(annotation)
        is_text = info.context is not AS_TYPED
        for one in value if isinstance(value, list) else [value]:
            wrong = _wrong(one, kinds, refuses_text=is_text)
            if wrong:
                raise PydanticKnownError(wrong)
        return value


Wrong = Literal["bool_type", "int_type", "float_type"]
#: What a plain value of each kind has to be, as pydantic says it.
_NAMES: dict[type, Wrong] = {bool: "bool_type", int: "int_type", float: "float_type"}


def _wrong(value: Any, kinds: frozenset[type], *, refuses_text: bool) -> Wrong | None:
    """What a value would have to be, where pydantic would make another type of it."""
    wanted = next((kind for kind in (bool, int, float) if kind in kinds), None)
    if wanted is None or not isinstance(value, bool | int | float | str):
        return None
    if isinstance(value, str):
        is_wrong = refuses_text and str not in kinds
    elif isinstance(value, bool):
        is_wrong = bool not in kinds
    else:
        is_wrong = kinds.isdisjoint((int, float))
    return _NAMES[wanted] if is_wrong else None


@cache
def _kinds(annotation: Any) -> frozenset[type]:
    """Which of ``bool``, ``int``, ``float`` and ``str`` (for all else that is written as a text)
    a value, or an item of a list, may be."""
    return frozenset(_each_kind(annotation))


def _each_kind(annotation: Any) -> Iterator[type]:
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _each_kind(get_args(annotation)[0])
    elif origin is Literal:
        yield from (type(one) for one in get_args(annotation))
    elif origin in (Union, UnionType, list, tuple):
        for one in get_args(annotation):
            yield from _each_kind(one)
    elif annotation is Decimal:  # written as a number, or as a text that keeps every digit
        yield from (float, str)
    elif annotation in (bool, int, float):
        yield annotation
    elif annotation not in (None, type(None), Ellipsis):
        yield str
