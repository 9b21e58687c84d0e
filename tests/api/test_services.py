"""Services for residents: as page, JSON and files, the same for whoever asks, and a postcode that
is used and not kept."""

import json

import numpy as np
import pytest
import shapely
from sqlalchemy import select

from api.http import logs
from estate.db import tables as t

ADDRESS, API = "/services", "/api/v1/services"


def test_residents_find_services_by_kind_town_and_opening_hours(club, public):
    whole = public.get(API).raise_for_status().json()
    assert whole == club.get(API).json(), "the same for whoever asks"
    shown = public.get("/api/v1/properties", params={"limit": 1000}).json()["features"]
    assert {one["property_id"] for one in whole["places"]} == {one["id"] for one in shown}
    assert sum(one["places"] for one in whole["kinds"]) >= len(whole["places"]) > 20
    kind = next(one for one in whole["kinds"] if one["name"] == "Library")
    asked = {"kind": "LIBRARY"}
    libraries = public.get(API, params=asked).json()
    assert libraries["numberReturned"] == kind["places"] == len(libraries["places"])
    assert all("library" in one["services"] and one["opening_hours"] for one in libraries["places"])
    town = next(one["town"] for one in libraries["places"] if one["town"])
    both = public.get(API, params=asked | {"town": town.lower()}).json()
    assert {one["town"] for one in both["places"]} == {town}
    assert both["places"] == [one for one in libraries["places"] if one["town"] == town]
    page = public.get(f"{ADDRESS}?kind=Library&town=").text
    assert all(one["name"] in page.replace("&#39;", "'") for one in libraries["places"][:25])
    assert "Mon-Fri 09:00-17:00" in page and f"{kind['places']} places" in page
    text = public.get(f"{ADDRESS}/services.csv?kind=Library").text
    assert text.count("\n") == 1 + kind["places"]
    assert public.get(f"{ADDRESS}/services.xlsx").status_code == 200
    for typed, words in (("kind=Opera", "Opera"), ("town=Nowhere", "Nowhere"),
                         ("colour=red", "colour")):  # fmt: skip
        wrong = public.get(f"{ADDRESS}?{typed}")
        assert wrong.status_code == 422 and words in wrong.text


def test_stops_of_mobile_services_stand_with_their_days_wherever_they_are_told(club, public):
    whole = public.get(API).json()
    stops = [one["stop"] for one in whole["stops"]]
    assert stops and all(one["visits"] and one["synthetic"] for one in stops)
    kinds = {one["name"]: one for one in whole["kinds"]}
    asked = public.get(API, params={"kind": "library"}).json()
    assert kinds["Library"]["stops"] == len(asked["stops"]) > 0
    assert {one["stop"]["function"]["code"] for one in asked["stops"]} == {"library"}
    page = public.get(f"{ADDRESS}?kind=Library&town=").text
    assert stops[0]["stop"] in page or asked["stops"][0]["stop"]["stop"] in page
    assert f"{len(asked['stops'])} stops of" in page and "on these days alone" in page
    file = public.get(f"{ADDRESS}/stops.csv?kind=Library").text
    assert file.count("\n") == 1 + len(asked["stops"]) and ", every 2 weeks" in file
    near = public.post(f"{API}/near?kind=Library", json={"postcode": "WR1 1AA"}).json()["stops"]
    minutes = [one["car_min"] for one in near if one["car_min"] is not None]
    assert minutes and all(one["walk_min"] is None or one["walk_min"] > 0 for one in near)
    one = next(one for one in stops if one["town"])
    town = public.get(f"/towns/{one['town']}").text
    assert f"Mobile services that stop in {one['town']}" in town and one["when"] in town
    assert one["stop"] in public.get(f"/towns/{one['town']}/stops.csv").text
    assert one["when"] in public.get("/residents/stops.csv").text
    need = club.get("/api/v1/need").json()["services"]
    library = next(one for one in need if one["service"]["code"] == "library")
    told = [area for area in library["areas"] if area["mobile"]]
    assert told and all(each["when"] for area in told for each in area["mobile"])
    assert library["mobile_stops"] == kinds["Library"]["stops"]
    alone = sum(area["people"] for area in told)
    assert abs(library["people_mobile_only"] - alone) <= len(told)
    assert 0 < library["people_mobile_only"] <= library["people_without"]
    assert "min): only Tuesdays, " in club.get("/need/areas.csv").text
    places = public.get("/api/v1/properties", params={"limit": 2000}).json()["features"]
    middles = shapely.centroid(shapely.from_geojson([json.dumps(p["geometry"]) for p in places]))
    degree_m = np.array([68_000.0, 111_000.0])
    gaps = shapely.get_coordinates(middles)[:, None] - [[s["longitude"], s["latitude"]]
                                                        for s in stops]  # fmt: skip
    away = np.hypot(*np.moveaxis(gaps * degree_m, 2, 0))
    at, stop = np.unravel_index(away.argmin(), away.shape)
    assert away[at, stop] < 400
    shown = public.get(f"/properties/{places[at]['id']}").text
    assert "Mobile services within 500 metres" in shown and stops[stop]["when"] in shown
    far = public.get(f"/properties/{places[away.min(axis=1).argmax()]['id']}").text
    assert "Mobile services within" not in far


