"""What a file lacks by its headings, found in columns that nothing else takes: by their cells.

A list without a column that is known for its reference has it in “Parcel Ref”; one whose tenures
stand under “Basis” holds the words Freehold and Leasehold there.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from estate import codes
from estate.intake.cells import values
from estate.intake.columns import column_values
from estate.intake.columns.conventions import unkept
from estate.intake.columns.heading_words import (
    entities,
    is_entity,
    reads_as_name,
    reads_as_reference,
    words,
)
from estate.intake.columns.survey_costs import Taken, spare_amount, spare_backlog

#: How sure a column is that is known by its cells alone, or by a heading that no list has.
_BY_CELLS, _LAST_KEY = 0.55, 0.5
#: A column that is known for a reference, if only by its words, is one where there is no other.
_SPARE = 0.6
#: Below this a column is hardly taken for anything, and its cells may tell better.
_HARDLY = 0.6
#: So many of its cells must be what a field holds; so many must say it beyond doubt.
_MOST, _TELLING = 0.8, 0.5
_ACT = re.compile(
    r"\b(?:1954|LTA ?19|LTA ?(?:54)?\b|L ?(?:&|and) ?TA?\b|landlord and tenant)", re.IGNORECASE
)
_OUTSIDE = re.compile(r"\b(?:contracted|opted|excluded|excl|outside|out|exempt)", re.IGNORECASE)
#: Who may hold a lease, beside tenants and lessees.
_HOLDERS = frozenset(
    {
        "organisation",
        "club",
        "group",
        "company",
        "business",
        "user",
        "operator",
        "customer",
        "name",
        "trader",
        "trustee",
        "association",
        "charity",
        "body",
        "community",
        "party",
        "holder",
        "stallholder",
    }
)
_REFERENCE = re.compile(r"[\w./\\-]{1,40}")
_TENURE = re.compile(
    r"\b(?:free ?hold|lease ?hold|freehold|leasehold|owned|leased|rented|licen[cs]ed?|tenancy|"
    r"tenanted|pfi|f/?h|l/?h|fhld|lhld)\b",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"^[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}$", re.IGNORECASE)

CellsByHeading = Mapping[str, list[Any]]


@dataclass(frozen=True)
class Claim:
    """A column that may fill a field, how sure that is, and of which convention (0 the best)."""

    heading: str
    field: str
    score: float
    rank: int
    place: int


def fill_gaps(
    taken: Taken, claims: list[Claim], cells: CellsByHeading, kind: codes.RecordKind
) -> None:
    """Give the columns that are left over to the fields that a file of this kind lacks."""
    if kind is codes.RecordKind.PROPERTY:
        _told_by_cells(taken, cells)
        _spare_key(taken, claims, cells, unkept(kind))
        _own_name(taken, claims)
        _spare_name(taken, cells)
        spare_backlog(taken, cells)
        return
    _spare_link(taken, cells)
    if kind is codes.RecordKind.COST:
        spare_amount(taken, cells)
        _spare_year(taken, cells)
    if kind is codes.RecordKind.LEASE:
        _spare_tenant(taken, cells)
        _spare_act(taken, cells)


def _fields(taken: Taken) -> dict[str, str]:
    return {name: heading for heading, (name, _) in taken.items()}


def _told_by_cells(taken: Taken, cells: CellsByHeading) -> None:
    """Tenures and postcodes, whatever stands above them."""
    judges: dict[str, Callable[[str], tuple[bool, bool]]] = {
        "tenure": _as_tenure,
        "postcode": _as_postcode,
    }
    for field, judge in judges.items():
        if field in _fields(taken):
            continue
        for heading, column in cells.items():
            free = taken.get(heading, ("", 0.0))[1] < _HARDLY
            if free and _share(column, judge):
                taken[heading] = field, _BY_CELLS
                break


def _share(column: list[Any], judge: Callable[[str], tuple[bool, bool]]) -> bool:
    given = [str(cell).strip() for cell in column_values.filled(column)]
    found = [judge(cell) for cell in given]
    held, telling = (sum(one[at] for one in found) for at in (0, 1))
    return bool(given) and held >= _MOST * len(given) and telling >= _TELLING * len(given)


def _as_tenure(cell: str) -> tuple[bool, bool]:
    try:
        known = values.code(cell, codes.Tenure, "tenure") is not None
    except ValueError:
        return False, False
    return known, known and _TENURE.search(cell) is not None


def _as_postcode(cell: str) -> tuple[bool, bool]:
    whole = _POSTCODE.match(cell) is not None
    return whole, whole


def _spare_key(taken: Taken, claims: list[Claim], cells: CellsByHeading, others: set[str]) -> None:
    """A file without another reference has it in a column that may also be one (“Property
    number”), else in one that reads like one (“Parcel Ref”) and has one of its own in each row;
    never in what is another's number (``others``: fields that are recognised and not kept)."""
    if "local_ref" in _fields(taken):
        return
    spare = [
        one
        for one in claims
        if one.field == "local_ref"
        and one.score >= _SPARE
        and taken.get(one.heading, ("", 0.0))[0] not in others
    ]
    if spare:
        taken[spare[0].heading] = "local_ref", spare[0].score
        return
    for heading, column in cells.items():
        free = heading not in taken and reads_as_reference(heading)
        if (free or (is_entity(heading) and _are_references(column))) and _is_key(column):
            taken[heading] = "local_ref", _LAST_KEY
            return


