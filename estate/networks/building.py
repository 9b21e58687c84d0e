"""A stored network out of an extract and a timetable, in a process of its own
(``building_process.py``).

cafein reads the extract (through pyrosm) and says who may use which street; the car's pace is set
here (``access/speeds.py``). Beside cafein's own files the same streets are kept as arrays, for
joining places to them and for the check by another search.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from estate.access import speeds
from estate.access.network_store import (
    BACKWARDS,
    BUSES,
    CAR_BIT,
    GRAPH,
    STREETS,
    WALK_BIT,
    Detour,
    Graph,
    Manifest,
    Source,
    Timetable,
    digest,
    engine,
    key_of,
    write_manifest,
)
from estate.access.snapping import Streets
from estate.errors import Refused
from estate.geometry import lat_lon, to_grid
from estate.late_imports import one_at_a_time
from estate.networks.other_process import Step

#: cafein's clock: it walks a metre a second, so all other paces are kept in proportion.
_IN_PROPORTION = 3.6 / speeds.WALK_KMH
_STREET_MODES = ("walk", "wheelchair", "car")
#: Walks between two stops that are found beforehand, min.
_CHANGE_WALK_MIN = 15
#: The detour is measured from so many junctions, to those between these distances, m.
_MEASURED_FROM, _NEAREST_M, _FARTHEST_M = 200, 100.0, 2_000.0
_LONGEST_M = 20_000.0


@dataclass(frozen=True)
class Order:
    """What to build: the files, what is known of them, and where to."""

    extract: Path
    roads: Source
    tables: Path | None
    timetable: Source | None
    into: Path
    built_on: date
    synthetic: bool


def build(order: Order, step: Step) -> Manifest:
    """Write a network to ``order.into``. Raises ``Refused`` in a sentence."""
    with one_at_a_time:
        from cafein._cafein import StreetNetwork

    step("reading the streets")
    payload = _payload(order.extract)
    step("storing the streets for both directions")
    streets = StreetNetwork(*payload)
    streets.save(str(order.into / STREETS))
    StreetNetwork(*_turned(payload)).save(str(order.into / BACKWARDS))
    graph = _graph(payload)
    graph.save(order.into / GRAPH)
    timetable = None
    if order.tables is not None and order.timetable is not None:
        step("reading the timetable, and the walks between its stops")
        timetable = _buses(order.tables, order.timetable, order.extract, order.into / BUSES)
    step("measuring how much longer ways are than straight lines")
    detour = _detour(graph, streets)
    manifest = Manifest(
        key=key_of(
            engine(),
            order.roads.sha256,
            order.timetable.sha256 if order.timetable else None,
            speeds.stated(),
        ),
        engine=engine(),
        built_on=order.built_on,
        synthetic=order.synthetic,
        roads=order.roads,
        timetable=timetable,
        speeds=speeds.stated(),
        bounds_m=_bounds(graph),
        junctions=graph.junctions,
        edges=len(graph.metres),
        fastest_car_kmh=_fastest(graph),
        detour=detour,
        files={one.name: digest(one) for one in sorted(order.into.iterdir())},
    )
    write_manifest(order.into, manifest)
    return manifest


def _payload(extract: Path) -> tuple[Any, ...]:
    """What cafein's core is made from, with the car's pace as we state it."""
    with one_at_a_time:
        from cafein.street_network import multimodal_payload

    classes = {
        name if name in ("living_street", "service", "track") else f"{name}_inside": kmh
        for name, kmh in speeds.CAR_KMH.items()
    }
    links = {
        f"{name}_link": speeds.CAR_KMH[name]
        for name in ("motorway", "trunk", "primary", "secondary", "tertiary")
    }
    # A posted limit counts for a share of itself: what is not posted is raised first.
    limits = {name: kmh / speeds.SHARE_OF_LIMIT for name, kmh in (classes | links).items()}
    try:
        made = multimodal_payload(extract, modes=_STREET_MODES, country="GB", speed_limits=limits)
    except ValueError as error:
        if "no routable ways" not in str(error):
            raise
        raise Refused(f"{extract.name} holds no roads: take another area's extract.") from error
    ahead, back, *junctions = made[-1]
    share = speeds.SHARE_OF_LIMIT * _IN_PROPORTION
    paced = ([kmh * share for kmh in ahead], [kmh * share for kmh in back], *junctions)
    return (*made[:-1], paced)


def _turned(payload: tuple[Any, ...]) -> tuple[Any, ...]:
    """The same streets with every direction turned: from B to A what was from A to B."""
    *first, ahead, back, one, other, heights, told, car = payload
    kmh_ahead, kmh_back, into_head, into_tail = car
    return (
        *first,
        back,
        ahead,
        other,
        one,
        heights,
        told,
        (kmh_back, kmh_ahead, into_tail, into_head),
    )


def _graph(payload: tuple[Any, ...]) -> Graph:
    junctions, edges, offsets, lons, lats = payload[:5]
    forward, reverse, car = payload[9], payload[10], payload[-1]
    ends = np.array([(tail, head) for tail, head, _ in edges], dtype=np.int64).reshape(-1, 2)
    metres = np.array([length for *_, length in edges], dtype=np.float64)
    line = np.column_stack(to_grid(np.array(lons), np.array(lats)))
    if not np.isfinite(line).all():
        inside = np.isfinite(line).all(axis=1)
        if not inside.any():
            raise Refused(
                "The extract lies outside Great Britain: take the extract of your own county."
            )
        raise Refused(
            "Parts of the extract lie outside Great Britain: cut it to the county (osmium extract)."
        )
    kmh = np.array(car[:2], dtype=np.float64) / _IN_PROPORTION
    with np.errstate(divide="ignore"):
        seconds = metres / (kmh / 3.6)
    return Graph(
        int(junctions),
        ends[:, 0],
        ends[:, 1],
        metres,
        np.array(forward, dtype=np.uint8),
        np.array(reverse, dtype=np.uint8),
        seconds[0],
        seconds[1],
        np.array(offsets, dtype=np.int64),
        line,
    )


def _bounds(graph: Graph) -> tuple[float, float, float, float]:
    west, south = graph.line.min(axis=0)
    east, north = graph.line.max(axis=0)
    return float(west), float(south), float(east), float(north)


def _fastest(graph: Graph) -> float:
    """km/h of the fastest street that a car may use, either way."""
    ways = [
        (graph.metres / seconds * 3.6)[(may & CAR_BIT) != 0]
        for seconds, may in (
            (graph.car_forward_s, graph.forward),
            (graph.car_reverse_s, graph.reverse),
        )
    ]
    every = np.concatenate(ways)
    known = every[np.isfinite(every)]
    return float(known.max()) if len(known) else speeds.WALK_KMH


def _buses(tables: Path, source: Source, extract: Path, to: Path) -> Timetable:
    import warnings

    with one_at_a_time:
        from cafein import TransportNetwork

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # stops far from the streets are counted below
        try:
            made = TransportNetwork.from_gtfs(
                [str(tables)],
                osm_pbf=str(extract),
                walking_speed_kmph=speeds.WALK_KMH,
                max_walking_time=_CHANGE_WALK_MIN,
                snap_distance=speeds.OFF_NETWORK_M,
                trip_distances=False,
                leg_geometries=False,
                street_modes=(),
            )
        except (ValueError, OSError) as error:
            why = str(error).replace(str(tables), source.name)
            raise Refused(f"{source.name} cannot be read as a timetable: {why}") from error
    made.save(str(to))
    counts = made.daily_trip_counts
    counts = counts() if callable(counts) else counts
    if len(counts) == 0 or int(counts.max()) == 0:
        raise Refused(f"{source.name} has no trip on any day: fetch a timetable that is in force.")
    days = {day: int(count) for day, count in zip(_days(counts), counts, strict=True) if count}
    day = asked_day(days)
    stops = [(lat, lon) for _, lat, lon in made._core.stops if lat is not None]
    on_network = _on_network(stops, to.parent / GRAPH)
    if not on_network:
        raise Refused(
            f"None of the stops of {source.name} lies on the streets of the extract: take an "
            "extract and a timetable of one area."
        )
    return Timetable(
        source, min(days), max(days), day, days[day], len(made._core.stops), on_network
    )


def asked_day(trips: Mapping[date, int]) -> date:
    """The day that stands for all: the working day with most trips, the first of several; where
    nothing runs from Monday to Friday, the day with most.

    Examples
    --------
    >>> asked_day({date(2026, 11, 1): 9, date(2026, 11, 2): 4, date(2026, 11, 3): 4})
    datetime.date(2026, 11, 2)
    >>> asked_day({date(2026, 11, 1): 9, date(2026, 11, 8): 9})
    datetime.date(2026, 11, 1)
    """
    running = {day: count for day, count in trips.items() if count}
    working = {day: count for day, count in running.items() if day.weekday() < 5} or running
    return max(working, key=lambda one: (working[one], -one.toordinal()))


def _days(counts: Any) -> list[date]:
    return [date.fromisoformat(str(one)[:10]) for one in counts.index]


def _on_network(stops: list[tuple[float, float]], graph: Path) -> int:
    """How many stops lie near a street that may be walked."""
    streets = Streets(Graph.load(graph), WALK_BIT)
    lat, lon = np.array(stops, dtype=np.float64).reshape(-1, 2).T
    off = streets.join(np.column_stack(to_grid(lon, lat))).off_m
    return int((off <= speeds.OFF_NETWORK_M).sum())


def _detour(graph: Graph, streets: Any) -> Detour | None:
    """Ways on foot over straight lines, from junctions spread over the network; None where it is
    too small to say."""
    walked = np.flatnonzero(graph.usable(WALK_BIT))
    if len(walked) == 0:
        return None
    spread = np.linspace(0, len(walked) - 1, min(len(walked), 4 * _MEASURED_FROM)).astype(np.int64)
    spots = np.unique(graph.line[graph.offsets[walked[spread]]], axis=0)
    origins = spots[:: max(1, len(spots) // _MEASURED_FROM)]
    table = streets.travel_time_matrix(
        lat_lon(origins), lat_lon(spots), "walk", _LONGEST_M, 50.0, None, 1
    )
    ways = np.asarray(table["matrix"], dtype=np.float64)  # a metre a second
    gaps = origins[:, None, :] - spots[None, :, :]
    straight = np.hypot(gaps[..., 0], gaps[..., 1])
    keep = (straight >= _NEAREST_M) & (straight <= _FARTHEST_M) & (ways <= _LONGEST_M)
    if keep.sum() < 20:
        return None
    factor = ways[keep] / straight[keep]
    return Detour(int(keep.sum()), float(np.median(factor)), float(np.quantile(factor, 0.9)))
