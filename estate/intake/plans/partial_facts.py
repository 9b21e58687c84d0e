"""Facts that several columns make: the part of which a file has no column stays as it is.

A list with tenures and without a column of landlords says nothing of landlords, and one with break
dates alone nothing of penalties. What such a file leaves open is taken from the register before the
two are compared, so that nothing of it is changed.
"""

import re
from decimal import Decimal
from typing import Any

from estate.codes import InterestRole, LeaseEventKind, Tenure, TypeCode
from estate.intake.cells.classes import protected_use
from estate.intake.columns.conventions import ADDRESS_LINES, BACKLOG_PARTS
from estate.intake.rows.property_reading import basis
from estate.register.column_values import EventFact, Facts, InterestFact

FactNames = frozenset[str]

_NUMBER = re.compile(r"^\d{1,5}[A-Za-z]?(?:\s?[-–/]\s?\d{1,5}[A-Za-z]?)?,?\s")

_PARTIES = {
    "owner": InterestRole.OWNER.value,
    "landlord": InterestRole.LANDLORD.value,
    "manager": InterestRole.MANAGER.value,
}
_ANY_BREAK = frozenset({"break_date", "break_text", "further_breaks"})
#: Which columns tell of an event; others (renewals) are kept by none.
_EVENTS = {
    LeaseEventKind.TENANT_BREAK.value: _ANY_BREAK | {"tenant_break_date"},
    LeaseEventKind.LANDLORD_BREAK.value: _ANY_BREAK | {"landlord_break_date"},
    LeaseEventKind.RENT_REVIEW.value: frozenset({"review_date"}),
}
_OF_AN_EVENT = {
    "notice_months": frozenset({"notice_months", "break_text", "further_breaks"}),
    "penalty_gbp": frozenset({"break_penalty_gbp", "further_breaks"}),
    "conditions": frozenset({"break_conditions", "further_breaks"}),
}


def keep_silent(old: Facts, new: Facts, fields: FactNames, organisation: str) -> None:
    """Fill in ``new``, the facts of one row of a file with these fields, what the file is silent
    about from ``old``, those of the register's row; ``organisation`` reports both."""
    if "interests" in new:
        new["interests"] = _interests(old, new, fields, organisation)
        new["pfi"] = _pfi(old, new, fields, organisation)
        new["area_basis"] = _area_basis(old, new, fields)
        new["protected_use"] = _protected_use(old, new, fields)
    if "address" in new:
        new["address"] = _address(old["address"], new["address"], fields)
        new["street"] = _street(old["street"], new["street"], fields)
        new["backlog_gbp"] = _backlog(old["backlog_gbp"], new["backlog_gbp"], fields)
    if "events" in new:
        new["events"] = _events(old["events"], new["events"], fields)


def parts_said(fields: FactNames) -> list[str]:
    """What to say of facts of which a file with these fields has some parts and not others."""
    found = []
    if not _is_whole_address(fields):
        found.append("the address without its first line")
    if "street_number" in fields and "street" not in fields:
        found.append("the number of a street without the street")
    if _some_of_backlog(fields):
        found.append("the backlog of some risks or priorities and not of all")
    if not found:
        return []
    return [f"The file has {' and '.join(found)}: where the register holds more, that stays."]


def _is_whole_address(fields: FactNames) -> bool:
    has_lines = not fields.isdisjoint(ADDRESS_LINES)
    return not has_lines or not fields.isdisjoint({"address", "street", ADDRESS_LINES[0]})


def _some_of_backlog(fields: FactNames) -> bool:
    given = fields.intersection(BACKLOG_PARTS)
    return "backlog_gbp" not in fields and 0 < len(given) < len(BACKLOG_PARTS)


def _address(old: str | None, new: str | None, fields: FactNames) -> str | None:
    """The lines that a file has no columns for stay: those before its first, those after its
    last."""
    if old is None or "address" in fields or fields.isdisjoint(ADDRESS_LINES):
        return new
    if not _is_whole_address(fields):
        return old
    more = new is not None and old.startswith(f"{new}, ") and ADDRESS_LINES[-1] not in fields
    return old if more else new


def _street(old: str | None, new: str | None, fields: FactNames) -> str | None:
    """A number without its street is put before the one on record, a street without a number keeps
    the number that it has there."""
    if old is None or new is None or {"street", "street_number"} <= fields:
        return new
    number = _NUMBER.match(old)
    rest = old if number is None else old[number.end() :]
    if "street_number" in fields:
        return f"{new} {rest}"
    return old if number is not None and rest.casefold() == new.casefold() else new


def _backlog(old: Decimal | None, new: Decimal | None, fields: FactNames) -> Decimal | None:
    """Some of the risks or priorities are less than the backlog on record, which stays."""
    return old if old is not None and _some_of_backlog(fields) else new


def _interests(
    old: Facts, new: Facts, fields: FactNames, organisation: str
) -> tuple[InterestFact, ...]:
    silent = {role for field, role in _PARTIES.items() if field not in fields}
    said = {one for one in new["interests"] if one.organisation_code != organisation}
    kept = {
        one
        for one in old["interests"]
        if one.organisation_code != organisation and one.role in silent
    }
    own = {
        one
        for one in (new if "tenure" in fields else old)["interests"]
        if one.organisation_code == organisation
    }
    return tuple(sorted(own | said | kept, key=repr))


def _pfi(old: Facts, new: Facts, fields: FactNames, organisation: str) -> bool:
    """A contract on record ends with a tenure only if the tenure was what told of it."""
    by_tenure = any(
        one.organisation_code == organisation and one.tenure == Tenure.PFI.value
        for one in old["interests"]
    )
    return bool(new["pfi"] or ("pfi" not in fields and old["pfi"] and not by_tenure))


def _area_basis(old: Facts, new: Facts, fields: FactNames) -> Any:
    if "area_basis" in fields or old["area_basis"] is None:
        return new["area_basis"]
    if old["area_basis"] != basis(old["gia_m2"], old["nia_m2"]).value:
        return old["area_basis"]  # somebody has stated it
    gia, nia = ((new if name in fields else old)[name] for name in ("gia_m2", "nia_m2"))
    return basis(gia, nia).value


def _protected_use(old: Facts, new: Facts, fields: FactNames) -> Any:
    if "protected_use" in fields or new["protected_use"] is not None:
        return new["protected_use"]
    type_code = None if old["type_code"] is None else TypeCode(old["type_code"])
    # What its type alone told of goes with the type.
    return None if old["protected_use"] == protected_use(type_code) else old["protected_use"]


def _events(
    old: tuple[EventFact, ...], new: tuple[EventFact, ...], fields: FactNames
) -> tuple[EventFact, ...]:
    kept = {one for one in old if one.kind in _EVENTS and fields.isdisjoint(_EVENTS[one.kind])}
    known = {(one.kind, one.event_date): one for one in old}
    said = {_as_far_as_said(one, known.get((one.kind, one.event_date)), fields) for one in new}
    return tuple(sorted(said | kept, key=repr))


def _as_far_as_said(new: EventFact, old: EventFact | None, fields: FactNames) -> EventFact:
    if old is None:
        return new
    silent = {
        name: getattr(old, name) for name, told in _OF_AN_EVENT.items() if fields.isdisjoint(told)
    }
    return new._replace(**silent)
