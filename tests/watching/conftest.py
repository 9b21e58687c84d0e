"""The command itself, serving as an operator runs it: its lines, its figures."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from prometheus_client.parser import text_string_to_metric_families

METRICS_TOKEN = "figures-for-prometheus-alone-1"
#: A generous hang guard, not a measure.
_STARTS_WITHIN_S = 120


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def samples(text: str) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """Every sample of an exposition, by name and labels."""
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def total(text: str, name: str, **labels: str) -> float:
    """Sum of a metric's samples with these labels."""
    wanted = set(labels.items())
    return sum(
        value for (sample, has), value in samples(text).items() if sample == name and wanted <= has
    )


@dataclass
class Running:
    """A service that runs, and what it has written so far."""

    process: "subprocess.Popen[str]"
    base: str
    metrics: str
    log: Path

    def figures(self) -> str:
        answer = requests.get(self.metrics, timeout=30)
        answer.raise_for_status()
        return answer.text

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]


@contextmanager
def running(
    url: str, folder: Path, workers: int, environment: dict[str, str] | None = None
) -> Iterator[Running]:
    """`estate serve` on this register, with both doors of figures open."""
    port, own = free_port(), free_port()
    settings = {
        "ESTATE_DATABASE_URL": url,
        "ESTATE_DATA_DIR": str(folder / "data"),
        "ESTATE_METRICS_PORT": str(own),
        "ESTATE_METRICS_TOKEN": METRICS_TOKEN,
        "ESTATE_READER": "club",
    }
    code = "import sys; from estate.cli import main; sys.argv[0] = 'estate'; main()"
    command = [sys.executable, "-c", code, "serve", "--port", str(port)]
    log = folder / "log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [*command, "--workers", str(workers)], stdout=out, stderr=out, text=True,
            env={**os.environ, **settings, **(environment or {})},
        )  # fmt: skip
    here = Running(process, f"http://127.0.0.1:{port}", f"http://127.0.0.1:{own}/metrics", log)
    try:
        _wait(here, workers)
        yield here
    finally:
        if process.poll() is None:
            here.stop()


def _wait(here: Running, workers: int) -> None:
    until = time.monotonic() + _STARTS_WITHIN_S
    while time.monotonic() < until:
        if here.process.poll() is not None:
            break
        try:
            ready = requests.get(f"{here.base}/api/v1/health/live", timeout=5).ok
            told = here.figures()
            looked = total(told, "estate_looked_timestamp_seconds") > 0
            # Each worker looks at itself in its own time.
            seen = sum(name == "estate_threads" for name, _ in samples(told))
            if ready and looked and total(told, "estate_workers") == workers == seen:
                return
        except requests.ConnectionError:
            pass
        time.sleep(0.1)
    raise AssertionError("the service did not start:\n" + here.log.read_text())
