"""References: the same in another case, and those that a later file writes anew."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from estate import intake
from estate.codes import IssueCode, ProposalState, RecordKind
from estate.db import tables as t
from estate.errors import Conflict, FileRefused
from estate.intake.plans import renamings
from estate.intake.plans.publication import Said
from estate.register.queries import proposals
from estate.register.writes import proposals as writes_proposals
from tests.intake.county import EAST, bring, row, start, write_csv

P = t.property_.c


def listed(folder: Path, references: list[str], **more: Any) -> Path:
    rows = [row(reference, NAME=f"House {n}", EASTING=EAST + 20 * n, UPRN=37000000 + n, **more)
            for n, reference in enumerate(references)]  # fmt: skip
    return write_csv(folder / "list.csv", rows)


def references(connection: Connection) -> list[str]:
    return list(connection.execute(select(P.local_ref).order_by(P.local_ref)).scalars())


def counted(connection: Connection) -> int:
    alone = select(func.count()).select_from(t.property_).where(P.merged_into_property_id.is_(None))
    return int(connection.execute(alone).scalar_one())


def plan_of(connection: Connection, path: Path) -> intake.ImportPlan:
    return intake.prepare(connection, path, organisation="T-CC", kind=RecordKind.PROPERTY)


def test_references_in_another_case_or_with_blanks_are_the_same_said_once(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    bring(connection, listed(tmp_path, ["S/1/Land", "S/2/Land", "S/3"]))
    plan, _ = bring(
        connection, listed(tmp_path, ["S/1/LAND", "s / 2 / land", "S/3"], CONDITION="B")
    )
    assert (plan.counts["changed"], plan.counts["new"], plan.counts["not_in_file"]) == (3, 0, 0)
    assert references(connection) == ["S/1/Land", "S/2/Land", "S/3"]
    [note] = [note for note in plan.notes if "case or blanks" in note]
    assert "2 references differ" in note and "“S/1/LAND” for “S/1/Land”" in note
    assert not plan.renamings.rows and not proposals.matches(connection)
    again, result = bring(connection, tmp_path / "list.csv")
    assert not result.changed and again.counts["unchanged"] == 3
    leases = [{"LEASE_REF": "L1", "PROP_REF": "s/1/land", "LEASE_EXP": "31/03/2030"}]
    plan, _ = bring(connection, write_csv(tmp_path / "l.csv", leases), kind="lease")
    assert plan.counts["new"] == 1


def test_what_differs_in_more_or_is_not_clear_stays_apart(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    bring(connection, write_csv(tmp_path / "a.csv", [row("A1"), row("a1", NAME="b")]))
    assert references(connection) == ["A1", "a1"]  # one file holds both: two properties
    plan, result = bring(connection, tmp_path / "a.csv")
    assert plan.counts["unchanged"] == 2 and not result.changed


OLD = [f"C1/T{n:04d}/Land and Building" for n in range(20, 32)]
NEW = [reference.replace("Land and Building", "BLDG") for reference in OLD]


@pytest.fixture
def rewritten(connection: Connection, tmp_path: Path) -> Path:
    """A register of last year's list, and this year's with every reference written anew; three of
    four rows have lost the UPRN and changed the name, so that nothing else tells who they are."""
    start(connection)
    bring(connection, listed(tmp_path, OLD))
    rows = [row(reference, NAME=f"House {n}", EASTING=EAST + 20 * n, UPRN=37000000 + n)
            for n, reference in enumerate(NEW)]  # fmt: skip
    for n in range(8):
        rows[n] |= {"UPRN": "", "NAME": f"Site {n}", "POSTCODE": "", "EASTING": EAST + 20 * n + 300}
    return write_csv(tmp_path / "new.csv", rows)


def test_the_plan_names_the_rule_the_rows_and_the_doubles(
    connection: Connection, rewritten: Path
) -> None:
    plan = plan_of(connection, rewritten)
    assert (plan.counts["new"], plan.counts["not_in_file"]) == (12, 0)
    assert plan.renamings.rows == 12
    [sentence] = plan.renamings.sentences()
    assert "“Land and Building” is written “BLDG”: 12 rows" in sentence
    assert "in the register twice" in sentence
    assert not [i for i in plan.issues if i.code is IssueCode.POSSIBLE_DUPLICATE]  # said once


def test_one_answer_accepts_them_together_and_each_can_be_undone(
    connection: Connection, rewritten: Path
) -> None:
    plan = plan_of(connection, rewritten)
    with pytest.raises(Conflict, match="renamed=12"):
        renamings.accept(connection, plan, Said(renamed=11), by="test")
    renamings.accept(connection, plan, Said(renamed=12), by="test")
    assert (plan.counts["new"], plan.counts["changed"], plan.counts["unchanged"]) == (0, 8, 4)
    assert not plan.losses.asks_missing
    result = intake.commit(connection, plan, by="test")
    assert references(connection) == sorted(NEW) and counted(connection) == 12
    intake.revert(connection, result.batch_id, by="test")
    assert writes_proposals.undo_matches(connection, "T-CC", by="test") == 12
    assert references(connection) == sorted(OLD)
    assert counted(connection) == 12


def test_without_the_answer_they_double_and_bulk_acceptance_mends_it(
    connection: Connection, rewritten: Path
) -> None:
    bring(connection, rewritten)
    assert counted(connection) == 24
    waiting = proposals.matches(connection, ProposalState.PROPOSED)
    assert len(waiting) == 12
    assert writes_proposals.accept_matches(connection, "T-CC", by="test") == 12
    assert counted(connection) == 12
    assert writes_proposals.accept_matches(connection, "T-CC", by="test") == 0
    assert writes_proposals.undo_matches(connection, "T-CC", by="test") == 12
    assert counted(connection) == 24


def test_no_answer_changes_nothing(connection: Connection, rewritten: Path) -> None:
    plan = plan_of(connection, rewritten)
    renamings.accept(connection, plan, Said(), by="test")
    renamings.accept(connection, plan, Said(renamed=0), by="test")
    assert plan.counts["new"] == 12 and references(connection) == sorted(OLD)


LEISURE = ["name", "address", "postcode", "telephone", "lon", "lat"]


def leisure(folder: Path, *rows: tuple[str, ...]) -> Path:
    return write_csv(folder / "leisure.csv", [dict(zip(LEISURE, one, strict=True)) for one in rows])


CENTRE = (
    "Example Leisure Centre",
    "1 High Street",
    "ZZ1 9GH",
    "01962 000001",
    "-2.2208",
    "52.1841",
)
POOL = ("Example Pool", "2 High Street", "ZZ1 9BH", "01962 000002", "-2.2210", "52.1845")


@pytest.mark.parametrize(
    ("rows", "proposed"),
    [
        ([CENTRE, POOL], '["name"]'),
        ([CENTRE, (CENTRE[0], *POOL[1:])], '["address"]'),
        ([CENTRE, (*CENTRE[:1], "9 Low Street", *CENTRE[2:]), (POOL[0], *CENTRE[1:])],
         '["name", "address"]'),
        ([CENTRE, (*CENTRE[:3], "01962 999999", *CENTRE[4:])], '["*"]'),
        ([("", *CENTRE[1:]), ("", *POOL[1:])], '["address"]'),
        ([("Unknown", *CENTRE[1:]), ("b", *POOL[1:])], '["address"]'),
    ],
)  # fmt: skip
def test_the_smallest_unique_set_of_kept_columns_is_proposed(
    connection: Connection, tmp_path: Path, rows: list[Any], proposed: str
) -> None:
    start(connection)
    path = leisure(tmp_path, *rows)
    text = intake.mapping_template(path, RecordKind.PROPERTY)
    assert f"reference_from = [{proposed}]" in text
    if "*" not in proposed:
        with pytest.raises(FileRefused, match="in every row, and --write-mapping proposes that"):
            plan_of(connection, path)


@pytest.mark.parametrize("way", ['["*"]', '["name", "address"]'])
def test_one_changed_telephone_number_makes_no_second_building(
    connection: Connection, tmp_path: Path, way: str
) -> None:
    start(connection)
    mapping = tmp_path / "m.toml"
    path = leisure(tmp_path, CENTRE, POOL)
    text = intake.mapping_template(path, RecordKind.PROPERTY)
    mapping.write_text(text.replace('[["name"]]', f"[{way}]"), "utf-8")
    bring(connection, path, mapping=mapping)
    moved = (*CENTRE[:3], "01962 777777", *CENTRE[4:])
    plan, result = bring(connection, leisure(tmp_path, moved, POOL), mapping=mapping)
    assert plan.counts["unchanged"] == 2 and not result.changed
