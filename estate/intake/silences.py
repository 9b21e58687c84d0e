"""Facts that several columns make: the part of which a file has no column stays as it is.

A list with tenures and without a column of landlords says nothing of landlords, and one with break
dates alone nothing of penalties. What such a file leaves open is taken from the register before the
two are compared, so that nothing of it is changed.
"""

from typing import Any

from estate.codes import InterestRole, LeaseEventKind, Tenure, TypeCode
from estate.intake.classes import protected_use
from estate.intake.property_rows import basis
from estate.register.stored import EventFact, Facts, InterestFact

Fields = frozenset[str]

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


def keep_silent(old: Facts, new: Facts, fields: Fields, organisation: str) -> None:
    """Fill in ``new``, the facts of one row of a file with these fields, what the file is silent
    about from ``old``, those of the register's row; ``organisation`` reports both."""
    if "interests" in new:
        new["interests"] = _interests(old, new, fields, organisation)
        new["pfi"] = _pfi(old, new, fields, organisation)
        new["area_basis"] = _area_basis(old, new, fields)
        new["protected_use"] = _protected_use(old, new, fields)
    if "events" in new:
        new["events"] = _events(old["events"], new["events"], fields)


def _interests(
    old: Facts, new: Facts, fields: Fields, organisation: str
) -> tuple[InterestFact, ...]:
    silent = {role for field, role in _PARTIES.items() if field not in fields}
    said = {one for one in new["interests"] if one.organisation_code != organisation}
    kept = {one for one in old["interests"]
            if one.organisation_code != organisation and one.role in silent}  # fmt: skip
    own = {one for one in (new if "tenure" in fields else old)["interests"]
           if one.organisation_code == organisation}  # fmt: skip
    return tuple(sorted(own | said | kept, key=repr))


def _pfi(old: Facts, new: Facts, fields: Fields, organisation: str) -> bool:
    """A contract on record ends with a tenure only if the tenure was what told of it."""
    by_tenure = any(one.organisation_code == organisation and one.tenure == Tenure.PFI.value
                    for one in old["interests"])  # fmt: skip
    return bool(new["pfi"] or ("pfi" not in fields and old["pfi"] and not by_tenure))


def _area_basis(old: Facts, new: Facts, fields: Fields) -> Any:
    if "area_basis" in fields or old["area_basis"] is None:
        return new["area_basis"]
    if old["area_basis"] != basis(old["gia_m2"], old["nia_m2"]).value:
        return old["area_basis"]  # somebody has stated it
    gia, nia = ((new if name in fields else old)[name] for name in ("gia_m2", "nia_m2"))
    return basis(gia, nia).value


def _protected_use(old: Facts, new: Facts, fields: Fields) -> Any:
    if "protected_use" in fields or new["protected_use"] is not None:
        return new["protected_use"]
    type_code = None if old["type_code"] is None else TypeCode(old["type_code"])
    # What its type alone told of goes with the type.
    return None if old["protected_use"] == protected_use(type_code) else old["protected_use"]


def _events(
    old: tuple[EventFact, ...], new: tuple[EventFact, ...], fields: Fields
) -> tuple[EventFact, ...]:
    kept = {one for one in old
            if one.kind in _EVENTS and fields.isdisjoint(_EVENTS[one.kind])}  # fmt: skip
    known = {(one.kind, one.event_date): one for one in old}
    said = {_as_far_as_said(one, known.get((one.kind, one.event_date)), fields) for one in new}
    return tuple(sorted(said | kept, key=repr))


def _as_far_as_said(new: EventFact, old: EventFact | None, fields: Fields) -> EventFact:
    if old is None:
        return new
    silent = {name: getattr(old, name) for name, told in _OF_AN_EVENT.items()
              if fields.isdisjoint(told)}  # fmt: skip
    return new._replace(**silent)
