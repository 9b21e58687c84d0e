"""What is told of the register to whoever watches the service."""

from pathlib import Path

from sqlalchemy import Connection

from estate.intake.commit_and_revert import revert
from estate.register.queries.monitoring import watched
from tests.intake import county


def test_imports_are_counted_by_kind_and_whether_they_stand(connection: Connection, tmp_path: Path):
    county.start(connection)
    first = watched(connection)
    assert first.imports == {}
    county.bring(connection, county.write_csv(tmp_path / "a.csv", [county.row("A1")]))
    more = [county.row("A1"), county.row("A2", EASTING=county.EAST + 50)]
    _, gone = county.bring(connection, county.write_csv(tmp_path / "b.csv", more))
    revert(connection, gone.batch_id, by="test")
    now = watched(connection)
    standing = sum(number for (_, is_reverted), number in now.imports.items() if not is_reverted)
    assert now.imports[("property", True)] == 1
    assert standing == sum(now.imports.values()) - 1 >= 1
    assert now.plans_waiting == 0
    assert now.audit_lines >= first.audit_lines
    assert now.connections >= 1
    assert now.most_connections > now.connections
    assert now.database_bytes > 1_000_000
