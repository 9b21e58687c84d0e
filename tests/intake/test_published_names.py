"""OS Open Names comes in as it is published, is found by the search, and is refused whole."""

import csv
import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select
from typer.testing import CliRunner

from estate.answers.search import search
from estate.cli import app
from estate.codes import PublishedKind
from estate.db import tables as t
from estate.db.engine import make_engine
from estate.errors import FileRefused
from estate.geometry import Envelope
from estate.intake.published import names
from estate.intake.published.loading import Loaded, Loading, load
from estate.register.visibility import PUBLIC
from estate.register.writes.published import withdraw
from tests.asking import TODAY, question
from tests.intake.county import EAST, NORTH, start
from tests.loops import apart

BOX = Envelope(EAST - 9000, NORTH - 9000, EAST + 9000, NORTH + 9000)
#: The square of 20 km in which the county's middle lies, one far away, and one that is a neighbour.
HERE, FAR, BESIDE = "SO84.csv", "TQ28.csv", "SO82.csv"


def row(key: str, name: str, local_type: str, *where: float, **more: str) -> list[str]:
    told = {"ID": key, "NAME1": name, "LOCAL_TYPE": local_type} | more
    told |= dict(zip(("GEOMETRY_X", "GEOMETRY_Y"), map(str, where or (EAST, NORTH)), strict=True))
    return [told.get(heading, "") for heading in names.HEADINGS]


