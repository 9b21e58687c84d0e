"""A field of a property that is declared is at every door: files, pages, forms and answers."""

import csv
import io
from dataclasses import fields as attributes
from datetime import date

from estate.answers.properties.property import PropertyDetail
from estate.codes import RecordKind
from estate.db.tables import property_
from estate.exports.property_files import COLUMNS
from estate.intake.columns.dictionary import fields as known_fields
from estate.register.records import PropertyRecord
from estate.who_sees_what.property_fields import FIELDS, names
from tests.api.imports_office import browser_of, signed_office
from tests.intake import county

#: What is named otherwise, or stands in a part of its own, where typed values are held.
_IN_RECORD = {"geom_quality"}
_IN_ANSWER = {
    "local_ref", "type_code", "street", "post_town", "gia_m2", "nia_m2", "site_area_m2",
    "area_basis", "pfi_end_date", "reuse_offered", "sensitivity", "geom_quality",
}  # fmt: skip
_IN_FILES = {"site_area_m2": "site_area_ha"}


def test_nothing_that_is_declared_is_forgotten_anywhere() -> None:
    declared = set(names())
    assert len(declared) == len(FIELDS)
    assert declared <= set(property_.c.keys())
    assert declared - {one.name for one in attributes(PropertyRecord)} == _IN_RECORD
    assert declared - set(PropertyDetail.__annotations__) == _IN_ANSWER
    known = {one.name: one.short_name for one in known_fields(RecordKind.PROPERTY)}
    for one in FIELDS:
        assert COLUMNS[one.name] == one.short
        assert known[_IN_FILES.get(one.name, one.name)], one.name


def test_what_binds_a_site_goes_through_the_house(tmp_path) -> None:
    rows = [
        county.row("A1") | {"Listed": "II*", "Conservation Area": "Y", "Flood Zone": "3a",
                            "Step free access": "no", "No. of parking spaces": "14"},
        county.row("A2") | {"Listed": "Grade V", "Conservation Area": "", "Flood Zone": "2",
                            "Step free access": "yes", "No. of parking spaces": "0"},
    ]  # fmt: skip
    bound = ("listed_grade", "conservation_area", "flood_zone", "step_free", "parking_spaces")
    with signed_office(tmp_path, date(2026, 6, 1), {"property": rows}) as office:
        client, mine = office.client, office.headers("editor")
        listed = client.get("/api/v1/exports/properties.csv", headers=mine)
        found = {
            row["local_ref"]: row
            for row in csv.DictReader(io.StringIO(listed.content.decode("utf-8-sig")))
        }
        told = [[found[ref][name] for name in bound] for ref in ("A1", "A2")]
        assert told == [
            ["grade_ii_star", "True", "zone_3a", "False", "14"], ["", "", "zone_2", "True", "0"]
        ]  # fmt: skip
        place = found["A1"]["property_id"]
        shown = client.get(f"/api/v1/properties/{place}").json()
        assert shown["listed_grade"] == {"code": "grade_ii_star", "label": "Grade II*"}
        assert (shown["step_free"], shown["parking_spaces"]) == (False, 14)
        with browser_of(office, "T-CC") as browser:
            page = browser.get(f"/properties/{place}").text
            for words in ("Grade II*", "Zone 3a", "In a conservation area", "Parking spaces"):
                assert words in page, words
            form = browser.get(f"/properties/{place}/change").text
        assert all(f'name="to-{name}"' in form for name in bound)


def test_the_year_in_which_it_was_built_goes_through_the_house(tmp_path) -> None:
    rows = [county.row("A1") | {"Year Built": "c. 1965"}, county.row("A2") | {"Year Built": "2099"}]
    with signed_office(tmp_path, date(2026, 6, 1), {"property": rows}) as office:
        client, mine = office.client, office.headers("editor")
        listed = client.get("/api/v1/exports/properties.csv", headers=mine)
        found = {
            row["local_ref"]: row
            for row in csv.DictReader(io.StringIO(listed.content.decode("utf-8-sig")))
        }
        assert [found[ref]["year_built"] for ref in ("A1", "A2")] == ["1965", ""]
        place = found["A1"]["property_id"]
        assert client.get(f"/api/v1/properties/{place}").json()["year_built"] == 1965
        with browser_of(office, "T-CC") as browser:
            page = browser.get(f"/properties/{place}").text
            assert "Year built" in page and "1965" in page
            assert "Year built" not in browser.get(f"/properties/{found['A2']['property_id']}").text
            form = browser.get(f"/properties/{place}/change").text
        assert 'name="to-year_built"' in form and "such as 1965" in form
        sent = {"field": "year_built", "proposed_value": "1931", "note": "its deeds"}
        path = f"/api/v1/properties/{place}/corrections"
        asked = client.post(path, headers=office.headers("other"), json=sent)
        assert asked.status_code == 201, asked.text
        with office.engine.connect() as connection:
            said = connection.exec_driver_sql(
                "SELECT message FROM row_issue WHERE field = 'year_built'"
            ).scalars().all()  # fmt: skip
        assert said == ["2099 has not begun. We left this field as it was."]


def test_energy_goes_through_the_house(tmp_path) -> None:
    """What a building uses of each fuel, of which year, and its certificates; bad cells lose
    themselves alone."""
    told = {
        "Electricity (kWh)": "81,250.5", "Gas (kWh)": "0", "Other fuel (kWh)": "12000",
        "Which other fuel": "Heating oil", "Energy year": "2024/25", "DEC rating": "D",
        "Energy rating is from": "DEC", "Energy rating date": "01/05/2025", "FURTH_EPC": "F",
        "Further EPC of": "02/03/2021", "Cost of energy works (£)": "40000",
        "Energy known from": "Bills",
    }  # fmt: skip
    odd = dict.fromkeys(told, "") | {
        "Electricity (kWh)": "-5", "Energy year": "winter", "Which other fuel": "peat"
    }  # fmt: skip
    with signed_office(
        tmp_path, date(2026, 6, 1), {"property": [county.row("A1") | told, county.row("A2") | odd]}
    ) as office:
        client, mine = office.client, office.headers("editor")
        listed = client.get("/api/v1/exports/properties.csv", headers=mine)
        found = {
            row["local_ref"]: row
            for row in csv.DictReader(io.StringIO(listed.content.decode("utf-8-sig")))
        }
        names_ = ("electricity_kwh", "gas_kwh", "other_fuel_kwh", "other_fuel", "energy_year",
                  "energy_certificate", "energy_rating_date", "further_epc_rating",
                  "further_epc_date",
                  "energy_works_gbp", "energy_rating")  # fmt: skip
        assert [found["A1"][name] for name in names_] == [
            "81250.5", "0.0", "12000.0", "burning_oil", "2024/25", "dec", "2025-05-01", "F",
            "2021-03-02", "40000.0", "D",
        ]  # fmt: skip
        assert {found["A2"][name] for name in names_} == {""}
        place = found["A1"]["property_id"]
        shown = client.get(f"/api/v1/properties/{place}", headers=mine).json()
        assert (shown["electricity_kwh"], shown["gas_kwh"]) == (81250.5, 0.0)
        assert shown["other_fuel"] == {"code": "burning_oil", "label": "Burning oil"}
        public = client.get(f"/api/v1/properties/{place}", headers={"Authorization": ""})
        assert "kwh" not in public.text or public.status_code != 200
