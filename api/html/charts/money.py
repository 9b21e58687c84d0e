"""The charts of money: a cash flow over years, a range, its drivers, columns by label.

Every function returns the bytes of an SVG (``drawing.MEDIA_TYPE``) and takes plain numbers;
see ``drawing`` for how a page shows one. Colour is never alone: losses are hatched, ends of a
range are labelled, lines have marks. The ``…_words`` give the same figures as sentences, for
the ``alt`` text; they are also the SVG's own description.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from api.html.charts.drawing import (
    GAIN,
    INK,
    LINE,
    LOSS,
    PAPER,
    SOFT,
    WASH,
    AltText,
    Size,
    draw,
    drawable,
    kept_by_figures,
    plain_axes,
    wrapped,
)
from api.html.format import short_estimate
from estate.late_imports import one_at_a_time

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LOSS_HATCH = "////"


@dataclass(frozen=True)
class Swing:
    """One driver: the result with it at its worst and at its best, GBP."""

    label: str
    worst_gbp: float
    best_gbp: float


@dataclass(frozen=True)
class Column:
    """One column: ``fill`` is a colour, ``hatch`` a matplotlib hatch such as ``"//"`` or
    ``".."`` that tells it from its neighbours without colour."""

    label: str
    value: float
    fill: str = GAIN
    hatch: str = ""


def pounds(amount_gbp: float) -> str:
    """A sum on an axis in few letters: £950, £12k, £1.25m, −£397k. Figures beside what is drawn
    are ``short_estimate``: no finer than most are known."""
    size, sign = abs(amount_gbp), "−" if amount_gbp < 0 else ""
    if size >= 999_500:
        return f"{sign}£{_short(size / 1e6, 2)}m"
    if size >= 999.5:
        return f"{sign}£{_short(size / 1e3, 0 if size >= 9_950 else 1)}k"
    return f"{sign}£{size:,.0f}" if round(size) else "£0"


def cash_flow_words(years: Sequence[str], yearly_gbp: Sequence[float]) -> str:
    """The cash flow as sentences."""
    sums = list(accumulate(yearly_gbp))
    if not sums:
        return "No year is counted."
    lowest = min(range(len(sums)), key=lambda at: sums[at])
    back = next(
        (years[at] for at in range(len(sums)) if min(sums[at:]) >= 0 and any(yearly_gbp)), None
    )
    need = (
        f"deepest at {short_estimate(sums[lowest])} in {years[lowest]}"
        if sums[lowest] < 0
        else ("never below £0")
    )
    paid = f"never below £0 from {back} on" if back and sums[lowest] < 0 else ""
    never = "still below £0 in the last year" if sums[-1] < 0 else ""
    state = "; ".join(part for part in (need, paid, never) if part)
    each = ", ".join(
        f"{year} {short_estimate(sum_)}" for year, sum_ in zip(years, yearly_gbp, strict=True)
    )
    end = f"{short_estimate(sums[-1])} at the end of {years[-1]}"
    return f"Running sum: {state}; {end}. By year: {each}."


@kept_by_figures
def cash_flow_svg(
    years: Sequence[str],
    yearly_gbp: Sequence[float],
    *,
    title: str,
    unit: str = "£ a year, real; gains above the line, costs below",
    size: Size = Size.WIDE,
) -> bytes:
    """Yearly gain or cost as columns with the running sum as a line.

    ``years`` are labels such as ``2026/27``; gains are positive GBP.
    """
    sums = list(accumulate(yearly_gbp))

    def paint(axes: "Axes", size: Size) -> None:
        places = range(len(years))
        for at, amount in zip(places, yearly_gbp, strict=True):
            _column(axes, at, amount)
        axes.plot(
            places,
            sums,
            color=INK,
            linewidth=1.4,
            linestyle="--",
            marker="o",
            markersize=3.5,
            markerfacecolor=PAPER,
        )
        _label_line_end(axes, sums)
        axes.axhline(0, color=INK, linewidth=0.9)
        _pound_axis(axes, "y")
        most = 11 if size is Size.WIDE else 5
        step = -(-len(years) // most)
        axes.set_xticks(list(places)[::step], [drawable(year) for year in years[::step]])
        axes.margins(x=0.02, y=0.1)

    words = AltText(title, f"{unit}. Dashed: running sum", cash_flow_words(years, yearly_gbp))
    return draw(paint, words, size, 260)


def range_words(low_gbp: float, central_gbp: float, high_gbp: float, base_gbp: float | None) -> str:
    """A range as a sentence."""
    base = f" As planned it is {short_estimate(base_gbp)}." if base_gbp is not None else ""
    return (
        f"There is an 8 in 10 chance that the result lies between {short_estimate(low_gbp)} and "
        f"{short_estimate(high_gbp)}. Its middle is {short_estimate(central_gbp)}.{base}"
    )


@kept_by_figures
def range_svg(
    low_gbp: float,
    central_gbp: float,
    high_gbp: float,
    *,
    title: str,
    unit: str,
    base_gbp: float | None = None,
    size: Size = Size.WIDE,
) -> bytes:
    """P10, P50 and P90 as a bar with its middle marked; ``base_gbp`` as a diamond."""

    def paint(axes: "Axes", size: Size) -> None:
        axes.use_sticky_edges = False  # else the bar would touch the edge of the picture
        axes.barh([0], [high_gbp - low_gbp], left=low_gbp, height=0.5, color=WASH, edgecolor=GAIN)
        axes.plot([central_gbp] * 2, [-0.25, 0.25], color=INK, linewidth=2.5)
        for value, name, at in ((low_gbp, "low", "right"), (high_gbp, "high", "left")):
            away = -4 if at == "right" else 4
            axes.annotate(
                f"{name}\n{short_estimate(value)}",
                (value, 0),
                (away, 0),
                textcoords="offset points",
                ha=at,
                va="center",
                fontsize=9.8,
            )
        axes.annotate(
            f"middle {short_estimate(central_gbp)}",
            (central_gbp, 0.25),
            (0, 3),
            fontsize=9.8,
            textcoords="offset points",
            ha="center",
        )
        if base_gbp is not None:
            axes.plot([base_gbp], [0], marker="D", color=INK, markerfacecolor=PAPER, markersize=6)
            axes.annotate(
                f"◇ as planned {short_estimate(base_gbp)}",
                (base_gbp, -0.25),
                (0, -12),
                fontsize=9.8,
                textcoords="offset points",
                ha="center",
            )
        _mark_nought(axes)
        _pound_axis(axes, "x")
        axes.spines["left"].set_visible(False)
        axes.set_yticks([])
        axes.set_ylim(-0.75, 0.65)
        axes.margins(x=0.16 if size is Size.WIDE else 0.34)

    words = AltText(title, unit, range_words(low_gbp, central_gbp, high_gbp, base_gbp))
    return draw(paint, words, size, 150)


@dataclass(frozen=True)
class RangeBar:
    """One of several options: its range (``low_gbp`` to ``high_gbp``) and its figure, in GBP."""

    label: str
    low_gbp: float
    figure_gbp: float
    high_gbp: float


def ranges_words(bars: Sequence[RangeBar]) -> str:
    """The options as sentences, in the order given."""
    each = (
        f"{one.label}: {short_estimate(one.figure_gbp)} ({short_estimate(one.low_gbp)} to "
        f"{short_estimate(one.high_gbp)})"
        for one in bars
    )
    return "; ".join(each) + "."


@kept_by_figures
def ranges_svg(bars: Sequence[RangeBar], *, title: str, unit: str, size: Size = Size.WIDE) -> bytes:
    """Each option's range as a bar with its figure marked on it, the first on top."""

    def paint(axes: "Axes", size: Size) -> None:
        axes.use_sticky_edges = False
        for at, one in enumerate(bars):
            width = one.high_gbp - one.low_gbp
            axes.barh([at], [width], left=one.low_gbp, height=0.5, color=WASH, edgecolor=GAIN)
            axes.plot([one.figure_gbp] * 2, [at - 0.25, at + 0.25], color=INK, linewidth=2.5)
            axes.annotate(
                short_estimate(one.figure_gbp),
                (one.figure_gbp, at - 0.25),
                (0, 3),
                fontsize=9.8,
                textcoords="offset points",
                ha="center",
            )
        letters, longest = (26, 52) if size is Size.WIDE else (13, 30)
        axes.set_yticks(
            range(len(bars)), [wrapped(drawable(one.label, longest), letters) for one in bars]
        )
        axes.set_ylim(len(bars) - 0.4, -0.75)
        _mark_nought(axes)
        _pound_axis(axes, "x")
        axes.spines["left"].set_visible(False)
        axes.tick_params(axis="y", length=0)
        axes.margins(x=0.16 if size is Size.WIDE else 0.3)

    return draw(paint, AltText(title, unit, ranges_words(bars)), size, 78 + 50 * max(1, len(bars)))


