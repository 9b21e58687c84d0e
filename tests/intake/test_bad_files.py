"""Files as people spoil them: shortened UPRNs, letters for figures, headings twice."""

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest
from shapely import box
from sqlalchemy import Connection

from estate import intake
from estate.codes import IssueCode, RecordKind
from estate.errors import FileRefused
from estate.intake.cells import hints, values
from estate.intake.cells.grid_references import GridSquare, grid_square
from estate.intake.sources import open_source
from tests.intake.county import EAST, NORTH, bring, row, start, write_csv
from tests.intake.test_units_of_columns import HALL, START, facts, read, table


@pytest.mark.parametrize("typed", ["100023000000", 100_023_000_000, 1.00023e11, "1.00023E+11"])
def test_a_uprn_that_a_spreadsheet_has_shortened_is_none(typed: Any) -> None:
    with pytest.raises(ValueError):
        values.uprn(typed)
    assert hints.shortened_uprn(typed)


@pytest.mark.parametrize("typed", ["100023123456", 10_009_000_000, "000010090000", 1_000_000])
def test_other_uprns_are_sound(typed: Any) -> None:
    assert values.uprn(typed)
    assert not hints.shortened_uprn(typed)


def test_shortened_uprns_of_a_column_are_each_remarked(tmp_path: Path) -> None:
    found = table(tmp_path, [[*START, "UPRN"], [*HALL, "100023000000"],
                             ["A2", "B", "Office", "100024000000"]])  # fmt: skip
    said = [i.message for i in found.checked.issues if i.code is IssueCode.BAD_UPRN]
    assert len(said) == 2 and "A spreadsheet has lost its last digits." in said[0]
    assert facts(found, "uprn") == [["None"], ["None"]]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("WR5 OAA", "WR5 0AA"), ("WRI 1AA", "WR1 1AA"), ("WR5 3J1", "WR5 3JI"), ("W1A IAA", "W1A 1AA"),
     ("0X1 2JD", "OX1 2JD"), ("nowhere", None), ("", None), ("WR5 3JJ, UK", None)],
)  # fmt: skip
def test_figures_for_letters_in_postcodes_are_named_not_mended(
    typed: str, meant: str | None
) -> None:
    assert hints.postcode_hint(typed) == ("" if meant is None else f" (perhaps {meant})")


@pytest.mark.parametrize("typed", ["WR5-3JJ", "WR5.3JJ", "wr5  3jj", "WR53JJ"])
def test_what_stands_between_the_parts_of_a_postcode(typed: str) -> None:
    assert values.postcode(typed) == "WR5 3JJ"


@pytest.mark.parametrize("unseen", ["\u200b", "\u2060", "\u00ad", "\u2066", "\u2069", "\ufeff"])
def test_characters_that_nobody_sees_make_no_second_reference(tmp_path: Path, unseen: str) -> None:
    found = table(tmp_path, [[*START], HALL, [f"A1{unseen}", "Hall", "Office"]])
    assert [i.code for i in found.checked.issues][-1:] == [IssueCode.DUPLICATE_REFERENCE]


def test_letters_that_people_see_stay(tmp_path: Path) -> None:
    found = table(tmp_path, [[*START], ["A-🏫", "مدرسة", "Office"]])
    assert facts(found, "local_ref", "name") == [["A-🏫", "مدرسة"]]


