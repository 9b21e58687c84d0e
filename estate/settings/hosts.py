"""Settings that name hosts: read strictly, and in the one way in which they are compared."""

import re
from collections.abc import Callable
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

_NAME = re.compile(r"[a-z0-9_](?:[a-z0-9._-]{0,251}[a-z0-9_])?", re.ASCII)
_LONGEST_SHOWN = 80
_USUAL_PORTS = {"http": 80, "https": 443}


def origin(address: str) -> str:
    """Scheme, host and port as browsers write an origin; ``ValueError`` for anything more."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise ValueError("not an address") from error
    plain = not (parts.path or parts.query or parts.fragment or "@" in parts.netloc)
    if not (plain and parts.hostname) or parts.netloc.endswith(":"):
        raise ValueError("not an origin")
    name = _bracketed(host_name(parts.hostname))
    usual = port is None or port == _USUAL_PORTS.get(parts.scheme)
    return f"{parts.scheme}://{name}" + ("" if usual else f":{port}")


def host_name(name: str) -> str:
    """A name or an address in small letters, in its form of the DNS; ``ValueError`` if neither."""
    bare = name.removeprefix("[").removesuffix("]")
    try:
        return str(ip_address(bare))
    except ValueError:
        written = bare.rstrip(".").lower()
    if not written.isascii():
        written = written.encode("idna").decode("ascii")
    if not _NAME.fullmatch(written):
        raise ValueError("not a host")
    return written


def host_names(given: str) -> frozenset[str]:
    """Names and addresses with commas between; ``ValueError`` names the first that is neither."""
    return frozenset(_each(given, host_name))


def origins(given: str) -> tuple[str, ...]:
    """Origins with commas between, as browsers write them; ``ValueError`` names the first that is
    none, or of another scheme than http and https."""
    return tuple(dict.fromkeys(_each(given, _web_origin)))


def networks(given: str) -> None:
    """``ValueError`` names the first that is neither an address nor a network."""
    _each(given, lambda one: str(ip_network(one)))


def is_this_machine(address: str) -> bool:
    """Whether an address leads to this machine alone."""
    name = urlsplit(address).hostname or ""
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def _web_origin(address: str) -> str:
    written = origin(address)
    if urlsplit(written).scheme not in _USUAL_PORTS:
        raise ValueError("not an address of the web")
    return written


def _bracketed(name: str) -> str:
    return f"[{name}]" if ":" in name else name


def _each(given: str, read: Callable[[str], str]) -> list[str]:
    found = []
    for one in filter(None, (part.strip() for part in given.split(","))):
        try:
            found.append(read(one))
        except ValueError as error:
            raise ValueError(f"'{one[:_LONGEST_SHOWN]}'") from error
    return found
