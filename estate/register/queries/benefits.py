"""Estimates as they stood at approval and actual figures, cut to what a reader sees of each."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from estate.club.codes import Stage
from estate.club.decisions import DecisionKind
from estate.db import tables as t
from estate.register import visibility as v
from estate.rows import Rows

c, s, share, actual = (
    t.opportunity_case.c,
    t.decision_step.c,
    t.opportunity_share.c,
    t.opportunity_actual.c,
)
_SHARE = ["saving_gbp_pa", "one_off_gbp", "receipt_gbp", "receipt_year"]
_ACTUAL = [
    "saving_gbp",
    "one_off_gbp",
    "receipt_gbp",
    "saving_reason",
    "one_off_reason",
    "receipt_reason",
    "note",
]


def is_shown(sight: v.Reader, organisation_code: str) -> bool:
    """Whether somebody who looks so at an opportunity is shown the figures of one of its bodies."""
    row = v.RowAccess(sight, organisation_code, signed=True)
    return row.level >= v.Level.PARTIES


def approved_cases(
    connection: Connection, opportunity_ids: Collection[UUID]
) -> dict[UUID, dict[str, Any]]:
    """The case that stood when each was last approved: ``opportunity_case_id``, ``price_base``,
    ``first_saving_on`` (null in cases of before migration 40), ``approved_at``."""
    approvals = (
        select(s.subject_id, func.max(s.taken_at).label("approved_at"))
        .where(s.kind == DecisionKind.OPPORTUNITY.value, s.to_state == Stage.APPROVED.value)
        .group_by(s.subject_id)
        .subquery("approvals")
    ).c
    statement = (
        select(
            c.opportunity_id,
            c.opportunity_case_id,
            c.price_base,
            c.first_saving_on,
            approvals.approved_at,
        )
        .join(
            approvals.subject_id.table,
            and_(approvals.subject_id == c.opportunity_id, c.recorded_at <= approvals.approved_at),
        )
        .where(c.opportunity_id.in_(opportunity_ids))
        .ext(distinct_on(c.opportunity_id))
        .order_by(c.opportunity_id, c.sequence.desc())
    )
    return {row["opportunity_id"]: dict(row) for row in connection.execute(statement).mappings()}


def latest_cases(
    connection: Connection, opportunity_ids: Collection[UUID]
) -> dict[UUID, dict[str, Any]]:
    """The latest case of each: ``opportunity_case_id``, ``price_base``."""
    statement = (
        select(c.opportunity_id, c.opportunity_case_id, c.price_base)
        .where(c.opportunity_id.in_(opportunity_ids))
        .ext(distinct_on(c.opportunity_id))
        .order_by(c.opportunity_id, c.sequence.desc())
    )
    return {row["opportunity_id"]: dict(row) for row in connection.execute(statement).mappings()}


def estimates(
    connection: Connection,
    sighted: Mapping[UUID, v.Reader],
    cases: Mapping[UUID, Mapping[str, Any]],
) -> dict[UUID, Rows]:
    """The shares of these cases, by opportunity: ``organisation_code``, ``price_base`` and the
    figures that are shown; asked once for each way of looking."""
    of = {one["opportunity_case_id"]: key for key, one in cases.items()}
    found: dict[UUID, Rows] = defaultdict(list)
    for reader, keys in _alike(sighted, cases):
        wanted = [cases[key]["opportunity_case_id"] for key in keys]
        columns = v.select_list(reader, t.opportunity_share, _SHARE, share.organisation_code)
        statement = (
            select(share.opportunity_case_id, share.organisation_code, *columns)
            .where(share.opportunity_case_id.in_(wanted))
            .order_by(share.organisation_code)
        )
        for row in connection.execute(statement).mappings():
            key = of[row["opportunity_case_id"]]
            found[key].append({**row, "price_base": cases[key]["price_base"]})
    return found


def actuals(connection: Connection, sighted: Mapping[UUID, v.Reader]) -> dict[UUID, Rows]:
    """Every actual figure on record, by opportunity and in the order in which it came:
    ``organisation_code``, ``financial_year``, and the figures, reasons and notes that are shown."""
    found: dict[UUID, Rows] = defaultdict(list)
    for reader, keys in _alike(sighted, sighted):
        columns = v.select_list(reader, t.opportunity_actual, _ACTUAL, actual.organisation_code)
        named = (actual.opportunity_id, actual.organisation_code, actual.financial_year)
        statement = (
            select(*named, *columns)
            .where(actual.opportunity_id.in_(keys))
            .order_by(actual.sequence)
        )
        for row in connection.execute(statement).mappings():
            found[row["opportunity_id"]].append(dict(row))
    return found


def _alike(
    sighted: Mapping[UUID, v.Reader], wanted: Collection[UUID]
) -> list[tuple[v.Reader, list[UUID]]]:
    """Opportunities by the way in which their reader looks at them."""
    alike: dict[v.Reader, list[UUID]] = defaultdict(list)
    for key in wanted:
        alike[sighted[key]].append(key)
    return list(alike.items())


def kinds_of(connection: Connection, codes: Collection[str]) -> dict[str, str]:
    """Which kind of organisation each is (``estate.codes.OrganisationKind``)."""
    o = t.organisation.c
    statement = select(o.code, o.kind).where(o.code.in_(codes))
    return {code: str(kind) for code, kind in connection.execute(statement)}
