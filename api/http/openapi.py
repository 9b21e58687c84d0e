"""The OpenAPI document, completed by what holds for every route.

Routes name their own problems; that a body may be too large, that a token may be unknown and
that an answer is problem+json is said here, once.
"""

import json
import re
from collections.abc import Iterator
from threading import Lock
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.http import problems
from api.http.encoding import Packed
from api.http.problems import responses

TOKEN, TOKEN_IF_ANY = "token", "token, if any"
_JSON = "application/json"
#: Asked for again each time, and sent again only when it has changed.
_KEPT = {"Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
_WITH_BODY = (400, 413)
#: Letters that a list of operations shows in a line or two.
_LONGEST_SUMMARY = 100


class DescribedService(FastAPI):
    """A FastAPI whose OpenAPI document is whole, and sent as bytes that are kept."""

    def setup(self) -> None:
        """The document's own address; pages over it are routes like any other."""
        self._one_at_a_time = Lock()
        self._packed: Packed | None = None
        if self.openapi_url:
            self.add_route(self.openapi_url, self._document, include_in_schema=False)

    def openapi(self) -> dict[str, Any]:
        """Made once, when first asked for: it takes about a second."""
        with self._one_at_a_time:
            document = self.openapi_schema
            if document is None:
                document = super().openapi()
                _complete(document)
            return document

    async def _document(self, request: Request) -> Response:
        if self._packed is None:
            self._packed = await run_in_threadpool(self._pack)
        return self._packed.response(_KEPT, request.headers)

    def _pack(self) -> Packed:
        body = json.dumps(self.openapi(), ensure_ascii=False, separators=(",", ":")).encode()
        return Packed(body, _JSON)


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
    if problems.MEDIA_TYPE in content:  # of whatever kind the route's own answer is
        for kind in others:
            if kind != problems.MEDIA_TYPE:
                del content[kind]
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
