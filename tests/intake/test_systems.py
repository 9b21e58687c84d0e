"""Coordinates by agreement, not by label: the likely system is named, ``--crs`` outranks labels,
other known systems are transformed through OSTN15, and no advice loops."""

import re
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import CRS, Transformer
from sqlalchemy import Connection, select

from estate import intake
from estate.codes import Severity
from estate.db import tables as t
from estate.errors import FileRefused
from estate.geometry import Envelope, to_lonlat
from estate.intake.sources import common, systems
from tests.intake.county import EAST, NORTH, bring, square, start, write_csv

P = t.property_.c
PLACES = [(EAST + 40 * n, NORTH + 30 * n) for n in range(3)]
OSGB36 = Transformer.from_crs(27700, 4277, always_xy=True)
AREA = Envelope(353000, 229000, 419000, 284000)


def in_system(epsg: int, places: list[tuple[float, float]] = PLACES) -> list[tuple[float, float]]:
    """Places of the National Grid in another system, by OSTN15 where the datum differs."""
    east, north = np.array(places).T
    if epsg == 27700:
        return places
    if epsg == 4277:
        return list(zip(*OSGB36.transform(east, north), strict=True))
    lon, lat = to_lonlat(east, north)
    if epsg == 4326:
        return list(zip(lon.tolist(), lat.tolist(), strict=True))
    other = Transformer.from_crs(4326, epsg, always_xy=True)
    return list(zip(*other.transform(lon, lat), strict=True))


def sheet(folder: Path, epsg: int, headings: tuple[str, str], **more: Any) -> Path:
    rows = [
        {"LOCAL_REF": f"A{n}", "NAME": f"House {n}", "USE_CLASS": "office_admin",
         headings[0]: f"{float(x)!r}", headings[1]: f"{float(y)!r}", **more}
        for n, (x, y) in enumerate(in_system(epsg))
    ]  # fmt: skip
    return write_csv(folder / "sheet.csv", rows)


def stand(connection: Connection, path: Path, **more: Any) -> intake.ImportPlan:
    """Bring a file; its places must be those of ``PLACES`` to the centimetre."""
    plan, _ = bring(connection, path, **more)
    found = connection.execute(select(P.rep_point.ST_X(), P.rep_point.ST_Y()).order_by(P.local_ref))
    assert np.allclose(np.array([tuple(row) for row in found]), np.array(PLACES), atol=0.012)
    return plan


GRID = ("Easting", "Northing")
HUB = ("X", "Y")
DEGREES = ("Longitude", "Latitude")
GEO = ("GeoX", "GeoY")
CASES = [
    (4326, HUB, {}),
    (4326, GRID, {}),
    (4326, GEO, {}),
    (4326, GEO, {"CoordinateReferenceSystem": "OSGB36"}),
    (27700, GEO, {"CoordinateReferenceSystem": "WGS84"}),
    (27700, GEO, {"CoordinateReferenceSystem": "EPSG:3857"}),
    (27700, DEGREES, {}),
    (3857, HUB, {}),
    (3857, GEO, {"CoordinateReferenceSystem": "WGS84"}),
    (32630, GRID, {}),
    (32631, HUB, {}),
]


@pytest.mark.parametrize(("epsg", "headings", "more"), CASES)
def test_advice_is_exact_and_following_it_works(
    connection: Connection, tmp_path: Path, epsg: int, headings: tuple[str, str], more: Any
) -> None:
    start(connection)
    path = sheet(tmp_path, epsg, headings, **more)
    with pytest.raises(FileRefused) as refused:
        bring(connection, path)
    option = re.search(r"state --crs (EPSG:\d+)", str(refused.value))
    assert option is not None and option[1] == f"EPSG:{epsg}", refused.value
    stand(connection, path, crs=option[1])


