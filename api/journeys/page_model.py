"""What is shown of residents' journeys: tables, figures and a map, alike on every page."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from api.html.charts.static_map import Window, window
from api.html.format import Shown, number
from api.html.tables import Column, Table
from api.journeys.query import ADDRESS, Ground, query_of
from estate.access.journeys_before_and_after import WITHIN_MIN, AccessPoint, Service
from estate.access.minute_bands import CHANGE_MIN, MARGIN_M, Band, bands
from estate.access.travel import Mode
from estate.answers.residents.journeys import (
    MODE_WORDS,
    ByMode,
    Journeys,
    JourneySummary,
    PlaceJourney,
    ServiceJourneys,
)
from estate.answers.residents.journeys_worked_out import Found

WIDTH, HEIGHT = 640.0, 400.0
#: Colours of change, from much shorter to much longer; told apart by lightness as well.
COLOURS = ("#2166ac", "#67a9cf", "#d1e5f0", "#fddbc7", "#ef8a62", "#b2182b")
#: Colours of ground within 10, 15, 20 and 30 minutes, from dark to light.
WITHIN_COLOURS = ("#1f4e79", "#5583ad", "#8fb0cf", "#c3d5e6")
_WHAT = (Column("service", "Service"), Column("how", "How"))
_NOTE = (
    "Means are weighted by people, of those whose journey is known before and after. Minutes are "
    "one way, to the nearest place of the same service, and whole; files have parts of them. More "
    "than 180 counts as no way. A bad day, by bus: nineteen arrivals in twenty take no longer."
)


@dataclass(frozen=True)
class Legend:
    """One colour of the map and what it says."""

    colour: str
    words: str


@dataclass(frozen=True)
class Drawn:
    """A map of one service by one way of travelling: bands, places, and where people live."""

    title: str
    bands: list[dict[str, str]]
    places: list[dict[str, Any]]
    zones: list[dict[str, Any]]
    legend: list[Legend]
    bar: float
    bar_words: str
    words: str


def part(found: Found, answer: Journeys) -> dict[str, Any]:
    """The section of a page: ``journeys_part.html`` takes it as ``journeys``."""
    query = query_of(found.moves)
    return {
        "answer": answer,
        "tables": {one.name: one for one in tables(answer)},
        "address": ADDRESS,
        "query": query,
        "json": f"/api/v1{ADDRESS}{query}",
        "geojson": f"/api/v1{ADDRESS}.geojson{query}",
        "on_map": f"/{query}#layers=base,districts,journeys",
        "bases": bases(answer),
    }


def bases(answer: Journeys) -> list[str]:
    """Engine, profile, speed and dates of each way of travelling, once."""
    told = (mode.basis for one in answer.services for mode in one.by_mode)
    return list(dict.fromkeys(one.words for one in told))


def tables(answer: Journeys) -> list[Table]:
    """Every table of the page."""
    return [*tables_of(answer.services), _moves(answer)]


def tables_of(services: Sequence[ServiceJourneys]) -> list[Table]:
    """What is told of services: means, residents within reach, groups, places."""
    each = [(one, mode) for one in services for mode in one.by_mode]
    return [_means(each), _reach(each), _groups(each), _worst(each)]


def _line(one: ServiceJourneys, mode: ByMode) -> dict[str, Any]:
    return {
        "service": one.name,
        "how": MODE_WORDS[mode.basis.mode],
        "basis": mode.basis.words,
    }


def slow_columns(services: Sequence[ServiceJourneys]) -> tuple[Column, ...]:
    """By bus, what a bad day takes beside the usual one; in files alone where there is no bus."""
    modes = {mode.basis.mode for one in services for mode in one.by_mode}
    kind = "amount" if Mode.BUS in modes else "file"
    return (
        Column("slow_before_min", "Bad day today, min", kind),
        Column("slow_after_min", "Bad day after, min", kind),
    )


def slow_cells(before: float | None, after: float | None) -> dict[str, Shown]:
    """Minutes on a bad day; nothing by ways that have no timetable."""
    return {
        name: Shown("–" if one is None else _whole(one), one)
        for name, one in (("slow_before_min", before), ("slow_after_min", after))
    }


def _services(each: Sequence[tuple[ServiceJourneys, ByMode]]) -> list[ServiceJourneys]:
    return [one for one, _ in each]


def _means(each: Sequence[tuple[ServiceJourneys, ByMode]]) -> Table:
    columns = (
        *_WHAT,
        Column("people", "People", "number"),
        Column("mean_before_min", "Mean today, min", "amount"),
        Column("mean_after_min", "Mean after, min", "amount"),
        *slow_columns(_services(each)),
        Column("change_min", "Change, min", "amount"),
        Column("p90_before_min", "9 in 10 within today, min", "amount"),
        Column("p90_after_min", "9 in 10 within after, min", "amount"),
        Column("longer", "People with longer journeys", "number"),
        Column("shorter", "With shorter ones", "number"),
        Column("lost_reach", "Lose their way", "number"),
        Column("not_reached", "No way, or not known", "number"),
        Column("within_limit", _limit_heading(each)),
        *(Column(name, name, "file") for name in _FILE_ONLY),
        Column("basis", "Rests on", "file"),
    )
    rows = [
        _line(one, mode) | _summary(mode.whole) | {"within_limit": _limit_words(one, mode)}
        for one, mode in each
    ]
    return Table("journeys", "Journeys before and after", columns, rows, _NOTE, _NOBODY)


def _limit_heading(each: Sequence[tuple[ServiceJourneys, ByMode]]) -> str:
    """The limit holds by one way of travelling, which its heading names."""
    how = {MODE_WORDS[one.limit_mode] for one, _ in each}
    return " ".join(("Within the limit of town plans", *sorted(how)))


def _limit_words(one: ServiceJourneys, mode: ByMode) -> str:
    """Whether a service keeps to its limit, in the line of the way by which that holds."""
    if mode.basis.mode is not one.limit_mode:
        return ""
    return {True: "yes", False: "no", None: "not known"}[one.within_limit]


_NO_GROUP = "No service that the public visits would move, so no group’s journeys change."
_NOBODY = "No service that the public visits would move."
_FILE_ONLY = (
    "compared",
    "gained_reach",
    "out_of_reach",
    "not_known",
    "total_before_min",
    "total_after_min",
    "median_before_min",
    "median_after_min",
)


def _summary(whole: JourneySummary) -> dict[str, Any]:
    minutes = ("mean_before_min", "mean_after_min", "p90_before_min", "p90_after_min")
    return {
        "people": whole.people,
        **{name: rounded_min(getattr(whole, name)) for name in minutes},
        **slow_cells(*_bad_day(whole)),
        "change_min": signed(whole.change_min),
        "longer": whole.longer,
        "shorter": whole.shorter,
        "lost_reach": whole.lost_reach,
        "not_reached": whole.gained_reach + whole.out_of_reach + whole.not_known,
        **{name: getattr(whole, name) for name in _FILE_ONLY},
    }


def _bad_day(whole: JourneySummary) -> tuple[float | None, float | None]:
    slow = whole.bad_day
    return (None, None) if slow is None else (slow.mean_before_min, slow.mean_after_min)


def rounded_min(minutes: float | None) -> Shown:
    """Whole minutes on the page, as it is in a file."""
    return Shown("none" if minutes is None else _whole(minutes), minutes)


def _whole(minutes: float) -> str:
    return "under 1" if 0 < minutes < 1 else number(round(minutes))


def signed(minutes: float | None) -> Shown:
    """A change with its sign."""
    if minutes is None:
        return Shown("none", None)
    if abs(minutes) < 0.05:
        return Shown("0", minutes)
    longer = minutes > 0
    if abs(minutes) < 1:
        return Shown(f"under 1 {'longer' if longer else 'shorter'}", minutes)
    return Shown(f"{'+' if longer else '−'}{_whole(abs(minutes))}", minutes)


def _reach(each: Sequence[tuple[ServiceJourneys, ByMode]]) -> Table:
    columns = (
        *_WHAT,
        Column("minutes", "Within, min", "number"),
        Column("before", "People today", "number"),
        Column("after", "People after", "number"),
        Column("gained", "Gain that", "number"),
        Column("lost", "Lose it", "number"),
        Column("basis", "Rests on", "file"),
    )
    names = ("minutes", "before", "after", "gained", "lost")
    rows = [
        _line(one, mode) | {name: getattr(within, name) for name in names}
        for one, mode in each
        for within in mode.whole.within
    ]
    title = "Residents within 10, 15, 20 and 30 minutes"
    return Table("within", title, columns, rows, empty=_NOBODY)


def _groups(each: Sequence[tuple[ServiceJourneys, ByMode]]) -> Table:
    columns = (
        *_WHAT,
        Column("words", "Residents"),
        Column("people", "People", "number"),
        Column("mean_before_min", "Mean today, min", "amount"),
        Column("mean_after_min", "Mean after, min", "amount"),
        *slow_columns(_services(each)),
        Column("change_min", "Change, min", "amount"),
        Column("longer", "With longer journeys", "number"),
        Column("lost_reach", "Lose their way", "number"),
        *(Column(name, name, "file") for name in ("kind", "group", "shorter", *_FILE_ONLY)),
        Column("basis", "Rests on", "file"),
    )
    rows = [
        _line(one, mode)
        | _summary(part.summary)
        | {"words": part.words, "kind": part.kind, "group": part.group}
        for one, mode in each
        for part in mode.groups
    ]
    title = "By deprivation, age and disability"
    none_loaded = "No counts by deprivation, age or disability are loaded."
    empty = none_loaded if each else _NO_GROUP
    return Table("groups", title, columns, rows, _NOTE, empty)


def _worst(each: Sequence[tuple[ServiceJourneys, ByMode]]) -> Table:
    columns = (
        *_WHAT,
        Column("name", "Place"),
        Column("people", "People", "number"),
        Column("before_min", "Today, min", "amount"),
        Column("after_min", "After, min", "amount"),
        *slow_columns(_services(each)),
        Column("words", "Change"),
        Column("kind", "Kind"),
        Column("basis", "Rests on", "file"),
    )
    rows = [
        _line(one, mode) | _place(place, kind)
        for one, mode in each
        for kind, places in (
            ("longest extra journey", mode.hit_worst),
            ("area of need", mode.need_areas),
        )
        for place in places
    ]
    note = "People of an area of need are counted with the place that it lies in."
    empty = "No place has a longer journey."
    return Table(
        "places",
        "Areas with the longest extra journeys, and areas of need",
        columns,
        rows,
        note,
        empty,
    )


def _place(place: PlaceJourney, kind: str) -> dict[str, Any]:
    return {
        "name": place.name,
        "people": place.people,
        "before_min": rounded_min(place.before_min),
        "after_min": rounded_min(place.after_min),
        **slow_cells(place.slow_before_min, place.slow_after_min),
        "words": place.words,
        "kind": kind,
    }


def _moves(answer: Journeys) -> Table:
    columns = (
        Column("organisation", "Organisation"),
        Column("service", "Service"),
        Column("leaves", "From", link="leaves_page"),
        Column("host", "To", link="host_page"),
        Column("visited", "The public comes there"),
        Column("occupation_id", "Occupation", "file"),
    )
    rows = [
        {
            "organisation": one.organisation.name,
            "service": one.service,
            "leaves": one.leaves.name,
            "host": one.host.name,
            "leaves_page": f"/properties/{one.leaves.property_id}",
            "host_page": f"/properties/{one.host.property_id}",
            "visited": "yes" if one.visited else "no: residents' journeys do not change",
            "occupation_id": one.occupation_id,
        }
        for one in answer.moves
    ]
    return Table("moves", "What would move", columns, rows)


def drawings(
    found: Found, mode: Mode, ground: Ground = Ground.CHANGE, most: int = 4
) -> list[Drawn]:
    """A map of each service by one way of travelling, of the first so many."""
    made = (
        _drawing(found, service, mode, ground, bands(service, found.base.travel, mode))
        for service in found.services[:most]
    )
    return [one for one in made if one is not None]


def _drawing(
    found: Found, service: Service, mode: Mode, ground: Ground, drawn: Sequence[Band]
) -> Drawn | None:
    # Ground of today and of afterwards is drawn in one frame, so that the two can be compared.
    is_change = ground is Ground.CHANGE
    outlines = [one for one in drawn if (one.kind == Ground.CHANGE) is is_change]
    spots = [
        (one.key, one.name, one.easting, one.northing)
        for one in {one.key: one for one in (*service.before, *service.after)}.values()
        if np.isfinite(one.easting)
    ]
    around, most = 500.0, 0.8 * MARGIN_M[1]
    middle = [one for one in service.changing if np.isfinite(one.easting)]
    if not middle:
        return None
    corners = [
        (one.easting + away, one.northing + away) for one in middle for away in (-around, around)
    ]
    for one in outlines:  # as far as they are drawn, and no further than the ground around
        west, south, east, north = one.outline.bounds
        near = [(max(west, x - most), max(south, y - most)) for x, y in _spots(middle)]
        far = [(min(east, x + most), min(north, y + most)) for x, y in _spots(middle)]
        corners += [min(near), max(far)]
    frame = window(corners, WIDTH, HEIGHT)
    bar, bar_words = frame.bar()
    colour = _colours(ground)
    here, there = ({one.key for one in points} for points in (service.before, service.after))
    return Drawn(
        title=f"{service.name}, {MODE_WORDS[mode]}: {ground.words}",
        bands=[
            {"path": frame.path(one.outline), "colour": colour[words], "words": words}
            for one in sorted(outlines, key=_widest_first)
            if one.kind == ground
            for words in [_band_words(one)]
        ],
        places=[
            one
            for spot in spots
            if _inside(one := _mark(frame, spot, spot[0] in here, spot[0] in there))
        ],
        zones=_zones(found, frame),
        legend=[Legend(one, words) for words, one in colour.items()],
        bar=bar,
        bar_words=bar_words,
        words=_MAP_WORDS[ground],
    )


_MAP_WORDS = {
    Ground.CHANGE: "Where the journey to the nearest place would be longer or shorter; the tables "
    "tell the same in words.",
    Ground.BEFORE: "From where the nearest place is within so many minutes today; the tables tell "
    "how many residents.",
    Ground.AFTER: "From where the nearest place would be within so many minutes after the moves; "
    "the tables tell how many residents.",
}


def _colours(ground: Ground) -> dict[str, str]:
    """Words of each band → its colour, in the order of the key."""
    if ground is Ground.CHANGE:
        return dict(zip(filter(None, _words()), COLOURS, strict=True))
    return dict(zip(map(_within, WITHIN_MIN), WITHIN_COLOURS, strict=True))


def _band_words(band: Band) -> str:
    if band.kind != Ground.CHANGE and band.high_min is not None:
        return _within(band.high_min)
    low = CHANGE_MIN[0] if band.low_min is None else band.low_min
    high = CHANGE_MIN[-1] if band.high_min is None else band.high_min
    return dict(zip(itertools.pairwise(CHANGE_MIN), _words(), strict=True))[(low, high)]


def _within(minutes: float) -> str:
    return f"within {minutes:.0f} minutes"


def _widest_first(band: Band) -> float:
    """Ground within more minutes lies beneath that within fewer."""
    return -(CHANGE_MIN[-1] if band.high_min is None else band.high_min)


def _spots(points: Sequence[AccessPoint]) -> list[tuple[float, float]]:
    return [(one.easting, one.northing) for one in points]


def _words() -> list[str]:
    return [
        "10 minutes shorter or more",
        "5 to 10 minutes shorter",
        "1 to 5 minutes shorter",
        "",
        "1 to 5 minutes longer",
        "5 to 10 minutes longer",
        "10 minutes longer or more",
    ]


def _mark(frame: Window, spot: tuple[str, str, float, float], here: bool, there: bool) -> Any:
    x, y = frame.place(spot[2], spot[3])
    role = "stays" if here and there else "left" if here else "new"
    words = {"stays": "stays", "left": "left by the service", "new": "new place of the service"}
    return {"x": x, "y": y, "role": role, "name": f"{spot[1]}: {words[role]}"}


def _zones(found: Found, frame: Window) -> list[dict[str, Any]]:
    zones = found.base.residents.zones
    made = []
    for name, east, north in zip(zones["name"], zones["easting"], zones["northing"], strict=True):
        if not (np.isfinite(float(east)) and np.isfinite(float(north))):
            continue
        x, y = frame.place(float(east), float(north))
        made.append({"x": x, "y": y, "name": str(name)})
    return [one for one in made if _inside(one)][:400]


def _inside(one: Mapping[str, Any]) -> bool:
    return bool(0 <= one["x"] <= WIDTH and 0 <= one["y"] <= HEIGHT)
