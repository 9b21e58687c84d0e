"""No file makes a reader ask an address: whatever it names, a listener hears nothing."""

import json
import socket
import threading
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import box

from estate.errors import FileRefused
from estate.intake.sources import Source, open_source
from estate.intake.sources.gdal import NO_NETWORK, environment
from estate.intake.sources.plain_xml import plain
from tests.intake import hostile


class Listener:
    """A server on loopback that says nothing and remembers who came."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                caller, _ = self._server.accept()
                with caller, suppress(OSError):
                    caller.settimeout(0.2)
                    self.heard.append(caller.recv(400))

    def close(self) -> None:
        self._server.close()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    one = Listener()
    yield one
    one.close()


def read(path: Path) -> Source | None:
    """What is read of a file, None when it is refused in a sentence."""
    try:
        return open_source(path)
    except FileRefused as refusal:
        assert len(str(refusal)) > 20, refusal
        return None


def test_the_listener_hears(listener: Listener) -> None:
    port = int(listener.address.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as caller:
        caller.sendall(b"hello")
        caller.recv(1)
    assert listener.heard == [b"hello"]
    listener.heard.clear()


@pytest.mark.parametrize("how", sorted(hostile.gml_texts("")))
@pytest.mark.parametrize("written", ["utf-8", "utf-16", "zip"])
def test_a_gml_has_no_schema_fetched(
    listener: Listener, tmp_path: Path, how: str, written: str
) -> None:
    text = hostile.gml_texts(listener.address)[how]
    path = tmp_path / "a.gml"
    path.write_text(text.replace("UTF-8", "UTF-16" if written == "utf-16" else "UTF-8"),
                    "utf-16" if written == "utf-16" else "utf-8")  # fmt: skip
    if written == "zip":
        zipped = tmp_path / "a.zip"
        with zipfile.ZipFile(zipped, "w") as archive:
            archive.write(path, "layers/a.gml")
        path = zipped
    source = read(path)
    assert listener.heard == []
    if how != "system":
        assert source is not None and source.records["ref"].tolist() == ["A1"]


@pytest.mark.parametrize("how", sorted(hostile.kml_texts("")))
def test_a_kml_has_nothing_fetched(listener: Listener, tmp_path: Path, how: str) -> None:
    path = tmp_path / "a.kml"
    path.write_text(hostile.kml_texts(listener.address)[how], "utf-8")
    packed = tmp_path / "a.kmz"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(path, "doc.kml")
    for one in (path, packed):
        source = read(one)
        assert (source is None) == (how == "overlay")  # whose image is no placemark
        assert source is None or "A1" in source.records.astype(str).to_numpy()
    assert listener.heard == []


@pytest.mark.parametrize("name", sorted(hostile.elsewhere("")))
def test_a_file_that_points_elsewhere_is_refused(
    listener: Listener, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_text(hostile.elsewhere(listener.address)[name], "utf-8")
    packed = tmp_path / "a.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(path, name)
    assert read(path) is None
    assert read(packed) is None
    assert listener.heard == []


@pytest.mark.parametrize("how", sorted(hostile.tabs("")))
def test_a_mapinfo_table_is_one_of_its_own(listener: Listener, tmp_path: Path, how: str) -> None:
    path = hostile.tab(tmp_path / "a.tab", hostile.tabs(listener.address)[how])
    with pytest.raises(FileRefused, match="only points at other tables"):
        open_source(path)
    assert listener.heard == []


_IN_PARTS = ["{at}/a", "/vsicurl/{at}/a", "+init={at}/a:1", "+init=/etc/group:1",
             'PROJCS["a",EXTENSION["PROJ4","+nadgrids={at}/g"]]']  # fmt: skip
_IN_SYSTEMS = ["{at}/crs", "+init={at}/a:1", "/vsicurl/{at}/a.prj", "file:///etc/group",
               "+proj=longlat +nadgrids={at}/grid"]  # fmt: skip


@pytest.mark.parametrize("part", [".prj", ".cpg", ".qpj"])
@pytest.mark.parametrize("says", _IN_PARTS)
def test_parts_of_a_shapefile_name_nothing_elsewhere(
    listener: Listener, tmp_path: Path, part: str, says: str
) -> None:
    frame = gpd.GeoDataFrame({"REF": ["A1"]}, geometry=[box(385000, 254000, 385020, 254020)],
                             crs=27700)  # fmt: skip
    path = tmp_path / "a.shp"
    frame.to_file(path, engine="pyogrio")
    path.with_suffix(part).write_text(says.format(at=listener.address))
    source = read(path)
    assert (source is None) == (part == ".prj")
    assert listener.heard == []


@pytest.mark.parametrize("says", _IN_SYSTEMS)
def test_a_system_is_no_address(listener: Listener, tmp_path: Path, says: str) -> None:
    said = says.format(at=listener.address)
    path = tmp_path / "a.geojson"
    feature = {"type": "Feature", "properties": {"ref": "A1"},
               "geometry": {"type": "Point", "coordinates": [385000, 254000]}}  # fmt: skip
    path.write_text(json.dumps({
        "type": "FeatureCollection", "features": [feature],
        "crs": {"type": "link", "properties": {"name": said, "href": said}},
    }))  # fmt: skip
    assert read(path) is None
    with pytest.raises(FileRefused):
        open_source(path, crs=said)
    assert listener.heard == []


def test_cells_are_no_addresses(listener: Listener, tmp_path: Path) -> None:
    read(hostile.workbook_with_links(tmp_path / "a.xlsx", listener.address))
    path = tmp_path / "a.csv"
    path.write_text(f"LOCAL_REF,NAME,WKT\nA1,{listener.address}/a,\"/vsicurl/{listener.address}\"\n"
                    )  # fmt: skip
    assert read(path) is not None
    assert listener.heard == []


def test_readers_have_neither_network_nor_drivers_that_need_it() -> None:
    import pyogrio

    held = set(pyogrio.list_drivers())
    skipped = set(environment(held)["GDAL_SKIP"].split(","))
    assert {"WFS", "OAPIF", "OGR_VRT", "HTTP", "CSW", "Elasticsearch", "GPX", "GDALG"} <= skipped
    assert not skipped & {"GPKG", "GML", "LIBKML", "ESRI Shapefile", "MapInfo File", "FlatGeobuf"}
    open_source_sets = {name: pyogrio.get_gdal_config_option(name) for name in NO_NETWORK}
    assert all(str(said) == NO_NETWORK[name] for name, said in open_source_sets.items())


def test_plain_xml_says_what_the_other_said() -> None:
    text = ("<a x='1' schemaLocation='u v' y=\"don't\"><!-- c --><b>schemaLocation=\"u\" &lt;</b>"
            "<![CDATA[<schemaLocation=\"u\">]]><c z='schemaLocation='/></a>")  # fmt: skip
    from defusedxml.ElementTree import fromstring

    made = fromstring(plain(text))
    assert made.attrib == {"x": "1", "y": "don't"}
    assert "".join(made.itertext()) == 'schemaLocation="u" <<schemaLocation="u">'
    assert made.find("c") is not None and made.find("c").attrib == {"z": "schemaLocation="}  # type: ignore[union-attr]
    assert "schemalocation" not in plain(text).casefold()
