"""A long file is read, checked, compared and written in batches, as if it had been one."""

import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, delete, select, update

from estate import intake
from estate.codes import IssueCode, RecordKind
from estate.db import tables as t
from estate.errors import FileRefused
from estate.intake.plans.make import make_plan
from estate.intake.plans.property_plan import PropertyPlanner
from estate.intake.reshaping.multiparts import Multiparts
from estate.intake.rows import spool
from estate.intake.rows.context import Context
from estate.intake.sources import common, gdal_layers, open_source
from tests.intake.county import (
    EAST,
    NORTH,
    bow_tie,
    bring,
    square,
    start,
    write_csv,
    write_shapefile,
)

P = t.property_.c


@pytest.fixture
def by_three(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of three records, of which one waits in memory and the others on the disk."""
    for module in (common, gdal_layers):
        monkeypatch.setattr(module, "BATCH", 3)
    monkeypatch.setattr(spool, "_IN_MEMORY", 3)


def fields(number: int, **more: Any) -> dict[str, Any]:
    made = {"LOCAL_REF": f"A{number}", "NAME": f"House {number}", "USE_CLASS": "office_admin",
            "UPRN": f"{1000 + number:012d}", "TENURE": ["Freehold", "Leasehold"][number % 2],
            "GIA_M2": 100.5 + number, "BOOK_VAL": 1e6 / 8, "AS_OF": "2026-04-01",
            "TITLE_NO": "WR2; WR1" if number % 2 else None, "OWNER": ["TCC", "Mr Smith", None][
            number % 3], "PFI": "No", "POSTCODE": "ZZ1 1AA", "STREET": "High Street"}  # fmt: skip
    return made | more


def rows(count: int = 10) -> list[dict[str, Any]]:
    made = [fields(number) for number in range(count)]
    made[1]["RAG"] = None
    made[4] |= {"LOCAL_REF": "1.2E+05"}  # refused
    made[7] |= {"LOCAL_REF": "A2"}  # again, two batches later
    made[8] |= {"UPRN": made[0]["UPRN"]}
    made[9] |= {"NAME": None, "RAG": "red"}
    return made


def shapes(count: int = 10) -> list[Any]:
    made: list[Any] = [square(EAST + 50 * number, NORTH) for number in range(count)]
    made[3], made[5] = None, bow_tie(EAST + 250)
    return made


def prepare(connection: Connection, path: Path) -> intake.ImportPlan:
    return intake.prepare(
        connection, path, organisation="T-CC", kind=RecordKind.PROPERTY, rating_scheme="sharing"
    )


def test_a_layer_in_batches_is_the_layer(tmp_path: Path, by_three: None) -> None:
    path = write_shapefile(tmp_path / "a.shp", rows(), shapes())
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for part in tmp_path.glob("a.*"):
            if part != archive:
                packed.write(part, part.name)
    whole = open_source(path)
    assert whole.rest is None and len(whole.records) == whole.record_count == 10
    with closing(open_source(archive, in_batches=True)) as source:
        assert (source.record_count, len(source.records)) == (10, 3)
        parts = list(source.batches())
    assert [part.record_count for part in parts] == [3, 3, 3, 1]
    assert [n for part in parts for n in part.row_numbers] == whole.row_numbers
    cells = [row for part in parts for row in part.records.to_numpy().tolist()]
    assert cells == whole.records.to_numpy().tolist()
    with pytest.raises(FileRefused):  # its folder is gone with the source
        list(source.batches())


def test_a_file_in_batches_has_the_plan_of_the_file(
    connection: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(connection)
    path = write_shapefile(tmp_path / "a.shp", rows(), shapes())
    once = prepare(connection, path).to_dict()
    assert once["counts"]["new"] == 8 and once["counts"]["refused"] == 2
    for module in (common, gdal_layers):
        monkeypatch.setattr(module, "BATCH", 3)
    monkeypatch.setattr(spool, "_IN_MEMORY", 3)
    plan = prepare(connection, path)
    in_batches = plan.to_dict()
    for said in (once, in_batches):  # the three samples of a column come from the first batch
        said.pop("columns")
    assert in_batches == once
    twice = next(i for i in plan.issues if i.code is IssueCode.DUPLICATE_REFERENCE)
    assert twice.row_number == 8 and "row 3 is kept" in twice.message
    assert [record.row_number for record in plan.checked.records] == [1, 2, 3, 4, 6, 7, 9, 10]
    intake.commit(connection, plan, by="test")
    stored = select(P.local_ref, P.row_number).order_by(P.row_number)
    refs = [tuple(row) for row in connection.execute(stored)]
    assert refs == [("A0", 1), ("A1", 2), ("A2", 3), ("A3", 4), ("A5", 6), ("A6", 7), ("A8", 9),
                    ("A9", 10)]  # fmt: skip
    assert connection.execute(select(t.rating.c.rating)).scalars().all() == ["red"]
    again = prepare(connection, path)
    assert (again.counts["unchanged"], again.changes_register) == (8, False)


def suspects(connection: Connection, plan: intake.ImportPlan) -> list[str]:
    """References of the rows that had to be looked at fact by fact."""
    context: Context = plan.context
    planner = PropertyPlanner(connection, make_plan(connection, plan.checked, context))
    planner.make()
    rows = planner.suspects
    return sorted(
        connection.execute(select(P.local_ref).where(P.property_id.in_(rows.values())))
        .scalars()
        .all()
    )


def test_only_rows_that_differ_become_objects(
    connection: Connection, tmp_path: Path, by_three: None
) -> None:
    start(connection)
    path = write_shapefile(tmp_path / "a.shp", rows(), shapes())
    bring(connection, path, rating_scheme="sharing")
    assert suspects(connection, prepare(connection, path)) == []

    connection.execute(update(t.property_).where(P.local_ref == "A6").values(name="Other"))
    linked = {"property_id": select(P.property_id).where(P.local_ref == "A0").scalar_subquery(),
              "organisation_code": "T-DC", "role": "leaseholder", "reported_by": "T-DC",
              "own_ref": "D1"}  # fmt: skip
    connection.execute(t.interest.insert().values(**linked))
    connection.execute(delete(t.title).where(t.title.c.title_number == "WR1",
                       t.title.c.property_id.in_(select(P.property_id).where(
                           P.local_ref == "A3"))))  # fmt: skip
    plan = prepare(connection, path)
    assert suspects(connection, plan) == ["A0", "A3", "A6"]
    changed = {(line["reference"], line["field"]) for line in plan.changes.to_dict("records")}
    assert changed == {("A3", "titles"), ("A6", "name")}
    assert plan.counts["unchanged"] == 6


def test_a_file_that_speaks_of_no_fact_at_all_is_compared_too(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    path = write_csv(tmp_path / "a.csv", [{"Colour": "blue", "Mood": "fair"}])
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(intake.mapping_template(path, RecordKind.PROPERTY), "utf-8")
    plan, _ = bring(connection, path, mapping=mapping)
    again, result = bring(connection, path, mapping=mapping)
    assert (plan.counts["new"], again.counts["unchanged"], result.changed) == (1, 1, False)


def test_parts_of_one_property_in_two_steps_are_joined_as_in_one(
    connection: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long file is read in small steps; where rows of two belong together, in larger ones."""
    start(connection)
    made = [fields(number) for number in range(8)]
    made[4] = dict(made[1])  # the same property, drawn as two parcels
    path = write_shapefile(tmp_path / "a.shp", made, shapes(8))
    for module in (common, gdal_layers):
        monkeypatch.setattr(module, "BATCH", 6)
    in_batches = prepare(connection, path).to_dict()
    monkeypatch.setattr(common, "STEP", 3)
    in_steps = prepare(connection, path).to_dict()
    assert in_steps == in_batches
    assert (in_steps["counts"]["new"], in_steps["counts"]["part"]) == (7, 1)
    made[4] = fields(4)
    apart = write_shapefile(tmp_path / "b.shp", made, shapes(8))
    steps: list[int] = []
    join = Multiparts.join
    monkeypatch.setattr(
        Multiparts, "join", lambda self, part: steps.append(part.record_count) or join(self, part)
    )
    assert prepare(connection, apart).counts["new"] == 8
    assert steps == [3, 3, 2]
