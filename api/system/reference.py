"""The OpenAPI document as a page tells it: operations by their noun, types in words."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

_WORDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "null": "none",
    "object": "object",
    "array": "list",
}
_PROBLEM = "application/problem+json"
_CODE = re.compile(r"(?<!`)`++([^`]++)`++")


@dataclass(frozen=True)
class Piece:
    """Some words of a type; ``schema`` is the object that they name, if any."""

    text: str
    schema: str | None = None


Type = tuple[Piece, ...]


@dataclass(frozen=True)
class Field:
    """A parameter, or a field of an object. ``where``: path, query or header, of a parameter."""

    name: str
    type: Type
    required: bool
    description: Markup
    where: str = ""


@dataclass(frozen=True)
class Content:
    """A body in one media type, with its fields where they are said only here."""

    media_type: str
    type: Type
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Answer:
    """What comes back with one status."""

    status: str
    description: Markup
    contents: tuple[Content, ...]


@dataclass(frozen=True)
class Operation:
    """One method of one address. ``token``: ``needed``, ``looked at`` or ``not asked for``."""

    identifier: str
    method: str
    path: str
    summary: str
    description: Markup
    token: str
    parameters: tuple[Field, ...]
    body: tuple[Content, ...]
    answers: tuple[Answer, ...]
    problems: tuple[Answer, ...]


@dataclass(frozen=True)
class Schema:
    """An object that operations send or take; ``type`` where it has no fields."""

    name: str
    description: Markup
    type: Type
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Reference:
    """The whole document: operations by the tag they carry, in its order."""

    title: str
    version: str
    description: Markup
    groups: Mapping[str, tuple[Operation, ...]]
    schemas: tuple[Schema, ...]


def reference_of(document: Mapping[str, Any]) -> Reference:
    """Read an OpenAPI 3.1 document as FastAPI makes it."""
    groups: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            groups.setdefault(told["tags"][0], []).append(_operation(method, path, told))
    info = document["info"]
    return Reference(
        title=info["title"],
        version=info["version"],
        description=prose(info["description"]),
        groups={name: tuple(operations) for name, operations in groups.items()},
        schemas=tuple(
            Schema(
                name=name,
                description=prose(told.get("description", "")),
                type=type_in_words(told),
                fields=tuple(_fields(told)),
            )
            for name, told in sorted(document["components"]["schemas"].items())
        ),
    )


def type_in_words(schema: Mapping[str, Any]) -> Type:
    """What a value may be: ``list of whole number, 0 to 9``, with the objects it names."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return (Piece(name, name),)
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return tuple(_joined(schema[choice]))
    if schema.get("const") == "":
        return (Piece("blank"),)
    if "const" in schema:
        return (Piece(json.dumps(schema["const"], ensure_ascii=False)),)
    if "enum" in schema:
        return (Piece("one of " + ", ".join(str(value) for value in schema["enum"])),)
    return tuple(_plain(schema))


def prose(text: str) -> Markup:
    """Our own words as paragraphs, what stands between backticks as code."""
    paragraphs = [" ".join(part.split()) for part in text.strip().split("\n\n")]
    coded = [_CODE.sub(r"<code>\1</code>", str(escape(part))) for part in paragraphs if part]
    return Markup("".join(f"<p>{part}</p>" for part in coded))  # noqa: S704 - escaped above


def _joined(choices: list[Mapping[str, Any]]) -> Iterator[Piece]:
    for at, choice in enumerate(choices):
        if at:
            yield Piece(" or ")
        yield from type_in_words(choice)


def _plain(schema: Mapping[str, Any]) -> Iterator[Piece]:
    kind = schema.get("type", "anything")
    if kind == "array":
        yield Piece("list of ")
        yield from type_in_words(schema.get("items", {}))
        return
    others = schema.get("additionalProperties")
    if kind == "object" and isinstance(others, dict) and others:
        yield Piece("object of ")
        yield from type_in_words(others)
        return
    yield Piece(_WORDS.get(kind, kind) + _form(schema) + _limits(schema))


def _form(schema: Mapping[str, Any]) -> str:
    return f" ({schema['format']})" if "format" in schema else ""


def _limits(schema: Mapping[str, Any]) -> str:
    """Least and most, as ``, 0 to 9``, ``, at least 0`` or ``, at most 9``."""
    least, most = schema.get("minimum"), schema.get("maximum")
    if least is not None and most is not None:
        return f", {least:g} to {most:g}"
    if least is not None:
        return f", at least {least:g}"
    return "" if most is None else f", at most {most:g}"


def _operation(method: str, path: str, told: Mapping[str, Any]) -> Operation:
    answers = [_answer(status, one) for status, one in told["responses"].items()]
    security = told.get("security", [])
    return Operation(
        identifier=told["operationId"],
        method=method.upper(),
        path=path,
        summary=told["summary"],
        description=prose(told["description"]),
        token="not asked for" if not security else "looked at" if {} in security else "needed",
        parameters=tuple(
            Field(
                name=one["name"],
                type=type_in_words(one["schema"]),
                required=one["required"],
                description=prose(one.get("description", "")),
                where=one["in"],
            )
            for one in told.get("parameters", [])
        ),
        body=_contents(told.get("requestBody", {})),
        answers=tuple(one for one in answers if not _is_problem(one)),
        problems=tuple(one for one in answers if _is_problem(one)),
    )


def _answer(status: str, told: Mapping[str, Any]) -> Answer:
    return Answer(status, prose(told.get("description", "")), _contents(told))


def _is_problem(answer: Answer) -> bool:
    return any(one.media_type == _PROBLEM for one in answer.contents)


def _contents(told: Mapping[str, Any]) -> tuple[Content, ...]:
    return tuple(
        Content(
            media_type=kind,
            type=type_in_words(one.get("schema", {})),
            fields=tuple(_fields(one.get("schema", {}))),
        )
        for kind, one in told.get("content", {}).items()
    )


def _fields(schema: Mapping[str, Any]) -> Iterator[Field]:
    needed = schema.get("required", ())
    for name, one in schema.get("properties", {}).items():
        words = prose(one.get("description", ""))
        yield Field(name, type_in_words(one), name in needed, words)
