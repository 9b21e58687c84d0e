"""What answers about the service itself look like."""

from typing import Literal

from api.http.schemas import Answer


class Live(Answer):
    """The process answers."""

    status: Literal["live"]


class QueueRoom(Answer):
    """One queue: places at once, and the line before them."""

    name: str
    places: int
    taken: int
    waiting: int
    may_wait: int


class PoolRoom(Answer):
    """Connections to the database of one kind of work."""

    name: str
    size: int
    in_use: int


class Room(Answer):
    """How full the worker is that answered; another may be emptier."""

    threads: int
    threads_in_use: int
    threads_waited_for: int
    queues: list[QueueRoom]
    pools: list[PoolRoom]


class Ready(Answer):
    """The register answers too."""

    status: Literal["ready"]
    county: str
    version: int
    room: Room
