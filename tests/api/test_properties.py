"""Properties over HTTP: filters, paging, editions, and what each reader's bytes hold."""

import json
import random
from uuid import UUID

import numpy as np
import pytest
import shapely
from shapely.geometry import box, shape
from sqlalchemy import select

from estate import codes
from estate.db import tables as t

SECRET_KEYS = ("book_value_gbp", "backlog_gbp", "passing_rent_gbp_pa", "fte", "desks", "note",
               "expiry", "total_gbp_pa", "start_date")  # fmt: skip
CLUB_KEYS = ("tenure", "availability", "sharing", "use_class", "gia_m2", "lease_can_end_quarter",
             "condition", "status", "ref")  # fmt: skip


def listing(client, **params):
    response = client.get("/api/v1/properties", params=params)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("application/geo+json")
    return response.json()


def test_paging_shows_every_property_once(club):
    page = listing(club, limit=500)
    seen = [feature["id"] for feature in page["features"]]
    while links := [link["href"] for link in page["links"] if link["rel"] == "next"]:
        page = club.get(links[0]).raise_for_status().json()
        seen += [feature["id"] for feature in page["features"]]
    assert len(seen) == len(set(seen)) == page["numberMatched"]


def test_a_box_holds_exactly_what_lies_in_it(club):
    west, south, east, north = -2.24, 52.18, -2.20, 52.21
    everything = listing(club, limit=10_000)["features"]
    wanted = {
        feature["id"]
        for feature in everything
        if feature["geometry"]
        and shape(feature["geometry"]).intersects(box(west, south, east, north))
    }
    found = listing(club, limit=10_000, bbox=f"{west},{south},{east},{north}")
    assert {feature["id"] for feature in found["features"]} == wanted
    assert found["numberMatched"] == len(wanted) > 20


def random_boxes(count, seed):
    """Over the county and its edges: from a building to half of it, some of them empty."""
    chance = random.Random(seed)
    for _ in range(count):
        west, south = chance.uniform(-2.7, -1.75), chance.uniform(51.95, 52.45)
        size = 10 ** chance.uniform(-2, -0.3)
        yield west, south, west + size, south + size * chance.uniform(0.2, 1)


@pytest.fixture(scope="module")
def outlines(club):
    """(ids, shapes) of every property with a place."""
    features = listing(club, limit=10_000)["features"]
    placed = [feature for feature in features if feature["geometry"]]
    shapes = np.array([shape(feature["geometry"]) for feature in placed])
    return np.array([feature["id"] for feature in placed]), shapes


class TestBoxes:
    def ids_in(self, outlines, edges):
        ids, shapes = outlines
        return set(ids[shapely.intersects(shapes, box(*edges))])

    @pytest.mark.parametrize("seed", range(4))
    def test_a_list_is_that_of_shapely_in_degrees(self, club, outlines, seed):
        """A box in WGS 84 is no box on the National Grid: 16 of 3,450 too many elsewhere."""
        hit = 0
        for edges in random_boxes(12, seed):
            wanted = self.ids_in(outlines, edges)
            words = ",".join(map(repr, edges))
            found = listing(club, bbox=words, limit=10_000)
            assert {feature["id"] for feature in found["features"]} == wanted
            assert found["numberMatched"] == found["numberReturned"] == len(wanted)
            hit += bool(wanted)
        assert hit

    def test_an_edge_that_only_touches_counts(self, club, outlines):
        _, shapes = outlines
        for at in np.flatnonzero(shapely.area(shapes))[::150]:
            west, south, east, north = shapes[at].bounds
            for edges in ((east, south, east + 0.001, north), (west - 0.001, north, west, 52.6)):
                wanted = self.ids_in(outlines, edges)
                found = listing(club, bbox=",".join(map(repr, edges)), limit=10_000)
                assert {feature["id"] for feature in found["features"]} == wanted

    def test_an_export_holds_as_many(self, club, outlines):
        for edges in random_boxes(3, 99):
            params = {"bbox": ",".join(map(repr, edges))}
            lines = club.get("/api/v1/exports/properties.geojson", params=params).json()
            assert {f["properties"]["property_id"] for f in lines["features"]} == self.ids_in(
                outlines, edges
            )

    def test_with_other_filters_it_combines(self, club, outlines):
        edges = (-2.4, 52.1, -2.0, 52.4)
        found = listing(club, bbox=",".join(map(str, edges)), organisation="SYN-CC", limit=10_000)
        everyone = listing(club, organisation="SYN-CC", limit=10_000)["features"]
        own = {feature["id"] for feature in everyone} & self.ids_in(outlines, edges)
        assert {feature["id"] for feature in found["features"]} == own

    @pytest.mark.parametrize(
        ("bbox", "words"),
        [
            ("-2.2,52.1,-2.3,52.2", "smaller longitude first"),
            ("179,52,-179,53", "180th meridian in two parts"),
            ("-2.3,52.2,-2.2,52.1", "smaller latitude first"),
            ("-2.2,52.1,-2.2,52.2", "no width"),
            ("-2.3,52.1,-2.2,52.1", "no height"),
            ("384000,254000,386000,256000", "not in metres"),
            ("-2.3,52.1,nan,52.2", "in degrees"),
            ("-inf,52.1,0,52.2", "in degrees"),
            ("-2.3,52.1,-2.2", "four numbers"),
            ("-2.3,52.1,0,-2.2,52.2,9", "four numbers"),
            ("west,south,east,north", "four numbers"),
            ("", "four numbers"),
        ],
    )
    @pytest.mark.parametrize("path", ["/api/v1/properties", "/api/v1/exports/properties.csv"])
    def test_a_box_that_is_none_is_told_how_to_mend_it(self, club, path, bbox, words):
        response = club.get(path, params={"bbox": bbox})
        assert response.status_code == 422
        assert "bbox" in response.json()["detail"]
        assert words in response.json()["detail"]


