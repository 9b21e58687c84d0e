"""No totals, however they are subtracted from each other, narrow a figure beyond its band.

Totals are read from the service as members read them. Which of them rest on exact figures is
known (ADR 19): all others are the same for every figure within its band (test_inference).
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import orjson
import pytest
from sqlalchemy import func, select, update

from estate.answers import estate_wide
from estate.assumptions import AssumptionSet
from estate.db import tables as t
from estate.db.engine import make_engine
from estate.register import safe_totals
from estate.register import visibility as v
from estate.register.queries import totals
from tests.access.audit_of_totals import Told, band_named, intervals, narrowed
from tests.access.twin_county import COUNTY
from tests.access.twins import ATTACKERS, Register, Request
from tests.asking import question
from tests.conftest import database

CLUB, PARTNER = "club edition", "editor of a small partner"
#: Totals stand at the prices of 2009/10, the bands and costs of these counties at those of 2025/26.
TIMES = float(AssumptionSet().price_index.factor("2009/10", "2025/26"))


@pytest.fixture(scope="module")
def register() -> Iterator[Register]:
    with database("migrated") as url:
        made = Register(url)
        yield made
        made.close()
        made.engine.dispose()


def read(register: Register, who: str, path: str) -> Any:
    """An answer as JSON."""
    status, _, body = register.ask(Request(who, path))
    assert status == 200, (path, status, body[:300])
    return orjson.loads(body)


def costs_known(register: Register, who: str) -> tuple[dict[Any, tuple[float, float]], set[Any]]:
    """Each reported cost between its band's ends, or exactly; and which of them exactly."""
    bounds: dict[Any, tuple[float, float]] = {}
    exact = set()
    for site in read(register, who, "/api/v1/properties?limit=1000")["features"]:
        cost = read(register, who, f"/api/v1/properties/{site['id']}")["cost"]
        if cost is None or cost["imputed"]:
            continue
        if "band" in cost:
            bounds[site["id"]] = band_named(cost["band"])
        else:
            bounds[site["id"]] = (cost["total_gbp_pa"], cost["total_gbp_pa"])
            exact.add(site["id"])
    return bounds, exact


def totals_told(register: Register, who: str, known: set[Any]) -> list[Told]:
    """Every total of exact costs that this reader is told, and of which properties it is.

    The county council's, by segment, and the base of the top-down estimate, whose formula names
    the same sum again.
    """
    segments = defaultdict(set)
    for site in read(register, who, "/api/v1/properties?limit=1000")["features"]:
        shown = site["properties"]
        if shown["organisation"] == COUNTY and site["id"] in known:
            name = "other_operational" if shown["operational"] else "non_operational"
            segments[name].add(site["id"])
    stats = read(register, who, "/api/v1/stats")
    found = [
        Told(frozenset(segments[row["segment"]]), row["cost_gbp_pa"] * TIMES, 500.0 * TIMES)
        for row in stats["county_table"]
        if row["cost_gbp_pa"] is not None
    ]
    for base in read(register, who, "/api/v1/savings/top-down")["bases"]:
        formula = re.fullmatch(r"[\d,]+ × £([\d,]+) / ([\d,]+)", base["formula"])
        if base["key"] == "register" and formula is not None:
            total, count = (float(part.replace(",", "")) for part in formula.groups())
            assert count == len(segments["other_operational"])
            named = frozenset(segments["other_operational"])
            found.append(Told(named, total * TIMES, 500.5 * TIMES))
    return found


@pytest.mark.parametrize("who", [CLUB, PARTNER])
def test_the_totals_of_costs_narrow_no_band(register: Register, who: str):
    bounds, own = costs_known(register, who)
    told = totals_told(register, who, set(bounds))
    assert len(told) == 2
    assert len(bounds) > 15
    assert narrowed(bounds, intervals(bounds, told), frozenset(own)) == []


def test_the_audit_notices_a_total_that_should_not_have_been_told(
    register: Register, monkeypatch: pytest.MonkeyPatch
):
    """All costs at the foot of their bands: their exact sum would give every one of them away."""
    line, p = t.cost_line.c, t.property_.c
    foot = {"rent": Decimal(99_999), "energy": Decimal(1)}
    with register.engine.connect() as connection:
        ours = select(p.property_id).where(p.organisation_code == COUNTY)
        for kind, amount in foot.items():
            mine = line.property_id.in_(ours) & (line.kind == kind)
            connection.execute(update(t.cost_line).where(mine).values(amount_gbp_pa=amount))
        kind = totals.codes.OrganisationKind.COUNTY
        (row,) = totals.segments(totals.segment_sums(connection, v.CLUB), v.CLUB, kind=kind)
        assert row["cost_gbp_pa"] is None
        monkeypatch.setattr(safe_totals, "_keeps_bands", lambda _: True)
        (row,) = totals.segments(totals.segment_sums(connection, v.CLUB), v.CLUB, kind=kind)
        connection.rollback()
    names = list(range(row["with_cost"]))
    bounds = {name: band_named("£100k–£250k") for name in names}
    told = [Told(frozenset(names), float(row["cost_gbp_pa"]), 500.0)]
    assert len(narrowed(bounds, intervals(bounds, told))) == len(names)


