"""Financial years as sheets write them, and columns of years of which one is spent, one planned."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from estate.intake.cells import values
from estate.intake.cells.lengths import short

_LAST_CENTURY = 69
_LABEL = re.compile(
    r"^(?:FYE?|financial year|F/Y|(?:financial )?year (?:end(?:ing|ed)?|to)|y/?e)\s*[:.-]?\s*",
    re.IGNORECASE,
)
#: What a column of a year holds, the surest first; nothing said stands between.
_SORTS = (
    "actual",
    "outturn",
    "spend",
    "",
    "latest",
    "revised",
    "forecast",
    "approved",
    "budget",
    "original",
    "estimate",
)
#: Such words in the heading of a column of a year.
SORT = re.compile(rf"\b(?:{'|'.join(one for one in _SORTS if one)})s?\b", re.IGNORECASE)


def financial_year(value: Any) -> str | None:
    """``2009/10`` from ``2009/10``, ``2009-10``, ``2009/2010``, ``09/10`` or ``FY10``, the year
    that ends in March 2010; of a day (“Year ending 31/03/2010”), the year in which it lies."""
    raw = values.text(value)
    if raw is None:
        return None
    bare = _LABEL.sub("", short(raw))
    match = re.match(r"^(?:(\d{2}))?(\d{2})\s*[/–-]\s*(?:\d{2})?(\d{2})$", bare)
    if match and (int(match[2]) + 1) % 100 == int(match[3]):
        century = match[1] or ("19" if int(match[2]) > _LAST_CENTURY else "20")
        return f"{century}{match[2]}/{match[3]}"
    ends = re.match(r"^(?:20)?(\d{2})$", bare) if bare != raw else None
    if ends is not None:
        return f"20{(int(ends[1]) - 1) % 100:02}/{ends[1]}"
    day = values.day(value if bare == raw else bare)
    if day is None or values.text(value) is None:
        raise ValueError
    first = day.year - (day < date(day.year, 4, 1))
    return f"{first}/{(first + 1) % 100:02}"


def of_one_sort(years: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Of several columns of one year (actual, budget) the one that was spent; the others apart."""
    best: dict[str, str] = {}
    for heading in sorted(years, key=_place):
        best.setdefault(years[heading], heading)
    kept = {one: year for one, year in years.items() if best[year] == one}
    return kept, [one for one in years if one not in kept]


def _place(heading: str) -> int:
    found = SORT.search(heading)
    word = "" if found is None else found[0].casefold().removesuffix("s")
    return _SORTS.index(word) if word in _SORTS else len(_SORTS)
