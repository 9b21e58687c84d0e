"""Residents, need and the whole purse: pages, JSON and files say the same."""

import io
from dataclasses import dataclass
from html import unescape

import openpyxl
import pytest

from api.map.clusters import clusters_document
from api.need import need_tables, shaded_page
from estate.access.travel import Mode, StraightLine
from estate.answers.cache import AnswerCache
from estate.answers.need.choice import Narrowed
from estate.answers.need.gaps_and_hubs import need
from estate.answers.need.shaded_areas import shaded_areas
from estate.answers.residents.small_areas import residents
from tests.asking import question


def test_residents_stand_on_a_page_in_json_and_in_files(club, public):
    found = public.get("/api/v1/small-areas").raise_for_status().json()
    assert found["numberReturned"] == len(found["areas"]) > 200 and found["synthetic"]
    assert found["people"] == sum(one["people"] for one in found["areas"])
    assert {one["point_basis"] for one in found["areas"]} <= {
        "mean of postcodes", "middle of the outline"
    }  # fmt: skip
    assert all(one["licence"] and one["source"] for one in found["files"])
    assert "recorded_by" not in found["files"][0]
    page = club.get("/residents").text
    assert found["areas"][0]["name"] in page and "made up for the sample county" in page
    text = club.get("/residents/areas.csv").text
    assert text.count("\n") == 1 + found["numberReturned"] and "imd_decile" in text
    assert club.get("/residents/files.csv").text.count("Synthetic") >= 5


def test_the_whole_purse_stands_beside_premises_for_members_alone(club, public):
    found = club.get("/api/v1/public-spending").raise_for_status().json()
    assert found["total_gbp"] == sum(one["amount_gbp"] for one in found["lines"])
    county = next(one for one in found["lines"] if one["body"] == "Severnshire County Council")
    assert county["organisation"]["code"] == "SYN-CC" and 0 < county["premises_share"] < 0.2
    for name in ("by_service", "by_deprivation", "by_need_area"):
        whole = found[name]["whole"]["central_gbp_pa"]
        parts = [*found[name]["parts"], *found[name]["not_attributed"]]
        told = sum(one["cost"]["central_gbp_pa"] for one in parts)
        assert abs(told - whole) <= 1_000 * len(parts), name
    page = club.get("/public-spending").text
    assert "Premises cost by service" in page and "Not attributed: nobody" in page
    assert "Health, with hospitals" in page and "with schools and campuses" in page
    assert "published lines" in page and "bodies spend £" not in page
    assert "Library" in club.get("/public-spending/directions.csv").text
    outside = public.get("/api/v1/public-spending").raise_for_status().json()
    assert outside["total_gbp"] == found["total_gbp"]
    assert not {"by_service", "price_base", "directions"} & set(outside)
    assert "premises" not in outside["lines"][0]
    assert "Premises cost" not in public.get("/public-spending").text
    assert public.get("/public-spending/services.csv").status_code == 404
    changing = next(one for one in found["directions"] if one["service"]["code"] == "library")
    listed = club.get("/api/v1/properties", params={"q": "library", "limit": 5}).json()
    key = listed["features"][0]["id"]
    words = f"for {changing['changing']} of the {changing['buildings']} buildings in the county"
    assert words in club.get(f"/properties/{key}").text
    assert words not in public.get(f"/properties/{key}").text
    recorded = changing["recorded"]
    assert len(recorded) == changing["changing"] > 0
    days = [one["assessed_on"] for one in recorded]
    assert days == sorted(days, reverse=True) and all(one["by"] for one in recorded)
    latest = recorded[0]
    shown = club.get(f"/properties/{key}").text
    assert f'<a href="{latest["page"]}">' in shown and latest["by"] in unescape(shown)
    assert "Services with a change on record" in club.get("/ratings").text
    given = club.get(f"/api/v1/properties/{latest['property_id']}/ratings").json()
    reasons = {tuple(one["reason_codes"]) for one in given["ratings"]
                  if one["scheme"] == "availability"
                  and one["assessed_on"] == latest["assessed_on"]}  # fmt: skip
    assert any("SERVICE_CHANGE" in one for one in reasons)
    assert changing in given["directions"]
    reviews = club.get("/api/v1/ratings/reviews").json()["service_changes"]
    assert [one for one in reviews if one["service"]["code"] == "library"] == recorded
    lines = club.get("/ratings/service-changes.csv").text.splitlines()
    assert len(lines) == 1 + len(reviews)
    assert public.get("/ratings/service-changes.csv").status_code == 403


