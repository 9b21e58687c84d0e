"""What a typed answer is made of: frozen values that JSON, pages, charts and files show alike.

An answer is declared once: its fields are what renderers read, what ``orjson`` and FastAPI write
as JSON, and what the OpenAPI describes. A field that not every reader is shown, or that only some
rows have, is ``ABSENT`` by default and then left out of the JSON; what is shown and not known is
null there. To renderers in Python both are None.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Annotated, Any, ClassVar, Self, TypeVar, cast, dataclass_transform

import numpy as np
from pydantic import MISSING, ConfigDict, GetCoreSchemaHandler, GetPydanticSchema
from pydantic_core import core_schema

from estate import codes
from estate.frames import is_null
from estate.leases.exits_and_notices import as_date
from estate.quarters import Quarter, seen

Made = TypeVar("Made", bound="Answer")
_NOTHING_ELSE = ConfigDict(extra="forbid")
#: The default of what some answers leave out; who reads it there finds None.
ABSENT: Any = MISSING
#: A quarter as answers hold it; in JSON it is its text.
QuarterText = Annotated[Quarter, GetPydanticSchema(lambda *_: core_schema.str_schema())]


class Answer:
    """Base of all typed answers: nothing beside what is named."""

    __pydantic_config__ = _NOTHING_ELSE

    #: Names of the fields that may be left out.
    _optional: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        """What is absent is no attribute of its own, so that no encoder meets it."""
        for name in self._optional:
            if vars(self)[name] is ABSENT:
                del vars(self)[name]

    @classmethod
    def made_of(cls, source: Any, /, **more: Any) -> Self:
        """Of a row or another value: fields of the same names as JSON has them, and ``more``.

        What may be left out is never taken from the source: whether a reader is shown it is
        decided where it is named.
        """
        at = source.__getitem__ if isinstance(source, Mapping) else partial(getattr, source)
        names = {one.name for one in fields(cast(Any, cls))} - {*more, *cls._optional}
        return cls(**{name: _plain(at(name)) for name in names}, **more)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """For pydantic too what is absent is left out, as ``orjson`` does of itself."""
        schema: Any = handler(source)
        schema["serialization"] = core_schema.wrap_serializer_function_ser_schema(
            lambda one, fields: {k: v for k, v in fields(one).items() if k in vars(one)}
        )
        return cast(core_schema.CoreSchema, schema)


def _plain(value: Any) -> Any:
    """Decimals and numbers of arrays as numbers, tuples as lists, what is not known as None."""
    if isinstance(value, tuple | list):
        return list(value)
    if isinstance(value, Decimal | np.generic):
        value = value.item() if isinstance(value, np.generic) else float(value)
    return None if is_null(value) else value


def day_or_quarter(name: str, value: Any, exact: bool) -> dict[str, date | Quarter | None]:
    """A day of a frame as its reader sees it: whole, or as a quarter under another name."""
    day = None if is_null(value) else as_date(value)
    return {name if exact else f"{name}_quarter": seen(day, exact)}


@dataclass_transform(frozen_default=True, kw_only_default=True)
def answer(shape: type[Made]) -> type[Made]:
    """Make a class a typed answer: a frozen dataclass whose fields are given by name."""
    made: Any = dataclass(frozen=True, kw_only=True)(shape)
    made._optional = tuple(one.name for one in fields(made) if one.default is ABSENT)
    for name in made._optional:
        setattr(made, name, None)
    return cast(type[Made], made)


@dataclass(frozen=True)
class Coded:
    """A code and the words for it."""

    __pydantic_config__ = _NOTHING_ELSE

    code: str
    label: str

    @classmethod
    def of(cls, code: str) -> "Coded":
        """A code of one of the lists, with its words."""
        return cls(code, codes.label(code))


@dataclass(frozen=True)
class Named:
    """An organisation by code and name."""

    __pydantic_config__ = _NOTHING_ELSE

    code: str
    name: str


def named(code: str | None, name: str | None) -> Named | None:
    """An organisation by its code and name; None where there is none."""
    return None if code is None else Named(code, name or code)


@answer
class Line(Answer):
    """One line of what an answer rests on."""

    name: str
    text: str


@answer
class AssumptionUsed(Answer):
    """A named figure that an answer rests on, with where it comes from."""

    name: str
    value: Any
    unit: str
    source: str
    year: str | None
    note: str | None
    overridden: bool

    @classmethod
    def all_of(cls, rows: Iterable[Mapping[str, Any]]) -> list["AssumptionUsed"]:
        """The rows of ``AssumptionSet.echo``."""
        return [cls(**row) for row in rows]
