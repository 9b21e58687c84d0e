"""The gap report over HTTP: what each reader sees of it."""

import csv
import io

import pytest
from sqlalchemy import delete

from estate.db import tables as t
from estate.quality.fields_asked_for import LET_TENURES
from estate.register.writes import corrections as writes

PATH = "/api/v1/organisations/SYN-CC/quality"


@pytest.fixture(scope="module")
def shown(club):
    return club.get(PATH).raise_for_status().json()


@pytest.fixture(scope="module")
def own(club, county_token):
    return club.get(PATH, headers=county_token).raise_for_status().json()


def test_the_club_sees_shares_and_no_property(shown, club):
    assert 0 < shown["score"] <= 100
    assert shown["properties"] == 534
    assert "property_gaps" not in shown
    assert all("properties" not in check for check in shown["consistency"])
    listed = club.get("/api/v1/properties?organisation=SYN-CC&limit=600").json()["features"]
    assert len(listed) == 534
    text = club.get(PATH).text
    assert not [f["id"] for f in listed if f["id"] in text]


def test_the_owner_also_sees_which_properties(own):
    assert len(own["property_gaps"]) == 20
    assert all(gap["missing"] and gap["name"] for gap in own["property_gaps"])
    assert all("properties" in check for check in own["validity"])


def test_another_organisations_token_sees_what_the_club_sees(club, county_token):
    found = club.get(PATH.replace("CC", "NSD"), headers=county_token).raise_for_status().json()
    assert "property_gaps" not in found


def test_the_counts_are_those_of_the_register(shown, club):
    fields = {field["field"]: field for field in shown["fields"]}
    listed = club.get("/api/v1/properties?organisation=SYN-CC&limit=600").json()["features"]
    rated = [f for f in listed if f["properties"]["availability"] is not None]
    assert fields["availability"]["known"] == len(rated)
    assert fields["availability"]["applies"] == 534
    leased = [f for f in listed if f["properties"]["tenure"] in LET_TENURES]
    assert fields["lease_end"]["applies"] == len(leased)
    assert fields["lease_end"]["passed"] is False
    checks = {check["check"]: check for check in shown["consistency"]}
    assert checks["green_without_decision"]["failed"] == 5


def test_every_level_and_threshold_names_its_source(shown):
    assert all(field["source"] for field in shown["fields"])
    assert all(rule["source"] for rule in shown["assumptions"])


def test_a_level_that_the_club_agrees_decides_pass_or_fail(club, sample_engine):
    def lease_end():
        fields = club.get(PATH).json()["fields"]
        return next(field for field in fields if field["field"] == "lease_end")

    before = lease_end()
    with sample_engine.begin() as connection:
        writes.agree_level(connection, "lease_end", min_share=0.5, weight=3, agreed_on=None)
    try:
        after = lease_end()
    finally:
        with sample_engine.begin() as connection:
            connection.execute(delete(t.acceptance_level))
    assert (before["passed"], after["passed"]) == (False, True)
    assert (before["acceptance_level"], after["acceptance_level"]) == (0.9, 0.5)
    assert after["source"] == "agreed by the club"


@pytest.mark.parametrize("path", [PATH, PATH + ".csv", "/organisations/SYN-CC/quality"])
def test_the_public_edition_has_no_report(public, path):
    response = public.get(path)
    assert response.status_code == 403
    said = "application/problem+json" if path.startswith("/api") else "text/html; charset=utf-8"
    assert response.headers["content-type"] == said


def test_an_organisation_that_has_not_signed_keeps_its_report_to_itself(club):
    response = club.get("/api/v1/organisations/SYN-PRI/quality")
    assert response.status_code == 403
    assert "has not signed" in response.json()["detail"]


def test_an_unknown_organisation_is_not_found(club):
    assert club.get("/api/v1/organisations/NONE/quality").status_code == 404
    assert club.get("/organisations/NONE/quality").status_code == 404


def test_the_csv_holds_the_same_measures(club, shown):
    response = club.get(PATH + ".csv")
    assert response.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    known = {r["name"]: int(r["good"]) for r in rows if r["measure"] == "completeness"}
    assert known == {field["field"]: field["known"] for field in shown["fields"]}
    tested = {r["name"]: int(r["tested"]) for r in rows if r["measure"] == "consistency"}
    assert tested == {check["check"]: check["tested"] for check in shown["consistency"]}


def test_the_page_says_the_same_in_words(club, shown):
    response = club.get("/organisations/SYN-CC/quality")
    assert response.headers["content-type"].startswith("text/html")
    assert " style=" not in response.text
    assert response.text.count("<script") == response.text.count('<script nonce="') > 0
    assert f"{shown['score']:.0f}<span" in response.text
    for field in shown["fields"]:
        assert f"{field['known']:,} of {field['applies']:,}" in response.text
