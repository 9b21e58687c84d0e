"""What moved between a case as it was kept and the same question asked today. Pure: no SQL.

Figures, inputs and assumptions are compared by what they are called; each row says what it was,
what it is, its unit, and why it moved where that can be known.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

Row = dict[str, Any]

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_QUARTER = re.compile(r"(\d{4}) Q([1-4])")
#: So many names of what moved stand in a reason; the tables hold them all.
_NAMED = 3


def assumptions_moved(was: Iterable[Row], now: Iterable[Row], used: Iterable[str]) -> list[Row]:
    """Assumptions that the case rests on and whose value differs. One that was kept and is no
    longer known has no value now, and the other way round."""
    wanted = set(used)
    before = {str(one["name"]): one for one in was if one["name"] in wanted}
    after = {str(one["name"]): one for one in now if one["name"] in wanted}
    rows = []
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name), after.get(name)
        values = [None if one is None else _plain(one["value"]) for one in (old, new)]
        if values[0] != values[1]:
            unit = str((new or old or {}).get("unit") or "")
            rows.append({"name": name, "was": values[0], "now": values[1], "unit": unit})
    return rows


def inputs_moved(
    was: Iterable[Row], now: Iterable[Row], moved: Mapping[str, str], today: date
) -> list[Row]:
    """Inputs whose value or source differs, each with why: an assumption behind it (of those that
    ``moved``, each with what it is called), a day that has passed, a cost, or another fact of the
    register."""
    before = {str(one["label"]): one for one in was}
    after = {str(one["label"]): one for one in now}
    rows = []
    for label in dict.fromkeys([*before, *after]):
        old, new = before.get(label), after.get(label)
        values = [None if one is None else _plain(one["value"]) for one in (old, new)]
        known = [None if one is None else one["known_words"] for one in (old, new)]
        if values[0] == values[1] and known[0] == known[1]:
            continue
        either = new or old or {}
        row = {"label": label, "was": values[0], "now": values[1], "unit": either["unit"]}
        rows.append(row | {"why": _why(old, new, moved, today)})
    return rows


def _why(old: Row | None, new: Row | None, moved: Mapping[str, str], today: date) -> str:
    if old is None:
        return "counted now, and not when it was kept"
    if new is None:
        return "no longer counted"
    behind = [moved[name] for name in new.get("assumptions", ()) if name in moved]
    if behind:
        return f"assumption changed: {', '.join(behind)}"
    if old["known_words"] != new["known_words"]:
        return f"known otherwise: {new['known_words']}"
    passed = _last_day(old["value"])
    if passed is not None:
        return "its day has passed" if passed < today else "a date in the register changed"
    if str(new["unit"]).startswith("GBP"):
        return "a cost changed in the register"
    return "a property, use or lease changed in the register"


def _last_day(value: object) -> date | None:
    """The day that a value is, or the last of its quarter."""
    text = str(value)
    day = _DAY.fullmatch(text)
    if day:
        return date(*map(int, day.groups()))
    quarter = _QUARTER.fullmatch(text)
    if quarter is None:
        return None
    year, month = int(quarter[1]), 3 * int(quarter[2])
    return date(year, month, 31 if month in (3, 12) else 30)


def figures_moved(was: Sequence[Row], now: Sequence[Row], why: str) -> list[Row]:
    """Every figure with what it was, what it is and by how much it moved; ``why`` stands where it
    did. One that is told as a range on either side has no difference."""
    before, after = ({str(one["key"]): one for one in rows} for rows in (was, now))
    rows = []
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key), after.get(key)
        either = new or old or {}
        then = None if old is None else old["value"]
        today = None if new is None else new["value"]
        ranges = [None if one is None else _range(one) for one in (old, new)]
        moved = then != today or ranges[0] != ranges[1]
        difference = None
        if then is not None and today is not None:
            difference = round(float(today) - float(then), 6) + 0.0
        rows.append(
            {
                "key": key,
                "label": either["label"],
                "was": then,
                "now": today,
                "was_range": ranges[0],
                "now_range": ranges[1],
                "difference": difference,
                "unit": either["unit"],
                "basis": either["basis"],
                "moved": moved,
                "why": why if moved else "",
            }
        )
    return rows


def _range(one: Row) -> list[float] | None:
    return [one["low"], one["high"]] if "low" in one else None


def reasons(
    assumptions: Sequence[str],
    inputs: Sequence[Row],
    was: Mapping[str, Any],
    now: Mapping[str, Any],
) -> str:
    """All that differs between two questions, in one line: what moves a figure is one of these or
    several together. ``assumptions``: what those are called that moved; ``was`` and
    ``now``: day, price_base, product_version, and the network's key where it is known."""
    found = []
    if assumptions:
        found.append(f"assumptions changed: {_few(assumptions)}")
    if inputs:
        found.append(f"inputs changed: {_few([one['label'] for one in inputs])}")
    if was["price_base"] != now["price_base"]:
        found.append(f"prices of {now['price_base']}, not of {was['price_base']}")
    if was["product_version"] != now["product_version"]:
        found.append(
            f"worked out by version {now['product_version']} of the program, "
            f"not {was['product_version']}"
        )
    if was.get("network") and was["network"] != now.get("network"):
        found.append("minutes rest on another network")
    if was["day"] != now["day"]:
        found.append(f"asked on {now['day']}, not on {was['day']}")
    return "; ".join(found) or "not known"


def _few(names: Sequence[str]) -> str:
    told = ", ".join(names[:_NAMED])
    more = len(names) - _NAMED
    return told if more <= 0 else f"{told} and {more} more"


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
