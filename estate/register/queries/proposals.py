"""Proposed merges and matches, and the rows from which they are made."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import pandas as pd
import shapely
from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    and_,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from estate import codes
from estate.db import tables as t
from estate.quality.same_building import MAX_POINTS_M
from estate.register import visibility as v
from estate.register.queries.nearby import may_be_within, outlines_may_meet

p, m, r = t.property_.c, t.property_merge.c, t.reference_match.c

#: Of the rows of other organisations at one point, so many are looked at.
_NEIGHBOURS = 20
#: Rows fetched at a time where a whole organisation is looked through.
_AT_ONCE = 5_000


def others_exist(connection: Connection, organisation: str) -> bool:
    """Whether any other organisation has properties here at all."""
    found = select(exists().where(p.organisation_code != organisation))
    return bool(connection.execute(found).scalar_one())


def merge_pairs(connection: Connection, organisation: str, batch_id: UUID) -> pd.DataFrame:
    """Pairs to look at: a row that this import brought or changed, and another organisation's
    row with the same UPRN, an outline that meets its outline, or a point within 15 m.

    Columns as ``sameness.PAIR_COLUMNS`` and ``id_a``, ``id_b``, ``rank_a``, ``rank_b`` (which
    row rather stays). Pairs about which a person has been asked before are left out.
    """
    near = _near(organisation, batch_id).subquery("near")
    a, b = t.property_.alias("a"), t.property_.alias("b")
    statement = (
        select(
            *_side(a, "a"),
            *_side(b, "b"),
            func.ST_Distance(a.c.rep_point, b.c.rep_point).label("distance_m"),
        )
        .select_from(near)
        .join(a, a.c.property_id == near.c.id_a)
        .join(b, b.c.property_id == near.c.id_b)
        .where(~_asked_before(a.c.property_id, b.c.property_id))
        .order_by(a.c.local_ref, b.c.organisation_code, b.c.local_ref)
    )
    result = connection.execute(statement)
    frame = pd.DataFrame(result.all(), columns=list(result.keys()), dtype=object)
    for side in ("a", "b"):
        outlines = [None if wkb is None else bytes(wkb) for wkb in frame[f"geom_{side}"]]
        frame[f"geom_{side}"] = pd.Series(
            list(shapely.from_wkb(outlines)), index=frame.index, dtype=object
        )
        frame[f"titles_{side}"] = [tuple(titles or ()) for titles in frame[f"titles_{side}"]]
    return frame


def _side(row: Any, side: str) -> list[ColumnElement[Any]]:
    titles = (
        select(func.array_agg(aggregate_order_by(t.title.c.title_number, t.title.c.title_number)))
        .where(t.title.c.property_id == row.c.property_id)
        .scalar_subquery()
    )
    return [
        row.c.property_id.label(f"id_{side}"),
        row.c.uprn.label(f"uprn_{side}"),
        row.c.name.label(f"name_{side}"),
        titles.label(f"titles_{side}"),
        func.ST_AsBinary(row.c.geom).label(f"geom_{side}"),
        _rank(row).label(f"rank_{side}"),
    ]


def _rank(row: Any) -> ColumnElement[Any]:
    """Which of two rows stays: the signatory's, then the owner's, then one with an outline."""
    o, i = t.organisation.c, t.interest.c
    signed = exists().where(o.code == row.c.organisation_code, v.in_force(o))
    owner = exists().where(
        i.property_id == row.c.property_id,
        i.organisation_code == row.c.organisation_code,
        i.role == codes.InterestRole.OWNER.value,
    )
    points = [(signed, 4), (owner, 2), (row.c.geom.is_not(None), 1)]
    worth = [func.coalesce(cast(condition, Integer) * n, 0) for condition, n in points]
    return worth[0] + worth[1] + worth[2]


def _near(organisation: str, batch_id: UUID) -> Any:
    h = t.history.c
    changed = select(h.entity_id).where(h.import_batch_id == batch_id, h.action == "changed")
    touched = changed.union(select(p.property_id).where(p.import_batch_id == batch_id))
    a, b = t.property_.alias("one"), t.property_.alias("other")
    mine = and_(a.c.property_id.in_(touched), a.c.merged_into_property_id.is_(None), _shared(a))
    theirs = and_(
        b.c.organisation_code != organisation, b.c.merged_into_property_id.is_(None), _shared(b)
    )
    pair = select(a.c.property_id.label("id_a"), b.c.property_id.label("id_b"))
    beside = (
        select(b.c.property_id)
        .where(
            theirs,
            may_be_within(b, a.c.rep_point_4326, MAX_POINTS_M),
            func.ST_DWithin(a.c.rep_point, b.c.rep_point, MAX_POINTS_M),
        )
        .order_by((func.lower(a.c.name) == func.lower(b.c.name)).desc(), b.c.property_id)
        .limit(_NEIGHBOURS)
        .correlate(a)
        .lateral("beside")
    )
    meeting = (
        select(b.c.property_id)
        .where(theirs, outlines_may_meet(a, b), func.ST_Intersects(a.c.geom, b.c.geom))
        .offset(0)  # asked for each new row, from the index, whatever the statistics say
        .correlate(a)
        .lateral("meeting")
    )
    by_uprn = pair.select_from(a.join(b, a.c.uprn == b.c.uprn))
    by_outline = select(a.c.property_id, meeting.c.property_id).select_from(a.join(meeting, true()))
    by_place = select(a.c.property_id, beside.c.property_id).select_from(a.join(beside, true()))
    return union(
        by_uprn.where(mine, theirs, _once(a), _once(b)),
        by_outline.where(mine),
        by_place.where(mine),
    )


def _shared(row: Any) -> ColumnElement[bool]:
    """A hidden place is proposed to nobody: the proposal would tell the other side of it."""
    shared: ColumnElement[bool] = row.c.sensitivity.in_(
        [codes.Sensitivity.OPEN.value, codes.Sensitivity.CLUB.value]
    )
    return shared


def _once(row: Any) -> ColumnElement[bool]:
    """A UPRN that its organisation uses for several rows says nothing about which is which."""
    twin = t.property_.alias()
    return ~exists().where(
        twin.c.uprn == row.c.uprn,
        twin.c.organisation_code == row.c.organisation_code,
        twin.c.property_id != row.c.property_id,
    )


def _asked_before(a: ColumnElement[Any], b: ColumnElement[Any]) -> ColumnElement[bool]:
    one = and_(m.kept_property_id == a, m.merged_property_id == b)
    other = and_(m.kept_property_id == b, m.merged_property_id == a)
    return exists().where(or_(one, other))


def known_references(
    connection: Connection, organisation: str, present: Iterable[str]
) -> pd.DataFrame:
    """The organisation's properties whose reference is not among ``present``, by id; columns
    as ``references.drifted`` wants them."""
    statement = (
        select(
            p.property_id,
            p.local_ref.label("reference"),
            p.uprn,
            p.name,
            p.postcode,
            func.ST_X(p.rep_point).label("easting"),
            func.ST_Y(p.rep_point).label("northing"),
        )
        .where(p.organisation_code == organisation, p.merged_into_property_id.is_(None))
        .order_by(p.local_ref)
    )
    result = connection.execute(statement, execution_options={"yield_per": _AT_ONCE})
    gone = set(present)
    rows = [row for row in result if row.reference not in gone]
    frame = pd.DataFrame(rows, columns=list(result.keys()), dtype=object)
    return frame.set_index("property_id")


def merges(
    connection: Connection,
    state: codes.ProposalState | None = None,
    organisation: str | None = None,
) -> list[dict[str, Any]]:
    """Proposed merges with both rows' names, the oldest first; all, for an administrator, or an
    organisation's with what is not hidden from it."""
    kept, merged = t.property_.alias("kept"), t.property_.alias("merged")
    statement = (
        select(
            m.property_merge_id,
            m.state,
            m.why,
            m.proposed_at,
            m.decided_by,
            m.decided_at,
            *_named(kept, "kept"),
            *_named(merged, "merged"),
        )
        .select_from(t.property_merge)
        .join(kept, kept.c.property_id == m.kept_property_id)
        .join(merged, merged.c.property_id == m.merged_property_id)
        .order_by(m.proposed_at, kept.c.organisation_code, kept.c.local_ref)
    )
    if organisation is not None:
        own = [row.c.organisation_code == organisation for row in (kept, merged)]
        shown = [or_(mine, _shared(row)) for mine, row in zip(own, (kept, merged), strict=True)]
        statement = statement.where(or_(*own), *shown)
    return _listed(connection, statement, m.state, state)


