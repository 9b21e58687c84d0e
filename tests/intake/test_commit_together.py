"""Two people at once: one organisation's imports take turns, different ones run side by side."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import func, select

from estate import intake
from estate.codes import RecordKind
from estate.db import tables as t
from estate.db.engine import make_engine
from estate.errors import Conflict
from tests.intake.county import row, start, write_csv

WAIT_S = 20


class Person(threading.Thread):
    """Someone who has looked at a plan and commits it in a transaction of their own."""

    def __init__(self, url: str, path: Path, organisation: str) -> None:
        super().__init__()
        self.url, self.path, self.organisation = url, path, organisation
        self.planned, self.go, self.written = (threading.Event() for _ in range(3))
        self.leave = threading.Event()
        self.told = ""

    def run(self) -> None:
        engine = make_engine(self.url)
        try:
            with engine.begin() as connection:
                plan = intake.prepare(
                    connection, self.path, organisation=self.organisation,
                    kind=RecordKind.PROPERTY,
                )  # fmt: skip
                self.planned.set()
                self.go.wait(WAIT_S)
                intake.commit(connection, plan, by=self.name)
                self.written.set()
                self.leave.wait(WAIT_S)
        except Conflict as conflict:
            self.told = str(conflict)
        finally:
            engine.dispose()


def meet(url: str, tmp_path: Path, *organisations: str) -> list[Person]:
    engine = make_engine(url)
    with engine.begin() as connection:
        start(connection)
    engine.dispose()
    people = []
    for number, organisation in enumerate(organisations):
        path = write_csv(tmp_path / f"{number}.csv", [row("A1", NAME=f"By {number}")])
        people.append(Person(url, path, organisation))
    for person in people:
        person.start()
        assert person.planned.wait(WAIT_S)
    return people


def names(url: str) -> list[str]:
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            rows = connection.execute(select(t.property_.c.name).order_by(t.property_.c.name))
            batches = select(func.count()).select_from(t.import_batch)
            found = list(rows.scalars())
            assert connection.execute(batches).scalar_one() == len(found)
            return found
    finally:
        engine.dispose()


def test_the_second_importer_of_an_organisation_waits_and_is_told(
    scratch_database_url: str, tmp_path: Path
) -> None:
    first, second = meet(scratch_database_url, tmp_path, "T-CC", "T-CC")
    first.go.set()
    assert first.written.wait(WAIT_S)
    second.go.set()
    assert not second.written.wait(1.0)  # waits for the first to end
    first.leave.set()
    first.join(WAIT_S)
    second.join(WAIT_S)
    assert (first.told, second.told[:31]) == ("", "The register has changed since ")
    assert names(scratch_database_url) == ["By 0"]


def test_different_organisations_import_side_by_side(
    scratch_database_url: str, tmp_path: Path
) -> None:
    first, second = meet(scratch_database_url, tmp_path, "T-CC", "T-DC")
    for person in (first, second):
        person.go.set()
        assert person.written.wait(WAIT_S)  # neither has ended its transaction yet
    for person in (first, second):
        person.leave.set()
        person.join(WAIT_S)
    assert names(scratch_database_url) == ["By 0", "By 1"]


@pytest.mark.parametrize("organisation", ["T-CC", "T-DC"])
def test_a_revert_waits_for_every_import(
    scratch_database_url: str, tmp_path: Path, organisation: str
) -> None:
    (importer,) = meet(scratch_database_url, tmp_path, organisation)
    engine = make_engine(scratch_database_url)
    path = write_csv(tmp_path / "x.csv", [row("X1")])
    try:
        with engine.begin() as connection:
            plan = intake.prepare(connection, path, organisation="T-CC", kind=RecordKind.PROPERTY)
            done = intake.commit(connection, plan, by="test")
        importer.go.set()
        assert importer.written.wait(WAIT_S)
        reverted = threading.Event()

        def revert() -> None:
            with engine.begin() as connection:
                intake.revert(connection, done.batch_id, by="test")
                reverted.set()

        thread = threading.Thread(target=revert)
        thread.start()
        assert not reverted.wait(0.5)
        importer.leave.set()
        assert reverted.wait(WAIT_S)
        thread.join(WAIT_S)
    finally:
        engine.dispose()
