"""A partner's missing floor areas arrive in a second file: what was asked for first was right."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.http.dependencies import today
from estate.db.engine import make_engine
from estate.settings import Settings
from tests.api.conftest import TODAY
from tests.intake import county

COUNTY_OFFICES, DISTRICT_OFFICES = 20, 6
URL = "/api/v1/savings/cost-range"


@pytest.fixture
def club(scratch_database_url: str, tmp_path: Path) -> Iterator[TestClient]:
    """T-CC with areas and costs; T-DC with neither."""
    engine = make_engine(scratch_database_url)
    offices = [county.row(f"C{n}", GIA_M2=str(500 + 40 * n), NORTHING=county.NORTH + 30 * n)
               for n in range(COUNTY_OFFICES)]  # fmt: skip
    lines = [
        {"COST_REF": f"C{n}-1", "LOCAL_REF": f"C{n}", "COST_KIND": "energy",
         "COST_PA": str((500 + 40 * n) * (60 + n)), "COST_YEAR": "2009/10"}
        for n in range(COUNTY_OFFICES)
    ]  # fmt: skip
    with engine.begin() as connection:
        county.start(connection)
        connection.exec_driver_sql("UPDATE organisation SET signed_on = '2026-01-01'")
        county.bring(connection, county.write_csv(tmp_path / "offices.csv", offices))
        county.bring(connection, county.write_csv(tmp_path / "costs.csv", lines), kind="cost")
        bring_district(connection, tmp_path / "district.csv", area=lambda n: "")
    app = create_app(Settings(reader="club"), scratch_database_url)
    app.dependency_overrides[today] = lambda: TODAY
    with TestClient(app) as client:
        client.engine = engine
        yield client
    engine.dispose()


def bring_district(connection: Any, path: Path, area: Any) -> None:
    rows = [county.row(f"D{n}", GIA_M2=area(n), EASTING=county.EAST + 800)
            for n in range(DISTRICT_OFFICES)]  # fmt: skip
    county.bring(connection, county.write_csv(path, rows), organisation="T-DC")


def test_the_share_falls_the_range_narrows_and_that_field_was_asked_for_first(
    club, tmp_path: Path
) -> None:
    before = club.get(URL).raise_for_status().json()
    first = before["value_of_information"][0]
    assert (first["organisation"], first["field"]) == ("T-DC", "floor_area")
    assert first["properties"] == DISTRICT_OFFICES
    assert before["guessed_area_share"] == pytest.approx(before["imputed_share"])

    with club.engine.begin() as connection:  # as large as their class, so only the range changes
        bring_district(connection, tmp_path / "again.csv", area=lambda n: "810")
    after = club.get(URL).raise_for_status().json()

    assert after["base_gbp_pa"] == before["base_gbp_pa"]
    assert after["guessed_area_share"] == 0
    assert after["imputed_share"] == pytest.approx(before["imputed_share"] / 2, abs=1e-4)
    width = {name: found["p90_gbp_pa"] - found["p10_gbp_pa"]
             for name, found in (("before", before), ("after", after))}  # fmt: skip
    narrowed = width["before"] - width["after"]
    assert narrowed > 0
    # as predicted, to the rounding of two ends and the prediction to £1,000
    assert narrowed == pytest.approx(first["narrowing_gbp_pa"], abs=2_000)
    fields = {(one["organisation"], one["field"]) for one in after["value_of_information"]}
    assert fields == {("T-DC", "annual_cost")}
    stats = club.get("/api/v1/stats").json()["premises_cost"]
    assert stats["imputed_share"] == after["imputed_share"]
