"""The Transparency Code's file over HTTP: for its own organisation, and read back by us."""

import csv
import io
from pathlib import Path

from estate import intake
from estate.codes import RecordKind
from estate.exports.transparency import COLUMNS

ADDRESS = "/api/v1/organisations/SYN-CC/transparency-code.csv"


def test_only_the_organisation_itself_may_make_it(club, county_token):
    assert club.get(ADDRESS).status_code == 401
    other = ADDRESS.replace("SYN-CC", "SYN-PCT")
    assert club.get(other, headers=county_token).status_code in (403, 404)
    assert club.get(ADDRESS, headers=county_token).status_code == 200


def test_it_holds_the_columns_and_is_recognised_when_it_comes_back(
    club, county_token, sample_engine, tmp_path: Path
):
    body = club.get(ADDRESS, headers=county_token).content
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) > 300
    assert all("." not in row["UPRN"] for row in rows)
    file = tmp_path / "published.csv"
    file.write_bytes(body)
    with sample_engine.connect() as connection:
        plan = intake.prepare(connection, file, organisation="SYN-CC", kind=RecordKind.PROPERTY)
    assert plan.schema_name == "transparency_code_2015"
    assert plan.counts["new"] == 0
    assert plan.counts["changed"] + plan.counts["unchanged"] == len(rows)
