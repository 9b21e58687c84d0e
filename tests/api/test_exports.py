"""Exports open in what people use, with as many rows as the list said, and leak nothing."""

import io
import json
import re
import shutil
import sqlite3
import subprocess
import zipfile
from contextlib import closing

import openpyxl
import pandas as pd
import pyogrio
import pytest

FILTER = {"organisation": "SYN-CC", "use_class": "office_admin"}


def download(client, form, **params):
    response = client.get(f"/api/v1/exports/properties.{form}", params=params)
    assert response.status_code == 200, response.text
    assert f"properties.{form}" in response.headers["content-disposition"]
    return response.content


@pytest.fixture(scope="module")
def matched(club):
    return club.get("/api/v1/properties", params=FILTER).json()["numberMatched"]


@pytest.mark.parametrize("form", ["gpkg", "geojson"])
def test_gis_formats_hold_every_row(club, matched, tmp_path, form):
    path = tmp_path / f"properties.{form}"
    path.write_bytes(download(club, form, **FILTER))
    frame = pyogrio.read_dataframe(path)
    assert len(frame) == matched
    assert set(frame["organisation_code"]) == {"SYN-CC"}
    assert frame.crs.to_epsg() == (4326 if form == "geojson" else 27700)


def test_the_shapefile_zip_holds_outlines_and_points_apart(club, matched, tmp_path):
    with zipfile.ZipFile(io.BytesIO(download(club, "shp.zip", **FILTER))) as archive:
        archive.extractall(tmp_path)
    outlines = pyogrio.read_dataframe(tmp_path / "properties_outlines.shp")
    points = pyogrio.read_dataframe(tmp_path / "properties_points.shp")
    assert len(outlines) + len(points) == matched
    assert "LOCAL_REF" in outlines.columns
    assert outlines.crs.to_epsg(20) == 27700


def test_the_shapefile_can_be_imported_again(club, tmp_path):
    from estate.codes import RecordKind
    from estate.intake.columns.recognition import recognise

    with zipfile.ZipFile(io.BytesIO(download(club, "shp.zip", **FILTER))) as archive:
        archive.extractall(tmp_path)
    frame = pyogrio.read_dataframe(tmp_path / "properties_outlines.shp", read_geometry=False)
    found = recognise(frame, RecordKind.PROPERTY)
    assert found.schema


def test_spreadsheets_hold_every_row_and_say_what_they_are(club, matched):
    table = pd.read_csv(io.BytesIO(download(club, "csv", **FILTER)))
    assert len(table) == matched
    book = openpyxl.load_workbook(io.BytesIO(download(club, "xlsx", **FILTER)))
    assert book["Properties"].max_row == matched + 1
    about = {row[0].value: row[1].value for row in book["About"].iter_rows()}
    assert "SYN-CC" in about["Filters"]
    assert about["As seen by"] == "club"
    assert "No plan to change" in about["Disclaimer"]


@pytest.mark.parametrize("form", ["csv", "geojson"])
def test_an_export_holds_no_more_than_its_reader_may_see(club, public, form):
    seen = download(public, form).decode()
    for word in ("tenure", "book_value", "availability", "gia_m2", "local_ref"):
        assert word not in seen
    assert "book_value" not in download(club, form).decode()


_PUBLIC = {
    "property_id", "organisation_code", "organisation_name", "name", "address", "street",
    "post_town", "postcode", "town", "district", "public_access", "opening_hours", "services",
    "synthetic", "easting", "northing",
}  # fmt: skip
_PARTIES_AND_OWNERS = {
    "pfi_end_date", "backlog_gbp", "book_value_gbp", "book_value_date", "value_basis", "note",
    "energy_works_gbp",
}  # fmt: skip


def test_each_reader_takes_the_columns_of_its_level_home(club, public, county_token):
    from estate.exports.property_files import COLUMNS

    def headings(client, **more):
        response = client.get("/api/v1/exports/properties.csv", params={"q": "office"}, **more)
        return set(pd.read_csv(io.BytesIO(response.content), nrows=1).columns)

    assert headings(public) == _PUBLIC
    assert headings(club) == set(COLUMNS) - _PARTIES_AND_OWNERS
    assert headings(club, headers=county_token) == set(COLUMNS)


def test_no_match_is_an_empty_file_not_an_error(club):
    assert download(club, "csv", q="no such words anywhere")
    assert download(club, "gpkg", q="no such words anywhere")
    assert download(club, "shp.zip", q="no such words anywhere")


def test_an_unknown_format_is_told_the_known_ones(club):
    response = club.get("/api/v1/exports/properties.dwg")
    assert response.status_code == 404
    assert "gpkg" in response.json()["detail"]


#: What the map sends for "download these", one filter of each kind at least.
SHOWN = [
    {},
    {"q": "worcester office"},
    {"organisation": "SYN-CC", "tenure": "leasehold", "lease_ends_before": "2029-06-02"},
    {"town": "none", "holds_candidate": "true", "availability": ["amber", "unrated"]},
    {"sharing": "green", "use_class": "office_admin", "holds_candidate": "false"},
    {"bbox": "-2.3,52.1,-2.1,52.3"},
    {"q": "no such words anywhere"},
]


