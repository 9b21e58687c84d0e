"""The county's page: segments, towns, and what sharing could save from above and from below."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from api.html.addresses import town_address
from api.html.charts.estate import Estimate
from api.html.format import DASH, short_estimate, short_pounds
from api.html.rating_marks import Mix
from api.html.tables import Column, Table, Withheld
from estate import codes
from estate.answers.county.figures import Segment
from estate.answers.county.portfolio import BestSet
from estate.costs import CostTotal
from estate.register import visibility as v
from estate.rounding import about_pounds
from estate.rows import Row
from estate.savings import Figure, Reconciliation, TopDown
from estate.savings.uncertainty_county import CountyRange

#: What the best set of moves is called wherever it stands; "fit" is said of one move alone.
TOGETHER = "Moves that can all happen together"

SEGMENTS = {
    "schools": "Schools",
    "other_operational": "Other operational",
    "non_operational": "Non-operational",
    "specialist_campus": "Specialist campuses",
}
FEW = Withheld(f"fewer than {v.MIN_PROPERTIES_IN_COST_TOTAL}, or too telling")
_OWN_NOTE = (
    "What the county council itself reports, to the nearest £1,000, at 2009/10 prices as its "
    "table of 2010 has it."
)
_NOTE = (
    "These are sums of what organisations that have signed have reported, in 2009/10 prices as "
    "in the table of 2010. You see other organisations' costs as bands. We use a likely figure "
    "within each band; the last column shows lowest and highest. The county council's own "
    "costs are exact, to the nearest £1,000."
)


def segments_table(
    rows: Sequence[Segment], name: str, title: str, *, own: bool = False, total: int = 0
) -> Table:
    """Count, area and reported cost by segment; ``own``: of the county council
    alone, whose costs are no bands. ``total``: the properties there are, where some may be in no
    line."""
    columns: tuple[Column, ...] = (
        Column("segment", "Segment"),
        Column("properties", "Properties", "number"),
        Column("gia_m2", "Floor area known", "square_metres"),
        Column("with_cost", "With reported cost", "number"),
        Column("cost_gbp_pa", "Reported cost a year", "pounds" if own else "estimate"),
        Column("cost_range", "Between", "file" if own else "amount"),
    )
    lines = [
        {
            "segment": SEGMENTS.get(one.segment, one.segment),
            "properties": one.properties,
            "gia_m2": one.gia_m2,
            "with_cost": one.with_cost,
            "cost_gbp_pa": FEW if one.cost_gbp_pa is None else one.cost_gbp_pa,
            "cost_range": _between(one.cost_low_gbp_pa, one.cost_high_gbp_pa),
        }
        for one in rows
    ]
    left = total - sum(one.properties for one in rows)
    note = _OWN_NOTE if own else _NOTE
    if left > 0:
        note += (
            f" {left:,} of the {total:,} properties are in no line. They are disposed of, or "
            "their organisation has not signed and has fewer than ten of their kind."
        )
    return Table(name, title, columns, lines, note)


def _between(low: float | None, high: float | None) -> str:
    """The ends of a sum of bands; nothing where it is exact or withheld."""
    if low is None or low == high:
        return "–"
    return f"{short_estimate(low)} and {'more' if high is None else short_estimate(high)}"


def towns_table(found: Sequence[Row], rows: Sequence[Row], *, rated: bool) -> Table:
    """Every town with its people, its properties and, for who sees ratings, their availability."""
    by_town: dict[str | None, list[Row]] = {}
    for row in rows:
        by_town.setdefault(row["town"], []).append(row)

    columns = (
        Column("name", "Town", link="page"),
        Column("properties", "Properties", "number"),
        Column("population", "People", "number"),
        *((Column("availability", "Availability", "mix"),) if rated else ()),
    )
    lines = [
        {
            "name": row["name"],
            "page": town_address(row["name"]),
            "properties": len(by_town.get(row["name"], ())),
            "population": row["population"],
            "availability": _availability(by_town.get(row["name"], ())),
        }
        for row in found
    ]
    lines.sort(key=lambda line: -line["properties"])
    if None in by_town:
        lines.append(
            {
                "name": "Outside the towns",
                "page": None,
                "properties": len(by_town[None]),
                "population": "–",
                "availability": _availability(by_town[None]),
            }
        )
    return Table("towns", "Towns", columns, lines, empty="No town is recorded.")


def _availability(rows: Sequence[Row]) -> Mix | None:
    return Mix.of(rows, codes.RatingScheme.AVAILABILITY)


def cost_ends(ranged: CountyRange) -> tuple[float, float, float]:
    """P10, P50 and P90 of the premises cost to the nearest £1,000."""
    total = ranged.total
    return round(total.p10_gbp, -3), round(total.p50_gbp, -3), round(total.p90_gbp, -3)


def _thousands(amount_gbp: float) -> float:
    """To the nearest £1,000; nought has no sign."""
    return round(amount_gbp, -3) + 0.0


def savings(found: BestSet) -> list[Estimate]:
    """The estimates side by side, GBP a year; never averaged."""
    plan, naive = found.found, found.found.naive
    low, central, high = map(_thousands, plan.recurrent_gbp_pa)
    return [
        *_top_down(found.top_down),
        Estimate(
            TOGETHER,
            f"{len(plan.moves)} moves that can all happen together, in a full year, before "
            "one-off cost",
            central,
            (low, high),
            short=f"{len(plan.moves)} moves together",
        ),
        Estimate(
            "The same, less one-off cost",
            f"annual equivalent: one-off cost of {short_estimate(plan.one_off_gbp)} spread "
            "over years",
            _thousands(plan.net_central_gbp_pa),
            (_thousands(plan.net_low_gbp_pa), _thousands(plan.net_high_gbp_pa)),
            short="Less one-off cost",
        ),
        Estimate(
            f"{naive.guests:,} uses, each in the building that saves most, added up",
            "less one-off cost, as in the line above; some buildings are filled twice over",
            _thousands(naive.best_of_each_guest_gbp_pa),
            short=f"{naive.guests:,} uses, best of each",
        ),
        Estimate(
            f"All {naive.pairs:,} moves that save anything, added up",
            "less one-off cost; counts each use once for every building it could go to",
            _thousands(naive.every_pair_gbp_pa),
            short=f"All {naive.pairs:,} added up",
        ),
    ]


@dataclass(frozen=True)
class Glance:
    """What sharing could save at a glance, GBP a year: ``low`` to ``high`` in the money of
    ``price_base``; ``own`` where it is this register's own cost at the published shares (``share``
    in words). The map says the same range (``maps/static/savings-card.js``)."""

    low: float
    high: float
    price_base: str
    own: bool
    share: str


def glance(top: TopDown) -> Glance:
    """This register's own range where it has a premises cost of its own, else the published one."""
    ends = top.own_saving or (top.saving_low, top.saving_high)
    low, high = (top.in_todays_money(one) for one in ends)
    return Glance(
        float(low.amount_gbp),
        float(high.amount_gbp),
        low.price_base,
        top.own_saving is not None,
        _share(top),
    )