def test_need_says_the_same_at_every_door(club, public):
    found = club.get("/api/v1/need", params={"within": 20}).raise_for_status().json()
    assert found["people"] == club.get("/api/v1/small-areas").json()["people"]
    for one in found["services"]:
        told = one["people_without"] + one["people_within"] + one["people_not_known"]
        assert abs(told - found["people"]) <= 3
        assert one["in_most_deprived"] + one["in_others"] + one["decile_not_known"] == one["places"]
        assert one["people_at_risk"] <= one["people_on_one_place"] <= one["people_within"]
    assert all(one["imd_decile"] <= 3 and one["lacks"] for one in found["hot_spots"])
    face, phone = found["channels"]
    assert face["points"] > 100 and face["points_with_cost"] <= face["points"]
    assert face["points_with_fte"] < face["points"] and phone["channel"]["label"] == "Telephone"
    listed = club.get("/need/channels.csv").text
    assert f"Face to face,{face['points']}" in listed
    wider = club.get("/api/v1/need", params={"within": 40}).json()
    pairs = {one["service"]["code"]: one["people_without"] for one in found["services"]}
    assert all(one["people_without"] <= pairs[one["service"]["code"]] for one in wider["services"])
    hubs = club.get("/api/v1/need/hubs", params={"count": 3}).raise_for_status().json()
    assert len(hubs["hubs"]) == 3 and hubs["proved"] and hubs["bound"] == hubs["people_within"]
    needy = club.get("/api/v1/need/hubs", params={"count": 3, "deprived": True}).json()
    assert needy["people"] < hubs["people"]
    page = club.get("/need?within=20&mode=walk&count=3&by=covering&deprived=false").text
    assert hubs["hubs"][0]["name"] in page and "No other 3 of the" in page
    assert hubs["hubs"][0]["name"] in club.get("/need/hubs.csv?count=3").text
    for typed, words in (("within=abc", "allowed” (a number"), ("mode=bus", "by bus"),
                         ("count=0", "hubs” (not below 1)")):  # fmt: skip
        again = club.get(f"/need?{typed}")
        assert (again.status_code, words in again.text) == (422, True), again.text
    for address in ("/api/v1/need", "/api/v1/need/hubs", "/need"):
        assert public.get(address).status_code == 403


class Buses(StraightLine):
    """Which take half as long again on a bad day."""

    def slow_minutes(self, origins, destinations, mode):
        return self.minutes(origins, destinations, mode) * 1.5


@dataclass(frozen=True)
class Timetable:
    """A network with buses, of straight lines."""

    key: str = "made up"

    def at(self, walk_m_per_minute):
        speeds = {Mode.WALK: walk_m_per_minute, Mode.CAR: 500.0, Mode.BUS: 250.0}
        return Buses(1.25, speeds)


def test_by_bus_a_bad_day_stands_beside_the_usual_one(sample_engine):
    with sample_engine.connect() as connection:
        context = question(connection, cache=AnswerCache(network=Timetable()))
        usual, later = (need(context, within=one, mode=Mode.BUS) for one in (20.0, 30.0))
        too_far = {one.service.code: one.people_without for one in usual.services}
        for one in later.services:
            assert one.people_without_on_a_bad_day == too_far[one.service.code]
            assert one.people_without <= one.people_without_on_a_bad_day
        assert any(one.people_without_on_a_bad_day > one.people_without for one in later.services)
        table = need_tables.tables(later, None)["services"]
        assert "Too far on a bad day" in [one.label for one in table.on_page]
        assert "A bad day" in table.note
        walk = need(context, within=20.0)
        assert {one.people_without_on_a_bad_day for one in walk.services} == {None}
        table = need_tables.tables(walk, None)["services"]
        assert "Too far on a bad day" not in [one.label for one in table.on_page]
        shaded = shaded_areas(context, "library", Mode.BUS)
        assert [one.code for one in shaded.modes] == ["bus", "car", "walk"]
        known = [one for one in shaded.areas if one.minutes is not None]
        assert known and all(
            one.slow_minutes == pytest.approx(1.5 * one.minutes, abs=0.2) for one in known
        )
        heads = [one.label for one in shaded_page.areas_table(shaded).on_page]
        assert heads[-2:] == ["Minutes to the nearest", "On a bad day"]
        on_foot = shaded_areas(context, "library")
        assert {one.slow_minutes for one in on_foot.areas} == {None}


def test_with_a_network_clusters_are_as_near_as_the_way_on_foot(sample_engine):
    with sample_engine.connect() as connection:
        by_line = clusters_document(question(connection))
        network = question(connection, cache=AnswerCache(network=Timetable()))
        by_way = clusters_document(network)
    assert "400 m of each other" in by_line.note
    assert "5 minutes’ walk of each other" in by_way.note
    counts = [sum(one.properties for one in each.clusters) for each in (by_way, by_line)]
    assert 0 < counts[0] < counts[1]


