"""Whether the tables of a timetable fit each other and the county, before anything is built.

A reader of timetables leaves out what it cannot read without a word; here it is refused with its
row, or counted and said.
"""

import csv
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from estate.arrays import Bools, Floats
from estate.errors import Refused
from estate.geometry import Envelope, to_grid

_TIME = re.compile(r"\d{1,3}:\d{2}:\d{2}")
_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
#: Degrees within which Britain lies: latitudes, longitudes.
_LATITUDES, _LONGITUDES = (49.0, 61.0), (-9.0, 2.5)
#: Stops of a parent: a station, an entrance, a node of its ways, a boarding area have no times.
_WITHOUT_TIMES = frozenset({"1", "2", "3", "4"})


def check(tables: Path, name: str, county: Envelope | None, today: date) -> list[str]:
    """What is to be known of a timetable whose tables lie in a folder: a sentence each.

    Raises ``Refused`` where it is of another area, its tables do not fit each other, or a time
    cannot be read. ``county``: the county's box (m, National Grid), None where there is none yet.
    """
    said = _days(tables, name, today)
    stops = _stops(tables / "stops.txt", name, county, said)
    trips = {one["trip_id"] for _, one in _rows(tables / "trips.txt", ("trip_id",))}
    _times(tables / "stop_times.txt", name, stops, trips, said)
    return said


