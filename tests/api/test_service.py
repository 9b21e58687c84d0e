"""The service as a whole: its description, its headers, its errors."""

import pytest

from api.http import problems
from estate import errors


def test_every_error_raised_on_purpose_has_its_problem():
    """A domain error without an entry would be answered as a surprise, 500."""

    def leaves(kind: type[Exception]) -> list[type[Exception]]:
        return [kind, *(leaf for sub in kind.__subclasses__() for leaf in leaves(sub))]

    for kind in leaves(errors.EstateError)[1:]:
        assert any(issubclass(kind, known) for known in problems.PROBLEMS), kind


def test_every_path_is_described_with_its_problems(club):
    description = club.get("/api/v1/openapi.json").raise_for_status().json()
    assert len(description["paths"]) >= 9
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], (method, path)
            if "/health/" not in path:
                content = operation["responses"]["422"]["content"]
                assert "application/problem+json" in content, path


@pytest.mark.parametrize("path", ["/", "/docs", "/api/v1/stats", "/nothing", "/map/areas.geojson"])
def test_every_response_carries_the_security_headers(club, path):
    headers = club.get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe-inline" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"


def test_a_nonce_is_used_once(club):
    first, second = (club.get("/").headers["content-security-policy"] for _ in range(2))
    assert first != second


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/nothing", "/static/none.js"])
def test_what_is_not_there_is_a_problem(club, path):
    response = club.get(path)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


def test_get_cannot_write(club):
    engine = club.app.state.service.read_engine
    with engine.connect() as connection, pytest.raises(Exception, match="read-only"):
        connection.exec_driver_sql("DELETE FROM title")


def test_a_wrong_method_is_a_problem(club):
    response = club.delete("/api/v1/properties")
    assert response.status_code == 405
    assert response.headers["content-type"] == "application/problem+json"
