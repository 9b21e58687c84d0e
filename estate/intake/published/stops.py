"""Stops of a mobile service read from its published timetable: a mobile library, a health bus.

A row is a visit to a stop: on which day, from when to when, how often. Nothing is guessed: an hour
that could be of the night or the afternoon is asked back, and “how often” stays empty where the
file does not say it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from estate.codes import ServiceFunction, Weekday
from estate.errors import FileRefused
from estate.geometry import Envelope, to_grid, to_lonlat
from estate.intake.cells import values
from estate.intake.published import headings
from estate.intake.published.bringing import Brought
from estate.intake.published.tables import PublishedTable, opened
from estate.register.names import name_key
from estate.rows import Rows

#: Postcodes → easting and northing, m; those that are not known are left out.
Finder = Callable[[Sequence[str]], Mapping[str, tuple[float, float]]]

_HEADED = {
    "service": ("service", "servicename", "mobileservice", "kind", "type"),
    "body": ("body", "organisation", "runby", "operator", "provider", "organisationname"),
    "stop": ("stop", "stopname", "location", "place", "venue", "stoplocation"),
    "day": ("day", "weekday", "dayofweek", "days"),
    "starts": ("from", "starts", "start", "starttime", "timefrom", "arrive", "arrives", "arrival"),
    "ends": (
        "to",
        "ends",
        "end",
        "endtime",
        "timeto",
        "leave",
        "leaves",
        "depart",
        "departs",
        "departure",
    ),
    "hours": ("hours", "time", "times", "openinghours"),
    "how_often": ("howoften", "frequency", "weeks", "repeats"),
    "postcode": ("postcode", "pcds", "pcd"),
    "easting": ("easting", "eastings", "x"),
    "northing": ("northing", "northings", "y"),
    "longitude": ("longitude", "lon", "lng", "long"),
    "latitude": ("latitude", "lat"),
    "function": ("servicefunction", "function"),
}
_NEEDED = ("service", "body", "stop", "day")
_CLOCK = re.compile(r"^(\d{1,2})(?:[:.h]?(\d{2}))?(?::00)? ?(am|pm|noon)?$")
#: Nobody's mobile service stops before; an earlier hour is an afternoon’s without “pm”.
_EARLIEST_HOUR = 6
_ORDINALS = {
    "1st": "1st",
    "first": "1st",
    "2nd": "2nd",
    "second": "2nd",
    "3rd": "3rd",
    "third": "3rd",
    "4th": "4th",
    "fourth": "4th",
    "5th": "5th",
    "fifth": "5th",
    "last": "last",
}
#: Between two days: from the one to the other. “Mon-Fri” is no “Monday and Friday”.
_UNTIL = frozenset({"-", "–", "—", "to", "until", "till", "through"})
_NO_DAYS = frozenset({"and", "of", "the", "each", "every", "month", "in"})
_SEVERAL = {
    "weekday": list(Weekday)[:5],
    "weekdays": list(Weekday)[:5],
    "weekend": list(Weekday)[5:],
    "weekends": list(Weekday)[5:],
    "daily": list(Weekday),
    "day": list(Weekday),
}
_NUMBERS = {"two": 2, "other": 2, "second": 2, "three": 3, "four": 4, "six": 6, "eight": 8}
_LONGEST = 120
#: Words of a service's name that say which it is; the first that stands in it counts.
_FUNCTIONS = {
    "library": ServiceFunction.LIBRARY,
    "libraries": ServiceFunction.LIBRARY,
    "mental health": ServiceFunction.MENTAL_HEALTH,
    "health": ServiceFunction.HEALTH_CLINIC,
    "clinic": ServiceFunction.HEALTH_CLINIC,
    "post office": ServiceFunction.POSTAL_COUNTER,
    "police": ServiceFunction.POLICING_NEIGHBOURHOOD,
    "youth": ServiceFunction.YOUTH,
    "children": ServiceFunction.CHILDREN_CENTRE,
    "jobcentre": ServiceFunction.EMPLOYMENT,
    "job centre": ServiceFunction.EMPLOYMENT,
    "contact": ServiceFunction.CUSTOMER_CONTACT,
    "one stop": ServiceFunction.CUSTOMER_CONTACT,
    "recycling": ServiceFunction.WASTE,
}


@dataclass(frozen=True)
class _Visit:
    day: Weekday
    starts: str
    ends: str
    how_often: str | None


def stops(
    path: Path,
    names: Mapping[str, str],
    envelope: Envelope,
    postcodes: Finder,
    sheet: str | None = None,
) -> Brought:
    """The visits of a file to stops in the county's box.

    ``names``: key of a name, alias or code → organisation of the register. A row that cannot be
    read refuses the file; a stop without a known place is left out and named in the remarks.
    """
    table = opened(path, sheet=sheet)
    at = _columns(table)
    found = _places(table, at, postcodes)
    rows: Rows = []
    remarks: list[dict[str, str]] = []
    seen: dict[tuple[Any, ...], int] = {}
    elsewhere = 0
    for (number, row), spot in zip(table.numbered(), found, strict=True):
        where = f"{table.name}, row {number}"
        told = _told(row, at, where)
        visits = _visits(row, at, where)
        if spot is None:
            reason = "its place is not known: give easting and northing, or a postcode known here"
            remarks.append({"code": told["stop"], "reason": reason})
            continue
        if not envelope.contains(*spot):
            elsewhere += 1
            continue
        told |= {"organisation_code": names.get(name_key(told["body"])), **_both(spot)}
        for visit in visits:
            # The 1st and the 3rd Tuesday may stand in a row each.
            same = (told["service"], told["stop"], *spot, visit.day, visit.starts, visit.how_often)
            if same in seen:
                raise FileRefused(f"{where}: the same visit stands in row {seen[same]}; leave one.")
            seen[same] = number
            rows.append({"line": len(rows) + 1, **told, **vars(visit)})
    if not rows:
        raise FileRefused(f"{table.name} has no stop in this county's box whose place is known.")
    return Brought(rows, len(table.rows), elsewhere, [*remarks, *_unknown(rows)])


def _columns(table: PublishedTable) -> dict[str, int]:
    found = {
        name: at
        for name, heads in _HEADED.items()
        if (at := headings.headed(table.headings, *heads)) is not None
    }
    missing = [name for name in _NEEDED if name not in found]
    if "hours" not in found and not {"starts", "ends"} <= {*found}:
        missing.append("from and to")
    placed = ({"easting", "northing"}, {"longitude", "latitude"}, {"postcode"})
    if not any(each <= {*found} for each in placed):
        missing.append("postcode (or easting and northing)")
    if missing:
        raise FileRefused(
            f"{table.name} has no column {', '.join(missing)}. Stops need service, body, stop, "
            f"day, from, to and a place. Its headings: {', '.join(table.headings[:20])}."
        )
    return found


def _told(row: Sequence[str], at: Mapping[str, int], where: str) -> dict[str, Any]:
    """What the row says of service and stop."""
    made: dict[str, Any] = {}
    for name in ("service", "body", "stop"):
        made[name] = " ".join(_cell(row, at, name).split())
        if not 1 <= len(made[name]) <= _LONGEST:
            raise FileRefused(f"{where}: {name} is empty or longer than {_LONGEST} letters.")
    try:
        made["postcode"] = values.postcode(_cell(row, at, "postcode"))
    except ValueError:
        code = _cell(row, at, "postcode")[:20]
        raise FileRefused(f"{where}: “{code}” is no postcode.") from None
    made["service_function"] = _function(_cell(row, at, "function"), made["service"], where).value
    return made


def _function(cell: str, service: str, where: str) -> ServiceFunction:
    """Which service it gives: as its own column says, else by the words of its name."""
    if cell:
        try:
            told = values.code(cell, ServiceFunction, "service_function")
        except ValueError:
            known = ", ".join(ServiceFunction)
            raise FileRefused(f"{where}: “{cell[:40]}” is none of {known}.") from None
        return told or ServiceFunction.OTHER
    plain = service.casefold()
    return next((one for word, one in _FUNCTIONS.items() if word in plain), ServiceFunction.OTHER)


def _unknown(rows: Rows) -> list[dict[str, str]]:
    others = {r["service"] for r in rows if r["service_function"] == ServiceFunction.OTHER}
    reason = "which service it gives is not known, so it counts in no gap: add a column “function”"
    bodies = {r["body"] for r in rows if r["organisation_code"] is None}
    of_bodies = "no organisation of the register is called so"
    return [
        *({"code": one, "reason": reason} for one in sorted(others)),
        *({"code": one, "reason": of_bodies} for one in sorted(bodies)),
    ]


def _visits(row: Sequence[str], at: Mapping[str, int], where: str) -> list[_Visit]:
    days, in_month = days_of(_cell(row, at, "day"), where)
    if "hours" in at and "starts" not in at:
        parts = re.split(r"-|–|—|\bto\b|\buntil\b", _cell(row, at, "hours"))
        ends = [one.strip() for one in parts]
        if len(ends) != 2:
            raise FileRefused(f"{where}: “{_cell(row, at, 'hours')[:40]}” is no time to another.")
        first, last = ends
    else:
        first, last = _cell(row, at, "starts"), _cell(row, at, "ends")
    starts, ends_at = clock(first, where), clock(last, where)
    if starts >= ends_at:
        raise FileRefused(f"{where}: it would leave at {ends_at} and arrive at {starts}.")
    often = in_month or how_often(_cell(row, at, "how_often"))
    return [_Visit(day, starts, ends_at, often) for day in days]


def days_of(text: str, where: str = "Day") -> tuple[list[Weekday], str | None]:
    """The days that a cell names, and which of the month where it says so.

    Examples
    --------
    >>> days_of("Tue & Thursdays")
    ([<Weekday.TUESDAY: 'tuesday'>, <Weekday.THURSDAY: 'thursday'>], None)
    >>> [day.value for day in days_of("Thu - Sat")[0]]
    ['thursday', 'friday', 'saturday']
    >>> days_of("1st and 3rd Tuesday of the month")
    ([<Weekday.TUESDAY: 'tuesday'>], '1st and 3rd in the month')
    """
    wrong = FileRefused(f"{where}: “{text[:40]}” is no day such as Tuesday.")
    if len(text) > _LONGEST:
        raise wrong
    ordinals: list[str] = []
    days: list[Weekday] = []
    is_range = False
    for word in re.findall(r"[a-z0-9]+|[-–—]", text.casefold()):
        if word in _UNTIL:
            if is_range or not days:
                raise wrong
            is_range = True
        elif word in _ORDINALS and not is_range:
            ordinals.append(_ORDINALS[word])
        elif word not in _NO_DAYS or is_range:
            named = _SEVERAL.get(word) or [day for day in Weekday if _is_day(word, day)]
            if not named or (is_range and len(named) > 1):
                raise wrong
            days += _between(days[-1], named[0]) if is_range else named
            is_range = False
    if not days or is_range:
        raise wrong
    told = list(dict.fromkeys(ordinals))
    return list(dict.fromkeys(days)), f"{' and '.join(told)} in the month" if told else None


def _between(first: Weekday, last: Weekday) -> list[Weekday]:
    """The days after one until another, into the next week where it comes before."""
    week = list(Weekday)
    at, to = week.index(first), week.index(last)
    return [week[one % len(week)] for one in range(at + 1, to + 1 + len(week) * (to < at))]


def _is_day(word: str, day: Weekday) -> bool:
    return len(word) >= 3 and f"{day.value}s".startswith(word)


def clock(text: str, where: str = "Time") -> str:
    """An hour as "14:30".

    Examples
    --------
    >>> [clock(one) for one in ("9.30am", "12 noon", "2pm", "14:00:00", "1015")]
    ['09:30', '12:00', '14:00', '14:00', '10:15']
    """
    plain = " ".join(text.casefold().replace("midday", "12 noon").split())
    plain = re.sub(r"([ap])\.?m\.?$", r"\1m", "12 noon" if plain == "noon" else plain)
    match = _CLOCK.match(plain)
    wrong = FileRefused(f"{where}: “{text[:20]}” is no time such as 10:00 or 2pm.")
    if match is None:
        raise wrong
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if (half and not 1 <= hour <= 12) or hour > 23 or minute > 59:
        raise wrong
    if half == "pm" or half == "noon":
        hour = hour if hour == 12 else hour + 12
    elif half == "am" and hour == 12:
        hour = 0
    if not half and hour < _EARLIEST_HOUR:
        raise FileRefused(f"{where}: is {text[:20]} in the afternoon? Write {hour + 12}:00 or pm.")
    return f"{hour:02d}:{minute:02d}"


def how_often(text: str) -> str | None:
    """In the same few words where they are known, else as published; None where nothing stands.

    Examples
    --------
    >>> [how_often(one) for one in ("Weekly", "Fortnightly", "every two weeks", "4", "Monthly")]
    ['every week', 'every 2 weeks', 'every 2 weeks', 'every 4 weeks', 'once a month']
    >>> how_often(""), how_often("in term time")
    (None, 'in term time')
    """
    plain = " ".join(text.casefold().split())
    if not plain:
        return None
    if plain in ("weekly", "every week", "each week", "every 1 week", "1 week", "1"):
        return "every week"
    if plain in ("fortnightly", "alternate weeks"):  # “bi-weekly” may be twice a week: as written
        return "every 2 weeks"
    if plain in ("monthly", "every month", "once a month"):
        return "once a month"
    match = re.fullmatch(r"(?:every |each )?(\d{1,2}|[a-z]+)(?: ?(?:weekly|weeks?))?", plain)
    number = match and (_NUMBERS.get(match[1]) or (int(match[1]) if match[1].isdigit() else None))
    return f"every {number} weeks" if number else text.strip()[:_LONGEST]


def _places(
    table: PublishedTable, at: Mapping[str, int], postcodes: Finder
) -> list[tuple[float, float] | None]:
    """Where each row's stop is, m; by its own coordinates, else by its postcode."""
    found: list[tuple[float, float] | None] = []
    for number, row in table.numbered():
        where = f"{table.name}, row {number}"
        grid = _pair(row, at, ("easting", "northing"), where)
        degrees = None if grid else _pair(row, at, ("longitude", "latitude"), where)
        if degrees is not None:
            east, north = to_grid(np.array([degrees[0]]), np.array([degrees[1]]))
            grid = (float(east[0]), float(north[0]))
            if not np.isfinite(grid).all():
                raise FileRefused(f"{where}: {degrees[0]}, {degrees[1]} lies outside Britain.")
        found.append(grid)
    plain = ["".join(_cell(row, at, "postcode").upper().split()) for row in table.rows]
    wanted = sorted({one for one, spot in zip(plain, found, strict=True) if one and spot is None})
    known = postcodes(wanted) if wanted else {}
    return [spot or known.get(one) for one, spot in zip(plain, found, strict=True)]


def _pair(
    row: Sequence[str], at: Mapping[str, int], names: tuple[str, str], where: str
) -> tuple[float, float] | None:
    if not {*names} <= {*at}:
        return None
    cells = [_cell(row, at, name) for name in names]
    if not any(cells):
        return None
    try:
        first, second = (values.number(cell) for cell in cells)
    except ValueError:
        first = second = None
    if first is None or second is None:
        raise FileRefused(f"{where}: “{', '.join(cells)[:40]}” is no {names[0]} and {names[1]}.")
    return float(first), float(second)


def _both(spot: tuple[float, float]) -> dict[str, Decimal]:
    """The place on the grid and in degrees."""
    lon, lat = to_lonlat(np.array([spot[0]]), np.array([spot[1]]))
    return {
        "easting": round(Decimal(spot[0]), 2),
        "northing": round(Decimal(spot[1]), 2),
        "longitude": round(Decimal(float(lon[0])), 6),
        "latitude": round(Decimal(float(lat[0])), 6),
    }


def _cell(row: Sequence[str], at: Mapping[str, int], name: str) -> str:
    where = at.get(name)
    return row[where].strip() if where is not None and where < len(row) else ""
