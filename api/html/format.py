"""How a value reads on a page: British numbers, units beside them, days spelt out."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self

from estate import clock
from estate.codes import UNDECIDED
from estate.quarters import Quarter, day_words
from estate.rounding import (
    about_area,
    about_number,
    about_pounds,
    counted,
    pounds_in_short,
    two_figures,
    whole_minutes,
)

#: ``1 property``, ``1,324 properties``: as pages call it.
plural = counted
DASH = "–"


class Shown(str):
    """Words that stand on a page for ``value``, which goes into a file."""

    value: Any

    def __new__(cls, words: str, value: Any) -> "Shown":
        """``words`` for the reader, ``value`` for the spreadsheet."""
        made = super().__new__(cls, words)
        made.value = value
        return made


class Ranked(str):
    """Words that stand on a page and in a file, and where they stand in a column that is sorted."""

    rank: tuple[float, ...]

    def __new__(cls, words: str, rank: tuple[float, ...]) -> Self:
        """``19 of 31`` with ``(19 / 31,)``."""
        made = super().__new__(cls, words)
        made.rank = rank
        return made


def day(value: date | datetime | str | None) -> str:
    """A day as ``30 September 2028``, a quarter as ``Jul–Sep 2028``; words that stand in place of a
    day remain."""
    if value is None:
        return DASH
    if isinstance(value, Quarter):
        return value.words
    if isinstance(value, str):
        return value
    return day_words(value)


def moment(when: datetime) -> str:
    """``29 November 2026, 06:04``, by the United Kingdom's clock."""
    here = clock.local(when)
    return f"{day(here)}, {here:%H:%M}"


def number(value: Any, digits: int = 0) -> str:
    """``1324`` → ``1,324``."""
    return DASH if value is None else f"{float(value):,.{digits}f}"


def pounds(value: Any) -> str:
    """``1234.5`` → ``£1,235``; negative amounts carry a minus sign."""
    if value is None:
        return DASH
    amount = float(value)
    return f"{'−' if round(amount) < 0 else ''}£{abs(amount):,.0f}"


def short_pounds(value: Any) -> str:
    """``35475000`` → ``£35.5m``; ``55172`` → ``£55k``: for headlines."""
    if value is None:
        return DASH
    amount = abs(float(value))
    sign = "−" if float(value) < 0 and amount >= 0.5 else ""
    for unit, name, digits in ((1e9, "bn", 2), (1e6, "m", 1), (1e3, "k", 0)):
        if amount >= unit * (1 if name == "bn" else 0.9995):
            return f"{sign}£{amount / unit:,.{digits}f}{name}"
    return f"{sign}£{amount:,.0f}"


def short_estimate(value: Any) -> str:
    """``53312000`` → ``£53m``, ``6012000`` → ``£6.0m``: a headline that rests on bands or
    estimates, to two significant figures."""
    return DASH if value is None else pounds_in_short(value)


def pounds_range(low_gbp: float, high_gbp: float) -> str:
    """``£39m to £51m``; where both ends are the same it is no estimate, and one figure."""
    if low_gbp == high_gbp:
        return short_pounds(low_gbp)
    low, high = short_estimate(low_gbp), short_estimate(high_gbp)
    return low if low == high else f"{low} to {high}"


def about(amount_gbp: Any, exact: bool) -> str:
    """As sure as it is: to the nearest £1,000 where ``exact``, to two significant figures where it
    rests on bands: ``396226`` → ``£396,000`` or ``£400,000``. An exact sum below £1,000 is told
    to the nearest £100."""
    if amount_gbp is None:
        return DASH
    if not exact:
        return about_pounds(amount_gbp)
    amount = float(amount_gbp)
    return pounds(round(amount, -3 if abs(amount) >= 1_000 else -2) + 0.0)


def estimate(amount_gbp: Any) -> str:
    """Pounds that rest on bands or estimates, whoever reads: ``225786`` → ``£230,000``."""
    return about(amount_gbp, False)


def as_sure(amount_gbp: Any, exact: bool) -> Shown | None:
    """The same in a cell: no finer on the page than it is known, and in a file as reckoned."""
    return None if amount_gbp is None else Shown(about(amount_gbp, exact), amount_gbp)


def square_metres(value: Any) -> str:
    """``810.3`` → ``810 m²``."""
    return DASH if value is None else f"{float(value):,.0f} m²"


def rough_metres(value: Any) -> str:
    """An area that rests on an estimate, to two significant figures: ``67434`` → ``67,000``."""
    return DASH if value is None else f"{two_figures(value):,.0f}"


def room(value: Any, low: Any, high: Any) -> str:
    """An area with its range, no finer than it is known: ``about 560 m² (310 to 720 m²)``."""
    return DASH if value is None else about_area(value, low, high)


def kilowatt_hours(value: Any) -> str:
    """``81250.4`` → ``81,250 kWh``."""
    return DASH if value is None else f"{float(value):,.0f} kWh"


def hectares(value_m2: Any) -> str:
    """A site's area given in m²: in hectares from one hectare up."""
    if value_m2 is None:
        return DASH
    amount = float(value_m2)
    return f"{amount / 10_000:,.1f} ha" if amount >= 10_000 else square_metres(amount)


def per_cent(value: Any) -> str:
    """``0.846`` → ``85 %``."""
    return DASH if value is None else f"{100 * float(value):.0f}%"


def minutes(value: float | None) -> str:
    """``4.8`` → ``5 minutes``; a walk is no surer than that."""
    return "not known how far" if value is None else whole_minutes(value)


def capitalise(text: str) -> str:
    """The first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]


#: Estates people's short forms → words that a councillor reads too; the longest first.
_IN_WORDS = (
    ("m² NIA", "m² net"),
    ("m² GIA", "m² gross"),
    ("per FTE", "per full-time post"),
    ("FTE", "full-time posts"),
)


def plainly(text: str) -> str:
    """Our own short forms of units and bases written out; not for names."""
    for short, long in _IN_WORDS:
        text = text.replace(short, long)
    return text


def on_page(explanation: str) -> str:
    """An explanation where its page says once, at its foot, that nothing is decided."""
    return explanation.removesuffix(UNDECIDED).rstrip()


def unbroken(text: str) -> str:
    """No line ends between a minus sign and its pounds."""
    return text.replace("−£", "−\N{WORD JOINER}£")


def plain(value: Any) -> Any:
    """A cell as it goes into a file: numbers as numbers, days as days."""
    if isinstance(value, Shown):
        value = value.value
    if isinstance(value, Decimal):
        return float(value)
    return value if value is None or isinstance(value, str | int | float | date) else str(value)


FILTERS: dict[str, Callable[..., str]] = {
    "about_number": about_number,
    "day": day,
    "moment": moment,
    "number": number,
    "minutes": minutes,
    "about": about,
    "estimate": estimate,
    "pounds_range": pounds_range,
    "pounds": pounds,
    "short_pounds": short_pounds,
    "short_estimate": short_estimate,
    "room": room,
    "square_metres": square_metres,
    "rough_metres": rough_metres,
    "hectares": hectares,
    "per_cent": per_cent,
    "plural": plural,
    "capitalise": capitalise,
    "plainly": plainly,
    "unbroken": unbroken,
    "on_page": on_page,
}
