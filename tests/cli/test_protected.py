"""What an import would publish is asked on the command line; ``estate protected``."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import Engine, select, update
from typer.testing import CliRunner

from estate.cli import app
from estate.db import tables as t
from estate.db.engine import make_engine
from tests.intake import county

Type = Callable[..., Result]
p = t.property_.c
ROWS = [
    county.row("L1", NAME="Easton Library", PUB_ACCESS="Yes"),
    county.row("R1", NAME="Women's Refuge", PUB_ACCESS="Yes", SENSITIV="open"),
]


@pytest.fixture
def engine(scratch_database_url: str) -> Iterator[Engine]:
    engine = make_engine(scratch_database_url)
    with engine.begin() as connection:
        county.start(connection)
        signed = {"signed_on": "2026-01-01", "signatory": "A. Chief", "signed_for": "it"}
        connection.execute(update(t.organisation).values(**signed))
    yield engine
    engine.dispose()


@pytest.fixture
def type_(engine: Engine, scratch_database_url: str, tmp_path: Path) -> Type:
    environment = {"ESTATE_DATABASE_URL": scratch_database_url, "ESTATE_DATA_DIR": str(tmp_path)}
    return lambda *words, **more: CliRunner().invoke(app, [*map(str, words)], env=environment,
                                                     **more)  # fmt: skip


@pytest.fixture
def bring(type_: Type, tmp_path: Path) -> Type:
    path = county.write_csv(tmp_path / "estate.csv", ROWS)
    return lambda *words, **more: type_("import", path, "--organisation", "T-CC", *words, **more)


def levels(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        found = connection.execute(select(p.local_ref, p.sensitivity))
        return {one.local_ref: one.sensitivity for one in found}


@pytest.mark.parametrize("words", [["--yes"], ["--json"], ["--yes", "--publish", "2"],
                                   ["--yes", "--show-protected", "1"]])  # fmt: skip
def test_yes_alone_publishes_nothing(bring: Type, engine: Engine, words: list[str]) -> None:
    done = bring(*words)
    assert done.exit_code == 1
    assert "--publish 1" in str(done.exception)
    assert levels(engine) == {}


def test_the_plan_names_them_and_the_answers_are_asked_for(bring: Type, engine: Engine) -> None:
    for said in ("n\n", "y\nn\nn\n"):
        refused = bring(input=said)
        assert "1 place would be public to anybody: Easton Library (L1)." in refused.output
        assert "Nothing has been changed." in refused.output
        assert levels(engine) == {}
    done = bring(input="y\nn\ny\n")
    assert "1 place looks protected and stays with its owner until confirmed" in done.output
    assert levels(engine) == {"L1": "open", "R1": "owner_only"}
    confirmed = bring(input="y\ny\n")
    assert "Publish" not in confirmed.output  # the library was public before
    assert levels(engine) == {"L1": "open", "R1": "open"}


def test_numbers_instead_of_questions(bring: Type, engine: Engine) -> None:
    dry = bring("--dry-run", "--json")
    assert json.loads(dry.stdout)["publication"]["public"][0]["name"] == "Easton Library"
    assert bring("--yes", "--publish", "1").exit_code == 0
    assert levels(engine)["R1"] == "owner_only"
    assert bring("--yes", "--show-protected", "1").exit_code == 0
    assert levels(engine)["R1"] == "open"


def test_listed_answered_and_undone(bring: Type, type_: Type, engine: Engine) -> None:
    bring("--yes", "--publish", "1")
    assert "No place that looks protected is shown" in type_("protected", "list").output
    with engine.begin() as connection:
        connection.execute(update(t.property_).values(sensitivity="open"))
    told = type_("db", "migrate").output
    assert "1 place that looks protected" in told
    assert "1 of them to anybody" in told
    assert levels(engine) == {"L1": "open", "R1": "open"}
    (one,) = json.loads(type_("protected", "list", "--json").stdout)
    assert (one["name"], one["seen_by"], one["stand"]) == ("Women's Refuge", "anybody", "shown")
    assert "Women's" in type_("protected", "list", "--organisation", "T-CC").output
    assert json.loads(type_("protected", "list", "--organisation", "T-DC", "--json").stdout) == []
    assert type_("protected", "list", "--organisation", "X").exit_code == 1
    id_ = one["property_id"]
    hidden = type_("protected", "answer", id_, "owner_only")
    assert "its owner alone" in hidden.output
    assert levels(engine)["R1"] == "owner_only"
    assert "seen by anybody" in " ".join(type_("protected", "undo", id_).output.split())
    assert type_("protected", "answer", id_, "open").exit_code == 0
    assert json.loads(type_("protected", "list", "--json").stdout) == []
    (kept,) = json.loads(type_("protected", "list", "--all", "--json").stdout)
    assert kept["stand"] == "confirmed"
