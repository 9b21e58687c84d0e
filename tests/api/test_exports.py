"""Exports open in what people use, with as many rows as the list said, and leak nothing."""

import io
import zipfile

import openpyxl
import pandas as pd
import pyogrio
import pytest

pytestmark = pytest.mark.xdist_group("sample")

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
    from estate.intake.schemas import recognise

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


def test_no_match_is_an_empty_file_not_an_error(club):
    assert download(club, "csv", q="no such words anywhere")
    assert download(club, "gpkg", q="no such words anywhere")
    assert download(club, "shp.zip", q="no such words anywhere")


def test_an_unknown_format_is_told_the_known_ones(club):
    response = club.get("/api/v1/exports/properties.dwg")
    assert response.status_code == 404
    assert "gpkg" in response.json()["detail"]
