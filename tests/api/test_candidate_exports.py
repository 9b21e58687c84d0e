"""Candidates as files: what the list shows, under its filters, with formulas defused."""

import csv
import io
import re

import openpyxl
import pytest
from pydantic import TypeAdapter

from api.candidates import export_files as candidates_files
from estate import codes
from estate.answers.candidates.candidate import Candidate
from estate.assumptions import AssumptionSet

ASKED = {"town": "Bromsgrove", "min_score": 0.5, "limit": 50}


@pytest.fixture(scope="module")
def listed(club):
    return club.get("/api/v1/candidates", params=ASKED).raise_for_status().json()["candidates"]


def test_the_csv_holds_what_the_list_shows(club, listed):
    answer = club.get("/api/v1/exports/candidates.csv", params=ASKED).raise_for_status()
    assert re.search(r'"candidates-first-50-of-\d+\.csv"', answer.headers["content-disposition"])
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [line["id"] for line in lines] == [row["id"] for row in listed]
    assert len(lines) > 10
    assert [line["disclaimer"] for line in lines] == [codes.DISCLAIMER, *[""] * (len(lines) - 1)]
    for line, row in zip(lines, listed, strict=True):
        assert float(line["score"]) == row["score"]
        assert line["explanation"] == row["explanation"]
        assert line["business_case"] in ("", f"http://testserver{row['scheme_page']}")
        told = [row["exit_kind_label"], row["guest"]["tenure"], row["spare_basis"]]
        labels = [one if one is None or isinstance(one, str) else one["label"] for one in told]
        named = ("exit_kind_label", "guest_tenure_label", "spare_basis_label")
        assert [line[name] for name in named] == [one or "" for one in labels]
        assert line["exit_date"] == (row["exit_date_quarter"] or "")
        assert line["one_off_gbp"] == str(
            "" if row["one_off"]["central"] is None else row["one_off"]["central"]
        )
        assert line["price_base"] == "2026/27"
        assert "a full year" in line["basis"]


def test_each_tells_what_its_case_tells_of_energy(club, listed):
    """In the list, in both files, and alike on the page of its business case."""
    lines = csv.DictReader(
        io.StringIO(club.get("/api/v1/exports/candidates.csv", params=ASKED).text.lstrip("\ufeff"))
    )
    of_case = 0
    for line, row in zip(lines, listed, strict=True):
        found = row["energy"]
        assert (found is None) == (row["need_m2"] is None)
        if found is None:
            assert line["energy_change_kwh_pa"] == line["energy_known_from"] == ""
            continue
        kwh, tonnes = found["change_kwh_pa"], found["change_tco2e_pa"]
        assert kwh["low"] <= kwh["middle"] <= kwh["high"]
        told = [float(line[f"energy_change_{end}kwh_pa"]) for end in ("low_", "", "high_")]
        assert told == [kwh["low"], kwh["middle"], kwh["high"]]
        assert float(line["emissions_change_tco2e_pa"]) == tonnes["middle"]
        assert line["energy_known_from"] == found["tier_label"] and line["energy_factors_year"]
        if row["scheme_page"] and of_case < 6:
            whole = club.get(f"/api/v1{row['scheme_page']}/energy").raise_for_status().json()
            for name in ("change_kwh_pa", "change_tco2e_pa"):
                assert found[name] == pytest.approx(whole[name], rel=1e-3, abs=0.2), row["id"]
            assert found["tier"] == whole["tier"]
            of_case += 1
    assert of_case == 6


def test_the_workbook_holds_the_same_with_its_assumptions(club, listed):
    answer = club.get("/api/v1/exports/candidates.xlsx", params=ASKED).raise_for_status()
    book = openpyxl.load_workbook(io.BytesIO(answer.content), read_only=True)
    assert book.sheetnames == ["Sharing options", "About", "Assumptions"]
    headings, *lines = book["Sharing options"].iter_rows(values_only=True)
    assert [dict(zip(headings, line, strict=True))["id"] for line in lines] == [
        row["id"] for row in listed
    ]
    about = dict(book["About"].iter_rows(min_row=2, values_only=True))
    assert about["Disclaimer"] == codes.DISCLAIMER
    assert "town = Bromsgrove" in about["Filters"]
    named = {line[0] for line in book["Assumptions"].iter_rows(min_row=2, values_only=True)}
    assert {"m2_per_fte", "discount_rate", "weight_use"} <= named
    book.close()


def test_a_name_that_would_be_a_formula_is_only_text(listed):
    evil = '=HYPERLINK("http://example.invalid","x")\x00\x0b'
    told = listed[0] | {"guest": listed[0]["guest"] | {"name": evil}}
    row = TypeAdapter(Candidate).validate_python(told)
    assumed = AssumptionSet()
    line = next(csv.DictReader(io.StringIO(candidates_files.as_csv([row], assumed, 1).decode())))
    assert line["guest"].startswith("'=")
    book = openpyxl.load_workbook(
        io.BytesIO(candidates_files.as_workbook([row], assumed, {"Filters": "=1+1"}))
    )
    cells = [cell for sheet in book for cells in sheet.iter_rows() for cell in cells]
    assert "f" not in {cell.data_type for cell in cells}
    assert any(str(cell.value).startswith("'=HYPERLINK") for cell in cells)


def test_files_are_not_for_the_public_and_wrong_questions_are_named(public, club):
    for form in ("csv", "xlsx"):
        path = f"/api/v1/exports/candidates.{form}"
        assert public.get(path).status_code == 403
        assert club.get(path, params={"twon": "x"}).status_code == 422


def test_a_file_holds_all_that_match_and_a_part_says_that_it_is_one(club):
    asked = {"town": "bromsgrove"}
    matched = club.get("/api/v1/candidates", params=asked | {"limit": 1}).json()["numberMatched"]
    assert matched > 100, "the file held the best hundred alone, and did not say so"
    whole = club.get("/api/v1/exports/candidates.csv", params=asked).raise_for_status()
    assert 'filename="candidates.csv"' in whole.headers["content-disposition"]
    lines = list(csv.DictReader(io.StringIO(whole.content.decode("utf-8-sig"))))
    assert [int(line["rank"]) for line in lines] == list(range(1, matched + 1))
    assert {int(line["candidates_matched"]) for line in lines} == {matched}
    part = club.get("/api/v1/exports/candidates.csv", params=asked | {"limit": 5})
    assert f"first-5-of-{matched}" in part.headers["content-disposition"]
    few = list(csv.DictReader(io.StringIO(part.content.decode("utf-8-sig"))))
    assert [line["candidates_matched"] for line in few] == [str(matched)] * 5