def ogrinfo(path):
    """Layer → number of features, as GDAL's own tool (else GDAL's library) counts them."""
    program = shutil.which("ogrinfo")
    if program is None:
        layers = [str(name) for name, _ in pyogrio.list_layers(path)]
        return {name: pyogrio.read_info(path, layer=name)["features"] for name in layers}
    told = subprocess.run([program, "-ro", "-al", "-so", str(path)], check=True,
                          capture_output=True, text=True)  # fmt: skip
    assert "ERROR" not in told.stderr
    assert "Warning" not in told.stderr
    names = re.findall(r"^Layer name: (.*)$", told.stdout, re.MULTILINE)
    counts = re.findall(r"^Feature Count: (\d+)$", told.stdout, re.MULTILINE)
    return dict(zip(names, map(int, counts), strict=True))


def rows_in(folder, form, body):
    """How many properties a downloaded file holds, by the tool of those who get it."""
    path = folder / f"properties.{form}"
    path.write_bytes(body)
    if form == "xlsx":
        return openpyxl.load_workbook(path)["Properties"].max_row - 1
    if form == "shp.zip":
        layers = ogrinfo(f"/vsizip/{path}")
        assert set(layers) == {"properties_outlines", "properties_points"}
        return sum(layers.values())
    return ogrinfo(path)["properties"]


@pytest.mark.parametrize("form", ["gpkg", "shp.zip", "geojson", "csv", "xlsx"])
def test_what_is_seen_is_what_is_exported(club, tmp_path, form):
    for params in SHOWN:
        listed = club.get("/api/v1/properties", params={**params, "limit": 1}).json()
        body = download(club, form, **params)
        assert rows_in(tmp_path, form, body) == listed["numberMatched"], params


def test_names_in_the_shapefile_are_whole_and_its_letters_survive(club, tmp_path):
    with zipfile.ZipFile(io.BytesIO(download(club, "shp.zip"))) as archive:
        archive.extractall(tmp_path)
    assert (tmp_path / "properties_outlines.cpg").read_text() == "UTF-8"
    for layer in ("properties_outlines", "properties_points"):
        names = pyogrio.read_info(tmp_path / f"{layer}.shp")["fields"]
        assert len(set(names)) == len(names)
        assert max(map(len, names)) <= 10
        assert {"PROP_ID", "ORG_CODE", "RAG_AVAIL", "LEASE_END", "SYNTHETIC"} <= set(names)


def test_short_names_are_short_and_each_its_own():
    from estate.exports.property_files import COLUMNS

    assert len(set(COLUMNS.values())) == len(COLUMNS)
    assert all(re.fullmatch(r"[A-Z][A-Z0-9_]{0,9}", name) for name in COLUMNS.values())


@pytest.mark.parametrize("form", ["gpkg", "shp.zip", "geojson", "csv", "xlsx"])
def test_letters_beyond_ascii_and_hostile_names_come_back_as_they_were(form, tmp_path):
    import shapely

    from estate.exports import property_files

    names = ["Siân’s Tŷ Coffi — №7", "=HYPERLINK(1)", "{{ 7*7 }} </script>", "Ćwikła “quoted”\n2"]
    rows = [
        {"property_id": f"p{n}", "name": name, "synthetic": True, "easting": 1.0, "northing": 2.0,
         "wkb": shapely.to_wkb(shapely.Point(385_000 + n, 254_000))}
        for n, name in enumerate(names)
    ]  # fmt: skip
    path = tmp_path / f"out.{form}"
    path.write_bytes(property_files.export(rows, form, {"County": "Sŵn"}))
    if form == "xlsx":
        book = openpyxl.load_workbook(path)
        found = [row[1].value for row in book["Properties"].iter_rows(min_row=2)]
    elif form == "csv":
        found = list(pd.read_csv(path)["name"])
    else:
        layer = {"layer": "properties_points"} if form == "shp.zip" else {"layer": "properties"}
        source = f"/vsizip/{path}" if form == "shp.zip" else path
        frame = pyogrio.read_dataframe(source, **layer)
        found = list(frame["NAME" if form == "shp.zip" else "name"])
    if form in ("xlsx", "csv"):  # a spreadsheet would run it: it is shown as text
        names[1] = "'" + names[1]
    assert found == names


def described(path):
    """A GeoPackage's own description of its one layer."""
    with closing(sqlite3.connect(path)) as database:
        (words,) = database.execute("SELECT description FROM gpkg_contents").fetchone()
    return words


@pytest.mark.parametrize("form", ["gpkg", "shp.zip", "geojson", "csv", "xlsx"])
def test_made_up_data_say_so_in_every_format(club, tmp_path, form):
    response = club.get(f"/api/v1/exports/properties.{form}", params=FILTER)
    assert f'filename="synthetic-properties.{form}"' in response.headers["content-disposition"]
    path = tmp_path / f"properties.{form}"
    path.write_bytes(response.content)
    said = {
        "gpkg": lambda: described(path),
        "shp.zip": lambda: zipfile.ZipFile(path).read("about.txt").decode(),
        "geojson": lambda: json.loads(path.read_text())["description"],
        "xlsx": lambda: str([*openpyxl.load_workbook(path)["About"].values]),
        "csv": lambda: "synthetic" if pd.read_csv(path)["synthetic"].all() else "",
    }[form]()
    assert "synthetic" in said
    if form != "csv":
        assert "2026-06-01" in said
        assert "organisation: SYN-CC" in said
        assert "No plan to change" in said
