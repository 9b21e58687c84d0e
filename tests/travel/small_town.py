"""A made-up town of ten streets by ten, with its files and the network built from them."""

from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from estate.geometry import to_lonlat
from sample_data.osm_file import Way, write_extract
from sample_data.timetable_file import Stop, Trip, write_timetable

SIDE, STEP_M = 10, 200.0
WEST, SOUTH = 380_000.0, 250_000.0
DAY = date(2026, 9, 1)
#: The street along the south goes east only; that along the north is steps; a bus goes up the west.
Floats = NDArray[np.float64]


def corner(column: int, row: int) -> tuple[float, float]:
    """Where two streets cross, metres on the National Grid."""
    return WEST + column * STEP_M, SOUTH + row * STEP_M


def at(*corners: tuple[int, int]) -> Floats:
    """Places at crossings."""
    return np.array([corner(*one) for one in corners])


def extract(file: Path, west: float = WEST, south: float = SOUTH) -> Path:
    """Its streets as an extract."""
    spots = np.array(
        [
            (west + column * STEP_M, south + row * STEP_M)
            for row in range(SIDE)
            for column in range(SIDE)
        ]
    )
    lon, lat = to_lonlat(spots[:, 0], spots[:, 1])
    number = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)
    ways = []
    for row in range(SIDE):
        tags = {"highway": "residential"}
        if row == 0:
            tags |= {"oneway": "yes"}
        if row == SIDE - 1:
            tags = {"highway": "steps"}
        ways.append(Way(number[row].tolist(), tags))
    ways += [
        Way(number[:, column].tolist(), {"highway": "primary", "maxspeed": "30 mph"})
        for column in range(SIDE)
    ]
    write_extract(file, list(zip(lon.tolist(), lat.tolist(), strict=True)), ways, DAY)
    return file


def timetable(file: Path, west: float = WEST, south: float = SOUTH) -> Path:
    """A bus up the west side every twenty minutes, 5 minutes from end to end."""
    ends = np.array([(west, south), (west, south + (SIDE - 1) * STEP_M)])
    lon, lat = to_lonlat(ends[:, 0], ends[:, 1])
    stops = [Stop(name, *spot) for name, *spot in zip(("South", "North"), lon, lat, strict=True)]
    trips = [Trip("1", [0, 1], [start, start + 5]) for start in range(7 * 60, 10 * 60, 20)]
    write_timetable(file, stops, trips, date(2026, 9, 1), date(2026, 12, 31))
    return file
