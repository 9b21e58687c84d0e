"""Journeys by bus worked out from the text files of a timetable, as one would with a pencil.

Nothing here knows the engine: trips are followed stop by stop, from each time at which somebody can
leave. Times are seconds after midnight; walks are seconds, given by whoever asks.
"""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

Walks = Mapping[str, float]


@dataclass(frozen=True)
class Call:
    stop: str
    arrives: int
    departs: int
    lets_on: bool
    lets_off: bool


@dataclass(frozen=True)
class Timetable:
    """``trips`` of one day; ``stops``: name, longitude, latitude."""

    trips: Sequence[tuple[str, Sequence[Call]]]
    stops: Mapping[str, tuple[str, float, float]]


@dataclass(frozen=True)
class Journey:
    leaves: float
    arrives: float
    legs: tuple[str, ...]


def read(archive: Path, day: date) -> Timetable:
    with zipfile.ZipFile(archive) as opened:

        def rows(name: str) -> list[dict[str, str]]:
            return list(csv.DictReader(io.StringIO(opened.read(name).decode("utf-8-sig"))))

        weekday, written = f"{day:%A}".lower(), f"{day:%Y%m%d}"
        runs = {
            one["service_id"]
            for one in rows("calendar.txt")
            if one[weekday] == "1" and one["start_date"] <= written <= one["end_date"]
        }
        names = {one["route_id"]: one["route_short_name"] for one in rows("routes.txt")}
        of_trip = {
            one["trip_id"]: names[one["route_id"]]
            for one in rows("trips.txt")
            if one["service_id"] in runs
        }
        calls: dict[str, list[tuple[int, Call]]] = {trip: [] for trip in of_trip}
        for one in rows("stop_times.txt"):
            if one["trip_id"] in calls:
                calls[one["trip_id"]].append((int(one["stop_sequence"]), _call(one)))
        stops = {
            one["stop_id"]: (one["stop_name"], float(one["stop_lon"]), float(one["stop_lat"]))
            for one in rows("stops.txt")
        }
    trips = [
        (of_trip[trip], [call for _, call in sorted(found, key=lambda pair: pair[0])])
        for trip, found in calls.items()
    ]
    return Timetable(trips, stops)


def _call(row: Mapping[str, str]) -> Call:
    return Call(
        row["stop_id"],
        _seconds(row["arrival_time"]),
        _seconds(row["departure_time"]),
        row["pickup_type"] != "1",
        row["drop_off_type"] != "1",
    )


def _seconds(told: str) -> int:
    hours, minutes, seconds = map(int, told.split(":"))
    return 3600 * hours + 60 * minutes + seconds


def clock(seconds: float) -> str:
    minutes = round(seconds) // 60
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def journeys(
    timetable: Timetable,
    there: Walks,
    between: Mapping[str, Walks],
    onward: Walks,
    *,
    changes: int,
) -> list[Journey]:
    """For each time of leaving that catches a bus, and each number of buses, the journey that is
    there first: ``there`` from the door to stops, ``between`` from stop to stop, ``onward`` from
    stops to the other door."""
    times = {
        call.departs - there[call.stop]
        for _, calls in timetable.trips
        for call in calls
        if call.lets_on and call.stop in there
    }
    return [
        one
        for leaves in sorted(times)
        for one in _from(timetable, leaves, there, between, onward, changes)
    ]


def _from(
    timetable: Timetable,
    leaves: float,
    there: Walks,
    between: Mapping[str, Walks],
    onward: Walks,
    changes: int,
) -> list[Journey]:
    at: dict[str, tuple[float, tuple[str, ...]]] = {
        stop: (leaves + walk, ()) for stop, walk in there.items()
    }
    found = []
    for _ in range(changes + 1):
        best: Journey | None = None
        at = dict(off := _ridden(timetable, at))
        for stop, (when, legs) in off.items():
            for other, walk in between.get(stop, {}).items():
                if other not in at or when + walk < at[other][0]:
                    at[other] = (when + walk, legs)
        for stop, (when, legs) in at.items():
            if stop in onward and (best is None or when + onward[stop] < best.arrives):
                best = Journey(leaves, when + onward[stop], legs)
        found += [best] if best else []
    return found


def _ridden(
    timetable: Timetable, at: Mapping[str, tuple[float, tuple[str, ...]]]
) -> dict[str, tuple[float, tuple[str, ...]]]:
    """Where one more ride can lead, and when at the earliest."""
    off: dict[str, tuple[float, tuple[str, ...]]] = {}
    for route, calls in timetable.trips:
        boarded: tuple[Call, tuple[str, ...]] | None = None
        for call in calls:
            if boarded and call.lets_off and call.arrives < off.get(call.stop, (1e9, ()))[0]:
                on, legs = boarded
                off[call.stop] = (call.arrives, (*legs, _leg(timetable, route, on, call)))
            when, legs = at.get(call.stop, (1e9, ()))
            if boarded is None and call.lets_on and when <= call.departs + 1e-6:
                boarded = (call, legs)
    return off


def _leg(timetable: Timetable, route: str, on: Call, off: Call) -> str:
    names = [timetable.stops[one.stop][0] for one in (on, off)]
    return f"{route} {names[0]} {clock(on.departs)} to {names[1]} {clock(off.arrives)}"


def by(deadline: float, found: Sequence[Journey]) -> Journey | None:
    """Leaving as late as a deadline allows; of these with the fewest buses; of these there first.
    So the engine chooses too: of two that leave together it keeps the one with fewer changes, even
    where the other is there sooner."""
    able = [one for one in found if one.arrives <= deadline + 1e-6]
    return max(
        able, key=lambda one: (round(one.leaves), -len(one.legs), -one.arrives), default=None
    )
