"""The charts of the estate: leases on a line of years, mixes and counts as columns.

Every function returns the bytes of an SVG; ``…_words`` are the same figures as sentences, for
the ``alt`` text. Names are cut to what the font can show (``drawing.drawable``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from api.html.charts.drawing import (
    GAIN,
    INK,
    LINE,
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
from api.html.charts.money import Column, columns_svg, pounds
from api.html.format import short_estimate
from estate.late_imports import one_at_a_time
from maps import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Which mark stands for which date, so that they differ without colour.
_MARKS = {"act by": "v", "way out": "o", "ends": "|"}
_HATCHES = {"red": "", "amber": "//", "green": "..", "unrated": ""}
_MOST_LEASES = 12


@dataclass(frozen=True)
class LeaseSpan:
    """One lease: whose it is, and its dates by name (act by, way out, ends)."""

    name: str
    marks: tuple[tuple[str, date], ...]


def leases_words(leases: Sequence[LeaseSpan]) -> str:
    """The leases as sentences."""
    told = [
        f"{one.name}: " + ", ".join(f"{name} {day:%B %Y}" for name, day in one.marks)
        for one in leases[:_MOST_LEASES]
    ]
    more = len(leases) - _MOST_LEASES
    return ". ".join(told) + (f". And {more} more." if more > 0 else ".")


@kept_by_figures
def leases_svg(leases: Sequence[LeaseSpan], today: date, *, size: Size = Size.WIDE) -> bytes:
    """Each lease as a bar from today to its last date, with act-by, way out and end marked."""
    shown = leases[:_MOST_LEASES]

    with one_at_a_time:
        from matplotlib.ticker import MaxNLocator

    def paint(axes: "Axes", size: Size) -> None:
        plain_axes(axes)
        for at, one in enumerate(shown):
            last = max(_year(day) for _, day in one.marks)
            axes.barh(
                [at],
                [last - _year(today)],
                left=_year(today),
                height=0.42,
                color=WASH,
                edgecolor=GAIN,
                linewidth=0.8,
            )
            for name, day in one.marks:
                axes.plot(
                    [_year(day)],
                    [at],
                    marker=_MARKS[name],
                    color=INK,
                    markersize=9,
                    markerfacecolor=PAPER,
                    linestyle="none",
                )
        axes.axvline(_year(today), color=SOFT, linestyle=":", linewidth=1)
        letters = 26 if size is Size.WIDE else 12
        axes.set_yticks(range(len(shown)), [wrapped(drawable(one.name), letters) for one in shown])
        axes.set_ylim(len(shown) - 0.4, -0.6)
        axes.tick_params(axis="y", length=0)
        axes.xaxis.set_major_locator(MaxNLocator(8 if size is Size.WIDE else 4, integer=True))
        axes.grid(axis="x", color=LINE, linewidth=0.8)
        axes.margins(x=0.05)

    words = AltText(
        "When the leases can end",
        "Years. ▽ act by, ○ next way out, | end; dotted: today",
        leases_words(leases),
    )
    return draw(paint, words, size, leases_height(leases))


def leases_height(leases: Sequence[LeaseSpan]) -> int:
    """How high that chart is drawn, in points."""
    return 84 + 36 * min(len(leases), _MOST_LEASES)


def mix_columns(mix: Mapping[str, int]) -> list[Column]:
    """How many red, amber, green and unrated, with letter and hatch beside the colour."""
    return [
        Column(
            f"{one.letter}: {one.word}" if one.letter != "?" else one.word,
            mix.get(one.code, 0),
            one.fill,
            _HATCHES[one.code],
        )
        for one in style.RATINGS
    ]


def mix_svg(mix: Mapping[str, int], title: str, *, size: Size = Size.WIDE) -> bytes:
    """The mix of ratings in one scheme."""
    return columns_svg(mix_columns(mix), title=title, unit="Number of properties", size=size)


def _year(day: date) -> float:
    return day.year + (day.timetuple().tm_yday - 1) / 366


def years_columns(years: Sequence[tuple[str, int]]) -> list[Column]:
    """How many by year; ``later`` is hatched, because it is no single year."""
    return [Column(year, n, hatch="//" if year == "later" else "") for year, n in years]


def years_svg(years: Sequence[tuple[str, int]], *, size: Size = Size.WIDE) -> bytes:
    """In how many properties a lease can end, by year; on a narrow screen the first six."""
    shown = list(years) if size is Size.WIDE else list(years)[:6]
    part = "" if len(shown) == len(years) else f", the first {len(shown)} years"
    unit = f"Number of properties{part}"
    return columns_svg(years_columns(shown), title="A lease can end", unit=unit, size=size)


@dataclass(frozen=True)
class Estimate:
    """One way of counting what could be saved, GBP a year: a range, a single figure, or both;
    ``short`` is its name on a narrow chart."""

    name: str
    what: str
    central_gbp_pa: float | None = None
    ends_gbp_pa: tuple[float, float] | None = None
    short: str = ""

    @property
    def figures_gbp_pa(self) -> list[float]:
        """Those given, the least first."""
        low, high = self.ends_gbp_pa or (None, None)
        return [one for one in (low, self.central_gbp_pa, high) if one is not None]


def savings_words(estimates: Sequence[Estimate]) -> str:
    """The estimates as sentences."""
    return " ".join(f"{one.name}: {_ends(one)}." for one in estimates)


@kept_by_figures
def savings_svg(estimates: Sequence[Estimate], *, size: Size = Size.WIDE) -> bytes:
    """Estimates on one scale: a bar for a range, a diamond for a single figure."""
    with one_at_a_time:
        from matplotlib.ticker import FuncFormatter, MaxNLocator

    def paint(axes: "Axes", size: Size) -> None:
        plain_axes(axes)
        for at, one in enumerate(estimates):
            _estimate(axes, at, one)
        letters = 26 if size is Size.WIDE else 12
        names = [one.name if size is Size.WIDE else one.short or one.name for one in estimates]
        axes.set_yticks(range(len(estimates)), [wrapped(name, letters) for name in names])
        axes.set_ylim(len(estimates) - 0.4, -0.6)
        least = min(one.figures_gbp_pa[0] for one in estimates)
        if least >= 0:
            axes.set_xlim(left=0)
        else:  # a possible loss belongs in the picture, and the line that it crosses
            axes.axvline(0, color=INK, linewidth=0.9)
            axes.spines["left"].set_visible(False)
        axes.tick_params(axis="y", length=0)
        axes.xaxis.set_major_locator(MaxNLocator(5 if size is Size.WIDE else 3))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: pounds(value)))
        axes.grid(axis="x", color=LINE, linewidth=0.8)
        axes.margins(x=0.22 if size is Size.WIDE else 0.5)

    words = AltText(
        "Savings, counted in different ways",
        "£ a year at full effect; indicative",
        savings_words(estimates),
    )
    return draw(paint, words, size, savings_height(len(estimates)))


def savings_height(count: int) -> int:
    """How high that chart of so many estimates is drawn, in points."""
    return 90 + 34 * count


def _estimate(axes: "Axes", at: int, one: Estimate) -> None:
    if one.ends_gbp_pa is not None:
        low, high = one.ends_gbp_pa
        axes.barh([at], [high - low], left=low, height=0.44, color=WASH, edgecolor=GAIN)
    if one.central_gbp_pa is not None:
        axes.plot(
            [one.central_gbp_pa],
            [at],
            marker="D",
            color=INK,
            markersize=7,
            markerfacecolor=PAPER if one.ends_gbp_pa is None else INK,
            linestyle="none",
        )
    end = one.figures_gbp_pa[-1]
    axes.annotate(
        _ends(one), (end, at), (8, 0), textcoords="offset points", va="center", fontsize=9.8
    )


def _ends(one: Estimate) -> str:
    middle = "" if one.central_gbp_pa is None else short_estimate(one.central_gbp_pa)
    if one.ends_gbp_pa is None:
        return middle
    ends = " to ".join(map(short_estimate, one.ends_gbp_pa))
    return f"{middle} ({ends})" if middle else ends
