"""Whose columns are these?"""

import tomllib
from pathlib import Path

import pandas as pd
import pytest

from estate.codes import RecordKind
from estate.errors import FileRefused
from estate.intake.columns.recognition import proposal, recognise

TRUNCATED = [
    "Organisati",
    "Organisa_1",
    "Applicable",
    "UPRN",
    "AssetCode",
    "PropertyNa",
    "PropertyNu",
    "StreetName",
    "PostTown",
    "PostCode",
    "Coordinate",
    "GeoX",
    "GeoY",
    "GeoPointLi",
    "TenureType",
    "TenureDeta",
    "OtherDetai",
    "HoldingTyp",
    "BuildingSi",
    "LandArea",
    "FunctionLa",
    "FunctionUR",
    "Purpose",
    "BuildingCo",
    "RequiredMa",
    "Suitabilit",
    "EnergyRati",
    "LandRegist",
    "InspireURL",
]
MACHINE = [
    "OrganisationLabel",
    "OrganisationURI",
    "ApplicableDate",
    "UPRN",
    "AssetCode",
    "PropertyName",
    "PropertyNumber",
    "StreetName",
    "PostTown",
    "PostCode",
    "CoordinateReferenceSystem",
    "GeoX",
    "GeoY",
    "GeoPointLicensingURL",
    "TenureType",
    "TenureDetail",
    "OtherDetail",
    "HoldingType",
    "BuildingSize",
    "LandArea",
    "FunctionLabel",
    "FunctionURI",
    "Purpose",
    "BuildingCosts",
    "RequiredMaintenance",
    "SuitabilityRating",
    "EnergyRating",
    "LandRegistryTitleNumber",
    "InspireURL",
]
GOSPORT = [
    "Organisation name", "Unique Property Reference Number (UPRN)", "Unique Asset ID", "Name",
    "No", "Street", "Post Town", "Post Code", "X Co-ordinate", "Y Co-ordinate", "Tenure",
    "Tenure Category",
]  # fmt: skip
OURS = ["LOCAL_REF", "Name", "Gross internal area (m²)", "book_value_gbp", "PUB_ACCESS", "RAG"]


def frame(headings: list[str]) -> pd.DataFrame:
    return pd.DataFrame([["x"] * len(headings)], columns=headings)


@pytest.mark.parametrize("headings", [MACHINE, TRUNCATED])
def test_the_transparency_code_is_recognised_in_full(headings: list[str]) -> None:
    found = recognise(frame(headings), RecordKind.PROPERTY)
    assert found.schema == "transparency_code_2015"
    assert found.unmapped == []
    fields = [column.field for column in found.columns]
    assert fields == [
        column.field for column in recognise(frame(MACHINE), RecordKind.PROPERTY).columns
    ]
    assert all(column.confidence >= 0.9 for column in found.columns)


def test_headings_seen_in_the_wild() -> None:
    found = recognise(frame(GOSPORT), RecordKind.PROPERTY)
    assert found.unmapped == []
    assert found.headings["local_ref"] == "Unique Asset ID"
    assert found.headings["geo_x"] == "X Co-ordinate"
    assert found.headings["street_number"] == "No"


def test_our_own_short_and_long_names_and_a_stranger() -> None:
    found = recognise(frame([*OURS, "Parrots"]), RecordKind.PROPERTY)
    assert found.schema == "common_estate"
    assert found.unmapped == ["Parrots"]
    assert set(found.headings) == {
        "local_ref", "name", "gia_m2", "book_value_gbp", "public_access", "rating"
    }  # fmt: skip
    assert found.columns[0].samples == ("x",)


def test_extra_columns_of_ours_beside_the_code() -> None:
    found = recognise(
        frame([*MACHINE, "USE_CLASS", "Gross internal area (m²)"]), RecordKind.PROPERTY
    )
    assert found.headings["use_class"] == "USE_CLASS"
    assert found.headings["gia_m2"] == "BuildingSize"
    assert found.unmapped == ["Gross internal area (m²)"]


def test_the_first_of_repeated_headings_wins() -> None:
    found = recognise(frame(["LOCAL_REF", "Name", "Name (2)"]), RecordKind.PROPERTY)
    assert found.headings["name"] == "Name"
    assert found.unmapped == ["Name (2)"]


@pytest.mark.parametrize(
    ("kind", "words"),
    [(RecordKind.PROPERTY, "local reference"), (RecordKind.LEASE, "which property a row belongs")],
)
def test_a_file_without_its_key_is_refused_listing_its_columns(
    kind: RecordKind, words: str
) -> None:
    with pytest.raises(FileRefused, match=words) as refusal:
        recognise(frame(["Parrots", "Colour"]), kind)
    assert "“Parrots”, “Colour”" in str(refusal.value)


def test_a_mapping_file_is_written_edited_and_used(tmp_path: Path) -> None:
    headings = ["Site", 'Odd "name"\n', "Floor"]
    with pytest.raises(FileRefused):
        recognise(frame(headings), RecordKind.PROPERTY)
    proposal = recognise(frame(["LOCAL_REF", 'Odd "name"\n', "Floor"]), RecordKind.PROPERTY)
    columns = tomllib.loads(proposal.to_toml())["columns"]
    assert columns == {"LOCAL_REF": "local_ref", 'Odd "name"\n': "", "Floor": ""}
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(
        'kind = "property"\n[columns]\n"Site" = "local_ref"\n"Floor" = "nia_m2"\n'
        '[values.tenure]\n"FH" = "freehold"\n'
    )
    found = recognise(frame(headings), RecordKind.PROPERTY, mapping)
    assert found.headings == {"local_ref": "Site", "nia_m2": "Floor"}
    assert found.values == {"tenure": {"FH": "freehold"}}


@pytest.mark.parametrize(
    ("line", "words"),
    [('"Site" = "parrots"', "unknown fields parrots"), ('"Plot" = "name"', "not in the file Plot")],
)
def test_a_mapping_file_that_does_not_fit_is_refused(tmp_path: Path, line: str, words: str) -> None:
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(f"[columns]\n{line}\n")
    with pytest.raises(FileRefused, match=words):
        recognise(frame(["Site"]), RecordKind.PROPERTY, mapping)


@pytest.mark.parametrize(
    ("heading", "field"),
    [("TENURE_TYP", "tenure"), ("Tenure_Typ", "tenure"), ("Opening_ho", "opening_hours"),
     ("Property_n", None),  # the name or the number?
     ("Book_val_g", None), ("Annual_ren", None), ("Book_value", "book_value_gbp"),
     ("TENURE_TY", None), ("Managemen_", None)],
)  # fmt: skip
def test_headings_of_which_a_shapefile_kept_ten_letters(heading: str, field: str | None) -> None:
    records = pd.DataFrame({"LOCAL_REF": ["A1"], heading: ["x"]}, dtype=object)
    taken = {c.heading: c.field for c in proposal(records, RecordKind.PROPERTY).columns}
    assert taken[heading] == field


@pytest.mark.parametrize(
    ("cells", "field"), [(["Town Hall", "Depot"], "name"), (["A1", "A2"], "local_ref")]
)
def test_what_a_cut_heading_may_be_its_cells_tell(cells: list[str], field: str) -> None:
    records = pd.DataFrame({"PROPERTY_N": cells, "POSTCODE": ["WR1 1AA"] * 2}, dtype=object)
    (found, _) = proposal(records, RecordKind.PROPERTY).columns
    assert found.field == field
