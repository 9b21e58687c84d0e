"""Places that look protected, what files have told of them, and what their owners have answered."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, Connection, Uuid, any_, literal, select

from estate.codes import Sensitivity
from estate.db import tables as t
from estate.errors import NotFound
from estate.protection import kind_label, looks_protected
from estate.register import visibility as v
from estate.who_sees_what.property_fields import FIELD, Holds, holding

a, n, p = t.protection_answer.c, t.protection_notice.c, t.property_.c

SHOWN = frozenset({Sensitivity.OPEN, Sensitivity.CLUB})
#: From the most open to the most closed.
ORDER = (Sensitivity.OPEN, Sensitivity.CLUB, Sensitivity.OWNER_ONLY, Sensitivity.HIDDEN)
#: Texts of a property in which words may tell, and what they are called.
TEXTS = {
    "name": "name",
    "address": "address",
    "street": "street",
    "post_town": "post town",
    "local_ref": "reference",
    "type_code": "type",
    "protected_use": "protected use",
    "services": "services",
    "opening_hours": "opening hours",
    "note": "note",
    "data_source": "source",
    "decision_ref": "decision",
}
TEXTS |= {
    name: FIELD[name].label.lower()
    for name in holding(Holds.TEXT, Holds.PARAGRAPH)
    if name not in TEXTS
}
#: The same of what hangs on it.
_HANGING = {
    "holder": (t.interest.c.property_id, t.interest.c.holder_name),
    "occupier": (t.occupation.c.property_id, t.occupation.c.occupier_name),
    "tenant": (t.lease.c.property_id, t.lease.c.tenant_name),
    "landlord": (t.lease.c.property_id, t.lease.c.landlord_name),
}
_AT_ONCE = 20_000


class Stand(StrEnum):
    """How a place that looks protected stands."""

    SHOWN = "shown"  # without its owner's confirmation
    CONFIRMED = "confirmed"
    KEPT = "kept"


@dataclass(frozen=True)
class Answer:
    """An owner's latest word on one place: how far it may be shown, knowing which kinds of
    protected place it looks like."""

    sensitivity: Sensitivity
    kinds: frozenset[str]
    by: str = ""
    at: Any = None


@dataclass(frozen=True)
class Told:
    """What tells of a protected place: its kinds, and the first words with where they stand."""

    kinds: frozenset[str]
    heading: str
    words: str


@dataclass(frozen=True)
class LookingProtected:
    """One place that looks protected. ``public``: whether anybody sees it today."""

    property_id: UUID
    organisation_code: str
    local_ref: str
    name: str
    sensitivity: Sensitivity
    public: bool
    told: Told
    answer: Answer | None

    @property
    def stand(self) -> Stand:
        """Shown without confirmation, confirmed, or kept with its owner."""
        if self.sensitivity not in SHOWN:
            return Stand.KEPT
        sure = is_confirmed(self.answer, self.told.kinds, self.sensitivity)
        return Stand.CONFIRMED if sure else Stand.SHOWN

    @property
    def looks_like(self) -> str:
        """The kinds in words."""
        return ", ".join(kind_label(kind) for kind in sorted(self.told.kinds))


class Holder(NamedTuple):
    """Whose a property is, what it is called, and how far it is shown."""

    organisation_code: str
    name: str
    sensitivity: Sensitivity


def holder(connection: Connection, property_id: UUID) -> Holder:
    """Of a property that is known to be there."""
    statement = select(p.organisation_code, p.name, p.sensitivity)
    row = connection.execute(statement.where(p.property_id == property_id)).one()
    return Holder(row.organisation_code, row.name, Sensitivity(row.sensitivity))


def is_confirmed(answer: Answer | None, kinds: frozenset[str], stored: Sensitivity) -> bool:
    """Whether an owner who knew of these kinds has said that a place may be shown as it is."""
    return (
        answer is not None
        and kinds <= answer.kinds
        and answer.sensitivity in SHOWN
        and ORDER.index(stored) >= ORDER.index(answer.sensitivity)
    )


def answers(connection: Connection, organisation: str | None = None) -> dict[UUID, Answer]:
    """The answers that stand: for an organisation's properties, or for all."""
    statement = (
        select(a.property_id, a.sensitivity, a.kinds, a.answered_by, a.answered_at)
        .where(a.undone_at.is_(None))
        .order_by(a.sequence)
    )
    if organisation is not None:
        mine = select(p.property_id).where(p.organisation_code == organisation)
        statement = statement.where(a.property_id.in_(mine))
    return {
        row.property_id: Answer(
            Sensitivity(row.sensitivity), frozenset(row.kinds), row.answered_by, row.answered_at
        )
        for row in connection.execute(statement)
    }


