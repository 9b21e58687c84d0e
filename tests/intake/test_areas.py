"""The county's description and its overlays."""

from pathlib import Path

import geopandas as gpd
import pytest
from shapely import Point
from sqlalchemy import Connection, func, select

from estate.codes import AreaKind
from estate.db import tables as t
from estate.errors import AreaRefused, Conflict
from estate.intake.areas import import_areas, read_area_file
from estate.register.queries.versions import current_version
from estate.register.writes.area import init_area
from tests.intake.county import EAST, NORTH, bring, describe, row, square, start, write_csv

AREA = """
[area]
code = "T"
name = "Testshire"
synthetic = true
[area.envelope]
min_easting = 353000
min_northing = 229000
max_easting = 419000
max_northing = 284000
[[town]]
name = "Easton"
easting = 385000
northing = 254000
radius_m = 3200
population = 9000
[[organisation]]
code = "T-CC"
name = "Testshire County Council"
kind = "county"
signed_on = 2026-01-15
aliases = ["TCC"]
"""


def test_an_area_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "area.toml"
    path.write_text(AREA)
    found = read_area_file(path)
    assert (found.name, found.towns[0].radius_m, found.organisations[0].aliases) == (
        "Testshire", 3200, ("TCC",)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [('kind = "county"', 'kind = "kingdom"', "organisations.0.kind"),
     ("max_easting = 419000", "max_easting = 1", "minimum must lie south-west"),
     ('code = "T-CC"', 'code = "t cc"', "organisations.0.code"),
     ("synthetic = true", "synthetic = true\ncolour = 1", "colour"),
     ("[area]", "[area", "not readable TOML"),
     ("[[town]]", "[[towns]]", "“towns” is not known; it holds")],
)  # fmt: skip
def test_an_ill_made_area_file_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    path = tmp_path / "area.toml"
    path.write_text(AREA.replace(old, new))
    with pytest.raises(AreaRefused, match=words):
        read_area_file(path)


def test_an_area_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(AreaRefused, match=r"There is no file .*docs/gis-staff\.md"):
        read_area_file(tmp_path / "area.toml")


def test_the_example_in_the_guide_is_read(tmp_path: Path) -> None:
    guide = Path(__file__).parents[2] / "docs" / "gis-staff.md"
    path = tmp_path / "area.toml"
    path.write_text(guide.read_text("utf-8").split("```toml\n")[1].split("```")[0], "utf-8")
    found = read_area_file(path)
    assert len(found.towns) == 1 and len(found.organisations) == 2


def test_an_overlay_may_name_its_layer_and_its_system(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    path = tmp_path / "wards.gpkg"
    for layer, heading in (("wards", "WD13NM"), ("other", "LABEL")):
        frame = gpd.GeoDataFrame({heading: ["Bengeworth"]}, geometry=[square(side=900)], crs=27700)
        frame.to_file(path, layer=layer)
    with pytest.raises(AreaRefused, match="say which one with --layer"):
        import_areas(connection, path, AreaKind.OTHER)
    assert import_areas(connection, path, AreaKind.OTHER, layer="wards") == 1
    with pytest.raises(AreaRefused, match=r"is called NAME, or it is blank there.*“LABEL”"):
        import_areas(connection, path, AreaKind.OTHER, layer="other")
    frame.rename(columns={"LABEL": "NAME"}).to_file(tmp_path / "a.shp")
    (tmp_path / "a.prj").unlink()
    with pytest.raises(AreaRefused, match="state the system with --crs"):
        import_areas(connection, tmp_path / "a.shp", AreaKind.OTHER)
    assert import_areas(connection, tmp_path / "a.shp", AreaKind.OTHER, crs="EPSG:27700") == 1


def test_a_register_holds_one_county(connection: Connection) -> None:
    start(connection)
    towns = select(t.area.c.name, func.ST_Area(t.area.c.geom)).order_by(t.area.c.name)
    found = connection.execute(towns).all()
    assert [name for name, _ in found] == ["Easton", "Weston"]
    assert found[0][1] == pytest.approx(3.14159 * 2000**2, rel=0.002)
    with pytest.raises(Conflict, match="holds a county already"):
        init_area(connection, describe())


def test_overlays_replace_those_of_the_same_name_and_place_properties(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    bring(connection, write_csv(tmp_path / "a.csv", [row("A1"), row("A2", EASTING=EAST + 5000)]))
    path = tmp_path / "districts.geojson"
    for side in (100.0, 8000.0):
        frame = gpd.GeoDataFrame(
            {"name": ["Easton District"], "population": [5]},
            geometry=[square(EAST - 50, NORTH - 50, side)], crs=27700,
        )  # fmt: skip
        frame.to_crs(4326).to_file(path)
        version = current_version(connection)
        assert import_areas(connection, path, AreaKind.DISTRICT) == 1
        assert current_version(connection) == version + 1
        assert import_areas(connection, path, AreaKind.DISTRICT) == 1
        assert current_version(connection) == version + 1
        p = t.property_.c
        inside = select(func.count()).where(p.district_id.is_not(None))
        assert connection.execute(inside).scalar_one() == (1 if side == 100 else 2)
    kept = select(t.area.c.population, t.area.c.synthetic).where(t.area.c.kind == "district")
    assert connection.execute(kept).all() == [(5, True)]


@pytest.mark.parametrize(
    ("columns", "east", "words"),
    [({"colour": ["red"]}, EAST, "has no name"), ({"name": ["x"]}, 530000.0, "outside the county"),
     ({"name": ["x"]}, None, "no area")],
)  # fmt: skip
def test_overlays_that_cannot_be_trusted(
    connection: Connection, tmp_path: Path, columns: dict[str, list[str]], east: float | None,
    words: str,
) -> None:  # fmt: skip
    start(connection)
    shape = Point(EAST, NORTH) if east is None else square(east)
    path = tmp_path / "o.gpkg"
    gpd.GeoDataFrame(columns, geometry=[shape], crs=27700).to_file(path)
    with pytest.raises(AreaRefused, match=words):
        import_areas(connection, path, AreaKind.OTHER)
