"""Small areas as the map shades them: deciles for everybody, minutes for members."""

API, PAGE = "/api/v1/shaded-areas", "/need/shaded-areas"


def test_deciles_are_public_and_minutes_are_for_members(club, public):
    found = public.get(API).raise_for_status().json()
    areas = public.get("/api/v1/small-areas").json()["areas"]
    assert {one["code"]: one["imd_decile"] for one in found["areas"]} == {
        one["code"]: one["imd_decile"] for one in areas
    }
    assert [one["code"] for one in found["choices"]] == ["decile"]
    assert all(one["minutes"] is None for one in found["areas"])
    drawn = public.get(f"{API}.geojson").raise_for_status().json()
    assert {one["properties"]["code"] for one in drawn["features"]} == {
        one["code"] for one in areas
    }
    for address in (API, f"{API}.geojson", PAGE):
        assert public.get(address, params={"shade": "library"}).status_code == 403
    minutes = club.get(API, params={"shade": "library"}).raise_for_status().json()
    assert minutes["basis"] in minutes["words"] and len(minutes["choices"]) > 5
    need = club.get("/api/v1/need", params={"within": 20}).json()["services"]
    library = next(one for one in need if one["service"]["code"] == "library")
    told = {one["code"]: one["minutes"] for one in library["areas"]}
    every = {one["code"]: one["minutes"] for one in minutes["areas"]}
    assert {code: every[code] for code in told} == told
    assert all(one is not None and one <= 20 for code, one in every.items() if code not in told)
    page = club.get(PAGE, params={"shade": "library"}).raise_for_status().text
    assert "Minutes to the nearest" in page and "#layers=base,districts,shading" in page
    lines = club.get(f"{PAGE}/areas.csv", params={"shade": "library"}).text
    assert lines.count("\n") == 1 + len(areas)
    wrong = club.get(API, params={"shade": "opera"})
    assert wrong.status_code == 422 and "opera" in wrong.text