@pytest.mark.parametrize(
    ("epsg", "headings", "more", "crs"),
    [
        (4326, GEO, {"CoordinateReferenceSystem": "WGS84"}, None),
        (3857, GEO, {"CoordinateReferenceSystem": "EPSG:3857"}, None),
        (32630, GEO, {"CoordinateReferenceSystem": "UTM 30N"}, None),
        (4277, GRID, {}, "EPSG:4277"),
        (25830, HUB, {}, "EPSG:25830"),
        (4258, HUB, {}, "EPSG:4258"),
        (4326, DEGREES, {}, "EPSG:27700"),  # the heading is right where what is stated is not
    ],
)
def test_what_is_stated_is_transformed(
    connection: Connection, tmp_path: Path, epsg: int, headings: Any, more: Any, crs: str | None
) -> None:
    start(connection)
    stand(connection, sheet(tmp_path, epsg, headings, **more), crs=crs)


def test_a_wrong_word_is_answered_with_the_right_one(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    with pytest.raises(FileRefused, match="British National Grid; state --crs EPSG:27700"):
        labelled = {"CoordinateReferenceSystem": "WGS84"}
        bring(connection, sheet(tmp_path, 27700, GEO, **labelled), crs="EPSG:32630")
    with pytest.raises(FileRefused, match=r"are not read\. State"):
        bring(connection, sheet(tmp_path, 27700, HUB), crs="EPSG:2154")


def test_what_fits_nothing_is_the_wrong_file(connection: Connection, tmp_path: Path) -> None:
    start(connection)
    rows = [{"LOCAL_REF": f"A{n}", "NAME": "x", "Easting": 530000 + n, "Northing": 180000}
            for n in range(3)]  # fmt: skip
    with pytest.raises(FileRefused, match="lies outside Testshire"):
        bring(connection, write_csv(tmp_path / "london.csv", rows))


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ({"Easting": "530000", "Northing": "180000"}, {"Longitude": None, "Latitude": None}),
        ({"Easting": "12", "Northing": "9"}, {"GeoX": str(EAST), "GeoY": str(NORTH)}),
        ({"Easting": str(NORTH), "Northing": str(EAST)}, {"GridRef": "SO 85000 54000"}),
    ],
)
def test_a_rows_own_valid_alternative_is_taken_and_said(
    connection: Connection, tmp_path: Path, wrong: Any, right: Any
) -> None:
    start(connection)
    lon, lat = in_system(4326)[0]
    if "Longitude" in right:
        right = {"Longitude": f"{lon!r}", "Latitude": f"{lat!r}"}
    sound = {"LOCAL_REF": "A2", "NAME": "b", "Easting": EAST, "Northing": NORTH}
    rows = [{"LOCAL_REF": "A1", "NAME": "a", **wrong, **right}, sound]
    plan, _ = bring(connection, write_csv(tmp_path / "a.csv", rows))
    assert plan.counts["new"] == 2
    [issue] = [i for i in plan.issues if i.row_number == 2 and i.severity is Severity.WARNING]
    assert "the row's other ones" in issue.message and "were taken" in issue.message
    place = connection.execute(
        select(P.rep_point.ST_X(), P.rep_point.ST_Y()).where(P.local_ref == "A1")
    ).one()
    assert np.allclose(tuple(place), (EAST, NORTH), atol=1.0)


