"""Which column fills which field: every column's claims weighed against each other.

A heading may be known to several conventions, by its words only, or for several fields. Surer
claims win; what a column holds makes its claims stronger or weaker.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from estate import codes
from estate.intake.cells.area_units import unit_of_heading, without_unit
from estate.intake.cells.money_units import MONEY_FIELDS, no_amount, without_scale
from estate.intake.columns import column_values
from estate.intake.columns.conventions import (
    ADDRESS_LINES,
    EVERYDAY,
    Convention,
    conventions,
    known,
    unkept,
)
from estate.intake.columns.cut_headings import whole_headings
from estate.intake.columns.heading_words import (
    alternatives,
    common_word,
    is_entity,
    joined_layer,
    keys,
    main_part,
    without_date,
)
from estate.intake.columns.spare_columns import Claim, fill_gaps
from estate.intake.columns.survey_costs import Taken
from estate.register.names import name_key

#: The rank of what a cut heading may be among several things: only its cells can tell.
_BY_CELLS, _LIKELY = 99, 0.5
#: From here on a heading is proof enough, whatever a few odd cells hold.
_CERTAIN = 0.9
#: Fewer different cells that do not fit prove nothing against a certain heading.
_FEW = 3
_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_AREAS = ("gia_m2", "nia_m2", "site_area_ha")
#: What remains of “Area (ha)”, “Size m2” or “Hectares” without the unit: the unit tells which.
_BARE_AREA = frozenset(
    {
        "",
        "area",
        "size",
        "totalarea",
        "extent",
        "totalsize",
        "in",
        "areain",
        "overallarea",
        "areasize",
        "sizein",
    }
)
_OF_UNIT = {"ha": "site_area_ha", "ac": "site_area_ha", "m2": "gia_m2", "ft2": "gia_m2"}
#: What a column without a single filled cell claims, in parts of what it would.
_BLANK = 0.7
#: What a column claims by words, in parts of what its spelling would.
_JOINED = 0.95
_BY_WORDS, _WITHOUT_SOME, _EXPLAINED, _ENTITY, _UNITLESS = 0.85, 0.75, 0.9, 0.4, 0.5


@dataclass(frozen=True)
class Found:
    """Which field each heading fills and how sure that is; the convention and what it says."""

    taken: Taken
    convention: Convention | None
    values: dict[str, dict[str, str]]
    rivals: dict[str, tuple[str, ...]]

    @property
    def name(self) -> str:
        """The convention that explains most of the file."""
        return "none" if self.convention is None else self.convention.name


def settle(records: pd.DataFrame, kind: codes.RecordKind) -> Found:
    """The field of each column, every field once."""
    headings = [str(column) for column in records.columns]
    ranked = _ranked(headings, kind)
    used = [one for one in ranked if _exact(headings, one)]
    words: dict[str, dict[str, str]] = {}
    for one in reversed(used):
        words.update(one.values)
    cells = {
        heading: records[heading].iloc[: column_values.LOOKED_AT].tolist() for heading in headings
    }
    claims = _claims(headings, ranked, kind)
    weighed = [
        one
        for one in (_weighed(claim, cells[claim.heading], words) for claim in claims)
        if one is not None
    ]
    taken = _without_rivals(weighed, unkept(kind))
    fill_gaps(taken, weighed, cells, kind)
    _address_lines(taken)
    best = next((one for one in used if one.name != "everyday"), None)
    return Found(taken, best or (used[0] if used else None), words, _rivals(taken, weighed))


def _ranked(headings: list[str], kind: codes.RecordKind) -> list[Convention]:
    """Conventions that the file follows, the one that explains most first; everyday words last."""
    *special, everyday = conventions(kind)
    standing = [one for one in special if not one.telling or one.follows(headings)]
    weight = {
        one.name: sum(score for _, score in _exact(headings, one).values()) for one in standing
    }
    return [*sorted(standing, key=lambda one: -weight[one.name]), everyday]


def _exact(headings: Sequence[str], convention: Convention) -> Taken:
    found: Taken = {}
    for heading in headings:
        name, score = _look_up(heading, convention.lookup)
        if name is not None and name not in {field for field, _ in found.values()}:
            found[heading] = name, score
    return found


def _look_up(heading: str, lookup: Mapping[str, tuple[str, float]]) -> tuple[str | None, float]:
    """As it stands, else without the unit that the heading of an area or of money may carry."""
    found = lookup.get(name_key(heading))
    if found is not None:
        return (None, 0.0) if no_amount(heading, found[0]) else found
    if unit_of_heading(heading) is not None:
        name, score = lookup.get(name_key(without_unit(heading)), ("", 0.0))
        if name in _AREAS:
            return name, round(score * 0.9, 2)
    name, score = lookup.get(name_key(without_scale(heading)), ("", 0.0))
    if name in MONEY_FIELDS and not no_amount(heading, name):
        return name, round(score * 0.9, 2)
    return None, 0.0


def _claims(headings: list[str], ranked: list[Convention], kind: codes.RecordKind) -> list[Claim]:
    """Everything that any heading may be."""
    everything, common = known(kind).everything, common_word(headings)
    joined = joined_layer(headings)
    lent = [one.lent for one in conventions(kind) if one not in ranked]
    made: list[Claim] = []
    for place, heading in enumerate(headings):
        found: dict[str, tuple[float, int]] = {}
        for rank, one in enumerate(ranked):
            name, score = _look_up(heading, one.lookup)
            if name is not None:
                _better(found, name, score, rank)
                continue
            cut, alone = whole_headings(heading, one.lookup, everything)
            for name, score in cut.items():
                _better(found, name, score, rank if alone else _BY_CELLS)
        for lookup in lent:
            name, score = _look_up(heading, lookup)
            if name is not None:
                _better(found, name, score, len(ranked))
        for name, score in _by_words(heading, kind, common).items():
            _better(found, name, score, len(ranked))
        if joined and heading.startswith(joined):
            for one in ranked:
                name, score = _look_up(heading.removeprefix(joined), one.lookup)
                if name is not None:
                    _better(found, name, round(score * _JOINED, 2), len(ranked))
        if kind is codes.RecordKind.PROPERTY:
            for name, score in _by_nature(heading).items():
                _better(found, name, score, len(ranked) + 1)
        made += [Claim(heading, name, score, rank, place) for name, (score, rank) in found.items()]
    return made


def _better(found: dict[str, tuple[float, int]], name: str, score: float, rank: int) -> None:
    if name not in found or score > found[name][0]:
        found[name] = score, rank


def _by_words(heading: str, kind: codes.RecordKind, common: str | None) -> dict[str, float]:
    """The fields known by the words of a heading, by as many of its words as any is known by."""
    index = known(kind).by_words
    found: dict[str, float] = {}
    for bare, scaled in (
        (heading, False),
        (without_unit(heading), True),
        (without_scale(heading), True),
    ):
        if scaled and bare == heading:
            continue
        for number, key in enumerate(keys(bare, common)):
            fields = index.get(key, {})
            part = _WITHOUT_SOME if number else _BY_WORDS
            for name, score in fields.items():
                measured = name in _AREAS or name in MONEY_FIELDS
                if (measured or not scaled) and not no_amount(heading, name):
                    found.setdefault(name, round(score * part, 2))
            if fields:
                break
    main = without_date(main_part(heading))
    if found or not main:
        return found
    if main != heading:
        found = {
            name: round(score * _EXPLAINED, 2)
            for name, score in _by_words(main, kind, common).items()
            if not no_amount(heading, name)
        }
    return found or _said_twice(heading, kind, common)


def _said_twice(heading: str, kind: codes.RecordKind, common: str | None) -> dict[str, float]:
    """The field that all known parts of “Tenant / Occupier” or “Enw / Name” are for."""
    parts = [_by_words(part, kind, common) for part in alternatives(heading)]
    known_parts = [part for part in parts if part]
    same = set.intersection(*map(set, known_parts)) if known_parts else set()
    return {
        name: round(min(part[name] for part in known_parts) * _EXPLAINED, 2)
        for name in same
        if not no_amount(heading, name)
    }


def _by_nature(heading: str) -> dict[str, float]:
    """A bare area by its unit; the word for a thing (“School”) is the column of its names."""
    unit = unit_of_heading(heading)
    if unit is not None and name_key(without_unit(heading)) in _BARE_AREA:
        return {_OF_UNIT[unit]: EVERYDAY if _OF_UNIT[unit] == "site_area_ha" else _UNITLESS}
    return {"name": _ENTITY} if is_entity(heading) else {}


def _weighed(
    claim: Claim, cells: list[Any], words: Mapping[str, Mapping[str, str]]
) -> Claim | None:
    """A claim made weaker by cells that its field could not hold; None where it cannot be."""
    if claim.field == "own_number" and column_values.all_long_uprns(cells):
        return None
    fits = column_values.fit(claim.field, cells, words)
    doubtful = claim.rank == _BY_CELLS
    if doubtful and not (column_values.can_tell(claim.field) and cells and fits >= _LIKELY):
        return None
    few = len(set(map(str, cells))) < _FEW
    holds = fits > 0 and claim.field not in column_values.OF_EVERY_ROW
    if column_values.filled(cells) and claim.score >= _CERTAIN and (few or holds):
        return claim
    score = claim.score * (0.6 + 0.4 * fits) * (1.0 if column_values.filled(cells) else _BLANK)
    return Claim(claim.heading, claim.field, round(score, 3), claim.rank, claim.place)


def _without_rivals(claims: list[Claim], repeated: set[str]) -> Taken:
    """The surest claims first: each column and each field once; those ``repeated`` are of fields
    without a place, which several columns may have. Of a figure of several years the latest."""
    taken: Taken = {}
    fields: set[str] = set()
    for one in sorted(claims, key=lambda one: (-one.score, one.rank, _older(one), one.place)):
        if one.heading not in taken and (one.field not in fields or one.field in repeated):
            taken[one.heading] = one.field, round(one.score, 2)
            fields.add(one.field)
    return taken


def _older(claim: Claim) -> int:
    """The later the year in a heading (“Gas 2024/25 kWh”), the smaller."""
    return -max(map(int, _YEARS.findall(claim.heading)), default=0)


def _address_lines(taken: Taken) -> None:
    """Columns that together are the address: “Address, Address 2, Address 3”; a whole address
    beside its lines is taken instead of them, “Address 1” without further lines is the street."""
    fields = {name: heading for heading, (name, _) in taken.items()}
    lines = [line for line in ADDRESS_LINES if line in fields]
    first = ADDRESS_LINES[0]
    if lines == [first] and "street" not in fields:
        taken[fields[first]] = "street", taken[fields[first]][1]
    elif lines and "address" in fields and first not in fields:
        taken[fields["address"]] = first, taken[fields["address"]][1]
    elif lines and "address" in fields:
        for line in lines:
            del taken[fields[line]]


def _rivals(taken: Taken, claims: list[Claim]) -> dict[str, tuple[str, ...]]:
    """For each column, other fields that it may be nearly as well, for a person to judge."""
    near: dict[str, list[str]] = {}
    for one in claims:
        name, score = taken.get(one.heading, ("", 0.0))
        if one.field != name and one.score >= max(score - 0.1, 0.3):
            near.setdefault(one.heading, []).append(one.field)
    return {heading: tuple(dict.fromkeys(fields)) for heading, fields in near.items()}
