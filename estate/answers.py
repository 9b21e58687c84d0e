"""What the doors ask: facts of the register led through the pure core.

Both the command line and HTTP call these functions, so that a figure is the same at every
door. Answers are kept per (register version, edition), so a writer's next read sees its write.
"""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

import numpy as np
import pandas as pd
from cachetools import LRUCache
from numpy.typing import NDArray
from sqlalchemy import Connection

from estate import codes, colocation, costs, savings
from estate.assumptions import AssumptionSet
from estate.assumptions.values import COUNTY_PRICES
from estate.colocation import Explanation, Ranking, Words
from estate.costs import CostTotal
from estate.frames import Estate
from estate.geometry import to_lonlat
from estate.quality import GapReport, gap_report
from estate.register import visibility as v
from estate.register.queries import estate as facts
from estate.register.queries import naming, totals, versions
from estate.register.queries import quality as quality_facts
from estate.savings import RegisterBase, TopDown

T = TypeVar("T")


@dataclass(frozen=True)
class Page:
    """Some candidates, their explanations and the names of those who take part."""

    rows: list[dict[str, Any]]
    explanations: list[Explanation]
    words: Words
    points: dict[str, list[float]]  # longitude and latitude of each property


@dataclass(frozen=True)
class Candidates:
    """Ranked candidates with the facts and assumptions they were computed from."""

    ranking: Ranking
    assumptions: AssumptionSet
    lonlat: NDArray[np.float64]  # of every property of the estate, NaN without a location

    @property
    def estate(self) -> Estate:
        """What the reader may see, and the ranking was made from."""
        return self.ranking.facts.estate

    @property
    def fitting(self) -> int:
        """How many of them are known to fit."""
        return self.ranking.fitting

    @property
    def matched(self) -> int:
        """How many candidates there are, shown or not."""
        return self.ranking.matched

    @cached_property
    def found(self) -> pd.DataFrame:
        """All of them as a frame (``colocation.find``), for whoever needs every column."""
        return colocation.table(self.ranking)

    def page(self, limit: int | None = None, start: int = 0) -> Page:
        """``limit`` rows (None: all) after the first ``start``, with their explanations."""
        facts = self.ranking.facts
        some = slice(start, None if limit is None else start + limit)
        shown = colocation.rows(self.ranking, start, some.stop)
        if self.ranking.others is not None:
            others = colocation.other_hosts(self.ranking, some)
            shown = [row | {"other_hosts": hosts}
                     for row, hosts in zip(shown, others, strict=True)]  # fmt: skip
        words = Words.of(shown, facts.cells, facts.estate.reader, self.assumptions)
        told = [colocation.told(row, words) for row in shown]
        return Page(shown, told, words, self._points(shown, some))

    def _points(self, shown: list[dict[str, Any]], some: slice) -> dict[str, list[float]]:
        hosts = self.ranking.host[some]
        homes = self.ranking.facts.columns.guests.home[self.ranking.at[some]]
        points: dict[str, list[float]] = {}
        for side, positions in (("guest", homes), ("host", hosts)):
            ids = (row[f"{side}_property_id"] for row in shown)
            points |= zip(ids, self.lonlat[positions].tolist(), strict=True)
        return points

    def by_property(self) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
        """Properties that take part, as guest or host, and in how many candidates each."""
        facts = self.ranking.facts
        homes = facts.columns.guests.home[self.ranking.at]
        both = np.concatenate([homes, self.ranking.host])
        places, counts = np.unique(both, return_counts=True)
        names = facts.estate.properties.index.take(places)
        return np.asarray(names, dtype=object), counts


def _version(key: tuple[Any, ...]) -> int | None:
    """The register's version that an answer is of; none where it holds for any."""
    return key[1] if len(key) > 1 and isinstance(key[1], int) else None


#: Answers of so many versions are kept: of the newest, and of one that somebody still reads.
_VERSIONS = 2
#: So many answers to one question each, and how their keys begin.
_PARTS, _PART = 64, "part: "


