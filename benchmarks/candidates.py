"""All candidates of an estate beside PostGIS and geopandas: same pairs, same score, one run.

Usage: python -m benchmarks candidates [1324 10000 100000 1000000]

Made-up estates at the density of the sample county. Every way answers with the best 1,000
candidates and must give the same checksum; ours also counts all of them. The peers score three
components, on columns that ours worked out for them; ours is timed with the same three and with
all eight. Seconds are the least of some runs; memory is the peak of the process (PostGIS: of the
client alone), the making of the estate included. The sample county itself comes last, from its
register.
"""

import hashlib
import json
import math
import os
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import create_engine, make_url, text

from benchmarks import candidate_county, estates
from benchmarks import candidate_peers as peers
from benchmarks.intake import run
from benchmarks.timing import Spent, assumptions, least
from estate import colocation
from estate.colocation.distances import Indices
from estate.db.embedded import EmbeddedPostgres
from estate.frames import Estate

SIZES = (1_324, 10_000, 100_000, 1_000_000)
WITHIN_M = (500, 2_000)
BEST = 1_000
_ASKED_ALONE = 200


def checksum(pairs: Indices) -> str:
    """Of the pairs (guest, host) in their order."""
    return hashlib.sha256(np.ascontiguousarray(pairs, dtype=np.int64).tobytes()).hexdigest()[:12]


def ours(count: int, within_m: float, runs: int, url: str) -> dict[str, Any]:
    """Facts from frames, the best with three and with eight components, one property alone."""
    estate = estates.estate(count)
    three, pairs = _three(estate, within_m, runs)
    asked = assumptions(within_m, three=False)
    gathered, facts = least(1, lambda: colocation.gather(estate, asked, estates.TODAY, True))
    eight, best = least(runs, lambda: colocation.ranked(_fresh(facts), best=BEST))
    alone = _alone(facts)
    return {
        "facts": gathered, "three": three, "eight": eight, "matched": best.matched,
        "checksum": checksum(pairs), "one_ms": float(np.median(alone)),
        "one_worst_ms": float(max(alone)),
    }  # fmt: skip


def _three(estate: Estate, within_m: float, runs: int) -> tuple[Spent, Indices]:
    asked = assumptions(within_m, three=True)
    facts = colocation.gather(estate, asked, estates.TODAY, True)
    spent, best = least(runs, lambda: colocation.ranked(_fresh(facts), best=BEST))
    return spent, np.column_stack([best.at, best.host])


def whole(count: int, within_m: float, runs: int, url: str) -> dict[str, Any]:
    """All candidates ranked by all eight components, each distance exact where it counts."""
    estate = estates.estate(count)
    facts = colocation.gather(estate, assumptions(within_m, False), estates.TODAY, True)
    spent, ranking = least(runs, lambda: colocation.ranked(_fresh(facts)))
    return {"spent": spent, "matched": len(ranking)}


def _fresh(facts: colocation.Facts) -> colocation.Facts:
    """The same facts without the trees that an earlier run made."""
    return replace(facts)


