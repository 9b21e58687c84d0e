"""Answers that are made for one request, packed as its sender likes best; kept ones are already.

Only texts that are worth it. An answer to a request that another site has caused goes as it is:
from how small a text becomes, such a site could learn what it holds (the attack named BREACH).
"""

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.encoding import encoded, negotiate

ENCODINGS = ("zstd", "br", "gzip")
_TEXTS = (
    "text/",
    "application/json",
    "application/problem+json",
    "application/geo+json",
    "image/svg+xml",
)
_WORTH_BYTES = 1_000
#: Larger ones are packed beside the event loop.
_LARGE_BYTES = 64_000


class PackedTexts:
    """ASGI middleware: Content-Encoding for texts that come in one piece."""

    def __init__(self, app: ASGIApp) -> None:
        """``app``: what answers."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, packed where that helps."""
        encoding = _chosen(scope)
        if encoding == "identity":
            await self._app(scope, receive, send)
            return
        await self._app(scope, receive, _Packer(encoding, send).send)


def _chosen(scope: Scope) -> str:
    if scope["type"] != "http":
        return "identity"
    asked = Headers(scope=scope)
    if asked.get("sec-fetch-site") == "cross-site":
        return "identity"
    return negotiate(asked.get("accept-encoding", ""), ENCODINGS)


class _Packer:
    """Holds the head of an answer back until its body shows whether it is packed."""

    def __init__(self, encoding: str, send: Send) -> None:
        self._encoding, self._send = encoding, send
        self._head: Message | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_text(message):
            self._head = message
            return
        if self._head is not None:
            head, self._head = self._head, None
            headers = MutableHeaders(raw=head["headers"])
            headers.add_vary_header("Accept-Encoding")
            if _is_worth_it(message):
                message = await self._packed(message, headers)
            await self._send(head)
        await self._send(message)

    async def _packed(self, message: Message, headers: MutableHeaders) -> Message:
        body = message["body"]
        if len(body) > _LARGE_BYTES:
            packed = await run_in_threadpool(encoded, body, self._encoding)
        else:
            packed = encoded(body, self._encoding)
        headers["Content-Encoding"] = self._encoding
        headers["Content-Length"] = str(len(packed))
        return {**message, "body": packed}


def _is_text(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    return headers.get("content-type", "").startswith(_TEXTS) and "content-encoding" not in headers


def _is_worth_it(message: Message) -> bool:
    whole = message["type"] == "http.response.body" and not message.get("more_body", False)
    return whole and len(message.get("body", b"")) >= _WORTH_BYTES
