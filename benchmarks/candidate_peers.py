"""What candidates are measured beside: PostGIS and geopandas, on the same pairs and the same score.

The peers are given what ours works out for itself: which occupations may move, which properties
may host, and all their figures as ready columns, indexed and analysed. Their score has the three
components use, capacity and distance.
"""

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import psycopg
import shapely
from numpy.typing import NDArray

from benchmarks.timing import WEIGHTS, Spent
from estate.colocation import Facts

_SAME_PLACE_M = 10.0
_FLOOR = 0.8


@dataclass(frozen=True)
class Sides:
    """Guests and hosts as a peer gets them: frames with outlines, and the table of uses."""

    guests: gpd.GeoDataFrame
    hosts: gpd.GeoDataFrame
    uses: NDArray[np.float64]


def sides(facts: Facts) -> Sides:
    """Everything a pair's gates and three components look up."""
    columns = facts.columns
    guests, places = columns.guests, columns.properties
    home = guests.home
    hosts = np.flatnonzero(facts.hosts["open"].to_numpy(dtype=bool))
    moving: dict[str, Any] = {
        "id": np.arange(len(home)), "body": guests.organisation, "place": guests.order,
        "row_": guests.row, "need": guests.need_m2, "x": facts.places.points[home, 0],
        "y": facts.places.points[home, 1], "bound": places.like_for_like[home],
        "use_": places.use_class[home], "conflicts": guests.conflicts,
    }  # fmt: skip
    hosting: dict[str, Any] = {
        "id": hosts, "body": places.organisation[hosts], "place": places.order[hosts],
        "column_": places.column[hosts], "spare": places.spare_m2[hosts],
        "x": facts.places.points[hosts, 0], "y": facts.places.points[hosts, 1],
        "use_": places.use_class[hosts], "services": places.services[hosts],
    }  # fmt: skip
    outlines = facts.places.outlines
    return Sides(
        gpd.GeoDataFrame(moving, geometry=list(outlines[home]), crs=27700),
        gpd.GeoDataFrame(hosting, geometry=list(outlines[hosts]), crs=27700),
        facts.compatibility,
    )


def joined(given: Sides, within_m: float) -> pd.DataFrame:
    """geopandas' join alone."""
    found = gpd.sjoin(
        given.guests[["geometry"]], given.hosts[["geometry"]],
        predicate="dwithin", distance=within_m,
    )  # fmt: skip
    return pd.DataFrame(found)


def by_geopandas(given: Sides, within_m: float, best: int) -> tuple[NDArray[np.int64], int]:
    """The best pairs (guest, host) and the number of all: join, gates, score, in whole columns."""
    found = joined(given, within_m)
    one = given.guests.take(found.index.to_numpy())
    other = given.hosts.take(found["index_right"].to_numpy())
    cells = given.uses[one["row_"].to_numpy(), other["column_"].to_numpy()]
    gap = np.hypot(one["x"].to_numpy() - other["x"].to_numpy(),
                   one["y"].to_numpy() - other["y"].to_numpy())  # fmt: skip
    keep = (one["body"].to_numpy() != other["body"].to_numpy()) & (cells > 0)
    keep &= gap >= _SAME_PLACE_M
    keep &= ~one["bound"].to_numpy() | (one["use_"].to_numpy() == other["use_"].to_numpy())
    keep &= (one["conflicts"].to_numpy() & other["services"].to_numpy()) == 0
    one, other, cells = one[keep], other[keep], cells[keep]
    metres = shapely.distance(one.geometry.to_numpy(), other.geometry.to_numpy())
    marks = _marks(cells, one["need"].to_numpy(), other["spare"].to_numpy(), metres / within_m)
    order = np.lexsort((other["place"], one["place"], -np.rint(marks * 1e9)))[:best]
    pairs = np.column_stack([one["id"].to_numpy()[order], other["id"].to_numpy()[order]])
    return pairs.astype(np.int64), len(one)


def _marks(
    use: NDArray[np.float64],
    need: NDArray[np.float64],
    spare: NDArray[np.float64],
    way: NDArray[np.float64],
) -> NDArray[np.float64]:
    ratio = np.divide(spare, need, out=np.full(len(need), np.nan), where=need > 0)
    room = np.clip((ratio - _FLOOR) / (1 - _FLOOR), 0, 1)
    known = np.isfinite(room) * WEIGHTS["capacity"]
    total = WEIGHTS["use"] + known + WEIGHTS["distance"]
    points = use * WEIGHTS["use"] + np.nan_to_num(room) * known
    return np.asarray((points + np.clip(2 * (1 - way), 0, 1) * WEIGHTS["distance"]) / total)


