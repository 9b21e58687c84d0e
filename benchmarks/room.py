"""A full room: how long the last of so many waits, beside what the same service does steadily.

Usage: python -m benchmarks room

One worker over the sample county, asked by one generator on the same machine: memory at rest,
so many answers a second of a steady mix, then bursts of 40, 80, 120 and 200 of that mix at once.
What counts are ratios within the run: the slowest hundredth of a burst against burst ÷ steady
rate (1.0: the work was done one after the other, without a gap), and how long
``/api/v1/health/live`` takes meanwhile.
"""

import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import quote

import numpy as np

from estate.cli import sample_county
from estate.db.embedded import EmbeddedPostgres
from estate.db.engine import migrate

BURSTS = (40, 80, 120, 200)
LIVE = "/api/v1/health/live"
_LONGEST_S = 300
_STEADY_CLIENTS = 20


@dataclass(frozen=True)
class Asked:
    """One question: what was answered (0: nothing), and after how long."""

    path: str
    status: int
    seconds: float


@dataclass
class Told:
    """What became of many questions."""

    seconds: float
    asked: list[Asked] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        """Answers a second over all clients."""
        return len(self.asked) / self.seconds

    @property
    def statuses(self) -> Counter[int]:
        """How often each status was answered; 0 is no answer at all."""
        return Counter(one.status for one in self.asked)

    def quantile_s(self, share: float) -> float:
        """So large a share of the questions was answered within so many seconds."""
        return float(np.quantile([one.seconds for one in self.asked], share))


class Client:
    """One kept-open connection, opened anew where it has ended."""

    def __init__(self, port: int, headers: dict[str, str] | None = None) -> None:
        self._port, self._headers = port, headers or {}
        self._line: http.client.HTTPConnection | None = None

    def ask(self, path: str, method: str = "GET", body: bytes | None = None) -> Asked:
        """Ask once; a connection that breaks is status 0."""
        began = time.monotonic()
        try:
            if self._line is None:
                self._line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_LONGEST_S)
            self._line.request(method, path, body, self._headers)
            answer = self._line.getresponse()
            answer.read()
            status = answer.status
        except (OSError, http.client.HTTPException):
            self.close()
            status = 0
        return Asked(path, status, time.monotonic() - began)

    def close(self) -> None:
        """Hang up."""
        if self._line is not None:
            self._line.close()
            self._line = None


def burst(port: int, paths: Sequence[str]) -> Told:
    """All of them at once, each on a connection of its own."""
    together = threading.Barrier(len(paths))

    def ask(path: str) -> Asked:
        client = Client(port)
        together.wait()
        try:
            return client.ask(path)
        finally:
            client.close()

    began = time.monotonic()
    with ThreadPoolExecutor(len(paths)) as threads:
        asked = list(threads.map(ask, paths))
    return Told(time.monotonic() - began, asked)


def steady(port: int, paths: Sequence[str], clients: int, seconds: float) -> Told:
    """So many clients, each asking for the next path as soon as it is answered."""
    told, next_one, until = Told(seconds), count(), time.monotonic() + seconds

    def keep_asking(_: int) -> None:
        client = Client(port)
        while time.monotonic() < until:
            told.asked.append(client.ask(paths[next(next_one) % len(paths)]))
        client.close()

    began = time.monotonic()
    with ThreadPoolExecutor(clients) as threads:
        list(threads.map(keep_asking, range(clients)))
    told.seconds = time.monotonic() - began
    return told


