"""Decisions as the register keeps them: the row held while somebody decides, its new state, and
each step appended to the record. What may follow what is said by ``estate.club``."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Table, func, insert, select, update

from estate.club.decisions import Move, Process
from estate.club.proposals import CORRECTION, MATCH, MERGE
from estate.db import tables as t
from estate.errors import NotFound


@dataclass(frozen=True)
class Kept:
    """Where the things of a process stand: their table, and its columns for the state, for who
    decided last, and for when."""

    process: Process[Any, Any]
    table: Table
    decided_by: str = "decided_by"
    decided_at: str = "decided_at"
    state: str = "state"
    unknown: str = "There is no such proposal in this register."

    @property
    def identity(self) -> ColumnElement[Any]:
        """The key of its rows."""
        return next(iter(self.table.primary_key))


MERGES = Kept(MERGE, t.property_merge)
MATCHES = Kept(MATCH, t.reference_match)
CORRECTIONS = Kept(
    CORRECTION,
    t.correction,
    "answered_by",
    "answered_at",
    unknown="There is no such correction in this register.",
)


def held(connection: Connection, kept: Kept, identity: UUID) -> dict[str, Any]:
    """The row, held until the transaction ends; ``NotFound``."""
    statement = select(kept.table).where(kept.identity == identity).with_for_update()
    row = connection.execute(statement).mappings().one_or_none()
    if row is None:
        raise NotFound(kept.unknown)
    return dict(row)


def held_for(connection: Connection, kept: Kept, identity: UUID, name: str) -> dict[str, Any]:
    """The row, held, in a state from which the move of this name starts; ``Conflict``."""
    row = held(connection, kept, identity)
    process = kept.process
    process.demand_place(process.named(name), type(process.first)(row[kept.state]))
    return row


def settle(
    connection: Connection, kept: Kept, identity: UUID, name: str, *, by: str, **more: Any
) -> None:
    """Give a row that is held the state to which a move leads, and note the step."""
    settle_all(connection, kept, [kept.identity == identity], name, by=by, **more)


def settle_all(
    connection: Connection,
    kept: Kept,
    which: Sequence[ColumnElement[bool]],
    name: str,
    *,
    by: str,
    **more: Any,
) -> None:
    """The same for all rows of a condition that are in a state from which the move starts.

    ``more``: other columns of the row that the decision fills.
    """
    move, table = kept.process.named(name), kept.table
    state = table.c[kept.state]
    was = (
        select(kept.identity.label("identity"), state.label("state"))
        .where(*which, state.in_(sorted(one.value for one in move.starts)))
        .with_for_update()
        .cte("was")
    )
    new = {kept.state: move.ends.value, **_signed(kept, move, by), **more}
    statement = (
        update(table)
        .where(kept.identity == was.c.identity)
        .values(new)
        .returning(was.c.identity, was.c.state)
    )
    for found, before in connection.execute(statement).all():
        note_step(connection, kept, found, before, move.ends.value, by=by)


def _signed(kept: Kept, move: Move[Any, Any], by: str) -> dict[str, Any]:
    """Who decided and when; what waits (again) is decided by nobody."""
    if move.ends is kept.process.first:
        return {kept.decided_by: None, kept.decided_at: None}
    return {kept.decided_by: by, kept.decided_at: func.now()}


def note_step(
    connection: Connection,
    kept: Kept,
    identity: UUID,
    was: str | None,
    becomes: str,
    *,
    by: str,
    reason: str | None = None,
) -> None:
    """Append one step to the record, with the role and the organisation under which the whole
    transaction acts (``writes.audit.acting``)."""
    connection.execute(
        insert(t.decision_step).values(
            kind=kept.process.kind.value,
            subject_id=identity,
            from_state=was,
            to_state=becomes,
            person=by,
            role=_acting("estate.role"),
            organisation_code=_acting("estate.organisation"),
            reason=reason,
        )
    )


def _acting(name: str) -> ColumnElement[Any]:
    return func.nullif(func.current_setting(name, True), "")
