"""Whole numbers stay whole in files for GIS, also where some rows have none."""

import io
import json

import pytest
import shapely

from estate.exports.property_files import export


def row(uprn):
    return {
        "property_id": "1", "name": "A", "uprn": uprn, "easting": 1.0, "northing": 2.0,
        "wkb": shapely.to_wkb(shapely.Point(385_000, 254_000)),
    }  # fmt: skip


@pytest.mark.parametrize("form", ["geojson", "csv"])
def test_a_uprn_is_a_whole_number_beside_an_unknown_one(form):
    body = export([row(100_121_228_178), row(None)], form, {}).decode("utf-8-sig")
    assert "100121228178" in body
    assert "100121228178.0" not in body
    if form == "geojson":
        features = json.load(io.StringIO(body))["features"]
        assert [one["properties"]["uprn"] for one in features] == [100_121_228_178, None]
