"""``/docs``: all that the OpenAPI document says, as text, made once."""

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.system.reference import Piece, prose, reference_of, type_in_words
from estate.settings import Settings


@pytest.fixture(scope="module")
def client(database_url: str) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(requests_per_minute=0), database_url)) as client:
        yield client


def test_every_operation_parameter_field_and_object_stands_on_the_page(client: TestClient) -> None:
    document = client.get("/api/v1/openapi.json").json()
    page = client.get("/docs").raise_for_status().text
    names = set(re.findall(r' id="([^"]+)"', page))
    links = set(re.findall(r' href="#([^"]+)"', page))
    assert links <= names
    text = html.unescape(page)
    for path, methods in document["paths"].items():
        assert f"<code>{path}</code>" in text, path
        for one in methods.values():
            assert one["operationId"] in names
            for field in one.get("parameters", []):
                assert f"<code>{field['name']}</code>" in text, (path, field["name"])
            assert set(one["responses"]) <= set(re.findall(r"<strong>(\d+)</strong>", text))
    for name, schema in document["components"]["schemas"].items():
        assert f"schema-{name}" in names
        for field in schema.get("properties", {}):
            assert f"<code>{field}</code>" in text, (name, field)


def test_it_needs_no_script_and_is_rendered_once(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get("/docs").text
    main = first[first.index("<main") : first.index("</main>")]
    assert "<script" not in main  # only the frame has any: its search and its links to copy
    monkeypatch.setattr("api.system.docs.fragment", None)  # whoever renders it again fails
    again = client.get("/docs").text
    assert re.sub("nonce.*", "", again) == re.sub("nonce.*", "", first)


def test_the_document_is_kept_as_bytes_with_a_tag(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get("/api/v1/openapi.json", headers={"Accept-Encoding": "br"})
    assert first.headers["content-encoding"] == "br"
    monkeypatch.setattr("api.http.openapi.json", None)  # whoever writes it again fails
    tag = {"If-None-Match": first.headers["etag"]}
    known = client.get("/api/v1/openapi.json", headers=tag)
    assert (known.status_code, known.content) == (304, b"")
    assert known.headers["cache-control"] == "no-cache"


def test_types_in_words() -> None:
    ref = {"$ref": "#/components/schemas/Site"}
    told: list[tuple[dict[str, Any], str]] = [
        ({"type": "array", "items": ref}, "list of Site"),
        (
            {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
            "text (date) or none",
        ),
        ({"type": "integer", "minimum": 0, "maximum": 9}, "whole number, 0 to 9"),
        ({"type": "number", "minimum": 0}, "number, at least 0"),
        ({"type": "number", "maximum": 1.5}, "number, at most 1.5"),
        (
            {"type": "object", "additionalProperties": {"type": "boolean"}},
            "object of true or false",
        ),
        ({"enum": ["a", "b"], "type": "string"}, "one of a, b"),
        ({"const": "none", "type": "string"}, '"none"'),
        ({"anyOf": [{"type": "boolean"}, {"const": ""}]}, "true or false or blank"),
        ({}, "anything"),
    ]
    for schema, words in told:
        assert "".join(piece.text for piece in type_in_words(schema)) == words
    assert type_in_words(ref) == (Piece("Site", "Site"),)


def test_words_are_escaped_and_code_is_marked() -> None:
    told = prose("Page on with ``next``;\nnot <b>.\n\nThen `a`.")
    shown = "<p>Page on with <code>next</code>; not &lt;b&gt;.</p><p>Then <code>a</code>.</p>"
    assert told == shown


def test_who_needs_a_token_is_told() -> None:
    answers = {"200": {"description": "Done"}}
    plain = {"tags": ["x"], "operationId": "x", "summary": "X", "description": "X."}
    paths = {
        f"/{n}": {"get": plain | {"responses": answers, "security": security}}
        for n, security in enumerate(([{"token": []}], [{}, {"token": []}], []))
    }
    info = {"title": "T", "version": "1", "description": "D"}
    read = reference_of({"info": info, "paths": paths, "components": {"schemas": {}}})
    assert [one.token for one in read.groups["x"]] == ["needed", "looked at", "not asked for"]
