"""One record is called one record."""

from pathlib import Path

import pytest
from sqlalchemy import Connection

from estate.errors import FileRefused
from estate.intake.sources.common import check_count
from estate.intake.wording import counted
from tests.intake.county import bring, row, start, write_csv


def test_counts() -> None:
    assert counted(1, "record") == "1 record"
    assert counted(0, "record") == "0 records"
    assert counted(1_324, "match", "matches") == "1,324 matches"
    with pytest.raises(FileRefused, match="says that it holds 1 record but 0 could be read"):
        check_count(Path("a.gml"), 1, 0)


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "the one record with coordinates is in"), (2, "all 2 records with coordinates are in")],
)
def test_a_file_of_one_misplaced_record(
    connection: Connection, tmp_path: Path, count: int, said: str
) -> None:
    start(connection)
    rows = [row(f"A{n}", EASTING=-2.2, NORTHING=52.2) for n in range(count)]
    with pytest.raises(FileRefused, match=f"In a.csv {said} longitude and latitude"):
        bring(connection, write_csv(tmp_path / "a.csv", rows))
