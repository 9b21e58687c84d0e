"""The drill: back up here, restore on a machine that has nothing, and everything is the same."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Connection, Engine, select, text
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

from api.app import create_app
from api.http.dependencies import today
from estate import command_notes, intake
from estate.answers.cases import keeping_cases
from estate.cli import app
from estate.club import kept_cases as sealing
from estate.club.decisions import Person
from estate.club.documents import DocumentType
from estate.club.notes import NoteAudience, NoteSubject
from estate.codes import AuditAction, Role
from estate.db import tables as t
from estate.db.embedded import EmbeddedPostgres
from estate.db.engine import make_engine
from estate.documents.checking import Checked
from estate.register.queries.content_number import register_content_hash
from estate.register.queries.notes import On
from estate.register.writes import documents
from estate.register.writes import kept_cases as writes
from estate.register.writes.audit import Actor, record
from estate.settings import Settings
from tests.intake import county
from tests.maps.test_real_service import hostile_files
from tests.throw_away import new_folder

NONCE = re.compile(rb'nonce="[^"]+"')
PATHS = ("/organisations/T-CC", "/map/properties.geojson")


@dataclass
class Machine:
    """A data folder with its private cluster, worked by the commands alone."""

    folder: Path

    def run(self, *arguments: str) -> Result:
        given = {"ESTATE_DATABASE_URL": None, "ESTATE_DATA_DIR": str(self.folder)}
        return CliRunner().invoke(app, list(arguments), env=given)

    def engine(self) -> Engine:
        return make_engine(self.run("db", "url").stdout.strip())

    def content(self) -> str:
        engine = self.engine()
        with engine.connect() as connection:
            found = register_content_hash(connection)
        engine.dispose()
        return found

    def chain(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.run("audit", "verify", "--json").stdout)
        noted = command_notes.last_verified(self.folder)
        assert noted is not None
        assert (noted.lines, noted.head, noted.whole) == (
            found["lines"], found["head"], found["whole"])  # fmt: skip
        return found

    def kept(self) -> tuple[str, str]:
        """What is listed of kept cases, and one of them whole."""
        listed = self.run("cases", "list", "--json")
        assert listed.exit_code == 0, listed.output
        (one,) = json.loads(listed.stdout)["cases"]
        return listed.stdout, self.run("cases", "show", one["id"], "--json").stdout

    def pages(self) -> dict[str, bytes]:
        """What the service answers over this register, the nonces of each answer aside."""
        service = create_app(Settings(reader="club"), self.run("db", "url").stdout.strip())
        service.dependency_overrides[today] = lambda: date(2026, 6, 1)
        with TestClient(service) as client:
            first = client.get("/api/v1/properties?limit=1").json()["features"][0]["id"]
            paths = (*PATHS, f"/properties/{first}", f"/api/v1/properties/{first}")
            answers = {path: client.get(path) for path in paths}
        assert {answer.status_code for answer in answers.values()} == {200}
        return {path: NONCE.sub(b"", answer.content) for path, answer in answers.items()}


@pytest.fixture(scope="module")
def machines() -> Iterator[tuple[Machine, Machine]]:
    """One with a register, and one with nothing."""
    folders = [new_folder("estate-drill-") for _ in "ab"]
    for folder in folders:
        folder.chmod(0o755)  # the server's user must be able to enter when root runs the tests
    here, there = map(Machine, folders)
    assert here.run("db", "migrate").exit_code == 0
    _fill(here)
    yield here, there
    for folder in folders:
        EmbeddedPostgres(folder).stop()
        shutil.rmtree(folder)


def _fill(machine: Machine) -> None:
    """A county with awkward names in every kind of record."""
    engine = machine.engine()
    with engine.begin() as connection:
        county.start(connection)
        connection.execute(text("UPDATE organisation SET signed_on = '2026-01-01'"))
    files = machine.folder / "files"
    files.mkdir()
    for file, kind in hostile_files(files):
        with engine.begin() as connection:
            plan = intake.prepare(connection, file, organisation="T-CC", kind=kind)
            intake.commit(connection, plan, by="drill")
    with engine.begin() as connection:
        _keep_a_case(connection)
        _add_a_document(connection)
    engine.dispose()


def _keep_a_case(connection: Connection) -> None:
    p = t.property_.c
    open_ones = select(p.property_id).where(p.sensitivity == "open").order_by(p.local_ref).limit(2)
    guest, host = map(str, connection.execute(open_ones).scalars())
    kept = sealing.Kept(
        sealing.Question(changes={}, guest_occupation_id=str(uuid4()), guest_property_id=guest,
                         host_property_id=host),
        1, "Option {{tbc}} “Ä”", date(2026, 6, 1), None, 1, "0",
        sealing.SetKept("", "", "2026/27", []), sorted([guest, host]),
    )  # fmt: skip
    names = ("figures", "yearly", "inputs", "unpriced", "statement")
    view: dict[str, Any] = {**{name: [] for name in names}, "case": {"npv": 1.5}}
    text_ = sealing.sealed(kept, [(sealing.Audience("club"), view)])
    writes.keep(connection, keeping_cases.columns_of(kept, text_))


def _add_a_document(connection: Connection) -> None:
    p = t.property_.c
    place = select(p.property_id).where(p.sensitivity == "open").order_by(p.local_ref).limit(1)
    on = On(NoteSubject.PROPERTY, connection.execute(place).scalar_one())
    file = Checked(DocumentType.PNG, bytes(range(256)) * 99, 9, 9)
    documents.add(connection, on, Person(Role.ADMINISTRATOR, None), NoteAudience.CLUB,
                  "The front {{tbc}}", file, room_mb=1, today=date(2026, 6, 1),
                  by="drill")  # fmt: skip


@pytest.fixture(scope="module")
def backup(machines: tuple[Machine, Machine]) -> Path:
    here, _ = machines
    file = here.folder / "register.backup"
    written = here.run("db", "backup", str(file))
    assert written.exit_code == 0, written.output
    return file


def test_a_register_comes_back_whole_on_a_fresh_machine(
    machines: tuple[Machine, Machine], backup: Path
) -> None:
    here, there = machines
    chain, content, pages = here.chain(), here.content(), here.pages()
    assert chain["whole"]
    assert not (there.folder / "postgres").exists()
    restored = there.run("db", "restore", str(backup), "--yes")
    assert restored.exit_code == 0, restored.output
    assert there.content() == content
    assert there.chain() == chain
    assert there.run("audit", "verify", "--head", str(chain["head"])).exit_code == 0
    assert there.pages() == pages
    assert there.kept() == here.kept() and '"state": "sealed"' in there.kept()[1]
    checked = there.run("cases", "verify")
    assert checked.exit_code == 0 and "1 of 1 kept cases are as they were sealed" in checked.output
    looked = there.run("documents", "verify")
    assert looked.exit_code == 0 and "1 of 1 documents are as they were added" in looked.output
    assert all(b"{{tbc}}" in body for path, body in pages.items() if "/properties/" not in path)


def test_a_changed_case_is_told_by_the_commands(machines: tuple[Machine, Machine]) -> None:
    """Last of the quick ones: on the restored machine, by who owns the tables."""
    _, there = machines
    engine = there.engine()
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE kept_case DISABLE TRIGGER USER"))
        changed = "UPDATE kept_case SET sealed_text = replace(sealed_text, '1.5', '2.5')"
        assert connection.execute(text(changed)).rowcount == 1
        connection.execute(text("ALTER TABLE kept_case ENABLE TRIGGER USER"))
    engine.dispose()
    checked = there.run("cases", "verify")
    assert checked.exit_code == 1 and "is not what was sealed" in checked.output
    assert '"state": "altered"' in there.kept()[1] and "npv" not in there.kept()[1]


@pytest.mark.long
def test_the_restored_register_goes_on(machines: tuple[Machine, Machine]) -> None:
    """Its record still refuses changes, and its chain goes on where it was."""
    _, there = machines
    before = there.chain()
    engine = there.engine()
    with engine.begin() as connection:
        record(connection, Actor("drill"), AuditAction.READ, "/x")
    with pytest.raises(Exception, match="only ever appended"), engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_record"))
    engine.dispose()
    after = there.chain()
    assert after["whole"]
    assert after["lines"] == int(str(before["lines"])) + 1


def _damaged(whole: bytes) -> Iterator[tuple[str, bytes]]:
    size = len(whole)
    for cut in (0, 3, 5, 40, size // 10, size // 2, size - 200, size - 1):
        yield f"cut at {cut} of {size}", whole[:cut]
    for place in (5, size // 3, size // 2, size - 3_000, size - 10):
        yield (
            f"changed at {place}",
            whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :],
        )
    yield "something else", b"name,address\n" * 100


@pytest.mark.long
def test_a_damaged_backup_is_refused_in_a_sentence_and_changes_nothing(
    machines: tuple[Machine, Machine], backup: Path, tmp_path: Path
) -> None:
    here, _ = machines
    content, chain = here.content(), here.chain()
    file = tmp_path / "damaged.backup"
    for what, damaged in _damaged(backup.read_bytes()):
        file.write_bytes(damaged)
        answer = here.run("db", "restore", str(file), "--yes")
        assert answer.exit_code == 1, what
        assert "Traceback" not in answer.output
        assert len(answer.output.strip().splitlines()) == 1, (what, answer.output)
    assert (here.content(), here.chain()) == (content, chain)
    missing = here.run("db", "restore", str(tmp_path / "nothing"), "--yes")
    assert missing.exit_code == 1
    assert "cannot be read" in missing.output
