"""``scripts/audit`` finds what is on record, and says where nobody could be asked."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).resolve().parents[1] / "scripts" / "audit"
NOBODY = "http://127.0.0.1:9/"


class Databases(BaseHTTPRequestHandler):
    """Both databases in one: a flaw of one Python package, one of the map's library."""

    def do_POST(self) -> None:
        asked = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        answer = self.of_npm() if "npm" in self.path else self.of_python(json.loads(asked))
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    @staticmethod
    def of_python(asked: dict[str, Any]) -> dict[str, Any]:
        name, version = asked["package"]["name"], asked["version"]
        if name != "anyio":
            return {}
        fixed = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "999.1"}]}]
        package = {"name": name, "ecosystem": "PyPI"}
        affected = [{"package": package, "ranges": fixed, "versions": [version]}]
        return {"vulns": [{"id": "MADE-UP-1", "summary": "", "affected": affected,
                           "modified": "2026-01-01T00:00:00Z"}]}  # fmt: skip

    @staticmethod
    def of_npm() -> dict[str, Any]:
        return {"leaflet": [{"id": 1, "url": "", "title": "made up", "severity": "high",
                             "vulnerable_versions": ">=0", "cwe": [],
                             "cvss": {"score": 8, "vectorString": None}}]}  # fmt: skip

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is said on the terminal."""


@contextmanager
def databases() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Databases) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def audit(osv: str, npm: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), "--osv", osv, "--npm", npm]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_what_is_on_record_is_named_and_fails() -> None:
    with databases() as address:
        answer = audit(address, address + "npm/")
    assert answer.returncode == 1
    assert "MADE-UP-1, mended in 999.1" in answer.stderr and "anyio" in answer.stderr
    assert "leaflet: high, versions" in answer.stderr


def test_where_nobody_can_be_asked_it_says_so_and_passes() -> None:
    answer = audit(NOBODY, NOBODY)
    assert answer.returncode == 0
    assert answer.stdout.count("not asked, the database cannot be reached from here") == 2
