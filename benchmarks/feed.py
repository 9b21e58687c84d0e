"""The map's feed and lists beside tipg: same database, same machine, same questions, one run.

Usage: python -m benchmarks feed [SECONDS]

tipg (OGC API - Features over PostGIS) is installed into a temporary environment of its own; it
serves a table that holds just what our feed shows, with stored WGS 84 outlines and an index:
the best case for it. A second table holds the National Grid master, for the counts in boxes.
Both services run with one worker of the same uvicorn; one generator (``benchmarks.load``) asks
both, in turns. "Without cache" is our service with ESTATE_FEED_MEMORY_MB=0: it keeps no answer,
and reads every property's text from PostgreSQL each time, as tipg does.
"""

import os
import random
import socket
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import quote

import httpx2
import orjson
import shapely
from sqlalchemy import Engine, text

from benchmarks import load
from estate.cli import sample_county
from estate.db.embedded import EmbeddedPostgres
from estate.db.engine import make_engine, migrate

FEED = "/map/properties.geojson"
ROUNDS = 3
#: More boxes than any service here answers in all its rounds.
MANY = 100_000
BROWSER = "gzip, deflate, br, zstd"
_TIPG = ("tipg>=1.0", "uvicorn", "httptools", "uvloop")
_LIKE_THE_FEED = """
    CREATE TABLE bench_feed AS
    SELECT p.property_id::text AS id, p.name, p.address, p.postcode, p.use_class, p.type_code,
           p.status, p.local_ref, p.organisation_code, p.gia_m2, p.nia_m2, p.confidence,
           p.condition, town.name AS town, district.name AS district,
           coalesce(p.geom_4326, p.rep_point_4326)::geometry(Geometry, 4326) AS geom
      FROM property p LEFT JOIN area town ON town.area_id = p.town_id
      LEFT JOIN area district ON district.area_id = p.district_id
     WHERE p.merged_into_property_id IS NULL AND p.sensitivity IN ('open', 'club')
"""
_MASTER = """
    CREATE TABLE bench_master AS
    SELECT property_id::text AS id, name,
           coalesce(geom, rep_point)::geometry(Geometry, 27700) AS geom
      FROM property WHERE merged_into_property_id IS NULL AND sensitivity IN ('open', 'club')
"""
Box = tuple[float, float, float, float]


