"""Answers that are made for one request, packed as its sender reads it; kept ones are already.

Only texts that are worth it. An answer to a request that another site has caused goes as it is:
from how small a text becomes, such a site could learn what it holds (the attack named BREACH).
"""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette_compress import CompressMiddleware, add_compress_type

_WORTH_BYTES = 1_000
for _kind in ("application/problem+json", "text/csv"):
    add_compress_type(_kind)


class PackedTexts(CompressMiddleware):
    """ASGI middleware: Content-Encoding for texts (starlette-compress), none for other sites."""

    def __init__(self, app: ASGIApp) -> None:
        """``app``: what answers. Levels: in a few milliseconds most of what there is to gain."""
        super().__init__(
            app, minimum_size=_WORTH_BYTES, zstd_level=5, brotli_quality=4, gzip_level=5
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, packed where that helps."""
        if scope["type"] == "http" and Headers(scope=scope).get("sec-fetch-site") == "cross-site":
            await self.app(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)
