"""No UPRN, status, town or reference goes astray, whatever stands beside it."""

from itertools import islice
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from sqlalchemy import Connection

from estate import intake
from estate.codes import RecordKind
from estate.intake.columns.claims import settle
from estate.intake.columns.conventions import conventions
from estate.intake.columns.recognition import proposal
from estate.intake.sources import open_source
from estate.register.records import PropertyRecord
from tests.intake.county import EAST, NORTH, start, write_csv
from tests.intake.heading_sets import at_random, frame, meant, ordinary


def astray(headings: list[str]) -> dict[str, tuple[str, str]]:
    """Headings that were taken for something else than they mean."""
    taken = settle(frame(headings), RecordKind.PROPERTY).taken
    found = {heading: taken.get(heading, ("", 0.0))[0] for heading in headings}
    return {one: (field, found[one]) for one, field in meant(headings).items()
            if field != found[one]}  # fmt: skip


def test_ordinary_headings_mean_what_they_say() -> None:
    for headings in islice(ordinary(), 0, None, 7):
        assert astray(headings) == {}, headings


def test_any_headings_mean_what_they_say() -> None:
    for headings in at_random(150):
        assert astray(headings) == {}, headings


@pytest.mark.long
def test_all_ordinary_headings_mean_what_they_say() -> None:
    wrong = {tuple(headings): found for headings in ordinary() if (found := astray(headings))}
    assert wrong == {}


@pytest.mark.long
def test_three_thousand_random_sets_mean_what_they_say() -> None:
    wrong = {tuple(one): found for one in at_random(3_000) if (found := astray(one))}
    assert wrong == {}


@pytest.mark.parametrize(
    ("heading", "field"),
    [("STATION_EASTING", "easting"), ("Site Postcode", "postcode"), ("BLDG_NAME", "name"),
     ("Organisation Label", "organisation_label"), ("Premises: Type", "type_code"),
     ("Post-code of site", "postcode"), ("Tenure (freehold or leasehold)", "tenure"),
     ("Postcode (owner)", None),
     ("Name of the building", "name"), ("PROPERTY_STATUS", "status"), ("LLPG UPRN", "uprn"),
     ("Landlord's name", "landlord"), ("Asset ref. no.", "local_ref"), ("Date of birth", None),
     ("Ward name", None), ("Contact postcode", None), ("Number of floors", None),
     ("Colour", None)],
)  # fmt: skip
def test_a_heading_is_read_by_its_words(heading: str, field: str | None) -> None:
    records = pd.DataFrame({heading: ["a", "b"]}, dtype=object)
    (column,) = proposal(records, RecordKind.PROPERTY).columns
    assert column.field == field


