"""A made-up timetable in GTFS, the same bytes for the same journeys."""

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

#: All parts of the archive bear this day, so that its bytes do not depend on when it is written.
_STAMP = (2020, 1, 1, 0, 0, 0)
_BUS = 3


@dataclass(frozen=True)
class Stop:
    """A stop: its name, longitude and latitude."""

    name: str
    lon: float
    lat: float


@dataclass(frozen=True)
class Trip:
    """A bus on its way: the line, and at which minute of the day it is at which stop."""

    line: str
    stops: Sequence[int]
    minutes: Sequence[int]


def write_timetable(
    file: Path, stops: Sequence[Stop], trips: Sequence[Trip], first: date, last: date
) -> None:
    """Every trip runs on every working day from ``first`` to ``last``."""
    lines = sorted({trip.line for trip in trips})
    days = ["monday", "tuesday", "wednesday", "thursday", "friday"]
    tables: dict[str, list[Sequence[object]]] = {
        "agency.txt": [
            ("agency_id", "agency_name", "agency_url", "agency_timezone"),
            ("SYN", "Synthetic Buses", "https://example.invalid", "Europe/London"),
        ],
        "stops.txt": [
            ("stop_id", "stop_name", "stop_lat", "stop_lon"),
            *(
                (f"SYN-{number}", stop.name, f"{stop.lat:.6f}", f"{stop.lon:.6f}")
                for number, stop in enumerate(stops)
            ),
        ],
        "routes.txt": [
            ("route_id", "agency_id", "route_short_name", "route_type"),
            *((line, "SYN", line, _BUS) for line in lines),
        ],
        "calendar.txt": [
            ("service_id", *days, "saturday", "sunday", "start_date", "end_date"),
            ("WORKING", *[1] * 5, 0, 0, f"{first:%Y%m%d}", f"{last:%Y%m%d}"),
        ],
        "trips.txt": [
            ("route_id", "service_id", "trip_id"),
            *((trip.line, "WORKING", f"T{number}") for number, trip in enumerate(trips)),
        ],
        "stop_times.txt": [
            ("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"),
            *(
                (f"T{number}", _clock(minute), _clock(minute), f"SYN-{stop}", place)
                for number, trip in enumerate(trips)
                for place, (stop, minute) in enumerate(
                    zip(trip.stops, trip.minutes, strict=True), start=1
                )
            ),
        ],
    }
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, rows in tables.items():
            text = io.StringIO()
            csv.writer(text, lineterminator="\r\n").writerows(rows)
            archive.writestr(zipfile.ZipInfo(name, _STAMP), text.getvalue())


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}:00"
