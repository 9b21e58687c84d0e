"""Candidates over HTTP: who never appears, who appears only as host, what each one tells."""

from collections import Counter

import pytest
from sqlalchemy import select

from estate import codes
from estate.answers import estate_wide
from estate.colocation.plain_language import lint
from estate.db import tables as t
from estate.register.visibility import CLUB
from tests.api.conftest import TODAY


@pytest.fixture(scope="module")
def answer(club):
    return club.get("/api/v1/candidates", params={"limit": 2000}).raise_for_status().json()


@pytest.fixture(scope="module")
def everything(club):
    """Every candidate of the county, without explanations: straight from the service."""
    here = club.app.state.service
    with here.read_engine.connect() as connection:
        return estate_wide.candidates(here.context(connection, CLUB, TODAY)).found


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
        assert " could move to " in text
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


def test_two_lists_those_known_to_fit_first_and_what_to_ask_for(answer, club):
    found = answer["candidates"]
    fits = [one["fit"] for one in found]
    assert fits == sorted(fits, reverse=True)
    assert 0 < fits.count("fits") == answer["numberFitting"] < answer["numberMatched"]
    for one in found:
        assert (one["ask_for"] == []) == (one["fit"] == "fits")
        if one["fit"] == "fits":
            assert one["spare_low_m2"] <= one["spare_m2"] <= one["spare_high_m2"]
            assert one["need_low_m2"] <= one["need_m2"] <= one["need_high_m2"]
            lacking = one["need_high_m2"] - one["spare_low_m2"]
            if abs(lacking) > 2:  # both are rounded
                assert one["fit_label"] == ("Likely to fit" if lacking > 0 else "Fits")
        unknown = [part for part in one["components"] if part["value"] is None]
        assert all(0 <= part["expected"] <= 1 for part in unknown)
        assert (one["score_spread"] > 0) == bool(unknown)
    only = club.get("/api/v1/candidates", params={"fit": "fits", "limit": 500}).json()
    assert only["numberMatched"] == only["numberFitting"] == answer["numberFitting"]
    assert [one["id"] for one in only["candidates"]] == [
        one["id"] for one in found if one["fit"] == "fits"
    ]
    assert club.get("/api/v1/candidates", params={"fit": "perhaps"}).status_code == 422


def test_a_guest_is_shown_once_with_its_next_hosts(answer, club):
    asked = {"per_guest": True, "limit": 50}
    once = club.get("/api/v1/candidates", params=asked).json()
    guests = [one["scheme_page"] or one["id"] for one in once["candidates"]]
    assert len(set(guests)) == len(guests) == 50 < once["numberMatched"] < answer["numberMatched"]
    for one in once["candidates"]:
        hosts = [one["host"]["property_id"], *(two["property_id"] for two in one["other_hosts"])]
        assert len(set(hosts)) == len(hosts) <= 4
        marks = [(other["fit"] == "fits", other["score"]) for other in one["other_hosts"]]
        assert marks == sorted(marks, reverse=True)
    line = club.get("/api/v1/exports/candidates.csv", params={"fit": "could_fit", "limit": 1})
    assert ",could_fit," in line.text.splitlines()[1]


def test_no_police_in_baths_and_no_probation_in_schools(everything, club, sample_engine):
    baths = ids_of_type(sample_engine, codes.TypeCode.LEISURE_CENTRE)
    into = everything[everything["host_property_id"].isin(baths)]
    assert len(into) and not into["guest_organisation"].eq("SYN-POL").any()
    schools = ids_of_type(sample_engine, *codes.SCHOOL_TYPES)
    hosted = everything[everything["host_property_id"].isin(schools)]
    assert not hosted["guest_organisation"].eq("SYN-PRO").any()
    best = club.get("/api/v1/savings/portfolio").json()
    _hosts_as_its_conditions_say(hosted, best, schools, sample_engine)


def _hosts_as_its_conditions_say(hosted, best, schools, engine):
    """Schools that are known to fit or in the best set have all four conditions and their room on
    record; the sample has some of each kind."""
    h = t.host_condition.c
    with engine.connect() as connection:
        rows = connection.execute(select(h.property_id, h.condition, h.answer, h.room_m2)).all()
    met = Counter(str(row.property_id) for row in rows if row.answer == "met")
    refused = {str(row.property_id) for row in rows if row.answer == "not_met"}
    room = {str(row.property_id): float(row.room_m2) for row in rows if row.room_m2 is not None}
    all_four = {place for place, count in met.items() if count == 4}
    assert all_four and refused and set(met) - all_four - refused
    fitting = hosted[hosted["fit"] == "fits"]
    assert len(fitting) and set(fitting["host_property_id"]) <= all_four
    told = [room.get(place) for place in hosted["host_property_id"]]
    assert [None if spare != spare else spare for spare in hosted["spare_m2"]] == told
    moving = {move["host"]["property_id"] for move in best["moves"]} & schools
    assert None in told and moving and moving <= all_four
