"""What the map can be coloured by, at whose level: the feed, and ``/print`` in the same classes."""

from datetime import date

import pytest
from starlette.testclient import TestClient

from api.properties.measures import Classed, cost_words, in_words
from api.properties.table import HELD_OVER
from estate.codes import COST_BANDS
from maps import measures

FEED = "/map/properties.geojson"
PLACE = {one.code: place for place, one in enumerate(measures.MEASURES)}


def feed_of(client: TestClient, headers: dict[str, str] | None = None) -> dict[str, dict]:
    features = client.get(FEED, headers=headers or {}).raise_for_status().json()["features"]
    return {one["id"]: one["properties"] for one in features}


def page_of(client: TestClient, one: str, headers: dict[str, str] | None = None) -> dict:
    return client.get(f"/api/v1/properties/{one}", headers=headers or {}).raise_for_status().json()


def some(feed: dict[str, dict], place: int, sign: str) -> list[str]:
    return [one for one, told in feed.items() if told["classes"][place] == sign]


class TestEachFigureAsThePropertysPageShowsIt:
    def test_the_public_is_told_none(self, public):
        for told in feed_of(public).values():
            assert told.keys() & {"classes", "cost_m2", "book_value", "energy"} == set()

    def test_every_class_is_one_of_the_key(self, club):
        for told in feed_of(club).values():
            for sign, measure in zip(told["classes"], measures.MEASURES, strict=True):
                assert sign in {one.code for one in measure.classes}

    def test_condition_and_energy(self, club):
        feed = feed_of(club)
        for sign in "ABCD?":
            for one in some(feed, PLACE["condition"], sign)[:2]:
                assert page_of(club, one).get("condition") == (None if sign == "?" else sign)
        for sign in "ACG?":
            for one in some(feed, PLACE["energy"], sign)[:2]:
                grade = page_of(club, one).get("energy_rating")
                assert (grade or "?")[0] == sign

    def test_the_club_sees_a_cost_by_its_band_alone(self, club):
        feed = feed_of(club)
        known = [one for one, told in feed.items() if "cost_m2" in told]
        assert len(known) > 20
        lows = {label: low for low, _, label in COST_BANDS}
        for one in known[::25]:
            page = page_of(club, one)
            assert "total_gbp_pa" not in page["cost"]
            area = page["areas"]["gia_m2"] or page["areas"]["nia_m2"]
            least = feed[one]["cost_m2"][0]
            assert least == round(lows[page["cost"]["band"]] / area)

    def test_an_estimated_cost_is_no_cost_on_record(self, club):
        for one in some(feed_of(club), PLACE["cost"], "?")[:6]:
            cost = page_of(club, one).get("cost")
            area = page_of(club, one)["areas"]
            assert cost is None or cost["imputed"] or not (area["gia_m2"] or area["nia_m2"])

    def test_book_values_are_each_owners_own(self, club, county_token):
        assert all(told["classes"][PLACE["value"]] == "-" for told in feed_of(club).values())
        feed = feed_of(club, county_token)
        own = {one: told for one, told in feed.items() if told["classes"][PLACE["value"]] != "-"}
        assert {told["organisation"] for told in own.values()} == {"SYN-CC"}
        valued = [one for one, told in own.items() if "book_value" in told]
        for one in valued[:3]:
            assert page_of(club, one, county_token)["book_value_gbp"] == own[one]["book_value"]
        for told in feed.values():
            assert told["organisation"] == "SYN-CC" or "book_value" not in told

    def test_a_lease_counts_by_its_quarters_last_day(self, club):
        answer = club.get(FEED).json()
        today = date.fromisoformat(answer["today"])
        for feature in answer["features"]:
            told = feature["properties"]
            sign = told["classes"][PLACE["lease"]]
            if "lease_quarter" not in told:
                assert sign in "O?-"
                continue
            year, number = map(int, told["lease_quarter"].split(" Q"))
            last = date(year, number * 3, 31 if number in (1, 4) else 30)
            years = next((n for n in (1, 3, 5) if last <= today.replace(year=today.year + n)), "+")
            assert sign == str(years)

    def test_a_lease_that_is_held_over_is_called_so_in_place_of_a_quarter(self, club):
        held = sum(told.get("held_over", False) for told in feed_of(club).values())
        assert held > 0
        page = club.get("/print", params={"all": "yes"}).text
        assert page.count(HELD_OVER) == held
        page = club.get("/print", params={"all": "yes", "by": "lease"}).text
        assert page.count(HELD_OVER) == 2 * held


class TestPrint:
    @pytest.mark.parametrize("measure", measures.MEASURES[:4], ids=lambda one: one.code)
    def test_it_is_coloured_as_the_map_is(self, club, measure):
        feed = feed_of(club).values()
        here = [told for told in feed if told.get("town") == "Bromsgrove"]
        page = club.get("/print", params={"town": "Bromsgrove", "by": measure.code}).text
        assert f"Coloured by {measure.label[0].lower()}{measure.label[1:]}" in page
        for one in measure.classes:
            count = sum(told["classes"][PLACE[measure.code]] == one.code for told in here)
            assert (f"{one.word} ({count})" in page) == (count > 0)

    def test_its_table_leads_to_the_map(self, club):
        few = club.get("/print", params={"town": "Tenbury Wells"}).text
        assert "Numbers are those of the table." in few and ">Square<" not in few
        many = club.get("/print", params={"town": "Bromsgrove"}).text
        assert "The table names the square of each site" in many
        assert ">Square<" in many and ">A1<" in many and ">F5<" in many

    def test_of_many_sites_it_says_how_many_pages_they_make_first(self, club):
        page = club.get("/print").text
        assert "make about" in page and page.count('<tr role="row">') == 0
        assert 'href="/print?all=yes#sites-heading"' in page
        few = club.get("/print", params={"town": "Bromsgrove"}).text
        assert "make about" not in few and few.count('<tr role="row">') > 100

    def test_the_file_has_both_ratings_and_the_figure(self, club):
        query = {"town": "Bromsgrove", "by": "condition"}
        head, first, *_ = club.get("/print/sites.csv", params=query).text.splitlines()
        assert {"availability", "sharing", "figure"} <= set(head.lstrip("\ufeff").split(","))
        assert "two_ratings" not in head
        assert first

    def test_the_public_has_no_figure(self, public):
        page = public.get("/print", params={"by": "cost"}).text
        assert "Premises cost" not in page


def test_figures_in_words():
    assert cost_words((63.0,)) == "£63"
    assert cost_words((0.0, 12.0)) == "under £12"
    assert cost_words((60.0, 119.0)) == "£60 to £120"
    assert cost_words((2_400.0, None)) == "£2,400 or more"
    told = Classed("2BA3-", (60.0, 119.0), None)
    row = {"energy_rating": "A+", "lease_can_end": date(2028, 8, 1), "lease_held_over": False}
    assert [in_words(one.code, row, told) for one in measures.MEASURES] == [
        "£60 to £120", "B: satisfactory", "A+", "Jul–Sep 2028", "Not shown to you",
    ]  # fmt: skip
    assert in_words("lease", row | {"lease_held_over": True}, told) == HELD_OVER
