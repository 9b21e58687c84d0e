"""Statements of premises cost over HTTP and as pages: own figures exactly, others' as bands."""

import csv
import io

import pytest

ADDRESS = "/api/v1/organisations/{}/statement"


def read(client, code, headers=None):
    return client.get(ADDRESS.format(code), headers=headers).raise_for_status().json()


def test_an_organisation_sees_its_own_figures_and_bands_of_its_landlords(club, county_token):
    own = read(club, "SYN-CC", county_token)
    assert own["organisation"]["code"] == "SYN-CC"
    reported = [one for one in own["lines"] if one["cost_tier"]["code"] == "actual"]
    mine = [one for one in reported if one["is_own"]]
    others = [one for one in reported if not one["is_own"]]
    assert len(mine) > 20
    assert len(others) >= 2
    assert all(one["exact"] for one in mine)
    assert not any(one["exact"] for one in others)
    for one in others:
        assert all(amount % 1_000 == 0 for amount in one["building"].values()), one
    theirs = read(club, "SYN-CC")
    assert not any(one["exact"] for one in theirs["lines"] if one["cost_tier"]["code"] == "actual")


def test_parts_are_shares_of_buildings_and_the_sum_is_theirs(club, county_token):
    found = read(club, "SYN-CC", county_token)
    known = [one for one in found["lines"] if one["share"] is not None]
    assert found["unknown_shares"] == len(found["lines"]) - len(known)
    assert {one["share_rests_on"] for one in known} == {"alone", "need"}
    for one in known:
        step = 1 if one["exact"] else 1_000
        for name, amount in one["part"].items():
            whole = one["building"][name]
            off = step + whole * 0.0001  # the share is told to four places
            assert amount == pytest.approx(whole * one["share"], abs=off)
    for one in found["lines"]:
        assert (one["part"] is None) == (one["share_rests_on"] == "unknown")
    total = found["total"]
    assert total["buildings"] == len(known)
    central = sum(one["part"]["central_gbp_pa"] for one in known)
    assert total["cost"]["central_gbp_pa"] == pytest.approx(central, rel=0.005)
    assert total["cost"]["low_gbp_pa"] < central < total["cost"]["high_gbp_pa"]


def test_who_may_not_see_them_is_told_why(public, club):
    assert public.get(ADDRESS.format("SYN-CC")).status_code == 403
    unsigned = club.get(ADDRESS.format("SYN-PRI"))
    assert unsigned.status_code == 403
    assert "has not signed the protocol" in unsigned.json()["detail"]
    assert club.get(ADDRESS.format("NOBODY")).status_code == 404
    assert public.get("/organisations/SYN-CC/statement").status_code == 403


def test_the_page_and_its_file_say_the_same(club):
    found = read(club, "SYN-CC")
    page = club.get("/organisations/SYN-CC/statement").raise_for_status().text
    assert "What its premises cost" in page
    assert found["lines"][0]["name"] in page
    assert "/methods/what-an-occupiers-premises-cost" in page
    assert club.get("/methods/what-an-occupiers-premises-cost").status_code == 200
    body = club.get("/organisations/SYN-CC/statement.csv").raise_for_status().text
    rows = list(csv.DictReader(io.StringIO(body.lstrip("\ufeff"))))
    assert len(rows) == len(found["lines"])
    for row, one in zip(rows, found["lines"], strict=True):
        assert row["name"] == one["name"]
        assert float(row["building_gbp_pa"]) == one["building"]["central_gbp_pa"]
        assert (row["part_gbp_pa"] == "") == (one["part"] is None)
    assert "/organisations/SYN-CC/statement" in club.get("/organisations/SYN-CC").text
