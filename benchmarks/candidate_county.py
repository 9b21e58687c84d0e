"""The sample county from its register: frames to explained candidates beside a bare join."""

import os
from functools import partial
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from benchmarks import candidate_peers as peers
from benchmarks import estates
from benchmarks.timing import Spent, assumptions, least
from estate import colocation, costs
from estate.answers.cache import AnswerCache
from estate.answers.context import ReadContext
from estate.answers.estate_wide import whole_estate
from estate.assumptions import AssumptionSet
from estate.cli import sample_county
from estate.db.engine import make_engine, migrate
from estate.frames import Estate
from estate.register.visibility import CLUB

_RUNS = 9
_BEST = 100
_TABLE = """
drop table if exists places;
create table places as
select row_number() over () ::int as id, coalesce(geom, rep_point) as geom,
       organisation_code as body
from property where coalesce(geom, rep_point) is not null;
create index on places using gist (geom);
analyze places;
"""
_JOIN = """
select one.id, other.id from places one
join places other on st_dwithin(one.geom, other.geom, %(within)s) and one.body <> other.body
"""


def measure(server: str, database: str, folder: Path) -> None:
    """Fill a register with the sample county and print both ways at each reach."""
    url = make_url(server).set(database=database).render_as_string(hide_password=False)
    migrate(url)
    sample_county.load(url, folder / "sample")
    engine = make_engine(url)
    with engine.connect() as connection:
        context = ReadContext(connection, CLUB, estates.TODAY, AnswerCache())
        estate = whole_estate(context)
    engine.dispose()
    _print(url, estate)


def _print(url: str, estate: Estate) -> None:
    print(f"the sample county, {len(estate.properties):,} properties that the club sees: "
          f"frames to explained best {_BEST} (load {os.getloadavg()[0]:.1f})")  # fmt: skip
    for name, asked, within_m in (
        ("its own reach", AssumptionSet(), 500.0),
        ("500 m", assumptions(500, three=False), 500.0),
        ("2 km", assumptions(2_000, three=False), 2_000.0),
    ):
        everything, matched = least(_RUNS, partial(_explained, estate, asked))
        priced, _ = least(
            _RUNS,
            partial(costs.property_costs, estate.properties, estate.costs, asked, estate.leases),
        )
        bare, rows = _bare(url, within_m)
        print(f"  {name}: {matched:,} candidates; bare join within {within_m:,.0f} m {rows:,}")
        for what, one, all_, cost in (
            ("wall clock", bare.seconds, everything.seconds, priced.seconds),
            ("processor", bare.cpu, everything.cpu, priced.cpu),
        ):
            print(f"    {what:10} {1_000 * all_:7.1f} ms ({1_000 * cost:.1f} of it costs), "
                  f"bare {1_000 * one:.1f} ms: {all_ / one:.2f} × "
                  f"({(all_ - cost) / one:.2f} × from frames with costs)", flush=True)  # fmt: skip


def _explained(estate: Estate, asked: AssumptionSet) -> int:
    facts = colocation.gather(estate, asked, estates.TODAY, True)
    ranking = colocation.ranked(facts, best=_BEST)
    rows = colocation.rows(ranking)
    words = colocation.NameLookup.of(rows, facts.cells, estate.reader, asked)
    told = [colocation.explain_row(row, words) for row in rows]
    if len(told) != _BEST:
        raise SystemExit("The county has too few candidates to measure.")
    return ranking.matched


def _bare(url: str, within_m: float) -> tuple[Spent, int]:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(_TABLE)
    spent, rows = peers.served(plain, _JOIN, {"within": within_m}, _RUNS)
    return spent, len(rows)