def _share(top: TopDown) -> str:
    """The share of the premises cost that the plan of 2010 hoped to save."""
    low, high = top.bases[0].implied_share_low, top.bases[0].implied_share_high
    return f"{100 * low:.1f}% to {100 * high:.1f}%"


def _top_down(top: TopDown) -> list[Estimate]:
    share = _share(top)
    published = (
        "the range that Worcestershire's plan of 2010 published for its own operational "
        "properties, not counting schools"
    )
    told = [("From total cost, plan of 2010", published, (top.saving_low, top.saving_high), "2010")]
    if top.own_saving is not None:
        what = f"the same percentages, {share}, of this register's own premises cost"
        told.append(("From total cost, this register", what, top.own_saving, "now"))
    return [
        Estimate(
            name,
            what + _then(top, low, high),
            ends_gbp_pa=(
                float(top.in_todays_money(low).amount_gbp),
                float(top.in_todays_money(high).amount_gbp),
            ),
            short=f"Total cost, {when}",
        )
        for name, what, (low, high), when in told
    ]


def _then(top: TopDown, low: Figure, high: Figure) -> str:
    """The sums at the prices of the plan of 2010, where today's money is another."""
    if top.today == low.price_base:
        return ""
    ends = f"{short_estimate(low.amount_gbp)} to {short_estimate(high.amount_gbp)}"
    return f" ({ends} at {low.price_base} prices)"