def test_filters_combine(club):
    found = listing(club, organisation="SYN-CC", use_class="office_admin", tenure="leasehold",
                    limit=1000)  # fmt: skip
    assert found["features"]
    for feature in found["features"]:
        properties = feature["properties"]
        assert properties["organisation"] == "SYN-CC"
        assert properties["use_class"] == "office_admin"
        assert properties["tenure"] == "leasehold"


def test_leases_that_can_end_before_a_day(club):
    found = listing(club, lease_ends_before="2028-01-01", limit=1000)["features"]
    assert found
    assert all(f["properties"]["lease_can_end_quarter"] < "2028" for f in found)


def test_rented_properties_without_an_end_on_record_can_be_chosen(club, public):
    rented = listing(club, tenure="leasehold", limit=1000)["features"]
    expected = [f["id"] for f in rented
                if f["properties"].get("lease_can_end_quarter") is None]  # fmt: skip
    found = listing(club, tenure="leasehold", lease_end_unknown="true", limit=1000)["features"]
    assert [f["id"] for f in found] == expected
    assert 0 < len(expected) < len(rented)
    words = {"lease": "unknown", "tenure": "leasehold"}
    assert "without an end of a lease on record" in club.get("/print", params=words).text
    asked = {"lease_end_unknown": "true"}
    assert public.get("/api/v1/properties", params=asked).status_code == 403


def test_words_are_searched_in_names_whatever_their_case(club):
    name = listing(club, limit=1)["features"][0]["properties"]["name"]
    found = listing(club, q=name.upper())["features"]
    assert name in {feature["properties"]["name"] for feature in found}


@pytest.mark.parametrize(
    ("params", "named"),
    [({"organization": "SYN-CC"}, "organization"), ({"bbox": "1,2,3"}, "bbox"),
     ({"limit": 10_001}, "limit"), ({"use_class": "castle"}, "use_class")],
)  # fmt: skip
def test_a_parameter_not_understood_is_named(club, params, named):
    response = club.get("/api/v1/properties", params=params)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert named in response.json()["detail"]


@pytest.mark.parametrize("cursor", ["zzz", "W10", "bnVsbA", "💥"])
def test_a_foreign_cursor_is_refused_not_crashed_on(club, cursor):
    assert club.get("/api/v1/properties", params={"cursor": cursor}).status_code == 422


def leased(client):
    for feature in listing(client, organisation="SYN-CC", tenure="leasehold")["features"]:
        detail = client.get(f"/api/v1/properties/{feature['id']}").raise_for_status().json()
        if any("expiry_quarter" in lease for lease in detail["leases"]):
            return detail
    raise AssertionError("the county council has no lease")