def test_a_heading_twice_is_the_column_that_holds_something(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    path = tmp_path / "a.csv"
    path.write_text("LOCAL_REF,NAME,NAME,USE_CLASS,UPRN,UPRN\n"
                    "A1,Hall,Old hall,office_admin,,100023123456\n")  # fmt: skip
    plan, _ = bring(connection, path)
    (record,) = plan.checked.records
    assert (getattr(record, "name", None), getattr(record, "uprn", None)) == (
        "Hall", 100_023_123_456,
    )  # fmt: skip
    assert "The heading “NAME” stands more than once; the first column was taken." in plan.notes
    assert ("The heading “UPRN” stands more than once; the first column is blank, “UPRN (2)” was "
            "taken.") in plan.notes  # fmt: skip


def test_a_table_of_200_columns_is_told_in_a_sentence_of_some(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    wide = row("A1") | {f"Extra {n}": "x" for n in range(191)}
    plan = intake.prepare(connection, write_csv(tmp_path / "a.csv", [wide]), organisation="T-CC",
                          kind=RecordKind.PROPERTY)  # fmt: skip
    assert plan.counts["new"] == 1
    (note,) = [note for note in plan.notes if note.startswith("Columns not recognised")]
    assert note.endswith("“Extra 29” and 161 more (all are in the list of columns).")
    assert len(plan.columns["columns"]) == 200


@pytest.mark.parametrize(
    ("crs", "name"),
    [(3857, r"Web Mercator \(EPSG:3857\)"), (32630, r"UTM zone 30 North \(EPSG:32630\)")],
)
def test_other_systems_are_named_with_the_option_where_no_prj_is(
    tmp_path: Path, crs: int, name: str
) -> None:
    frame = gpd.GeoDataFrame({"LOCAL_REF": ["A1"]}, crs=27700,
                             geometry=[box(EAST, NORTH, EAST + 9, NORTH + 9)])  # fmt: skip
    frame.to_crs(crs).to_file(tmp_path / "a.shp")
    (tmp_path / "a.prj").unlink()
    with pytest.raises(FileRefused, match=f"look like {name}: state it with --crs EPSG:{crs}"):
        open_source(tmp_path / "a.shp")


def test_styles_that_qgis_keeps_in_a_geopackage_are_no_layer(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"LOCAL_REF": ["A1"]}, crs=27700,
                             geometry=[box(EAST, NORTH, EAST + 9, NORTH + 9)])  # fmt: skip
    frame.to_file(tmp_path / "a.gpkg", layer="sites")
    styles = pd.DataFrame({"f_table_name": ["sites"], "styleQML": ["<qgis/>"]})
    pyogrio.write_dataframe(styles, tmp_path / "a.gpkg", layer="layer_styles", append=True)
    assert open_source(tmp_path / "a.gpkg").layer == "sites"
    assert open_source(tmp_path / "a.gpkg", "layer_styles").record_count == 1


def test_ids_beside_the_properties_of_geojson_are_said_to_be_left_out(tmp_path: Path) -> None:
    def feature(number: int, **more: Any) -> dict[str, Any]:
        return {"type": "Feature", "id": f"sites.{number}", "geometry": None,
                "properties": {"LOCAL_REF": f"A{number}", **more}}  # fmt: skip

    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature(1), feature(2)]}))
    source = open_source(path)
    assert list(source.records.columns) == ["LOCAL_REF"]
    assert source.notes[0].startswith("The features' own ids (such as “sites.1”) stand beside")
    same = {"type": "FeatureCollection", "features": [feature(1, ID="sites.1")]}
    path.write_text(json.dumps(same))
    assert open_source(path).notes == ()


def test_shapes_of_all_kinds_and_none_in_one_geojson(tmp_path: Path) -> None:
    ring = [[-2.2, 52.19], [-2.199, 52.19], [-2.199, 52.191], [-2.2, 52.19]]
    shapes: list[dict[str, Any] | None] = [
        {"type": "Polygon", "coordinates": [ring]},
        {"type": "GeometryCollection", "geometries": [
            {"type": "Polygon", "coordinates": [ring]}, {"type": "Point", "coordinates": ring[0]}]},
        {"type": "Point", "coordinates": ring[0]},
        {"type": "LineString", "coordinates": ring[:2]},
        {"type": "Point", "coordinates": []},
        {"type": "GeometryCollection", "geometries": []},
        None,
    ]  # fmt: skip
    features = [
        {"type": "Feature", "geometry": shape,
         "properties": {"LOCAL_REF": f"A{n}", "NAME": "Hall", "USE_CLASS": "office_admin"}}
        for n, shape in enumerate(shapes)
    ]  # fmt: skip
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    places = [getattr(record, "location", None) for record in read(path).checked.records]
    assert [place is not None for place in places] == [True] * 4 + [False] * 3
    assert [place.geom is not None for place in places if place] == [True, True, False, False]


