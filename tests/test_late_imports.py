"""What is loaded late is loaded by one thread at a time, whichever part is asked for first."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
#: Commands ask one thing, with one thread.
_ONE_THREAD = (ROOT / "estate" / "cli", ROOT / "estate" / "command.py")
_TWO_AT_ONCE = """
import sys
from threading import Barrier, Thread
from time import sleep
from estate.late_imports import one_at_a_time

began, failed = Barrier(2), []

def load(words, later):
    began.wait()
    sleep(later)
    try:
        with one_at_a_time:
            exec(words, {})
    except BaseException as error:
        failed.append(repr(error))

threads = [Thread(target=load, args=one) for one in ((sys.argv[1], 0), (sys.argv[2], 0.05))]
for one in threads: one.start()
for one in threads: one.join()
sys.exit("; ".join(failed) or 0)
"""


def _late(tree: ast.Module) -> list[ast.stmt]:
    """Imports within functions, but for Python's own and those that stand in ``one_at_a_time``."""
    found: list[ast.stmt] = []

    def look(node: ast.AST, within: bool) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.With) and "one_at_a_time" in map(
                ast.unparse, (item.context_expr for item in child.items)
            ):
                continue
            if within and isinstance(child, ast.Import | ast.ImportFrom) and not _of_python(child):
                found.append(child)
            look(child, within or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef))

    look(tree, False)
    return found


def _of_python(node: ast.Import | ast.ImportFrom) -> bool:
    names = (
        [node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
    )
    return all(name.partition(".")[0] in sys.stdlib_module_names for name in names)


def test_each_import_that_threads_may_meet_is_one_at_a_time() -> None:
    files = [
        file
        for room in ("estate", "api", "maps")
        for file in (ROOT / room).rglob("*.py")
        if not any(file.is_relative_to(one) for one in _ONE_THREAD)
    ]
    late = [
        f"{file.relative_to(ROOT)}:{one.lineno}"
        for file in files
        for one in _late(ast.parse(file.read_text(encoding="utf-8")))
    ]
    assert late == []
    assert len(files) > 500


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("from matplotlib import rc_context", "from matplotlib.ticker import MaxNLocator"),
        ("from scipy.sparse import csr_array", "from scipy.sparse.csgraph import dijkstra"),
    ],
)
def test_two_threads_that_begin_with_different_parts_have_them(first: str, second: str) -> None:
    """Without the lock the first of these fails each time: so did a page's two first charts."""
    asked = [sys.executable, "-c", _TWO_AT_ONCE, first, second]
    done = subprocess.run(asked, capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stderr) == (0, "")
