"""The whole intake beside bare loaders: same shapefile, same server, one run.

Usage: python -m benchmarks intake [1300 100000 1000000]

Ours reads, recognises, checks, plans and commits, with history, interests and delivery copies;
``ogr2ogr`` (COPY) and geopandas ``to_postgis`` only load. Each is a process of its own, timed
from start to end, three rounds in turn, of which the medians count; memory is the peak of the
process and its readers together. ``changed`` is the same file with another area in every row.
Without ogr2ogr (Debian: gdal-bin) its column stays empty.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import astuple, dataclass
from pathlib import Path
from statistics import median

from sqlalchemy import create_engine, make_url, text

from benchmarks import shapes
from estate.codes import OrganisationKind
from estate.db.embedded import EmbeddedPostgres
from estate.db.engine import make_engine, migrate
from estate.register.area_records import (
    AreaDescription,
    EnvelopeDescription,
    OrganisationDescription,
    TownDescription,
)
from estate.register.writes.area import init_area

SIZES = (1_300, 100_000, 1_000_000)
_MIB = 1_024
_ROUNDS = 3
#: A size that takes minutes is measured once.
_LONG = 200_000


@dataclass(frozen=True)
class Measured:
    """Wall clock, CPU and peak memory of one process and its readers; not the server's."""

    seconds: float
    cpu_seconds: float
    peak_mib: float


def run(*command: str) -> Measured:
    """Run a command to its end; it must succeed."""
    launch = str(Path(__file__).with_name("launch.py"))
    answer = subprocess.run(
        [sys.executable, "-I", "-S", launch, *command],
        env=_environment(), stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    *said, used = answer.stdout.splitlines() or ["used"]
    print("".join(f"{line}\n" for line in said), end="", flush=True)
    if answer.returncode != 0:
        raise SystemExit(f"{' '.join(command[:4])} … failed")
    seconds, cpu_seconds, peak_kib = map(float, used.split()[1:])
    return Measured(seconds, cpu_seconds, peak_kib / _MIB)


def _environment() -> dict[str, str]:
    """Of every process alike: modules are compiled once, as those of an installed package are."""
    own = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**own, "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir(), "estate-bench-compiled"))}


def _county() -> AreaDescription:
    box = shapes.BOX
    towns = tuple(
        TownDescription(name=name, easting=box.min_easting + 11_000 * i, radius_m=3_000,
                        northing=(box.min_northing + box.max_northing) / 2)
        for i, name in enumerate(("Easton", "Weston", "Norton", "Sutton", "Middleham"), start=1)
    )  # fmt: skip
    return AreaDescription(
        code="BENCH", name="Benchshire", synthetic=True, source="made up to measure",
        envelope=EnvelopeDescription(
            min_easting=box.min_easting, min_northing=box.min_northing,
            max_easting=box.max_easting, max_northing=box.max_northing),
        towns=towns,
        organisations=(OrganisationDescription(
            code="B-CC", name="Benchshire County Council", kind=OrganisationKind.COUNTY),),
    )  # fmt: skip


def _fresh(server: str, name: str) -> str:
    """A new database with an empty register of the county."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    migrate(url)
    engine = make_engine(url)
    with engine.begin() as connection:
        init_area(connection, _county())
    engine.dispose()
    return url


def _ogr2ogr(url: str, path: Path) -> Measured | None:
    program = shutil.which("ogr2ogr")
    if program is None:
        return None
    parsed = make_url(url)
    address = f"PG:dbname={parsed.database} user={parsed.username}"
    address += "".join(f" {key}={value}" for key, value in parsed.query.items())
    return run(program, "--config", "PG_USE_COPY", "YES", "-f", "PostgreSQL", address, str(path),
               "-nlt", "PROMOTE_TO_MULTI", "-nln", "bare",
               "-lco", "GEOMETRY_NAME=geom")  # fmt: skip


def measure(server: str, folder: Path, count: int) -> None:
    """One size, each way some times in turn; prints seconds, CPU, peak memory and ratios."""
    path, changed = folder / f"estate_{count}.shp", folder / f"changed_{count}.shp"
    me = (sys.executable, "-m", "benchmarks.intake", "shapes", str(count))
    run(*me, str(path))
    run(*me, str(changed), "10")
    print(f"\n{count:,} polygons, 15 attributes, load {os.getloadavg()[0]:.1f}", flush=True)
    ours = (sys.executable, "-m", "benchmarks.ours")
    found: dict[str, list[Measured | None]] = {}
    for _ in range(_ROUNDS if count <= _LONG else 1):
        url = _fresh(server, f"bench_{count}")
        for name, one in (
            ("ogr2ogr, COPY", _ogr2ogr(url, path)),
            ("geopandas to_postgis", run(sys.executable, "-m", "benchmarks.bare", url, str(path))),
            ("estate, first", run(*ours, url, str(path))),
            ("estate, again", run(*ours, url, str(path))),
            ("estate, changed", run(*ours, url, str(changed))),
        ):
            found.setdefault(name, []).append(one)
    _print({name: _median(each) for name, each in found.items()})
    for part in (*folder.glob(f"{path.stem}.*"), *folder.glob(f"{changed.stem}.*")):
        part.unlink()


def _median(each: list[Measured | None]) -> Measured | None:
    there = [one for one in each if one is not None]
    if not there:
        return None
    return Measured(*(median(values) for values in zip(*map(astuple, there), strict=True)))


def _print(found: dict[str, Measured | None]) -> None:
    bare, geopandas = found["ogr2ogr, COPY"], found["geopandas to_postgis"]
    print(f"  {'':22} {'seconds':>9} {'CPU':>9} {'MiB':>6} {'× ogr2ogr':>10} "
          f"{'× to_postgis':>13}")  # fmt: skip
    for name, one in found.items():
        if one is None:
            print(f"  {name:22} not installed (Debian: gdal-bin)")
            continue
        print(f"  {name:22} {one.seconds:9.2f} {one.cpu_seconds:9.2f} {one.peak_mib:6.0f} "
              f"{_times(one, bare):>10} {_times(one, geopandas):>13}", flush=True)  # fmt: skip


def _times(one: Measured, other: Measured | None) -> str:
    return "" if other is None else f"{one.seconds / other.seconds:.2f}"


def main(sizes: list[int]) -> None:
    """Measure every size on a private server with its usual, durable settings."""
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores (compare at rest)")
    with tempfile.TemporaryDirectory(prefix="estate-bench-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the database's user must be able to enter
        cluster = EmbeddedPostgres(folder)
        server = cluster.start()
        try:
            for count in sizes or SIZES:
                measure(server, folder, count)
        finally:
            cluster.stop()


if __name__ == "__main__":
    shapes.write(Path(sys.argv[3]), int(sys.argv[2]), *map(float, sys.argv[4:]))