def contracts_table(top: TopDown) -> Table:
    """What smarter procurement and shared contracts might save: beside the others, never added."""
    found = top.contracts
    shares = f"{100 * found.share_low:.0f}% to {100 * found.share_high:.0f}%"
    low, high = found.published_cost_gbp_pa
    rows = [
        {
            "name": "Lewisham, 2010",
            "what": f"{shares} of {short_pounds(low)} to {short_pounds(high)} running cost of its "
            "public assets, as published",
            "prices": found.published[0].price_base,
            **_ends(found.published),
        }
    ]
    if found.own is not None and found.own_cost_gbp_pa is not None:
        cost = short_estimate(found.own_cost_gbp_pa)
        rows.append(
            {
                "name": "The same, own cost",
                "what": f"{shares} of this register's own premises cost of {cost} a year",
                "prices": found.own[0].price_base,
                **_ends(found.own),
            }
        )
    columns = (
        Column("name", "Estimate"),
        Column("what", "What it is", "long"),
        Column("low_gbp_pa", "Low, £ a year", "estimate"),
        Column("high_gbp_pa", "High, £ a year", "estimate"),
        Column("prices", "Prices of"),
    )
    title = "Beside these and never added: contracts and procurement"
    return Table("contracts", title, columns, rows, f"{found.note} Source: {found.source}.")


def _ends(ends: tuple[Figure, Figure]) -> dict[str, float]:
    low, high = ends
    return {"low_gbp_pa": float(low.amount_gbp), "high_gbp_pa": float(high.amount_gbp)}


def bridge_table(cost: CostTotal, reported_gbp_pa: float | None, top: TopDown) -> Table:
    """From what is reported to the register's premises cost, and to the extrapolated one.

    ``reported_gbp_pa``: the segment of the base as the table of segments has it, at its prices.
    """
    own, unreported = top.base("register"), cost.rate_only_share + cost.guessed_area_share
    here = cost.central_gbp_pa * (1 - unreported)
    known, total = cost.count_by_tier["actual"], cost.central_gbp_pa
    steps: list[tuple[str, str, float]] = []
    if reported_gbp_pa is not None:
        table = reported_gbp_pa * float(top.times_today)
        steps = [
            (
                "Reported, as by segment",
                "other operational buildings by segment, in today's money",
                table,
            ),
            (
                "Bands at their expected cost",
                "the table takes a band at its middle, and the county "
                "council's own costs exactly; below, each stands at what can be expected "
                "in its band",
                here - table,
            ),
        ]
    steps += [
        ("Reported", f"{known:,} properties with cost lines", here),
        ("Worked out", f"{cost.count - known:,} without: peers or benchmarks × area", total - here),
        ("Premises cost of this register", "the figure that the county’s page leads with", total),
    ]
    if own is not None and own.extrapolated_share is not None:
        other = float(top.in_todays_money(own.figure).amount_gbp)
        steps += [
            (
                "Mean of the county council instead",
                f"{100 * own.extrapolated_share:.0f}% of the {own.count:,} properties extrapolated",
                other - total,
            ),
            (
                "Premises cost, extrapolated",
                f"{_roughly(own.formula)} at {own.figure.price_base} prices; "
                "what the top-down estimate rests on",
                other,
            ),
        ]
    columns = (
        Column("name", "Step"),
        Column("text", "What it is", "long"),
        Column("gbp_pa", f"£ a year, {top.today} prices", "estimate"),
    )
    lines = [
        {"name": name, "text": text, "gbp_pa": _thousands(amount)} for name, text, amount in steps
    ]
    note = "Rounded. The lines between two sums lead from one to the other."
    return Table(
        "bridge", "Three premises costs, and what leads from one to the next", columns, lines, note
    )


