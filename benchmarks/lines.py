"""Lines of the product by room, of any commit: those that are not blank.

Usage: python -m benchmarks lines [COMMIT]

Counted are the texts that are kept in api, estate and maps: Python, and apart from it pages,
styles, scripts and tables (TOML). A room is a folder.
"""

import subprocess
from collections import Counter
from pathlib import PurePosixPath

_ROOMS = ("api", "estate", "maps")
_PYTHON, _OTHER = (".py",), (".html", ".css", ".js", ".mjs", ".toml")


def _git(*words: str) -> bytes:
    return subprocess.run(["git", *words], capture_output=True, check=True).stdout


def counted(commit: str) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """By folder: files of Python, their lines, and lines of other texts."""
    files: Counter[str] = Counter()
    python: Counter[str] = Counter()
    other: Counter[str] = Counter()
    for name in _git("ls-tree", "-r", "--name-only", commit, *_ROOMS).decode().splitlines():
        path = PurePosixPath(name)
        if path.suffix in _PYTHON + _OTHER:
            text = _git("show", f"{commit}:{name}").decode()
            lines = sum(not line.isspace() and line != "" for line in text.splitlines())
            kind = python if path.suffix in _PYTHON else other
            kind[str(path.parent)] += lines
            files[str(path.parent)] += path.suffix in _PYTHON
    return files, python, other


def main(given: list[str]) -> int:
    """Print a line for each room, then totals."""
    files, python, other = counted(given[0] if given else "HEAD")
    print(f"{'room':40}{'files':>6}{'Python':>8}{'other':>7}")
    for room in sorted({*python, *other}):
        print(f"{room:40}{files[room]:>6}{python[room]:>8}{other[room]:>7}")
    for top in (*_ROOMS, ""):
        inside = [
            room for room in files if room == top or room.startswith(f"{top}/" if top else "")
        ]
        sums = [sum(one[room] for room in inside) for one in (files, python, other)]
        print(f"{'total ' + top:40}{sums[0]:>6}{sums[1]:>8}{sums[2]:>7}")
    return 0
