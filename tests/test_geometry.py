"""Coordinates: the Ordnance Survey's forty points, both ways; outlines repaired honestly."""

import csv

import numpy as np
import pytest
from shapely import LineString, MultiPolygon, Point, Polygon, box
from shapely.geometry import GeometryCollection

from estate import geometry


@pytest.fixture(scope="module")
def points(shared_data):
    with (shared_data / "crs" / "ostn15_test_points_TP01_TP40.csv").open() as handle:
        return list(csv.DictReader(handle))


def column(points, name):
    return np.array([float(point[name]) for point in points])


def test_the_forty_official_points_reach_the_grid_within_a_centimetre(points):
    assert len(points) == 40
    east, north = geometry.to_grid(column(points, "lon_etrs89"), column(points, "lat_etrs89"))
    assert np.abs(east - column(points, "easting_osgb36")).max() < 0.01
    assert np.abs(north - column(points, "northing_osgb36")).max() < 0.01


def test_the_forty_official_points_come_back_within_a_centimetre(points):
    lon, lat = geometry.to_lonlat(
        column(points, "easting_osgb36"), column(points, "northing_osgb36")
    )
    metres_per_degree = 111_320
    north_error = np.abs(lat - column(points, "lat_etrs89")) * metres_per_degree
    shrink = np.cos(np.radians(lat))
    east_error = np.abs(lon - column(points, "lon_etrs89")) * metres_per_degree * shrink
    assert north_error.max() < 0.01
    assert east_error.max() < 0.01


def test_the_delivery_copy_lies_where_the_master_lies():
    outline = box(385_000, 254_000, 385_100, 254_050)
    back = geometry.geometry_to_grid(geometry.geometry_to_lonlat(outline))
    assert back.hausdorff_distance(outline) < 0.02


def test_a_bow_tie_is_repaired_and_its_change_of_area_told():
    repaired = geometry.repair_polygon(Polygon([(0, 0), (10, 10), (10, 0), (0, 10)]))
    assert repaired.repaired
    assert isinstance(repaired.geometry, MultiPolygon)
    assert repaired.geometry.is_valid
    assert repaired.geometry.area == pytest.approx(50)


def test_a_good_outline_is_left_alone():
    repaired = geometry.repair_polygon(box(0, 0, 10, 10))
    assert not repaired.repaired
    assert repaired.area_change == 0


def test_heights_are_dropped_and_only_the_areas_of_a_collection_kept():
    mixed = GeometryCollection(
        [Polygon([(0, 0, 5), (4, 0, 5), (4, 4, 5)]), LineString([(0, 0), (9, 9)])]
    )
    repaired = geometry.repair_polygon(mixed)
    assert repaired.geometry is not None
    assert not repaired.geometry.has_z
    assert repaired.geometry.area == pytest.approx(8)


@pytest.mark.parametrize("nothing", [Point(1, 1), LineString([(0, 0), (1, 1)]), Polygon()])
def test_what_has_no_area_is_no_outline(nothing):
    assert geometry.repair_polygon(nothing).geometry is None


def test_degrees_are_recognised_and_grid_metres_are_not():
    assert geometry.looks_like_degrees(-2.2, 52.2)
    assert not geometry.looks_like_degrees(385_056, 254_590)


def test_the_representative_point_lies_on_the_site_even_of_an_l_shape():
    shape = Polygon([(0, 0), (100, 0), (100, 5), (5, 5), (5, 100), (0, 100)])
    assert shape.contains(geometry.rep_point(shape))
    assert not shape.contains(shape.centroid)


def test_an_outline_beyond_the_grid_is_infinitely_far_and_no_crash() -> None:
    grenada = Polygon([(-61.2, 12.5), (-61.6, 12.5), (-61.6, 12.6)])
    assert not np.isfinite(geometry.geometry_to_grid(grenada).bounds).any()
