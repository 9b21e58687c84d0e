"""Bytes ready to be sent: compressed once for each encoding, told apart by their tag.

A browser says which encodings it reads, and how gladly (``Accept-Encoding`` with q-values,
RFC 9110 §12.5.3); it sends the tags of what it already holds (``If-None-Match``).
"""

import gzip
import hashlib
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import brotli
import orjson
import zstandard
from starlette.responses import Response

#: Level 12 stays within the 8 MB window that browsers hold (RFC 9659).
_LIVE: Mapping[str, Callable[[bytes], bytes]] = {
    "zstd": lambda body: zstandard.ZstdCompressor(level=12).compress(body),
    "br": lambda body: brotli.compress(body, quality=6),
    "gzip": lambda body: gzip.compress(body, 6, mtime=0),
}
#: For what is packed once in the life of a version of the program.
_LASTING: Mapping[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=11),
    "zstd": lambda body: zstandard.ZstdCompressor(level=19).compress(body),
    "gzip": lambda body: gzip.compress(body, 9, mtime=0),
}


class Packed:
    """A body with its tag; each encoding of it is made when first asked for, once."""

    def __init__(
        self, body: bytes, media_type: str, *, etag: str | None = None, lasting: bool = False
    ) -> None:
        """``etag``: the body's own tag when it is already known; ``lasting``: pack it tightly."""
        self.body = body
        self.media_type = media_type
        self.etag = etag or tag_of(body)
        self._packers = _LASTING if lasting else _LIVE
        self._made: dict[str, bytes] = {"identity": body}
        self._lock = threading.Lock()

    @classmethod
    def json(cls, value: Any) -> "Packed":
        """A value as JSON."""
        return cls(orjson.dumps(value), "application/json")

    def __len__(self) -> int:
        """Bytes of memory that it takes, about."""
        return sum(map(len, self._made.values()))

    def encoded(self, encoding: str) -> bytes:
        """The bytes in one of the encodings of ``negotiate``."""
        with self._lock:
            if encoding not in self._made:
                self._made[encoding] = self._packers[encoding](self.body)
            return self._made[encoding]

    def is_made_for(self, asked: Mapping[str, str]) -> bool:
        """Whether nothing must be packed to answer a request with these headers."""
        return self._encoding_for(asked) in self._made

    def _encoding_for(self, asked: Mapping[str, str]) -> str:
        return negotiate(asked.get("accept-encoding", ""), tuple(self._packers))

    def response(self, headers: Mapping[str, str], asked: Mapping[str, str]) -> Response:
        """The answer to a request with the headers ``asked``: 304 when its sender has it."""
        known = {"ETag": self.etag, **headers}
        if is_known(self.etag, asked.get("if-none-match", "")):
            return Response(status_code=304, headers=known)
        encoding = self._encoding_for(asked)
        if encoding != "identity":
            known["Content-Encoding"] = encoding
        return Response(self.encoded(encoding), headers=known, media_type=self.media_type)


def tag_of(body: bytes) -> str:
    """A weak tag: the same for every encoding of one body."""
    return f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'


def is_known(etag: str, if_none_match: str) -> bool:
    """Whether the tag is among those of an ``If-None-Match``, compared weakly."""
    given = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return "*" in given or etag.removeprefix("W/") in given


@lru_cache(1_000)
def negotiate(accept_encoding: str, offered: Sequence[str]) -> str:
    """The encoding its reader likes best of those offered (best first), else ``identity``.

    Of equals the first offered is taken. An encoding that the header does not name is not
    sent, unless ``*`` lets it; ``q=0`` forbids one.
    """
    liked = weights(accept_encoding)
    anything = liked.get("*", 0.0)
    best, weight = "identity", 0.0
    for encoding in offered:
        given = liked.get(encoding, anything)
        if given > weight:
            best, weight = encoding, given
    return best if weight >= liked.get("identity", 0.0) else "identity"


def weights(header: str) -> dict[str, float]:
    """What a header of choices names, in small letters, each with its q-value (1 unless said)."""
    found: dict[str, float] = {}
    for part in header.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        if name:
            found[name] = _weight(parameters)
    return found


def _weight(parameters: Sequence[str]) -> float:
    """1 when nothing is said, 0 for what cannot be understood."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(1.0, max(0.0, float(value)))
            except ValueError:
                return 0.0
    return 1.0
