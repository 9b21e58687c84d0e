"""Opportunities of the club, cut to what a reader may see of each.

Members of the club see every opportunity but those that a place which is hidden from them belongs
to. Figures and working notes (L2) are seen by the bodies of an opportunity that have agreed to
show theirs, while the agreement lasts (``sight``); a body always sees its own.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    and_,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import distinct_on

from estate.club.codes import Outcome, Part, Stage, Track
from estate.club.decisions import DecisionKind
from estate.club.licence import LicenceItem, LicenceState
from estate.club.opportunities import BodyDecision, OnRecord
from estate.db import tables as t
from estate.errors import NotFound
from estate.register import visibility as v
from estate.register.queries.subqueries import merged_with, standing_property
from estate.rows import Rows

o, b, op, p = (
    t.opportunity.c,
    t.opportunity_body.c,
    t.opportunity_property.c,
    t.property_.c,
)
s = t.decision_step.c
_lead = t.organisation.alias("lead").c
_next = t.organisation.alias("next").c

#: What is put on record of an opportunity, by the name that addresses and files give it.
ON_RECORD: dict[str, Table] = {
    "statements": t.opportunity_statement,
    "cases": t.opportunity_case,
    "decisions": t.opportunity_decision,
    "decisions_to_consult": t.opportunity_decision_to_consult,
    "consultations": t.opportunity_consultation,
    "actuals": t.opportunity_actual,
    "funding": t.opportunity_funding,
    "bid_figures": t.opportunity_bid_figure,
    "licence_answers": t.opportunity_licence_answer,
    "barriers": t.opportunity_barrier,
    "agreements": t.opportunity_agreement,
}
_NONE = "There is no such opportunity in this register."


def demand_club(reader: v.Reader) -> None:
    """``NotAllowed`` for who sees nothing at the club's level."""
    v.demand(reader, v.Level.CLUB, "opportunities")


def open_to(reader: v.Reader) -> ColumnElement[bool]:
    """Whether the reader is shown every place of it as the club is, or takes part; of a place
    merged into another, that other."""
    seen = and_(v.rows(reader), v.may_see(reader, v.Level.CLUB, p.organisation_code))
    closed = exists(
        select(op.property_id)
        .select_from(t.opportunity_property)
        .join(t.property_, p.property_id == standing_property(op.property_id))
        .where(op.opportunity_id == o.opportunity_id, not_(seen))
    )
    return or_(~closed, _takes_part(reader))


def _takes_part(reader: v.Reader) -> ColumnElement[bool]:
    if reader.organisation is None:
        return false()
    return exists(
        select(b.opportunity_id).where(
            b.opportunity_id == o.opportunity_id, b.organisation_code == reader.organisation
        )
    )


def _columns(reader: v.Reader, table: Table, names: Iterable[str]) -> list[ColumnElement[Any]]:
    """The club's columns for the club; deeper ones by whose row it is."""
    found = []
    for name in names:
        deep = v.LEVELS[table.name][name] > v.Level.CLUB
        owners = (table.c.organisation_code,) if deep else ()
        column = v.visible(reader, table.c[name], table, *owners)
        if column is not None:
            found.append(column)
    return found


def _listed(reader: v.Reader) -> Select[Any]:
    counted = {
        "bodies": select(func.count()).where(b.opportunity_id == o.opportunity_id),
        "properties": select(func.count()).where(op.opportunity_id == o.opportunity_id),
    }
    return (
        select(
            *_columns(reader, t.opportunity, t.opportunity.c.keys()),
            _lead.name.label("lead"),
            _next.name.label("next_step_organisation"),
            *(one.scalar_subquery().label(f"count_{name}") for name, one in counted.items()),
        )
        .select_from(t.opportunity)
        .join(_lead.code.table, _lead.code == o.organisation_code)
        .outerjoin(_next.code.table, _next.code == o.next_step_organisation_code)
        .where(open_to(reader))
        .order_by(o.number)
    )


