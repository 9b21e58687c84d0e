"""The cases of the trial's log, each made anew and held against what it must show.

A further list is a TOML beside this file, added to ``LISTS`` with what writes its workbooks.
"""

from pathlib import Path

import pytest
from sqlalchemy import Connection

from tests.corpus import tried, tried_columns, tried_identity

_HERE = Path(__file__).parent
LISTS: dict[str, tried.Writers] = {
    "tried_columns.toml": tried_columns.WORKBOOKS,
    "tried_identity.toml": tried_identity.WRITERS,
}
CASES = [(listed, case) for listed in LISTS for case in tried.cases(_HERE / listed)]


@pytest.mark.long
@pytest.mark.parametrize(
    ("listed", "case"), CASES, ids=[f"{c['number']}: {c['what']}" for _, c in CASES]
)
def test_what_was_tried(
    connection: Connection, tmp_path: Path, listed: str, case: tried.Case
) -> None:
    tried.write(tmp_path, case, LISTS[listed])
    assert tried.faults(connection, tmp_path, case) == []


def test_a_fault_is_found(connection: Connection, tmp_path: Path) -> None:
    (case,) = [case for _, case in CASES if case["number"] == "57"]
    tried.write(tmp_path, case, {})
    wrong = case | {
        "facts": {"F11": {"uprn": "", "status": "vacant"}, "F13": {}},
        "said": ["parrots"],
    }
    assert tried.faults(connection, tmp_path, wrong) == [
        "F11: uprn is “100060582011”, not “”", "no record F13 among F11, F12", "not said: parrots"
    ]  # fmt: skip
