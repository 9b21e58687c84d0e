"""What the page of figures for bids shows, as tables."""

from typing import Any

from api.html.format import Shown, pounds
from api.html.tables import Column, Table, Withheld
from estate.answers.opportunities.bid_figures import HELD, BidFigures
from estate.club.codes import BidFigure

_UNKNOWN = Withheld("no case, or not shown")
_NOT_TYPED = Withheld("not on record")
_POUNDS = (*HELD, BidFigure.INWARD_INVESTMENT_GBP.value)


def amount(figure: str, value: float) -> Shown:
    """In the unit of the figure; land to the hundredth of a hectare."""
    if figure in _POUNDS:
        return Shown(pounds(value), value)
    words = f"{value:,.2f}".rstrip("0").rstrip(".")
    return Shown(words, value)


def tables(found: BidFigures) -> dict[str, Table]:
    """The tables of the page, by their names."""
    return {one.name: one for one in (totals(found), table(found), sources(found))}


def table(found: BidFigures) -> Table:
    """One opportunity a row."""
    columns = (
        Column("title", "Opportunity", link="page", small="number_words"),
        Column("stage", "Stage", small="lead"),
        *(Column(name, label, "pounds") for name, label in HELD.items()),
        *(Column(one.value, one.words, "amount") for one in BidFigure),
    )
    rows = []
    for one in found.opportunities:
        row: dict[str, Any] = {
            "title": one.title,
            "page": one.page,
            "number_words": f"No. {one.number}",
            "stage": one.stage_label,
            "lead": one.lead.name,
        }
        row |= {name: _known(getattr(one, name)) for name in HELD}
        row |= {each.value: _NOT_TYPED for each in BidFigure}
        row |= {each.figure.value: amount(each.figure, each.amount) for each in one.typed}
        rows.append(row)
    note = (
        f"Money is from the latest case's partner split at {found.price_base} prices, where you "
        "see all its shares. The other figures are as the lead has typed them. Estimates: "
        "nothing here says that a property will be sold."
    )
    return Table("bid-figures", "Figures for bids", columns, rows, note, "No opportunity is open.")


def _known(value: float | None) -> Any:
    return _UNKNOWN if value is None else value


def totals(found: BidFigures) -> Table:
    """Each figure together, with how many opportunities have it."""
    columns = (
        Column("figure", "Figure"),
        Column("amount", "Together", "amount"),
        Column("opportunities", "Opportunities that have it", "number"),
    )
    rows = [
        {
            "figure": one.figure_label,
            "amount": amount(one.figure, one.amount) if one.opportunities else Withheld("none"),
            "opportunities": one.opportunities,
        }
        for one in found.totals
    ]
    note = "Of what is shown to you; opportunities at every stage from idea to delivered."
    return Table("totals", "Together", columns, rows, note)


def sources(found: BidFigures) -> Table:
    """Where each typed figure comes from."""
    columns = (
        Column("title", "Opportunity", link="page", small="number_words"),
        Column("figure", "Figure"),
        Column("amount", "Amount", "amount"),
        Column("source", "Source", "long"),
    )
    rows = [
        {
            "title": one.title,
            "page": one.page,
            "number_words": f"No. {one.number}",
            "figure": each.figure_label,
            "amount": amount(each.figure, each.amount),
            "source": each.source,
        }
        for one in found.opportunities
        for each in one.typed
    ]
    return Table("sources", "Where they come from", columns, rows, "", "No figure was typed yet.")