def listing(
    connection: Connection,
    reader: v.Reader,
    *,
    stages: Sequence[Stage] = (),
    track: Track | None = None,
    organisation: str | None = None,
    property_id: UUID | None = None,
) -> Rows:
    """Opportunities that this reader sees, by their numbers; of some stages, of one track, of
    those in which one organisation takes part, or to which a property, or one that was merged into
    it, belongs."""
    demand_club(reader)
    wanted: list[ColumnElement[bool]] = [true()]
    if stages:
        wanted.append(o.stage.in_([one.value for one in stages]))
    if track is not None:
        wanted.append(o.track == track.value)
    if organisation is not None:
        of_body = select(b.opportunity_id).where(b.organisation_code == organisation)
        wanted.append(o.opportunity_id.in_(of_body))
    if property_id is not None:
        of_place = select(op.opportunity_id).where(op.property_id.in_(merged_with(property_id)))
        wanted.append(o.opportunity_id.in_(of_place))
    statement = _listed(reader).where(*wanted)
    return [dict(row) for row in connection.execute(statement).mappings()]


def one(connection: Connection, reader: v.Reader, opportunity_id: UUID) -> dict[str, Any]:
    """One of them; ``NotFound`` to whom it is not shown."""
    demand_club(reader)
    statement = _listed(reader).where(o.opportunity_id == opportunity_id)
    row = connection.execute(statement).mappings().one_or_none()
    if row is None:
        raise NotFound(_NONE)
    return dict(row)


def sight(connection: Connection, reader: v.Reader, opportunity_id: UUID, today: date) -> v.Reader:
    """As whom this reader looks at one opportunity: as a party while it and others have agreed."""
    if reader.organisation is None or reader.level < v.Level.CLUB:
        return reader
    return as_party(reader, agreed_on(connection, opportunity_id, today))


def as_party(reader: v.Reader, agreed: Collection[str]) -> v.Reader:
    """As whom a reader looks where these bodies have agreed."""
    if reader.organisation not in agreed or len(agreed) == 1:
        return reader
    others = frozenset(agreed) - {reader.organisation}
    return replace(reader, kind=v.ReaderKind.PARTY, parties=others)


def agreed_on(connection: Connection, opportunity_id: UUID, today: date) -> set[str]:
    """Bodies whose agreement for one opportunity is in force on a day."""
    agreed = in_force(today).subquery("agreed").c
    statement = select(agreed.organisation_code).where(agreed.opportunity_id == opportunity_id)
    return set(connection.execute(statement).scalars())


def in_force(today: date) -> Select[Any]:
    """Every ``opportunity_id`` and ``organisation_code`` whose agreement is in force on a day."""
    a = t.opportunity_agreement.c
    series = (a.opportunity_id, a.organisation_code)
    latest = (
        select(*series, a.agreed_on, a.ends_on, a.withdrawn)
        .ext(distinct_on(*series))
        .order_by(*series, a.sequence.desc())
        .subquery("latest")
    ).c
    return (
        select(latest.opportunity_id, latest.organisation_code)
        .join(
            t.opportunity_body,
            and_(
                b.organisation_code == latest.organisation_code,
                b.opportunity_id == latest.opportunity_id,
            ),
        )
        .where(
            latest.withdrawn.is_(False),
            latest.agreed_on <= today,
            latest.ends_on >= today,
            v.signed(latest.organisation_code),
        )
    )