@pytest.mark.parametrize(("typed", "day"), [("20260331", "2026-03-31"), ("20261331", "None")])
def test_days_as_services_and_dbase_write_them(tmp_path: Path, typed: str, day: str) -> None:
    found = table(tmp_path, [[*START, "AS_OF"], [*HALL, typed]])
    assert facts(found, "as_of_date") == [[day]]


@pytest.mark.parametrize(
    ("typed", "east", "north", "side_m"),
    [("SO 850 540", 385_050, 254_050, 100), ("so8554", 385_500, 254_500, 1_000),
     ("SO 85000 54000", 385_000.5, 254_000.5, 1), ("NN166712", 216_650, 771_250, 100),
     ("SU 387148", 438_750, 114_850, 100), ("TQ3080", 530_500, 180_500, 1_000),
     ("HU 4 1", 445_000, 1_115_000, 10_000), ("SV 01 01", 1_500, 1_500 , 1_000)],
)  # fmt: skip
def test_references_to_the_grid_by_letters(
    typed: str, east: float, north: float, side_m: int
) -> None:
    assert grid_square(typed) == GridSquare(east, north, side_m)


@pytest.mark.parametrize("typed", ["SO 850 54", "SO 855", "SI 850 540", "385000 254000", "SO", "",
                                   "SO850540x", None, 850540])  # fmt: skip
def test_what_is_no_reference_to_the_grid(typed: Any) -> None:
    assert grid_square(typed) is None


def test_a_grid_reference_places_its_row_and_says_how_well(tmp_path: Path) -> None:
    found = table(tmp_path, [[*START, "Grid reference"], [*HALL, "SO 850 540"],
                             ["A2", "B", "Office", "SO 86000 55000"]])  # fmt: skip
    places = [getattr(record, "location", None) for record in found.checked.records]
    assert [place and place.rep_point.coords[0] for place in places] == [
        (385_050, 254_050), (386_000.5, 255_000.5),
    ]  # fmt: skip
    (issue,) = found.checked.issues
    assert (issue.row_number, issue.message) == (
        2, "The grid reference names a square of 100 m; its middle was taken."
    )  # fmt: skip


def test_an_error_of_a_formula_is_no_name(tmp_path: Path) -> None:
    found = table(tmp_path, [[*START, "Address"], ["A1", "#REF!", "Office", "#VALUE!"],
                             ["A2", "#1 The Street", "Office", "#5"]])  # fmt: skip
    assert facts(found, "name", "address") == [["A1", "None"], ["#1 The Street", "#5"]]
    said = [i.message for i in found.checked.issues if i.code is IssueCode.UNKNOWN_CODE]
    assert said[0] == "“#REF!” is the error of a formula, not a text. We left this field as it was."
    assert len(said) == 2


def test_short_words_for_tenure_and_numbers_for_condition(tmp_path: Path) -> None:
    rows = [[*START, "Tenure", "Condition"], [*HALL, "F", "1.0"], ["A2", "B", "Office", "L/H", "B"],
            ["A3", "C", "Office", "FH", "3"]]  # fmt: skip
    assert facts(table(tmp_path, rows), "tenure", "condition") == [
        ["freehold", "A"], ["leasehold", "B"], ["freehold", "C"],
    ]  # fmt: skip


def test_a_cover_is_no_table(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Cover"
    for words in ("Our estate", "As at 31 March", "Ask the estates team"):
        book.worksheets[0].append([words])
    sheet = book.create_sheet("Data")
    sheet.append(START)
    sheet.append(HALL)
    book.create_sheet("Empty")
    book.save(tmp_path / "a.xlsx")
    source = open_source(tmp_path / "a.xlsx")
    assert (source.layer, source.notes) == (
        "Data", ("Sheet “Cover” holds no table and was left out.",)
    )  # fmt: skip
    assert open_source(tmp_path / "a.xlsx", "Cover").record_count == 2


def test_occupied_square_feet_are_square_metres(tmp_path: Path) -> None:
    rows = [["PROP_REF", "Occupier", "NIA (sq ft)"], ["A1", "Police", "1000"]]
    assert facts(table(tmp_path, rows, kind="occupation"), "nia_m2") == [["92.90"]]
