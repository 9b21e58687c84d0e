"""Arrows between the rooms that no import contract can say: which modules have routes."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: What gathers the routes of all nouns.
_GATHER = {"api.app", "api.page_routes", "api.route_table"}
#: Commands that run the service itself.
_SERVE = {"api.app"}


def _name(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts)


def _imports(file: Path) -> Iterator[str]:
    """Modules of ours that a file imports, at its top or later."""
    for one in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(one, ast.ImportFrom) and one.module:
            yield one.module
            yield from (f"{one.module}.{alias.name}" for alias in one.names)
        elif isinstance(one, ast.Import):
            yield from (alias.name for alias in one.names)


def _with_routes() -> set[str]:
    """Modules of the service that declare addresses."""
    found = set()
    for file in (ROOT / "api").rglob("*.py"):
        calls = (
            one for one in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(one, ast.Call)
        )
        if any(ast.unparse(one.func) == "APIRouter" for one in calls):
            found.add(_name(file))
    return found - _GATHER


def test_what_has_routes_is_imported_by_its_own_noun_alone() -> None:
    """What two nouns need of each other stands beside their routes: a part of a page, a model,
    what is written. So no page comes with the addresses of another."""
    routed = _with_routes()
    assert len(routed) > 80
    wrong = [
        f"{_name(file)} → {name}"
        for file in (ROOT / "api").rglob("*.py")
        if _name(file) not in _GATHER
        for name in set(_imports(file)) & routed
        if name.split(".")[1] != _name(file).split(".")[1]
    ]
    assert wrong == []


def test_no_command_imports_what_has_routes() -> None:
    """Commands ask ``estate.answers``, and take of a noun its tables, its files, its schemas and
    what it writes; ``serve`` and ``demo`` alone start the application."""
    routed = _with_routes() | _SERVE
    wrong = {
        f"{_name(file)} → {name}"
        for file in (ROOT / "estate" / "cli").rglob("*.py")
        for name in set(_imports(file)) & routed
    }
    assert wrong == {"estate.cli.serve_and_demo → api.app"}
