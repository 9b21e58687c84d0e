"""Values that break services, in every parameter and every member of every body.

What schemathesis draws at random seldom is these: zero bytes, broken UTF-8, numbers beyond any
column, years beyond any calendar, half a surrogate pair. Each is answered with a status that the
OpenAPI describes, and none with 5xx.
"""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.api.test_business_case import golden
from tests.openapi.served import ADMINISTRATOR, ROLES, Served

#: As they stand in an address, percent-encoded.
WORST = ("%00", "99999999999999999999999", "9999-12-31", "%0D%0AX:1")
MORE = (
    "a%00b", "%FF%FE", "%ED%A0%80", "NaN", "-1", "0", "1e400", "1e-400", "Infinity",
    "0001-01-01", "10000-01-01", "", "%25",
    "%22%3B%0A", "..%2F..%2Fetc", "x" * 3_000, "%E2%80%AE", "%F0%9F%8F%A0", "%D9%A1", "null", "{}",
)  # fmt: skip
#: In JSON. The second is half a pair, which no encoder of ours would write.
BODY_WORST = ("\x00", "\ud800", "1e-400", "9999-12-31")
BODY_MORE = (
    "a\x00b", 10**30, 0, None, -1, "NaN", "1e400", "0E-400", "1e-100000000", "0001-01-01", 1e308,
    "0" * 5_000,
    "\U0001f3e0", "\u202e", "\x07", True, [], {}, "1_0", "\uff11", "\ufffe", "=1+1",
)  # fmt: skip
RAW = (b"", b"{", b"null", b"\xff", b"[" * 100_000, b"9" * 100_000, b'{"a": NaN}', b'"\\ud800"')
KINDS = (
    "application/json",
    "text/plain",
    "multipart/form-data",
    "application/json; charset=utf-16",
)

RATING = {
    "scheme": "availability", "rating": "amber", "reasons": ["OTHER"], "note": "x",
    "evidence": "C/1", "assessor": "Ann Example", "review_by": "2027-06-01",
}  # fmt: skip
PROPOSAL = {"field": "condition", "proposed_value": "B", "note": "Seen in May"}
BODIES: dict[str, Any] = {
    "/api/v1/properties/{property_id}/ratings": RATING,
    "/api/v1/properties/{property_id}/corrections": PROPOSAL,
    "/api/v1/services/near": {"postcode": "WR1 1AA"},
    "/api/v1/corrections/{correction_id}/decline": {"answer": "So it is"},
}


#: One connection for all; nothing of ours sets a cookie here.
_KEPT = requests.Session()


@pytest.fixture(scope="module")
def document(small: Served) -> Iterator[dict[str, Any]]:
    yield _KEPT.get(f"{small.address}/api/v1/openapi.json", timeout=60).json()
    _KEPT.close()


def _ask(small: Served, described: dict[str, Any], who: str, method: str, path: str, **more: Any):
    headers = small.headers(who) | more.pop("headers", {})
    answer = _KEPT.request(
        method, small.address + path, headers=headers, timeout=60, allow_redirects=False, **more
    )
    said = (
        f"{who}: {method} {path[:200]} {str(more)[:200]} → {answer.status_code} {answer.text[:300]}"
    )
    assert answer.status_code < 500, said
    if str(answer.status_code) in described["responses"]:
        kinds = described["responses"][str(answer.status_code)].get("content", {})
        assert not kinds or answer.headers["Content-Type"].partition(";")[0] in kinds, said
    else:  # the path was another's: a slash or nothing stood for a part of it
        assert answer.status_code in (307, 404, 405), said


def _addresses(
    small: Served, document: dict[str, Any], values: tuple[str, ...]
) -> Iterator[tuple[dict[str, Any], str, str]]:
    """(operation, method, address) with one parameter at a time replaced."""
    usual = small.things | {"decision": "accept", "form": "csv"}
    for template, methods in document["paths"].items():
        for method, operation in methods.items():
            for parameter in operation.get("parameters", ()):
                name, inside = parameter["name"], parameter["in"] == "path"
                for value in values:
                    path = template.format(**(usual | {name: value} if inside else usual))
                    yield operation, method, path if inside else f"{path}?{name}={value}"