class Answers:
    """Keeps whole-estate answers in memory; one per process."""

    def __init__(self, size: int = 24, tried: int = 8) -> None:
        """``size``: how many answers to keep, ``tried``: how many beside them under assumptions
        that somebody tries, lest those push out what all look at. The least recently used goes
        first."""
        self._published: LRUCache[tuple[Any, ...], Any] = LRUCache(size)
        self._tried: LRUCache[tuple[Any, ...], Any] = LRUCache(tried)
        self._parts: LRUCache[tuple[Any, ...], Any] = LRUCache(_PARTS)
        self._versions: deque[int] = deque(maxlen=_VERSIONS)
        self._making: dict[tuple[Any, ...], Future[Any]] = {}
        self._lock = threading.Lock()

    def kept(self, key: tuple[Any, ...], make: Callable[[], T]) -> T:
        """The answer under this key (its name, the register's version, what else it depends on),
        made once.

        Who asks while another makes it waits for that: a full room that asks the same would
        otherwise make it as often as there are threads. Where the maker fails or has gone, the
        next one makes it. Of versions that the register has left behind nothing is kept: the
        answers of a large county would fill the memory with what nobody asks again.
        """
        while True:
            with self._lock:
                if key in self._of(key):
                    found: T = self._of(key)[key]
                    return found
                other = self._making.get(key)
                if other is None:
                    mine = self._making[key] = Future()
                    break
            if other.exception() is None:
                told: T = other.result()
                return told
        try:
            made = make()
        except BaseException as error:
            with self._lock:
                del self._making[key]
            mine.set_exception(error)
            raise
        with self._lock:
            self._leave_old_versions(key)
            self._of(key)[key] = made
            del self._making[key]
        mine.set_result(made)
        return made

    def part(self, name: str, key: tuple[Any, ...], make: Callable[[], T]) -> T:
        """The same for what is of one organisation or one question: many and small, they would
        push out what every answer is made from. ``key`` begins with the register's version."""
        return self.kept((_PART + name, *key), make)

    def _of(self, key: tuple[Any, ...]) -> LRUCache[tuple[Any, ...], Any]:
        if str(key[0]).startswith(_PART):
            return self._parts
        is_tried = any(isinstance(one, AssumptionSet) and one.published for one in key)
        return self._tried if is_tried else self._published

    def _leave_old_versions(self, key: tuple[Any, ...]) -> None:
        version = _version(key)
        if version is None or version in self._versions:
            return
        self._versions.append(version)
        for kept in (self._published, self._tried, self._parts):
            for one in [one for one in kept if _version(one) not in (None, *self._versions)]:
                del kept[one]

    def estate(self, connection: Connection, reader: v.Reader) -> Estate:
        """All facts this reader may see, as frames."""
        return self._estate(connection, reader, current_assumptions(connection))

    def _estate(
        self, connection: Connection, reader: v.Reader, assumptions: AssumptionSet
    ) -> Estate:
        key = ("estate", versions.current_version(connection), reader.edition, assumptions)
        return self.kept(
            key,
            lambda: facts.load_estate(
                connection,
                reader,
                m2_per_fte=assumptions.value("m2_per_fte"),
                m2_per_desk=assumptions.value("m2_per_desk"),
            ),
        )

    def costs(
        self, connection: Connection, reader: v.Reader, assumptions: AssumptionSet | None = None
    ) -> pd.DataFrame:
        """Annual premises cost of every property with its tier (``costs.property_costs``)."""
        assumptions = assumptions or current_assumptions(connection)
        estate = self._estate(connection, reader, assumptions.published or assumptions)
        return self.kept(
            ("costs", estate.version, reader.edition, assumptions),
            lambda: costs.property_costs(
                estate.properties, estate.costs, assumptions, estate.leases
            ),
        )

    def premises_cost(self, connection: Connection, reader: v.Reader) -> CostTotal:
        """Premises cost of the extrapolation base with its range and imputed share."""
        assumptions = current_assumptions(connection)
        properties = self.estate(connection, reader).properties
        excluded = assumptions.names("extrapolation_excluded_types")
        counted = properties["operational"].eq(True) & ~properties["type_code"].isin(excluded)
        return costs.total(self.costs(connection, reader)[counted], assumptions)

    def candidates(
        self,
        connection: Connection,
        reader: v.Reader,
        today: date,
        assumptions: AssumptionSet | None = None,
        /,
        **filters: Any,
    ) -> Candidates:
        """Candidates ranked from what this reader may see; ``filters`` as in ``find``, and
        ``per_guest``: each guest once with its best hosts (of all: leave ``best`` out).
        ``assumptions`` are the county's current set unless given. Of a set that is only tried, the
        facts stand as under the published one: a need shown to 100 m² would tell staff numbers
        if its reader could move the standard behind it.

        Facts, with the trees that find one property's neighbours, and the unfiltered ranking
        are kept; a filter never changes a score. An organisation that has not signed is shown
        those that concern it, as pending, and no others (DOMAIN §4.1).
        """
        per_guest = filters.pop("per_guest", None)
        filters |= _named(connection, reader, filters)
        if not reader.is_signatory:
            filters |= {"only_concerned": True}
            reader = replace(reader, is_signatory=True)
        assumptions = assumptions or current_assumptions(connection, today)
        estate = self._estate(connection, reader, assumptions.published or assumptions)
        key = (estate.version, reader.edition, today, assumptions)
        lonlat = self.kept(("lonlat", *key), lambda: _lonlat(estate))
        costs = self.costs(connection, reader, assumptions)
        facts = self.kept(
            ("facts", *key), lambda: colocation.gather(estate, assumptions, today, True, costs)
        )

        def find() -> Candidates:
            ranking = colocation.ranked(facts, concerned=reader.organisation, **filters)
            return Candidates(ranking, assumptions, lonlat)

        found = find() if filters else self.kept(("candidates", *key), find)
        return replace(found, ranking=found.ranking.per_guest()) if per_guest else found

    def quality(
        self, connection: Connection, reader: v.Reader, organisation: str, today: date
    ) -> GapReport:
        """One organisation's gap report (DOMAIN §6.4), from what this reader may see."""
        found = quality_facts.load_facts(connection, reader, organisation)
        assumptions = current_assumptions(connection)
        costs = self.costs(connection, reader, assumptions)
        return gap_report(found, self.estate(connection, reader), costs, assumptions, today)

    def involved(self, connection: Connection, reader: v.Reader, today: date) -> frozenset[UUID]:
        """Properties that take part in a candidate, as guest or host."""
        names, _ = self.candidates(connection, reader, today).by_property()
        return frozenset(map(UUID, names.tolist()))


