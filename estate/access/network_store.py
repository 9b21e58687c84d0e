"""A network as it lies on disk: a folder with its graph, cafein's own files, and a manifest.

``estate network build`` makes one (``estate/networks/``); the service only reads it. Every file
is sealed by its SHA-256 in the manifest and looked at before it is used: cafein's files are
trusted as they stand. Nothing is fetched.
"""

import hashlib
import json
import threading
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from estate.arrays import Floats, Ints
from estate.errors import Refused
from estate.late_imports import one_at_a_time

if TYPE_CHECKING:
    from estate.access.cafein_engine import CafeinTravel
    from estate.access.snapping import Streets


FORMAT = 1
MANIFEST = "network.json"
GRAPH, STREETS, BACKWARDS, BUSES = (
    "graph.npz",
    "streets.cafein",
    "streets-backwards.cafein",
    "buses.cafein",
)
#: Permissions of one direction of an edge, one bit each; cafein's own.
WALK_BIT, CAR_BIT, WHEELCHAIR_BIT = 1, 8, 16


@dataclass(frozen=True)
class Source:
    """A file that went in: its name, bytes, SHA-256, the day that it states for its content (None
    where it states none) and the licence that whoever built the network gave for it."""

    name: str
    size_bytes: int
    sha256: str
    content_date: date | None
    licence: str


@dataclass(frozen=True)
class Timetable:
    """What of a timetable can be asked: its ``source``, first and last day, the ``day`` that
    stands for all (the working day with most trips), trips on it, and stops that can be walked
    to of all."""

    source: Source
    first_day: date
    last_day: date
    day: date
    trips: int
    stops: int
    stops_on_network: int


@dataclass(frozen=True)
class Detour:
    """How much longer the ways on foot are than straight lines, measured on the network: over
    ``pairs`` of junctions 100 m to 2 km apart; the median, and what one in ten is above."""

    pairs: int
    median: float
    one_in_ten_above: float


@dataclass(frozen=True)
class Manifest:
    """What a stored network is; the box in metres on the National Grid."""

    key: str
    engine: str
    built_on: date
    synthetic: bool
    roads: Source
    timetable: Timetable | None
    speeds: dict[str, Any]
    bounds_m: tuple[float, float, float, float]
    junctions: int
    edges: int
    fastest_car_kmh: float
    detour: Detour | None
    files: dict[str, str]


def engine() -> str:
    """The engine's name with its version."""
    return f"cafein {version('cafein')}"


