"""The page on using the core as a library runs as it stands, and so do the examples of what it
shows."""

import doctest
import inspect
import re
import runpy
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

PAGE = Path(__file__).resolve().parents[1] / "docs" / "library.md"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The page's names after its example has run, and what it printed as ``printed``."""
    (example,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    script = tmp_path_factory.mktemp("page") / "example.py"
    script.write_text(example)
    with redirect_stdout(StringIO()) as printed:
        return {**runpy.run_path(str(script)), "printed": printed.getvalue()}


def test_the_example_finds_its_candidate(page: dict[str, Any]) -> None:
    best, shown = page["best"], page["printed"]
    assert "Valley Trust's back office" in shown
    assert "could move to Bridge House" in shown
    assert "actual" in shown
    assert (best["guest_property_id"], best["host_property_id"]) == ("mill-lane", "bridge-house")
    assert best["need_m2"] == 200  # 25 posts at the county's default of 2026, 8 m² each


def _shown(page: dict[str, Any]) -> dict[str, Any]:
    """The public functions and classes that the page calls, by name."""
    called = set(re.findall(r"\b(?:(colocation|costs)\.)?(\w+)\(", PAGE.read_text()))
    found = {}
    for room, name in called:
        source = vars(page[room]) if room else {**vars(page["colocation"]), **page}
        thing = source.get(name)
        if getattr(thing, "__module__", "").startswith("estate."):
            found[name] = thing
    return found


def test_what_the_page_shows_has_examples_that_run(page: dict[str, Any]) -> None:
    shown = _shown(page)
    assert set(shown) >= {"find", "explain", "explained", "property_costs", "filled"}, shown
    finder = doctest.DocTestFinder(recurse=False)
    runner = doctest.DocTestRunner(verbose=False)
    for name, thing in shown.items():
        names = {**page, **vars(inspect.getmodule(thing))}
        (test,) = finder.find(thing, name, globs=names)
        assert test.examples, f"{name} is shown on the page and has no example"
        told: list[str] = []
        runner.run(test, out=told.append)
        assert not told, "".join(told)