def tornado_words(swings: Sequence[Swing], base_gbp: float) -> str:
    """The drivers as sentences, in the order given."""
    each = "; ".join(
        f"{one.label}: {short_estimate(one.worst_gbp)} to {short_estimate(one.best_gbp)}"
        for one in swings
    )
    return f"Base {short_estimate(base_gbp)}. " + (f"{each}." if each else "No driver has a range.")


@kept_by_figures
def tornado_svg(
    swings: Sequence[Swing],
    base_gbp: float,
    *,
    title: str,
    unit: str,
    size: Size = Size.WIDE,
) -> bytes:
    """Each driver's worst and best as a bar about the base, the first on top."""
    letters = 26 if size is Size.WIDE else 15
    labels = [wrapped(drawable(one.label), letters) for one in swings]
    # A label of several lines has room for all of them.
    row = max(34, *(8 + 14 * (1 + label.count("\n")) for label in labels), 0)

    def paint(axes: "Axes", size: Size) -> None:
        for at, one in enumerate(swings):
            _swing(axes, at, one, base_gbp)
        axes.set_yticks(range(len(swings)), labels)
        axes.set_ylim(len(swings) - 0.4, -0.6)
        axes.axvline(base_gbp, color=INK, linewidth=1.2)
        _pound_axis(axes, "x")
        axes.spines["left"].set_visible(False)
        axes.tick_params(axis="y", length=0)
        axes.margins(x=0.16 if size is Size.WIDE else 0.38)

    words = AltText(
        title,
        f"{unit}. Line: base {short_estimate(base_gbp)}; hatched: worse",
        tornado_words(swings, base_gbp),
    )
    return draw(paint, words, size, 78 + row * max(1, len(swings)))


