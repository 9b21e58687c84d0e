"""Figures that were published before us, from files as an office would write them: through the
commands that bring them in, to the answers that users read."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from fastapi.testclient import TestClient
from shapely import box

from api.app import create_app
from estate.settings import Settings
from tests.cli.test_commands import AREA, Run, run
from tests.intake.county import EAST, NORTH, row

__all__ = ["run"]

#: Deciles of four areas side by side, and how many of the 23 children's centres stand in each.
DECILES, CENTRES = (1, 3, 4, 9), (10, 7, 4, 2)
CODES = [f"E0100000{number}" for number in range(1, 5)]
FROM = ("--published", "2019-09-26", "--source", "Made up for tests", "--licence", "none")


def _csv(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def _areas(folder: Path) -> tuple[Path, Path, Path]:
    """Outlines, deciles and people of four areas, laid out as the publishers lay them out."""
    shapes = [box(EAST + n * 1000, NORTH, EAST + n * 1000 + 1000, NORTH + 1000) for n in range(4)]
    frame = gpd.GeoDataFrame(
        {"LSOA11CD": CODES, "LSOA11NM": [f"East {n}" for n in "1234"]}, geometry=shapes, crs=27700
    )
    frame.to_file(folder / "lsoa.geojson", driver="GeoJSON", engine="pyogrio")
    heading = "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs)"
    deciles = [
        {"LSOA code (2011)": code, "LSOA name (2011)": f"East {n}", heading: decile}
        for n, (code, decile) in enumerate(zip(CODES, DECILES, strict=True), start=1)
    ]
    people = [{"LSOA11CD": code, "All usual residents": 1_500} for code in CODES]
    return (
        folder / "lsoa.geojson",
        _csv(folder / "imd.csv", deciles),
        _csv(folder / "people.csv", people),
    )


def _bring_areas(run: Run, folder: Path) -> None:
    kinds = ("outlines", "figures", "figures")
    for kind, path in zip(kinds, _areas(folder), strict=True):
        code, _, said = run("published", "import", kind, path, "--edition", path.stem, *FROM)
        assert code == 0, said


def _bring(run: Run, kind: str, path: Path, *more: object) -> None:
    code, _, said = run("import", path, "--organisation", "T-CC", "--kind", kind, "--yes", *more)
    assert code == 0 and "not recognised" not in said, said


@pytest.fixture
def county(run: Run, tmp_path: Path) -> Run:
    (tmp_path / "area.toml").write_text(AREA)
    code, _, said = run("init", tmp_path / "area.toml")
    assert code == 0, said
    return run


def _public(ref: str, kind: str, easting: float) -> dict[str, Any]:
    return row(ref, USE_CLASS="public_access", EASTING=easting, NORTHING=NORTH + 500) | {
        "TYPE_CODE": kind, "PUB_ACCESS": "Yes",
    }  # fmt: skip


def _used(ref: str, user: str, service: str, fte: float) -> dict[str, Any]:
    return {"OCC_REF": f"O-{ref}", "PROP_REF": ref, "USER_FUNC": user, "SERVICE": service,
            "FTE": fte}  # fmt: skip


def test_twenty_three_centres_are_seventeen_and_six_by_the_commands(
    county: Run, tmp_path: Path
) -> None:
    """Children's centres in Coventry: 23, of which 17 in the 30 % most deprived areas (2009)."""
    _bring_areas(county, tmp_path)
    spots = [EAST + at * 1000 + 20 * n + 50 for at, many in enumerate(CENTRES) for n in range(many)]
    places = [_public(f"CH{n:02}", "childrens_centre", east) for n, east in enumerate(spots)]
    library = _public("L1", "library", EAST + 500)
    uses = [_used(one["LOCAL_REF"], "front_office", "children_centre", 4) for one in places]
    _bring(county, "property", _csv(tmp_path / "places.csv", [*places, library]), "--publish", 24)
    uses.append(_used("L1", "front_office", "library", 3))
    _bring(county, "occupation", _csv(tmp_path / "uses.csv", uses))

    code, out, said = county("need", "--service", "children_centre", "--hubs", 1, "--json")
    assert code == 0, said
    found = json.loads(out)["need"]
    (centres,) = found["services"]
    assert found["choice"]["service"]["code"] == "children_centre" and found["people"] == 6_000
    assert (centres["places"], centres["in_most_deprived"], centres["in_others"]) == (23, 17, 6)
    assert centres["decile_not_known"] == 0
    by_area = []
    for area in CODES:
        code, out, said = county("need", "--service", "children_centre", "--area", area,
                                 "--hubs", 1, "--json")  # fmt: skip
        assert code == 0, said
        by_area.append(json.loads(out)["need"]["services"][0]["places"])
    assert tuple(by_area) == CENTRES


def test_450_points_with_350_staff_cost_eight_million_by_the_commands(
    county: Run, tmp_path: Path, scratch_database_url: str
) -> None:
    """Leicestershire (2010): 450 face-to-face points, 350 FTE, £8m; 65 call centres, 300, £7.1m."""
    staff = [0.5] * 300 + [1.0] * 50 + [1.5] * 100
    assert sum(staff) == 350
    face = [_public(f"F{n:03}", "customer_centre", EAST + 5 * n) for n in range(450)]
    phone = [row(f"T{n:02}", TYPE_CODE="office", PUB_ACCESS="No") for n in range(65)]
    uses = [
        *(_used(one["LOCAL_REF"], "front_office", "customer_contact", fte)
          for one, fte in zip(face, staff, strict=True)),
        *(_used(one["LOCAL_REF"], "back_office", "customer_contact", fte)
          for one, fte in zip(phone, [4.5] * 50 + [5.0] * 15, strict=True)),
    ]  # fmt: skip
    costs = [
        {"COST_REF": f"C-{one['LOCAL_REF']}", "PROP_REF": one["LOCAL_REF"], "COST_KIND": "other",
         "COST_PA": amount, "COST_YEAR": "2026/27"}
        for places, amount in ((face, "17,777.78"), (phone, "109,230.77"))
        for one in places
    ]  # fmt: skip
    _bring(county, "property", _csv(tmp_path / "face.csv", [*face, *phone]), "--publish", 450)
    _bring(county, "occupation", _csv(tmp_path / "uses.csv", uses))
    _bring(county, "cost", _csv(tmp_path / "costs.csv", costs))
    code, token, said = county("token", "create", "--role", "editor", "--organisation", "T-CC")
    assert code == 0, said
    asks = {"Authorization": f"Bearer {token.split()[-1]}"}
    with TestClient(create_app(Settings(), scratch_database_url)) as client:
        answer = client.get("/api/v1/need", headers=asks)
        assert answer.status_code == 200, answer.text
    told = [
        tuple(one[name] for name in ("points", "fte", "premises_gbp_pa", "points_with_cost"))
        for one in answer.json()["channels"]
    ]
    assert told == [(450, 350, 8_000_000, 450), (65, 300, 7_100_000, 65)]
    rates = [(one["gbp_pa_per_point"], one["gbp_pa_per_fte"]) for one in answer.json()["channels"]]
    assert rates == [(17_800, 22_900), (109_200, 23_700)], "£17,778 and £22,857, to £100"
