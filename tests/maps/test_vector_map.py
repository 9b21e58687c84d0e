"""The base map from a file on this machine: made from an extract, served in pieces, drawn."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from fastapi.testclient import TestClient
from playwright.sync_api import expect
from pmtiles.reader import MemorySource, MmapSource, all_tiles

from api.app import create_app
from estate.base_map import archive, building, drawing, layers, making
from estate.base_map.cutting import cut
from estate.base_map.sea import sea
from estate.errors import Refused
from estate.geometry import Envelope, to_grid
from estate.networks import extract, other_process
from estate.settings import Settings
from sample_data.osm_file import Way, write_extract
from tests.maps.conftest import Open
from tests.maps.fake_service import running
from tests.travel import small_town

TOWN = "#view=15/52.1534/-2.2793"


@pytest.fixture(scope="module")
def town_map(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small town's base map, made once and in this process."""
    folder = tmp_path_factory.mktemp("base-map")
    extract = small_town.extract(folder / "town.osm.pbf")
    (folder / "room").mkdir()
    into, steps = folder / "base-map.pmtiles", list[str]()
    owed, day = "© Made-up mappers, <b>ODbL</b>", small_town.DAY.isoformat()
    order = building.Order(extract, None, owed, day, into, folder / "room")
    building.build(order, steps.append)
    assert len(steps) > 8
    assert list((folder / "room").iterdir()) == []
    return into


@pytest.mark.long
def test_another_process_makes_the_same_file(town_map: Path, tmp_path: Path) -> None:
    made = making.make(town_map.with_name("town.osm.pbf"), tmp_path / "it.pmtiles", envelope=None)
    assert made.attribution == making.OSM_LICENCE
    assert (made.content_date, made.layers) == (small_town.DAY, archive.look(town_map).layers)
    assert [path.name for path in tmp_path.iterdir()] == ["it.pmtiles"]


def test_the_file_says_what_it_is(town_map: Path) -> None:
    found = archive.look(town_map)
    assert (found.min_zoom, found.max_zoom) == (6, 14)
    assert found.attribution == "© Made-up mappers, ODbL"
    assert found.content_date == small_town.DAY
    assert set(found.layers) == {"earth", "landuse", "water", "roads", "buildings", "places"}
    west, south, east, north = found.box
    assert -2.30 < west < east < -2.25
    assert 52.14 < south < north < 52.17


def test_an_outline_of_one_point_is_left_out_and_spoils_nothing(tmp_path: Path) -> None:
    spots = [(-2.28, 52.15), (-2.27, 52.15), (-2.27, 52.16)]
    wood = {"landuse": "forest"}
    ways = [Way([0, 1, 2, 0], wood), Way([0, 0], wood), Way([0, 1], {"highway": "primary"})]
    write_extract(tmp_path / "it.osm.pbf", spots, ways, small_town.DAY)
    assert len(layers.ground(tmp_path / "it.osm.pbf").shapes) == 1
    assert len(layers.roads(tmp_path / "it.osm.pbf").shapes) == 1