def table(*rows: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def zipped(path: Path, **tables: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Doc/licence.txt", "Open Government Licence")
        archive.writestr("Doc/OS_Open_Names_Header.csv", ",".join(names.HEADINGS))
        for name, text in tables.items():
            archive.writestr(f"Data/{name}.csv", "\ufeff" + text)
    return path


ROWS = (
    row("osgb1", "Lower Easton", "Village", POPULATED_PLACE="", COUNTY_UNITARY="Severnshire"),
    row("osgb2", "Glovers’ Row", "Named Road", EAST + 40, NORTH, POPULATED_PLACE="Lower Easton"),
    row("osgb3", "Glovers’ Row", "Section Of Named Road", POPULATED_PLACE="Lower Easton"),
    row("osgb4", "Glovers’ Row", "Named Road", POPULATED_PLACE="Over Easton"),
    row("osgb5", "Easton Parkway", "Railway Station", POPULATED_PLACE="Easton"),
    row("osgb6", "Caer Wen", "Hamlet", NAME2="White Fort", NAME1_LANG="cym"),
    row("osgb7", "Easton Hill", "Hill Or Mountain"),
    row("WR11AA", "WR1 1AA", "Postcode"),
    row("osgb8", "Easton", "Town"),
    row("osgb9", "Farley", "Village", 1000, 1000),
)


def bring(connection: Connection, path: Path, edition: str = "Made up") -> Loaded:
    asked = Loading(PublishedKind.NAMES, [path], edition, date(2026, 10, 1), "OS", "OGL v3.0")
    return load(connection, asked, today=TODAY, by="tester")


def found(connection: Connection, words: str) -> list[tuple[str, str, str]]:
    told = search(question(connection, PUBLIC), words, 20)
    return [(one.kind, one.name, one.detail) for one in told.hits]


def test_names_are_kept_once_found_by_anybody_and_undone(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    file = zipped(tmp_path / "opname.zip", SO84=table(*ROWS), TQ28="not, a, table")
    told = bring(connection, file)
    assert (told.read, told.kept, told.elsewhere) == (10, 6, 2)
    reasons = {one["code"]: one["reason"] for one in told.remarks}
    assert "load Code-Point Open" in reasons["Postcode"]
    assert reasons["Hill Or Mountain"].startswith("1 names of this kind")
    assert found(connection, "glovers row lower") == [
        ("street", "Glovers’ Row", "Street in Lower Easton")
    ]
    assert len(found(connection, "glovers row")) == 2  # one in each place
    assert found(connection, "lower easton")[0] == (
        "place", "Lower Easton", "Village in Severnshire",
    )  # fmt: skip
    assert found(connection, "white fort")[0][1] == "Caer Wen"
    assert ("station", "Easton Parkway", "Railway station in Easton") in found(connection, "parkw")
    assert [one[0] for one in found(connection, "easton") if one[1] == "Easton"] == ["town"]
    assert found(connection, "easton hill") == [] and found(connection, "farley") == []
    # A newer edition of the same names stands in place of the old one, and gives way again.
    newer = tmp_path / HERE
    newer.write_text(table(row("osgb1", "Nether Easton", "Village")), encoding="utf-8")
    later = bring(connection, newer, "Made up later")
    assert found(connection, "nether")[0][1] == "Nether Easton"
    assert not any(one[1] == "Lower Easton" for one in found(connection, "lower easton"))
    for one in (later, told):
        withdraw(connection, one.published_file_id, today=TODAY, by="tester", reason="a slip")
        assert found(connection, "nether") == []
    assert found(connection, "glovers") == []


def test_only_the_squares_of_the_county_and_those_beside_it_are_opened(tmp_path: Path) -> None:
    of_each = {name: table(row(f"osgb{name}", f"Name {name}", "Village")) for name in
               ("SO84", "SO82", "TQ28", "HP40", "NB02")}  # fmt: skip
    told = names.names([zipped(tmp_path / "a.zip", **of_each)], BOX)
    assert {one["name"] for one in told.rows} == {"Name SO84", "Name SO82"}
    with pytest.raises(FileRefused, match=r"None of the 1 squares of b\.zip lies in this county"):
        names.names([zipped(tmp_path / "b.zip", TQ28=of_each["TQ28"])], BOX)


BAD = [
    ("short,row\n", "row 1 has 2 columns; OS Open Names has 34"),
    (table(ROWS[0], row("osgb2", "", "Village")), "row 2: ID or NAME1 is empty"),
    (table(row("", "Easton", "Village")), "row 1: ID or NAME1 is empty"),
    (table(row("osgb1", "E" * 201, "Village")), "longer than 200"),
    (table(row("osgb1", "Easton", "Village", GEOMETRY_X="")[:8] + ["east"] + [""] * 25),
     "is no easting and northing"),
    (table(row("osgb1", "Easton", "Village", 1000, 1000)), "None of the 1 names read is a place"),
    (table(row("osgb1", "WR1 1AA", "Postcode")), "None of the 1 names read is a place"),
    # How long a cell may be is set for the whole process, once it has read a register's CSV.
    ('"' + "x" * 200_000, "is not a readable CSV|row 1 has 1 columns"),
    ("", "None of the 0 names read"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "reason"), BAD)
@pytest.mark.parametrize("is_zip", [False, True])
def test_what_cannot_be_read_is_refused_and_says_where(
    tmp_path: Path, text: str, reason: str, is_zip: bool
) -> None:
    path = tmp_path / HERE
    path.write_text(text, encoding="utf-8")
    if is_zip:
        path = zipped(tmp_path / "opname.zip", SO84=text)
    with pytest.raises(FileRefused, match=reason):
        names.names([path], BOX)


def test_damaged_and_foreign_files_are_refused(tmp_path: Path) -> None:
    whole = zipped(tmp_path / "whole.zip", SO84=table(*ROWS) * 50).read_bytes()
    at = whole.index(b"SO84.csv") + 40
    for name, body, reason in (
        ("damaged.zip", whole[:at] + b"\xff" * 30 + whole[at + 30 :], "damaged or locked"),
        ("latin.csv", table(ROWS[0]).encode() + b"\xe9\xff\n", "not in UTF-8"),
    ):
        file = tmp_path / name
        file.write_bytes(body)
        with pytest.raises(FileRefused, match=reason):
            names.names([file], BOX)
    with pytest.raises(FileRefused, match="holds no table such as SO84"):
        names.names([zipped(tmp_path / "other.zip", stops="a,b")], BOX)
    with pytest.raises(FileRefused, match="There is no file"):
        names.names([tmp_path / "nowhere.zip"], BOX)


def test_headings_put_before_a_table_are_no_name(tmp_path: Path) -> None:
    file = tmp_path / HERE
    file.write_text(table(list(names.HEADINGS), ROWS[0]), encoding="utf-8")
    assert names.names([file], BOX).read == 1


def test_a_dry_run_says_what_a_file_brings_and_keeps_nothing(
    scratch_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = make_engine(scratch_database_url)
    with engine.begin() as connection:
        start(connection)
    monkeypatch.setenv("ESTATE_DATABASE_URL", scratch_database_url)
    file = zipped(tmp_path / "opname.zip", SO84=table(*ROWS))
    told = ["--edition", "Made up", "--published", "2026-10-01", "--source", "OS",
            "--licence", "OGL v3.0"]  # fmt: skip
    counts = []
    for more in (["--dry-run"], []):
        done = apart(CliRunner().invoke, app, ["published", "import", "names", str(file), *told,
                                               *more])  # fmt: skip
        assert done.exit_code == 0, (done.output, done.exception)
        assert "10 rows read, 6 " in done.output
        with engine.begin() as connection:
            counts.append(
                [connection.scalar(select(func.count()).select_from(one))
                 for one in (t.published_file, t.place_name)]
            )  # fmt: skip
    engine.dispose()
    assert counts == [[0, 0], [1, 6]]
