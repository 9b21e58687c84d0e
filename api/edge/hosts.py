"""Under which names the service answers: those of its operator, never any that a browser brings.

A page elsewhere can let its own name lead to this service (DNS rebinding) and then read what a
browser here may see. So a name that nobody has set up is turned away, and what stands further in
knows the service by the one name that browsers use: links and the check of a write's origin
cannot be talked into another.
"""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.edge.bare_answers import turn_away
from estate.settings import Settings

#: Probed by address, by machines of the operator; they say nothing that is anybody's.
_PROBED = ("/api/v1/health", "/metrics")
_HOST = re.compile(
    r"(?P<name>[a-z0-9_](?:[a-z0-9._-]{0,251}[a-z0-9_])?|\[[0-9a-f:.]{2,45}\])\.?"
    r"(?::(?P<port>[0-9]{1,5}))?",
    re.IGNORECASE | re.ASCII,
)
_MOST_BYTES_OF_HEADERS = 32_768
_YEAR_S = 31_536_000
_UNREAD = (400, "Bad host", "The request does not say in one plain Host header whom it is for.")
_TOO_LONG = (
    431,
    "Headers too large",
    f"All headers together may have {_MOST_BYTES_OF_HEADERS:,} bytes: send fewer cookies.",
)


class Hosts:
    """ASGI middleware: 421 for a name that is not the service's, 400 for none, 431 for too much.

    Ports are not compared: a proxy or a tunnel changes them, and a name alone decides whose a
    page is that lies about it. With an https address of its own, browsers are told to keep to it.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        """Names of the settings."""
        self._app = app
        self._public = urlsplit(settings.public_url or "")
        self._names = settings.host_names
        self._is_https = self._public.scheme == "https"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look at whom the request is for, then hand it on under our own name."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if self._is_https:
            send = _keeping_to_https(send)
        refused = self._refused(scope)
        netloc = self._public.netloc or (host_of(scope) if refused is None else None)
        inside = _under(scope, netloc or "localhost", self._public.scheme)
        if refused is None:
            await self._app(inside, receive, send)
        else:
            await turn_away(inside, receive, send, *refused)

    def _refused(self, scope: Scope) -> tuple[int, str, str] | None:
        if sum(len(name) + len(value) for name, value in scope["headers"]) > _MOST_BYTES_OF_HEADERS:
            return _TOO_LONG
        host = host_of(scope)
        is_probe = scope["path"].startswith(_PROBED)
        if host is None:
            return None if is_probe and not _hosts(scope) else _UNREAD
        name = _name_of(host)
        if is_probe or name in self._names or _is_loopback(name) or _is_where(scope, name):
            return None
        return (
            421,
            "Not under this name",
            f"This service does not answer under the name '{name[:100]}'. Whoever runs it can add "
            "the name to ESTATE_ALLOWED_HOSTS, or set ESTATE_PUBLIC_URL to where browsers reach "
            "the service.",
        )


def host_of(scope: Scope) -> str | None:
    """Name and port as a request gives them, in small letters; None unless plainly and once."""
    found = _hosts(scope)
    read = _HOST.fullmatch(found[0].decode("latin-1")) if len(found) == 1 else None
    if read is None or int(read["port"] or 0) > 65_535:
        return None
    name = read["name"].lower()
    if name.startswith("[") and not _is_address(name[1:-1]):
        return None
    return name if read["port"] is None else f"{name}:{read['port']}"


def _hosts(scope: Scope) -> list[bytes]:
    return [value for name, value in scope["headers"] if name == b"host"]


def _name_of(host: str) -> str:
    return host.partition("]")[0][1:] if host.startswith("[") else host.partition(":")[0]


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _is_loopback(name: str) -> bool:
    if name == "localhost" or name.endswith(".localhost"):
        return True
    return _is_address(name) and ip_address(name).is_loopback


def _is_where(scope: Scope, name: str) -> bool:
    """Whether it is the very address at which this request arrived: no name leads there."""
    arrived = str((scope.get("server") or ("", None))[0]).partition("%")[0]
    if not (_is_address(name) and _is_address(arrived)):
        return False
    return ip_address(name) == ip_address(arrived)


def _under(scope: Scope, netloc: str, scheme: str) -> Scope:
    """The same request for the service by its own name."""
    others = [(name, value) for name, value in scope["headers"] if name != b"host"]
    named = [(b"host", netloc.encode("latin-1")), *others]
    return {
        **scope,
        "headers": named,
        "scheme": scheme or scope["scheme"],
        "state": scope.setdefault("state", {}),
    }


def _keeping_to_https(send: Send) -> Send:
    async def with_header(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.setdefault("Strict-Transport-Security", f"max-age={_YEAR_S}")
        await send(message)

    return with_header
