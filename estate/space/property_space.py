"""The space of one property as its page tells it: each need with its range and what it rests on.

From rows as the reader sees them (``register.queries.related_records``), by the same rules as
the whole estate (``space/use``), so that page, list and file agree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from estate.assumptions import AssumptionSet
from estate.capacity import is_flat, needs, spare_space
from estate.frames import OCCUPATION_COLUMNS, ORGANISATION_COLUMNS, filled, is_null
from estate.space.need_by_standard import NAMES
from estate.space.words import Standing
from estate.space.worth_of_needs import need_ranges, needs_otherwise

Row = Mapping[str, Any]
_HERE = "here"


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


def space_of(
    place: Row, rows: Sequence[Row], assumptions: AssumptionSet
) -> tuple[PlaceSpace, list[Need]]:
    """``place``: ``nia_m2``, ``gia_m2`` and ``status`` as the reader sees them; ``rows`` its
    occupations, in whose order the needs come."""
    users, bodies = _users(rows), _bodies(rows)
    need = needs(users, bodies, assumptions)
    ends = need_ranges(users, bodies, need, assumptions)
    other = needs_otherwise(users, bodies, need, assumptions)
    places = pd.DataFrame(
        {name: [place.get(name)] for name in ("nia_m2", "gia_m2", "status")}, index=[_HERE]
    )
    found = spare_space(places, users, need, assumptions).iloc[0]
    otherwise = spare_space(places, users, other, assumptions).iloc[0]
    known = not is_null(found["need_m2"])
    flat = is_flat(assumptions)
    space = PlaceSpace(
        area_m2=_number(found["nia_m2"]),
        area_estimated=bool(found["imputed"]),
        need_m2=_number(found["need_m2"]),
        need_low_m2=float(ends["low_m2"].sum()) if known else None,
        need_high_m2=float(ends["high_m2"].sum()) if known else None,
        spare_m2=_number(found["spare_m2"]),
        utilisation=_number(found["utilisation"]),
        standard="2007" if flat else "2026",
        other_standard="2026" if flat else "2007",
        other_need_m2=_number(otherwise["need_m2"]),
        other_spare_m2=_number(otherwise["spare_m2"]),
    )
    told = [
        Need(
            need_m2=_number(need.iloc[n]),
            low_m2=_number(ends["low_m2"].iloc[n]),
            high_m2=_number(ends["high_m2"].iloc[n]),
            other_m2=_number(other.iloc[n]),
            rests_on=_rests_on(row, assumptions),
        )
        for n, row in enumerate(rows)
    ]
    return space, told


def _rests_on(row: Row, assumptions: AssumptionSet) -> str:
    standing = Standing.of(_standard_row(row), assumptions)
    return standing.words(row.get("need_basis"), _number(row.get("fte")), _number(row.get("desks")))


def _standard_row(row: Row) -> dict[str, Any]:
    return {
        "standard_from": row.get("valid_from"),
        "m2_per_fte": row.get("m2_per_fte"),
        **{name: row.get(name) for name in NAMES},
    }


def _users(rows: Sequence[Row]) -> pd.DataFrame:
    names = ("user_function", "fte", "desks", "need_m2", "need_basis", "exact")
    made = pd.DataFrame(
        [{name: row.get(name) for name in names} for row in rows], columns=list(names)
    )
    for name in ("fte", "desks", "need_m2"):
        made[name] = pd.to_numeric(made[name]).astype(float)
    codes: list[Any] = [row.get("occupier_organisation_code") for row in rows]
    percent: list[Any] = [row.get("mobile_percent") for row in rows]
    users = made.assign(
        property_id=_HERE,
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


def _number(value: Any) -> float | None:
    return None if is_null(value) else float(value)
