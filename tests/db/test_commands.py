"""``estate db …`` from the keyboard: exit codes, --json, nothing secret told."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url
from typer.testing import CliRunner, Result

from estate import command_notes
from estate.cli.db import app
from estate.db.embedded import EmbeddedPostgres
from tests.throw_away import new_folder

runner = CliRunner()


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    folder = new_folder("estate-commands-")
    folder.chmod(0o755)
    yield folder
    EmbeddedPostgres(folder).stop()
    shutil.rmtree(folder)


def _estate_db(*arguments: str, **environment: str) -> Result:
    given = {"ESTATE_DATABASE_URL": None, **environment}
    return runner.invoke(app, list(arguments), env=given)


def test_the_private_database_by_hand(data_dir: Path, tmp_path: Path) -> None:
    def run(*arguments: str) -> Result:
        return _estate_db(*arguments, ESTATE_DATA_DIR=str(data_dir))

    before = json.loads(run("status", "--json").stdout)
    assert (before["made"], before["running"], before["revision"]) == (False, False, None)
    assert run("migrate").exit_code == 0
    after = json.loads(run("status", "--json").stdout)
    assert after["running"] and after["revision"]
    assert run("url").stdout.strip() == after["url"] == run("start").stdout.strip()
    assert f"{after['pid']}" in run("status").stdout
    file = tmp_path / "register.backup"
    assert run("backup", str(file)).exit_code == 0
    noted = command_notes.newest_backup(data_dir, None)
    assert noted is not None and noted.size_bytes == file.stat().st_size
    assert run("restore", str(file), "--yes").exit_code == 0
    assert run("stop").stdout.strip() == "stopped"
    assert run("stop").stdout.strip() == "it was not running"


def test_a_restore_that_is_not_confirmed_touches_nothing(data_dir: Path, tmp_path: Path) -> None:
    answer = runner.invoke(
        app, ["restore", str(tmp_path / "x")], input="n\n", env={"ESTATE_DATA_DIR": str(data_dir)}
    )
    assert answer.exit_code == 1


def test_a_file_that_is_no_backup_is_one_sentence_and_exit_1(
    data_dir: Path, tmp_path: Path
) -> None:
    file = tmp_path / "assets.csv"
    file.write_text("UPRN,Name\n")
    answer = _estate_db("restore", str(file), "--yes", ESTATE_DATA_DIR=str(data_dir))
    assert answer.exit_code == 1
    assert "not a backup" in answer.stderr
    assert "Traceback" not in answer.output


@pytest.mark.parametrize("command", ["start", "stop", "backup", "restore"])
def test_a_server_of_ones_own_is_left_to_its_own_tools(command: str, tmp_path: Path) -> None:
    arguments = [command]
    arguments += [str(tmp_path / "file")] if command in ("backup", "restore") else []
    arguments += ["--yes"] if command == "restore" else []
    answer = _estate_db(*arguments, ESTATE_DATABASE_URL="postgresql://me:s3cret@127.0.0.1:1/x")
    assert answer.exit_code == 1
    assert "its own tools" in answer.stderr.replace("\n", " ")


@pytest.mark.parametrize("command", ["status", "migrate"])
def test_a_server_that_does_not_answer_is_one_sentence_without_the_password(command: str) -> None:
    answer = _estate_db(command, ESTATE_DATABASE_URL="postgresql://me:s3cret@127.0.0.1:1/x")
    assert answer.exit_code == 1
    assert "does not answer" in answer.stderr
    assert "s3cret" not in answer.output
    assert "Traceback" not in answer.output


def test_a_server_of_ones_own_is_used_and_shown_without_its_password(
    scratch_database_url: str,
) -> None:
    guarded = make_url(scratch_database_url).set(password="s3cret")
    address = guarded.render_as_string(hide_password=False)
    answer = _estate_db("status", "--json", ESTATE_DATABASE_URL=address)
    facts = json.loads(answer.stdout)
    assert facts["kind"] == "server"
    assert facts["revision"]
    assert "s3cret" not in answer.output


def test_an_unknown_command_is_wrong_usage() -> None:
    assert _estate_db("wipe").exit_code == 2
