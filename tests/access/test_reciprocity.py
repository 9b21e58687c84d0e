"""No club level without a signature: who has not signed sees its own, and what is public."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import orjson
import pytest

from estate.register.writes.area import sign_protocol, withdraw_signature
from tests.access.twin_county import BIG, UNSIGNED, key
from tests.access.twins import Register, Request
from tests.conftest import database

EDITOR = "editor of an unsigned body"
OF_THE_CLUB = [
    "/api/v1/savings/portfolio", "/api/v1/savings/cost-range", "/api/v1/ratings/reviews",
    f"/api/v1/organisations/{BIG}/quality", "/county/cost.svg", "/towns/Easton/ratings.svg",
    f"/organisations/{BIG}/ratings.svg",
]  # fmt: skip
ITS_OWN = [
    f"/api/v1/properties/{key('property', UNSIGNED, 0)}", f"/organisations/{UNSIGNED}",
    f"/organisations/{UNSIGNED}/ratings.svg", f"/api/v1/organisations/{UNSIGNED}/quality",
    f"/properties/{key('property', UNSIGNED, 0)}", "/api/v1/leases/calendar",
    f"/api/v1/properties/{key('property', UNSIGNED, 0)}/ratings",
]  # fmt: skip


@pytest.fixture(scope="module")
def register() -> Iterator[Register]:
    with database("migrated") as url:
        made = Register(url)
        yield made
        made.close()
        made.engine.dispose()


def ask(register: Register, path: str, who: str = EDITOR) -> tuple[int, bytes]:
    status, _, body = register.ask(Request(who, path))
    return status, body


def read(register: Register, path: str, who: str = EDITOR) -> Any:
    status, body = ask(register, path, who)
    assert status == 200, (path, body[:300])
    return orjson.loads(body)


@pytest.mark.parametrize("path", OF_THE_CLUB)
def test_what_is_the_clubs_is_refused_and_the_answer_says_what_to_do(register: Register, path: str):
    status, body = ask(register, path)
    assert status == 403
    if path != "/api/v1/savings/cost-range":
        assert b"has not signed the protocol" in body


@pytest.mark.parametrize("path", ITS_OWN)
def test_its_own_is_shown_whole(register: Register, path: str):
    assert ask(register, path)[0] == 200


def test_its_own_rows_are_whole_and_others_as_the_public_sees_them(register: Register):
    def listed(who: str) -> dict[str, Any]:
        found = read(register, "/api/v1/properties?limit=1000", who)["features"]
        return {one["id"]: one["properties"] for one in found}

    seen, public = listed(EDITOR), listed("public")
    own = {name for name, site in seen.items() if site["organisation"] == UNSIGNED}
    assert len(own) == 3
    assert seen.keys() - own == public.keys() - own
    for name in seen.keys() - own:
        told = {field: value for field, value in seen[name].items() if value is not None}
        assert told == {field: v for field, v in public[name].items() if v is not None}
    assert all(seen[name]["book_value_gbp"] for name in own)


def test_it_is_shown_the_candidates_that_concern_it_as_pending(register: Register):
    found = read(register, "/api/v1/candidates?limit=1000")["candidates"]
    assert found
    for one in found:
        sides = {one[side]["organisation"]["code"] for side in ("guest", "host")}
        assert UNSIGNED in sides
        assert one["protocol_pending"] is True
    filtered = read(register, f"/api/v1/candidates?organisation={BIG}&limit=1000")["candidates"]
    assert 0 < len(filtered) < len(found)


def test_no_total_of_the_club_is_in_its_figures(register: Register):
    stats = read(register, "/api/v1/stats")
    assert "book_value" not in stats
    assert stats.get("segments", []) == stats.get("county_table", []) == []


def test_a_signature_opens_the_clubs_doors_and_its_rows_to_the_club(register: Register):
    path = f"/api/v1/properties/{key('property', UNSIGNED, 0)}"
    assert read(register, path, "club edition")["occupations"] == []
    with register.engine.begin() as connection:
        sign_protocol(
            connection, UNSIGNED, on=date(2026, 5, 1), signatory="A. Person", signed_for="all"
        )
    try:
        assert ask(register, "/api/v1/savings/portfolio")[0] == 200
        assert read(register, "/api/v1/stats")["book_value"] is not None
        assert read(register, path, "club edition")["occupations"]
        assert read(register, path, "club edition")["data_source"] is not None
    finally:
        with register.engine.begin() as connection:
            withdraw_signature(connection, UNSIGNED)
    assert ask(register, "/api/v1/savings/portfolio")[0] == 403
