"""How far an operation walks through the house: modules, functions, calls, SQL.

Usage: python -m benchmarks walk [--sql]  (``make walk``; ``--sql``: every statement as well)

Run on the sample county, with this product's own code alone in view: modules entered, functions
called, calls from one module into another, and statements sent to the database, counted at its
driver. For a property's page also the route of its id: how often it is handed into another module
(stays), how many modules see it (rooms), and how often it comes back to one that it had left
(returns).
"""

import re
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from benchmarks import sample_service as sample
from benchmarks.answers_story import FORM, changed_file, same_file
from benchmarks.answers_things import things_of

_ROOT = Path.cwd()
_OWN = ("api", "estate", "maps")
#: Asked by nobody's question: whether a connection still stands, and whether a job waits.
_OTHERS = re.compile(r";$|UPDATE import_job ")


@dataclass
class Seen:
    """What one operation was seen to do."""

    functions: set[CodeType] = field(default_factory=set)
    calls: int = 0
    sql: list[str] = field(default_factory=list)
    route: list[str] = field(default_factory=list)
    followed: str | None = None

    @property
    def modules(self) -> set[str]:
        """Files whose functions were called."""
        return {module for one in self.functions if (module := own(one))}

    @property
    def stays(self) -> list[str]:
        """The modules that the followed value is in, one after another."""
        return [m for at, m in enumerate(self.route) if at == 0 or self.route[at - 1] != m]

    @property
    def returns(self) -> int:
        """How often it comes back to a module that it had left."""
        return len(self.stays) - len(set(self.stays))


_names: dict[CodeType, str | None] = {}


def own(code: CodeType) -> str | None:
    """The file of a function of ours, from the root; ``None`` of anybody else's."""
    if code not in _names:
        path = Path(code.co_filename)
        inside = path.is_relative_to(_ROOT) and path.relative_to(_ROOT).parts[0] in _OWN
        _names[code] = path.relative_to(_ROOT).as_posix() if inside else None
    return _names[code]


class Watch:
    """Sees every call of this process, in each thread that is started after it."""

    def __init__(self) -> None:
        self._seen: Seen | None = None
        threading.setprofile(self._call)
        sys.setprofile(self._call)
        self._watch_driver()

    @contextmanager
    def on(self, followed: str | None = None) -> Iterator[Seen]:
        """All that happens within; ``followed`` is an id whose route is noted."""
        self._seen = seen = Seen(followed=followed)
        try:
            yield seen
        finally:
            self._seen = None

    def _call(self, frame: FrameType, event: str, _: object) -> None:
        seen = self._seen
        if seen is None or event != "call":
            return
        module = own(frame.f_code)
        if module is None:
            return
        if not frame.f_code.co_name.startswith("<"):
            seen.functions.add(frame.f_code)
        caller = _caller(frame)
        if caller is not None and caller != module:
            seen.calls += 1
        if seen.followed and _is_given(frame, seen.followed):
            seen.route.append(module)

    def _watch_driver(self) -> None:
        import psycopg

        for name in ("execute", "executemany", "copy"):
            self._note(psycopg.Cursor, name)

    def _note(self, cursor: Any, name: str) -> None:
        does = getattr(cursor, name)

        def noted(this: Any, query: Any, *given: Any, **named: Any) -> Any:
            told = " ".join(str(query).split())
            if self._seen is not None and not _OTHERS.match(told):
                self._seen.sql.append(told)
            return does(this, query, *given, **named)

        setattr(cursor, name, noted)


def _caller(frame: FrameType) -> str | None:
    before = frame.f_back
    while before is not None:
        module = own(before.f_code)
        if module is not None:
            return module
        before = before.f_back
    return None


def _is_given(frame: FrameType, wanted: str) -> bool:
    code = frame.f_code
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    return any(str(frame.f_locals.get(name)) == wanted for name in names
               if type(frame.f_locals.get(name)).__name__ in ("UUID", "str"))  # fmt: skip


Row = tuple[str, Seen]


