"""The OpenAPI document, completed by what holds for every route.

Routes name their own problems; that a body may be too large, that a token may be unknown and
that an answer is problem+json is said here, once.
"""

import re
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from api.http.problems import responses

TOKEN, TOKEN_IF_ANY = "token", "token, if any"
_JSON = "application/json"
_WITH_BODY = (400, 413)
#: Letters that a list of operations shows in a line or two.
_LONGEST_SUMMARY = 100


class DescribedService(FastAPI):
    """A FastAPI whose OpenAPI document is whole."""

    def openapi(self) -> dict[str, Any]:
        """Made once, like FastAPI's own."""
        is_made = self.openapi_schema is not None
        document = super().openapi()
        if not is_made:
            _complete(document)
        return document


def _complete(document: dict[str, Any]) -> None:
    document["components"].get("securitySchemes", {}).pop(TOKEN_IF_ANY, None)
    for operation in _operations(document):
        operation["summary"] = _first_sentence(operation["description"])
        if "requestBody" in operation:
            operation["responses"] |= _problems(*_WITH_BODY)
        for response in operation["responses"].values():
            _right_media(response.get("content", {}))
        _tell_who_may(operation)


def _first_sentence(words: str) -> str:
    """What an operation does, in the list of all; FastAPI would show its function's name."""
    sentence = re.split(r"[.;](?:\s|$)", " ".join(words.split()), maxsplit=1)[0]
    return sentence if len(sentence) <= _LONGEST_SUMMARY else sentence.partition(":")[0]


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for methods in document["paths"].values():
        yield from methods.values()


def _problems(*statuses: int) -> dict[str, Any]:
    wanted = responses(*statuses)
    return {
        str(status): {name: wanted[status][name] for name in ("description", "content")}
        for status in statuses
    }


def _right_media(content: dict[str, Any]) -> None:
    """FastAPI describes a model as JSON, also where the answer is another kind of JSON."""
    others = [kind for kind in content if kind != _JSON]
    if _JSON in content and others:
        described = content.pop(_JSON)
        if "schema" not in content[others[0]]:
            content[others[0]] = described
    for one in content.values():
        if "$ref" in one.get("schema", {}):  # beside what FastAPI says of any dictionary
            one["schema"] = {"$ref": one["schema"]["$ref"]}


def _tell_who_may(operation: dict[str, Any]) -> None:
    """A token is needed, is looked at if there is one, or is none of this route's business."""
    names = {name for one in operation.pop("security", []) for name in one}
    if TOKEN in names:
        operation["security"] = [{TOKEN: []}]
    elif TOKEN_IF_ANY in names:
        operation["security"] = [{}, {TOKEN: []}]
