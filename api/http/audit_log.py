"""What the edge tells the record: confidential reads and refusals, each on its own connection.

So they outlive a rollback, and a request that only reads can still be recorded.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from fastapi import Request
from sqlalchemy import Connection, Engine

from estate.codes import AuditAction
from estate.register.writes.audit import Actor, record

NOBODY = "nobody signed in"
_SAFE = ("GET", "HEAD", "OPTIONS")
_LONGEST_QUERY = 500


def actor_of(request: Request) -> Actor:
    """Whoever this request has turned out to come from."""
    found: Actor = getattr(request.state, "actor", Actor(NOBODY))
    return Actor(found.name, found.role, found.organisation, request.state.request_id)


def confidential_read(
    connection: Connection, request: Request, concerned: Collection[str | None]
) -> None:
    """Somebody looks above the club's level (L2 and L3) at these organisations' figures.

    It is written down once a request, before the answer is made: no line, no answer. None stands
    for an administrator's look at what several organisations have. ``connection``: a short
    transaction of its own, so that the line outlives whatever becomes of the answer.
    """
    if not concerned or getattr(request.state, "is_look_recorded", False):
        return
    request.state.is_look_recorded = True
    asked = {"query": request.url.query[:_LONGEST_QUERY]} if request.url.query else {}
    with _told(request):
        for organisation in concerned:
            record(
                connection,
                actor_of(request),
                AuditAction.READ,
                request.url.path,
                about=organisation,
                details=asked,
            )


def look(engine: Engine, request: Request, who: Actor, at: str, about: str) -> None:
    """Somebody who is known by the address alone that they ask for looks at what only these see;
    ``at`` stands for that address, which is a secret."""
    with _told(request), engine.begin() as connection:
        record(connection, who, AuditAction.READ, at, about=about)


def party_read(engine: Engine, request: Request, concerned: Collection[str]) -> None:
    """A party under agreement looks at what these organisations show it: written down beside its
    look at its own, before the answer goes out."""
    with engine.begin() as connection:
        party_read_within(connection, request, concerned)


def party_read_within(connection: Connection, request: Request, concerned: Collection[str]) -> None:
    """The same of the answer to a write, in the write's own transaction: that commits before the
    answer goes out, and may hold the record's lock, for which a second connection would wait."""
    with _told(request):
        for organisation in concerned:
            actor = actor_of(request)
            record(connection, actor, AuditAction.READ, request.url.path, about=organisation)


@contextmanager
def _told(request: Request) -> Iterator[None]:
    """A line that cannot be written is counted for whoever watches the service."""
    try:
        yield
    except BaseException:
        request.state.audit_failed = True
        raise


def is_refusal(request: Request, status: int) -> bool:
    """Whether an answer refuses a write, or a read that was asked for under a name.

    Somebody known who would write where nothing is shown to them (404) is refused too.
    """
    if request.method in _SAFE:
        return status == 403
    is_known = getattr(request.state, "actor", None) is not None
    return status in (401, 403) or (status == 404 and is_known)


def refusal(engine: Engine, request: Request, status: int, address: str | None = None) -> None:
    """Somebody tried what their role does not allow; ``address`` of whom nothing else is known."""
    details: dict[str, Any] = {"method": request.method, "status": status}
    if address is not None:
        details["address"] = address
    with _told(request), engine.begin() as connection:
        actor = actor_of(request)
        record(
            connection,
            actor,
            AuditAction.REFUSED,
            request.url.path,
            about=actor.organisation,
            details=details,
        )