def _alone(facts: colocation.Facts) -> list[float]:
    """Processor milliseconds to rank, look up and explain one property's first ten, for many."""
    chance = np.random.default_rng(1)
    names = facts.estate.properties.index[chance.choice(len(facts.estate.properties), _ASKED_ALONE)]
    times = []
    for name in names:
        began = time.process_time()
        rows = colocation.rows(
            colocation.ranked(facts, colocation.CandidateFilter(property_id=name)), 0, 10
        )
        words = colocation.NameLookup.of(rows, facts.cells, facts.estate.reader, facts.assumptions)
        for row in rows:
            colocation.explain_row(row, words)
        times.append(1_000 * (time.process_time() - began))
    return times[_ASKED_ALONE // 10 :]  # the first ones also make what is kept


def by_postgis(count: int, within_m: float, runs: int, url: str) -> dict[str, Any]:
    """Both joins on the cluster of the run."""
    given = _sides(count, within_m)
    peers.load(url, given)
    bare = peers.bare_by_postgis(url, within_m, runs)
    spent, pairs = peers.by_postgis(url, given, within_m, BEST, runs)
    return {"bare": bare, "spent": spent, "checksum": checksum(pairs)}


def by_geopandas(count: int, within_m: float, runs: int, url: str) -> dict[str, Any]:
    """The join alone, and with gates and score."""
    given = _sides(count, within_m)
    bare, _ = least(runs, lambda: len(peers.joined(given, within_m)))
    spent, (pairs, matched) = least(runs, lambda: peers.by_geopandas(given, within_m, BEST))
    return {"bare": bare, "spent": spent, "matched": matched, "checksum": checksum(pairs)}


def _sides(count: int, within_m: float) -> peers.Sides:
    asked = assumptions(within_m, three=True)
    return peers.sides(colocation.gather(estates.estate(count), asked, estates.TODAY, True))


WAYS = {"ours": ours, "whole": whole, "postgis": by_postgis,
        "geopandas": by_geopandas}  # fmt: skip


def ask(way: str, folder: Path, url: str, count: int, within_m: float) -> dict[str, Any]:
    """One way in a process of its own: what it answers and its peak memory."""
    runs = 5 if count <= 10_000 else 3 if count <= 100_000 else 1
    answer = folder / "answer.json"
    used = run(sys.executable, "-m", "benchmarks.candidates", way, str(answer), url, str(count),
               str(within_m), str(runs))  # fmt: skip
    found: dict[str, Any] = json.loads(answer.read_text())
    return found | {"peak_mib": used.peak_mib}


def measure(folder: Path, url: str, count: int, within_m: float) -> float:
    """One size and reach, all ways; prints the table and gives our processor seconds."""
    mine, all_ = (ask(way, folder, url, count, within_m) for way in ("ours", "whole"))
    sql, frames = (ask(way, folder, url, count, within_m) for way in ("postgis", "geopandas"))
    same = len({one["checksum"] for one in (mine, sql, frames)}) == 1
    counted = mine["matched"] == frames["matched"] == all_["matched"]
    print(f"{count:,} properties, {within_m:,.0f} m: {mine['matched']:,} candidates; "
          f"best {BEST:,} {'the same from all three' if same else 'DIFFER'}"
          f"{'' if counted else ', COUNTS DIFFER'} ({mine['checksum']})")  # fmt: skip
    eight = Spent(*mine["eight"])
    lines = [
        ("ours, 8 components, best and count", eight, mine["peak_mib"]),
        ("ours, the peers' 3 components", mine["three"], mine["peak_mib"]),
        ("ours, 8 components, all ranked", all_["spent"], all_["peak_mib"]),
        ("PostGIS, 2 workers, 3 components", sql["spent"], sql["peak_mib"]),
        ("geopandas, 3 components", frames["spent"], frames["peak_mib"]),
        ("PostGIS, join that scores nothing", sql["bare"], sql["peak_mib"]),
        ("geopandas, join that scores nothing", frames["bare"], frames["peak_mib"]),
    ]
    print(f"  {'':37} {'wall s':>9} {'× ours':>7} {'CPU s':>9} {'× ours':>7} {'peak MiB':>9}")
    for name, (seconds, cpu), peak in lines:
        print(f"  {name:37} {seconds:9.3f} {seconds / eight.seconds:7.2f} {cpu:9.3f} "
              f"{cpu / eight.cpu:7.2f} {peak:9,.0f}")  # fmt: skip
    print(f"  before that, facts from frames: {mine['facts'][1]:.2f} s CPU; one property alone: "
          f"{mine['one_ms']:.2f} ms CPU (worst of {_ASKED_ALONE}: {mine['one_worst_ms']:.1f}); "
          f"load {os.getloadavg()[0]:.1f}", flush=True)  # fmt: skip
    return eight.cpu


def main(sizes: list[int]) -> None:
    """Every size and reach on a private server, then how time grows, then the county."""
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores (compare at rest)")
    with tempfile.TemporaryDirectory(prefix="estate-bench-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the database's user must be able to enter
        cluster = EmbeddedPostgres(folder)
        server = cluster.start()
        try:
            url = _database(server, "candidates")
            times = {}
            for count in sizes or SIZES:
                for within_m in WITHIN_M:
                    times[count, within_m] = measure(folder, url, count, within_m)
            _growth(times)
            _database(server, "county")
            candidate_county.measure(server, "county", folder)
        finally:
            cluster.stop()


def _database(server: str, name: str) -> str:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    url = make_url(server).set(database=name, drivername="postgresql")
    return url.render_as_string(hide_password=False)


def _growth(times: dict[tuple[int, int], float]) -> None:
    for within_m in WITHIN_M:
        sizes = sorted(count for count, reach in times if reach == within_m and count >= 10_000)
        if len(sizes) > 1:
            first, last = sizes[0], sizes[-1]
            ratio = times[last, within_m] / times[first, within_m]
            exponent = math.log(ratio) / math.log(last / first)
            print(f"{within_m:,} m: time grows with the {exponent:.2f}th power of the size, "
                  f"{first:,} to {last:,}")  # fmt: skip


if __name__ == "__main__":
    way_, answer_, url_, count_, within_, runs_ = sys.argv[1:]
    found_ = WAYS[way_](int(count_), float(within_), int(runs_), url_)
    Path(answer_).write_text(json.dumps(found_))
