"""What is missing in one delivery's next file says nothing of the rows of another delivery."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from estate.db import tables as t
from tests.intake.county import bring, row, start, write_csv

KINDS: dict[str, tuple[Any, dict[str, str]]] = {
    "lease": (t.lease, {"LEASE_REF": "", "PROPERTY_REF": "A1", "EXPIRY_DATE": "31/03/2031"}),
    "occupation": (t.occupation, {"OCCUPATION_REF": "", "PROPERTY_REF": "A1", "FTE": "12"}),
    "cost": (t.cost_line, {"COST_REF": "", "PROPERTY_REF": "A1", "COST_YEAR": "",
                           "COST_KIND": "energy", "COST_PA": "1200"}),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_rows_of_another_delivery_are_left_alone(
    connection: Connection, tmp_path: Path, kind: str
) -> None:
    table, cells = KINDS[kind]
    own = next(iter(cells))

    def deliver(name: str, *references: str) -> dict[str, int]:
        rows = [{**cells, own: one} for one in references]
        if kind == "cost":  # of one kind and year a property has one line
            rows = [
                each | {"COST_YEAR": f"202{each[own][1]}/2{int(each[own][1]) + 1}"} for each in rows
            ]
        plan, _ = bring(connection, write_csv(tmp_path / name, rows), kind=kind)
        assert not plan.counts["refused"], plan.issues
        return plan.counts

    start(connection)
    bring(connection, write_csv(tmp_path / "properties.csv", [row("A1")]))
    deliver("east.csv", "L1", "L2")
    deliver("west.csv", "L3", "L4")
    counts = deliver("east later.csv", "L1")
    assert counts["not_in_file"] == 1
    marked = select(table.c.own_ref).where(table.c.not_in_latest)
    assert connection.execute(marked).scalars().all() == ["L2"]
