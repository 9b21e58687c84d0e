"""What each layer of the feed gives: CPU time of an answer with layers off, one at a time (ADR 33).

Usage: python -m benchmarks layers [ROUNDS]

CPU seconds of the service and of PostgreSQL together, beside tipg: they tell the same on a busy
machine, where the clock does not. Every variant is a service of its own over one database; all
are asked in turns, over one connection.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from unittest import mock

from benchmarks import feed, load
from estate.db.embedded import EmbeddedPostgres

#: Name → what is switched off in that service.
VARIANTS = {
    "all layers": "",
    "no list in memory": "listing",
    "no gate": "gate",
    "no answers kept": "answers",
    "tipg": "",
}
_TICKS = os.sysconf("SC_CLK_TCK")
_OURS = "/api/v1/properties?limit=100&bbox={}"
_TIPGS = "/collections/public.bench_feed/items?limit=100&f=geojson&bbox={}"
_TIPGS_ALL = "/collections/public.bench_feed/items?limit=10000&f=geojson"


def main(rounds: int = 3) -> None:
    """Measure and print a table."""
    with tempfile.TemporaryDirectory(prefix="estate-bench-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the database's user must be able to enter
        cluster = EmbeddedPostgres(folder)
        url = cluster.start()
        try:
            feed._prepared(url, folder).dispose()
            server = int(next(folder.rglob("postmaster.pid")).read_text().split()[0])
            with _services(url, folder) as asked:
                _measure(asked, server, rounds)
        finally:
            cluster.stop()


@contextmanager
def _services(url: str, folder: Path) -> Iterator[dict[str, tuple[int, str]]]:
    """Process and address by name."""
    started: dict[str, subprocess.Popen[bytes]] = {}
    found: dict[str, tuple[int, str]] = {}
    try:
        for name, off in VARIANTS.items():
            command = [sys.executable, "-m", "benchmarks.layers", "serve", off, url]
            environment = {"ESTATE_REQUESTS_PER_MINUTE": "0", "ESTATE_READER": "club"}
            if off == "answers":
                environment["ESTATE_FEED_MEMORY_MB"] = "0"
            if name == "tipg":
                command, environment = feed._tipg(url, folder)
            port = feed._free_port()
            whole = {**os.environ, **environment}
            started[name] = subprocess.Popen([*command, str(port)], env=whole)
            found[name] = started[name].pid, f"http://127.0.0.1:{port}"
        for name, (_, base) in found.items():
            feed._wait_for(base + ("/healthz" if name == "tipg" else feed.FEED))
        yield found
    finally:
        for process in started.values():
            process.terminate()
        for process in started.values():
            process.wait()


def serve(off: str, url: str, port: int) -> None:
    """Our service, one layer switched off."""
    if off == "listing":
        mock.patch("api.properties.paging.Listings.may_hold", False).start()
    if off == "gate":
        mock.patch("api.app.CachedAnswers", lambda inner, **_: inner).start()
    feed.serve(url, port)


def _measure(services: dict[str, tuple[int, str]], server: int, rounds: int) -> None:
    """The first round warms up and is not counted."""
    new = iter(feed._boxes(feed.MANY))
    some = [feed._words(next(new)) for _ in range(60)]

    def once(form: str) -> list[str]:
        return [form.format(feed._words(next(new))) for _ in range(60)]

    questions: dict[str, tuple[str, Callable[[], list[str]], Callable[[], list[str]]]] = {
        "whole county, as a browser asks": (
            feed.BROWSER, lambda: [feed.FEED] * 60, lambda: [_TIPGS_ALL] * 3,
        ),
        "page of 100 in a box, asked before": (
            "identity", lambda: [_OURS.format(box) for box in some],
            lambda: [_TIPGS.format(box) for box in some],
        ),
        "page of 100 in a box, asked for once": (
            "identity", lambda: once(_OURS), lambda: once(_TIPGS),
        ),
    }  # fmt: skip
    for title, (encoding, ours, tipgs) in questions.items():
        used: dict[str, list[float]] = {name: [] for name in services}
        for number in range(rounds + 1):
            for name, (process, base) in services.items():
                paths = tipgs() if name == "tipg" else ours()
                spent = _cpu_ms(process, server, load.Connection(base, encoding), paths)
                used[name] += [spent] if number else []
        print(title, flush=True)
        for name, times in used.items():
            beside = median(used["tipg"]) / median(times)
            print(f"  {name:20} {median(times):8.2f} CPU ms an answer ({beside:6.1f} × tipg)")


def _cpu_ms(process: int, server: int, asker: load.Connection, paths: list[str]) -> float:
    """Of one answer: the service's and its database's."""

    def spent() -> int:
        return sum(map(_ticks, (process, *_children(server))))

    before = spent()
    for path in paths:
        asker.get(path)
    asker.socket.close()
    return 1_000 * (spent() - before) / _TICKS / len(paths)


def _children(process: int) -> list[int]:
    return [
        int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()
    ]


def _ticks(process: int) -> int:
    try:
        told = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:  # it has ended
        return 0
    return int(told[11]) + int(told[12])


if __name__ == "__main__":
    serve(sys.argv[2], sys.argv[3], int(sys.argv[4]))
