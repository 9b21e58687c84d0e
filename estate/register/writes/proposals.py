"""Merges and matches: proposed by an import, decided by a person, each decision in the history.

A merge hides one of two rows behind the other (``merged_into_property_id``); whatever hangs on
the hidden row is shown with the one that is kept, and undoing it only clears that column. A
match renames a property to the reference under which newer files bring it; undoing it gives the
references back (ADR 15).
"""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from estate.codes import ProposalState, RecordKind
from estate.db import tables as t
from estate.errors import Conflict
from estate.register.writes.batches import lock_organisation, next_version
from estate.register.writes.decisions import (
    MATCHES,
    MERGES,
    held,
    held_for,
    settle,
    settle_all,
)
from estate.rows import Rows

_Row = Row[*tuple[Any, ...]]
p, r, h = t.property_.c, t.reference_match.c, t.history.c


def propose_merges(connection: Connection, rows: Rows) -> None:
    """Keep proposals (``kept_property_id``, ``merged_property_id``, ``why``); no pair twice."""
    if rows:
        connection.execute(upsert(t.property_merge).on_conflict_do_nothing(), rows)


def propose_matches(connection: Connection, rows: Rows) -> None:
    """Keep proposals (``organisation_code``, ``property_id``, ``new_reference``, ``why``)."""
    if rows:
        connection.execute(upsert(t.reference_match).on_conflict_do_nothing(), rows)


def accept_merge(connection: Connection, merge_id: UUID, *, by: str) -> None:
    """Hide the merged row behind the kept one.

    ``NotFound`` for an unknown proposal; ``Conflict`` when it is decided already, or when one
    of the two rows is part of another merge.
    """
    merge = held_for(connection, MERGES, merge_id, "accept")
    kept, merged = merge["kept_property_id"], merge["merged_property_id"]
    part_of_another = or_(
        p.property_id.in_([kept, merged]) & p.merged_into_property_id.is_not(None),
        p.merged_into_property_id == merged,
    )
    if connection.execute(select(p.property_id).where(part_of_another)).first() is not None:
        raise Conflict("One of the two is part of another merge; undo that one first.")
    _set(connection, merged, "merged", {"merged_into_property_id": (None, kept)}, by)
    settle(connection, MERGES, merge_id, "accept", by=by)
    next_version(connection, "merge")


def undo_merge(connection: Connection, merge_id: UUID, *, by: str) -> None:
    """Show the merged row again as a property of its own; ``Conflict`` unless accepted."""
    merge = held_for(connection, MERGES, merge_id, "undo")
    kept, merged = merge["kept_property_id"], merge["merged_property_id"]
    _set(connection, merged, "unmerged", {"merged_into_property_id": (kept, None)}, by)
    settle(connection, MERGES, merge_id, "undo", by=by)
    next_version(connection, "merge undone")


def decline_merge(connection: Connection, merge_id: UUID, *, by: str) -> None:
    """They are two properties; the pair is not proposed again."""
    held_for(connection, MERGES, merge_id, "decline")
    settle(connection, MERGES, merge_id, "decline", by=by)


def decline_match(connection: Connection, match_id: UUID, *, by: str) -> None:
    """It is another property; the pair is not proposed again."""
    held_for(connection, MATCHES, match_id, "decline")
    settle(connection, MATCHES, match_id, "decline", by=by)


def accept_match(connection: Connection, match_id: UUID, *, by: str) -> None:
    """Give the property its new reference, so that the next file with it finds the property.

    Where the file has been committed meanwhile, its row became a property of its own: that one
    steps behind the older one under the old reference. Other proposals for either fall away.
    """
    match = held_for(connection, MATCHES, match_id, "accept")
    organisation, standing = match["organisation_code"], match["property_id"]
    lock_organisation(connection, organisation)
    new = match["new_reference"]
    row = _reference_of(connection, p.property_id == standing)
    if row is None or row.merged_into_property_id is not None:
        raise Conflict("The property is part of a merge; undo that first.")
    old = row.local_ref
    newer = _reference_of(connection, p.organisation_code == organisation, p.local_ref == new)
    if newer is not None:
        _step_behind(connection, newer, standing, (new, old), by)
    changes = {"local_ref": (old, new), "not_in_latest": (row.not_in_latest, False)}
    _set(connection, standing, "renamed", changes, by)
    settle(connection, MATCHES, match_id, "accept", by=by)
    _decline_rivals(connection, organisation, standing, new, by)
    next_version(connection, f"reference of {organisation} matched")


def accept_matches(connection: Connection, organisation: str, *, by: str) -> int:
    """Accept every match of an organisation that waits; of two that contradict the first. How
    many it were."""
    state = ProposalState.PROPOSED
    wanted = select(r.reference_match_id).where(
        r.organisation_code == organisation, r.state == state.value
    )
    count = 0
    for match_id in connection.execute(wanted.order_by(r.proposed_at, r.new_reference)).scalars():
        if held(connection, MATCHES, match_id)["state"] == state.value:
            accept_match(connection, match_id, by=by)
            count += 1
    return count


def undo_matches(connection: Connection, organisation: str, *, by: str) -> int:
    """Undo the matches of an organisation that were accepted last, at one moment; how many."""
    accepted = (r.organisation_code == organisation, r.state == ProposalState.ACCEPTED.value)
    last = select(func.max(r.decided_at)).where(*accepted).scalar_subquery()
    wanted = select(r.reference_match_id).where(*accepted, r.decided_at == last)
    found = connection.execute(wanted.order_by(r.new_reference)).scalars().all()
    for match_id in found:
        undo_match(connection, match_id, by=by)
    return len(found)


