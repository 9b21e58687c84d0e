"""Who pays for opportunities, and the funds of the club, as one reader may see them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from estate.answers.answer import Answer, Named, answer
from estate.answers.context import ReadContext
from estate.answers.opportunities.titles import title_of
from estate.club import funding as club
from estate.club.codes import ONWARD, FundingSource, FundKind, Movement, Stage
from estate.club.funding import Entry, FundYear
from estate.club.schedule import paid_on, year_of, year_words
from estate.codes import DISCLAIMER
from estate.frames import as_number
from estate.register.queries import funding as query
from estate.register.queries import opportunities as listed
from estate.register.queries import schedule as by_opportunity
from estate.rows import Row
from estate.savings.figures import penny

_NOUGHT = Decimal(0)


@answer
class FundingLine(Answer):
    """What one body finances of an opportunity, or pays back, in one financial year: cash, and the
    same at the price base; null where it is not shown."""

    organisation: Named
    source: FundingSource
    source_label: str
    fund: str | None
    name: str | None
    movement: Movement
    financial_year: str
    cash_gbp: float | None
    at_price_base_gbp: float | None
    repayable: bool | None
    note: str | None


@answer
class NeedYear(Answer):
    """What is needed and found in one year, GBP at the price base."""

    financial_year: str
    needed_gbp: float
    found_gbp: float
    gap_gbp: Annotated[float, Field(description="needed less found in this year")]
    still_to_find_gbp: Annotated[float, Field(description="running; below nought: more was found")]


@answer
class OpportunityFunding(Answer):
    """What one opportunity needs once and what has been found for it, GBP at the price base; null
    where a share, a day or an amount is not known or not shown."""

    number: int
    title: str
    page: str
    stage: Stage
    stage_label: str
    needed_gbp: float | None
    found_gbp: float | None
    gap_gbp: float | None
    years: list[NeedYear]
    lines: list[FundingLine]
    not_shown: Annotated[int, Field(description="lines whose amount is not shown to you")]
    repayable_gbp: Annotated[float | None, Field(description="cash that is to be paid back")]
    without_repayment_gbp: Annotated[
        float | None, Field(description="of it, without a repayment on record")
    ]


@answer
class FundYearLine(Answer):
    """One financial year of a fund, in cash."""

    financial_year: str
    opening_gbp: float
    contributed_gbp: float
    drawn_gbp: float
    repaid_gbp: float
    closing_gbp: float
    is_short: Annotated[bool, Field(description="more is drawn than there is")]


@answer
class Contribution(Answer):
    """What a body pays into a fund in one financial year, in cash."""

    organisation: Named
    financial_year: str
    cash_gbp: float
    note: str | None


@answer
class Fund(Answer):
    """A fund with its balance by year; ``years`` is empty where a draw is not shown to its reader,
    since the balance would be another (``balance_is_shown``)."""

    id: UUID
    name: str
    kind: FundKind
    kind_label: str
    holder: Named
    contributions: list[Contribution]
    balance_is_shown: bool
    years: list[FundYearLine]


@answer
class BySource(Answer):
    """What is found out of one source, of the amounts that are shown; GBP at the price base."""

    source: FundingSource
    source_label: str
    opportunities: int
    found_gbp: float


@answer
class Funding(Answer):
    """Who pays for opportunities from idea to delivered, of what is shown to the reader."""

    reader: str
    disclaimer: str
    price_base: str
    one_off_months_ahead: int
    opportunities: list[OpportunityFunding]
    sources: list[BySource]
    funds: list[Fund]


@dataclass(frozen=True)
class Seen:
    """The answer, and the bodies whose figures this reader was shown as a party."""

    funding: Funding
    parties: frozenset[str]


def funding(context: ReadContext) -> Seen:
    """All that this reader may see; ``NotAllowed`` for who is not of the club."""
    connection, reader = context.connection, context.reader
    rows = {row["opportunity_id"]: row for row in listed.listing(connection, reader)}
    sighted = by_opportunity.sights(connection, reader, list(rows), context.today)
    shares = by_opportunity.shares(connection, sighted)
    given = query.funding(connection, sighted)
    bodies = by_opportunity.bodies(connection, list(rows))
    places = listed.places_of(connection, reader, list(rows))
    names = {one["organisation_code"]: one["name"] for each in bodies.values() for one in each}
    held = query.funds(connection, reader)
    funds = {one["fund_id"]: one["name"] for one in held}
    months = round(context.assumptions.value("works_months"))
    made = [
        _of_one(
            context,
            row,
            title_of(dict(row), places.get(key, [])),
            shares.get(key, ()),
            given.get(key, ()),
            names,
            funds,
            months,
        )
        for key, row in rows.items()
        if row["stage"] in ONWARD
    ]
    found = Funding(
        reader=reader.kind.value,
        disclaimer=DISCLAIMER,
        price_base=context.assumptions.price_base,
        one_off_months_ahead=months,
        opportunities=[one for one in made if one.needed_gbp is not None or one.lines],
        sources=_sources(made),
        funds=_funds(context, held, [one for each in given.values() for one in each]),
    )
    shown = {
        one["organisation_code"]
        for each in (*shares.values(), *given.values())
        for one in each
        if one.get("one_off_gbp") is not None or one.get("amount_gbp") is not None
    }
    return Seen(found, frozenset(shown - {reader.organisation or ""}))


def _factor(context: ReadContext, year: str) -> Decimal | None:
    """What money of a year is multiplied by; None where the index tells nothing of it."""
    assumptions = context.assumptions
    covered = assumptions.price_index.covers(year)
    return assumptions.to_base(year) if covered else None


def _of_one(
    context: ReadContext,
    row: Row,
    title: str,
    shares: Sequence[Row],
    given: Sequence[Row],
    names: Mapping[str, str],
    funds: Mapping[UUID, str],
    months: int,
) -> OpportunityFunding:
    kept = [one for one in given if one.get("amount_gbp") != 0]
    entries = [_entry(one) for one in kept]
    years = {year_words(one.year): one.year for one in entries}
    factors = {
        number: factor
        for words, number in years.items()
        if (factor := _factor(context, words)) is not None
    }
    needed = _needed(context, row, shares, months)
    gap = club.gap(needed, entries, factors)
    repay = club.to_repay(entries)
    total = None if gap is None else sum((one.found_gbp for one in gap), _NOUGHT)
    whole = None if needed is None else sum(needed.values(), _NOUGHT)
    lines = [_line(one, names, funds, factors) for one in kept]
    return OpportunityFunding(
        number=row["number"],
        title=title,
        page=f"/opportunities/{row['opportunity_id']}",
        stage=Stage(row["stage"]),
        stage_label=Stage(row["stage"]).words,
        needed_gbp=as_number(whole),
        found_gbp=as_number(total),
        gap_gbp=None if whole is None or total is None else float(whole - total),
        years=[
            NeedYear(
                financial_year=year_words(one.year),
                needed_gbp=float(one.needed_gbp),
                found_gbp=float(one.found_gbp),
                gap_gbp=float(one.gap_gbp),
                still_to_find_gbp=float(one.still_to_find_gbp),
            )
            for one in gap or ()
        ],
        lines=sorted(
            lines, key=lambda one: (one.financial_year, one.organisation.name, one.source)
        ),
        not_shown=sum(one.amount_gbp is None for one in entries),
        repayable_gbp=None if repay is None else float(repay.repayable_gbp),
        without_repayment_gbp=None if repay is None else float(repay.without_a_repayment_gbp),
    )


def _by_year(one: FundingLine) -> tuple[str, str, str]:
    return one.financial_year, one.organisation.name, one.source


def _needed(
    context: ReadContext, row: Row, shares: Sequence[Row], months: int
) -> dict[int, Decimal] | None:
    """What is to be paid once, in its year, at the price base: all shares of the latest case where
    all are shown, else the one-off cost on record; None without either, or without the day."""
    first = row["first_saving_on"]
    if first is None or first.year <= 1 + months // 12:
        return None
    amounts = [_restated(context, one) for one in shares]
    known = [one for one in amounts if one is not None]
    total = row["one_off_gbp"]
    if shares and len(known) == len(amounts):
        total = sum(known, _NOUGHT)
    return None if total is None else {year_of(paid_on(first, months)): total}


def _restated(context: ReadContext, share: Row) -> Decimal | None:
    amount, factor = share.get("one_off_gbp"), _factor(context, share["price_base"])
    return None if amount is None or factor is None else penny(amount * factor)


def _entry(row: Row) -> Entry:
    fund = row["fund_id"]
    return Entry(
        row["organisation_code"],
        FundingSource(row["source"]),
        Movement(row["movement"]),
        int(row["financial_year"][:4]),
        row.get("amount_gbp"),
        None if fund is None else str(fund),
        row.get("name"),
        row["repayable"],
    )


def _line(
    row: Row, names: Mapping[str, str], funds: Mapping[UUID, str], factors: Mapping[int, Decimal]
) -> FundingLine:
    code, amount = row["organisation_code"], row.get("amount_gbp")
    factor = factors.get(int(row["financial_year"][:4]))
    restated = None if amount is None or factor is None else penny(amount * factor)
    source = FundingSource(row["source"])
    return FundingLine(
        organisation=Named(code, names.get(code, code)),
        source=source,
        source_label=source.words,
        fund=None if row["fund_id"] is None else funds.get(row["fund_id"]),
        name=row.get("name"),
        movement=Movement(row["movement"]),
        financial_year=row["financial_year"],
        cash_gbp=as_number(amount),
        at_price_base_gbp=as_number(restated),
        repayable=row["repayable"],
        note=row.get("note"),
    )


def _sources(made: Iterable[OpportunityFunding]) -> list[BySource]:
    found: dict[FundingSource, list[tuple[int, Decimal]]] = defaultdict(list)
    for one in made:
        for line in one.lines:
            if line.movement is Movement.FUNDING and line.at_price_base_gbp is not None:
                amount = Decimal(str(line.at_price_base_gbp))
                found[line.source].append((one.number, amount))
    return [
        BySource(
            source=source,
            source_label=source.words,
            opportunities=len({number for number, _ in found[source]}),
            found_gbp=float(sum((amount for _, amount in found[source]), _NOUGHT)),
        )
        for source in FundingSource
        if source in found
    ]


def _funds(context: ReadContext, held: Sequence[Row], given: Sequence[Row]) -> list[Fund]:
    paid = query.contributions(context.connection, context.reader)
    found = []
    for one in held:
        key = one["fund_id"]
        rows = [row for row in given if row["fund_id"] == key]
        # What moves in opportunities that the reader is not shown, or that were left, is in the
        # account all the same.
        is_whole = query.drawn(context.connection, key) == len(rows)
        contributed: dict[int, Decimal] = defaultdict(Decimal)
        for each in paid.get(key, ()):
            contributed[int(each["financial_year"][:4])] += each["amount_gbp"]
        years = club.balance(contributed, map(_entry, rows)) if is_whole else None
        found.append(
            Fund(
                id=key,
                name=one["name"],
                kind=FundKind(one["kind"]),
                kind_label=FundKind(one["kind"]).words,
                holder=Named(one["organisation_code"], one["holder"]),
                contributions=[_contribution(each) for each in paid.get(key, ())],
                balance_is_shown=years is not None,
                years=[_fund_year(each) for each in years or ()],
            )
        )
    return found


def _contribution(row: Row) -> Contribution:
    return Contribution(
        organisation=Named(row["organisation_code"], row["organisation"]),
        financial_year=row["financial_year"],
        cash_gbp=float(row["amount_gbp"]),
        note=row["note"],
    )


def _fund_year(one: FundYear) -> FundYearLine:
    return FundYearLine(
        financial_year=year_words(one.year),
        opening_gbp=float(one.opening_gbp),
        contributed_gbp=float(one.contributed_gbp),
        drawn_gbp=float(one.drawn_gbp),
        repaid_gbp=float(one.repaid_gbp),
        closing_gbp=float(one.closing_gbp),
        is_short=one.is_short,
    )
