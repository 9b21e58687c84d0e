"""Merges and matches: proposed by an import, decided by a person, each decision in the history.

A merge hides one of two rows behind the other (``merged_into_property_id``); whatever hangs on
the hidden row is shown with the one that is kept, and undoing it only clears that column. A
match renames a property to the reference under which newer files bring it.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from estate.codes import ProposalState, RecordKind
from estate.db import tables as t
from estate.errors import Conflict, NotFound
from estate.register.writes_batches import bump_version, lock_organisation

Rows = list[dict[str, Any]]
p, m, r = t.property_.c, t.property_merge.c, t.reference_match.c


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
    merge = _waiting(connection, t.property_merge, merge_id)
    kept, merged = merge["kept_property_id"], merge["merged_property_id"]
    part_of_another = or_(
        p.property_id.in_([kept, merged]) & p.merged_into_property_id.is_not(None),
        p.merged_into_property_id == merged,
    )
    if connection.execute(select(p.property_id).where(part_of_another)).first() is not None:
        raise Conflict("One of the two is part of another merge; undo that one first.")
    _set(connection, merged, "merged", {"merged_into_property_id": (None, kept)}, by)
    _decide(connection, t.property_merge, merge_id, ProposalState.ACCEPTED, by)
    bump_version(connection, "merge")


def undo_merge(connection: Connection, merge_id: UUID, *, by: str) -> None:
    """Show the merged row again as a property of its own; ``Conflict`` unless accepted."""
    merge = _proposal(connection, t.property_merge, merge_id)
    if merge["state"] != ProposalState.ACCEPTED.value:
        raise Conflict(f"This merge is {merge['state']}: there is nothing to undo.")
    kept, merged = merge["kept_property_id"], merge["merged_property_id"]
    _set(connection, merged, "unmerged", {"merged_into_property_id": (kept, None)}, by)
    _decide(connection, t.property_merge, merge_id, ProposalState.UNDONE, by)
    bump_version(connection, "merge undone")


def decline_merge(connection: Connection, merge_id: UUID, *, by: str) -> None:
    """They are two properties; the pair is not proposed again."""
    _waiting(connection, t.property_merge, merge_id)
    _decide(connection, t.property_merge, merge_id, ProposalState.DECLINED, by)


def decline_match(connection: Connection, match_id: UUID, *, by: str) -> None:
    """It is another property; the pair is not proposed again."""
    _waiting(connection, t.reference_match, match_id)
    _decide(connection, t.reference_match, match_id, ProposalState.DECLINED, by)


def accept_match(connection: Connection, match_id: UUID, *, by: str) -> None:
    """Give the property its new reference, so that the next file with it finds the property.

    Where the file has been committed meanwhile, its row became a property of its own: that one
    steps behind the older one under the old reference. Other proposals for either fall away.
    """
    match = _waiting(connection, t.reference_match, match_id)
    organisation, standing = match["organisation_code"], match["property_id"]
    lock_organisation(connection, organisation)
    new = match["new_reference"]
    old = connection.execute(
        select(p.local_ref).where(p.property_id == standing, p.merged_into_property_id.is_(None))
    ).scalar()
    if old is None:
        raise Conflict("The property is part of a merge; undo that first.")
    newer = connection.execute(
        select(p.property_id).where(p.organisation_code == organisation, p.local_ref == new)
    ).scalar()
    if newer is not None:
        _step_behind(connection, newer, standing, (new, old), by)
    changes = {"local_ref": (old, new), "not_in_latest": (None, False)}
    _set(connection, standing, "renamed", changes, by)
    _decide(connection, t.reference_match, match_id, ProposalState.ACCEPTED, by)
    _decline_rivals(connection, organisation, standing, new, by)
    bump_version(connection, f"reference of {organisation} matched")


def _step_behind(
    connection: Connection, newer: UUID, standing: UUID, references: tuple[str, str], by: str
) -> None:
    """Swap the two references: unique ones must pass through a third."""
    new, old = references
    other = select(p.property_id).where(p.merged_into_property_id == newer)
    if connection.execute(other).first() is not None:
        raise Conflict(f"Another row is merged into “{new}”; undo that merge first.")
    passing = f"{old} ({standing})"
    connection.execute(update(t.property_).where(p.property_id == standing)
                       .values(local_ref=passing))  # fmt: skip
    changes = {
        "local_ref": (new, old),
        "not_in_latest": (False, True),
        "merged_into_property_id": (None, standing),
    }
    _set(connection, newer, "merged", changes, by)


def _decline_rivals(
    connection: Connection, organisation: str, standing: UUID, new: str, by: str
) -> None:
    rival = or_(r.property_id == standing, r.new_reference == new)
    waiting = r.state == ProposalState.PROPOSED.value
    connection.execute(
        update(t.reference_match)
        .where(r.organisation_code == organisation, rival, waiting)
        .values(state=ProposalState.DECLINED.value, decided_by=by, decided_at=func.now())
    )


def _proposal(connection: Connection, table: Table, proposal_id: UUID) -> dict[str, Any]:
    identity = next(iter(table.primary_key))
    statement = select(table).where(identity == proposal_id).with_for_update()
    row = connection.execute(statement).mappings().one_or_none()
    if row is None:
        raise NotFound("There is no such proposal in this register.")
    return dict(row)


def _waiting(connection: Connection, table: Table, proposal_id: UUID) -> dict[str, Any]:
    found = _proposal(connection, table, proposal_id)
    if found["state"] != ProposalState.PROPOSED.value:
        raise Conflict(f"This proposal has been decided already: {found['state']}.")
    return found


def _decide(
    connection: Connection, table: Table, proposal_id: UUID, state: ProposalState, by: str
) -> None:
    identity = next(iter(table.primary_key))
    connection.execute(
        update(table)
        .where(identity == proposal_id)
        .values(state=state.value, decided_by=by, decided_at=func.now())
    )


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
        update(t.property_).where(p.property_id == property_id)
        .values(**new, updated_at=func.now())
    )  # fmt: skip
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
