"""Files that once went wrong, each made anew and held against what it must show.

A further list is a TOML beside this file, added to ``LISTS`` with what writes its files.
"""

import shutil
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection

from tests.corpus import tried, tried_columns, tried_formats, tried_identity
from tests.corpus.tried_table import ABSENT, CLUMSY, RIGHT, WRONG, by_number, table, verdicts

_HERE = Path(__file__).parent
LISTS: dict[str, tried.Writers] = {
    "tried_columns.toml": tried_columns.WORKBOOKS,
    "tried_identity.toml": tried_identity.WRITERS,
    "tried_formats.toml": tried_formats.WRITERS,
}
CASES = [(name, case) for name in LISTS for case in tried.cases(_HERE / name)
         if "steps" in case]  # fmt: skip
#: The log's; what it says besides of findings has names.
LOGGED = {str(number) for number in range(1, 67)}
_MOST_CLUMSY = 6


def from_reference_data(listed: Path) -> tried.Writers:
    """Files that are taken from the reference data, where it is beside this clone."""
    data = _HERE.parents[2] / "shared" / "data"
    return {
        case["steps"][0]["file"]: partial(shutil.copy, data / case["shared"])
        for case in tried.cases(listed)
        if "shared" in case and (data / case["shared"]).is_file()
    }


@pytest.mark.long
def test_what_was_tried(
    connection: Connection, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = [
        one
        for name, writers in LISTS.items()
        for one in verdicts(connection, _HERE / name, tmp_path,
                            {**writers, **from_reference_data(_HERE / name)})
    ]  # fmt: skip
    numbers = by_number(found)
    with capsys.disabled():
        print(f"\n{table(numbers)}")
    assert {one.number for one in numbers} >= LOGGED
    assert [one for one in found if one.now == WRONG] == []
    clumsy = [one for one in numbers if one.now == CLUMSY]
    assert len(clumsy) <= _MOST_CLUMSY and all(one.why for one in clumsy)
    assert {one.number for one in numbers if one.now == ABSENT} <= {"1"}


def test_a_fault_is_found(connection: Connection, tmp_path: Path) -> None:
    [case] = [case for case in tried.cases(_HERE / "tried_columns.toml") if case["number"] == "57"]
    tried.write(tmp_path, case, {})
    wrong = case | {
        "facts": {"F11": {"uprn": "", "status": "vacant"}, "F13": {}},
        "said": ["parrots"],
    }
    assert tried.faults(connection, tmp_path, wrong) == [
        "F11: uprn is “100060582011”, not “”", "no record F13 among F11, F12", "not said: parrots"
    ]  # fmt: skip


def test_a_folder_and_a_list_give_a_table(connection: Connection, tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    (files / "a.csv").write_text("LOCAL_REF,NAME,EASTING,NORTHING\nSYN-1,Hall,448300,129300\n")
    listed = tmp_path / "list.toml"
    listed.write_text(
        '[[case]]\nnumber = "1"\nwhat = "right"\nwas = "wrong"\nsteps = [{file = "a.csv"}]\n'
        'facts = {SYN-1 = {name = "Hall"}}\n'
        '[[case]]\nnumber = "2"\nwhat = "wrong"\nsteps = [{file = "a.csv"}]\nrefused = "no"\n'
        '[[case]]\nnumber = "1"\nwhat = "clumsy"\nsteps = [{file = "a.csv"}]\nclumsy = "since"\n'
        '[[case]]\nnumber = "3"\nwhat = "far"\nshared = "b.csv"\nsteps = [{file = "b.csv"}]\n'
    )
    found = list(verdicts(connection, listed, files, {}))
    assert [one.now for one in found] == [RIGHT, WRONG, CLUMSY, ABSENT]
    shown = table(by_number(found)).splitlines()
    assert [line.split()[0] for line in shown[1:-1]] == ["1", "2", "3"]
    assert shown[-1] == "3 cases: 1 wrong, 1 not had, 1 clumsy" and "since" in shown[1]
