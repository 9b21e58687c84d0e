"""Land that lies together over HTTP, as a page, as files and as the map's layer."""

import csv
import io

import shapely
from starlette.testclient import TestClient


def test_page_json_files_and_layer_say_the_same(club: TestClient, public: TestClient) -> None:
    whole = club.get("/api/v1/land").raise_for_status().json()
    pieces = whole["assemblies"]
    assert whole["numberReturned"] == len(pieces) > 5
    assert [one["area_m2"] for one in pieces] == sorted(
        (one["area_m2"] for one in pieces), reverse=True
    )
    for one in pieces:
        assert one["area_m2"] >= 2_500 and len(one["owners"]) >= 2
        assert one["shared_boundary_m"] >= 5 and 0 < one["compactness"] <= 0.8
        assert sum(one["availability"].values()) == len(one["parcels"])
        assert shapely.geometry.shape(one["outline"]).is_valid
    features = club.get("/api/v1/land.geojson").json()["features"]
    layer = club.get("/map/land.json").json()["land"]
    rows = list(csv.DictReader(io.StringIO(club.get("/land/assemblies.csv").text.lstrip("\ufeff"))))
    ids = [one["id"] for one in pieces]
    assert ids == [one["id"] for one in features] == [one["id"] for one in layer]
    assert ids == [row["id"] for row in rows]
    assert float(rows[0]["area_m2"]) == features[0]["properties"]["area_m2"]
    page = club.get("/land").text
    assert all(f'id="{one}"' in page for one in ids)
    town = pieces[0]["town"]
    inside = club.get("/api/v1/land", params={"town": town.upper()}).json()["assemblies"]
    assert inside == [one for one in pieces if one["town"] == town]
    across = club.get("/land?across_road=true&town=").text
    assert "no more than 20 m apart, so that a road may lie between" in across
    for typed, words in (("across_road=perhaps", "Across a road"), ("town=Nowhere", "Nowhere")):
        again = club.get(f"/land?{typed}")
        assert (again.status_code, words in again.text) == (422, True), again.text
    assert public.get("/api/v1/land").status_code == 403
    assert public.get("/map/land.json").json() == {"land": []}