def rows(watch: Watch, url: str, data: Path) -> Iterator[Row]:
    """Each operation in turn, with what it did."""
    things, tokens = things_of(url), sample.tokens()
    with sample.service(url, reader="club") as client:
        yield from _reads(watch, client, things.pairs[0][0], tokens["editor"])
        for file, name in ((same_file(data), ""), (changed_file(data), ", changed rows")):
            yield from _imported(watch, client, file, tokens["admin"], name)
    command = ["import", str(file), "--organisation", FORM["organisation"], "--kind", "property",
               "--yes"]  # fmt: skip
    with watch.on() as seen:
        said = sample.estate(*command)
    if b"Committed" not in said.out + said.err:  # its exit code tells of refused rows
        raise SystemExit((said.out + said.err).decode())
    seen.functions = {
        one for one in seen.functions if not (own(one) or "").startswith("estate/cli")
    }
    yield "import, domain part, changed rows", seen


def _reads(watch: Watch, client: Any, number: str, owner: dict[str, str]) -> Iterator[Row]:
    def asked(path: str, followed: str | None = None, headers: Any = None) -> Seen:
        with watch.on(followed) as seen:
            client.get(path, headers=headers).raise_for_status()
        return seen

    page, town = f"/properties/{number}", "/towns/Evesham"
    yield "candidates, cold", asked("/api/v1/candidates?limit=20")
    asked("/api/v1/candidates?limit=20&town=Redditch")
    yield "candidates, warm, one town", asked("/api/v1/candidates?limit=20&town=Evesham")
    asked(page)
    yield "property page", asked(page, number)
    asked(page, headers=owner)
    yield "property page, its owner", asked(page, number, owner)
    asked(f"/api/v1{page}")
    yield "property JSON", asked(f"/api/v1{page}", number)
    asked(town)
    yield "town page", asked(town)


def _imported(
    watch: Watch, client: Any, file: Path, headers: dict[str, str], name: str
) -> Iterator[Row]:
    sent = {"files": {"file": (file.name, file.read_bytes(), "text/csv")}, "data": FORM}

    def post(path: str, **given: Any) -> Any:
        return client.post(f"/api/v1/imports{path}", headers=headers, **given).raise_for_status()

    with watch.on() as seen:
        plan = post("", **sent).json()["id"]
    yield f"HTTP upload → plan{name}", seen
    with watch.on() as seen:
        batch = post(f"/{plan}/commit").json()["import_id"]
    yield f"HTTP commit{name}", seen
    if name:
        post(f"/{batch}/revert")


def table(found: Sequence[Row]) -> str:
    """The measures as text, a line for each operation."""
    lines = [
        f"{'':34}{'modules':>8}{'functions':>10}{'calls':>8}{'SQL':>5}{'distinct':>9}"
        f"{'stays':>7}{'rooms':>6}{'returns':>8}"
    ]
    for name, seen in found:
        followed = [len(seen.stays), len(set(seen.stays)), seen.returns] if seen.followed else []
        tail = "".join(f"{one:>{width}}" for one, width in zip(followed, (7, 6, 8), strict=False))
        lines.append(
            f"{name:34}{len(seen.modules):>8}{len(seen.functions):>10}{seen.calls:>8}"
            f"{len(seen.sql):>5}{len(set(seen.sql)):>9}{tail}"
        )
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Measure all operations and print them."""
    sample.steady_identities()
    with tempfile.TemporaryDirectory(prefix="estate-walk-", dir="/tmp") as name:
        data = Path(name)
        data.chmod(0o755)  # the database's user must be able to enter
        log = (data / "service.log").open("w")
        with log, redirect_stderr(log), sample.sample_register(data) as url:
            found = list(rows(Watch(), url, data))
    print(table(found))
    if "--sql" in arguments:
        for name, seen in found:
            print(f"\n── {name}")
            for number, statement in enumerate(seen.sql, 1):
                print(f"{number:3} {statement[:_WIDEST]}")
    return 0


_WIDEST = 400

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
