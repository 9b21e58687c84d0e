"""What somebody has chosen: sums that agree with the rows, short links, files of just these."""

import csv
import io
from uuid import uuid4

import pytest

from estate.register.short_ids import MOST_CHOSEN, read_ids, short_id

OFFICES = {"town": "Bromsgrove", "use_class": "office_admin", "limit": "16"}


@pytest.fixture(scope="module")
def offices(club):
    """Sixteen offices of one town as lists show them."""
    found = club.get("/api/v1/properties", params=OFFICES).json()["features"]
    assert len(found) == 16
    return found


def ids_of(features):
    return ",".join(short_id(one["id"]) for one in features)


def rows_of(answer):
    answer.raise_for_status()
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_short_id_is_eight_letters_and_a_list_refuses_what_is_none():
    one, other = str(uuid4()), uuid4()
    assert len(short_id(one)) == 8 and short_id(one) != short_id(other)
    assert read_ids(f"{one.upper()}, {short_id(other)},{one}") == [one, short_id(other)]
    with pytest.raises(ValueError, match="“office”, which is no id"):
        read_ids("office")
    with pytest.raises(ValueError, match="choose 200 at most"):
        read_ids(",".join(str(uuid4()) for _ in range(MOST_CHOSEN + 1)))
    assert len(",".join(map(short_id, [uuid4() for _ in range(60)]))) < 600  # a link to sixty


def test_the_sums_are_those_of_what_the_list_shows(club, offices):
    found = club.get("/api/v1/chosen", params={"ids": ids_of(offices)}).json()
    shown = [one["properties"] for one in offices]
    areas = [one["gia_m2"] or one["nia_m2"] for one in shown]
    known = [area for area in areas if area is not None]
    assert found["count"] == 16 and found["not_shown"] == 0
    assert found["area_m2"] == {"value": round(sum(known)), "known": len(known)}
    assert found["plan_town"] == "Bromsgrove"
    assert sum(one["count"] for one in found["organisations"]) == 16
    ends = sorted(filter(None, (one.get("lease_can_end_quarter") for one in shown)))
    assert [one["quarter"] for one in found["lease_ends"]] == ends and ends
    assert sum(found["availability"].values()) == 16
    cost = found["cost"]
    assert 0 < cost["low_gbp_pa"] < cost["central_gbp_pa"] < cost["high_gbp_pa"]
    whole = ",".join(one["id"] for one in offices)
    assert club.get("/api/v1/chosen", params={"ids": whole}).json() == found


def test_what_somebody_may_not_see_is_counted_and_left_out(club, public, offices):
    ids = f"{ids_of(offices[:3])},{uuid4()}"
    found = club.get("/api/v1/chosen", params={"ids": ids}).json()
    assert (found["count"], found["not_shown"]) == (3, 1)
    told = public.get("/api/v1/chosen", params={"ids": ids}).json()
    assert not {"cost", "need_m2", "spare_m2", "area_m2", "lease_ends"} & told.keys()
    refused = club.get("/api/v1/chosen", params={"ids": "office"})
    assert refused.status_code == 422 and "copy the link again" in refused.json()["detail"]


def test_files_print_and_plan_are_of_just_these(club, offices):
    names = {one["properties"]["name"] for one in offices}
    ids = {"ids": ids_of(offices)}
    listed = rows_of(club.get("/api/v1/exports/properties.csv", params=ids))
    assert {row["name"] for row in listed} == names and len(listed) == 16
    printed = rows_of(club.get("/print/sites.csv", params=ids))
    assert {row["name"] for row in printed} == names
    page = club.get("/print", params=ids)
    assert "Chosen: 16 properties." in page.text and "16 public properties" in page.text
    asked = [("property", short_id(one["id"])) for one in offices]
    plan = club.get("/api/v1/towns/Bromsgrove/options", params=asked).json()
    assert {one["property_id"] for one in plan["buildings"]} == {one["id"] for one in offices}


def test_two_to_six_stand_side_by_side(club, public, offices):
    three = {"ids": ids_of(offices[:3])}
    names = [one["properties"]["name"] for one in offices[:3]]
    sites = club.get("/api/v1/compare", params=three).json()["sites"]
    assert [one["name"] for one in sites] == names
    page = club.get("/compare", params=three).text
    assert "Premises cost" in page and "How we know" in page and "Spare space (net)" in page
    rows = rows_of(club.get("/compare/compared.csv", params=three))
    assert [row["name"] for row in rows] == names
    for row, site in zip(rows, sites, strict=True):
        assert row["spare_m2"] == ("" if site["space"]["spare_m2"] is None else
                                   str(int(site["space"]["spare_m2"])))  # fmt: skip
    assert club.get("/compare/compared.xlsx", params=three).status_code == 200
    for few in (offices[:1], offices[:7]):
        refused = club.get("/api/v1/compare", params={"ids": ids_of(few)})
        assert refused.status_code == 422 and "2 to 6" in refused.json()["detail"]
    open_to_all = public.get("/api/v1/properties?limit=2").json()["features"]
    told = public.get("/compare/compared.csv", params={"ids": ids_of(open_to_all)})
    assert {row["cost"] for row in rows_of(told)} == {"Shown to members of the property club."}
