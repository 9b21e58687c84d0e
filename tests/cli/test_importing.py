"""``estate import --csv`` and ``estate imports revert``, as typed."""

import csv
import json
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import Engine
from typer.testing import CliRunner

from estate.cli import app, main
from estate.codes import RecordKind
from estate.db.engine import make_engine
from estate.errors import Conflict, KindDoubtful
from estate.intake.uploads import files as uploads_files
from estate.intake.uploads import stored_plans
from estate.register.queries.content_number import register_content_hash
from tests.intake import county
from tests.intake.test_kinds import LEASES

Type = Callable[..., Result]


@pytest.fixture
def engine(scratch_database_url: str) -> Iterator[Engine]:
    engine = make_engine(scratch_database_url)
    with engine.begin() as connection:
        county.start(connection)
    yield engine
    engine.dispose()


@pytest.fixture
def type_(engine: Engine, scratch_database_url: str, tmp_path: Path) -> Type:
    environment = {"ESTATE_DATABASE_URL": scratch_database_url, "ESTATE_DATA_DIR": str(tmp_path)}
    return lambda *words, **more: CliRunner().invoke(app, [*map(str, words)], env=environment,
                                                     **more)  # fmt: skip


def content(engine: Engine) -> str:
    with engine.connect() as connection:
        return register_content_hash(connection)


def bring(type_: Type, path: Path, *more: object) -> str:
    done = type_("import", path, "--organisation", "T-CC", "--json", *more)
    assert done.exit_code == 0, done.output
    return str(json.loads(done.stdout)["import_batch_id"])


def test_an_import_is_reverted_on_ones_word(type_, engine, tmp_path):
    first = bring(type_, county.write_csv(tmp_path / "one.csv", [county.row("A1")]))
    before = content(engine)
    changed = county.write_csv(tmp_path / "two.csv", [county.row("A1", NAME="-2+3")])
    second = bring(type_, changed, "--csv", tmp_path / "changes.csv")
    with (tmp_path / "changes.csv").open(encoding="utf-8-sig", newline="") as handle:
        lines = list(csv.DictReader(handle))
    assert [(li["reference"], li["field"], li["old"], li["new"]) for li in lines] == [
        ("A1", "name", "House A1", "'-2+3")
    ]
    assert isinstance(type_("imports", "revert", first, "--yes").exception, Conflict)
    after = content(engine)
    assert type_("imports", "revert", second, input="n\n").exit_code == 0
    assert content(engine) == after != before
    done = type_("imports", "revert", second, input="y\n")
    assert done.exit_code == 0, done.output
    assert "two.csv" in done.output
    assert content(engine) == before


def test_a_plan_says_what_moved(type_, tmp_path):
    bring(type_, county.write_csv(tmp_path / "one.csv", [county.row("A1")]))
    away = county.write_csv(tmp_path / "two.csv", [county.row("A1", EASTING=county.EAST + 300)])
    done = type_("import", away, "--organisation", "T-CC", "--dry-run")
    assert "1 moved, the farthest A1 by 300 m." in done.output


def test_a_mapping_file_is_written_edited_and_used(type_, engine, tmp_path):
    odd = tmp_path / "odd.csv"
    odd.write_text("Kennziffer,NAME\nA1,Town Hall\n", encoding="utf-8")
    out = tmp_path / "mapping.toml"
    done = type_("import", odd, "--write-mapping", out)
    assert done.exit_code == 0, done.output
    text = out.read_text(encoding="utf-8")
    assert '"NAME" = "name"' in text
    assert isinstance(type_("import", odd, "--write-mapping", out).exception, Conflict)
    assert out.read_text(encoding="utf-8") == text
    edited = text.replace('"Kennziffer" = ""', '"Kennziffer" = "local_ref"')
    out.write_text(edited, encoding="utf-8")
    bring(type_, odd, "--mapping", out)
    with engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT local_ref, name FROM property").all()
    assert [tuple(row) for row in found] == [("A1", "Town Hall")]


def test_an_import_needs_to_know_whose_file_it_is(type_, tmp_path):
    path = county.write_csv(tmp_path / "one.csv", [county.row("A1")])
    assert type_("import", path).exit_code == 2


