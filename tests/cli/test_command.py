"""What begins before the command itself is loaded."""

import gc
import subprocess
import sys

import pytest

from estate import cli, command
from estate.intake.readers import pool


@pytest.mark.parametrize(("said", "started"), [("import", 1), ("imports", 0), ("serve", 0)])
def test_who_imports_a_file_has_a_reader_started_at_once(
    monkeypatch: pytest.MonkeyPatch, said: str, started: int
) -> None:
    done: list[str] = []
    monkeypatch.setattr(pool, "warm", lambda: done.append("reader"))
    monkeypatch.setattr(cli, "main", lambda: done.append(f"run, searching: {gc.isenabled()}"))
    monkeypatch.setattr(sys, "argv", ["estate", said, "a.shp"])
    try:
        command.main()
    finally:
        gc.unfreeze()
    assert done == ["reader"] * started + ["run, searching: True"]


def test_loading_the_readers_loads_nothing_heavy() -> None:
    script = (
        "import sys\nfrom estate.intake.readers import pool\n"
        "print([m for m in ('numpy', 'pandas', 'sqlalchemy', 'pydantic') if m in sys.modules])\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert told.stdout == "[]\n", told.stderr
