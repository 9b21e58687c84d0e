"""Who asks, as far as counting goes: an address, what it brings along, and how often.

Whether a token, a sign-in, a link or a login was right is found out further in and told by
``found``, ``unknown`` and ``missed``; ``api.edge.rate_limits`` reads it from the request's state.
"""

import hashlib
import secrets
from array import array
from enum import StrEnum, auto
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from time import monotonic
from typing import Any

from starlette.requests import Request

MINUTE_S = 60
_IS_KNOWN, _MISSED = "is_known", "missed_credential"
#: All addresses that one subscriber of IPv6 is given at the least (RFC 6177).
_SUBSCRIBER_BITS = 64


class Credential(StrEnum):
    """What somebody may try to guess."""

    TOKEN = auto()
    LINK = auto()
    LOGIN = auto()


def found(request: Request) -> None:
    """Whoever asks is known: by a token or a sign-in that holds."""
    setattr(request.state, _IS_KNOWN, True)


def unknown(request: Request) -> None:
    """The token or the cookie that was brought along opens nothing (any more)."""
    setattr(request.state, _IS_KNOWN, False)


def missed(request: Request, credential: Credential) -> None:
    """Somebody tried this, and it was wrong. (A cookie that has ended is no such try.)"""
    setattr(request.state, _MISSED, credential)


def is_known(state: dict[str, Any]) -> bool | None:
    """Whether somebody turned out to be known; None when nobody looked."""
    return state.get(_IS_KNOWN)


def credential_missed(state: dict[str, Any]) -> Credential | None:
    """What was tried and was wrong."""
    return state.get(_MISSED)


@lru_cache(4096)
def place_of(address: str) -> str:
    """The address that counts: of IPv6 the network of 64 bits, for whoever has one has all."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ip_network((int(found), _SUBSCRIBER_BITS), strict=False))


def brought(request: Request, session_secret: str | None) -> tuple[str | None, Credential | None]:
    """Under which name a token or a cookie would be counted, never itself; and what is tried."""
    token = request.headers.get("Authorization")
    if token is not None:
        return _name(f"token {token}"), Credential.TOKEN
    path = request.scope["path"]
    if path == "/sign-in/callback":
        return None, Credential.LOGIN
    if request.method == "POST" and path.startswith("/sign-in/once/"):
        return None, Credential.LINK
    if path.startswith(("/reminders/feed/", "/reminders/stop/")):
        return None, Credential.LINK
    return (None if session_secret is None else _name(f"session {session_secret}")), None


def _name(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def seconds_left() -> float:
    """Until the next minute of this process begins."""
    return MINUTE_S - monotonic() % MINUTE_S


class Counts:
    """How often each name came up this minute, in memory of one size (a count-min sketch).

    Each name has one cell in each row, chosen by a key that nobody outside knows; its count is
    the least of them. So nothing is ever pushed out by the names of others, and somebody is
    counted too high only when in every row somebody busy shares the cell.
    """

    _ROWS, _WIDTH = 4, 1 << 16

    def __init__(self) -> None:
        self._key = secrets.token_bytes(16)
        self._cells = array("l")
        self._minute = -1

    def add(self, *name: str, more: int = 1) -> int:
        """How often this minute, this time included; ``more=0`` only looks."""
        cells = self._of(name)
        for cell in cells if more else ():
            self._cells[cell] += more
        return min(self._cells[cell] for cell in cells)

    def take_back(self, minute: int, *name: str) -> None:
        """One less, unless the minute in which it was counted is over."""
        if minute == self.minute():
            self.add(*name, more=-1)

    def minute(self) -> int:
        """The minute of the machine's running, whatever its clock is set to."""
        return int(monotonic() // MINUTE_S)

    def _of(self, name: tuple[str, ...]) -> list[int]:
        if self._minute != self.minute():
            self._minute = self.minute()
            self._cells = array("l", bytes(array("l").itemsize * self._ROWS * self._WIDTH))
        text = "\0".join(name).encode("utf-8", "surrogatepass")
        drawn = hashlib.blake2b(text, key=self._key, digest_size=4 * self._ROWS).digest()
        return [
            row * self._WIDTH + int.from_bytes(drawn[4 * row : 4 * row + 4]) % self._WIDTH
            for row in range(self._ROWS)
        ]