_TABLES = """
create table guests (id int, body int, place int, row_ int, need float8, x float8, y float8,
                     bound bool, use_ int, conflicts int, geom geometry(MultiPolygon, 27700));
create table hosts (id int, body int, place int, column_ int, spare float8, x float8, y float8,
                    use_ int, services int, geom geometry(MultiPolygon, 27700));
"""
_INDEXES = """
create index on guests using gist (geom);
create index on hosts using gist (geom);
analyze guests;
analyze hosts;
"""
_BARE = """
select g.id, h.id from guests g join hosts h on st_dwithin(g.geom, h.geom, %(within)s)
"""
_SCORED = """
select g.id, h.id
from guests g
join hosts h on st_dwithin(g.geom, h.geom, %(within)s)
  and g.body <> h.body and (not g.bound or g.use_ = h.use_) and (g.conflicts & h.services) = 0
  and (%(uses)s::float8[])[g.row_ * 8 + h.column_ + 1] > 0
  and sqrt((g.x - h.x) ^ 2 + (g.y - h.y) ^ 2) >= 10
cross join lateral (
  select (%(uses)s::float8[])[g.row_ * 8 + h.column_ + 1] as used,
         case when g.need > 0 and h.spare is not null
              then least(greatest((h.spare / g.need - 0.8::float8) / (1 - 0.8::float8), 0), 1)
              end as room,
         least(greatest(2 * (1 - st_distance(g.geom, h.geom) / %(within)s), 0), 1) as way
) part
order by round(1e9::float8 * (used * 0.2::float8 + coalesce(room, 0) * 0.2::float8
                              + way * 0.15::float8)
               / (0.2::float8 + case when room is null then 0 else 0.2::float8 end
                  + 0.15::float8)) desc,
         g.place, h.place
limit %(best)s
"""


def load(url: str, given: Sides) -> None:
    """Fill a new database with both sides, indexed and analysed."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("create extension if not exists postgis")
        connection.execute("drop table if exists guests, hosts")
        connection.execute(_TABLES)
        for name, frame in (("guests", given.guests), ("hosts", given.hosts)):
            _copy(connection, name, frame)
        connection.execute(_INDEXES)


def _copy(connection: psycopg.Connection, name: str, frame: gpd.GeoDataFrame) -> None:
    shapes = shapely.to_wkb(shapely.set_srid(frame.geometry.to_numpy(), 27700), hex=True,
                            include_srid=True)  # fmt: skip
    plain = pd.DataFrame(frame.drop(columns="geometry")).assign(geom=shapes)
    text = plain.to_csv(index=False, header=False)
    statement = psycopg.sql.SQL("copy {} from stdin (format csv)").format(
        psycopg.sql.Identifier(name)
    )
    with connection.cursor().copy(statement) as copy:
        copy.write(text)


def tuned(url: str) -> psycopg.Connection:
    """Two workers, whatever the size of the tables, and memory to sort in."""
    connection = psycopg.connect(url, autocommit=True)
    for setting in ("max_parallel_workers_per_gather = 2", "min_parallel_table_scan_size = 0",
                    "parallel_setup_cost = 0", "parallel_tuple_cost = 0.001",
                    "work_mem = '256MB'", "jit = off"):  # fmt: skip
        connection.execute(psycopg.sql.SQL("set " + setting))
    return connection


def served(
    url: str, statement: str, asked: dict[str, Any], runs: int
) -> tuple[Spent, NDArray[np.int64]]:
    """Least seconds of some runs and the server's mean processor time, with the last rows.

    The server's children add their time to its own as they end, so it is read after that.
    """
    times = []
    with tuned(url) as connection, psycopg.ClientCursor(connection) as cursor:
        server = _server(connection)
        before = _of_children(server)
        for _ in range(runs):
            began = time.perf_counter()
            rows = cursor.execute(statement.encode(), asked).fetchall()
            times.append(time.perf_counter() - began)
    time.sleep(0.5)
    used = (_of_children(server) - before) / runs
    return Spent(min(times), used), np.array(rows, dtype=np.int64)


def bare_by_postgis(url: str, within_m: float, runs: int) -> Spent:
    """The join that scores nothing."""
    return served(url, _BARE, {"within": within_m}, runs)[0]


def by_postgis(
    url: str, given: Sides, within_m: float, best: int, runs: int
) -> tuple[Spent, NDArray[np.int64]]:
    """The best pairs (guest, host) in order."""
    asked = {"within": within_m, "best": best, "uses": given.uses.ravel().tolist()}
    return served(url, _SCORED, asked, runs)


def _server(connection: psycopg.Connection) -> int:
    """The process that started this connection's."""
    return int(_stat(connection.info.backend_pid)[1])


def _of_children(process: int) -> float:
    """Processor seconds of all its children that have ended."""
    user, system = _stat(process)[13:15]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _stat(process: int) -> list[str]:
    """/proc/PID/stat after the name, which may hold spaces."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