def test_what_is_no_extract_or_no_map_is_refused_and_the_last_map_stays(
    town_map: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    into = tmp_path / "base-map.pmtiles"
    into.write_bytes(town_map.read_bytes())
    good = town_map.with_name("town.osm.pbf").read_bytes()
    elsewhere = Envelope(600_000, 100_000, 620_000, 120_000)
    for contents, envelope, words in (
        (b"", None, "is empty"),
        (b"<osm/>", None, "is not an OpenStreetMap extract"),
        (good[:-40], None, "breaks off or is damaged"),
        (good, elsewhere, "is of another area"),
    ):
        (tmp_path / "given.osm.pbf").write_bytes(contents)
        with pytest.raises(Refused, match=words):
            making.make(tmp_path / "given.osm.pbf", into, envelope=envelope)
        assert archive.look(into).content_date == small_town.DAY
    # … also where the extract names no box of its own: then what was made of it is looked at.
    nameless = replace(extract.look(town_map.with_name("town.osm.pbf")), box_m=None)
    monkeypatch.setattr(extract, "look", lambda file: nameless)
    monkeypatch.setattr(
        other_process, "ask", lambda _, order, step: shutil.copy(town_map, order["into"]) and None
    )
    (tmp_path / "given.osm.pbf").write_bytes(good)
    before = into.read_bytes()
    with pytest.raises(Refused, match="is of another area: it covers eastings 3"):
        making.make(tmp_path / "given.osm.pbf", into, envelope=elsewhere)
    assert into.read_bytes() == before
    whole = town_map.read_bytes()
    for contents, words in ((b"", "no file of"), (whole[:300], "damaged"), (b"PK", "no file of")):
        into.write_bytes(contents)
        with pytest.raises(Refused, match=words):
            archive.look(into)
    with pytest.raises(Refused, match="estate basemap build"):
        archive.look(tmp_path / "nothing.pmtiles")


def test_it_is_served_in_pieces_from_the_settings_path_alone(
    town_map: Path, database_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "base-map.pmtiles"
    settings = Settings(reader="public", basemap="pmtiles", basemap_file=file)
    with TestClient(create_app(settings, database_url)) as client:
        assert client.get("/tiles/base-map.json").json() == {"base": "pmtiles"}
        file.write_bytes(town_map.read_bytes())
        told = client.get("/tiles/base-map.json").json()
        assert str(tmp_path) not in json.dumps(told)
        assert told["attribution"][0]["text"].endswith("ODbL, as of 1 September 2026")
        head = client.get(told["url"], headers={"Range": "bytes=0-126", "Accept-Encoding": "br"})
        assert (head.status_code, head.content) == (206, town_map.read_bytes()[:127])
        size = file.stat().st_size
        assert head.headers["content-range"] == f"bytes 0-126/{size}"
        assert head.headers["content-type"] == "application/vnd.pmtiles"
        assert "immutable" in head.headers["cache-control"]
        assert "content-encoding" not in head.headers
        last = client.get(told["url"], headers={"Range": f"bytes={size - 5}-{size + 5}"})
        assert last.content == town_map.read_bytes()[-5:]
        for wrong in (None, "bytes=0-1,3-4", "bytes=-5", f"bytes={size}-", "bytes=9-0"):
            headers = {"Range": wrong} if wrong else {}
            answer = client.get(told["url"], headers=headers)
            assert (wrong, answer.status_code) == (wrong, 416)
        for other in ("/tiles/0123456789ab/base-map.pmtiles", "/tiles/..%2f/base-map.pmtiles"):
            headers = {"Range": "bytes=0-9"}
            assert client.get(other, headers=headers).status_code in (404, 422)
        assert client.get(told["script"]).status_code == 200


def test_a_part_for_a_box_holds_its_tiles_as_far_as_they_fit(
    town_map: Path, tmp_path: Path
) -> None:
    found = archive.look(town_map)
    sizes: dict[int, int] = {}
    with town_map.open("rb") as source:
        every = dict(all_tiles(MmapSource(source)))
    for (zoom, _, _), body in every.items():
        sizes[zoom] = sizes.get(zoom, 0) + len(body)
    for closest in (6, 10, 14):
        most = sum(size for zoom, size in sizes.items() if zoom <= closest)
        body, told = cut(found, found.box, most) or (b"", -1)
        assert told == closest
        part = tmp_path / "part.pmtiles"
        part.write_bytes(body)
        looked = archive.look(part)
        assert (looked.min_zoom, looked.max_zoom, looked.box) == (6, closest, found.box)
        assert dict(all_tiles(MemorySource(body))) == {
            place: tile for place, tile in every.items() if place[0] <= closest
        }
    assert cut(found, found.box, sizes[6] - 1) is None
    assert cut(found, (1.0, 51.0, 1.1, 51.1), 10_000_000) is None
    west, south, east, north = found.box
    corner = (west, south, west + (east - west) / 50, south + (north - south) / 50)
    body, _ = cut(found, corner, 10_000_000) or (b"", 0)
    few = dict(all_tiles(MemorySource(body)))
    assert 0 < len(few) < len(every) and few.items() <= every.items()


def test_what_is_drawn_for_paper_lies_where_it_was_mapped(
    town_map: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = archive.look(town_map)
    far = small_town.SIDE * small_town.STEP_M
    box = (small_town.WEST - 500, small_town.SOUTH - 500, small_town.WEST + far + 500,
           small_town.SOUTH + far + 500)  # fmt: skip
    drawn = {one.name: one for one in drawing.ground(found, box, 1.0)}
    streets = shapely.union_all([one.shape for one in drawn.values() if "road" in one.name])
    corners = [small_town.corner(column, row) for column in range(1, 9) for row in range(1, 9)]
    away = shapely.distance(streets, [shapely.Point(one) for one in corners])
    assert max(away) < 3.0
    assert shapely.box(*box).covers(streets)
    # A window that holds a part shows a part; one beside it nothing; too much is left out.
    part = (box[0], box[1], small_town.WEST + 450, small_town.SOUTH + 450)
    some = drawing.ground(found, part, 1.0)
    assert some and all(shapely.box(*part).covers(one.shape) for one in some)
    assert drawing.ground(found, (500_000.0, 300_000.0, 502_000.0, 302_000.0), 1.0) == ()
    monkeypatch.setattr(drawing, "_MOST_POINTS", 3)
    assert drawing.ground(found, box, 1.01) == ()


def test_no_street_is_hidden_by_the_ground_it_runs_over(tmp_path: Path) -> None:
    spots = [(-2.29, 52.14), (-2.27, 52.14), (-2.27, 52.16), (-2.29, 52.16), (-2.28, 52.15)]
    ways = [
        Way([0, 1, 2, 3, 0], {"landuse": "residential"}), Way([0, 1, 4, 0], {"natural": "water"}),
        Way([0, 4], {"highway": "residential"}), Way([4, 2], {"highway": "primary"}),
    ]  # fmt: skip
    write_extract(tmp_path / "it.osm.pbf", spots, ways, small_town.DAY)
    (tmp_path / "room").mkdir()
    into = tmp_path / "it.pmtiles"
    order = building.Order(
        tmp_path / "it.osm.pbf", (-2.3, 52.13, -2.26, 52.17), "us", None, into, tmp_path / "room"
    )
    building.build(order, lambda _: None)
    east, north = (one.tolist() for one in to_grid(*np.array(spots[:3]).T))
    box = (min(east) - 50, min(north) - 50, max(east) + 50, max(north) + 50)
    drawn = drawing.ground(archive.look(into), box, 1.0)
    assert [one.name for one in drawn] == ["built", "water", "minor_road", "major_road"]
    assert [one.is_surface for one in drawn] == [True, True, False, False]


def test_the_sea_is_on_the_right_of_the_coast() -> None:
    box = (0.0, 0.0, 4.0, 4.0)
    northwards = np.array([shapely.LineString([(2, -1), (2.2, 2), (2, 5)])], dtype=object)
    (east,) = sea(northwards, box)
    assert east.contains(shapely.Point(3, 2)) and not east.contains(shapely.Point(1, 2))
    (west,) = sea(shapely.reverse(northwards), box)
    assert west.contains(shapely.Point(1, 2))
    island = np.array([shapely.LineString([(1, 1), (2, 1), (2, 2), (1, 1)])], dtype=object)
    (around,) = sea(island, box)
    assert not around.contains(shapely.Point(1.8, 1.2))
    broken_off = np.array([shapely.LineString([(2, -1), (2, 3)])], dtype=object)
    assert sea(broken_off, box) == []


@pytest.mark.browser
def test_it_is_drawn_with_its_credit_and_can_be_switched_off(
    open_page: Open, town_map: Path
) -> None:
    with running(town_map) as home:
        page = open_page(TOWN, home=home)
        drawn = page.locator("canvas.leaflet-tile-loaded")
        expect(drawn.first).to_be_visible()
        page.wait_for_function(
            """() => [...document.querySelectorAll('canvas.leaflet-tile-loaded')].some((one) => {
                const seen = one.getContext('2d').getImageData(0, 0, one.width, one.height).data;
                return new Set(new Uint32Array(seen.buffer)).size > 8;
            })"""
        )
        credit = page.locator(".leaflet-control-attribution")
        expect(credit).to_contain_text("© Made-up mappers, ODbL, as of 1 September 2026")
        expect(page.locator("#map-notice")).to_be_hidden()
        page.get_by_label("Base map").uncheck()
        expect(drawn).to_have_count(0)
        page.evaluate("void window.map_estate.setZoom(17, {animate: false})")
        page.get_by_label("Base map").check()
        expect(drawn.first).to_be_visible()
