"""No question can be put about a hidden field: no filter, sort or choice of columns names one."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from estate.colocation.question import SORTS
from estate.register import visibility as v
from estate.settings import Settings
from tests.access.doors import filled
from tests.access.questions import SORTED as ORDERS
from tests.access.twin_county import BIG, COUNTY, key

FACTS = ("property", "interest", "lease", "lease_event", "occupation", "cost_line", "rating")
CONFIDENTIAL = {
    column
    for table in FACTS
    for column, level in v.LEVELS[table].items()
    if level in (v.Level.PARTIES, v.Level.OWNER)
}
#: Of a cost line these are confidential; as names they are everywhere.
PLAIN = {"note", "kind", "organisation_code", "property_id"}
#: A filter on the lease date as the reader knows it: the quarter's last day for the club.
ROUNDED = {"lease_ends_before"}


SORTED = {"/api/v1/candidates", "/api/v1/properties/{property_id}/candidates",
          "/api/v1/exports/candidates.csv", "/api/v1/exports/candidates.xlsx"}  # fmt: skip


@pytest.fixture(scope="module")
def client(database_url: str) -> Iterator[TestClient]:
    app = create_app(Settings(reader="club", requests_per_minute=0), database_url)
    with TestClient(app) as client:
        yield client


@pytest.fixture(scope="module")
def service(client: TestClient) -> Any:
    return client.app


def reads(service: Any) -> dict[str, dict[str, Any]]:
    """Every described GET."""
    found = service.openapi()["paths"]
    return {path: operations["get"] for path, operations in found.items() if "get" in operations}


def test_no_parameter_is_named_after_a_confidential_column(service: Any):
    for path, operation in reads(service).items():
        asked = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"}
        near = {
            name for name in asked for column in CONFIDENTIAL - PLAIN if column in name
        } - ROUNDED
        assert not near, (path, near)


def test_no_parameter_chooses_an_order_or_columns(service: Any):
    for path, operation in reads(service).items():
        asked = {one["name"] for one in operation.get("parameters", ())}
        near = [n for n in asked if re.search(r"sort|order|fields|columns|select", n)]
        assert not near or (path in SORTED and sorted(near) == ["order", "sort"]), path


def test_candidates_are_sorted_by_what_they_show_alone(service: Any):
    """Each order is named, and goes by figures of the answer itself (tests/core/test_question.py);
    that twins answer alike whatever the order is held by test_inference.py."""
    for path in SORTED:
        asked = {one["name"]: one for one in reads(service)[path]["parameters"]}
        (orders,) = (one["enum"] for one in asked["sort"]["schema"]["anyOf"] if "enum" in one)
        assert set(orders) == set(ORDERS) == set(SORTS)
        assert "note" not in orders


def test_a_question_about_a_hidden_field_is_refused_by_name(service: Any, client: TestClient):
    guest, host = key("property", BIG, 1), key("property", COUNTY, 0)
    values = {"property_id": [guest], "code": [COUNTY], "form": ["csv"], "guest_id": [guest],
              "host_id": [host]}  # fmt: skip
    asked = [("expiry_date", "2027-01-01"), ("passing_rent_gbp_pa", "1"), ("sort", "note")]
    seen = 0
    for template in reads(service):
        if re.search(r"health|\{(import|plan|match|merge|correction|id)", template):
            continue
        for path in filled(template, values):
            for name, value in asked:
                answer = client.get(path, params={name: value})
                if answer.status_code in (401, 404):
                    continue  # nothing is asked of the register without a token
                assert answer.status_code == 422, (path, name, answer.status_code)
                assert name in answer.text
                seen += 1
    assert seen > 40