def test_plans_and_imports_are_listed_and_shown(type_, engine, tmp_path):
    first = bring(type_, county.write_csv(tmp_path / "one.csv", [county.row("A1")]))
    file = county.write_csv(tmp_path / "two.csv", [county.row("A1", NAME="N", TENURE="elves"),
                                                   county.row("A2", GIA_M2="lots")])  # fmt: skip
    upload = uploads_files.keep(
        tmp_path / "uploads", [uploads_files.Part("two.csv", BytesIO(file.read_bytes()))]
    )
    with engine.begin() as connection:
        held = stored_plans.held(
            connection, upload, organisation="T-CC", kind=RecordKind.PROPERTY,
            options=stored_plans.Options(),
        )  # fmt: skip
        stored_plans.make_plan(connection, stored_plans.read(held), by="a person")
    listed = type_("imports", "list").output
    assert str(upload.plan_id) in listed
    assert "0 days" in listed
    assert "nobody commits within 30 days is removed" in " ".join(listed.split())
    assert first in listed
    shown = type_("imports", "show", upload.plan_id, "--issues", tmp_path / "issues.csv")
    assert shown.exit_code == 0, shown.output
    assert "a person" in shown.output
    assert "lots" in (tmp_path / "issues.csv").read_text(encoding="utf-8-sig")
    as_json = json.loads(type_("imports", "show", upload.plan_id, "--json").stdout)
    assert (as_json["state"], as_json["counts"]["new"]) == ("waiting", 1)
    assert type_("imports", "show", first, "--json").exit_code == 0


def test_a_dry_run_names_the_rule_of_references_written_anew(type_, engine, tmp_path):
    places = [{"EASTING": county.EAST + 30 * n, "NAME": f"House {n}"} for n in range(20)]
    old = [county.row(f"{n + 1:04}", **place) for n, place in enumerate(places)]
    bring(type_, county.write_csv(tmp_path / "old.csv", old))
    new = [county.row(f"CC/{n + 1:04}", GIA_M2="lots", **place) for n, place in enumerate(places)]
    path = county.write_csv(tmp_path / "new.csv", new)
    done = type_("import", path, "--organisation", "T-CC", "--dry-run")
    assert done.exit_code == 0, done.output
    said = " ".join(done.output.split())
    assert "The file writes 20 references in a new way (“CC/” stands before: 20 rows" in said
    with engine.connect() as connection:
        waiting = "SELECT count(*) FROM reference_match"
        assert connection.exec_driver_sql(waiting).scalar() == 0


def test_a_folder_that_is_not_there_is_one_sentence(type_, tmp_path, monkeypatch, capsys):
    path = county.write_csv(tmp_path / "one.csv", [county.row("A1")])
    aside = tmp_path / "nowhere" / "issues.csv"
    done = type_("import", path, "--organisation", "T-CC", "--dry-run", "--issues", aside)
    assert isinstance(done.exception, FileNotFoundError)  # which main() turns into a sentence

    def failing() -> None:
        raise done.exception

    monkeypatch.setattr("estate.cli.app", failing)
    monkeypatch.setattr("estate.cli._end_in_order", lambda: None)
    with pytest.raises(SystemExit, match="1"):
        main()
    assert capsys.readouterr().err.split() == (
        f"{aside} cannot be read or written: No such file or directory.".split()
    )


def test_the_plan_shows_what_each_column_was_taken_for_doubtful_ones_first(type_, tmp_path):
    rows = [county.row("A1", **{"Category": "Depot", "Book value": "5", "NBV £k": "7"})]
    path = county.write_csv(tmp_path / "one.csv", rows)
    shown = type_("import", path, "--organisation", "T-CC", "--dry-run").output
    table = shown[shown.index("Columns: ") :]
    assert "look at the first ones, or steer them with --write-mapping" in " ".join(table.split())
    assert table.index("NBV £k") < table.index("LOCAL_REF")
    assert "100%" in table and "House A1" in table


def test_the_dictionary_of_fields_is_printed(type_):
    shown = type_("fields", "--kind", "lease").output
    assert "passing_rent_gbp_pa" in shown and "RENT_PA" in shown
    as_json = json.loads(type_("fields", "--json").stdout)
    kinds = next(one for one in as_json if one["name"] == "type_code")
    assert kinds["short_name"] == "TYPE_CODE" and "school" in kinds["codes"]


def test_the_kind_is_told_by_the_columns_and_asked_for_where_another_fits(type_, tmp_path):
    leases = tmp_path / "leases.csv"
    leases.write_text(LEASES, "utf-8")
    words = ("import", leases, "--organisation", "T-CC", "--dry-run")
    asked = type_(*words, "--kind", "property")
    assert isinstance(asked.exception, KindDoubtful)
    assert "Say --kind lease; or, if it is" in str(asked.exception)
    assert "Read as a list of leases" in " ".join(type_(*words).output.split())
    meant = type_(*words, "--kind", "property", "--kind-meant")
    assert "Nothing has been changed." in meant.output