@contextmanager
def pulse(port: int, path: str = LIVE) -> Iterator[Told]:
    """Ask whether the service lives, again and again, while something else is done to it."""
    told, began = Told(0.0), time.monotonic()
    script = str(Path(__file__).with_name("pulse.py"))
    with subprocess.Popen(
        [sys.executable, "-I", script, str(port), path],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        if process.stdout is None or process.stdout.readline() != "began\n":
            raise RuntimeError("the pulse did not begin")
        yield told
        lines = process.communicate()[0].splitlines()
    parts = (line.split() for line in lines)
    told.asked += [Asked(path, int(status), float(seconds)) for status, seconds in parts]
    told.seconds = time.monotonic() - began


def mixed(port: int, many: int) -> list[str]:
    """So many questions as a club asks them: mostly quick ones, some that take long."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=_LONGEST_S)

    def found(path: str) -> dict[str, list[dict[str, object]]]:
        client.request("GET", path)
        answer: dict[str, list[dict[str, object]]] = json.loads(client.getresponse().read())
        return answer

    ids = [str(one["id"]) for one in found("/api/v1/properties?limit=200")["features"]]
    codes = [str(one["code"]) for one in found("/api/v1/organisations")["organisations"]]
    client.close()
    every = [
        lambda n: f"/api/v1/properties/{ids[n % len(ids)]}",
        lambda _: "/api/v1/stats",
        lambda n: f"/api/v1/properties/{ids[n * 7 % len(ids)]}/candidates?limit=10",
        lambda n: f"/organisations/{quote(codes[n % len(codes)])}",
        lambda _: "/map/properties.geojson",
        lambda _: "/api/v1/savings/portfolio",
        lambda n: f"/api/v1/properties?bbox=-2.{n % 9},52.0,-1.{n % 9},52.5&limit=50",
        lambda n: f"/properties/{ids[n * 3 % len(ids)]}",
        lambda _: "/api/v1/leases/calendar",
        lambda _: "/api/v1/candidates?town=Evesham&limit=20",
        lambda _: "/",
        lambda _: "/county",
        lambda n: f"/api/v1/exports/properties.csv?organisation={quote(codes[n % len(codes)])}",
    ]
    return [every[n % len(every)](n) for n in range(many)]


def memory_mib(process: int) -> float:
    """What a process holds in memory (its resident set), in MiB."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise ValueError(f"there is no process {process}")


@contextmanager
def service(url: str, data_dir: Path, **settings: str) -> Iterator[tuple[int, int]]:
    """``estate serve`` over a register, as its operator starts it: (port, process)."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = os.environ | {
        "ESTATE_DATABASE_URL": url, "ESTATE_DATA_DIR": str(data_dir), "ESTATE_READER": "club",
        "ESTATE_REQUESTS_PER_MINUTE": "0", **settings,
    }  # fmt: skip
    estate = Path(sys.executable).with_name("estate")
    with (data_dir / "serve.log").open("ab") as log:
        process = subprocess.Popen(
            [str(estate), "serve", "--port", str(port)], env=environment, stdout=log, stderr=log
        )
        try:
            wait_until_ready(port)
            yield port, process.pid
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(120)


def wait_until_ready(port: int) -> None:
    """Until the service answers and its register does."""
    until, client = time.monotonic() + _LONGEST_S, Client(port)
    while client.ask("/api/v1/health/ready").status != 200:
        if time.monotonic() > until:
            raise TimeoutError("the service did not come up")
        time.sleep(0.1)
    client.close()


def main() -> None:
    """Measure everything and print it as a table."""
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores (compare at rest)")
    with tempfile.TemporaryDirectory(prefix="estate-bench-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the database's user must be able to enter
        cluster = EmbeddedPostgres(folder)
        url = cluster.start()
        try:
            migrate(url)
            sample_county.load(url, folder / "sample")
            with service(url, folder) as (port, process):
                _measure(port, process)
        finally:
            cluster.stop()
    print(f"load after: {os.getloadavg()[0]:.1f}")


def _measure(port: int, process: int) -> None:
    print(f"memory at rest: {memory_mib(process):.0f} MiB")
    paths = mixed(port, max(BURSTS))
    burst(port, paths[:13])  # warm: one of each
    rate = steady(port, paths, _STEADY_CLIENTS, 15)
    print(f"steady, {_STEADY_CLIENTS} clients: {rate.per_second:.1f} a second, "
          f"p99 {rate.quantile_s(0.99):.2f} s, {dict(rate.statuses)}")  # fmt: skip
    print(f"{'burst':>6} {'p50 s':>7} {'p99 s':>7} {'÷ rate':>7} {'live p99 ms':>12} "
          f"{'worst ms':>9} {'MiB':>5}  statuses")  # fmt: skip
    for many in BURSTS:
        with pulse(port) as live:
            told = burst(port, paths[:many])
        share = told.quantile_s(0.99) / (many / rate.per_second)
        print(f"{many:6} {told.quantile_s(0.5):7.2f} {told.quantile_s(0.99):7.2f} {share:7.2f} "
              f"{1e3 * live.quantile_s(0.99):12.0f} {1e3 * live.quantile_s(1):9.0f} "
              f"{memory_mib(process):5.0f}  {dict(told.statuses)}", flush=True)  # fmt: skip
    for turn in range(3):
        steady(port, paths, _STEADY_CLIENTS, 10)
        print(f"memory after {turn + 1} × 10 s of load: {memory_mib(process):.0f} MiB")
