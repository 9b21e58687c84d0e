"""Maps and charts of a town's plan as numbers that a template puts into an inline SVG.

Points in and units of the picture out; the only texts are names, which the template escapes.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.html.charts.plan_map import HEIGHT, WIDTH, MapLine, MapMark, TownMap
from api.html.charts.static_map import window
from estate.answers.towns.other_plans import PlanPoint
from estate.answers.towns.plan import TownPlan

#: Letters of a chart's axes take so much of its picture.
LEFT, BELOW, ABOVE, RIGHT = 58.0, 44.0, 14.0, 16.0


def stages(plan: TownPlan) -> list[str]:
    """The financial years in which somebody could move, in order."""
    return sorted({one.year for one in plan.moves})


def numbers(plan: TownPlan) -> dict[str, int]:
    """Of each building that changes its number on the map, in the order of the table."""
    changing = [one for one in plan.buildings if one.role in ("left", "receives", "opened")]
    return {one.key: at for at, one in enumerate(changing, 1)}


def town_map(plan: TownPlan) -> TownMap | None:
    """Where the buildings are and who could move; null where no building has a place."""
    placed = [one for one in plan.buildings if one.easting is not None and one.northing is not None]
    if not placed:
        return None
    frame = window([(one.easting or 0, one.northing or 0) for one in placed], WIDTH, HEIGHT)
    at = {one.key: frame.place(one.easting or 0, one.northing or 0) for one in placed}
    years, number = stages(plan), numbers(plan)
    when = _stages_of(plan, years)
    lines = [
        MapLine(
            *at[one.leaves.key],
            *at[one.host.key],
            years.index(one.year) + 1,
            f"{one.occupier}: {one.leaves.name} to {one.host.name}, {one.year}",
        )
        for one in plan.moves
        if one.leaves.key in at and one.host.key in at
    ]
    marks = [
        MapMark(
            *at[one.key],
            one.role,
            one.name,
            when.get(one.key, 0),
            number.get(one.key),
        )
        for one in sorted(placed, key=lambda one: one.key in number)
    ]
    bar, bar_words = frame.bar()
    left = sum(one.role == "left" for one in plan.buildings)
    words = (
        f"{len(plan.buildings)} buildings; {len(lines)} moves are drawn as lines. They would "
        f"empty {left} of the buildings, drawn as hollow circles. "
        "The tables below tell the same in words."
    )
    return TownMap(marks, lines, years, bar, bar_words, len(plan.buildings) - len(placed), words)


def _stages_of(plan: TownPlan, years: Sequence[str]) -> Mapping[str, int]:
    """Of a building that is left the stage of its last move out; of a host that of its first."""
    found: dict[str, int] = {}
    for one in plan.moves:
        stage = years.index(one.year) + 1
        if one.empties_building:
            found[one.leaves.key] = max(stage, found.get(one.leaves.key, 0))
        host = one.host.key
        found[host] = min(stage, found.get(host, stage))
    return found


@dataclass(frozen=True)
class ChartPoint:
    """A point with the words for it; ``keep`` of those that lead to a plan of their own."""

    x: float
    y: float
    label: str
    words: str
    keep: int | None
    proved: bool


@dataclass(frozen=True)
class Chart:
    """Points, and ticks of both axes: place in the picture and words."""

    points: list[ChartPoint]
    across: list[tuple[float, str]]
    up: list[tuple[float, str]]
    title: str
    across_words: str
    words: str


def by_number_chart(points: Sequence[PlanPoint]) -> Chart | None:
    """Worth against buildings kept."""
    xs = [float(one.buildings_kept) for one in points]
    made = _chart(points, xs, [str(one.buildings_kept) for one in points], links=True)
    return made and _named(made, "Gain by number of buildings kept", "buildings kept", points)


def by_minutes_chart(points: Sequence[PlanPoint]) -> Chart | None:
    """Worth against the change of residents' minutes."""
    xs = [one.residents_minutes for one in points]
    made = _chart(points, xs, [f"{x:+,.0f}".replace("-", "−") for x in xs], links=False)
    return made and _named(
        made, "Gain by residents’ journeys", "change of residents’ minutes (− = shorter)", points
    )


def _named(chart: Chart, title: str, across: str, points: Sequence[PlanPoint]) -> Chart:
    most = max(points, key=lambda one: one.worth_gbp)
    words = (
        f"{title}: {len(points)} plans, of which the best is worth £{most.worth_gbp / 1e6:,.2f}m. "
        "The table beneath has all of them."
    )
    return Chart(chart.points, chart.across, chart.up, title, across, words)


def _chart(
    points: Sequence[PlanPoint], xs: Sequence[float], labels: Sequence[str], *, links: bool
) -> Chart | None:
    if len(points) < 2:
        return None
    ys = [one.worth_gbp for one in points]
    across, up = _Scale.of(xs, LEFT, WIDTH - RIGHT), _Scale.of(ys, HEIGHT - BELOW, ABOVE)
    made = [
        ChartPoint(
            across.at(x),
            up.at(one.worth_gbp),
            label,
            f"{one.buildings_kept} kept, worth £{one.worth_gbp / 1e6:,.2f}m, "
            f"{one.residents_minutes:+,.0f} residents’ minutes"
            + ("" if one.proved else ", not proved"),
            one.buildings_kept if links else None,
            one.proved,
        )
        for one, x, label in zip(points, xs, labels, strict=True)
    ]
    ticks = sorted({(round(point.x, 1), point.label) for point in made})
    apart = [one for at, one in enumerate(ticks) if at == 0 or one[0] - ticks[at - 1][0] > 34]
    return Chart(made, apart, _named_ticks(up), "", "", "")


@dataclass(frozen=True)
class _Scale:
    low: float
    high: float
    start: float
    end: float

    @classmethod
    def of(cls, values: Sequence[float], start: float, end: float) -> "_Scale":
        low, high = min(values), max(values)
        room = (high - low or abs(high) or 1.0) * 0.06
        return cls(low - room, high + room, start, end)

    def at(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 2)

    def ticks(self) -> list[float]:
        """About five round numbers."""
        step = 10 ** math.floor(math.log10((self.high - self.low) / 4))
        step = next(
            one * step for one in (1, 2, 5, 10) if (self.high - self.low) / (one * step) <= 6
        )
        first = math.ceil(self.low / step)
        return [step * at for at in range(first, math.floor(self.high / step) + 1)]


def _named_ticks(scale: _Scale) -> list[tuple[float, str]]:
    """Millions no finer than the steps between them: £11.1m, and £11.05m where a step is half."""
    ticks = scale.ticks()
    fine = any(abs(tick / 1e5 - round(tick / 1e5)) > 1e-6 for tick in ticks)
    return [(scale.at(tick), _millions(tick, 2 if fine else 1)) for tick in ticks]


def _millions(value: float, digits: int) -> str:
    sign = "−" if value < 0 else ""
    if abs(value) >= 1e6 or value == 0:
        return f"{sign}£{abs(value) / 1e6:,.{digits}f}m"
    return f"{sign}£{abs(value) / 1e3:,.0f}k"