def key_of(engine: str, roads: str, timetable: str | None, speeds: dict[str, Any]) -> str:
    """What a network's answers depend on, as sixteen letters: engine, files (by their SHA-256),
    speeds."""
    told = [FORMAT, engine, roads, timetable, speeds]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """The manifest with its own hash beside it."""
    body = {"format": FORMAT, **asdict(manifest)}
    text = json.dumps(body, indent=1, sort_keys=True, default=str)
    whole = {"sha256": hashlib.sha256(text.encode()).hexdigest(), "network": json.loads(text)}
    (folder / MANIFEST).write_text(json.dumps(whole, indent=1, sort_keys=True), encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a stored network. Raises ``Refused`` where it is broken or of another
    version of this program."""
    try:
        whole = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        body = whole["network"]
        text = json.dumps(body, indent=1, sort_keys=True)
        if hashlib.sha256(text.encode()).hexdigest() != whole["sha256"]:
            raise Refused(_altered(MANIFEST))
        if body.pop("format") != FORMAT:
            raise Refused(
                "The stored network is of another version of this program: build it again with "
                "`estate network build`."
            )
        return _manifest(body)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refused(_altered(MANIFEST)) from error


def _manifest(body: dict[str, Any]) -> Manifest:
    timetable, detour = body.pop("timetable"), body.pop("detour")
    return Manifest(
        **{
            **body,
            "built_on": date.fromisoformat(body["built_on"]),
            "roads": _source(body["roads"]),
            "bounds_m": tuple(body["bounds_m"]),
            "timetable": timetable and _timetable(timetable),
            "detour": detour and Detour(**detour),
        }
    )


def _source(body: dict[str, Any]) -> Source:
    day = body["content_date"]
    return Source(**{**body, "content_date": day and date.fromisoformat(day)})


def _timetable(body: dict[str, Any]) -> Timetable:
    days = {name: date.fromisoformat(body[name]) for name in ("first_day", "last_day", "day")}
    return Timetable(**{**body, **days, "source": _source(body["source"])})


def _altered(name: str) -> str:
    return (
        f"The stored network is not as it was built ({name}): build it again with "
        "`estate network build`."
    )


def digest(file: Path) -> str:
    """SHA-256 of a file."""
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


@dataclass(frozen=True)
class Graph:
    """The streets as arrays: ``tail`` and ``head`` junctions of each edge, its length, who may use
    it in either direction (bits), the car's seconds along it in either (infinite where there is no
    speed), and its line: points of edge i are ``line[offsets[i] : offsets[i + 1]]``, metres on the
    National Grid."""

    junctions: int
    tail: Ints
    head: Ints
    metres: Floats
    forward: NDArray[np.uint8]
    reverse: NDArray[np.uint8]
    car_forward_s: Floats
    car_reverse_s: Floats
    offsets: Ints
    line: Floats

    def usable(self, bit: int) -> NDArray[np.bool_]:
        """Edges that may be used in one direction or the other."""
        return np.asarray(((self.forward | self.reverse) & bit) != 0)

    def save(self, file: Path) -> None:
        """As NumPy's own archive, without anything that runs when it is read."""
        np.savez(file, **{name: getattr(self, name) for name in self.__dataclass_fields__})

    @classmethod
    def load(cls, file: Path) -> "Graph":
        """What ``save`` has written."""
        with np.load(file, allow_pickle=False) as found:
            arrays = {name: found[name] for name in cls.__dataclass_fields__}
        return cls(**{**arrays, "junctions": int(arrays["junctions"])})


class Kept(dict[Any, Any]):
    """So many answers; the oldest go first. Who reads one that has just gone has it still."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def __setitem__(self, key: Any, value: Any) -> None:
        with _KEEPING:
            while len(self) >= self._most:
                del self[next(iter(self))]
            super().__setitem__(key, value)


_KEEPING = threading.Lock()
#: Each of a few hundred small areas: some 20 MB.
_BUS_ANSWERS = 4_096


@dataclass(frozen=True)
class StoredNetwork:
    """A folder that holds a network, opened."""

    folder: Path
    manifest: Manifest

    @classmethod
    def open(cls, folder: Path) -> "StoredNetwork":
        """Raises ``Refused`` where it is not whole."""
        return cls(folder, read_manifest(folder))

    def file(self, name: str) -> Path:
        """The path of one of its files, which is as it was built. Raises ``Refused``."""
        path = self.folder / name
        try:
            if digest(path) == self.manifest.files.get(name):
                return path
        except OSError as error:
            raise Refused(_altered(name)) from error
        raise Refused(_altered(name))

    def check(self) -> None:
        """Look at every file. Raises ``Refused`` where one is not as it was built."""
        for name in self.manifest.files:
            self.file(name)

    @property
    def key(self) -> str:
        """What its answers depend on (``key_of``)."""
        return self.manifest.key

    def at(self, walk_m_per_minute: float) -> "CafeinTravel":
        """The engine on it, at a walking pace; all of them share what was read."""
        with one_at_a_time:
            from estate.access.cafein_engine import CafeinTravel

        return CafeinTravel(self, walk_m_per_minute)

    @cached_property
    def cores(self) -> dict[str, Any]:
        """What cafein has opened of its files, by their names; kept for all who ask."""
        return {}

    @cached_property
    def bus_minutes(self) -> dict[Any, Floats]:
        """Minutes by bus that were asked for, by pace, origins and destination."""
        return Kept(_BUS_ANSWERS)

    @cached_property
    def joining(self) -> dict[int, "Streets"]:
        """Streets to join places to, by the bit of a mode; likewise."""
        with one_at_a_time:
            from estate.access.snapping import Streets

        return {bit: Streets(self.graph, bit) for bit in (WALK_BIT, CAR_BIT, WHEELCHAIR_BIT)}

    @cached_property
    def graph(self) -> Graph:
        """Its streets; read when first asked for."""
        return Graph.load(self.file(GRAPH))
