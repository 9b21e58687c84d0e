"""Who pays for opportunities, and the funds of the club, cut to what a reader sees of each."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from estate.club.codes import FundingSource, FundKind, Movement
from estate.db import tables as t
from estate.errors import NotFound
from estate.register import visibility as v
from estate.register.queries.opportunities import demand_club
from estate.rows import Rows

x, f, paid = t.opportunity_funding.c, t.fund.c, t.fund_contribution.c
o, bid = t.organisation.c, t.opportunity_bid_figure.c
_SERIES = (
    x.opportunity_id,
    x.organisation_code,
    x.source,
    x.fund_id,
    x.name,
    x.movement,
    x.financial_year,
)


def funding(connection: Connection, sighted: Mapping[UUID, v.Reader]) -> dict[UUID, Rows]:
    """The latest of each line of funding, by opportunity; name, amount and note where shown."""
    alike: dict[v.Reader, list[UUID]] = defaultdict(list)
    for key, reader in sighted.items():
        alike[reader].append(key)
    found: dict[UUID, Rows] = defaultdict(list)
    for reader, keys in alike.items():
        for row in connection.execute(_latest(reader).where(x.opportunity_id.in_(keys))).mappings():
            found[row["opportunity_id"]].append(dict(row))
    return found


def lent_since(
    connection: Connection,
    opportunity_id: UUID,
    source: FundingSource,
    fund_id: UUID | None,
    name: str | None,
) -> str | None:
    """From which financial year a source has money in an opportunity, by the latest word of each
    body and year; None where it has none. For the rule of repayments, and for no reader."""
    latest = (
        select(x.financial_year, x.amount_gbp)
        .where(
            x.opportunity_id == opportunity_id,
            x.source == source.value,
            x.fund_id.is_not_distinct_from(fund_id),
            x.name.is_not_distinct_from(name),
            x.movement == Movement.FUNDING.value,
        )
        .ext(distinct_on(*_SERIES))
        .order_by(*_SERIES, x.sequence.desc())
        .subquery("latest")
    ).c
    first = select(func.min(latest.financial_year)).where(latest.amount_gbp > 0)
    return connection.execute(first).scalar_one_or_none()


def drawn(connection: Connection, fund_id: UUID) -> int:
    """How many lines of funding move money of a fund, in all opportunities there are."""
    rows = connection.execute(_latest(None).where(x.fund_id == fund_id))
    return len(rows.all())


def _latest(reader: v.Reader | None) -> Any:
    """Every series' last line; without a reader, which there are and no more."""
    plain = (
        x.opportunity_id,
        x.organisation_code,
        x.source,
        x.fund_id,
        x.movement,
        x.financial_year,
        x.repayable,
    )
    deep = (
        []
        if reader is None
        else v.select_list(
            reader, t.opportunity_funding, ["name", "amount_gbp", "note"], x.organisation_code
        )
    )
    return select(*plain, *deep).ext(distinct_on(*_SERIES)).order_by(*_SERIES, x.sequence.desc())


def funds(connection: Connection, reader: v.Reader) -> Rows:
    """The funds of the club by name: ``fund_id``, ``name``, ``kind``, ``organisation_code`` and
    ``organisation``, who holds it."""
    demand_club(reader)
    statement = (
        select(
            f.fund_id, f.name, f.kind, f.organisation_code, t.organisation.c.name.label("holder")
        )
        .join(t.organisation, t.organisation.c.code == f.organisation_code)
        .order_by(f.name)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def contributions(connection: Connection, reader: v.Reader) -> dict[UUID, Rows]:
    """What each body pays into each fund in each year, the latest word of it."""
    demand_club(reader)
    series = (paid.fund_id, paid.organisation_code, paid.financial_year)
    statement = (
        select(*series, paid.amount_gbp, paid.note, o.name.label("organisation"))
        .join(t.organisation, o.code == paid.organisation_code)
        .ext(distinct_on(*series))
        .order_by(*series, paid.sequence.desc())
    )
    found: dict[UUID, Rows] = defaultdict(list)
    for row in connection.execute(statement).mappings():
        found[row["fund_id"]].append(dict(row))
    return found


def kind_of(connection: Connection, fund_id: UUID) -> FundKind:
    """Of which kind a fund is; ``NotFound``."""
    kind = connection.execute(select(f.kind).where(f.fund_id == fund_id)).scalar_one_or_none()
    if kind is None:
        raise NotFound("There is no such fund in this register.")
    return FundKind(kind)


def bid_figures(
    connection: Connection, reader: v.Reader, opportunity_ids: Collection[UUID]
) -> dict[UUID, Rows]:
    """The latest of each figure that bids ask for: ``figure``, ``amount``, ``source``."""
    demand_club(reader)
    series = (bid.opportunity_id, bid.figure)
    statement = (
        select(*series, bid.amount, bid.source)
        .where(bid.opportunity_id.in_(opportunity_ids))
        .ext(distinct_on(*series))
        .order_by(*series, bid.sequence.desc())
    )
    found: dict[UUID, Rows] = defaultdict(list)
    for row in connection.execute(statement).mappings():
        found[row["opportunity_id"]].append(dict(row))
    return found