def _rows(table: Path, wanted: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The wanted columns of each row, with its number; a column that is not there is blank."""
    with table.open(encoding="utf-8-sig", newline="") as text, _in_utf8(table.name):
        reader = csv.reader(text)
        heads = [cell.strip() for cell in next(reader, [])]
        at = [(one, heads.index(one)) for one in wanted if one in heads]
        blank = dict.fromkeys(wanted, "")
        for number, row in enumerate(reader, 2):
            if row:
                yield number, blank | {k: row[i].strip() for k, i in at if i < len(row)}


@contextmanager
def _in_utf8(name: str) -> Iterator[None]:
    try:
        yield
    except UnicodeDecodeError as error:
        raise Refused(f"{name} of the timetable is not in UTF-8: fetch it again.") from error


def _stops(table: Path, name: str, county: Envelope | None, said: list[str]) -> set[str]:
    known: dict[str, tuple[str, str]] = {}
    spots: list[tuple[float, float]] = []
    nowhere = 0
    for number, one in _rows(table, ("stop_id", "stop_lat", "stop_lon", "location_type")):
        place = one["stop_lat"], one["stop_lon"]
        if known.setdefault(one["stop_id"], place) != place:
            raise Refused(
                f"{name}: stops.txt, row {number}: the stop “{one['stop_id'][:40]}” stands twice "
                "with two places."
            )
        if one["location_type"] in _WITHOUT_TIMES:
            continue
        try:
            lat, lon = float(one["stop_lat"] or 0), float(one["stop_lon"] or 0)
        except ValueError:
            raise Refused(
                f"{name}: stops.txt, row {number}: “{one['stop_lat'][:20]}, "
                f"{one['stop_lon'][:20]}” is no latitude and longitude."
            ) from None
        if lat == 0 and lon == 0:
            nowhere += 1
        else:
            spots.append((lat, lon))
    _demand_here(name, spots, county, nowhere)
    if nowhere:
        said.append(
            f"{nowhere:,} of {nowhere + len(spots):,} stops have no coordinates (blank or 0, 0): "
            "nobody is taken to board there."
        )
    return set(known)


def _demand_here(
    name: str, spots: list[tuple[float, float]], county: Envelope | None, nowhere: int
) -> None:
    if not spots:
        raise Refused(f"{name}: none of its {nowhere:,} stops has coordinates: fetch it again.")
    lat, lon = np.array(spots).T
    if not _within(lat, lon).any():
        turned = _within(lon, lat).all()
        why = "latitude and longitude are exchanged" if turned else "none lies in Britain"
        raise Refused(f"{name}: the stops are not where they say ({why}): mend stops.txt.")
    east, north = to_grid(lon, lat)
    if county is None:
        return
    inside = (east >= county.min_easting) & (east <= county.max_easting)
    inside &= (north >= county.min_northing) & (north <= county.max_northing)
    if not inside.any():
        raise Refused(
            f"{name} is of another area: none of its {len(spots):,} stops lies in the county's "
            "box. Take the timetable of this county."
        )


def _within(lat: Floats, lon: Floats) -> Bools:
    """Which of the points lie in the degrees of Britain."""
    north = (lat >= _LATITUDES[0]) & (lat <= _LATITUDES[1])
    return north & (lon >= _LONGITUDES[0]) & (lon <= _LONGITUDES[1])


@dataclass
class _Trip:
    """The calls of a trip so far: how many have a time, whether the last has one, and whether
    they run backwards."""

    sequence: int = -1
    timed: int = 0
    ends: bool = False
    at: int = 0
    backwards: bool = False

    def call(self, sequence: int, times: Sequence[str]) -> None:
        """One more call; those of a trip may stand in any order."""
        told = [_seconds(time) for time in times if time]
        self.timed += bool(told)
        if sequence < self.sequence:
            return
        self.sequence, self.ends = sequence, bool(told)
        if told:
            self.backwards |= min(told) < self.at
            self.at = max(told)


def _times(
    table: Path, name: str, stops: Collection[str], trips: Collection[str], said: list[str]
) -> None:
    """Every time, stop and trip of the calls; trips that cannot be ridden are counted."""
    found: dict[str, _Trip] = {}
    wanted = ("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence")
    for number, one in _rows(table, wanted):
        where = f"{name}: stop_times.txt, row {number}"
        trip, stop = one["trip_id"], one["stop_id"]
        if trip not in trips:
            raise Refused(f"{where} is of the trip “{trip[:40]}”, which trips.txt does not have.")
        if stop not in stops:
            raise Refused(f"{where} is at the stop “{stop[:40]}”, which stops.txt does not have.")
        times = [one["arrival_time"], one["departure_time"]]
        for time in times:
            if time and not _TIME.fullmatch(time):
                raise Refused(f"{where}: “{time[:20]}” is no time such as 07:10:00.")
        sequence = int(one["stop_sequence"]) if one["stop_sequence"].isdecimal() else 0
        found.setdefault(trip, _Trip()).call(sequence, times)
    for lost, why in (
        ([trip for trip, of in found.items() if of.backwards], "whose times run backwards"),
        (
            [trip for trip, of in found.items() if not of.ends or of.timed < 2],
            "without a time at their last stop",
        ),
    ):
        if lost:
            said.append(
                f"{len(lost):,} of {len(found):,} trips, {why}, are left out ({lost[0][:40]})."
            )


def _seconds(time: str) -> int:
    hours, minutes, seconds = map(int, time.split(":"))
    return hours * 3_600 + minutes * 60 + seconds


def _days(tables: Path, name: str, today: date) -> list[str]:
    """Whether its days can be read, and lie around today."""
    ends = [
        *_of(tables / "calendar.txt", ("start_date", "end_date"), name),
        *_of(tables / "calendar_dates.txt", ("date",), name),
    ]
    if not ends:
        raise Refused(f"{name} has no day on which anything runs: fetch it again.")
    first, last = min(ends), max(ends)
    if last < today:
        return [f"The timetable ended on {last}: fetch the one that is in force."]
    if first > today:
        return [f"The timetable begins on {first}, which is to come."]
    return []


def _of(table: Path, columns: Sequence[str], name: str) -> list[date]:
    found = []
    if not table.exists():
        return []
    for number, one in _rows(table, columns):
        for column in columns:
            match = _DAY.fullmatch(one[column])
            try:
                day = None if match is None else date(*map(int, match.groups()))
            except ValueError:
                day = None
            if day is None:
                raise Refused(
                    f"{name}: {table.name}, row {number}: “{one[column][:20]}” is no day such as "
                    "20261130."
                )
            found.append(day)
    return found