def keys_of(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_of(inner)


def test_the_club_sees_bands_and_quarters_not_figures(club):
    detail = leased(club)
    assert not set(SECRET_KEYS) & set(keys_of(detail))
    assert detail["visibility"] == "club"
    assert detail["leases"][0]["exact"] is False
    assert "band" in detail["cost"]


def test_a_cost_stands_in_the_prices_of_savings_too_and_the_band_tells_no_more(club, county_token):
    """A building that costs “£50k–£100k a year” in 2009/10 may well save £110,000 a year today."""
    detail = leased(club)
    cost, restated = detail["cost"], detail["cost"]["restated"]
    ends = [
        codes.cost_band_ends(n) for n, one in enumerate(codes.COST_BANDS) if one[2] == cost["band"]
    ]
    times = club.get("/api/v1/savings/top-down").json()["todays_money"]["times"]
    assert cost["year"] == "2009/10" and restated["price_base"] == "2026/27"
    assert [(restated["low"], restated["high"])] == [
        (round(low * times, -3), None if high is None else round(high * times, -3))
        for low, high in ends
    ]
    own = club.get(f"/api/v1/properties/{detail['id']}", headers=county_token).json()["cost"]
    assert (
        own["restated"]["low"] == own["restated"]["high"] == round(own["total_gbp_pa"] * times, -3)
    )
    page = club.get(f"/properties/{detail['id']}").text
    assert "at prices of 2026/27, which the savings here use" in page


def test_an_owner_sees_its_own_rows_whole(club, county_token):
    detail = leased(club)
    own = club.get(f"/api/v1/properties/{detail['id']}", headers=county_token).json()
    assert own["visibility"] == "owner"
    assert own["book_value_gbp"] is None or own["book_value_gbp"] > 0
    assert any("expiry" in lease for lease in own["leases"])
    assert own["cost"]["total_gbp_pa"] > 0


def test_an_owner_sees_others_as_the_club_does(club, county_token):
    other = listing(club, organisation="SYN-POL", limit=1)["features"]
    url = f"/api/v1/properties/{other[0]['id']}"
    assert not set(SECRET_KEYS[:2]) & {
        key
        for key, value in club.get(url, headers=county_token).json().items()
        if value is not None
    }


def test_the_public_edition_holds_public_fields_alone(public):
    found = listing(public, limit=10_000)
    assert found["features"]
    keys = set(keys_of(found["features"]))
    assert not keys & set(CLUB_KEYS)
    assert not keys & set(SECRET_KEYS)
    detail = public.get(f"/api/v1/properties/{found['features'][0]['id']}").json()
    assert not set(keys_of(detail)) & {*CLUB_KEYS, *SECRET_KEYS, "ratings", "leases", "cost"}


@pytest.mark.parametrize("params", [{"tenure": "leasehold"}, {"availability": "red"},
                                    {"lease_ends_before": "2027-01-01"},
                                    {"use_class": "office_admin"}])  # fmt: skip
def test_the_public_cannot_filter_by_what_it_may_not_see(public, params):
    assert public.get("/api/v1/properties", params=params).status_code == 403


def test_an_unsigned_organisations_property_shows_its_place_alone(club, sample_engine):
    o, p = t.organisation.c, t.property_.c
    statement = (
        select(p.property_id)
        .join(t.organisation)
        .where(o.signed_on.is_(None), p.sensitivity == "open")
        .limit(1)
    )
    with sample_engine.connect() as connection:
        found: UUID = connection.execute(statement).scalar_one()
    detail = club.get(f"/api/v1/properties/{found}").raise_for_status().json()
    assert detail["name"]
    for key in ("ref", "tenure", "use_class", "condition", "status", "confidence"):
        assert not detail.get(key), key
    assert detail["ratings"] == {}
    assert detail["leases"] == detail["titles"] == []
    assert detail["cost"] is None


def test_hidden_and_owner_only_properties_do_not_exist_for_the_club(club, sample_engine):
    p = t.property_.c
    statement = select(p.property_id).where(p.sensitivity.in_(["hidden", "owner_only"]))
    with sample_engine.connect() as connection:
        for found in connection.execute(statement).scalars():
            assert club.get(f"/api/v1/properties/{found}").status_code == 404


def test_a_wrong_token_is_told_so(club):
    response = club.get("/api/v1/stats", headers={"Authorization": "Bearer nonsense"})
    assert response.status_code == 401
    assert response.headers["content-type"] == "application/problem+json"


class TestMapFeed:
    def test_it_holds_every_visible_property(self, club):
        feed = club.get("/map/properties.geojson").raise_for_status().json()
        assert len(feed["features"]) == club.get("/api/v1/stats").json()["properties"]
        assert feed["county"]["synthetic"] is True

    def test_it_is_sent_once_and_then_by_its_tag(self, club):
        first = club.get("/map/properties.geojson")
        again = club.get(
            "/map/properties.geojson", headers={"If-None-Match": first.headers["etag"]}
        )
        assert again.status_code == 304
        assert again.content == b""

    def test_a_parameter_it_does_not_know_is_named(self, club):
        for path in ("/map/properties.geojson", "/map/areas.geojson"):
            response = club.get(path, params={"surprise": 1})
            assert response.status_code == 422
            assert "surprise" in response.json()["detail"]

    def test_the_public_feed_holds_no_club_value(self, public):
        feed = public.get("/map/properties.geojson").raise_for_status()
        for feature in feed.json()["features"]:
            properties = feature["properties"]
            for key in ("availability", "sharing", "tenure", "use_class", "lease_quarter", "ref"):
                assert properties.get(key) is None
        assert "leasehold" not in feed.text
        json.dumps(feed.json())
