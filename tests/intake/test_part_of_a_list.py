"""A part of a list: absence says nothing, and whatever would be lost is asked for in numbers."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from estate import intake
from estate.codes import IssueCode, RecordKind
from estate.db import tables as t
from estate.errors import Conflict
from estate.exports import transparency
from estate.intake.plans.losses import demand_word
from estate.intake.plans.publication import Said
from estate.register.queries.transparency import lacking, own_properties
from tests.intake.county import EAST, bring, row, start, write_csv

P = t.property_.c


def whole(connection: Connection, folder: Path, count: int = 3, **more: Any) -> None:
    start(connection)
    rows = [row(f"A{n}", EASTING=EAST + n, CONDITION="A", **more) for n in range(1, count + 1)]
    bring(connection, write_csv(folder / "whole.csv", rows))


def plan_of(
    connection: Connection, folder: Path, rows: list[dict[str, Any]], **more: Any
) -> intake.ImportPlan:
    return intake.prepare(connection, write_csv(folder / "part.csv", rows), organisation="T-CC",
                          kind=RecordKind.PROPERTY, **more)  # fmt: skip


def stored(connection: Connection, ref: str) -> Any:
    return connection.execute(select(t.property_).where(P.local_ref == ref)).mappings().one()


def test_a_condition_survey_touches_nothing_else(connection: Connection, tmp_path: Path) -> None:
    whole(connection, tmp_path)
    before = len(transparency.published(own_properties(connection, "T-CC")))
    part = write_csv(tmp_path / "part.csv", [{"LOCAL_REF": "A1", "CONDITION": "B"}])
    plan, _ = bring(connection, part, partial=True)
    assert (plan.counts["changed"], plan.counts["not_in_file"]) == (1, 0)
    assert plan.changes[["field", "old", "new"]].values.tolist() == [["condition", "A", "B"]]
    assert not plan.issues  # nothing is said of what the file does not speak of
    assert not plan.losses.sentences()
    assert len(transparency.published(own_properties(connection, "T-CC"))) == before
    assert not lacking(connection, "T-CC")
    assert stored(connection, "A1")["name"] == "House A1"


def test_a_file_that_looks_like_a_part_asks(connection: Connection, tmp_path: Path) -> None:
    whole(connection, tmp_path)
    plan = plan_of(connection, tmp_path, [{"LOCAL_REF": "A1", "CONDITION": "B"}])
    assert not [issue for issue in plan.issues if issue.code is not IssueCode.CLASS_IMPUTED]
    assert plan.losses.asks_missing == 2
    [sentence] = plan.losses.sentences()
    assert "2 of 3 known rows are not in this file" in sentence and "--partial" in sentence
    for word in (None, 1, 3):
        with pytest.raises(Conflict, match="missing=2"):
            demand_word(plan.losses, Said(missing=word))
    demand_word(plan.losses, Said(missing=2))


@pytest.mark.parametrize(("kept", "asked"), [(18, 0), (17, 3)])
def test_a_tenth_of_the_known_rows_may_go_without_a_word(
    connection: Connection, tmp_path: Path, kept: int, asked: int
) -> None:
    whole(connection, tmp_path, 20)
    rows = [row(f"A{n}", EASTING=EAST + n, CONDITION="A") for n in range(1, kept + 1)]
    plan = plan_of(connection, tmp_path, rows)
    assert (plan.counts["not_in_file"], plan.losses.asks_missing) == (20 - kept, asked)


@pytest.mark.parametrize(("blank", "asked"), [(3, 0), (4, 4)])
def test_values_of_more_than_a_few_rows_are_cleared_only_on_a_word(
    connection: Connection, tmp_path: Path, blank: int, asked: int
) -> None:
    whole(connection, tmp_path, 5)
    rows = [row(f"A{n}", EASTING=EAST + n, CONDITION="" if n <= blank else "A")
            for n in range(1, 6)]  # fmt: skip
    plan = plan_of(connection, tmp_path, rows)
    assert plan.losses.to_dict()["cleared"] == {"condition": blank}
    assert plan.losses.asks_clear == asked
    assert f"would clear values in {blank} rows: condition in {blank}" in plan.losses.sentences()[0]
    if asked:
        with pytest.raises(Conflict, match="clear=4"):
            demand_word(plan.losses, Said())
    part = plan_of(connection, tmp_path, rows, partial=True)
    assert part.counts["changed"] == 0  # of a part of a list a blank cell says nothing


def test_an_empty_column_clears_nothing_without_a_word(
    connection: Connection, tmp_path: Path
) -> None:
    whole(connection, tmp_path, 2)
    rows = [row(f"A{n}", EASTING=EAST + n, CONDITION="", TENURE="") for n in (1, 2)]
    plan = plan_of(connection, tmp_path, rows)
    assert plan.losses.asks_clear == 2  # few rows, but nothing in the column at all
    assert "Empty in every row" in plan.losses.sentences()[-1]
    assert set(plan.losses.fields) == {"condition", "interests"}
    demand_word(plan.losses, Said(clear=2))


def test_a_word_for_nothing_is_refused(connection: Connection, tmp_path: Path) -> None:
    whole(connection, tmp_path, 2)
    rows = [row(f"A{n}", EASTING=EAST + n, CONDITION="A") for n in (1, 2)]
    plan = plan_of(connection, tmp_path, rows)
    with pytest.raises(Conflict, match="takes nothing away"):
        demand_word(plan.losses, Said(missing=5))
    demand_word(plan.losses, Said(missing=0, clear=0))


def test_a_known_row_keeps_its_name_and_place_and_a_new_one_is_told(
    connection: Connection, tmp_path: Path
) -> None:
    whole(connection, tmp_path, 1)
    blank = {"NAME": "", "EASTING": "", "NORTHING": ""}
    plan, _ = bring(connection, write_csv(tmp_path / "b.csv",
                    [row("A1", CONDITION="A", **blank), row("A9", **blank)]))  # fmt: skip
    assert stored(connection, "A1")["name"] == "House A1"
    assert stored(connection, "A1")["rep_point"] is not None
    said = {(issue.row_number, issue.code): issue.message for issue in plan.issues}
    assert "stays" in said[2, IssueCode.MISSING_NAME]
    assert "stays" in said[2, IssueCode.NO_LOCATION]
    assert "its reference is shown" in said[3, IssueCode.MISSING_NAME]
    assert "without a place on the map" in said[3, IssueCode.NO_LOCATION]


def test_the_codes_list_names_what_a_later_file_lacked(
    connection: Connection, tmp_path: Path
) -> None:
    whole(connection, tmp_path)
    bring(connection, write_csv(tmp_path / "part.csv", [row("A1", CONDITION="A")]))
    assert [one["local_ref"] for one in own_properties(connection, "T-CC")] == ["A1"]
    said = transparency.left_out(lacking(connection, "T-CC"))
    assert said is not None and "2 properties are left out because a later file lacked them" in said
    assert "House A2 (A2); House A3 (A3)" in said


@pytest.mark.parametrize("kind", ["lease", "occupation", "cost"])
def test_parts_of_other_lists(connection: Connection, tmp_path: Path, kind: str) -> None:
    whole(connection, tmp_path)
    ref = {"lease": "LEASE_REF", "occupation": "OCC_REF", "cost": "COST_REF"}[kind]
    facts: dict[str, dict[str, str]] = {
        "lease": {"LEASE_EXP": "31/03/2030", "RENT_PA": "1000"},
        "occupation": {"USER_FUNC": "back_office", "FTE": "5"},
        "cost": {"COST_KIND": "rent", "COST_PA": "10", "COST_YEAR": "2024/25"},
    }
    rows = [{ref: f"R{n}", "PROP_REF": "A1", **facts[kind]} for n in range(5)]
    path = write_csv(tmp_path / "all.csv", rows)
    bring(connection, path, kind=kind)
    write_csv(path, rows[:1])
    wanted = {"organisation": "T-CC", "kind": RecordKind(kind)}
    plan = intake.prepare(connection, path, **wanted)
    assert (plan.losses.asks_missing, plan.losses.known) == (4, 5)
    plan = intake.prepare(connection, path, **wanted, partial=True)
    assert (plan.losses.asks_missing, plan.counts["not_in_file"]) == (0, 0)