def main(seconds: float = 4.0) -> None:
    """Measure everything and print it as a table."""
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores (compare at rest)")
    with tempfile.TemporaryDirectory(prefix="estate-bench-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the database's user must be able to enter
        cluster = EmbeddedPostgres(folder)
        url = cluster.start()
        try:
            engine = _prepared(url, folder)
            with _services(url, folder) as bases:
                _print_speeds(bases, engine, seconds)
                _print_counts(bases)
            engine.dispose()
        finally:
            cluster.stop()


def _prepared(url: str, folder: Path) -> Engine:
    migrate(url)
    sample_county.load(url, folder / "sample")
    engine = make_engine(url)
    with engine.begin() as connection:
        for table, statement in (("bench_feed", _LIKE_THE_FEED), ("bench_master", _MASTER)):
            connection.execute(text(statement))
            connection.execute(text(f"ALTER TABLE {table} ADD PRIMARY KEY (id)"))
            connection.execute(text(f"CREATE INDEX ON {table} USING gist (geom)"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    return engine


# ── the services ─────────────────────────────────────────────────────────────────────────────


@contextmanager
def _services(url: str, folder: Path) -> Iterator[dict[str, str]]:
    """Addresses by name; each service is a process of its own."""
    ours = [sys.executable, "-m", "benchmarks.feed", "serve", url]
    free = {"ESTATE_REQUESTS_PER_MINUTE": "0"}  # tipg bounds nobody either
    none = {**free, "ESTATE_FEED_MEMORY_MB": "0"}
    wanted = {
        "club": (ours, {**free, "ESTATE_READER": "club"}),
        "club, no cache": (ours, {**none, "ESTATE_READER": "club"}),
        "public": (ours, {**free, "ESTATE_READER": "public"}),
        "public, no cache": (ours, {**none, "ESTATE_READER": "public"}),
        "tipg": _tipg(url, folder),
    }
    processes, bases = [], {}
    try:
        for name, (command, environment) in wanted.items():
            port = _free_port()
            processes.append(
                subprocess.Popen([*command, str(port)], env={**os.environ, **environment})
            )
            bases[name] = f"http://127.0.0.1:{port}"
        for name, base in bases.items():
            _wait_for(base + ("/healthz" if name == "tipg" else FEED))
        yield bases
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait()


def _tipg(url: str, folder: Path) -> tuple[list[str], dict[str, str]]:
    """tipg in an environment of its own, gone with the folder."""
    print("installing tipg …", flush=True)
    venv.create(folder / "tipg", with_pip=True)
    python = folder / "tipg" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", *_TIPG], check=True)
    asked = "import importlib.metadata as m; print(m.version('tipg'))"
    done = subprocess.run([python, "-c", asked], check=True, capture_output=True, text=True)
    print(f"tipg {done.stdout.strip()}", flush=True)
    host = quote(url.split("host=")[1].split("&")[0], safe="%")
    address = f"postgresql://estate@{host}:5432/estate"
    start = "import sys, uvicorn; uvicorn.run('tipg.main:app', port=int(sys.argv[1]), "
    start += "log_level='warning', access_log=False)"
    environment = {"DATABASE_URL": address, "TIPG_DB_SCHEMAS": '["public"]', "PYTHONPATH": ""}
    return [str(python), "-c", start], environment


def serve(url: str, port: int) -> None:
    """Our service, as ``estate serve`` starts it."""
    import uvicorn  # only here: the others must not pay for it

    from api.app import create_app
    from estate.settings import Settings

    uvicorn.run(create_app(Settings(), url), port=port, log_level="warning", access_log=False)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str) -> None:
    for _ in range(300):
        try:
            httpx2.get(address, timeout=60).raise_for_status()
            return
        except httpx2.TransportError:
            time.sleep(0.2)
    raise SystemExit(f"{address} does not answer")


def _json(address: str) -> Any:
    return httpx2.get(address, timeout=60).raise_for_status().json()


# ── how fast ─────────────────────────────────────────────────────────────────────────────────


def _print_speeds(bases: dict[str, str], engine: Engine, seconds: float) -> None:
    """Answers a second, each the middle one of several rounds taken in turns."""
    print(f"\n{'':44}{'1 connection':>18}{'4 connections':>18}   (answers a second)")
    whole = "/collections/public.bench_feed/items?limit=10000&f=geojson"
    boxes = _boxes(400)
    page = "/collections/public.bench_feed/items?limit=100&f=geojson&bbox={}"
    ask = "/api/v1/properties?limit=100&bbox={}"
    tipg_pages, our_pages = ([form.format(_words(b)) for b in boxes] for form in (page, ask))
    new = [_words(box) for box in _boxes(MANY)[400:]]
    for title, encoding, questions in (
        ("whole county, plain", "identity",
         {"tipg": [whole], "club, no cache": [FEED], "club": [FEED], "public, no cache": [FEED],
          "public": [FEED]}),
        ("whole county, as a browser asks", BROWSER,
         {"tipg": [whole], "club": [FEED], "public": [FEED]}),
        ("page of 100 in a box, plain, 400 boxes over and over (ours kept)", "identity",
         {"tipg": tipg_pages, "club": our_pages, "club, no cache": our_pages}),
        ("page of 100 in a box, plain, each box once", "identity",
         {name: iter([form.format(box) for box in new]) for name, form in (
             ("tipg", page), ("club", ask), ("club, no cache", ask))}),
    ):  # fmt: skip
        print(title, flush=True)
        if isinstance(questions["club"], list):
            for path in questions["club"]:
                httpx2.get(bases["club"] + path, timeout=60).raise_for_status()
        _print_block(bases, questions, encoding, seconds)
    _print_first_reads(bases, engine)


def _print_block(
    bases: dict[str, str], questions: Mapping[str, Iterable[str]], encoding: str, seconds: float
) -> None:
    found: dict[tuple[str, int], list[load.Load]] = {}
    for _ in range(ROUNDS):
        for name, paths in questions.items():
            for connections in (1, 4):
                one = load.run(bases[name], paths, connections=connections,
                               seconds=seconds, accept_encoding=encoding)  # fmt: skip
                found.setdefault((name, connections), []).append(one)
    rate = {key: median(one.per_second for one in runs) for key, runs in found.items()}
    for name in questions:
        cells = "".join(
            f"{rate[name, n]:8.1f} ({rate[name, n] / rate['tipg', n]:5.1f} ×)" for n in (1, 4)
        )
        size = found[name, 1][0].size
        print(f"  {name:24}{size:12,} bytes    {cells}", flush=True)


def _print_first_reads(bases: dict[str, str], engine: Engine) -> None:
    """Every read after a write: the whole edition is rendered anew from the register."""

    def write() -> None:
        with engine.begin() as connection:
            connection.execute(text("INSERT INTO register_version (reason) VALUES ('benchmark')"))

    for name in ("club", "public"):
        one = load.run(bases[name], [FEED], connections=1, seconds=4.0, before=write)
        print(f"first read after a write, {name}: {one.middle_ms:.0f} ms (1 connection)")


# ── how exact ────────────────────────────────────────────────────────────────────────────────


def _boxes(count: int) -> list[Box]:
    """Boxes over the county, of a street to a quarter of it, the same each time."""
    chance = random.Random(27_700)
    found: list[Box] = []
    for _ in range(count):
        width, height = chance.uniform(0.002, 0.3), chance.uniform(0.002, 0.2)
        west, south = round(chance.uniform(-2.6, -1.8), 6), round(chance.uniform(52.0, 52.4), 6)
        found.append((west, south, round(west + width, 6), round(south + height, 6)))
    return found


def _words(box: Box) -> str:
    return ",".join(str(edge) for edge in box)


def _print_counts(bases: dict[str, str]) -> None:
    """numberMatched beside shapely's own count of the outlines in WGS 84."""
    feed = _json(bases["club"] + "/api/v1/properties?limit=10000")
    outlines = [
        shapely.from_geojson(orjson.dumps(one["geometry"]))
        for one in feed["features"]
        if one["geometry"]
    ]
    boxes = _boxes(120)
    truth = [sum(shapely.intersects(outlines, shapely.box(*box))) for box in boxes]
    counters: dict[str, Callable[[Box], Any]] = {
        "ours": lambda b: _json(f"{bases['club']}/api/v1/properties?limit=1&bbox={_words(b)}"),
        "tipg, WGS 84 table": lambda b: _json(
            f"{bases['tipg']}/collections/public.bench_feed/items?limit=1&bbox={_words(b)}"
        ),
        "tipg, National Grid table": lambda b: _json(
            f"{bases['tipg']}/collections/public.bench_master/items?limit=1&bbox={_words(b)}"
        ),
    }
    print(f"\ncounts in {len(boxes)} boxes beside shapely's ({sum(truth):,} in all)")
    for name, ask in counters.items():
        given = [int(ask(box)["numberMatched"]) for box in boxes]
        wrong = sum(a != b for a, b in zip(given, truth, strict=True))
        print(f"  {name:28} {sum(given):8,} in all, {wrong} boxes differ", flush=True)


if __name__ == "__main__":
    serve(sys.argv[2], int(sys.argv[3]))