def _changed(body: Any, value: Any) -> Iterator[Any]:
    """The body with one of its members replaced, then with one too many."""
    for place in _places(body):
        made = copy.deepcopy(body)
        inner = made
        for step in place[:-1]:
            inner = inner[step]
        inner[place[-1]] = value
        yield made
    yield body | {str(value): value}


def _places(body: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    found = body.items() if isinstance(body, dict) else enumerate(body[:1])
    for step, inner in found:
        yield (*before, step)
        if isinstance(inner, dict | list):
            yield from _places(inner, (*before, step))


def _scheme() -> dict[str, Any]:
    """One with every member that a scheme can have."""
    made: Any = golden()
    made["buildings"][0] |= {
        "area_m2": 100, "dilapidations_gbp": {"central": 5, "low": 1, "high": 9},
        "surrender_gbp": 1, "adaptation_gbp": 1, "void_gbp_pa": 1, "void_months": 3,
        "receipt": {"amount_gbp": 5, "probability": 0.5, "on": "2031-01-01"},
    }  # fmt: skip
    made["moves"][0] |= {"fte": 3, "need_m2": 30, "share_of_origin": 1}
    made["borrowing"] = {"rate_pa": 0.05, "years": 20}
    made["application"] = [{"party": "job", "bottom_line": 0.5}]
    return dict(made)


def _try_bodies(
    small: Served, document: dict[str, Any], bodies: dict[str, Any], values: tuple[Any, ...]
) -> int:
    tried = 0
    for template, body in bodies.items():
        described, path = document["paths"][template]["post"], template.format(**small.things)
        who = "GIS importer" if "corrections" in template else ADMINISTRATOR
        for value in values:
            for made in _changed(body, value):
                sent = json.dumps(made).encode()  # surrogates and NaN as they are
                _ask(small, described, who, "POST", path, data=sent,
                     headers={"Content-Type": "application/json"})  # fmt: skip
                tried += 1
    return tried


def test_the_worst_in_every_parameter(small: Served, document: dict[str, Any]):
    tried = list(_addresses(small, document, WORST))
    for described, method, path in tried:
        _ask(small, described, ADMINISTRATOR, method, path)
    assert len(tried) > 300


def test_the_worst_in_every_member_of_a_body(small: Served, document: dict[str, Any]):
    bodies = BODIES | {"/api/v1/savings/business-case": _scheme()}
    assert _try_bodies(small, document, bodies, BODY_WORST) > 200


@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.long)])
def test_bodies_that_are_none(small: Served, document: dict[str, Any], whole: bool):
    """In short each operation is sent each of them once, and as each kind by turns."""
    with_body = [
        (described, method, template.format(**small.things))
        for template, methods in document["paths"].items()
        for method, described in methods.items()
        if "requestBody" in described
    ]
    for turn, (described, method, path) in enumerate(with_body):
        for at, raw in enumerate(RAW, turn):
            for kind in KINDS if whole else (KINDS[at % len(KINDS)],):
                _ask(small, described, ADMINISTRATOR, method, path, data=raw,
                     headers={"Content-Type": kind})  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("who", ROLES)
def test_every_value_in_every_parameter_in_every_role(
    small: Served, document: dict[str, Any], who: str
):
    for described, method, path in _addresses(small, document, WORST + MORE):
        _ask(small, described, who, method, path)


@pytest.mark.long
def test_every_value_in_every_member_of_every_body(small: Served, document: dict[str, Any]):
    forms = ("", "/cash-flow.csv", "/cash-flow.xlsx")
    schemes = {f"/api/v1/savings/business-case{form}": _scheme() for form in forms}
    _try_bodies(small, document, BODIES | schemes, BODY_WORST + BODY_MORE)
