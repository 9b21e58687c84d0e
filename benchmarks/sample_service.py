"""The sample county behind the service in this process, made alike each time.

Nothing of the product is imported by name but ``api.app``'s factory and the command ``estate``, so
that one script measures trees whose modules are named otherwise.
"""

import io
import os
import random
import re
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from importlib.metadata import entry_points
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from starlette.testclient import TestClient

#: The day on which all is asked, whatever the clock says.
TODAY = date(2026, 11, 29)
_BEGAN_NS = 1_795_000_000_000_000_000
#: Who asks: role and organisation of a token; the public has none. The last has not signed.
READERS: dict[str, tuple[str, str | None] | None] = {
    "public": None,
    "club": ("member", None),
    "editor": ("editor", "SYN-CC"),
    "unsigned": ("editor", "SYN-PST"),
    "admin": ("administrator", None),
}


@dataclass(frozen=True)
class Ran:
    """A command that has ended: its exit code and what it wrote."""

    code: int
    out: bytes
    err: bytes


def steady_identities() -> None:
    """New identities follow from a seed. To be called before the product is loaded."""
    chance = random.Random(2010)
    uuid.uuid4 = lambda: uuid.UUID(int=chance.getrandbits(128), version=4)
    # Those of many rows at once begin with the time and end with chance.
    seeded, seeds, moments = np.random.default_rng, count(2010), count(_BEGAN_NS, 10**6)
    np.random.default_rng = lambda seed=None: seeded(next(seeds) if seed is None else seed)
    time.time_ns = lambda: next(moments)


def estate(*words: str) -> Ran:
    """A command as typed, in this process, on ``TODAY``."""
    (entry,) = entry_points(group="console_scripts", name="estate")
    main, out, err = entry.load(), io.BytesIO(), io.BytesIO()
    typed, sys.argv, code = sys.argv, ["estate", *words], 0
    texts = [io.TextIOWrapper(one, encoding="utf-8", write_through=True) for one in (out, err)]
    try:
        with redirect_stdout(texts[0]), redirect_stderr(texts[1]):
            main()
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    finally:
        sys.argv = typed
    return Ran(code, out.getvalue(), err.getvalue())


def succeeded(*words: str) -> str:
    """What a command said that must succeed."""
    ran = estate(*words)
    if ran.code != 0:
        raise SystemExit(f"estate {' '.join(words)} failed:\n{ran.err.decode()[-2000:]}")
    return ran.out.decode()


@contextmanager
def sample_register(folder: Path) -> Iterator[str]:
    """The sample county in a database of its own under ``folder``: the register's address."""
    folder.mkdir(mode=0o755, exist_ok=True)
    for name in [name for name in os.environ if name.startswith("ESTATE_")]:
        del os.environ[name]
    os.environ |= {
        "ESTATE_DATA_DIR": str(folder), "ESTATE_READER": "public", "COLUMNS": "160",
        "ESTATE_REQUESTS_PER_MINUTE": "0", "ESTATE_ALLOWED_HOSTS": "testserver",
        "LOGNAME": "somebody", "NO_COLOR": "1", "TERM": "dumb",
    }  # fmt: skip
    try:
        succeeded("db", "start")
        succeeded("demo", "--no-serve")
        yield str(succeeded("db", "url").split()[-1])
    finally:
        succeeded("db", "stop")


def tokens() -> dict[str, dict[str, str]]:
    """The headers that each reader sends."""
    found: dict[str, dict[str, str]] = {}
    for who, given in READERS.items():
        found[who] = {}
        if given is not None:
            whose = [] if given[1] is None else ["--organisation", given[1]]
            said = succeeded("token", "create", "--role", given[0], *whose, "--label", who)
            secret = max(said.split(), key=len)
            found[who] = {"Authorization": f"Bearer {secret}"}
    return found


def one_time_link(role: str, organisation: str) -> str:
    """The secret part of a link that signs a browser in once."""
    said = succeeded("account", "link", "--role", role, "--organisation", organisation)
    return str(re.findall(r"/sign-in/once/([\w-]+)", said)[0])


@contextmanager
def service(url: str, reader: str = "public") -> Iterator[TestClient]:
    """The application over a register, on ``TODAY``; redirections are not followed."""
    os.environ |= {"ESTATE_DATABASE_URL": url, "ESTATE_READER": reader}
    app = import_module("api.app").app_from_environment()
    for asked in _todays(app):
        app.dependency_overrides[asked] = lambda: TODAY
    try:
        with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client:
            yield client
    finally:
        del os.environ["ESTATE_DATABASE_URL"]


def routes(app: Any) -> list[Any]:
    """Every route of the application, those of included routers among them."""
    found: list[Any] = []
    for route in app.routes:
        contexts = getattr(route, "effective_route_contexts", None)
        found += contexts() if contexts else [route]
    return found


def _todays(app: Any) -> set[Any]:
    """The dependency of that name that tells routes which day it is."""
    waiting = [one.dependant for one in routes(app) if getattr(one, "dependant", None)]
    found = set()
    while waiting:
        asked = waiting.pop()
        waiting += asked.dependencies
        if getattr(asked.call, "__name__", "") == "today":
            found.add(asked.call)
    if not found:
        raise SystemExit("no dependency named 'today' is left: say here how the day is told")
    return found
