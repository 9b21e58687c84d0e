"""Names and words of those who take part, looked up once for many candidates."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from estate.assumptions import AssumptionSet
from estate.codes import label
from estate.colocation.language import fit_name
from estate.frames import Estate, is_null

Row = Mapping[str, Any]

#: Names recur from page to page, and tidying one takes longer than all else in its sentence.
_fit = lru_cache(maxsize=20_000)(fit_name)


@dataclass(frozen=True)
class Place:
    """A property in words."""

    name: str
    availability: str
    sharing: str
    reasons: str


@dataclass(frozen=True)
class Use:
    """An occupation in words, and what its need was derived from."""

    function: str
    need_basis: object


@dataclass(frozen=True)
class Words:
    """By property id, occupation id and organisation code."""

    places: Mapping[str, Place]
    uses: Mapping[str, Use]
    bodies: Mapping[str, str]
    own_m2_per_fte: Mapping[str, float]
    reader: str
    assumptions: AssumptionSet

    @classmethod
    def of(cls, rows: Sequence[Row], estate: Estate, assumptions: AssumptionSet) -> "Words":
        """Whatever these rows of ``candidates.find`` need."""
        sides = ("guest", "host")
        places = {row[f"{side}_property_id"] for row in rows for side in sides}
        codes = {row[f"{side}_organisation"] for row in rows for side in sides}
        bodies = _cells(estate.organisations, codes, ("name", "m2_per_fte"))
        return cls(
            places=_places(estate, places),
            uses=_uses(estate, {row["guest_occupation_id"] for row in rows}),
            bodies={code: _fit(bodies[code][0] if code in bodies else None, code)
                    for code in codes},
            own_m2_per_fte={code: float(own) for code, (_, own) in bodies.items()
                            if not is_null(own)},
            reader=estate.reader,
            assumptions=assumptions,
        )  # fmt: skip


def _places(estate: Estate, ids: Iterable[str]) -> dict[str, Place]:
    names = ("name", "local_ref", "availability", "sharing", "availability_reason")
    found = _cells(estate.properties, ids, names)
    return {
        key: Place(_fit(name, ref), _rating(availability), _rating(sharing), _text(reasons))
        for key, (name, ref, availability, sharing, reasons) in found.items()
    }


def _uses(estate: Estate, ids: Iterable[str]) -> dict[str, Use]:
    names = ("user_function", "service_function", "need_basis")
    found = _cells(estate.occupations, ids, names)
    return {
        key: Use(_function(str(user), service), basis)
        for key, (user, service, basis) in found.items()
    }


def _cells(
    frame: pd.DataFrame, ids: Iterable[str], names: Sequence[str]
) -> dict[str, tuple[Any, ...]]:
    """Some columns of some rows; ids that the frame lacks are left out.

    Column by column: a cell at a time takes a hundred times longer.
    """
    wanted = sorted(ids)
    at = frame.index.get_indexer(pd.Index(wanted, dtype=object))
    there = [key for key, place in zip(wanted, at.tolist(), strict=True) if place >= 0]
    columns = [np.asarray(frame[name].array.take(at[at >= 0])).tolist() for name in names]
    return dict(zip(there, zip(*columns, strict=True), strict=True))


def _function(user: str, service: object) -> str:
    words = label(user).lower()
    if not isinstance(service, str):
        return words
    given = label(service)
    given = given if given.isupper() else given.lower()
    return given if words == "specialist" else f"{words} ({given})"


def _rating(value: object) -> str:
    return str(value) if isinstance(value, str) else "unrated"


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
