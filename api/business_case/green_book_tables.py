"""Tables of a business case's page that stand beside it: do-minimum, budgets, flags, rents."""

from api.html.format import DASH, Shown, pounds
from api.html.tables import Column, Table
from estate.answers.cases.case_do_minimum import DO_MINIMUM_EXPLAINED, do_minimum_by_year
from estate.assumptions import words
from estate.rows import NewRow
from estate.savings import BusinessCase
from estate.savings.figures import penny


def tables(case: BusinessCase) -> tuple[Table, ...]:
    """The do-minimum, lease events, budgets, flags and market rents of a case, each as a table."""
    return (_do_minimum(case), _events(case), _budgets(case), _flags(case), _rents(case))


def _names(case: BusinessCase) -> dict[str, str]:
    return {party.key: party.name for party in case.scheme.parties}


def _do_minimum(case: BusinessCase) -> Table:
    found = case.do_minimum
    rows: list[NewRow] = [vars(one) for one in do_minimum_by_year(case)]
    rows.append(
        {
            "year": "Present value",
            "do_minimum_gbp": found.present_value_gbp,
            "of_it_backlog_gbp": case.discounting.present_value(found.backlog_gbp),
            "option_gbp": found.option_present_value_gbp,
            "backlog_avoided_gbp": found.avoided_present_value_gbp,
        }
    )
    columns = (
        Column("year", "Year"),
        Column("do_minimum_gbp", "Everybody stays", "pounds"),
        Column("of_it_backlog_gbp", "of it backlog of repairs", "pounds"),
        Column("option_gbp", "The move", "pounds"),
        Column("backlog_avoided_gbp", "Backlog no longer due", "pounds"),
    )
    note = f"£, {case.price_base} prices, costs positive, the club's. {DO_MINIMUM_EXPLAINED}"
    return Table("do-minimum", "If nothing moves (do-minimum)", columns, rows, note)


def _events(case: BusinessCase) -> Table:
    rows = [
        {
            "building": case.scheme.building[one.building].name,
            "on": one.shown,
            "words": one.words[0].upper() + one.words[1:],
        }
        for one in case.do_minimum.events
    ]
    columns = (
        Column("building", "Building"),
        Column("on", "On"),
        Column("words", "What is taken to happen"),
    )
    empty = "No lease of these buildings is on record."
    return Table("lease-events", "Leases, where everybody stays", columns, rows, "", empty)


def _budgets(case: BusinessCase) -> Table:
    names = _names(case)
    rows = [
        {
            "partner": names[one.party],
            "capital_gbp": one.capital_gbp,
            "revenue_gbp": one.revenue_gbp,
            "borrowable_gbp": one.borrowable_gbp,
            "borrows": one.borrows.words[0].upper() + one.borrows.words[1:],
        }
        for one in case.budgets
    ]
    columns = (
        Column("partner", "Partner"),
        Column("capital_gbp", "Capital", "pounds"),
        Column("revenue_gbp", "Revenue, once", "pounds"),
        Column("borrowable_gbp", "Could be borrowed", "pounds"),
        Column("borrows", "Borrowing"),
    )
    note = (
        "£, undiscounted; a minus means money coming in. Capital: fit-out, adaptation and ICT with "
        "their management and optimism bias. Revenue: removals, dilapidations, penalties, fees. "
        "The body's own accounts decide."
    )
    return Table("budgets", "Capital and revenue", columns, rows, note)


def _flags(case: BusinessCase) -> Table:
    names = _names(case)
    rows = []
    for one in case.flags:
        sum_ = DASH
        if one.amount_gbp is not None:
            sum_ = f"{pounds(one.amount_gbp)} {one.unit.removeprefix('GBP').strip()}"
        used = DASH
        if one.input is not None:
            value = words.value(one.input, case.assumptions.get(one.input))
            used = f"{words.label(one.input)}: {value}"
        rows.append(
            {
                "partner": names[one.party],
                "name": one.name,
                "applies": one.applies.capitalize(),
                "words": one.words[0].upper() + one.words[1:],
                "amount": Shown(sum_, None if one.amount_gbp is None else penny(one.amount_gbp)),
                "input": used,
            }
        )
    columns = (
        Column("partner", "Partner"),
        Column("name", "Question"),
        Column("applies", "Applies"),
        Column("words", "What it means"),
        Column("amount", "Sum", "amount"),
        Column("input", "Worked out with"),
    )
    note = "For each body's finance team: no accounts are kept here, none of it is in the figures."
    empty = "Nothing to ask."
    return Table("flags", "Questions of accounts and VAT", columns, rows, note, empty)


def _rents(case: BusinessCase) -> Table:
    rows = [
        {
            "charged_gbp_pa": one.charged_gbp_pa,
            "market_gbp_pa": one.market_gbp_pa,
            "difference_gbp_pa": one.charged_gbp_pa - one.market_gbp_pa,
        }
        for one in case.rents
    ]
    columns = (
        Column("charged_gbp_pa", "The host would charge", "pounds"),
        Column("market_gbp_pa", "At the market rent entered", "pounds"),
        Column("difference_gbp_pa", "Charge less market rent", "pounds"),
    )
    note = "£ a year. The charge is in the figures, the market rent is not."
    empty = "No market rent was entered: put one in under 'Try other assumptions'."
    return Table(
        "market-rent",
        "What the other building charges, beside a market rent",
        columns,
        rows,
        note,
        empty,
    )