def _own_name(taken: Taken, claims: list[Claim]) -> None:
    """Of the names of a site and of its building, that of which the references are."""
    fields = _fields(taken)
    if not {"local_ref", "name"} <= fields.keys():
        return
    whose, named = entities(fields["local_ref"]), entities(fields["name"])
    better = [
        one
        for one in claims
        if one.field == "name" and one.heading not in taken and entities(one.heading) == whose
    ]
    if whose and named and whose != named and better:
        del taken[fields["name"]]
        taken[better[0].heading] = "name", better[0].score


def _spare_name(taken: Taken, cells: CellsByHeading) -> None:
    """A list without names has them under the word for its things (“Item”, “Station”)."""
    if "name" in _fields(taken):
        return
    for heading, column in cells.items():
        named = {
            str(cell).strip()
            for cell in column_values.filled(column)
            if any(map(str.isalpha, str(cell)))
        }
        named -= {one for one in named if _REFERENCE.fullmatch(one) and not one.isalpha()}
        if heading not in taken and reads_as_name(heading) and len(named) * 2 > len(column):
            taken[heading] = "name", _LAST_KEY
            return


def _is_key(cells: list[Any]) -> bool:
    """Whether each row has one of its own."""
    return column_values.fit("local_ref", cells, {}) == 1.0


def _spare_link(taken: Taken, cells: CellsByHeading) -> None:
    """Rows that speak of a property by nothing else have its reference under its bare word
    (“Property”), if that holds references rather than names."""
    if not _fields(taken).keys().isdisjoint({"property_ref", "uprn"}):
        return
    for heading, column in cells.items():
        name = taken.get(heading, ("", 0.0))[0]
        if name in ("", "property_name") and is_entity(heading) and _are_references(column):
            taken[heading] = "property_ref", _LAST_KEY
            return


def _spare_year(taken: Taken, cells: CellsByHeading) -> None:
    """Payments without a year have it in the day on which they were made."""
    if "cost_year" in _fields(taken):
        return
    for heading, column in cells.items():
        given = column_values.filled(column)
        dated = heading not in taken and "date" in words(heading)
        if dated and given and column_values.fit("cost_year", column, {}) == 1.0:
            taken[heading] = "cost_year", _LAST_KEY
            return


def _spare_tenant(taken: Taken, cells: CellsByHeading) -> None:
    """A list of lettings without a tenant names who holds them as an organisation or a club; where
    it is the same in all rows, it is whose list it is."""
    if "tenant" in _fields(taken):
        return
    for heading, column in cells.items():
        several = len({str(cell) for cell in column_values.filled(column)}) > 1
        named = _HOLDERS.issuperset(words(heading)) and heading not in taken
        if named and several and column_values.fit("tenant", column, {}) >= _MOST:
            taken[heading] = "tenant", _LAST_KEY
            return


def _spare_act(taken: Taken, cells: CellsByHeading) -> None:
    """Whatever is asked of the Landlord and Tenant Act 1954 and answered with yes or no: whether
    the lease is inside it, or contracted out."""
    fields = _fields(taken)
    for heading, column in cells.items():
        if heading in taken or _ACT.search(heading) is None:
            continue
        outside = _OUTSIDE.search(heading) is not None
        field = "contracted_out" if outside else "inside_1954_act"
        if field not in fields and column_values.fit(field, column, {}) >= _MOST:
            taken[heading] = field, _LAST_KEY
            return


def _are_references(cells: list[Any]) -> bool:
    """Whether cells are short words with a digit, as references are and names are not."""
    given = [str(cell).strip() for cell in column_values.filled(cells)]
    return bool(given) and all(
        _REFERENCE.fullmatch(cell) and any(map(str.isdigit, cell)) for cell in given
    )
