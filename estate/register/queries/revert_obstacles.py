"""What has come to stand on an import since, so that it cannot simply be taken back.

Each obstacle says what it is and what to do about it. What has been undone again (a merge, a
match, another import) stands in nobody's way.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from estate.codes import ProposalState, RecordKind
from estate.db import tables as t
from estate.register.queries.reverts import created, written
from estate.register.queries.rows_before import rows_before
from estate.rounding import counted

b, p = t.import_batch.c, t.property_.c
m, r = t.property_merge.c, t.reference_match.c
a = t.protection_answer.c

#: So many of one kind are named; the rest is counted.
_NAMED = 3
#: Steps of merges, matches and answers, which are judged by how they stand now.
_DECISIONS = ("merged", "unmerged", "renamed", "renamed_back", "answered", "answer_undone")
_HANGING = (
    ("lease", t.lease),
    ("occupation", t.occupation),
    ("cost line", t.cost_line),
    ("correction", t.correction),
)


def obstacles(connection: Connection, kind: RecordKind, batch_id: UUID) -> list[str]:
    """One phrase for each thing that stands on an import, with the step that clears it."""
    found = _later_changes(connection, batch_id)
    if kind is RecordKind.PROPERTY:
        found += _merges(connection, batch_id)
        found += _matches(connection, batch_id)
        found += _answers(connection, batch_id)
        found += _hanging(connection, batch_id)
    return found


def _later_changes(connection: Connection, batch_id: UUID) -> list[str]:
    """Later imports or persons that changed what this import wrote."""
    later, batch = t.history.alias("later"), t.import_batch.alias("later_batch")
    mine = written(connection, batch_id).subquery("mine")
    whose = (
        batch.c.import_batch_id,
        batch.c.file_name,
        batch.c.organisation_code,
        batch.c.imported_at,
    )
    statement = (
        select(
            *whose,
            later.c.changed_by,
            later.c.action,
            func.count(later.c.entity_id.distinct()).label("rows"),
        )
        .select_from(mine)
        .join(
            later,
            and_(later.c.entity_id == mine.c.entity_id, later.c.history_id > mine.c.history_id),
        )
        .outerjoin(batch, batch.c.import_batch_id == later.c.import_batch_id)
        .where(
            later.c.import_batch_id.is_distinct_from(batch_id),
            later.c.action.not_in(_DECISIONS),
            batch.c.reverted_at.is_(None),
            # who is linked to a property minds only its interests
            or_(mine.c.action.not_in(["linked", "parted"]), later.c.changes.has_key("interests")),
        )
        .group_by(*whose, later.c.changed_by, later.c.action)
        .order_by(func.min(later.c.history_id).desc())
    )
    rows = connection.execute(statement).all()
    imports = dict.fromkeys(row.import_batch_id for row in rows if row.import_batch_id)
    said = [_import_said([row for row in rows if row.import_batch_id == one]) for one in imports]
    return said + [_person_said(row) for row in rows if row.import_batch_id is None]


def _import_said(rows: Sequence[Any]) -> str:
    first, count = rows[0], sum(row.rows for row in rows)
    return (
        f"the import of “{first.file_name}” by {first.organisation_code} on "
        f"{first.imported_at:%d %B %Y} changed {count:,} of its rows (revert that import "
        f"first: {first.import_batch_id})"
    )


def _person_said(row: Any) -> str:
    if row.action == "corrected":
        what = f"{row.changed_by} accepted corrections of {row.rows:,} of its rows"
        return f"{what} (a revert would lose them: import the former file instead)"
    what = f"{row.changed_by} changed {row.rows:,} of its rows"
    return f"{what} (import the former file instead)"


def _merges(connection: Connection, batch_id: UUID) -> list[str]:
    """Accepted merges with rows that the import brought, or hid behind others since."""
    kept, merged = t.property_.alias("kept"), t.property_.alias("merged")
    brought = created(RecordKind.PROPERTY, batch_id)
    hidden = _differing(batch_id, "merged_into_property_id")
    statement = (
        select(m.property_merge_id, kept.c.name, merged.c.name)
        .join(kept, kept.c.property_id == m.kept_property_id)
        .join(merged, merged.c.property_id == m.merged_property_id)
        .where(
            m.state == ProposalState.ACCEPTED.value,
            or_(
                m.kept_property_id.in_(brought),
                m.merged_property_id.in_(brought),
                m.merged_property_id.in_(hidden),
            ),
        )
        .order_by(m.decided_at.desc(), m.property_merge_id)
    )
    rows = [
        (f"“{hidden_name}” was merged into “{kept_name}”", id_)
        for id_, kept_name, hidden_name in connection.execute(statement)
    ]
    return _decided("merge", rows)


def _matches(connection: Connection, batch_id: UUID) -> list[str]:
    """Accepted matches of rows that the import brought or changed."""
    brought = created(RecordKind.PROPERTY, batch_id)
    behind = select(p.merged_into_property_id).where(p.property_id.in_(brought))
    renamed = _differing(batch_id, "local_ref")
    statement = (
        select(r.reference_match_id, r.new_reference, p.name)
        .join(t.property_, p.property_id == r.property_id)
        .where(
            r.state == ProposalState.ACCEPTED.value,
            or_(r.property_id.in_(brought), r.property_id.in_(renamed), r.property_id.in_(behind)),
        )
        .order_by(r.decided_at.desc(), r.reference_match_id)
    )
    rows = [
        (f"“{name}” was matched with the reference “{reference}”", id_)
        for id_, reference, name in connection.execute(statement)
    ]
    return _decided("match", rows)


def _answers(connection: Connection, batch_id: UUID) -> list[str]:
    """Owners' later words on how far places may be shown that this import wrote."""
    mine = written(connection, batch_id).subquery("mine")
    later = t.history.alias("later")
    since = and_(later.c.entity_id == mine.c.entity_id, later.c.history_id > mine.c.history_id)
    statement = (
        select(p.name, p.property_id)
        .join(t.protection_answer, a.property_id == p.property_id)
        .join(mine, mine.c.entity_id == p.property_id)
        .join(later, since)
        .where(a.undone_at.is_(None), a.import_batch_id.is_(None), later.c.action == "answered")
        .distinct()
        .order_by(p.name, p.property_id)
    )
    rows = [
        (f"“{name}” was answered for: how far it may be shown", id_)
        for name, id_ in connection.execute(statement)
    ]
    return _decided("answer", rows)


