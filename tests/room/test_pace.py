"""A crowd that arrives at once is let in a few at a time, and nobody is forgotten."""

import asyncio
import socket
import threading
from contextlib import ExitStack
from typing import Any

import uvicorn

from api.edge.pace import Paced
from estate.cli.serve_and_demo import LOOP
from tests.loops import run
from tests.room.serving import eventually

LIVE = "/api/v1/health/live"


def scope(path: str) -> dict[str, Any]:
    return {"type": "http", "path": path}


async def nothing(*_: Any) -> None:
    return None


def test_whether_it_lives_is_told_before_a_crowd_has_begun():
    began: list[str] = []

    async def app(asked: Any, receive: Any, send: Any) -> None:
        began.append(asked["path"])

    paced = Paced(app, at_once=3)

    async def crowd() -> None:
        many = [asyncio.create_task(paced(scope(f"/{n}"), nothing, nothing)) for n in range(50)]
        await asyncio.sleep(0)
        await paced(scope(LIVE), nothing, nothing)
        await asyncio.gather(*many)

    run(crowd())
    assert began.index(LIVE) <= 6
    began.remove(LIVE)
    assert began == [f"/{n}" for n in range(50)]


def test_whoever_goes_while_waiting_keeps_no_turn():
    began: list[str] = []

    async def app(asked: Any, receive: Any, send: Any) -> None:
        began.append(asked["path"])

    paced = Paced(app, at_once=1)

    async def crowd() -> None:
        many = [asyncio.create_task(paced(scope(f"/{n}"), nothing, nothing)) for n in range(4)]
        await asyncio.sleep(0)
        many[2].cancel()
        await asyncio.gather(*many, return_exceptions=True)
        await paced(scope("/later"), nothing, nothing)

    run(crowd())
    assert began == ["/0", "/1", "/3", "/later"]


def test_whoever_connects_behind_a_crowd_is_let_in_with_it() -> None:
    """Each connection of the crowd had a turn of the loop of its own; the probe came last."""
    began: list[str] = []
    stopped, goes_on = threading.Event(), threading.Event()

    async def app(asked: Any, receive: Any, send: Any) -> None:
        began.append(asked["path"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    def hold_the_loop() -> None:
        stopped.set()
        assert goes_on.wait(60)

    async def serve() -> None:
        loops.append(asyncio.get_running_loop())
        await server.serve()

    loops: list[asyncio.AbstractEventLoop] = []
    config = uvicorn.Config(
        Paced(app), port=0, lifespan="off", log_level="critical", http="httptools", **LOOP
    )
    server = uvicorn.Server(config)

    def run_it() -> None:
        with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
            runner.run(serve())

    thread = threading.Thread(target=run_it)
    thread.start()
    try:
        eventually(lambda: server.started)
        port = server.servers[0].sockets[0].getsockname()[1]
        loops[0].call_soon_threadsafe(hold_the_loop)
        assert stopped.wait(60)
        with ExitStack() as lines:
            for path in [f"/{n}" for n in range(60)] + [LIVE]:
                line = lines.enter_context(socket.create_connection(("127.0.0.1", port)))
                line.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            goes_on.set()
            eventually(lambda: len(began) == 61)
    finally:
        goes_on.set()
        server.should_exit = True
        thread.join()
    assert began.index(LIVE) < 30
