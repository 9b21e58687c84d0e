"""A town's plan as files and as a command: map, workbook, what anyone can check."""

import csv
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from starlette.testclient import TestClient

from estate.cli import main

DOOR = "/api/v1/towns/Kidderminster/options"


@pytest.fixture(scope="module")
def plan(club: TestClient) -> dict[str, Any]:
    return club.get(DOOR, params={"within_s": 5}).raise_for_status().json()


def test_a_map_has_each_building_and_each_move(club: TestClient, plan: dict[str, Any]):
    found = json.loads(club.get(f"{DOOR}.geojson").raise_for_status().content)
    points = [one for one in found["features"] if one["geometry"]["type"] == "Point"]
    lines = [one for one in found["features"] if one["geometry"]["type"] == "LineString"]
    at = {one["properties"]["property_id"]: one["geometry"]["coordinates"] for one in points}
    assert set(at) == {one["property_id"] for one in plan["buildings"] if one["easting"]}
    assert all(-2.6 < x < -1.6 and 51.9 < y < 52.6 for x, y in at.values())
    ends = [one["geometry"]["coordinates"] for one in lines]
    assert ends == [
        [at[m["leaves"]["property_id"]], at[m["host"]["property_id"]]] for m in plan["moves"]
    ]
    assert found["sentence"] == plan["sentence"]


def test_a_workbook_adds_up_by_formula(club: TestClient, plan: dict[str, Any]):
    """The formulas name the whole columns, and give what is saved beside them."""
    body = club.get(f"{DOOR}.xlsx").raise_for_status().content
    written, shown = (
        openpyxl.load_workbook(io.BytesIO(body), data_only=values) for values in (False, True)
    )
    years, values = written["Years"], shown["Years"]
    last = 1 + len(plan["years"])
    assert years.cell(last + 1, 2).value == f"=SUM(B2:B{last})"
    assert years.cell(2, 4).value == "=C2-B2"
    worth = years.cell(last + 2, 4).value
    assert worth == f"=SUMPRODUCT(D2:D{last},E2:E{last})"
    net = [values.cell(row, 4).value * values.cell(row, 5).value for row in range(2, last + 1)]
    assert sum(net) == pytest.approx(plan["worth_gbp"], abs=0.05)
    assert values.cell(last + 2, 4).value == plan["worth_gbp"]
    partners = written["Partners"]
    rows = 1 + len(plan["partners"])
    assert partners.cell(rows + 1, 5).value == f"=SUM(E2:E{rows})"
    none = openpyxl.load_workbook(
        io.BytesIO(club.get(f"{DOOR}.xlsx", params={"keep": 1}).raise_for_status().content)
    )
    assert none["Moves"].max_row == 2


def test_anyone_can_check_the_plan(club: TestClient, plan: dict[str, Any], tmp_path: Path):
    body = club.get(f"{DOOR}/proof.zip").raise_for_status().content
    assert club.get(f"{DOOR}/proof.zip").content == body
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        archive.extractall(tmp_path)
    told = subprocess.run(
        [sys.executable, "-I", "check_plan.py"], cwd=tmp_path, capture_output=True, text=True
    )
    assert told.returncode == 0, told.stdout + told.stderr
    assert f"£{plan['worth_gbp']:,.2f}" in told.stdout
    words, values = (
        list(csv.DictReader(io.StringIO((tmp_path / name).read_text(encoding="utf-8"))))
        for name in ("variables.csv", "plan.csv")
    )
    assert all(one["what it stands for"] for one in words)
    taken = {row["variable"] for row in values}
    moved = [one for one in words if one["variable"] in taken and "moved_" in one["variable"]]
    assert len(moved) == len(plan["moves"])
    stated = json.loads((tmp_path / "bound.json").read_text())
    assert (stated["reader"], stated["status"]) == ("club", "proved")
    none = club.get(f"{DOOR}/proof.zip", params={"keep": 1})
    assert none.status_code == 422 and "no plan to check" in none.json()["detail"]


def test_the_files_are_for_members(public: TestClient):
    for tail in (".geojson", ".xlsx", "/proof.zip"):
        assert public.get(f"{DOOR}{tail}").status_code in (401, 403)


@pytest.fixture
def typed(
    sample_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Types a command: exit code, standard output, standard error."""
    monkeypatch.setenv("ESTATE_DATABASE_URL", sample_url)

    def type_(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["estate", *words])
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return type_


def test_the_command_says_the_same(typed: Callable[..., tuple[int, str, str]], tmp_path: Path):
    folder = tmp_path / "proof"
    code, out, err = typed(
        "options", "Kidderminster", "--within-m", "700", "--json", "--proof", str(folder)
    )
    assert code == 0, err
    answer = json.loads(out)
    assert answer["standing"]["proved"]
    assert answer["asked"]["within_m"] == 700
    assert sorted(one.name for one in folder.iterdir())[0] == "README.txt"
    assert (folder / "model.mps").stat().st_mode & 0o077 == 0
