"""A crowd that arrives at once is let in a few at a time, and nobody is forgotten."""

import asyncio
from typing import Any

from api.pace import Paced
from tests.loops import run


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
        await paced(scope("/api/v1/health/live"), nothing, nothing)
        await asyncio.gather(*many)

    run(crowd())
    assert began.index("/api/v1/health/live") <= 6
    began.remove("/api/v1/health/live")
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
