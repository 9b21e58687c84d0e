"""What a typed answer is made of: frozen values that JSON, pages, charts and files show alike.

An answer is declared once: its fields are what renderers read, what ``orjson`` and FastAPI write
as JSON, and what the OpenAPI describes. A field that not every reader is shown, or that only some
rows have, is ``ABSENT`` by default and then left out of the JSON; what is shown and not known is
null there. To renderers in Python both are None.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Annotated, Any, ClassVar, TypeVar, cast, dataclass_transform

from pydantic import MISSING, ConfigDict, GetCoreSchemaHandler, GetPydanticSchema
from pydantic_core import core_schema

from estate import codes
from estate.quarters import Quarter

A = TypeVar("A", bound="Answer")
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
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """For pydantic too what is absent is left out, as ``orjson`` does of itself."""
        schema: Any = handler(source)
        schema["serialization"] = core_schema.wrap_serializer_function_ser_schema(
            lambda one, fields: {k: v for k, v in fields(one).items() if k in vars(one)}
        )
        return cast(core_schema.CoreSchema, schema)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def answer(shape: type[A]) -> type[A]:
    """Make a class a typed answer: a frozen dataclass whose fields are given by name."""
    made: Any = dataclass(frozen=True, kw_only=True)(shape)
    made._optional = tuple(one.name for one in fields(made) if one.default is ABSENT)
    for name in made._optional:
        setattr(made, name, None)
    return cast(type[A], made)


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
