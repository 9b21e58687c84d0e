"""A small county behind a real server on loopback, so that many can ask at the same time."""

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import uvicorn
from sqlalchemy import Engine

from api.http.service import Service
from tests.api.imports_office import Office, open_office
from tests.intake import county

#: Nothing here may take so long; on a machine that does ten other things it may take some.
HANGS_S = 120


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Served:
    """The office's service, at an address."""

    office: Office
    address: str
    port: int

    @property
    def here(self) -> Service:
        return self.office.client.app.state.service

    def get(self, path: str, who: str | None = None) -> Answer:
        request = Request(self.address + path, headers=self.office.headers(who))
        try:
            with urlopen(request, timeout=HANGS_S) as answer:
                return _told(answer.status, answer)
        except HTTPError as answer:
            return _told(answer.code, answer)

    def burst(self, paths: list[str]) -> list[Answer]:
        """All at once, each on a connection of its own."""
        with ThreadPoolExecutor(len(paths)) as threads:
            return list(threads.map(self.get, paths))

    @contextmanager
    def asking(self, path: str) -> Iterator[None]:
        """Somebody asks, and goes away without waiting for the answer."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=HANGS_S) as line:
            line.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            yield


def _told(status: int, answer: Any) -> Answer:
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Answer(status, headers, answer.read())


@contextmanager
def serve(url: str, data_dir: Path, rows: int = 40, **settings: Any) -> Iterator[Served]:
    office = open_office(url, data_dir, requests_per_minute=0, **settings)
    app = office.client.app
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, log_level="critical", http="httptools", backlog=512)
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        eventually(lambda: server.started)
        port = int(server.servers[0].sockets[0].getsockname()[1])
        served = Served(office, f"http://127.0.0.1:{port}", port)
        fill(office.engine, data_dir, rows)
        yield served
    finally:
        server.should_exit = True
        thread.join()
        office.engine.dispose()


def fill(engine: Engine, folder: Path, rows: int) -> None:
    """So many properties of each of two organisations, next to each other."""
    for code in ("T-CC", "T-DC"):
        made = [
            county.row(f"{code}-{n}", EASTING=county.EAST + 30 * n, NORTHING=county.NORTH + 7 * n)
            for n in range(rows)
        ]
        with engine.begin() as connection:
            county.bring(connection, county.write_csv(folder / f"{code}.csv", made), code)


def eventually(is_so: Any) -> None:
    until = monotonic() + HANGS_S
    while not is_so():
        assert monotonic() < until, "it never came to be"
        sleep(0.02)
