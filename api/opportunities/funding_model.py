"""What the page of funding shows: tables and sentences."""

from typing import Any
from uuid import UUID

from api.html.tables import Column, Table, Withheld
from api.http.writing import Doing
from estate.answers.opportunities.funding import Funding, FundingLine, OpportunityFunding
from estate.club.codes import Movement
from estate.register.queries import funding as query

_UNKNOWN = Withheld("not known or not shown")
_NOT_SHOWN = Withheld("not shown to you")


def fund_keys(do: Doing) -> list[UUID]:
    """The funds that there are."""
    return [one["fund_id"] for one in query.funds(do.connection, do.reader)]


def tables(found: Funding) -> dict[str, Table]:
    """The tables of the page, by their names."""
    made = (gaps(found), years(found), lines(found), sources(found), balances(found), paid(found))
    return {table.name: table for table in made}


def _money(value: float | None) -> Any:
    return _UNKNOWN if value is None else value


def _base(found: Funding) -> str:
    return f"Amounts in £ at {found.price_base} prices."


def _title(one: OpportunityFunding) -> dict[str, Any]:
    return {"title": one.title, "page": one.page, "number_words": f"No. {one.number}"}


_TITLE = Column("title", "Opportunity", link="page", small="number_words")


def gaps(found: Funding) -> Table:
    """What each opportunity needs, has and lacks."""
    columns = (
        _TITLE,
        Column("stage", "Stage"),
        Column("needed_gbp", "Needed once", "pounds"),
        Column("found_gbp", "Found", "pounds", small="not_shown"),
        Column("gap_gbp", "Gap", "pounds"),
        Column("repay", "Without a repayment on record", "pounds"),
    )
    rows = [
        {
            **_title(one),
            "stage": one.stage_label,
            "needed_gbp": _money(one.needed_gbp),
            "found_gbp": _money(one.found_gbp),
            "not_shown": f"{one.not_shown} not shown to you" if one.not_shown else "",
            "gap_gbp": _money(one.gap_gbp),
            "repay": _money(one.without_repayment_gbp) if one.without_repayment_gbp != 0 else "",
        }
        for one in found.opportunities
    ]
    note = (
        f"{_base(found)} Gap: needed less found; below nought more has been found than is needed. "
        "Without a repayment on record: cash that is to be paid back."
    )
    return Table("gaps", "What is needed and found", columns, rows, note, "Nothing is known yet.")


def years(found: Funding) -> Table:
    """What is needed and what is found in each financial year, as a table."""
    columns = (
        _TITLE,
        Column("financial_year", "Financial year"),
        Column("needed_gbp", "Needed", "pounds"),
        Column("found_gbp", "Found", "pounds"),
        Column("gap_gbp", "Gap of the year", "pounds"),
        Column("still_to_find_gbp", "Still to find by its end", "pounds"),
    )
    rows = [
        {**_title(one), **{name.key: getattr(year, name.key) for name in columns[1:]}}
        for one in found.opportunities
        for year in one.years
    ]
    return Table("years", "Year by year", columns, rows, _base(found), "No year is known.")


def lines(found: Funding) -> Table:
    """Every contribution on record, as a table."""
    columns = (
        _TITLE,
        Column("body", "Body"),
        Column("source", "Source", small="out_of"),
        Column("financial_year", "Year", small="way"),
        Column("cash_gbp", "Cash", "pounds"),
        Column("at_price_base_gbp", f"At {found.price_base} prices", "pounds"),
        Column("note", "Note", "long"),
    )
    rows = [
        {
            **_title(one),
            "body": line.organisation.name,
            "source": line.source_label.capitalize(),
            "out_of": line.fund or line.name or "",
            "financial_year": line.financial_year,
            "way": _way(line),
            "cash_gbp": _NOT_SHOWN if line.cash_gbp is None else line.cash_gbp,
            "at_price_base_gbp": _money(line.at_price_base_gbp),
            "note": line.note or "",
        }
        for one in found.opportunities
        for line in one.lines
    ]
    return Table("lines", "Every source", columns, rows, "", "No funding is on record.")


def _way(one: FundingLine) -> str:
    if one.movement is Movement.REPAYMENT:
        return "paid back"
    return "to be paid back" if one.repayable else ""


def sources(found: Funding) -> Table:
    """What is found out of each source, of what is shown."""
    columns = (
        Column("source", "Source"),
        Column("opportunities", "Opportunities", "number"),
        Column("found_gbp", "Found", "pounds"),
    )
    rows = [
        {
            "source": one.source_label.capitalize(),
            "opportunities": one.opportunities,
            "found_gbp": one.found_gbp,
        }
        for one in found.sources
    ]
    note = f"{_base(found)} Of the amounts that are shown to you; repayments are not taken off."
    return Table("sources", "By source", columns, rows, note, "No amount is shown to you.")


def balances(found: Funding) -> Table:
    """Each fund by year, as far as its balance can be told."""
    columns = (
        Column("fund", "Fund", small="holder"),
        Column("financial_year", "Financial year"),
        Column("opening_gbp", "At its start", "pounds"),
        Column("contributed_gbp", "Paid in", "pounds"),
        Column("drawn_gbp", "Drawn", "pounds"),
        Column("repaid_gbp", "Paid back", "pounds"),
        Column("closing_gbp", "Balance at its end", "pounds", small="short"),
    )
    keys = [one.key for one in columns[2:]]
    rows = [
        {
            "fund": fund.name,
            "holder": f"{fund.kind_label}, held by {fund.holder.name}",
            "financial_year": year.financial_year,
            **{key: getattr(year, key) for key in keys},
            "short": "more is drawn than there is" if year.is_short else "",
        }
        for fund in found.funds
        for year in fund.years
    ]
    note = "An account: cash as it is paid, not restated."
    return Table("balances", "Balance by year", columns, rows, note, "No balance can be told.")


def paid(found: Funding) -> Table:
    """Who pays into which fund."""
    columns = (
        Column("fund", "Fund"),
        Column("body", "Body"),
        Column("financial_year", "Financial year"),
        Column("cash_gbp", "Cash", "pounds"),
        Column("note", "Note", "long"),
    )
    rows = [
        {
            "fund": fund.name,
            "body": one.organisation.name,
            "financial_year": one.financial_year,
            "cash_gbp": one.cash_gbp,
            "note": one.note or "",
        }
        for fund in found.funds
        for one in fund.contributions
    ]
    return Table("paid-in", "Paid into funds", columns, rows, "", "No body pays in yet.")


def warnings(found: Funding) -> list[str]:
    """What a meeting must not overlook."""
    said = []
    for fund in found.funds:
        short = [one for one in fund.years if one.is_short]
        if short:
            first = short[0]
            said.append(
                f"{fund.name}: at the end of {first.financial_year} draws "
                f"are £{-first.closing_gbp:,.2f} more than the fund holds."
            )
        if not fund.balance_is_shown:
            said.append(
                f"{fund.name}: its balance cannot be told to you, since a draw or a repayment is "
                "not shown to you."
            )
    return said
