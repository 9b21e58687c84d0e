"""Candidates over HTTP: who never appears, who appears only as host, what each one tells."""

import pytest
from sqlalchemy import select

from estate import codes
from estate.colocation.language import lint
from estate.db import tables as t
from estate.register.visibility import CLUB
from tests.api.conftest import TODAY

pytestmark = pytest.mark.xdist_group("sample")


@pytest.fixture(scope="module")
def answer(club):
    return club.get("/api/v1/candidates", params={"limit": 2000}).raise_for_status().json()


@pytest.fixture(scope="module")
def everything(club):
    """Every candidate of the county, without explanations: straight from the service."""
    app_answers = club.app.state.service.answers
    with club.app.state.service.read_engine.connect() as connection:
        return app_answers.candidates(connection, CLUB, TODAY).found


def ids_of_type(engine, *types):
    statement = select(t.property_.c.property_id).where(
        t.property_.c.type_code.in_([kind.value for kind in types])
    )
    with engine.connect() as connection:
        return {str(found) for found in connection.execute(statement).scalars()}


def test_a_crematorium_appears_in_no_candidate(everything, sample_engine):
    crematoria = ids_of_type(sample_engine, codes.TypeCode.CREMATORIUM)
    assert len(crematoria) == 3
    involved = {*everything["guest_property_id"], *everything["host_property_id"]}
    assert not crematoria & involved


def test_a_school_hosts_and_never_moves(everything, sample_engine):
    schools = ids_of_type(sample_engine, *codes.SCHOOL_TYPES)
    assert schools & set(everything["host_property_id"])
    assert not schools & set(everything["guest_property_id"])


def test_every_candidate_lists_components_evidence_and_unknowns(answer):
    assert answer["numberReturned"] > 100
    for found in answer["candidates"]:
        assert len(found["components"]) == 8
        assert sum(part["weight"] for part in found["components"]) == pytest.approx(1)
        assert 0 <= found["score"] <= 1
        assert 0 < found["evidence"] <= 1
        unknown = [part for part in found["components"] if part["value"] is None]
        assert bool(unknown) <= bool(found["unknowns"])
        known = sum(part["weight"] for part in found["components"] if part["value"] is not None)
        assert found["evidence"] == pytest.approx(known, abs=1e-3)


def test_guest_and_host_are_of_different_organisations(everything):
    assert (everything["guest_organisation"] != everything["host_organisation"]).all()


def test_nothing_generated_says_that_a_property_will_go(answer):
    texts = [found["explanation"] for found in answer["candidates"]]
    assert len(texts) >= 1_000
    for text in texts:
        assert not lint(text)
        assert "could be considered" in text
        assert "no decision has been taken" in text
    assert answer["disclaimer"] == codes.DISCLAIMER


def test_the_club_reads_quarters_and_hundreds(answer):
    for found in answer["candidates"]:
        assert not found["exact"]
        assert "exit_date" not in found
        assert "act_by" not in found
        assert found["need_m2"] is None or found["need_m2"] % 100 == 0


def test_the_ranking_comes_before_any_limit(club, answer):
    first = club.get("/api/v1/candidates", params={"limit": 5}).json()
    assert [c["id"] for c in first["candidates"]] == [c["id"] for c in answer["candidates"][:5]]
    assert first["numberMatched"] == answer["numberMatched"]


def test_a_filter_never_changes_a_score(club, answer):
    scores = {found["id"]: found["score"] for found in answer["candidates"]}
    town = club.get("/api/v1/candidates", params={"town": "Evesham", "limit": 500}).json()
    assert 0 < town["numberMatched"] < answer["numberMatched"]
    seen = [found for found in town["candidates"] if found["id"] in scores]
    assert seen
    assert all(found["score"] == scores[found["id"]] for found in seen)


def test_one_propertys_candidates_say_its_role(club, answer):
    host = answer["candidates"][0]["host"]["property_id"]
    found = club.get(f"/api/v1/properties/{host}/candidates").raise_for_status().json()
    assert {one["role"] for one in found["candidates"]} <= {"guest", "host"}
    assert all(
        host in (one["guest"]["property_id"], one["host"]["property_id"])
        for one in found["candidates"]
    )


def test_the_public_gets_no_candidates(public):
    response = public.get("/api/v1/candidates")
    assert response.status_code == 403
    assert response.headers["content-type"] == "application/problem+json"
