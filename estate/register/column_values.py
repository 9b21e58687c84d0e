"""Records as the tables hold them: column values, ready to compare and to write.

``facts`` of a record are its columns plus what hangs on it under names of our own:
``interests`` and ``titles`` of a property, ``events`` of a lease.
"""

from enum import StrEnum
from typing import Any, NamedTuple

from estate.codes import CostKind, InterestRole, Tenure, TransferClass
from estate.register.records import (
    CostRecord,
    LeaseRecord,
    OccupationRecord,
    Party,
    PropertyRecord,
    Record,
)
from estate.who_sees_what.property_fields import Holds, holding

Facts = dict[str, Any]

#: Columns of codes of a property; where its outline is from goes with the outline.
CODED_FACTS = frozenset(holding(Holds.CODE)) - {"geom_quality"}
GEOMETRY_FACTS = ("geom", "rep_point")
#: Facts that are not columns of the record's own table.
HANGING_FACTS = ("interests", "titles", "events")


_ROLES = {
    Tenure.FREEHOLD: InterestRole.OWNER,
    Tenure.LONG_LEASEHOLD: InterestRole.LEASEHOLDER,
    Tenure.LEASEHOLD: InterestRole.LEASEHOLDER,
    Tenure.TENANCY_AT_WILL: InterestRole.LEASEHOLDER,
    Tenure.HOLDING_OVER: InterestRole.LEASEHOLDER,
    Tenure.LICENCE: InterestRole.OTHER,
    Tenure.PFI: InterestRole.OTHER,
}


class InterestFact(NamedTuple):
    """Who holds what in a property: an organisation or a bare name, its role and tenure."""

    organisation_code: str | None
    holder_name: str | None
    role: str
    tenure: str | None


class EventFact(NamedTuple):
    """A dated event of a lease."""

    kind: str
    event_date: Any
    notice_months: int | None
    penalty_gbp: Any
    conditions: str | None = None


def plain(value: Any) -> Any:
    """Codes as plain text; everything else as it is."""
    return value.value if isinstance(value, StrEnum) else value


def facts(record: Record) -> Facts:
    """Everything about a record that hangs on a property that is compared and stored."""
    if isinstance(record, LeaseRecord):
        return _lease_facts(record)
    if isinstance(record, OccupationRecord):
        return _occupation_facts(record)
    if isinstance(record, CostRecord):
        return _cost_facts(record)
    raise TypeError(f"no facts of {type(record).__name__}")


def interests(record: PropertyRecord, organisation: str) -> tuple[InterestFact, ...]:
    """The reporting organisation's own interest first, then owner, landlord and manager."""
    found = {own_interest(record.tenure, organisation)}
    for party, role in (
        (record.owner, InterestRole.OWNER),
        (record.landlord, InterestRole.LANDLORD),
        (record.manager, InterestRole.MANAGER),
    ):
        if party is not None and party.code != organisation:
            found.add(InterestFact(party.code, party.name, role.value, None))
    return tuple(sorted(found, key=repr))


def own_interest(tenure: Tenure | None, organisation: str) -> InterestFact:
    """What the tenure makes of the organisation that reports it; unknown means it manages."""
    role = InterestRole.MANAGER if tenure is None else _ROLES.get(tenure, InterestRole.MANAGER)
    return InterestFact(organisation, None, role.value, plain(tenure))


def transfer_class(kind: CostKind, payee: Party | None) -> TransferClass:
    """To whom a cost goes: business rates are tax, partners are partners, others external."""
    if kind is CostKind.BUSINESS_RATES:
        return TransferClass.TAX
    if payee is not None and payee.code is not None:
        return TransferClass.INTER_PARTNER
    return TransferClass.EXTERNAL


def _party(prefix: str, party: Party | None) -> Facts:
    return {
        f"{prefix}_organisation_code": None if party is None else party.code,
        f"{prefix}_name": None if party is None else party.name,
    }


def _lease_facts(record: LeaseRecord) -> Facts:
    names = (
        "start_date",
        "term_years",
        "expiry_date",
        "passing_rent_gbp_pa",
        "inside_1954_act",
        "repairing_basis",
        "holding_over_since",
        "as_of_date",
    )
    events = {
        EventFact(e.kind.value, e.event_date, e.notice_months, e.penalty_gbp, e.conditions)
        for e in record.events
    }
    return {
        **_party("tenant", record.tenant),
        **_party("landlord", record.landlord),
        **{name: getattr(record, name) for name in names},
        "events": tuple(sorted(events, key=repr)),
    }


def _occupation_facts(record: OccupationRecord) -> Facts:
    names = (
        "user_function",
        "service_function",
        "fte",
        "desks",
        "mobile_percent",
        "nia_m2",
        "touchdown_desks",
        "shared_front_desk",
        "as_of_date",
    )
    return {
        **_party("occupier", record.occupier),
        **{name: plain(getattr(record, name)) for name in names},
    }


def _cost_facts(record: CostRecord) -> Facts:
    return {
        **_party("payee", record.payee),
        "kind": record.kind.value,
        "amount_gbp_pa": record.amount_gbp_pa,
        "cost_year": record.cost_year,
        "transfer_class": transfer_class(record.kind, record.payee).value,
        "as_of_date": record.as_of_date,
    }
