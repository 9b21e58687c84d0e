"""What a partner proposed and the owner accepted is not written back by the owner's next file."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from estate.codes import IssueCode, Severity
from estate.db import tables as t
from estate.errors import Conflict
from estate.intake.commit_and_revert import revert
from estate.intake.rows.corrections import read_value
from estate.register import known_rows
from estate.register.queries.content_number import register_content_hash
from estate.register.writes import corrections as writes
from tests.intake.county import bring, row, start, write_csv

p = t.property_.c


@pytest.fixture
def register(connection: Connection, tmp_path: Path) -> Connection:
    start(connection)
    bring(connection, write_csv(tmp_path / "a.csv", [row("A1")]))
    return connection


def correct(connection: Connection, field: str, value: str) -> None:
    property_id = connection.execute(select(p.property_id).where(p.local_ref == "A1")).scalar_one()
    raised = writes.raise_correction(
        connection, property_id=property_id, field=field, proposed_value=value, note="Measured",
        organisation="T-DC", by="token 1",
    )  # fmt: skip
    writes.accept_correction(
        connection, raised, read_value(field, value), answer=None, by="Ann of T-CC"
    )


def again(connection: Connection, folder: Path, **cells: Any) -> Any:
    """The owner's next file: the plan, the result and the values of A1."""
    path = write_csv(folder / "b.csv", [row("A1", **cells)])
    plan, result = bring(connection, path)
    found = connection.execute(select(t.property_).where(p.local_ref == "A1")).mappings().one()
    return plan, result, found


def codes_of(plan: Any) -> list[IssueCode]:
    return [issue.code for issue in plan.issues]


def today(connection: Connection) -> Any:
    return known_rows.current_date(connection)


def test_a_file_that_still_says_the_old_value_changes_nothing(register, tmp_path):
    correct(register, "gia_m2", "1,350")
    for _ in range(2):
        plan, result, found = again(register, tmp_path)
        assert not result.changed
        assert float(found["gia_m2"]) == 1350
        [issue] = plan.issues
        assert (issue.code, issue.severity) == (IssueCode.CORRECTION_KEPT, Severity.WARNING)
        assert (issue.row_number, issue.field, issue.value) == (2, "gia_m2", "1200.50")
        assert "The gross internal area (m²) was corrected to “1350.00” on" in issue.message
        assert (
            "by Ann of T-CC, as T-DC proposed, and stays so; the file still says “1200.50”."
            in issue.message
        )
        assert plan.changes.empty


def test_the_other_fields_of_the_row_change_as_ever(register, tmp_path):
    correct(register, "name", "Town Hall")
    plan, result, found = again(register, tmp_path, GIA_M2="900")
    assert result.changed
    assert (found["name"], float(found["gia_m2"])) == ("Town Hall", 900)
    assert codes_of(plan) == [IssueCode.CORRECTION_KEPT]


def test_a_new_value_is_news_and_said_to_replace_the_correction(register, tmp_path):
    correct(register, "gia_m2", "1,350")
    plan, _, found = again(register, tmp_path, GIA_M2="1400")
    assert float(found["gia_m2"]) == 1400
    assert codes_of(plan) == [IssueCode.CORRECTION_REPLACED]
    assert "gives a new value and replaces it by “1400.00”" in plan.issues[0].message
    plan, _, found = again(register, tmp_path)  # now the file's word stands again
    assert float(found["gia_m2"]) == 1200.5
    assert codes_of(plan) == []


@pytest.mark.parametrize(
    ("days", "value", "stands", "code"),
    [(-400, "1400", 1350, "CORRECTION_KEPT"), (0, "1200.5", 1350, "CORRECTION_KEPT"),
     (1, "1200.5", 1200.5, "CORRECTION_REPLACED"), (1, "1350", 1350, None)],
)  # fmt: skip
def test_the_as_of_date_decides(register, tmp_path, days, value, stands, code):
    correct(register, "gia_m2", "1,350")
    dated = today(register) + timedelta(days=days)
    plan, _, found = again(register, tmp_path, GIA_M2=value, AS_OF=f"{dated:%d/%m/%Y}")
    assert float(found["gia_m2"]) == stands
    assert [c for c in codes_of(plan) if c.startswith("CORRECTION")] == ([code] if code else [])


def test_a_cell_left_open_says_nothing_against_a_correction(register, tmp_path):
    correct(register, "gia_m2", "1,350")
    plan, _, found = again(register, tmp_path, GIA_M2="")
    assert float(found["gia_m2"]) == 1350
    assert "the file still says nothing" in plan.issues[0].message


def test_a_corrected_class_is_not_imputed_again(register, tmp_path):
    correct(register, "use_class", "specialist")
    plan, result, found = again(register, tmp_path)
    assert not result.changed
    assert (found["use_class"], found["use_class_imputed"]) == ("specialist", False)
    assert codes_of(plan) == [IssueCode.CORRECTION_KEPT]


def test_reverting_the_file_that_replaced_a_correction_brings_its_standing_back(register, tmp_path):
    correct(register, "gia_m2", "1,350")
    before = register_content_hash(register)
    _, result, _ = again(register, tmp_path, GIA_M2="1400")
    revert(register, result.batch_id, by="test")
    assert register_content_hash(register) == before
    _, result, found = again(register, tmp_path)
    assert not result.changed
    assert float(found["gia_m2"]) == 1350


def test_a_revert_that_would_lose_a_correction_says_so(register, tmp_path):
    _, result, _ = again(register, tmp_path, NAME="New name")
    correct(register, "gia_m2", "1,350")
    with pytest.raises(Conflict, match="Ann of T-CC accepted corrections of 1 of its rows") as said:
        revert(register, result.batch_id, by="test")
    assert "a revert would lose them: import the former file instead" in str(said.value)


def test_where_the_value_comes_from_is_on_record(register, tmp_path):
    f = t.field_provenance.c
    correct(register, "gia_m2", "1,350")
    where = select(f.field, f.import_batch_id, f.correction_id)
    [(field, batch, correction)] = register.execute(where).all()
    assert (field, batch) == ("gia_m2", None)
    replaced = select(t.correction.c.replaced_value)
    assert register.execute(
        replaced.where(t.correction.c.correction_id == correction)
    ).scalar() == ("1200.50")
    _, result, _ = again(register, tmp_path, GIA_M2="1400")
    assert (("gia_m2", result.batch_id, None)) in set(map(tuple, register.execute(where)))
