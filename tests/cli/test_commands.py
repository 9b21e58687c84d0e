"""The commands as a person types them, on a register of their own."""

import csv
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from estate.cli import main
from estate.cli.commands import COMMANDS, loaded
from tests.intake.county import PROPERTY_HEADINGS, row

AREA = """
[area]
code = "T-CTY"
name = "Testshire"
synthetic = true
source = "made up for tests"
population = 1000
[area.envelope]
min_easting = 353000
min_northing = 229000
max_easting = 419000
max_northing = 284000
[[town]]
name = "Easton"
easting = 385000
northing = 254000
population = 800
radius_m = 2000
[[organisation]]
code = "T-CC"
name = "Testshire County Council"
kind = "county"
in_scope = true
signed_on = 2026-01-15
"""

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(
    scratch_database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> Run:  # fmt: skip
    """Types a command: (exit code, standard output, standard error)."""
    monkeypatch.setenv("ESTATE_DATABASE_URL", scratch_database_url)
    monkeypatch.setenv("ESTATE_DATA_DIR", str(tmp_path / "data"))

    def type_(*words: object) -> tuple[int, str, str]:
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


@pytest.fixture
def county(run: Run, tmp_path: Path) -> Run:
    (tmp_path / "area.toml").write_text(AREA)
    code, _, said = run("init", tmp_path / "area.toml")
    assert code == 0, said
    return run


def properties_file(folder: Path, *rows: dict[str, object]) -> Path:
    path = folder / "assets.csv"
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.DictWriter(handle, PROPERTY_HEADINGS)
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_register_without_a_county_says_what_to_do(run: Run):
    code, _, said = run("imports", "list")
    assert code == 0
    code, _, said = run("import", __file__, "--organisation", "X")
    assert code == 1
    assert "estate init" in said


def test_a_dry_run_shows_the_plan_and_changes_nothing(county: Run, tmp_path: Path):
    file = properties_file(tmp_path, row("A1"), row("A2"))
    code, shown, said = county("import", file, "--organisation", "T-CC", "--dry-run")
    assert code == 0
    assert "2 records" in shown
    assert "Nothing has been changed" in said
    _, listed, _ = county("organisations", "list", "--json")
    assert json.loads(listed)[0]["properties"] == 0


def test_a_file_is_imported_and_a_second_time_changes_nothing(county: Run, tmp_path: Path):
    file = properties_file(tmp_path, row("A1"), row("A2"))
    code, _, said = county("import", file, "--organisation", "T-CC", "--yes")
    assert code == 0
    assert "Committed" in said
    code, _, said = county("import", file, "--organisation", "T-CC", "--yes")
    assert code == 0
    assert "Nothing to change" in said
    _, listed, _ = county("imports", "list", "--json")
    assert [batch["changed"] for batch in json.loads(listed)] == [False, True]


def test_bad_rows_are_told_written_out_and_end_in_exit_code_one(county: Run, tmp_path: Path):
    file = properties_file(
        tmp_path, row("A1"), row("A1"), row("A2", USE_CLASS="castle"), row("=A3", NAME="=1+1")
    )
    issues = tmp_path / "issues.csv"
    code, shown, _ = county("import", file, "--organisation", "T-CC", "--yes", "--issues", issues)
    assert code == 1
    assert "DUPLICATE_REFERENCE" in shown
    assert "castle" in shown
    with issues.open(encoding="utf-8-sig") as handle:
        rows = list(csv.DictReader(handle))
    assert {r["code"] for r in rows} >= {"DUPLICATE_REFERENCE", "UNKNOWN_CODE"}
    assert all(not r["value"].startswith("=") for r in rows)


def test_a_file_that_is_not_there_is_one_sentence(county: Run, tmp_path: Path):
    code, shown, said = county("import", tmp_path / "none.shp", "--organisation", "T-CC")
    assert code == 1
    assert shown == ""
    assert said.strip().count("\n") == 0
    assert "none.shp" in said


def test_wrong_usage_is_exit_code_two(run: Run):
    code, _, said = run("import")
    assert code == 2
    assert "Usage" in said


def test_tokens_are_shown_once_listed_without_secret_and_revoked(county: Run):
    code, token, said = county("token", "create", "--role", "importer", "--organisation", "T-CC")
    assert code == 0
    assert len(token.strip()) > 30
    assert "not shown again" in said
    _, listed, _ = county("token", "list", "--json")
    (found,) = json.loads(listed)
    assert token.strip() not in listed
    code, _, _ = county("token", "revoke", found["token_id"])
    assert code == 0
    _, listed, _ = county("token", "list")
    assert "revoked" in listed


def test_a_role_that_speaks_for_an_organisation_needs_one(county: Run):
    code, _, said = county("token", "create", "--role", "importer")
    assert code == 1
    assert "organisation" in said


def test_candidates_come_as_table_json_csv_and_lines(county: Run):
    code, _, said = county("candidates")
    assert code == 0
    assert "No plan to change or dispose" in said
    _, shown, _ = county("candidates", "--json")
    assert json.loads(shown)["numberMatched"] == 0
    _, shown, _ = county("candidates", "--csv")
    assert next(csv.reader(io.StringIO(shown)))[0] == "rank"
    _, shown, _ = county("candidates", "--geojson")
    assert json.loads(shown)["type"] == "FeatureCollection"
    code, _, said = county("candidates", "--csv", "--json")
    assert code == 1
    assert "Choose one" in said


def test_savings_keep_the_factor_five_apart(county: Run):
    _, shown, _ = county("savings", "--json")
    found = json.loads(shown)
    assert [base["key"] for base in found["bases"]] == ["as_published", "before_rounding"]
    assert found["integration"]["included"] is False
    code, shown, _ = county("savings")
    assert code == 0
    assert "not included" in shown


def test_an_organisation_is_added(county: Run):
    code, _, _ = county("organisations", "add", "T-NEW", "New Trust", "--kind", "health")
    assert code == 0
    _, shown, _ = county("organisations", "list")
    assert "New Trust" in shown


def test_an_areas_file_of_nonsense_is_refused(county: Run, tmp_path: Path):
    (tmp_path / "x.geojson").write_text("{}")
    code, _, said = county("areas", "import", tmp_path / "x.geojson", "--kind", "district")
    assert code == 1
    assert "x.geojson" in said


def test_properties_are_exported_to_a_file(county: Run, tmp_path: Path):
    file = properties_file(tmp_path, row("A1"), row("A2"))
    county("import", file, "--organisation", "T-CC", "--yes")
    code, _, said = county("export", tmp_path / "out.gpkg")
    assert code == 0
    assert "2 properties" in said
    assert (tmp_path / "out.gpkg").stat().st_size > 0
    for name in ("out.gpkg", "open.csv"):  # one that was there, for everybody to read
        (tmp_path / "open.csv").touch(mode=0o644)
        county("export", tmp_path / name)
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
    county("export", tmp_path / "public.csv", "--public")
    (tmp_path / "usual").touch()
    public, usual = ((tmp_path / name).stat().st_mode for name in ("public.csv", "usual"))
    assert public == usual
    code, _, said = county("export", tmp_path / "out.dwg")
    assert code == 1
    assert "gpkg" in said


def test_an_example_of_a_county_is_written_and_can_be_read(run: Run, tmp_path: Path):
    code, written, said = run("init", "--example")
    assert (code, said) == (0, "")
    (tmp_path / "area.toml").write_text(written, encoding="utf-8")
    guide = Path(__file__).parents[2] / "docs" / "gis-staff.md"
    assert written in guide.read_text(encoding="utf-8"), "the guide shows another example"
    code, _, said = run("init", tmp_path / "area.toml")
    assert code == 0 and "This register is now that of Exampleshire" in said
    code, _, said = run("init")
    assert code == 1 and "estate init --example" in said


def test_every_command_that_imports_can_be_tried_first():
    """Also one that is added later."""
    asked = []
    for name in COMMANDS:
        found = loaded(name)
        for one in (found, *getattr(found, "commands", {}).values()):
            if one.name == "import":
                asked.append(name)
                assert any("--dry-run" in option.opts for option in one.params), name
    assert {"import", "areas", "published", "standards", "readings", "conditions"} <= {*asked}


def test_a_dry_run_of_outlines_and_figures_keeps_nothing(county: Run, tmp_path: Path):
    square = [[[-2.2, 52.2], [-2.1, 52.2], [-2.1, 52.3], [-2.2, 52.3], [-2.2, 52.2]]]
    outline = {"type": "Feature", "properties": {"name": "North"}}
    outline |= {"geometry": {"type": "Polygon", "coordinates": square}}
    file = tmp_path / "districts.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [outline]}))
    figures = tmp_path / "ours.toml"
    figures.write_text('name = "Ours"\n[overrides]\ndiscount_rate = 0.03\n')
    outlines = ("areas", "import", file, "--kind", "district")
    for words, kept in (
        (outlines, "districts.geojson"),
        (("assumptions", "import", figures), "Ours"),
    ):
        shows = ("imports", "list") if words is outlines else ("assumptions", "list")
        code, _, said = county(*words, "--dry-run")
        assert code == 0 and "A dry run: nothing has been changed." in said
        assert kept not in "".join(county(*shows)[1:])
        code, _, said = county(*words)
        assert code == 0 and "dry run" not in said
        assert kept in "".join(county(*shows)[1:])
