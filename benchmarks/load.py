"""A small load generator: so many kept-open connections, each asking again as soon as answered.

Plain sockets, one thread a connection, nothing parsed but the length: it takes little of the
processor that the service under test shares with it, and treats every service the same.
"""

import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import cycle
from statistics import median
from urllib.parse import urlsplit

_CHUNK = 1 << 18


@dataclass
class Load:
    """What one run gave: answers a second, the middle time of one, bytes of the last one."""

    seconds: float
    times: list[float] = field(default_factory=list)
    size: int = 0

    @property
    def per_second(self) -> float:
        """Answers a second over all connections."""
        return len(self.times) / self.seconds

    @property
    def middle_ms(self) -> float:
        """Median time from question to last byte, milliseconds."""
        return 1_000 * median(self.times)


class Connection:
    """One kept-open HTTP/1.1 connection."""

    def __init__(self, url: str, accept_encoding: str) -> None:
        """``accept_encoding``: that header, e.g. ``identity`` or ``br, gzip``."""
        parts = urlsplit(url)
        self.headers = f"Host: {parts.netloc}\r\nAccept-Encoding: {accept_encoding}\r\n\r\n"
        self.socket = socket.create_connection((parts.hostname or "", parts.port or 80))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.room = bytearray(_CHUNK)

    def get(self, path: str) -> int:
        """Ask once; the body's length in bytes. Any status but 200 ends the run."""
        self.socket.sendall(f"GET {path} HTTP/1.1\r\n{self.headers}".encode())
        head, body = self._head()
        if not head.startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"{path} answered {head[:60]!r}")
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        if b"content-length" in fields:
            return self._counted(int(fields[b"content-length"]), len(body))
        return self._chunked(body)

    def _head(self) -> tuple[bytes, bytes]:
        got = b""
        while b"\r\n\r\n" not in got:
            more = self.socket.recv(_CHUNK)
            if not more:
                raise SystemExit("the service closed the connection")
            got += more
        head, _, body = got.partition(b"\r\n\r\n")
        return head, body

    def _counted(self, length: int, have: int) -> int:
        while have < length:
            got = self.socket.recv_into(self.room)
            if not got:
                raise SystemExit("the service closed the connection")
            have += got
        return length

    def _chunked(self, body: bytes) -> int:
        parts = [body]
        while not parts[-1].endswith(b"0\r\n\r\n"):
            parts.append(self.socket.recv(_CHUNK))
        return sum(map(len, parts))


def run(
    base: str,
    paths: Iterable[str],
    *,
    connections: int,
    seconds: float,
    accept_encoding: str = "identity",
    before: Callable[[], None] | None = None,
) -> Load:
    """Ask for the paths in turn for so long. ``before`` runs ahead of each question, untimed.

    Each connection asks for every path of a list; of an iterator, each path is asked for once.
    """
    asked = [_one(base, paths, accept_encoding, before) for _ in range(connections)]
    result = Load(0.0)
    began = time.perf_counter()
    end = began + seconds
    threads = [threading.Thread(target=_until, args=(one, end, result)) for one in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    result.seconds = sum(result.times) if before else time.perf_counter() - began
    return result


def _one(
    base: str, paths: Iterable[str], accept_encoding: str, before: Callable[[], None] | None
) -> Iterator[tuple[float, int]]:
    connection = Connection(base, accept_encoding)
    for path in cycle(paths):
        if before is not None:
            before()
        began = time.perf_counter()
        size = connection.get(path)
        yield time.perf_counter() - began, size


def _until(asked: Iterator[tuple[float, int]], end: float, result: Load) -> None:
    while time.perf_counter() < end:
        took, result.size = next(asked)
        result.times.append(took)
