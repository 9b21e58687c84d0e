"""The service asked from within its own process: the same answers, without a network."""

import asyncio
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from starlette.types import ASGIApp, Message


class Unanswered(RuntimeError):
    """The service gave anything but a 200."""


@dataclass
class _Answer:
    status: int = 0
    body: bytearray = field(default_factory=bytearray)

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")


async def ask(app: ASGIApp, path: str, query: list[tuple[str, str]] | None = None) -> bytes:
    """The body that a reader without a name gets; Unanswered for anything but a 200."""
    answer = _Answer()
    await app(_scope(path, query or []), _nothing_more(), answer.take)
    if answer.status != 200:
        raise Unanswered(f"{path} answered {answer.status}")
    return bytes(answer.body)


def _scope(path: str, query: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
        "scheme": "http", "path": path, "raw_path": path.encode(), "root_path": "",
        "query_string": urlencode(query).encode(), "headers": [(b"host", b"localhost")],
        "server": ("localhost", 80), "client": ("localhost", 0), "state": {},
    }  # fmt: skip


def _nothing_more() -> Any:
    sent = False

    async def receive() -> Message:
        nonlocal sent
        if sent:
            await asyncio.Event().wait()  # whoever asks stays to hear the answer
        sent = True
        return {"type": "http.request", "body": b"", "more_body": False}

    return receive
