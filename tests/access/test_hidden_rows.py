"""A hidden place stays hidden when another organisation brings a file that names the same place."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, update

from estate.db import tables as t
from estate.intake.plans.plan import ImportPlan
from estate.register.queries import proposals
from tests.intake import county

HALL = {"NAME": "Town Hall"}
UPRN = "100012345678"


@pytest.fixture
def register(connection: Connection) -> Iterator[Connection]:
    county.start(connection)
    yield connection


def bring(register: Connection, folder: Path, organisation: str, **more: str) -> ImportPlan:
    file = county.write_csv(folder / f"{organisation}.csv", [county.row("H1", **HALL, **more)])
    plan, _ = county.bring(register, file, organisation)
    return plan


def hide(register: Connection, organisation: str, sensitivity: str) -> None:
    p = t.property_.c
    register.execute(
        update(t.property_).where(p.organisation_code == organisation)
        .values(sensitivity=sensitivity)
    )  # fmt: skip


def test_two_shared_rows_of_one_place_are_proposed_to_both(register: Connection, tmp_path: Path):
    bring(register, tmp_path, "T-CC")
    bring(register, tmp_path, "T-DC")
    (found,) = proposals.merges(register)
    assert proposals.merges(register, organisation="T-CC") == [found]
    assert proposals.merges(register, organisation="T-DC") == [found]


@pytest.mark.parametrize("sensitivity", ["owner_only", "hidden"])
def test_a_file_finds_no_hidden_place_of_another(
    register: Connection, tmp_path: Path, sensitivity: str
):
    bring(register, tmp_path, "T-CC")
    hide(register, "T-CC", sensitivity)
    bring(register, tmp_path, "T-DC")
    assert proposals.merges(register) == []


@pytest.mark.parametrize("sensitivity", ["owner_only", "hidden"])
def test_what_becomes_hidden_leaves_the_others_list(
    register: Connection, tmp_path: Path, sensitivity: str
):
    bring(register, tmp_path, "T-CC")
    bring(register, tmp_path, "T-DC")
    hide(register, "T-CC", sensitivity)
    (found,) = proposals.merges(register)
    assert proposals.merges(register, organisation="T-CC") == [found]
    assert proposals.merges(register, organisation="T-DC") == []


@pytest.mark.parametrize("sensitivity", ["owner_only", "hidden"])
def test_an_address_number_finds_no_hidden_place(
    register: Connection, tmp_path: Path, sensitivity: str
):
    """Else a file of address numbers would find every refuge of the county."""
    bring(register, tmp_path, "T-CC", UPRN=UPRN)
    hide(register, "T-CC", sensitivity)
    plan = bring(register, tmp_path, "T-DC", UPRN=UPRN)
    assert plan.issues == []
    assert plan.counts["new"] == 1
    assert proposals.merges(register) == []


def test_a_shared_place_is_found_by_its_address_number(register: Connection, tmp_path: Path):
    bring(register, tmp_path, "T-CC", UPRN=UPRN)
    plan = bring(register, tmp_path, "T-DC", UPRN=UPRN)
    assert plan.counts["linked"] == 1


def test_whoever_was_linked_to_a_place_stays_so_when_it_is_hidden(
    register: Connection, tmp_path: Path
):
    bring(register, tmp_path, "T-CC", UPRN=UPRN)
    bring(register, tmp_path, "T-DC", UPRN=UPRN)
    hide(register, "T-CC", "hidden")
    again = bring(register, tmp_path, "T-DC", UPRN=UPRN)
    assert (again.counts["new"], again.counts["linked"]) == (0, 1)