def test_a_postcode_gives_the_nearest_and_stands_nowhere_afterwards(
    public, sample_engine, monkeypatch: pytest.MonkeyPatch
):
    lines: list[str] = []
    monkeypatch.setattr(logs, "tell", lambda *a, **k: lines.append(repr((a, k))))
    asked = f"{API}/near?kind=Library"
    found = public.post(asked, json={"postcode": "wr1 1aa"})
    assert (found.status_code, found.headers["Cache-Control"]) == (200, "no-store")
    made = found.json()
    minutes = [one["walk_min"] or 1e9 for one in made["places"]]
    assert minutes == sorted(minutes) and minutes[0] < 60 and made["basis"]
    page = public.post(f"{ADDRESS}?kind=Library", data={"postcode": "WR1 1AA"})
    assert page.headers["Cache-Control"] == "no-store"
    assert "the nearest on foot first" in page.text and made["basis"][0] in page.text
    assert f"{minutes[0]:.0f}</td>" in page.text and "WR1 1AA" not in page.text
    file = public.post(f"{ADDRESS}/near.csv?kind=Library", data={"postcode": "WR11AA"})
    assert file.text.splitlines()[0].count("_min") == 2
    assert file.headers["Cache-Control"] == "no-store" and "WR1" not in str(file.headers)
    for typed, words in (("", "whole postcode"), ("XX9 <b>", "whole postcode"),
                         ("XX99 9ZZ", "not known here")):  # fmt: skip
        wrong = public.post(ADDRESS, data={"postcode": typed})
        assert wrong.status_code == 422 and words in wrong.text and 'role="alert"' in wrong.text
        assert "XX9" not in wrong.text
    assert lines and not any("wr1" in one.lower() or "xx9" in one.lower() for one in lines)
    with sample_engine.connect() as connection:
        noted = repr(connection.execute(select(t.audit_record)).all()).lower()
    assert "wr1 1aa" not in noted and "wr11aa" not in noted


def test_a_page_for_members_says_so_and_how_to_get_in(public):
    masthead = public.get("/").text.split("</nav>")[0]
    assert 'href="/services"' in masthead
    for address in ("/candidates", "/opportunities", "/leases", "/ratings", "/offers", "/meetings",
                    "/actions", "/venues", "/consultations", "/opportunities/schedule",
                    "/opportunities/benefits", "/opportunities/funding",
                    "/opportunities/bid-figures"):  # fmt: skip
        page = public.get(address).raise_for_status().text
        assert "Shown to members of the property club." in page, address
        assert f'href="/sign-in?return_to={address}"' in page, address
        assert 'href="/services">services open to the public' in page, address
    refused = public.get("/touch-down")
    assert refused.status_code == 403 and "sign in to see this page" in refused.text
    assert 'href="/services">services open to the public' in refused.text