def test_a_word_with_which_every_heading_begins_says_nothing(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    rows = [{"HYDRANT_REF": f"H{i}", "HYDRANT_NAME": f"Station {i}", "HYDRANT_POSTCODE": "WR1 1AA",
             "HYDRANT_EASTING": EAST + i, "HYDRANT_NORTHING": NORTH, "HYDRANT_STATUS": "In use"}
            for i in range(3)]  # fmt: skip
    plan = intake.prepare(connection, write_csv(tmp_path / "a.csv", rows),
                          organisation="T-CC", kind=RecordKind.PROPERTY)  # fmt: skip
    first = plan.checked.records[0]
    assert isinstance(first, PropertyRecord) and first.location is not None
    assert (first.local_ref, first.name, first.postcode) == ("H0", "Station 0", "WR1 1AA")


def test_a_convention_of_one_kind_of_file_needs_its_own_headings() -> None:
    special = [one for kind in RecordKind for one in conventions(kind) if one.telling]
    assert len(special) > 6
    assert all(2 <= one.needs <= len(one.telling) for one in special)


def test_a_column_headed_uprn_holds_uprns_even_in_a_fire_services_list() -> None:
    headings = ["UPRN", "Site", "Address", "Status", "Site Area", "Asset Ownership",
                "Site Co-ordinates (Geocode)"]  # fmt: skip
    own = pd.DataFrame([["54960", "Alfreton", "Park", "W", "1", "Freehold", "440715,354526"],
                        ["54090", "Ascot", "Drive", "W", "1", "Freehold", "440716,354526"]],
                       columns=headings)  # fmt: skip
    taken = settle(own, RecordKind.PROPERTY).taken
    assert (taken["UPRN"][0], taken["Status"][0]) == ("own_number", "duty_system")
    real = own.assign(UPRN=["100060582011", "100060582012"])
    assert settle(real, RecordKind.PROPERTY).taken["UPRN"][0] == "uprn"


def test_the_town_is_the_town_and_address_lines_are_joined_in_order(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    rows = [{"Asset Reference": "AD1", "Property Name": "Hub", "Address 3": "Bar End Road",
             "Address 1": "Unit 4", "Address 2": "Bar End Industrial Estate", "Address 4": "",
             "Town": "Winchester", "Easting": EAST, "Northing": NORTH},
            {"Asset Reference": "AD2", "Property Name": "Library", "Address 1": "Jewry Street",
             "Address 4": "Hampshire", "Town": "Winchester", "Easting": EAST,
             "Northing": NORTH}]  # fmt: skip
    plan = intake.prepare(connection, write_csv(tmp_path / "a.csv", rows),
                          organisation="T-CC", kind=RecordKind.PROPERTY)  # fmt: skip
    hub, library = (r for r in plan.checked.records if isinstance(r, PropertyRecord))
    assert hub.address == "Unit 4, Bar End Industrial Estate, Bar End Road"
    assert (hub.post_town, library.address) == ("Winchester", "Jewry Street, Hampshire")
    assert not any("not recognised" in note for note in plan.notes)


@pytest.mark.parametrize(
    ("headings", "wanted"),
    [(["Address", "Address 2", "Address 3"],
      ["address_line_1", "address_line_2", "address_line_3"]),
     (["Address 1"], ["street"]), (["Address", "Address 1", "Address 2"], ["address", None, None]),
     (["Street", "Locality", "Address3"], ["street", "address_line_2", "address_line_3"])],
)  # fmt: skip
def test_lines_of_an_address(headings: list[str], wanted: list[str | None]) -> None:
    records = pd.DataFrame([["1 High Street"] * len(headings)] * 2, columns=headings)
    assert [c.field for c in proposal(records, RecordKind.PROPERTY).columns] == wanted


@pytest.mark.parametrize(
    ("cells", "field"),
    [(["31/03/2024", "31/03/2023"], "book_value_date"), (["£12,500", "8,000"], "book_value_gbp")],
)
def test_what_a_column_holds_decides_what_it_is(cells: list[str], field: str) -> None:
    records = pd.DataFrame({"Asset Ref": ["A", "B"], "Valuation": cells}, dtype=object)
    assert proposal(records, RecordKind.PROPERTY).columns[1].field == field


def test_a_reference_is_what_each_row_has_of_its_own() -> None:
    records = pd.DataFrame({"Site ref": ["S1", "S1", "S1", "S2"], "Name": list("abcd"),
                            "Building code": ["B1", "B2", "B3", "B4"]})  # fmt: skip
    assert proposal(records, RecordKind.PROPERTY).headings["local_ref"] == "Building code"


def test_a_blank_column_does_not_stand_before_a_filled_one() -> None:
    records = pd.DataFrame({"URN": ["1", "2"], "EstablishmentName": ["Alpha School", "Beta School"],
                            "SiteName": [None, ""]}, dtype=object)  # fmt: skip
    assert proposal(records, RecordKind.PROPERTY).headings["name"] == "EstablishmentName"


def book(path: Path, rows: list[list[object]], *merged: str) -> Path:
    made = openpyxl.Workbook()
    for row in rows:
        made.worksheets[0].append(row)
    for area in merged:
        made.worksheets[0].merge_cells(area)
    made.save(path)
    return path


@pytest.mark.parametrize(
    ("heading", "names"),
    [("Map reference: Eastings, Northings", ["Easting", "Northing"]),
     ("Map reference\nEastings           Northings", ["Easting", "Northing"]),
     ("Grid Reference", ["Easting", "Northing"]), ("X and Y", ["X", "Y"]),
     ("Lat / Long", ["Latitude", "Longitude"])],
)  # fmt: skip
def test_a_heading_over_two_columns_names_both_and_the_first_record_stays_one(
    tmp_path: Path, heading: str, names: list[str]
) -> None:
    rows: list[list[object]] = [["Name", heading, None, "UPRN"],
                                ["Hall", 371679.8, 170256.5, 640814],
                                ["Depot", 375405, 165595, 640815]]  # fmt: skip
    source = open_source(book(tmp_path / "a.xlsx", rows, "B1:C1"))
    assert list(source.records.columns) == ["Name", *names, "UPRN"]
    assert source.records["Name"].tolist() == ["Hall", "Depot"]


def test_parts_of_a_heading_over_two_columns_stay_headings(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Name", "Map reference", None, "UPRN"],
                                [None, "Eastings", "Northings", None],
                                ["Hall", 371679.8, 170256.5, 640814]]  # fmt: skip
    source = open_source(book(tmp_path / "a.xlsx", rows, "B1:C1"))
    assert list(source.records.columns) == ["Name", "Eastings", "Northings", "UPRN"]
    words: list[list[object]] = [
        ["Name", "Tenant", None, "Use"],
        ["Hall", "A. Smith", "Ltd", "Shop"],
    ]
    source = open_source(book(tmp_path / "b.xlsx", words, "B1:C1"))
    assert source.records["Name"].tolist() == ["Hall"]


def test_a_heading_of_two_columns_in_a_text_table(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('Ref,"Map reference: Eastings, Northings",,Name\nA,371679,170256,Hall\n')
    assert list(open_source(path).records.columns) == ["Ref", "Easting", "Northing", "Name"]