def test_need_of_one_service_or_some_areas_is_of_these_alone_and_the_parts_make_the_whole(
    sample_engine,
):
    with sample_engine.connect() as connection:
        context = question(connection)
        whole = need(context)
        every = residents(context).areas
        by_service = {
            one.service.code: need(context, only=Narrowed(one.service.code))
            for one in whole.services
        }
        codes = sorted(every.index.astype(str))
        cut = [tuple(codes[at::3]) for at in range(3)]
        parts = [need(context, only=Narrowed(areas=one)) for one in cut]
        points = whole.channels[0].points
    for one in whole.services:
        alone = by_service[one.service.code]
        assert alone.services == [one] and alone.choice.service == one.service
        assert {lack.code for spot in alone.hot_spots for lack in spot.lacks} <= {one.service.code}
    assert sum(len(one.lacks) for one in whole.hot_spots) == sum(
        len(one.hot_spots) for one in by_service.values()
    )
    # Uses without a function on record are of no service.
    assert 0 < sum(one.channels[0].points for one in by_service.values()) <= points
    assert sum(one.areas for one in parts) == whole.areas == len(codes)
    assert sum(one.people for one in parts) == whole.people
    outside = points - sum(one.channels[0].points for one in parts)
    assert 0 <= outside < points / 4, "places that stand in no small area are in no part"
    for part, asked in zip(parts, cut, strict=True):
        told = {area.code for one in part.services for area in one.areas}
        assert told | {one.code for one in part.hot_spots} <= set(asked)
    for one in whole.services:
        of_parts = [
            next(each for each in part.services if each.service == one.service) for part in parts
        ]
        for name in _COUNTED:
            assert sum(getattr(each, name) for each in of_parts) == pytest.approx(
                getattr(one, name), abs=3
            ), (one.service.code, name)
        for name in ("in_most_deprived", "in_others", "mobile_stops"):
            assert sum(getattr(each, name) for each in of_parts) == getattr(one, name), name
        assert sorted(area.code for each in of_parts for area in each.areas) == sorted(
            area.code for area in one.areas
        )


_COUNTED = (
    "people_without", "people_mobile_only", "people_within", "people_not_known",
    "people_without_most_deprived", "people_on_one_place", "people_at_risk",
)  # fmt: skip


def test_a_narrowed_need_is_a_link_that_says_what_it_is_about(club):
    asked = {"service": "Library", "area": ["bromsgrove", "SYN-LS0003"]}
    found = club.get("/api/v1/need", params=asked).raise_for_status().json()
    assert found["choice"]["service"]["code"] == "library"
    town, small = found["choice"]["areas"]
    assert (town["name"], town["kind"], small["codes"]) == ("Bromsgrove", "town", ["SYN-LS0003"])
    assert (
        found["areas"] == len({*town["codes"], *small["codes"]}) < len(found["services_given"]) * 99
    )
    assert [one["service"]["code"] for one in found["services"]] == ["library"]
    one_box = club.get(
        "/api/v1/need", params={"service": "library", "area": "Bromsgrove; SYN-LS0003"}
    )
    assert one_box.json() == found
    page = club.get("/need", params=asked)
    assert page.status_code == 200 and found["choice"]["words"] in unescape(page.text)
    assert "service=Library" in page.text and '<option value="library" selected>' in page.text
    lines = club.get("/need/services.csv", params=asked).text.splitlines()
    assert len(lines) == 2 and lines[1].startswith("Library,")
    about = openpyxl.load_workbook(
        io.BytesIO(club.get("/need/services.xlsx", params=asked).content)
    )
    assert found["choice"]["words"] in str([*about["About"].values])
    hubs = club.get("/api/v1/need/hubs", params=asked | {"count": 1}).raise_for_status().json()
    assert hubs["choice"] == found["choice"] and hubs["people"] == found["people"]
    named = {each["service"]["code"] for one in hubs["hubs"] for each in one["could_bring"]}
    assert named <= {"library"}
    for typed, words in (("service=libary", "Did you mean Library"),
                         ("area=Bromsgrov", "Did you mean Bromsgrove"),
                         ("area=Bromsgrove,No%20place", "no area “No place”")):  # fmt: skip
        for address, status in ((f"/need?{typed}", 422), (f"/api/v1/need?{typed}", 422)):
            again = club.get(address)
            assert (again.status_code, words in unescape(again.text)) == (status, True), again.text
    assert club.get("/api/v1/need?service=&area=").json() == club.get("/api/v1/need").json()
