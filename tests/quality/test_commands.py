"""``estate quality``, ``levels``, ``merges`` and ``matches`` as typed."""

import csv
import io
import json
import sys

import pytest

from estate.cli import main
from estate.db.engine import make_engine
from tests.intake import county
from tests.intake.county import EAST, bring, row, write_csv


@pytest.fixture
def run(scratch_database_url, monkeypatch, capsys, tmp_path):
    """A small register, and commands typed on it: (exit code, standard output, error)."""
    monkeypatch.setenv("ESTATE_DATABASE_URL", scratch_database_url)
    monkeypatch.setenv("ESTATE_DATA_DIR", str(tmp_path / "data"))
    engine = make_engine(scratch_database_url)
    with engine.begin() as connection:
        county.start(connection)
        connection.exec_driver_sql(
            "UPDATE organisation SET signed_on = '2026-01-01' WHERE code = 'T-CC'"
        )
        for organisation, name in (("T-CC", "Easton Library"), ("T-DC", "EASTON LIBRARY")):
            rows = [row("A-0012", NAME=name), row("A-2", NAME=f"{organisation} depot", UPRN=77)]
            rows[1]["EASTING"] = EAST + (300 if organisation == "T-CC" else 900)
            rows[1]["UPRN"] = 77 if organisation == "T-CC" else ""
            bring(connection, write_csv(tmp_path / "f.csv", rows), organisation)
        bring(connection, write_csv(tmp_path / "f.csv", [
            row("A12", NAME="Easton Library"), row("A-2", NAME="T-CC depot", UPRN=77),
        ]), "T-CC")  # fmt: skip
    engine.dispose()

    def type_(*words):
        monkeypatch.setattr(sys, "argv", ["estate", *map(str, words)])
        capsys.readouterr()
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return type_


def test_one_organisations_report_in_three_forms(run):
    code, shown, _ = run("quality", "T-CC")
    assert code == 0
    assert "Completeness" in shown
    assert "What to find out first" in shown
    report = json.loads(run("quality", "T-CC", "--json")[1])
    assert report["organisation"]["code"] == "T-CC"
    assert "property_gaps" not in report
    rows = list(csv.DictReader(io.StringIO(run("quality", "T-CC", "--csv")[1].lstrip("\ufeff"))))
    known = {r["name"]: int(r["good"]) for r in rows if r["measure"] == "completeness"}
    assert known == {field["field"]: field["known"] for field in report["fields"]}
    assert known["uprn"] == 1


def test_all_organisations_in_a_table_and_those_that_have_not_signed_named(run):
    code, shown, said = run("quality")
    assert code == 0
    assert "Testshire County Council (T-CC)" in shown
    assert "Easton District Council has not signed" in said


def test_an_organisations_own_team_sees_which_properties(run):
    report = json.loads(run("quality", "T-DC", "--as-owner", "--json")[1])
    assert {gap["ref"] for gap in report["property_gaps"]} == {"A-0012", "A-2"}
    code, _, said = run("quality", "T-DC")
    assert code == 1
    assert "has not signed" in said


def test_an_agreed_level_is_listed_and_used(run):
    assert run("levels", "agree", "uprn", "--share", "0.2", "--agreed-on", "2026-02-01")[0] == 0
    listed = {r["field"]: r for r in json.loads(run("levels", "list", "--json")[1])}
    assert (listed["uprn"]["min_share"], listed["uprn"]["agreed_on"]) == (0.2, "2026-02-01")
    fields = json.loads(run("quality", "T-CC", "--json")[1])["fields"]
    assert next(f for f in fields if f["field"] == "uprn")["passed"] is True
    assert run("levels", "agree", "colour", "--share", "0.2")[0] == 1


def test_merges_are_listed_accepted_undone_and_declined(run):
    waiting = json.loads(run("merges", "list", "--json")[1])
    assert {one["kept_name"] for one in waiting} == {"Easton Library"}
    merge = waiting[0]["property_merge_id"]

    def properties():
        return sum(o["properties"] for o in json.loads(run("organisations", "list", "--json")[1]))

    before = properties()
    assert run("merges", "accept", merge)[0] == 0
    assert properties() == before - 1
    assert run("merges", "accept", merge)[0] == 1
    assert run("merges", "undo", merge)[0] == 0
    assert properties() == before
    assert run("merges", "decline", merge)[0] == 1
    assert run("merges", "decline", waiting[-1]["property_merge_id"])[0] == (
        0 if len(waiting) > 1 else 1
    )


def test_matches_are_listed_and_accepted(run):
    [match] = json.loads(run("matches", "list", "--organisation", "T-CC", "--json")[1])
    assert (match["local_ref"], match["new_reference"]) == ("A-0012", "A12")
    assert run("matches", "accept", match["reference_match_id"])[0] == 0
    assert json.loads(run("matches", "list", "--json")[1]) == []
    code, _, said = run("matches", "decline", match["reference_match_id"])
    assert code == 1
    assert "decided already" in said
    assert run("matches", "undo", match["reference_match_id"])[0] == 0
    assert run("matches", "undo", match["reference_match_id"])[0] == 1
