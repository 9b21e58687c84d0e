"""The fields that a person may type, by kind of row: what each is, and what it changes.

``fact`` is what the register holds under it. Reading some fields takes others: whether a lease
ends after it starts is seen from both days. ``beside`` names those; their present values are read
with what is typed and are not changed by it. ``follows`` are facts that a new value may change
too (a type of place proposes a use), though never to nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from estate import codes
from estate.codes import RecordKind
from estate.who_sees_what.property_fields import Holds, Section, fields


class Entry(StrEnum):
    """How a value is typed."""

    LINE = "line"
    PARAGRAPH = "paragraph"
    NUMBER = "number"
    DAY = "day"
    YES_NO = "yes_no"
    CODE = "code"


def word_of(code: str) -> str:
    """The words of a code; short forms such as GIA or B stay as they are."""
    return codes.label(code) if code.islower() else code


@dataclass(frozen=True)
class HandField:
    """One field: its words, its unit, how it is typed, and whether it can be left empty."""

    name: str
    label: str
    fact: str
    entry: Entry = Entry.LINE
    unit: str = ""
    hint: str = ""
    choices: tuple[str, ...] = ()
    needed: bool = False
    beside: tuple[str, ...] = ()
    follows: frozenset[str] = frozenset()

    @property
    def is_shared(self) -> bool:
        """Whether other fields say their part of the same fact."""
        return self.fact in ("interests", "events")

    def word(self, value: str | None) -> str:
        """A value as a person reads it."""
        if value is None:
            return "nothing"
        return word_of(value) if self.entry is Entry.CODE else value


def _line(name: str, label: str, fact: str | None = None, **more: Any) -> HandField:
    return HandField(name, label, fact or name, **more)


def _number(name: str, label: str, unit: str, fact: str | None = None, **more: Any) -> HandField:
    return HandField(name, label, fact or name, Entry.NUMBER, unit, **more)


def _day(name: str, label: str, fact: str | None = None, **more: Any) -> HandField:
    return HandField(name, label, fact or name, Entry.DAY, **more)


def _yes_no(name: str, label: str, **more: Any) -> HandField:
    return HandField(name, label, name, Entry.YES_NO, **more)


def _code(
    name: str, label: str, of: type[StrEnum], fact: str | None = None, **more: Any
) -> HandField:
    choices = tuple(one.value for one in of)
    return HandField(name, label, fact or name, Entry.CODE, choices=choices, **more)


def _declared(*wanted: Section | str) -> list[HandField]:
    """Fields of a property as they are declared; a site is measured, not typed."""
    return [
        HandField(
            one.name,
            one.label,
            one.name,
            _ENTRIES.get(one.holds, Entry.LINE),
            _UNITS.get(one.holds, ""),
            one.hint,
            () if one.codes_of is None else tuple(code.value for code in one.codes_of),
            one.needed,
            one.beside,
            one.follows,
        )
        for one in fields(*wanted)
        if one.name != "site_area_m2"
    ]


_ENTRIES = {
    Holds.PARAGRAPH: Entry.PARAGRAPH,
    Holds.CODE: Entry.CODE,
    Holds.FLAG: Entry.YES_NO,
    Holds.DAY: Entry.DAY,
    Holds.POUNDS: Entry.NUMBER,
    Holds.SQUARE_METRES: Entry.NUMBER,
    Holds.YEAR: Entry.NUMBER,
    Holds.KILOWATT_HOURS: Entry.NUMBER,
    Holds.COUNT: Entry.NUMBER,
}
_UNITS = {Holds.POUNDS: "£", Holds.SQUARE_METRES: "m²", Holds.KILOWATT_HOURS: "kWh a year"}
_HELD = ("tenure", "owner", "landlord", "manager")
(_AS_OF,) = _declared("as_of_date")
#: Breaks of a lease are read together, whichever of them is typed.
BREAK = ("break_date", "break_by", "notice_months", "break_penalty_gbp", "break_conditions")

_PROPERTY = (
    *_declared(Section.NAME, "uprn"),
    _line("title_number", "Title numbers", "titles", hint="commas between several"),
    *_declared(Section.USE, "status", "decision_ref", Section.OPERATION, Section.SERVICE),
    _code("tenure", "Tenure", codes.Tenure, "interests", beside=_HELD, follows=frozenset({"pfi"})),
    _line(
        "owner",
        "Owner",
        "interests",
        beside=_HELD,
        hint="its name or code, if it is not your organisation",
    ),
    _line("landlord", "Landlord", "interests", beside=_HELD, hint="its name or code"),
    _line(
        "manager",
        "Manager",
        "interests",
        beside=_HELD,
        hint="its name or code, if it is not your organisation",
    ),
    *_declared(
        Section.SIZE, Section.STATE, Section.ENERGY, Section.SITE, Section.VALUE, Section.PFI
    ),
    *_declared("protected_use"),
    *_declared("reuse_offered", "sensitivity", "confidence", "note"),
    _AS_OF,
)

_LEASE = (
    _line("tenant", "Tenant", "tenant_name", hint="its name or code"),
    _line("landlord", "Landlord", "landlord_name", hint="its name or code"),
    _day("start", "First day of the term", "start_date"),
    _day("expiry", "Last day of the term", "expiry_date"),
    _number("term_years", "Term", "years"),
    _number("passing_rent_gbp_pa", "Rent", "£ a year"),
    _day("break_date", "Break", "events", beside=BREAK),
    HandField(
        "break_by",
        "Who may break",
        "events",
        Entry.CODE,
        beside=BREAK,
        choices=("tenant", "landlord", "mutual"),
    ),
    _number("notice_months", "Notice of the break", "months", "events", beside=BREAK),
    _day("review_date", "Next rent review", "events", beside=BREAK),
    _yes_no(
        "inside_1954_act",
        "Tenant can renew (1954 Act)",
        hint="whether the Landlord and Tenant Act 1954 protects the tenant",
    ),
    _day("holding_over_since", "Holding over since"),
    _line("repair", "Who repairs", "repairing_basis"),
    _AS_OF,
)

_OCCUPATION = (
    _line("occupier", "Occupier", "occupier_name", hint="its name or code"),
    _code("user_function", "Used as", codes.UserFunction, needed=True),
    _code("service_function", "Service given there", codes.ServiceFunction),
    _number(
        "fte",
        "Staff",
        "full-time posts",
        hint="The space needed is worked out from the staff, else the desks, else the area.",
    ),
    _number("desks", "Desks", "desks"),
    _number(
        "mobile_percent",
        "Mobile posts",
        "% of the posts",
        hint="Posts whose holders work elsewhere much of the time; 60 for six in ten.",
    ),
    _number("nia_m2", "Area used", "m² net internal area"),
    _number("touchdown_desks", "Touch-down desks", "desks"),
    _yes_no("shared_front_desk", "Shared front desk", needed=True),
    _AS_OF,
)

_COST = (
    _code(
        "cost_kind",
        "Kind of cost",
        codes.CostKind,
        "kind",
        needed=True,
        follows=frozenset({"transfer_class"}),
        beside=("payee",),
    ),
    _number("amount_gbp_pa", "Amount", "£ a year", needed=True),
    _line("cost_year", "Financial year", needed=True, hint="such as 2024/25"),
    _line(
        "payee",
        "Paid to",
        "payee_name",
        beside=("cost_kind",),
        follows=frozenset({"transfer_class"}),
        hint="its name or code",
    ),
    _AS_OF,
)

FIELDS: Mapping[RecordKind, tuple[HandField, ...]] = {
    RecordKind.PROPERTY: _PROPERTY,
    RecordKind.LEASE: _LEASE,
    RecordKind.OCCUPATION: _OCCUPATION,
    RecordKind.COST: _COST,
}
#: Who a row names stands in two facts: the code of an organisation of the register, or a name.
PARTIES: Mapping[str, str] = {
    "tenant_name": "tenant_organisation_code",
    "landlord_name": "landlord_organisation_code",
    "occupier_name": "occupier_organisation_code",
    "payee_name": "payee_organisation_code",
}
#: Read with every row of a kind, whatever is typed.
ALWAYS: Mapping[RecordKind, tuple[str, ...]] = {
    RecordKind.PROPERTY: ("name",),
    RecordKind.LEASE: ("tenant", "landlord", "start", "expiry"),
    RecordKind.OCCUPATION: ("occupier", "user_function"),
    RecordKind.COST: ("cost_kind", "amount_gbp_pa", "cost_year"),
}


def field_of(kind: RecordKind, name: str) -> HandField | None:
    """The field of this name, or None."""
    return next((one for one in FIELDS[kind] if one.name == name), None)


def facts_of_field(one: HandField) -> frozenset[str]:
    """What a value typed there says itself, and a blank clears."""
    code = PARTIES.get(one.fact)
    return frozenset({one.fact} if code is None else {one.fact, code})
