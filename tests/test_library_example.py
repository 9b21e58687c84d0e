"""The page on using the core as a library runs as it stands."""

import re
import runpy
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[1] / "docs" / "library.md"


def test_the_example_finds_its_candidate(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    script = tmp_path / "example.py"
    script.write_text(example)
    best = runpy.run_path(str(script))["best"]
    shown = capsys.readouterr().out
    assert "Valley Trust's back office" in shown
    assert "could be considered for Bridge House" in shown
    assert "actual" in shown
    assert (best["guest_property_id"], best["host_property_id"]) == ("mill-lane", "bridge-house")
    assert best["need_m2"] == 200  # 25 posts at the county's default of 2026, 8 m² each