def undo_match(connection: Connection, match_id: UUID, *, by: str) -> None:
    """Give both rows their former references back; what was declined for it waits again.

    ``Conflict`` unless accepted, or when an import has changed the property under its new
    reference since: that import is reverted first.
    """
    match = held_for(connection, MATCHES, match_id, "undo")
    organisation, standing = match["organisation_code"], match["property_id"]
    lock_organisation(connection, organisation)
    new = match["new_reference"]
    row = _reference_of(connection, p.property_id == standing)
    if row is None or row.local_ref != new or row.merged_into_property_id is not None:
        raise Conflict("The property has been matched or merged again since; undo that first.")
    renamed = _last_change(connection, standing, "renamed")
    _refuse_later_imports(connection, standing, renamed.history_id)
    old, was_absent = renamed.changes["local_ref"][0], renamed.changes["not_in_latest"][0]
    holder = _reference_of(connection, p.organisation_code == organisation, p.local_ref == old)
    if holder is not None and holder.merged_into_property_id != standing:
        raise Conflict(f"“{old}” is the reference of another property by now.")
    if holder is not None:
        _step_forward(connection, holder, standing, (new, old), by)
    changes = {"local_ref": (new, old), "not_in_latest": (row.not_in_latest, bool(was_absent))}
    _set(connection, standing, "renamed_back", changes, by)
    _let_rivals_wait(connection, match, by)
    settle(connection, MATCHES, match_id, "undo", by=by)
    next_version(connection, f"match of {organisation} undone")


def _reference_of(connection: Connection, *which: ColumnElement[bool]) -> _Row | None:
    columns = (p.property_id, p.local_ref, p.not_in_latest, p.merged_into_property_id)
    return connection.execute(select(*columns).where(*which)).one_or_none()


def _last_change(connection: Connection, property_id: UUID, action: str) -> _Row:
    statement = (
        select(h.history_id, h.changes)
        .where(h.entity_id == property_id, h.action == action)
        .order_by(h.history_id.desc())
        .limit(1)
    )
    return connection.execute(statement).one()


def _refuse_later_imports(connection: Connection, property_id: UUID, history_id: int) -> None:
    b = t.import_batch.c
    statement = (
        select(b.file_name, b.import_batch_id)
        .join(t.history, h.import_batch_id == b.import_batch_id)
        .where(h.entity_id == property_id, h.history_id > history_id, b.reverted_at.is_(None))
        .order_by(h.history_id.desc())
        .limit(1)
    )
    later = connection.execute(statement).one_or_none()
    if later is not None:
        raise Conflict(
            f"Since this match was accepted, the import of “{later.file_name}” has changed the "
            f"property under its new reference; revert that import ({later.import_batch_id}) first."
        )


def _step_behind(
    connection: Connection, newer: _Row, standing: UUID, references: tuple[str, str], by: str
) -> None:
    """Swap the two references: unique ones must pass through a third."""
    new, old = references
    other = select(p.property_id).where(p.merged_into_property_id == newer.property_id)
    if connection.execute(other).first() is not None:
        raise Conflict(f"Another row is merged into “{new}”; undo that merge first.")
    _set_aside(connection, standing, old)
    changes = {
        "local_ref": (new, old),
        "not_in_latest": (newer.not_in_latest, True),
        "merged_into_property_id": (None, standing),
    }
    _set(connection, newer.property_id, "merged", changes, by)


def _step_forward(
    connection: Connection, newer: _Row, standing: UUID, references: tuple[str, str], by: str
) -> None:
    """The row that came under the new reference is a property of its own again."""
    new, old = references
    merged = _last_change(connection, newer.property_id, "merged")
    _set_aside(connection, standing, old)
    changes = {
        "local_ref": (old, new),
        "not_in_latest": (newer.not_in_latest, bool(merged.changes["not_in_latest"][0])),
        "merged_into_property_id": (standing, None),
    }
    _set(connection, newer.property_id, "unmerged", changes, by)


def _set_aside(connection: Connection, standing: UUID, old: str) -> None:
    passing = f"{old} ({standing})"
    connection.execute(
        update(t.property_).where(p.property_id == standing).values(local_ref=passing)
    )


def _decline_rivals(
    connection: Connection, organisation: str, standing: UUID, new: str, by: str
) -> None:
    rival = or_(r.property_id == standing, r.new_reference == new)
    which = [r.organisation_code == organisation, rival]
    settle_all(connection, MATCHES, which, "decline", by=by)


def _let_rivals_wait(connection: Connection, match: dict[str, Any], by: str) -> None:
    """What was declined with this match, at one moment by one word, may be asked again."""
    rival = or_(r.property_id == match["property_id"], r.new_reference == match["new_reference"])
    of_one_word = [
        r.organisation_code == match["organisation_code"],
        rival,
        r.decided_at == match["decided_at"],
    ]
    settle_all(connection, MATCHES, of_one_word, "wait again", by=by)


def _set(
    connection: Connection,
    property_id: UUID,
    action: str,
    changes: dict[str, tuple[Any, Any]],
    by: str,
) -> None:
    """Change columns of one property, with its history."""
    new = {name: pair[1] for name, pair in changes.items()}
    connection.execute(
        update(t.property_).where(p.property_id == property_id).values(**new, updated_at=func.now())
    )
    connection.execute(
        insert(t.history).values(
            entity_kind=RecordKind.PROPERTY.value,
            entity_id=property_id,
            action=action,
            changes={name: [_plain(v) for v in pair] for name, pair in changes.items()},
            changed_by=by,
        )
    )


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value