def columns_words(columns: Sequence[Column], money: bool) -> str:
    """The columns as a sentence."""
    shown = [f"{one.label}: {_figure(one.value, money)}" for one in columns]
    return "; ".join(shown) + "." if shown else "Nothing to show."


@kept_by_figures
def columns_svg(
    columns: Sequence[Column],
    *,
    title: str,
    unit: str,
    money: bool = False,
    size: Size = Size.WIDE,
) -> bytes:
    """A column for each label with its value written on it: a mix of ratings, leases by year.

    ``money`` writes values as pounds, else as counts. More than twelve labels, or long ones on
    a narrow screen, are better as a table.
    """

    def paint(axes: "Axes", size: Size) -> None:
        for at, one in enumerate(columns):
            axes.bar(
                [at],
                [one.value],
                width=0.72,
                color=one.fill,
                edgecolor=INK,
                linewidth=0.6,
                hatch=one.hatch or None,
            )
            below = one.value < 0
            axes.annotate(
                _figure(one.value, money),
                (at, one.value),
                (0, -3 if below else 3),
                textcoords="offset points",
                ha="center",
                fontsize=9.8,
                va="top" if below else "bottom",
            )
        room = (76 if size is Size.WIDE else 34) // max(1, len(columns))
        labels = [wrapped(drawable(one.label, 40), max(4, room)) for one in columns]
        axes.set_xticks(range(len(columns)), labels)
        axes.axhline(0, color=INK, linewidth=0.9)
        axes.tick_params(axis="x", length=0)
        axes.margins(x=0.03, y=0.14)
        if not any(one.value for one in columns):
            axes.set_ylim(0, 1)
        if money:
            _pound_axis(axes, "y")
        else:
            _count_axis(axes)

    return draw(paint, AltText(title, unit, columns_words(columns, money)), size, 230)


