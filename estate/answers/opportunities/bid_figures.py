"""The figures that bids for One Public Estate ask for, of each opportunity."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from estate.answers.answer import Answer, Named, answer
from estate.answers.context import ReadContext
from estate.answers.opportunities.titles import title_of
from estate.club.codes import ONWARD, BidFigure, Stage
from estate.codes import DISCLAIMER
from estate.register.queries import benefits as figures
from estate.register.queries import funding as query
from estate.register.queries import opportunities as listed
from estate.register.queries import schedule as by_opportunity
from estate.rows import Row
from estate.savings.figures import penny

_NOUGHT = Decimal(0)


@answer
class Typed(Answer):
    """A figure that somebody has typed, in the unit that its name says, and its source."""

    figure: BidFigure
    figure_label: str
    amount: float
    source: str


@answer
class OpportunityBid(Answer):
    """The figures of one opportunity; money in GBP at the price base, null where a share of the
    latest case is not shown to its reader, or there is no case."""

    number: int
    title: str
    page: str
    stage: Stage
    stage_label: str
    lead: Named
    running_cost_saving_gbp_pa: float | None
    capital_receipt_gbp: float | None
    typed: list[Typed]


@answer
class BidTotal(Answer):
    """One figure of all opportunities that have it, and how many those are."""

    figure: str
    figure_label: str
    amount: float
    opportunities: int


@answer
class BidFigures(Answer):
    """All opportunities from idea to delivered; estimates, none of them a decision."""

    reader: str
    disclaimer: str
    price_base: str
    opportunities: list[OpportunityBid]
    totals: Annotated[list[BidTotal], Field(description="of figures that are shown to you")]


@dataclass(frozen=True)
class Seen:
    """The answer, and the bodies whose figures this reader was shown as a party."""

    bid_figures: BidFigures
    parties: frozenset[str]


#: What the split holds, by the name that a total has.
HELD = {
    "running_cost_saving_gbp_pa": "Running cost saving (£ a year)",
    "capital_receipt_gbp": "Capital receipts (£)",
}


def bid_figures(context: ReadContext) -> Seen:
    """All that this reader may see; ``NotAllowed`` for who is not of the club."""
    connection, reader = context.connection, context.reader
    rows = {
        row["opportunity_id"]: row
        for row in listed.listing(connection, reader)
        if row["stage"] in ONWARD
    }
    sighted = by_opportunity.sights(connection, reader, list(rows), context.today)
    shares = figures.estimates(connection, sighted, figures.latest_cases(connection, list(rows)))
    typed = query.bid_figures(connection, reader, list(rows))
    places = listed.places_of(connection, reader, list(rows))
    made = [
        _of_one(
            context,
            row,
            title_of(dict(row), places.get(key, [])),
            shares.get(key, ()),
            typed.get(key, ()),
        )
        for key, row in rows.items()
    ]
    shown = {
        one["organisation_code"]
        for key, each in shares.items()
        for one in each
        if figures.is_shown(sighted[key], one["organisation_code"])
    }
    found = BidFigures(
        reader=reader.kind.value,
        disclaimer=DISCLAIMER,
        price_base=context.assumptions.price_base,
        opportunities=made,
        totals=_totals(made),
    )
    return Seen(found, frozenset(shown - {reader.organisation or ""}))


def _of_one(
    context: ReadContext, row: Row, title: str, shares: Sequence[Row], typed: Iterable[Row]
) -> OpportunityBid:
    return OpportunityBid(
        number=row["number"],
        title=title,
        page=f"/opportunities/{row['opportunity_id']}",
        stage=Stage(row["stage"]),
        stage_label=Stage(row["stage"]).words,
        lead=Named(row["organisation_code"], row["lead"]),
        running_cost_saving_gbp_pa=_together(context, shares, "saving_gbp_pa"),
        capital_receipt_gbp=_together(context, shares, "receipt_gbp"),
        typed=[
            Typed(
                figure=BidFigure(one["figure"]),
                figure_label=BidFigure(one["figure"]).words,
                amount=float(one["amount"]),
                source=one["source"],
            )
            for one in sorted(typed, key=lambda one: list(BidFigure).index(one["figure"]))
        ],
    )


def _together(context: ReadContext, shares: Sequence[Row], name: str) -> float | None:
    """All shares of a case, restated and to the penny each; None unless every share is shown and
    of a year that the price index tells of. A share without a receipt brings none."""
    assumptions = context.assumptions
    if not shares or any(one.get("saving_gbp_pa") is None for one in shares):
        return None
    prices = {one["price_base"] for one in shares}
    if not all(assumptions.price_index.covers(year) for year in prices):
        return None
    amounts = (
        penny((one.get(name) or _NOUGHT) * assumptions.to_base(one["price_base"])) for one in shares
    )
    return float(sum(amounts, _NOUGHT))


def _totals(made: Sequence[OpportunityBid]) -> list[BidTotal]:
    found: dict[str, list[float]] = {
        name: [] for name in (*HELD, *(one.value for one in BidFigure))
    }
    for one in made:
        for name in HELD:
            if (held := getattr(one, name)) is not None:
                found[name].append(held)
        for typed in one.typed:
            found[typed.figure.value].append(typed.amount)
    return [
        BidTotal(
            figure=name,
            figure_label=HELD.get(name) or BidFigure(name).words,
            amount=float(sum((Decimal(str(one)) for one in amounts), _NOUGHT)),
            opportunities=len(amounts),
        )
        for name, amounts in found.items()
    ]
