"""Commands as typed, on the sample county."""

import sys

import pytest

from estate.cli import main


@pytest.fixture
def typed(sample_url, monkeypatch, capsys):
    """Types a command: (exit code, standard output, standard error)."""
    monkeypatch.setenv("ESTATE_DATABASE_URL", sample_url)

    def type_(*words):
        monkeypatch.setattr(sys, "argv", ["estate", *words])
        capsys.readouterr()
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return type_