def _column(axes: "Axes", at: int, amount: float) -> None:
    gain = amount >= 0
    axes.bar(
        [at],
        [amount],
        width=0.7,
        color=WASH if gain else "#f6dcdc",
        linewidth=0.8,
        edgecolor=GAIN if gain else LOSS,
        hatch=None if gain else _LOSS_HATCH,
    )


def _swing(axes: "Axes", at: int, one: Swing, base_gbp: float) -> None:
    for end, worse in ((one.worst_gbp, True), (one.best_gbp, False)):
        if short_estimate(end) == short_estimate(base_gbp):
            continue
        axes.barh(
            [at],
            [end - base_gbp],
            left=base_gbp,
            height=0.6,
            linewidth=0.8,
            color="#f6dcdc" if worse else WASH,
            edgecolor=LOSS if worse else GAIN,
            hatch=_LOSS_HATCH if worse else None,
        )
        left = end < base_gbp
        axes.annotate(
            short_estimate(end),
            (end, at),
            (-4 if left else 4, 0),
            fontsize=9.2,
            textcoords="offset points",
            va="center",
            ha="right" if left else "left",
        )


def _label_line_end(axes: "Axes", sums: Sequence[float]) -> None:
    if not sums:
        return
    lowest = min(range(len(sums)), key=lambda at: sums[at])
    marked = {len(sums) - 1: sums[-1]} | ({lowest: sums[lowest]} if sums[lowest] < 0 else {})
    for at, value in marked.items():
        last = at == len(sums) - 1
        axes.annotate(
            short_estimate(value),
            (at, value),
            (0, 6 if value >= 0 else -7),
            fontsize=9.8,
            textcoords="offset points",
            ha="right" if last else "center",
            va="bottom" if value >= 0 else "top",
            fontweight="bold",
        )


def _mark_nought(axes: "Axes") -> None:
    """A line at £0 when it lies within the picture."""
    left, right = axes.get_xlim()
    if left <= 0 <= right:
        axes.axvline(0, color=SOFT, linewidth=1, linestyle=":")


def _pound_axis(axes: "Axes", which: str) -> None:
    with one_at_a_time:
        from matplotlib.ticker import FuncFormatter, MaxNLocator

    plain_axes(axes)
    axis = axes.yaxis if which == "y" else axes.xaxis
    axis.set_major_formatter(FuncFormatter(lambda value, _: pounds(value)))
    axis.set_major_locator(MaxNLocator(5 if which == "y" else 4))
    axes.grid(axis="y" if which == "y" else "x", color=LINE, linewidth=0.8)


def _count_axis(axes: "Axes") -> None:
    with one_at_a_time:
        from matplotlib.ticker import FuncFormatter, MaxNLocator

    plain_axes(axes)
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.grid(axis="y", color=LINE, linewidth=0.8)


def _short(value: float, digits: int) -> str:
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if digits else text


def _figure(value: float, money: bool) -> str:
    return short_estimate(value) if money else f"{value:,.0f}"