def test_a_row_without_an_alternative_is_refused_with_its_first_defect(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    rows = [{"LOCAL_REF": "A1", "NAME": "a", "Easting": "-2.22", "Northing": "52.18"},
            {"LOCAL_REF": "A2", "NAME": "b", "Easting": EAST, "Northing": NORTH}]  # fmt: skip
    plan, _ = bring(connection, write_csv(tmp_path / "a.csv", rows))
    assert plan.counts["refused"] == 1
    assert "state --crs EPSG:4326" in plan.issues[0].message


def drawn(folder: Path, epsg: int, label: int, name: str = "layer.shp") -> Path:
    shapes = [square(x - 10, y - 10) for x, y in PLACES]
    moved = [shapely.transform(shape, lambda xy: np.array(in_system(epsg, xy.tolist())))
             for shape in shapes]  # fmt: skip
    frame = gpd.GeoDataFrame(
        {"LOCAL_REF": ["A0", "A1", "A2"], "NAME": "x"}, geometry=moved, crs=f"EPSG:{label}"
    )
    frame.to_file(folder / name)
    return folder / name


@pytest.mark.parametrize("epsg", [27700, 4326, 3857, 4277, 32630, 32631, 25830])
def test_layers_in_known_systems_are_transformed(
    connection: Connection, tmp_path: Path, epsg: int
) -> None:
    start(connection)
    plan = stand(connection, drawn(tmp_path, epsg, epsg))
    told = [note for note in plan.notes if "transformed to the National Grid" in note]
    assert bool(told) == (epsg not in (27700, 4326))
    area = connection.execute(select(P.site_area_m2)).scalars().all()
    assert all(abs(float(m2 or 0) - 400) < 1 for m2 in area)


@pytest.mark.parametrize(
    ("epsg", "label"), [(27700, 4326), (3857, 4326), (4326, 27700), (27700, 3857), (4326, 32630)]
)
def test_a_wrong_prj_is_named_and_outranked(
    connection: Connection, tmp_path: Path, epsg: int, label: int
) -> None:
    start(connection)
    path = drawn(tmp_path, epsg, label)
    with pytest.raises(FileRefused) as refused:
        bring(connection, path)
    option = re.search(r"state --crs (EPSG:\d+)", str(refused.value))
    assert option is not None and option[1] == f"EPSG:{epsg}", refused.value
    stand(connection, path, crs=option[1])


def test_a_layer_in_no_system_at_all_is_held_against_the_area(
    connection: Connection, tmp_path: Path
) -> None:
    """MapInfo's NonEarth metres: the label says nothing, the coordinates do."""
    start(connection)
    local = 'LOCAL_CS["Nonearth",UNIT["Meter",1.0],AXIS["X",OTHER],AXIS["Y",OTHER]]'
    path = drawn(tmp_path, 27700, 27700)
    path.with_suffix(".prj").write_text(local)
    with pytest.raises(FileRefused, match="fit British National Grid and lie in Testshire"):
        bring(connection, path)
    stand(connection, path, crs="EPSG:27700")


def test_a_long_layer_is_transformed_batch_by_batch(
    connection: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(connection)
    monkeypatch.setattr(common, "BATCH", 2)
    path = drawn(tmp_path, 3857, 3857, "layer.gpkg")
    stand(connection, path)


def test_ostn15_and_no_approximation() -> None:
    """Web Mercator comes back to the millimetre, and not where PROJ has it without the grid."""
    east, north = 400000.0, 250000.0
    xy = np.array(in_system(3857, [(east, north)]))
    assert np.allclose(systems.on_grid(3857, xy), [[east, north]], atol=0.002)
    plain = Transformer.from_crs(3857, CRS.from_epsg(27700), always_xy=True).transform(*xy[0])
    assert np.hypot(plain[0] - east, plain[1] - north) > 0.5  # what PROJ makes of it without a grid
    assert systems.likely(np.array([[-1.5, 50.0]]), AREA) is None


@pytest.mark.parametrize(
    ("text", "epsg"),
    [("WGS84", 4326), ("wgs 84", 4326), ("EPSG:4326", 4326), ("OSGB36", 27700), ("BNG", 27700),
     ("British National Grid", 27700), ("Web Mercator", 3857), ("EPSG::3857", 3857),
     ("UTM zone 31N", 32631), ("ETRS89 / UTM zone 30N", 32630), ("GB", None), ("", None)],
)  # fmt: skip
def test_systems_as_cells_name_them(text: str, epsg: int | None) -> None:
    assert systems.system_named(text) == epsg