def looking_protected(
    connection: Connection, organisation: str | None = None
) -> list[LookingProtected]:
    """Every place that looks protected, has been noticed so in a file, or has been answered for:
    an organisation's or everybody's, those that are shown without confirmation first."""
    mine = () if organisation is None else (p.organisation_code == organisation,)
    statement = select(*_COLUMNS).where(p.merged_into_property_id.is_(None), *mine)
    given, notices = answers(connection, organisation), _notices(connection)
    found: list[LookingProtected] = []
    streamed = statement.execution_options(stream_results=True)
    with connection.execute(streamed) as rows:
        for some in rows.mappings().partitions(_AT_ONCE):
            found += _looking(connection, some, given, notices)
    order = list(Stand)
    return sorted(
        found,
        key=lambda one: (order.index(one.stand), not one.public, one.organisation_code, one.name),
    )


def place(connection: Connection, property_id: UUID) -> LookingProtected:
    """One property as it looks, protected or not; ``NotFound`` when there is none."""
    statement = select(*_COLUMNS).where(p.property_id == property_id)
    row = connection.execute(statement).mappings().one_or_none()
    if row is None:
        raise NotFound("There is no such property in this register.")
    found = dict(row)
    code = found["organisation_code"]
    given, notices = answers(connection, code), _notices(connection)
    looking = _looking(connection, [found], given, notices)
    nothing = Told(frozenset(), "", "")
    return looking[0] if looking else _place(found, nothing, given.get(property_id))


_COLUMNS = (
    p.property_id,
    p.organisation_code,
    p.sensitivity,
    v.rows(v.PUBLIC).label("public"),
    *(p[name] for name in TEXTS),
)


def _notices(connection: Connection) -> dict[UUID, Told]:
    """What files have told, kept columns or not."""
    return {
        row.property_id: Told(frozenset(row.kinds), row.heading, row.words)
        for row in connection.execute(select(n.property_id, n.kinds, n.heading, n.words))
    }


def _looking(
    connection: Connection,
    rows: Any,
    given: Mapping[UUID, Answer],
    notices: Mapping[UUID, Told],
) -> list[LookingProtected]:
    told = _told_by_texts(connection, rows)
    found = []
    for row in rows:
        id_ = row["property_id"]
        sources = [one for one in (told.get(id_), notices.get(id_)) if one is not None]
        if sources:
            kinds = frozenset().union(*(one.kinds for one in sources))
            both = Told(kinds, sources[0].heading, sources[0].words)
            found.append(_place(row, both, given.get(id_)))
        elif id_ in given:
            found.append(_place(row, Told(given[id_].kinds, "", ""), given[id_]))
    return found


def _place(row: Mapping[str, Any], told: Told, answer: Answer | None) -> LookingProtected:
    return LookingProtected(
        row["property_id"],
        row["organisation_code"],
        row["local_ref"],
        row["name"],
        Sensitivity(row["sensitivity"]),
        bool(row["public"]),
        told,
        answer,
    )


def _told_by_texts(connection: Connection, rows: Any) -> dict[UUID, Told]:
    """What the register's own texts tell, of the property and of what hangs on it."""
    found: dict[UUID, Told] = {}
    ids = [row["property_id"] for row in rows]
    for heading, pairs in (*_own_texts(rows), *_hanging_texts(connection, ids)):
        hits = looks_protected({text for _, text in pairs})
        for id_, text in pairs:
            if text in hits:
                kinds = frozenset(one.kind for one in hits[text])
                known = found.get(id_)
                found[id_] = (
                    Told(kinds, heading, hits[text][0].words)
                    if known is None
                    else Told(known.kinds | kinds, known.heading, known.words)
                )
    return found


Pairs = list[tuple[UUID, str]]


def _own_texts(rows: Any) -> Iterator[tuple[str, Pairs]]:
    for name, heading in TEXTS.items():
        yield heading, [(row["property_id"], row[name]) for row in rows if row[name]]


def _hanging_texts(connection: Connection, ids: list[UUID]) -> Iterator[tuple[str, Pairs]]:
    among = literal(ids, ARRAY(Uuid))
    for heading, (id_, text) in _HANGING.items():
        statement = select(id_, text).where(text.is_not(None), id_ == any_(among))
        yield heading, [(row[0], row[1]) for row in connection.execute(statement)]


def unconfirmed(connection: Connection, organisation: str) -> int:
    """How many of an organisation's places are shown without its confirmation."""
    places = looking_protected(connection, organisation)
    return sum(one.stand is Stand.SHOWN for one in places)


def counts(places: list[LookingProtected]) -> dict[str, dict[str, int]]:
    """By organisation: how many are shown without confirmation, to anybody and to members."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: {"anybody": 0, "members": 0})
    for one in places:
        if one.stand is Stand.SHOWN:
            found[one.organisation_code]["anybody" if one.public else "members"] += 1
    return dict(found)