def _differing(batch_id: UUID, column: str) -> Select[Any]:
    """Properties in which a column is another one now than before the import."""
    old = rows_before(batch_id, t.property_).subquery("before")
    return select(p.property_id).where(
        p.property_id == old.c.property_id, p[column].is_distinct_from(old.c[column])
    )


def _decided(what: str, rows: Sequence[tuple[str, UUID]]) -> list[str]:
    said = [f"{text} (undo that {what} first: {id_})" for text, id_ in rows[:_NAMED]]
    rest = len(rows) - len(said)
    many = {"match": "more matches"}.get(what, f"more {what}s")
    return said + ([f"{counted(rest, f'more {what}', many)} (undo these, too)"] if rest else [])


def _hanging(connection: Connection, batch_id: UUID) -> list[str]:
    """What hangs on properties that this import brought and would be lost with them."""
    brought = created(RecordKind.PROPERTY, batch_id)
    found = [
        _counted(connection, word, table, table.c.property_id.in_(brought))
        for word, table in _HANGING
    ]
    g = t.rating.c
    reverted = select(b.import_batch_id).where(b.reverted_at.is_not(None))
    others = or_(
        g.import_batch_id.is_(None),
        and_(g.import_batch_id != batch_id, g.import_batch_id.not_in(reverted)),
    )
    found.append(_counted(connection, "rating", t.rating, g.property_id.in_(brought), others))
    listed = [text for text in found if text]
    if not listed:
        return []
    return [
        f"{' and '.join(listed)} came to stand on properties that it brought (revert the imports "
        "they came with; where a person has entered one, its property stays)"
    ]


def _counted(
    connection: Connection, word: str, table: Any, *where: ColumnElement[bool]
) -> str | None:
    statement = select(func.count()).select_from(table).where(*where)
    count = int(connection.execute(statement).scalar_one())
    return counted(count, word) if count else None