def bodies(connection: Connection, opportunity_id: UUID) -> Rows:
    """The organisations that it affects, by name: ``organisation_code``, ``name``, ``reason``."""
    statement = (
        select(b.organisation_code, t.organisation.c.name, b.reason, b.added_at)
        .join(t.organisation, t.organisation.c.code == b.organisation_code)
        .where(b.opportunity_id == opportunity_id)
        .order_by(t.organisation.c.name)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def properties(connection: Connection, reader: v.Reader, opportunity_id: UUID) -> Rows:
    """Its properties as far as the reader is shown them; one that has been merged into another
    stands as that one."""
    named = t.property_.alias("named").c
    names = [
        "property_id",
        "organisation_code",
        "name",
        "postcode",
        "local_ref",
        "use_class",
        "status",
        "public_access",
        "book_value_gbp",
        "backlog_gbp",
    ]
    statement = (
        select(
            *v.select_list(reader, t.property_, names, p.organisation_code),
            op.part,
            t.organisation.c.name.label("organisation"),
        )
        .select_from(t.opportunity_property)
        .join(named.property_id.table, named.property_id == op.property_id)
        .join(
            t.property_,
            p.property_id == func.coalesce(named.merged_into_property_id, named.property_id),
        )
        .join(t.organisation, t.organisation.c.code == p.organisation_code)
        .where(op.opportunity_id == opportunity_id, v.rows(reader))
        .order_by(op.part, p.name, p.property_id)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def places_of(
    connection: Connection, reader: v.Reader, opportunity_ids: Sequence[UUID]
) -> dict[UUID, Rows]:
    """Names of the guest and the host of some opportunities, as far as the reader is shown them."""
    statement = (
        select(op.opportunity_id, op.part, p.property_id, p.name)
        .select_from(t.opportunity_property)
        .join(t.property_, p.property_id == standing_property(op.property_id))
        .where(op.opportunity_id.in_(opportunity_ids), v.rows(reader), op.part != "member")
    )
    found: dict[UUID, Rows] = {}
    for row in connection.execute(statement).mappings():
        found.setdefault(row["opportunity_id"], []).append(dict(row))
    return found


def party_figures(connection: Connection, party: v.Reader, property_ids: Sequence[UUID]) -> Rows:
    """Leases of some properties with the days and rents that their parties see, and what the
    premises cost in the latest year that each cost was reported for.

    A lease is opened by the agreement of whoever reports it, as a cost is: a landlord's agreement
    shows the others nothing of its tenant's. A landlord sees the leases that it lets itself.
    """
    lease, cost = t.lease.c, t.cost_line.c
    if not party.parties or not property_ids:
        return []
    theirs = or_(
        v.may_see(party, v.Level.PARTIES, lease.organisation_code),
        v.owned(party, lease.landlord_organisation_code),
    )
    leases = select(
        lease.property_id,
        lease.expiry_date,
        lease.passing_rent_gbp_pa,
        literal(None).label("cost_gbp_pa"),
    ).where(lease.property_id.in_(property_ids), theirs)
    latest = (
        select(cost.property_id, func.max(cost.cost_year).label("year"))
        .where(cost.property_id.in_(property_ids))
        .group_by(cost.property_id)
        .subquery("latest")
    ).c
    costs = (
        select(
            cost.property_id,
            func.sum(cost.amount_gbp_pa).label("cost_gbp_pa"),
            func.max(cost.cost_year).label("cost_year"),
        )
        .join(
            latest.year.table,
            and_(latest.property_id == cost.property_id, latest.year == cost.cost_year),
        )
        .where(v.may_see(party, v.Level.PARTIES, cost.organisation_code))
        .group_by(cost.property_id)
    )
    found: dict[UUID, dict[str, Any]] = {}
    for row in connection.execute(leases).mappings():
        one = found.setdefault(row["property_id"], {"leases": []})
        one["leases"].append((row["expiry_date"], row["passing_rent_gbp_pa"]))
    for row in connection.execute(costs).mappings():
        one = found.setdefault(row["property_id"], {"leases": []})
        one |= {"cost_gbp_pa": row["cost_gbp_pa"], "cost_year": row["cost_year"]}
    nothing = {"cost_gbp_pa": None, "cost_year": None}
    return [{"property_id": key, **nothing, **one} for key, one in found.items()]


def on_record(connection: Connection, reader: v.Reader, name: str, opportunity_id: UUID) -> Rows:
    """What is on record under one name of ``ON_RECORD``, in the order in which it came."""
    table = ON_RECORD[name]
    names = [one.name for one in table.c if one.name != "opportunity_id"]
    statement = (
        select(*_columns(reader, table, names), t.organisation.c.name.label("organisation"))
        .join(t.organisation, t.organisation.c.code == table.c.organisation_code)
        .where(table.c.opportunity_id == opportunity_id)
        .order_by(table.c.sequence)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def licence_states(
    connection: Connection, opportunity_ids: Sequence[UUID]
) -> dict[UUID, list[tuple[LicenceItem, str, LicenceState]]]:
    """Item, body and state of all that was put on record of the licences of some opportunities,
    in its order; without a word of the answers."""
    a = t.opportunity_licence_answer.c
    statement = (
        select(a.opportunity_id, a.item, a.organisation_code, a.state)
        .where(a.opportunity_id.in_(opportunity_ids))
        .order_by(a.sequence)
    )
    found: dict[UUID, list[tuple[LicenceItem, str, LicenceState]]] = defaultdict(list)
    for key, item, body, state in connection.execute(statement):
        found[key].append((LicenceItem(item), body, LicenceState(state)))
    return found


def consultations(connection: Connection, reader: v.Reader) -> Rows:
    """Consultations on record of the opportunities that this reader sees, those that ended last
    first, with the ``number`` of each and the name of the body that recorded it."""
    demand_club(reader)
    table = t.opportunity_consultation
    names = (
        "opportunity_id",
        "organisation_code",
        "with_whom",
        "began_on",
        "ended_on",
        "what_came_of_it",
        "document_ref",
    )
    statement = (
        select(
            *_columns(reader, table, names),
            o.number,
            t.organisation.c.name.label("organisation"),
        )
        .select_from(table.join(t.opportunity, o.opportunity_id == table.c.opportunity_id))
        .join(t.organisation, t.organisation.c.code == table.c.organisation_code)
        .where(open_to(reader))
        .order_by(table.c.ended_on.desc(), table.c.sequence.desc())
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def resting_on(connection: Connection, reader: v.Reader, kept_case_id: UUID) -> Rows:
    """Opportunities that this reader sees and whose business case was recorded on a kept case;
    ``rests_still``: whether it is the latest recorded."""
    case_ = t.opportunity_case.c
    named = select(case_.opportunity_id).where(case_.kept_case_id == kept_case_id)
    latest = (
        select(case_.kept_case_id)
        .where(case_.opportunity_id == o.opportunity_id)
        .order_by(case_.sequence.desc())
        .limit(1)
        .scalar_subquery()
    )
    still = func.coalesce(latest == kept_case_id, false()).label("rests_still")
    statement = _listed(reader).add_columns(still).where(o.opportunity_id.in_(named))
    return [dict(row) for row in connection.execute(statement).mappings()]


def shares(connection: Connection, reader: v.Reader, opportunity_id: UUID) -> Rows:
    """The partner split of the latest case, as far as the reader sees it."""
    share, case_ = t.opportunity_share.c, t.opportunity_case.c
    latest = (
        select(case_.opportunity_case_id)
        .where(case_.opportunity_id == opportunity_id)
        .order_by(case_.sequence.desc())
        .limit(1)
    )
    names = ["organisation_code", "saving_gbp_pa", "one_off_gbp", "receipt_gbp", "receipt_year"]
    statement = (
        select(
            *_columns(reader, t.opportunity_share, names),
            t.organisation.c.name.label("organisation"),
        )
        .join(t.organisation, t.organisation.c.code == share.organisation_code)
        .where(share.opportunity_case_id == latest.scalar_subquery())
        .order_by(t.organisation.c.name)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def steps(connection: Connection, reader: v.Reader, opportunity_id: UUID) -> Rows:
    """Every step that it has taken, the first first."""
    names = ["from_state", "to_state", "person", "organisation_code", "role", "reason", "taken_at"]
    statement = (
        select(
            *_columns(reader, t.decision_step, names),
            t.organisation.c.name.label("organisation"),
        )
        .select_from(t.decision_step)
        .outerjoin(t.organisation, t.organisation.c.code == s.organisation_code)
        .where(s.subject_id == opportunity_id, s.kind == DecisionKind.OPPORTUNITY.value)
        .order_by(s.sequence)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def whole_record(connection: Connection, row: Mapping[str, Any], today: date) -> OnRecord:
    """All that rules and guards look at, whoever asks; ``row`` is of the table ``opportunity``."""
    return whole_records(connection, [row], today)[row["opportunity_id"]]


def whole_records(
    connection: Connection, rows: Sequence[Mapping[str, Any]], today: date
) -> dict[UUID, OnRecord]:
    """The same of several, by opportunity, with as many statements as for one."""
    keys = [row["opportunity_id"] for row in rows]
    consulted = t.opportunity_consultation
    statements = _count_each(connection, t.opportunity_statement, keys)
    consultations = _count_each(connection, consulted, keys, consulted.c.ended_on <= today)
    cases = _latest_cases(connection, keys)
    shares = _shared_by(connection, [one["opportunity_case_id"] for one in cases.values()])
    names = _names_of_bodies(connection, keys)
    decisions, actuals = _decisions(connection, keys), _told(connection, keys)
    others = _stages(connection, [row["superseded_by"] for row in rows if row["superseded_by"]])
    found = {}
    for row in rows:
        key, other = row["opportunity_id"], row["superseded_by"]
        case_ = cases.get(key, {})
        found[key] = OnRecord(
            lead=row["organisation_code"],
            bodies=names.get(key, {}),
            stage=Stage(row["stage"]),
            stage_before=None if row["stage_before"] is None else Stage(row["stage_before"]),
            statements=statements.get(key, 0),
            is_pair=row["guest_occupation_id"] is not None,
            assumption_set=case_.get("assumption_set"),
            rests_on_kept=case_.get("kept_case_id") is not None,
            case_at=case_.get("recorded_at"),
            shares=shares.get(case_.get("opportunity_case_id"), frozenset()),
            decisions=decisions.get(key, {}),
            changes_public_access=row["changes_public_access"],
            consultations=consultations.get(key, 0),
            actuals=frozenset(actuals.get(key, ())),
            saves_not_before=_ahead(row["first_saving_on"], today),
            superseded_by=None if other is None else str(other),
            stage_of_other=None if other is None else others[other],
        )
    return found


def _ahead(day: date | None, today: date) -> date | None:
    return day if day is not None and day > today else None


def _stages(connection: Connection, keys: Sequence[UUID]) -> dict[UUID, Stage]:
    if not keys:
        return {}
    found = select(o.opportunity_id, o.stage).where(o.opportunity_id.in_(keys))
    return {key: Stage(stage) for key, stage in connection.execute(found)}


def _names_of_bodies(connection: Connection, keys: Sequence[UUID]) -> dict[UUID, dict[str, str]]:
    statement = (
        select(b.opportunity_id, b.organisation_code, t.organisation.c.name)
        .join(t.organisation, t.organisation.c.code == b.organisation_code)
        .where(b.opportunity_id.in_(keys))
        .order_by(t.organisation.c.name)
    )
    found: dict[UUID, dict[str, str]] = defaultdict(dict)
    for key, code, name in connection.execute(statement):
        found[key][code] = name
    return found


def _count_each(
    connection: Connection, table: Table, keys: Sequence[UUID], *which: ColumnElement[bool]
) -> dict[UUID, int]:
    """How many rows of a table on record there are of each."""
    of = table.c.opportunity_id
    statement = select(of, func.count()).where(of.in_(keys), *which).group_by(of)
    return {key: int(count) for key, count in connection.execute(statement)}


def _latest_cases(connection: Connection, keys: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    c = t.opportunity_case.c
    statement = (
        select(
            c.opportunity_id,
            c.opportunity_case_id,
            c.assumption_set,
            c.kept_case_id,
            c.recorded_at,
        )
        .ext(distinct_on(c.opportunity_id))
        .where(c.opportunity_id.in_(keys))
        .order_by(c.opportunity_id, c.sequence.desc())
    )
    return {row["opportunity_id"]: dict(row) for row in connection.execute(statement).mappings()}


def _shared_by(
    connection: Connection, case_ids: Sequence[UUID]
) -> dict[UUID | None, frozenset[str]]:
    share = t.opportunity_share.c
    statement = select(share.opportunity_case_id, share.organisation_code).where(
        share.opportunity_case_id.in_(case_ids)
    )
    found: dict[UUID, set[str]] = defaultdict(set)
    for key, code in connection.execute(statement):
        found[key].add(code)
    return {key: frozenset(codes) for key, codes in found.items()}


def _decisions(connection: Connection, keys: Sequence[UUID]) -> dict[UUID, dict[str, BodyDecision]]:
    d = t.opportunity_decision.c
    series = (d.opportunity_id, d.organisation_code)
    statement = (
        select(*series, d.outcome, d.decided_on, d.recorded_at)
        .ext(distinct_on(*series))
        .where(d.opportunity_id.in_(keys))
        .order_by(*series, d.sequence.desc())
    )
    found: dict[UUID, dict[str, BodyDecision]] = defaultdict(dict)
    for key, code, outcome, on, at in connection.execute(statement):
        found[key][code] = BodyDecision(Outcome(outcome), on, at)
    return found


def _told(connection: Connection, keys: Sequence[UUID]) -> dict[UUID, set[str]]:
    a = t.opportunity_actual.c
    statement = select(a.opportunity_id, a.organisation_code).where(a.opportunity_id.in_(keys))
    found: dict[UUID, set[str]] = defaultdict(set)
    for key, code in connection.execute(statement):
        found[key].add(code)
    return found


def host_of(connection: Connection, opportunity_id: UUID) -> UUID | None:
    """The property that would take the guest in, of a candidate's opportunity."""
    found = select(op.property_id).where(
        op.opportunity_id == opportunity_id, op.part == Part.HOST.value
    )
    return connection.execute(found).scalar_one_or_none()


def number_of(connection: Connection, opportunity_id: UUID) -> int:
    """The number by which people call an opportunity."""
    found = select(o.number).where(o.opportunity_id == opportunity_id)
    return int(connection.execute(found).scalar_one())


def numbered(connection: Connection, reader: v.Reader, number: int) -> dict[str, Any] | None:
    """The row of the one that people call by this number; None where the reader sees none."""
    row = connection.execute(_listed(reader).where(o.number == number)).mappings().one_or_none()
    return None if row is None else dict(row)


def by_number(connection: Connection, reader: v.Reader, number: int) -> UUID:
    """The one that people call by this number, if the reader sees it; ``NotFound``."""
    found = _listed(reader).where(o.number == number).with_only_columns(o.opportunity_id)
    key = connection.execute(found).scalar_one_or_none()
    if key is None:
        raise NotFound(f"You see no opportunity number {number}.")
    return UUID(str(key))


def landlords_of(connection: Connection, property_ids: Sequence[UUID]) -> set[str]:
    """Organisations of the club that let these properties to others; the club is shown as much."""
    lease = t.lease.c
    statement = select(lease.landlord_organisation_code).where(
        lease.property_id.in_(property_ids),
        lease.landlord_organisation_code.is_not(None),
        v.signed(lease.organisation_code),
    )
    return set(connection.execute(statement).scalars())


def owners_of(connection: Connection, property_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Properties that the whole club is shown, and whose they are; none that an organisation
    reports which has not signed."""
    statement = select(p.property_id, p.organisation_code).where(
        p.property_id.in_(property_ids), v.rows(v.CLUB), v.signed(p.organisation_code)
    )
    return {row.property_id: row.organisation_code for row in connection.execute(statement)}


def alive_for(
    connection: Connection, occupation_id: UUID, host_id: UUID, but: UUID | None = None
) -> int | None:
    """The number of an opportunity that is open for the same guest and host, if there is one; of
    all ``but`` one. A host merged into another is that other."""
    statement = (
        select(o.number)
        .where(
            _is_alive_for(occupation_id, host_id),
            true() if but is None else o.opportunity_id != but,
        )
        .limit(1)
    )
    return connection.execute(statement).scalar_one_or_none()


def shown_for(
    connection: Connection, reader: v.Reader, occupation_id: UUID, host_id: UUID
) -> dict[str, Any] | None:
    """The row of the one that is open for the same guest and host, if the reader sees it."""
    statement = _listed(reader).where(_is_alive_for(occupation_id, host_id)).limit(1)
    row = connection.execute(statement).mappings().one_or_none()
    return None if row is None else dict(row)


def _is_alive_for(occupation_id: UUID, host_id: UUID) -> ColumnElement[bool]:
    """Whether it is open, and about this guest and this host."""
    ended = [
        one.value for one in (Stage.DELIVERED, Stage.REJECTED, Stage.WITHDRAWN, Stage.SUPERSEDED)
    ]
    hosted = select(op.opportunity_id).where(
        op.part == "host",
        standing_property(op.property_id) == standing_property(literal(host_id)),
    )
    return and_(
        o.guest_occupation_id == occupation_id,
        o.stage.not_in(ended),
        o.opportunity_id.in_(hosted),
    )
