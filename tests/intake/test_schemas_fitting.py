"""Areas with units, references made from columns, mapping files written out and handed back."""

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Connection

from estate import intake
from estate.codes import RecordKind
from estate.errors import FileRefused
from estate.intake.cells.area_units import read_area, unit_of_heading, without_unit
from estate.intake.columns.recognition import recognise
from estate.intake.reshaping.reshape import fit
from estate.intake.sources import open_source
from estate.register.records import PropertyRecord
from tests.intake.county import EAST, NORTH, start, write_csv


@pytest.mark.parametrize(
    ("cell", "m2"),
    [("0.537 hectares (1.33 acres)", 5370), ("1,909 hectares (4,72 acres)", 19090),
     ("2,694 hectares (6.66 acres)", 26940), ("1,250 sq m", 1250), ("1,250.5m²", "1250.5"),
     ("100 sq ft", "9.290304"), ("2 acres", "8093.7128448"), ("1,5 ha", 15000),
     ("0.25ha", 2500), ("10 Square Feet", "0.9290304")],
)  # fmt: skip
def test_areas_name_their_unit(cell: str, m2: str) -> None:
    found = read_area(cell)
    assert found is not None and found.m2 == Decimal(m2) and not found.disagree


@pytest.mark.parametrize("cell", ["1249", "N/A", "", None, 12.5, "about 3", "12 hats", "3 achers"])
def test_cells_without_a_unit_are_left_alone(cell: object) -> None:
    assert read_area(cell) is None


def test_units_that_disagree_are_said_so() -> None:
    found = read_area("3 hectares (1 acre)")
    assert found is not None and found.disagree and found.m2 == 30_000


def test_headings_name_units_too() -> None:
    assert [unit_of_heading(h) for h in ("Site area (acres)", "GIA_sqft", "Floor area (m²)",
            "Building Rentable Square Feet", "Machine", "Character")] == [
        "ac", "ft2", "m2", "ft2", None, None]  # fmt: skip
    assert without_unit("Site area (acres)") == "Site area"
    records = pd.DataFrame({"Ref": ["A"], "Site area (acres)": ["2"], "GIA sq ft": ["1,000"]})
    headings = recognise(records, RecordKind.PROPERTY).headings
    assert headings["site_area_ha"] == "Site area (acres)" and headings["gia_m2"] == "GIA sq ft"


def test_the_derbyshire_workbook_has_its_areas_right(shared_data: Path) -> None:
    path = shared_data / "registers" / "fire_stations_and_lgtc" / "stations-derbyshire.xlsx"
    source = open_source(path)
    source, recognition = fit(source, recognise(source.records, RecordKind.PROPERTY))
    assert (source.record_count, recognition.schema) == (56, "fire_service_list")
    areas = source.records[recognition.headings["site_area_ha"]]
    assert areas.iloc[0] * 10_000 == 5370
    assert [source.row_numbers[i] for i in (13, 16, 20)] == [16, 19, 23]
    assert areas.iloc[[13, 16, 20]].tolist() == [Decimal("1.909"), Decimal("2.694"),
                                                 Decimal("1.161")]  # fmt: skip
    references = source.records[recognition.headings["local_ref"]]
    assert references.is_unique and references.notna().all()
    assert references.iloc[0] == "54960" and references.iloc[-1].startswith("No 12 Turnpike")
    assert any("for 24 rows it was made from “Address”" in note for note in source.notes)


def test_areas_of_a_column_in_another_unit_are_converted_and_said_so(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Ref,Name,Site area (acres),GIA (sq ft)\nA,x,2,1000\nB,y,,none\nC,z,1 ha,x\n")
    source = open_source(path)
    source, _ = fit(source, recognise(source.records, RecordKind.PROPERTY))
    assert source.records["Site area (acres)"].tolist() == [Decimal("0.809371"), "", Decimal(1)]
    assert source.records["GIA (sq ft)"].tolist() == [Decimal("92.90"), "none", "x"]
    assert "“Site area (acres)” is in acres and was converted." in source.notes


@pytest.mark.parametrize(
    ("headings", "schema", "kind"),
    [(["la_s_code", "local_authority", "site_ref", "uprn", "address", "type", "status", "tenure",
       "sh_date_uploaded", "sh_src"], "scotland_spatial_hub", "property"),
     (["Organisation", "Usage", "Primary property name", "Primary property number", "Street name",
       "Town", "Postcode", "Floor area, in square metres", "Floor area measurement type",
       "Security Classification", "e-PIMS property reference"], "insite", "property"),
     (["e-PIMS property reference", "Annual rent", "Start Date", "Expiry Date", "Landlord",
       "Repair Liability", "Earliest break date", "Break penalty"], "insite", "lease"),
     (["Location Code", "Real Property Asset Name", "Owned or Leased", "Latitude", "Longitude",
       "Building Rentable Square Feet"], "gsa_iolp", "property"),
     (["Location Code", "Lease Number", "Lease Effective Date", "Lease Expiration Date"],
      "gsa_iolp", "lease"),
     (["uid", "SNAME", "PARCELNAME", "AGENCY", "USETYPE"], "generic", "property")],
)  # fmt: skip
def test_conventions_are_recognised(headings: list[str], schema: str, kind: str) -> None:
    records = pd.DataFrame([["x"] * len(headings)], columns=headings)
    recognition = recognise(records, RecordKind(kind))
    assert (recognition.schema, recognition.unmapped) == (schema, [])
    assert all(len(c.samples) == 1 and 0 < c.confidence <= 1 for c in recognition.columns)


def test_a_mapping_file_goes_round(connection: Connection, tmp_path: Path) -> None:
    start(connection)
    rows = [{"What": f"House {i}", "E": EAST + i, "N": NORTH, "odd \"name\"": "x\ty"}
            for i in range(3)]  # fmt: skip
    path = write_csv(tmp_path / "a.csv", [*rows, rows[0]])
    with pytest.raises(FileRefused, match="reference_from"):
        intake.prepare(connection, path, organisation="T-CC", kind=RecordKind.PROPERTY)
    mapping = tmp_path / "mine.toml"
    text = intake.mapping_template(path, RecordKind.PROPERTY)
    assert '"What" = ""  # House 0, House 1, House 2' in text
    text = text.replace('"What" = ""', '"What" = "name"').replace('"E" = ""', '"E" = "easting"')
    mapping.write_text(text.replace('"N" = ""', '"N" = "northing"'), "utf-8")
    plan = intake.prepare(
        connection, path, organisation="T-CC", kind=RecordKind.PROPERTY, mapping=mapping
    )
    assert (plan.counts["new"], plan.counts["refused"]) == (3, 1)  # the repeated row is named
    assert any("fingerprint of the whole row" in note for note in plan.notes)
    (record, *_) = plan.checked.records
    assert isinstance(record, PropertyRecord) and record.name == "House 0"
    mapping.write_text('reference_from = [["Nothing"]]\n[columns]\n"What" = "name"\n')
    with pytest.raises(FileRefused, match="headings not in the file Nothing"):
        intake.prepare(
            connection, path, organisation="T-CC", kind=RecordKind.PROPERTY, mapping=mapping
        )
