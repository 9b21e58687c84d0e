"""The map's layer of clusters: counts, costs for enough properties, nothing for the public."""

import pytest
import shapely
from pydantic import TypeAdapter
from starlette.testclient import TestClient

from api.map.layers import ClusterLayer, LandLayer, TouchDownLayer, VenueLayer
from estate.register import visibility as v


def test_members_see_how_many_and_about_what_they_cost(club: TestClient) -> None:
    told = club.get("/map/clusters.json").json()
    assert "Costs are rough" in told["note"]
    assert "No plan to change or dispose" in told["disclaimer"]
    towns = [one["town"] for one in told["clusters"]]
    assert {"Worcester", "Redditch", "Bromsgrove", "Kidderminster"} <= set(towns)
    sizes = [one["properties"] for one in told["clusters"]]
    assert sizes == sorted(sizes, reverse=True)
    for one in told["clusters"]:
        assert one["organisations"] >= 2
        hull = shapely.from_geojson(shapely.to_geojson(shapely.geometry.shape(one["hull"])))
        assert hull.is_valid
        assert -2.8 < hull.bounds[0] < hull.bounds[2] < -1.6
        cost = one["premises_cost"]
        if one["properties"] < v.MIN_PROPERTIES_IN_COST_TOTAL:
            assert cost is None
        else:
            assert 0 < cost["low_gbp_pa"] <= cost["central_gbp_pa"] <= cost["high_gbp_pa"]
            assert 0 <= cost["imputed_share"] <= 1


def test_the_public_sees_none(public: TestClient) -> None:
    answer = public.get("/map/clusters.json")
    assert answer.json() == {"clusters": []}
    assert "gbp" not in answer.text


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        ("clusters", ClusterLayer),
        ("touch-down", TouchDownLayer),
        ("land", LandLayer),
        ("venues", VenueLayer),
    ],
)
def test_each_layer_is_of_its_declared_type(club, public, layer, shape):
    for who in (club, public):
        body = who.get(f"/map/{layer}.json").content
        TypeAdapter(shape).validate_json(body, strict=True)
