"""Energy certificates and metered use, laid out as the register and meters give them."""

import pandas as pd
import pytest

from estate.codes import RecordKind
from estate.errors import FileRefused
from estate.intake.columns.recognition import recognise

CERTIFICATE = {
    "LMK_KEY": "k1", "ADDRESS1": "Town Hall", "POSTCODE": "ZZ1 1AA", "PROPERTY_TYPE": "Offices",
    "BUILDING_REFERENCE_NUMBER": "10001", "INSPECTION_DATE": "2024-03-01",
    "LODGEMENT_DATE": "2024-03-15", "LODGEMENT_DATETIME": "2024-03-15 10:00:00",
    "ADDRESS": "Town Hall, High Street", "UPRN": "100030000001",
}  # fmt: skip
DISPLAY = CERTIFICATE | {
    "CURRENT_OPERATIONAL_RATING": "92", "YR1_OPERATIONAL_RATING": "100",
    "OPERATIONAL_RATING_BAND": "D", "ANNUAL_ELECTRICAL_FUEL_USAGE": "80",
    "ANNUAL_THERMAL_FUEL_USAGE": "120", "TOTAL_FLOOR_AREA": "1200", "NOMINATED_DATE": "2024-04-01",
}  # fmt: skip
PERFORMANCE = CERTIFICATE | {"ASSET_RATING": "85", "ASSET_RATING_BAND": "D", "FLOOR_AREA": "1200"}
ADVICE = {"LMK_KEY": "k1", "RECOMMENDATION_CODE": "EPC-R1", "RECOMMENDATION": "Fit lamps"}


def taken(row: dict[str, str], *, partial: bool = False) -> dict[str, str]:
    return recognise(pd.DataFrame([row, row]), RecordKind.PROPERTY, partial=partial).headings


@pytest.mark.parametrize(
    ("row", "band", "day"),
    [
        (DISPLAY, "OPERATIONAL_RATING_BAND", "NOMINATED_DATE"),
        (PERFORMANCE, "ASSET_RATING_BAND", "LODGEMENT_DATE"),
    ],
)
def test_a_certificate_finds_its_property_by_uprn(row: dict[str, str], band: str, day: str) -> None:
    """The register's own number of a building is nobody's reference."""
    found = taken(row, partial=True)
    assert (found["energy_rating"], found["energy_rating_date"]) == (band, day)
    assert found["gia_m2"].endswith("FLOOR_AREA") and "local_ref" not in found
    assert {"electricity_kwh", "gas_kwh"}.isdisjoint(found)  # its usage is for each square metre
    with pytest.raises(FileRefused, match=r"by UPRN \(--partial\)"):
        taken(row)


def test_advice_is_no_building() -> None:
    with pytest.raises(FileRefused, match=r"recommendations of energy certificates.*certificates"):
        taken(ADVICE)


def test_of_two_years_the_later_is_read() -> None:
    row = {"Asset Ref": "A1", "Electricity 2023/24 kWh": "100", "Electricity 2024/25 kWh": "120"}
    assert taken(row)["electricity_kwh"] == "Electricity 2024/25 kWh"
    values = {"Asset Ref": "A1", "NBV 31/03/2024": "5", "NBV 31/03/2025": "6"}
    assert taken(values)["book_value_gbp"] == "NBV 31/03/2025"


def test_other_units_are_not_taken_for_kwh() -> None:
    row = {"Asset Ref": "A1", "Electricity (MWh)": "120", "Gas (m3)": "300"}
    assert set(taken(row)) == {"local_ref"}


@pytest.mark.parametrize(
    "heading",
    ["Property Number", "Property No", "Site Number", "Terrier No"],
)
def test_a_number_that_may_be_of_the_street_is_the_reference_where_there_is_no_other(
    heading: str,
) -> None:
    row = {"Property Name": "Hall", "Ownership": "Freehold", "Postcode": "ZZ1 1AA"}
    rows = [{heading: str(n), "Address": f"{n} High Street"} | row for n in range(101, 104)]
    assert recognise(pd.DataFrame(rows), RecordKind.PROPERTY).headings["local_ref"] == heading
