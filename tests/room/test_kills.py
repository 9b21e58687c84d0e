"""kill -9 of the worker or of the database at a random moment: before or after, never between.

An import's commit, a rating and a stored plan, over HTTP at the service as its operator starts
it, on a cluster of its own.
"""

import http.client
import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import orjson
import pytest
from sqlalchemy import Connection, func, select

from benchmarks import room
from estate.db import tables as t
from estate.db.embedded import EmbeddedPostgres
from estate.db.engine import make_engine, migrate
from estate.register.queries import audit
from tests.api.imports_office import make_token
from tests.intake import county

#: A small cluster that starts quickly; what keeps a commit safe is as PostgreSQL has it.
_SMALL = {"shared_buffers": "32MB", "max_connections": "40"}


@dataclass
class Victims:
    """A register with its service; either can be killed and comes back."""

    folder: Path
    rows: int
    cluster: EmbeddedPostgres = field(init=False)
    stack: ExitStack = field(default_factory=ExitStack)
    port: int = 0
    process: int = 0
    token: str = ""

    def __post_init__(self) -> None:
        self.cluster = EmbeddedPostgres(self.folder, options=_SMALL)
        url = self.cluster.start()
        migrate(url)
        engine = make_engine(url)
        with engine.begin() as connection:
            county.start(connection)
            file = county.write_csv(self.folder / "first.csv", [county.row("FIRST")])
            county.bring(connection, file)
        self.token = make_token(engine, "editor", "T-CC")
        engine.dispose()
        self.serve()

    def serve(self) -> None:
        self.stack.close()
        self.port, self.process = self.stack.enter_context(
            room.service(self.cluster.url(), self.folder)
        )

    def kill(self, whom: str) -> None:
        if whom == "worker":
            os.kill(self.process, signal.SIGKILL)
        else:
            status = self.cluster.status()
            assert status.pid is not None
            os.kill(status.pid, signal.SIGKILL)

    def come_back(self, whom: str) -> None:
        if whom == "worker":
            self.serve()
            return
        self.cluster.start()
        room.wait_until_ready(self.port)

    def ask(self, method: str, path: str, body: bytes, kind: str) -> tuple[int, Any]:
        """Status (0: no answer) and what was said."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": kind}
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            return answer.status, orjson.loads(answer.read() or b"null")
        except (OSError, http.client.HTTPException, orjson.JSONDecodeError):
            return 0, None
        finally:
            line.close()

    def look(self, what: Any) -> Any:
        engine = make_engine(self.cluster.url())
        try:
            with engine.connect() as connection:
                return what(connection)
        finally:
            engine.dispose()

    def upload(self) -> tuple[int, Any]:
        """A file of rows that nobody has brought before."""
        mark, line = uuid4().hex[:8], uuid4().hex
        rows = [county.row(f"{mark}-{n}", EASTING=county.EAST + n % 900) for n in range(self.rows)]
        path = county.write_csv(self.folder / "rows.csv", rows)
        head = (f"--{line}\r\nContent-Disposition: form-data; name=\"file\"; "
                f"filename=\"{mark}.csv\"\r\n\r\n").encode()  # fmt: skip
        body = head + path.read_bytes() + f"\r\n--{line}--\r\n".encode()
        return self.ask("POST", "/api/v1/imports", body, f"multipart/form-data; boundary={line}")


def count(connection: Connection, table: Any) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


@dataclass(frozen=True)
class State:
    """What each of the three writes leaves behind; the audit chain must be whole in any case."""

    properties: int
    batches: int
    ratings: int
    waiting: int
    committed: int
    history: int


def state(connection: Connection) -> State:
    assert audit.verify(connection).whole
    plan = t.import_plan.c
    by_state = dict(connection.execute(select(plan.state, func.count()).group_by(plan.state)).all())
    return State(
        count(connection, t.property_), count(connection, t.import_batch),
        count(connection, t.rating), by_state.get("waiting", 0), by_state.get("committed", 0),
        count(connection, t.history),
    )  # fmt: skip


class Write:
    """One of the three: made ready, done, and what it leaves when it is done."""

    def __init__(self, there: Victims, kind: str) -> None:
        self.there, self.kind = there, kind
        if kind == "commit":
            status, plan = there.upload()
            assert status == 201, plan
            self.plan = plan["id"]
        first = select(t.property_.c.property_id).where(t.property_.c.local_ref == "FIRST")
        self.rated = there.look(lambda connection: connection.execute(first).scalar_one())

    def do(self) -> tuple[int, Any]:
        there = self.there
        if self.kind == "commit":
            path = f"/api/v1/imports/{self.plan}/commit"
            return there.ask("POST", path, b"", "application/json")
        if self.kind == "plan":
            return there.upload()
        body = orjson.dumps({"scheme": "sharing", "rating": "amber", "reasons": ["UNDERUSE"]})
        path = f"/api/v1/properties/{self.rated}/ratings"
        return there.ask("POST", path, body, "application/json")

    def leaves(self, before: State, found: State) -> bool:
        """True after, False before; anything between fails."""
        if found == before:
            return False
        rows = self.there.rows
        more = {name: getattr(found, name) - getattr(before, name) for name in vars(before)}
        more.pop("history")
        wanted = {"properties": 0, "batches": 0, "ratings": 0, "waiting": 0, "committed": 0}
        wanted |= {
            "commit": {"properties": rows, "batches": 1, "waiting": -1, "committed": 1},
            "rating": {"ratings": 1},
            "plan": {"waiting": 1},
        }[self.kind]
        assert more == wanted, self.kind
        return True


def kill_often(there: Victims, times: int) -> list[bool]:
    """Which of the writes were done when whoever did them was killed."""
    random = np.random.default_rng(20_261_129)
    took, ended = {}, []
    for kind in ("commit", "plan", "rating"):
        write = Write(there, kind)
        began = time.monotonic()
        status, said = write.do()
        assert status in (200, 201), said
        took[kind] = time.monotonic() - began
    for turn in range(times):
        kind = ("commit", "rating", "plan")[turn % 3]
        whom = ("worker", "database")[(turn + turn // 6) % 2]
        ended.append(killed_once(there, kind, whom, float(random.uniform(0, 1.1 * took[kind]))))
    return ended


def killed_once(there: Victims, kind: str, whom: str, delay_s: float) -> bool:
    write = Write(there, kind)
    before, told = there.look(state), []
    asking = threading.Thread(target=lambda: told.append(write.do()[0]))
    asking.start()
    time.sleep(delay_s)
    there.kill(whom)
    asking.join()
    there.come_back(whom)
    done = write.leaves(before, there.look(state))
    if told[0] in (200, 201):
        assert done, f"{kind} was answered {told[0]} and is not there"
    elif kind == "commit" and not done:
        assert write.do()[0] == 200  # it can be done after all
    return done


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    made = Path(f"/tmp/estate-kills-{uuid4().hex[:8]}")  # the database's user must get in
    made.mkdir(mode=0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.mark.long
def test_killed_at_twenty_random_moments(folder: Path) -> None:
    there = Victims(folder, rows=3_000)
    try:
        ended = kill_often(there, 20)
    finally:
        there.stack.close()
        there.cluster.stop()
    assert len(ended) == 20
    assert not all(ended)  # some were killed in time
