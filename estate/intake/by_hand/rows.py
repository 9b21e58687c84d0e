"""Rows of the register that a person may change by hand, with their present values as typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from estate.codes import InterestRole, LeaseEventKind, RecordKind
from estate.errors import NotFound
from estate.intake.by_hand.fields import BREAK, FIELDS, PARTIES, HandField
from estate.register import known_rows
from estate.register.column_values import EventFact, InterestFact
from estate.register.queries import by_hand as query
from estate.register.queries import organisations

_BREAKS = {
    LeaseEventKind.TENANT_BREAK.value: "tenant",
    LeaseEventKind.LANDLORD_BREAK.value: "landlord",
}
_SEVERAL = (
    "This lease has several breaks or reviews, which do not fit into one line each: bring them in "
    "with a list of leases."
)
_EVENTS = (*BREAK, "review_date")


@dataclass(frozen=True)
class HandRow:
    """One row: whose it is, what stands there now, and what cannot be typed, with why.

    ``entity_id`` None is a row that is not there yet. ``present`` and ``carried`` are texts as
    they would be typed; the latter are read along, and are not to be seen on any form.
    """

    kind: RecordKind
    organisation: str
    property_id: UUID
    property_ref: str
    property_name: str
    entity_id: UUID | None = None
    own_ref: str = ""
    present: Mapping[str, str | None] = field(default_factory=dict)
    carried: Mapping[str, str | None] = field(default_factory=dict)
    locked: Mapping[str, str] = field(default_factory=dict)

    @property
    def fields(self) -> tuple[HandField, ...]:
        """What may be typed of it."""
        return FIELDS[self.kind]


def row_of(
    connection: Connection, property_id: UUID, kind: RecordKind, entity_id: UUID | None = None
) -> HandRow:
    """The property itself, or a lease, an occupation or a cost line of it; ``NotFound``."""
    wanted = property_id if kind is RecordKind.PROPERTY else entity_id
    for row in rows_of(connection, property_id, only=wanted):
        if row.kind is kind and row.entity_id == wanted:
            return row
    raise NotFound("There is no such row of this property in the register.")


def new_row(
    connection: Connection, property_id: UUID, kind: RecordKind, organisation: str, own_ref: str
) -> HandRow:
    """A row of an organisation that is not there yet."""
    home = query.home(connection, property_id)
    return HandRow(
        kind,
        organisation,
        property_id,
        home.local_ref,
        home.name,
        None,
        own_ref,
        {one.name: None for one in FIELDS[kind]},
    )


def rows_of(
    connection: Connection, property_id: UUID, *, only: UUID | None = None
) -> list[HandRow]:
    """The property and all that hangs on it and can be typed, whoever reports it."""
    home = query.home(connection, property_id)
    names = organisations.names(connection)
    found = []
    for kind, organisation, entity_id, own_ref in query.identities(connection, property_id):
        if only is not None and entity_id != only:
            continue
        stored = known_rows.rows(connection, kind, organisation, [entity_id])
        facts = stored[own_ref].facts
        present, carried, locked = _present(kind, organisation, facts, names)
        found.append(
            HandRow(
                kind,
                organisation,
                property_id,
                home.local_ref,
                home.name,
                entity_id,
                own_ref,
                present,
                carried,
                locked,
            )
        )
    return found


def text_of(value: Any) -> str | None:
    """A value as it would be typed."""
    if value is None or value == ():
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        plain = f"{value:f}"
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    if isinstance(value, date):
        return value.isoformat()
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _present(
    kind: RecordKind, organisation: str, facts: Mapping[str, Any], names: Mapping[str, str]
) -> tuple[dict[str, str | None], dict[str, str | None], dict[str, str]]:
    found = {one.name: _of(one, facts, names) for one in FIELDS[kind]}
    if kind is RecordKind.PROPERTY:
        found |= _holders(facts["interests"], organisation, names)
        stated = not facts["use_class_imputed"]
        return found, {"use_class": found["use_class"]} if stated else {}, {}
    if kind is not RecordKind.LEASE:
        return found, {}, {}
    events = _events(facts["events"])
    if events is None:
        return found | dict.fromkeys(_EVENTS), {}, dict.fromkeys(_EVENTS, _SEVERAL)
    carried = {name: events[name] for name in ("break_penalty_gbp", "break_conditions")}
    return found | {name: events[name] for name in found if name in events}, carried, {}


def _of(one: HandField, facts: Mapping[str, Any], names: Mapping[str, str]) -> str | None:
    if one.fact in ("interests", "events"):
        return None
    code = PARTIES.get(one.fact)
    if code is not None and facts[code] is not None:
        return names[facts[code]]
    return text_of(facts[one.fact])


def _holders(
    interests: Iterable[InterestFact], organisation: str, names: Mapping[str, str]
) -> dict[str, str | None]:
    """Tenure of the organisation itself, and who else owns, lets or manages."""
    found: dict[str, str | None] = dict.fromkeys(("tenure", "owner", "landlord", "manager"))
    roles = {InterestRole.OWNER.value, InterestRole.LANDLORD.value, InterestRole.MANAGER.value}
    for one in interests:
        if one.organisation_code == organisation:
            found["tenure"] = found["tenure"] or one.tenure
        elif one.role in roles:
            code = one.organisation_code
            found[one.role] = one.holder_name if code is None else names[code]
    return found


def _events(events: Iterable[EventFact]) -> dict[str, str | None] | None:
    """Break and review as the form has them; None where there are more than it can hold."""
    breaks = [one for one in events if one.kind in _BREAKS]
    reviews = [one for one in events if one.kind == LeaseEventKind.RENT_REVIEW.value]
    terms = {one[1:] for one in breaks}
    if len(terms) > 1 or len(reviews) > 1 or len(breaks) + len(reviews) < len(tuple(events)):
        return None
    found: dict[str, str | None] = dict.fromkeys(_EVENTS)
    if reviews:
        found["review_date"] = text_of(reviews[0].event_date)
    if breaks:
        one = breaks[0]
        both = len(breaks) > 1
        found |= {
            "break_date": text_of(one.event_date),
            "break_by": "mutual" if both else _BREAKS[one.kind],
            "notice_months": text_of(one.notice_months),
            "break_penalty_gbp": text_of(one.penalty_gbp),
            "break_conditions": one.conditions,
        }
    return found