def matches(
    connection: Connection,
    state: codes.ProposalState | None = None,
    organisation: str | None = None,
) -> list[dict[str, Any]]:
    """Proposed matches of references, the oldest first."""
    statement = (
        select(
            r.reference_match_id,
            r.organisation_code,
            r.state,
            r.why,
            r.new_reference,
            r.proposed_at,
            r.decided_by,
            r.decided_at,
            p.property_id,
            p.local_ref,
            p.name,
        )
        .select_from(t.reference_match.join(t.property_, p.property_id == r.property_id))
        .order_by(r.proposed_at, r.organisation_code, p.local_ref, r.new_reference)
    )
    if organisation is not None:
        statement = statement.where(r.organisation_code == organisation)
    return _listed(connection, statement, r.state, state)


def _named(row: Any, side: str) -> list[ColumnElement[Any]]:
    names = ("property_id", "organisation_code", "local_ref", "name")
    return [row.c[name].label(f"{side}_{name}") for name in names]


def _listed(
    connection: Connection,
    statement: Select[Any],
    column: ColumnElement[Any],
    state: codes.ProposalState | None,
) -> list[dict[str, Any]]:
    wanted = literal(True) if state is None else column == state.value
    return [dict(row) for row in connection.execute(statement.where(wanted)).mappings()]
