"""What the OpenAPI document itself must hold, and the methods that it does not name."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel, ValidationError
from starlette.testclient import TestClient

from api.app import create_app
from api.http.downloads import attachment
from api.http.parameters import FormQuery
from api.http.text_types import Day, Line, Paragraphs
from estate.settings import Settings
from maps import assets

ANY = "00000000-0000-0000-0000-000000000000"


@pytest.fixture(scope="module")
def client(database_url: str) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(requests_per_minute=0), database_url)) as client:
        yield client


@pytest.fixture(scope="module")
def document(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/v1/openapi.json").raise_for_status().json()
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_every_answer_has_a_media_type_and_a_shape(document):
    for name, operation in operations(document):
        for status, answer in operation["responses"].items():
            if status == "204":
                continue
            assert answer["content"], (name, status)
            for kind, described in answer["content"].items():
                assert described["schema"], (name, status, kind)
                problem = kind == "application/problem+json"
                assert problem == (not status.startswith("2")), (name, status, kind)


def may_be_blank(parameter: dict[str, Any]) -> bool:
    own = parameter["schema"].get("items", parameter["schema"])
    return {"type": "string", "const": ""} in own.get("anyOf", [])


def test_an_empty_box_of_a_form_is_taken_where_the_document_says_so(document):
    """``?town=&across_road=`` is what a form sends of boxes that nobody filled."""
    told = {
        one["name"]
        for _, operation in operations(document)
        for one in operation.get("parameters", [])
        if may_be_blank(one)
    }
    for question in FormQuery.__subclasses__():
        fields = [(one.alias or n, one) for n, one in question.model_fields.items()]
        needed = {name: "needed" for name, one in fields if one.is_required()}
        optional = {name: "" for name, one in fields if not one.is_required()}
        assert question.model_validate({**needed, **optional}) == question.model_validate(needed)
        assert set(optional) <= told, question
    land = document["paths"]["/api/v1/land"]["get"]["parameters"]
    (town,) = (one["schema"] for one in land if one["name"] == "town")
    assert [one.get("maxLength") for one in town["anyOf"]] == [200, None, None]


def test_every_operation_names_what_may_always_happen(document):
    for name, operation in operations(document):
        assert {"401", "422", "429", "503"} <= set(operation["responses"]), name
        if "requestBody" in operation:
            assert {"400", "413"} <= set(operation["responses"]), name


def test_every_operation_says_whether_it_wants_a_token(client, document):
    """One that wants it refuses whoever has none; another never answers 401 for that."""
    assert set(document["components"]["securitySchemes"]) == {"token"}
    for name, operation in operations(document):
        method, path = name.split(" ")
        asked = path.replace("{decision}", "accept")
        for part in ("property_id", "correction_id", "match_id", "merge_id", "request_id", "id",
                     "guest_id", "host_id", "case_id", "opportunity_id", "note_id", "offer_id",
                     "document_id", "meeting_id", "action_id", "fund_id", "venue_id",
                     "wish_id"):  # fmt: skip
            asked = asked.replace(f"{{{part}}}", ANY)
        body = {"json": {}} if "requestBody" in operation else {}
        status = client.request(
            method, asked.format(code="X", form="csv", number="0" * 12, name="X"), **body
        ).status_code
        wanted = operation.get("security") == [{"token": []}]
        assert (status == 401) == wanted, (name, status)


def test_every_operation_says_in_a_sentence_what_it_does(document):
    for name, operation in operations(document):
        summary = operation["summary"]
        assert 10 <= len(summary) <= 150, (name, summary)
        assert operation["description"].replace("\n", " ").startswith(summary), name
        assert "_" not in summary.replace("{form}", ""), name


def test_what_an_address_does_not_know_is_405_with_what_it_knows(client, document):
    for path, methods in document["paths"].items():
        asked = path.replace("{decision}", "accept").replace("{form}", "csv")
        known = {method.upper() for method in methods}
        told = known | ({"HEAD"} if "GET" in known else set())
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - known:
            answer = client.request(method, asked.replace("{", "").replace("}", ""))
            assert answer.status_code == 405, (method, path)
            assert answer.headers["content-type"] == "application/problem+json"
            assert set(answer.headers["Allow"].split(", ")) == told, path


def test_405_names_the_methods_of_all_routes_of_an_address(client):
    answer = client.put(f"/api/v1/properties/{ANY}/ratings")
    assert answer.headers["Allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize("path", ["/api/v1/organisations", "/api/v1/health/live", "/docs"])
def test_head_is_get_without_its_body(client, path):
    plain = {"Accept-Encoding": "identity"}  # a page's nonce does not always pack alike
    whole, head = client.get(path, headers=plain), client.head(path, headers=plain)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-type", "content-length"):
        assert head.headers[name] == whole.headers[name], name
    assert head.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/towns/a%00b", "/api/v1/organisations/%00", "/api/v1/properties?q=%00", "/?x=%00"]
)
def test_a_zero_byte_in_an_address_is_refused_by_name(client, path):
    answer = client.get(path)
    assert answer.status_code == 422
    assert "%00" in answer.text


def test_no_page_stumbles_over_a_zero_byte(client):
    """The pages' own routes, which the OpenAPI does not name, and the map's files."""
    asked = [f"/static/{assets.version()}/a%00b.js", "/nowhere/%00", "/%00"]
    for route in iter_route_contexts(client.app.routes):
        if "GET" in (route.methods or ()):
            asked += [re.sub(r"\{[^}]+\}", "%00", str(route.path)), f"{route.path}?x=%00"]
    assert len(asked) > 100
    for path in asked:
        assert client.get(path).status_code != 500, path  # 503: no county here


class Sent(BaseModel):
    line: Line = ""
    text: Paragraphs = ""
    day: Day = date(2026, 1, 1)


@pytest.mark.parametrize(
    "sent",
    [{"line": "a\x00"}, {"line": "a\nb"}, {"line": "\u202eb"}, {"text": "a\x00"}, {"day": 0},
     {"text": "\x1b[31m"}, {"day": "0"}, {"day": "2026-1-1"}, {"day": "2026-02-30"}],
)  # fmt: skip
def test_what_may_not_stand_in_a_text_or_a_date(sent):
    with pytest.raises(ValidationError):
        Sent.model_validate(sent)


def test_what_may():
    sent = {"line": "Café – £5 m² 🏠", "text": "one\n\ttwo", "day": "2024-02-29"}
    assert Sent.model_validate(sent).model_dump(mode="json") == sent


@pytest.mark.parametrize("code", ["SYN-CC", 'a"b', "a\r\nX: 1", "Łódź", "a;b"])
def test_no_code_breaks_the_header_that_names_a_file(code):
    named = attachment(f"land-{code}.csv")["Content-Disposition"]
    assert named.isascii()
    assert named.isprintable()
    said = named.partition("filename")[2]
    assert said == '="land-SYN-CC.csv"' if code == "SYN-CC" else said.startswith("*=utf-8''land-")
    assert said.count('"') in (0, 2)
    assert ";" not in said
