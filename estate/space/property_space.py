"""The space of properties as their pages tell it: each need with its range and what it rests on.

From rows as the reader sees them (``register.queries.related_records``), by the same rules as
the whole estate (``space/use``), so that page, list and file agree.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from estate.assumptions import AssumptionSet
from estate.capacity import is_flat, needs, spare_space
from estate.frames import OCCUPATION_COLUMNS, ORGANISATION_COLUMNS, as_number, filled, is_null
from estate.rows import Row
from estate.space.need_by_standard import NAMES
from estate.space.words import Standing
from estate.space.worth_of_needs import need_ranges, needs_otherwise

_OF_PLACE = ("nia_m2", "gia_m2", "status")


@dataclass(frozen=True)
class Need:
    """What one occupation needs, m² NIA: null unknown; ``rests_on`` in words; ``other_m2`` by the
    other standard (2007 beside 2026, and turned round)."""

    need_m2: float | None
    low_m2: float | None
    high_m2: float | None
    other_m2: float | None
    rests_on: str


@dataclass(frozen=True)
class PlaceSpace:
    """A property's area, need, spare space and utilisation (need / area), m² NIA, null unknown;
    ``other_…`` by the other standard, which ``other_standard`` names."""

    area_m2: float | None
    area_estimated: bool
    need_m2: float | None
    need_low_m2: float | None
    need_high_m2: float | None
    spare_m2: float | None
    utilisation: float | None
    standard: str
    other_standard: str
    other_need_m2: float | None
    other_spare_m2: float | None


def spaces_of(
    asked: Sequence[tuple[Row, Sequence[Row]]], assumptions: AssumptionSet
) -> list[tuple[PlaceSpace, list[Need]]]:
    """Of each property and its occupations, in whose order the needs come. A property has
    ``nia_m2``, ``gia_m2`` and ``status`` as the reader sees them. Many at once take little longer
    than one."""
    rows = [row for _, of_place in asked for row in of_place]
    names = [str(n) for n in range(len(asked))]
    users = _users(
        rows, [name for name, (_, users) in zip(names, asked, strict=True) for _ in users]
    )
    bodies = _bodies(rows)
    need = needs(users, bodies, assumptions)
    ends = need_ranges(users, bodies, need, assumptions)
    other = needs_otherwise(users, bodies, need, assumptions)
    places = pd.DataFrame(
        {one: [place.get(one) for place, _ in asked] for one in _OF_PLACE}, index=names
    )
    by_place = zip(
        *(spare_space(places, users, one, assumptions).to_dict("records") for one in (need, other)),
        strict=True,
    )
    told = [
        Need(
            need_m2=as_number(needed),
            low_m2=as_number(low),
            high_m2=as_number(high),
            other_m2=as_number(otherwise),
            rests_on=_rests_on(row, assumptions),
        )
        for needed, low, high, otherwise, row in zip(
            need, ends["low_m2"], ends["high_m2"], other, rows, strict=True
        )
    ]
    made, start = [], 0
    for (_, of_place), (found, by_other) in zip(asked, by_place, strict=True):
        mine = told[start : start + len(of_place)]
        start += len(of_place)
        made.append((_place_space(found, by_other, mine, assumptions), mine))
    return made


def _place_space(
    found: Row, otherwise: Row, mine: Sequence[Need], assumptions: AssumptionSet
) -> PlaceSpace:
    """A property's rows of ``spare_space`` by either standard, with the ends of its needs."""
    known = not is_null(found["need_m2"])
    flat = is_flat(assumptions)
    return PlaceSpace(
        area_m2=as_number(found["nia_m2"]),
        area_estimated=bool(found["imputed"]),
        need_m2=as_number(found["need_m2"]),
        need_low_m2=math.fsum(one.low_m2 or 0.0 for one in mine) if known else None,
        need_high_m2=math.fsum(one.high_m2 or 0.0 for one in mine) if known else None,
        spare_m2=as_number(found["spare_m2"]),
        utilisation=as_number(found["utilisation"]),
        standard="2007" if flat else "2026",
        other_standard="2026" if flat else "2007",
        other_need_m2=as_number(otherwise["need_m2"]),
        other_spare_m2=as_number(otherwise["spare_m2"]),
    )


def _rests_on(row: Row, assumptions: AssumptionSet) -> str:
    standing = Standing.of(_standard_row(row), assumptions)
    return standing.words(
        row.get("need_basis"), as_number(row.get("fte")), as_number(row.get("desks"))
    )


def _standard_row(row: Row) -> dict[str, Any]:
    return {
        "standard_from": row.get("valid_from"),
        "m2_per_fte": row.get("m2_per_fte"),
        **{name: row.get(name) for name in NAMES},
    }


def _users(rows: Sequence[Row], places: Sequence[str]) -> pd.DataFrame:
    names = ("user_function", "fte", "desks", "need_m2", "need_basis", "exact")
    made = pd.DataFrame(
        [{name: row.get(name) for name in names} for row in rows], columns=list(names)
    )
    for name in ("fte", "desks", "need_m2"):
        made[name] = pd.to_numeric(made[name]).astype(float)
    codes: list[Any] = [row.get("occupier_organisation_code") for row in rows]
    percent: list[Any] = [row.get("mobile_percent") for row in rows]
    users = made.assign(
        property_id=pd.Series(places, dtype=object),
        organisation=pd.Series(codes, dtype=object),
        mobile_share=pd.to_numeric(pd.Series(percent, dtype=object)).astype(float) / 100,
    )
    return filled(users, OCCUPATION_COLUMNS)


def _bodies(rows: Sequence[Row]) -> pd.DataFrame:
    known = {
        str(code): _standard_row(row)
        for row in rows
        if (code := row.get("occupier_organisation_code"))
    }
    frame = filled(pd.DataFrame.from_dict(known, orient="index"), ORGANISATION_COLUMNS)
    for name in ("m2_per_fte", *NAMES):
        frame[name] = pd.to_numeric(frame[name]).astype(float)
    return frame.assign(standard_from=pd.to_datetime(frame["standard_from"]))
