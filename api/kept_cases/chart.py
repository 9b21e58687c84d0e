"""The chart of kept cases side by side."""

from collections.abc import Sequence

from api.html.charts import money
from api.html.charts.drawing import Size
from estate.club.options_appraisal import Option

_STAYING = money.RangeBar("No change", 0.0, 0.0, 0.0)


def _bars(options: Sequence[Option]) -> list[money.RangeBar]:
    bars = [_STAYING]
    for option in options:
        amounts = option.edition.amounts
        low, npv, high = (amounts[f"club.{name}"] for name in ("p10_gbp", "npv", "p90_gbp"))
        bars.append(money.RangeBar(f"{option.letter}: {option.known.label}", low, npv, high))
    return bars


def options_words(options: Sequence[Option]) -> str:
    """The same as a sentence."""
    return money.ranges_words(_bars(options))


def options_svg(options: Sequence[Option], size: Size = Size.WIDE) -> bytes:
    """The club's net present value of each option, with its range from P10 to P90."""
    return money.ranges_svg(
        _bars(options),
        title="What each option is worth to the club",
        unit="£, net present value against no change; line: the figure, bar: 8 in 10 chance",
        size=size,
    )
