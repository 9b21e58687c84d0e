"""What begins before the command itself is loaded."""

import gc
import io
import os
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


def test_no_machine_s_language_ends_a_command() -> None:
    script = (
        "import sys; from estate import command; sys.argv = ['estate', '--help']; command.main()"
    )
    told = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True, check=True, env=os.environ | {"PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert "m²" in told.stdout.decode()  # into a pipe: whole


def test_a_screen_that_lacks_a_sign_shows_another(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.BytesIO()
    screen = io.TextIOWrapper(shown, encoding="latin-1")
    monkeypatch.setattr(screen, "isatty", lambda: True)
    command.accept_any_sign(screen)
    print("Château – 5 m²", file=screen, flush=True)
    assert shown.getvalue().decode("latin-1") == "Château ? 5 m²\n"


def test_loading_the_readers_loads_nothing_heavy() -> None:
    script = (
        "import sys\nfrom estate.intake.readers import pool\n"
        "print([m for m in ('numpy', 'pandas', 'sqlalchemy', 'pydantic') if m in sys.modules])\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert told.stdout == "[]\n", told.stderr
