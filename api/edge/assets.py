"""The map's own files, under a path that names their version: sent packed, kept for ever."""

import os
from pathlib import Path
from threading import Lock

from cachetools import LRUCache, cached
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from api.http.encoding import Packed
from maps import bundles

_PACKED_KINDS = ("text/", "application/javascript", "application/json", "image/svg+xml")
#: Smaller ones gain nothing that the header does not take away again.
_MIN_BYTES = 300
_VARY = {"Vary": "Accept-Encoding"}


class ImmutableAssets(StaticFiles):
    """Static files whose address changes whenever they do."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, packed as its reader likes it."""
        asked = Headers(scope=scope)
        if path in bundles.NAMES and scope["method"] in ("GET", "HEAD"):
            kept = await run_in_threadpool(_put_together, path)
            response = await run_in_threadpool(kept.response, _VARY, asked)
        else:
            response = await super().get_response(path, scope)
        if response.status_code == 200 and isinstance(response, FileResponse):
            response = _packed(response, asked) or response
        if response.status_code in (200, 304):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def _packed(response: FileResponse, asked: Headers) -> Response | None:
    """The same file packed; None where that would gain nothing, or a part of it is asked for."""
    kind = response.media_type or ""
    stat = response.stat_result
    if not kind.startswith(_PACKED_KINDS) or stat is None or stat.st_size < _MIN_BYTES:
        return None
    if "range" in asked:
        return None
    kept = _read(os.fspath(response.path), stat.st_mtime_ns, kind)
    return kept.response(_VARY, asked)


@cached(LRUCache(len(bundles.NAMES)), lock=Lock())
def _put_together(name: str) -> Packed:
    text, kind = bundles.served(name)
    return Packed(text.encode(), f"{kind}; charset=utf-8", lasting=True)


@cached(LRUCache(200))
def _read(path: str, _changed_at: int, kind: str) -> Packed:
    return Packed(Path(path).read_bytes(), kind, lasting=True)