def _roughly(formula: str) -> str:
    """Its pounds to two figures: they rest on bands and estimates."""
    return re.sub(
        r"£([\d,]+)", lambda found: about_pounds(float(found[1].replace(",", ""))), formula
    )


def savings_table(found: BestSet) -> Table:
    """The same as a table."""
    columns = (
        Column("name", "Estimate"),
        Column("what", "What it counts", "long"),
        Column("low_gbp_pa", "Low", "estimate"),
        Column("central_gbp_pa", "Central", "estimate"),
        Column("high_gbp_pa", "High", "estimate"),
    )
    lines: list[dict[str, Any]] = []
    for one in savings(found):
        low, high = one.ends_gbp_pa or (DASH, DASH)
        central = DASH if one.central_gbp_pa is None else one.central_gbp_pa
        lines.append(
            {
                "name": one.name,
                "what": one.what,
                "low_gbp_pa": low,
                "central_gbp_pa": central,
                "high_gbp_pa": high,
            }
        )
    note = (
        f"Amounts in £ a year at full effect, prices of {found.assumptions.text('price_base')}, "
        "for the club as a whole. They are rounded to two figures. "
        f"{100 * found.found.imputed_share:.0f}% of the saving from the moves that can all happen "
        "together is estimated. Indicative; no decision. The simple sums are shown because they "
        "are often quoted: they count one building many times."
    )
    return Table("savings", "What sharing could save", columns, lines, note)


def steps_table(found: BestSet) -> Table:
    """What leads from the top-down range to the portfolio, step by step."""
    columns = (
        Column("name", "Step"),
        Column("text", "What it is", "long"),
        Column("low_gbp_pa", "From the low end", "estimate"),
        Column("high_gbp_pa", "From the high end", "estimate"),
    )
    lines = [] if found.beside is None else _walk(found.beside)
    note = (
        "Amounts in £ a year, rounded. The first line and the steps add up to the moves that can "
        "all happen together. Less their one-off cost, that is the annual equivalent."
    )
    return Table("gap", "Why they differ", columns, lines, note)


def _one_off(beside: Reconciliation) -> list[tuple[str, str, Figure, Figure]]:
    """One-off cost as a step of its own, and where it leads."""
    plan, left = beside.bottom_up, beside.bottom_up.annual_equivalent
    if plan.one_off is None or left is None:
        return []
    share = plan.one_off.times(-1)
    return [
        (
            "One-off cost",
            "moves, fit-out, ICT, dilapidations and penalties, spread over years",
            share,
            share,
        ),
        ("Annual equivalent", "what the moves leave a year once that is paid", left, left),
    ]


def _walk(beside: Reconciliation) -> list[dict[str, Any]]:
    """Where the steps start, each step, and where they lead."""
    central = beside.bottom_up.central
    named = [
        (one.name.replace("_", " ").capitalize(), one.text, one.low, one.high)
        for one in beside.steps
    ]
    return [
        {
            "name": name,
            "text": text,
            "low_gbp_pa": float(low.pence),
            "high_gbp_pa": float(high.pence),
        }
        for name, text, low, high in (
            (
                "From total cost, plan of 2010",
                "Worcestershire's plan of 2010",
                beside.top_down_low,
                beside.top_down_high,
            ),
            *named,
            (
                TOGETHER,
                "what its moves add up to in a full year, before one-off cost",
                central,
                central,
            ),
            *_one_off(beside),
        )
    ]