def standing(register: Register, who: str) -> dict[str, float]:
    """What stands for each cost by the bands that this reader sees, in the money of the bands."""
    reader = v.CLUB if who == CLUB else v.owner(ATTACKERS[who][3])
    with register.engine.connect() as connection:
        asked = question(connection, reader)
        costs, assumed = estate_wide.property_costs(asked), asked.assumptions
    since = float(assumed.price_index.factor("2025/26", assumed.price_base))
    return dict((costs.loc[~costs["imputed"], "total_gbp_pa"] / since).items())


@pytest.mark.parametrize("who", [CLUB, PARTNER])
def test_everybodys_costs_are_the_sum_of_what_is_published_of_each(register: Register, who: str):
    """The total of all segments is the county council's and what stands for the bands of everybody
    else: it can be worked out from what is told anyway, and so tells nothing more."""
    fitted = standing(register, who)
    bounds, own = costs_known(register, who)
    listed = read(register, who, "/api/v1/properties?limit=1000")["features"]
    county = {site["id"] for site in listed if site["properties"]["organisation"] == COUNTY}
    others = {name: ends for name, ends in bounds.items() if name not in county}
    assert others.keys() != bounds.keys()
    stats = read(register, who, "/api/v1/stats")
    told = TIMES * sum(row["cost_gbp_pa"] for row in stats["county_table"])
    known = [low if name in own else fitted[name] for name, (low, _) in others.items()]
    assert all(others[name][0] <= one <= others[name][1] for name, one in fitted.items()
               if name in others and name not in own)  # fmt: skip
    rows = stats["segments"]
    assert TIMES * sum(row["cost_gbp_pa"] for row in rows) == pytest.approx(
        told + sum(known), abs=TIMES * len(rows)
    )
    for name, end in (("cost_low_gbp_pa", 0), ("cost_high_gbp_pa", 1)):
        wanted = told + sum(ends[end] for ends in others.values())
        assert TIMES * sum(row[name] for row in rows) == pytest.approx(wanted)


def test_the_book_value_leaves_every_organisation_a_quarter_more_than_it_has(register: Register):
    """From the county's total and any one organisation's own, no other's can be bounded."""
    p = t.property_.c
    with register.engine.connect() as connection:
        rows = connection.execute(
            select(p.organisation_code, func.sum(p.book_value_gbp))
            .where(v.rows(v.CLUB), v.signed(p.organisation_code))
            .group_by(p.organisation_code)
        )
        held = {code: float(value) for code, value in rows}
    total = read(register, CLUB, "/api/v1/stats")["book_value"]["book_value_gbp"]
    for who in (None, *held):
        bounds = {code: (0.0, 1e12) if code != who else (own, own) for code, own in held.items()}
        told = [Told(frozenset(held), total, 0.005 * total)]
        found = intervals(bounds, told)
        for code, (least, most) in found.items():
            if code != who:
                assert least == pytest.approx(0, abs=0.005 * total)
                assert most >= 1.25 * held[code]


def test_every_member_is_told_the_same_exact_totals(register: Register):
    """Else two members could compare theirs, or one its own before and after signing in."""
    told = [read(register, who, "/api/v1/stats") for who in (CLUB, PARTNER, "critic")]
    for name in ("county_table", "book_value"):
        assert told[0][name] == told[1][name] == told[2][name]


@pytest.mark.long
def test_the_sample_countys_totals_narrow_no_band(sample_url: str):
    engine = make_engine(sample_url)
    cost = totals.subqueries.annual_cost()
    p, o = t.property_.c, t.organisation.c
    label = totals.segment(totals.CAMPUSES).label("segment")
    with engine.connect() as connection:
        rows = connection.execute(
            select(
                p.property_id, label, totals.subqueries.cost_band(cost.c.total_gbp_pa).label("band")
            )
            .select_from(t.property_.join(t.organisation))
            .join(cost, cost.c.property_id == p.property_id)
            .where(o.kind == "county", v.rows(v.CLUB))
        ).all()
        kind = totals.codes.OrganisationKind.COUNTY
        told = [
            Told(frozenset(row.property_id for row in rows if row.segment == one["segment"]),
                 float(one["cost_gbp_pa"]), 500.0)
            for one in totals.segments(totals.segment_sums(connection, v.CLUB), v.CLUB, kind=kind)
        ]  # fmt: skip
    engine.dispose()
    bounds = {row.property_id: band_named(totals.codes.COST_BANDS[row.band][2]) for row in rows}
    assert len(bounds) > 500
    assert len(told) == 3
    assert narrowed(bounds, intervals(bounds, told)) == []