def _named(connection: Connection, reader: v.Reader, filters: dict[str, Any]) -> dict[str, Any]:
    """Town and organisation of the filters as the register spells them; a 422 where it does not."""
    found: dict[str, Any] = {}
    if filters.get("town") is not None:
        found["town"] = naming.town(connection, filters["town"])
    if filters.get("organisation") is not None:
        found["organisation"] = naming.organisation(connection, reader, filters["organisation"])
    return found


def _lonlat(estate: Estate) -> NDArray[np.float64]:
    """Longitude and latitude of every property, rounded to some 10 cm."""
    places = estate.properties[["easting", "northing"]].to_numpy(dtype=float)
    located = np.isfinite(places).all(axis=1)
    found = np.full((len(places), 2), np.nan)
    found[located] = np.column_stack(to_lonlat(*places[located].T)).round(6)
    return found


def current_assumptions(connection: Connection, today: date | None = None) -> AssumptionSet:
    """The county's current assumption set, or the documented defaults, as of a day: its sums are
    in the money of that day's financial year, unless it names another."""
    row = versions.current_assumptions(connection)
    found = AssumptionSet()
    if row is not None:
        found = AssumptionSet(str(row["assumption_set_id"]), row["name"], row["overrides"])
    return found.dated(today or date.today())


def _at_county_prices(assumptions: AssumptionSet) -> dict[str, Decimal]:
    """What money of each year is multiplied by to stand at the prices of the county's table."""
    index = assumptions.price_index
    return {year: index.factor(year, COUNTY_PRICES) for year in index.numbers}


def register_base(
    connection: Connection, reader: v.Reader, assumptions: AssumptionSet
) -> RegisterBase | None:
    """The register's own base of the extrapolation: every operational property less schools
    and campuses, at the mean cost of the county council's own (DOMAIN §2.2).

    None for a register without a county council or without ten actual costs of it.
    """
    excluded = assumptions.names("extrapolation_excluded_types")
    prices = _at_county_prices(assumptions)
    everyone = totals.segments(connection, reader, excluded=excluded, restated=prices)
    council = totals.segments(
        connection, reader, kind=codes.OrganisationKind.COUNTY, excluded=excluded, restated=prices
    )
    base, comparator = _other_operational(everyone), _other_operational(council)
    if base is None or comparator is None or comparator["cost_gbp_pa"] is None:
        return None
    count = int(base["properties"])
    return RegisterBase(
        extrapolation_count=count,
        comparator_count=int(comparator["with_cost"]),
        comparator_cost_gbp_pa=comparator["cost_gbp_pa"],
        imputed_share=Decimal(count - int(base["with_cost"])) / count,
    )


def _other_operational(rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    return next((row for row in rows if row["segment"] == "other_operational"), None)


def top_down(connection: Connection, reader: v.Reader, today: date) -> TopDown:
    """The estimate of 2010, with this register's own base beside the published ones."""
    assumptions = current_assumptions(connection, today)
    base = None
    if reader.level >= v.Level.CLUB:
        base = register_base(connection, reader, assumptions)
    return savings.top_down(base, assumptions, today)


def county_figures(connection: Connection, reader: v.Reader) -> dict[str, Any]:
    """Mix of ratings, classes and tenures; the county table; book value (DOMAIN §2.1).

    Costs stand at the prices of the county's own table (2009/10), so that nobody is told a sum
    twice, rounded at two bases; ``prices`` says what makes today's money of them. The segments
    are those of the extrapolation: a second way of dividing the county council's
    properties would let its totals be subtracted from each other.
    """
    assumptions = current_assumptions(connection)
    excluded = assumptions.names("extrapolation_excluded_types")
    county, prices = codes.OrganisationKind.COUNTY, _at_county_prices(assumptions)
    table = totals.segments(connection, reader, kind=county, excluded=excluded, restated=prices)
    return {
        "availability": totals.by_rating(connection, reader, codes.RatingScheme.AVAILABILITY),
        "sharing": totals.by_rating(connection, reader, codes.RatingScheme.SHARING),
        "use_class": totals.by_code(connection, reader, "use_class"),
        "segments": totals.segments(connection, reader, excluded=excluded, restated=prices),
        "county_table": table,
        "prices": {
            "of": COUNTY_PRICES,
            "today": assumptions.price_base,
            "factor": float(assumptions.to_base(COUNTY_PRICES)),
            "index": assumptions.text("price_index_edition"),
        },
        "book_value": totals.book_value(connection, reader),
    }
