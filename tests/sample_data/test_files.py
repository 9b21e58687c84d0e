"""The files can be read back: every row, in the stated system and encoding, in the right order."""

import csv
import tomllib
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pytest
from pyproj import CRS

from estate.codes import OrganisationKind, RecordKind
from sample_data import SampleSummary, headings
from tests.sample_data.conftest import Written


@pytest.fixture(scope="module")
def imports(summary: SampleSummary) -> list[dict[str, Any]]:
    manifest = tomllib.loads((summary.out_dir / "imports.toml").read_text(encoding="utf-8"))
    return list(manifest["import"])


def rows_of(path: Path, layer: str | None) -> int:
    if path.suffix == ".csv":
        encoding = "cp1252" if path.parent.name == "west_hills" else "utf-8-sig"
        with path.open(encoding=encoding, newline="") as file:
            return len(list(csv.DictReader(file)))
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path, read_only=True)
        try:
            return sum(1 for _ in book[layer or ""].iter_rows()) - 1
        finally:
            book.close()
    return len(gpd.read_file(path, engine="pyogrio", columns=[]))


def test_every_record_stands_in_a_file(
    summary: SampleSummary, imports: list[dict[str, Any]]
) -> None:
    found = dict.fromkeys((str(kind) for kind in RecordKind), 0)
    for entry in imports:
        found[entry["kind"]] += rows_of(summary.out_dir / entry["file"], entry.get("layer"))
    extra = 12 + 5 + 3  # duplicates, degrees, spoilt references
    assert found == {**summary.records, "property": 1324 + extra}


def test_properties_come_before_what_hangs_on_them(imports: list[dict[str, Any]]) -> None:
    kinds = [entry["kind"] for entry in imports]
    assert kinds == sorted(kinds, key=[str(kind) for kind in RecordKind].index)
    assert sum(kind == "property" for kind in kinds) == 25


def test_the_manifest_counts_the_faults(
    summary: SampleSummary, imports: list[dict[str, Any]]
) -> None:
    totals: dict[str, int] = {}
    for counts in summary.faults.values():
        for code, count in counts.items():
            totals[code] = totals.get(code, 0) + count
    assert totals == {
        "POSSIBLE_DUPLICATE": 12,
        "GEOMETRY_REPAIRED": 8,
        "LIKELY_WGS84": 5,
        "MISSING_REFERENCE": 3,
        "GREEN_WITHOUT_DECISION": 46,
    }
    assert sum(entry["faults"] for entry in imports) == sum(totals.values())


@pytest.mark.parametrize(
    ("file", "epsg"),
    [
        ("county/assets_2026.zip", 27700),
        ("police/estate.shp", 27700),
        ("avonvale/lgtc_assets.shp", 27700),
        ("arrowmere/assets.gpkg", 27700),
        ("stour_forest/assets.geojson", 4326),
        ("overlays/districts.geojson", 4326),
        ("overlays/need_areas.gpkg", 27700),
    ],
)
def test_files_state_their_coordinate_system(summary: SampleSummary, file: str, epsg: int) -> None:
    assert gpd.read_file(summary.out_dir / file, engine="pyogrio").crs.to_epsg() == epsg


def test_one_shapefile_hides_its_code_page_and_words_the_grid_its_own_way(
    summary: SampleSummary,
) -> None:
    shp = summary.out_dir / "north_severn" / "land_and_property.shp"
    assert not shp.with_suffix(".cpg").exists()
    wording = CRS.from_wkt(shp.with_suffix(".prj").read_text(encoding="ascii"))
    assert (wording.to_epsg(), wording.to_epsg(20)) == (None, 27700)
    names = gpd.read_file(shp, engine="pyogrio", encoding="CP1252")["NAME"].tolist()
    assert {"Café Grange", "Noël Row – the £1 House"} <= set(names)


def test_the_zipped_shapefile_adds_up_to_the_county_table(summary: SampleSummary) -> None:
    archive = summary.out_dir / "county" / "assets_2026.zip"
    with zipfile.ZipFile(archive) as file:
        assert {Path(name).suffix for name in file.namelist()} >= {".shp", ".shx", ".dbf", ".prj"}
    assert gpd.read_file(archive, engine="pyogrio")["GIA_M2"].sum() == pytest.approx(797_000)


def test_dbf_names_have_ten_letters_at_most() -> None:
    shorts = [short for short, _ in headings.PROPERTY.values()]
    cut = [short for short, _ in headings.TRANSPARENCY.values()]
    assert max(map(len, shorts + cut)) <= 10
    assert len(set(shorts)) == len(shorts)
    assert all(name.startswith(short) for name, (short, _) in headings.TRANSPARENCY.items())


def test_transparency_files_say_their_system(summary: SampleSummary) -> None:
    for folder, encoding, system, low, high in [
        ("west_hills", "cp1252", "OSGB36", 353_000, 419_000),
        ("parishes", "utf-8", "WGS84", -2.8, -1.6),
    ]:
        path = summary.out_dir / folder / "land_and_building_assets.csv"
        with path.open(encoding=encoding, newline="") as file:
            rows = list(csv.DictReader(file))
        assert {row["CoordinateReferenceSystem"] for row in rows} == {system}
        assert all(low < float(row["GeoX"]) < high for row in rows)


def test_area_toml_describes_the_county(summary: SampleSummary) -> None:
    described = tomllib.loads((summary.out_dir / "area.toml").read_text(encoding="utf-8"))
    assert described["area"]["synthetic"] is True
    assert described["area"]["population"] == 556_000
    assert len(described["town"]) == 12
    organisations = described["organisation"]
    assert len(organisations) == 25
    assert all(row["kind"] in set(OrganisationKind) for row in organisations)
    signed = [row["signed_on"] for row in organisations if "signed_on" in row]
    assert len(signed) == 20
    assert all(isinstance(day, date) and day < summary.reference_date for day in signed)
    aliases = [alias.casefold() for row in organisations for alias in row["aliases"]]
    names = [row["name"].casefold() for row in organisations]
    assert len(set(aliases + names)) == len(aliases + names)


def test_everything_is_labelled_synthetic(summary: SampleSummary) -> None:
    readme = (summary.out_dir / "README.txt").read_text(encoding="utf-8")
    assert readme.startswith("Synthetic sample data")
    for overlay in ("boundary.geojson", "districts.geojson", "need_areas.gpkg"):
        layer = gpd.read_file(summary.out_dir / "overlays" / overlay, engine="pyogrio")
        assert layer["source"].str.contains("synthetic").all()
        assert layer.geometry.is_valid.all()


def test_progress_reaches_its_end(written: Written) -> None:
    seen = written.progress
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1][0] == seen[-1][1]
