"""Answers kept in memory per (register version, edition), each made once."""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from cachetools import LRUCache

from estate.assumptions import AssumptionSet
from estate.frames import RoadNetwork

T = TypeVar("T")


def _version(key: tuple[Any, ...]) -> int | None:
    """The register's version that an answer is of; none where it holds for any."""
    return key[1] if len(key) > 1 and isinstance(key[1], int) else None


#: Answers of so many versions are kept: of the newest, and of one that somebody still reads.
_VERSIONS = 2
#: So many answers to one question each, and how their keys begin.
_PARTS, _PART = 160, "part: "


class AnswerCache:
    """Keeps whole-estate answers in memory; one per process and network."""

    def __init__(
        self, size: int = 240, tried: int = 8, *, network: RoadNetwork | None = None
    ) -> None:
        """``size``: how many answers to keep, ``tried``: how many beside them under assumptions
        that somebody tries, lest those push out what all look at. The least recently used goes
        first. ``network``: what the minutes of all of them rest on; another network has answers
        of its own.

        The pages of one reader's edition ask for some twenty answers of a version (35 MiB on the
        sample county): in a meeting ten bodies may look, each with its own."""
        self.network = network
        self._published: LRUCache[tuple[Any, ...], Any] = LRUCache(size)
        self._tried: LRUCache[tuple[Any, ...], Any] = LRUCache(tried)
        self._parts: LRUCache[tuple[Any, ...], Any] = LRUCache(_PARTS)
        #: What holds for any version, kept by what it is made from: with room of its own, lest
        #: the answers of each version push out the dearest.
        self._lasting: LRUCache[tuple[Any, ...], Any] = LRUCache(size)
        self._versions: deque[int] = deque(maxlen=_VERSIONS)
        self._making: dict[tuple[Any, ...], Future[Any]] = {}
        self._lock = threading.Lock()

    def once(self, key: tuple[Any, ...], make: Callable[[], T]) -> T:
        """The answer under this key (its name, the register's version, what else it depends on),
        made once.

        Who asks while another makes it waits for that: a full room that asks the same would
        otherwise make it as often as there are threads. Where the maker fails or has gone, the
        next one makes it. Of versions that the register has left behind nothing is kept: the
        answers of a large county would fill the memory with what nobody asks again.
        """
        while True:
            with self._lock:
                if key in self._of(key):
                    found: T = self._of(key)[key]
                    return found
                other = self._making.get(key)
                if other is None:
                    mine = self._making[key] = Future()
                    break
            if other.exception() is None:
                told: T = other.result()
                return told
        try:
            made = make()
        except BaseException as error:
            with self._lock:
                del self._making[key]
            mine.set_exception(error)
            raise
        with self._lock:
            self._leave_old_versions(key)
            self._of(key)[key] = made
            del self._making[key]
        mine.set_result(made)
        return made

    def part(self, name: str, key: tuple[Any, ...], make: Callable[[], T]) -> T:
        """The same for what is of one organisation or one question: many and small, they would
        push out what every answer is made from. ``key`` begins with the register's version."""
        return self.once((_PART + name, *key), make)

    def part_made(self, name: str, key: tuple[Any, ...]) -> Any | None:
        """What ``part`` keeps under this key; None where nobody has asked it, or it has gone."""
        with self._lock:
            return self._parts.get((_PART + name, *key))

    def _of(self, key: tuple[Any, ...]) -> LRUCache[tuple[Any, ...], Any]:
        if str(key[0]).startswith(_PART):
            return self._parts
        if any(isinstance(one, AssumptionSet) and one.published for one in key):
            return self._tried
        return self._lasting if _version(key) is None else self._published

    def _leave_old_versions(self, key: tuple[Any, ...]) -> None:
        version = _version(key)
        if version is None or version in self._versions:
            return
        self._versions.append(version)
        for kept in (self._published, self._tried, self._parts):
            for one in [one for one in kept if _version(one) not in (None, *self._versions)]:
                del kept[one]
