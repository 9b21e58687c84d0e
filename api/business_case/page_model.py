"""The page of a candidate's business case: its tables, rows made ready to be shown."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from api.business_case import assumptions_form as tried
from api.business_case import green_book_tables as green_book
from api.html.charts import schemes as charts
from api.html.format import DASH, Shown, about, day, estimate, number, per_cent, plainly, pounds
from api.html.tables import Column, Table
from api.methods import defaults as methods_defaults
from estate.answers.cases.business_case import SchemeAnswer
from estate.answers.cases.business_case_answer import shown
from estate.answers.cases.case_lenses import equivalents
from estate.answers.cases.case_sums import financial_year
from estate.codes import DISCLAIMER
from estate.rows import NewRow
from estate.savings import BusinessCase
from estate.savings.business_case import unsure_sign
from estate.savings.candidate_costs import PREMISES_COST
from estate.savings.candidate_inputs import KNOWN_WORDS, Input, Known
from estate.savings.estimates import Estimate
from estate.savings.figures import penny
from estate.savings.lenses import View


def tables(answer: SchemeAnswer) -> dict[str, Table]:
    """Every table of the page by its name."""
    case = answer.case
    made = (
        _lenses(case),
        _years(case),
        _shares(answer),
        _inputs(answer),
        _information(case),
        _application(case),
        tried.assumptions_table(case),
        *green_book.tables(case),
    )
    return {one.name: _as_sure_as_it_is(one, answer.exact) for one in made}


def _as_sure_as_it_is(table: Table, exact: bool) -> Table:
    """Pounds on the page no finer than they are known; files keep them as they are."""
    pounds_of = {column.key for column in table.columns if column.kind in ("pounds", "amount")}
    rows = [
        {key: _rough(value, exact) if key in pounds_of else value for key, value in row.items()}
        for row in table.rows
    ]
    return replace(table, rows=rows)


def _rough(value: Any, exact: bool) -> Any:
    """A cell in rounded pounds: a number, or words that begin with its pounds."""
    number = value.value if isinstance(value, Shown) else value
    if isinstance(number, str) or not isinstance(number, int | float | Decimal):
        return value
    if not isinstance(value, Shown):
        return Shown(about(number, exact), number)
    whole = pounds(number)
    return (
        Shown(about(number, exact) + value[len(whole) :], number)
        if value.startswith(whole)
        else value
    )


def _views(case: BusinessCase) -> list[tuple[str, str, View]]:
    """Key, heading and view of each lens: every partner, the club, the public purse."""
    names = {party.key: party.name for party in case.scheme.parties}
    partners = [
        (f"partner_{at}", names[str(one.party)], one) for at, one in enumerate(case.partners, 1)
    ]
    return [
        *partners,
        ("club", "Club", case.club),
        ("economic", "Whole public sector", case.economic),
    ]


def _lenses(case: BusinessCase) -> Table:
    """The measures down, the lenses across."""
    views = _views(case)
    rows = [
        {"measure": words, **{key: show(case, one) for key, _, one in views}}
        for words, show in _MEASURES
    ]
    columns = (
        Column("measure", "Measure"),
        *(Column(key, heading, "amount") for key, heading, _ in views),
    )
    note = (
        f"£ at {case.price_base} prices, real, over {case.cash.horizon_years} years after "
        f"{financial_year(case, 0)}. Club: all its organisations together; what one pays another "
        "cancels out. Whole public sector: the club without business rates, which another public "
        "body receives."
    )
    return Table("lenses", "Who gains", columns, rows, note)


def _payback(case: BusinessCase, found: View, year: int | None) -> str:
    if year is not None:
        return financial_year(case, year)
    return "never" if any(found.yearly_gbp) else DASH


def _peak(case: BusinessCase, found: View) -> str:
    return DASH if found.peak_need_year is None else financial_year(case, found.peak_need_year)


def _money(amount_gbp: Decimal) -> Shown:
    """Pounds on the page, and to the penny in a file."""
    return Shown(pounds(amount_gbp), penny(amount_gbp))


def _npv(case: BusinessCase, found: View) -> Shown:
    """The net present value, or that its sign is not known, with its range."""
    unsure = unsure_sign(case, found)
    if unsure is None:
        return _money(found.npv_gbp)
    low, high = map(estimate, (unsure.p10_gbp, unsure.p90_gbp))
    words = f"not known: {low} to {high}"
    return Shown(words, words)


def _equivalent(case: BusinessCase, found: View, *, first: bool) -> Shown:
    """Of all years counted, or of a shorter period, which the words name."""
    if unsure_sign(case, found) is not None:
        return Shown("not known", "not known")
    told = equivalents(case, found)
    years, amount = list(told.items())[-1 if first else 0]
    words = f"{_money(amount)} a year" + (f" over {years} years" if first else "")
    return Shown(words, amount)


def _ratio(found: View) -> Shown:
    ratio = found.benefit_cost_ratio
    return Shown(number(ratio, 1), None if ratio is None else round(ratio, 4))


_MEASURES: tuple[tuple[str, Callable[[BusinessCase, View], str]], ...] = (
    ("Net present value", lambda case, v: _npv(case, v)),
    ("The same as a yearly amount", lambda case, v: _equivalent(case, v, first=False)),
    ("The same over the first years alone", lambda case, v: _equivalent(case, v, first=True)),
    ("Yearly gain at the end of the years counted", lambda _, v: _money(v.run_rate_gbp_pa)),
    ("One-off cost, undiscounted", lambda _, v: _money(v.one_off_gbp)),
    ("Benefit-cost ratio", lambda _, v: _ratio(v)),
    ("Paid back in", lambda case, v: _payback(case, v, v.payback_year)),
    ("Paid back in, discounted", lambda case, v: _payback(case, v, v.discounted_payback_year)),
    ("Most money out at one time", lambda _, v: _money(v.peak_need_gbp)),
    ("Most is out in", _peak),
)


def _years(case: BusinessCase) -> Table:
    views = _views(case)
    names = charts.financial_years(case)
    running, rows = Decimal(0), []
    for at, name in enumerate(names):
        running += case.club.yearly_gbp[at]
        rows.append(
            {
                "year": name,
                **{f"{key}_gbp": one.yearly_gbp[at] for key, _, one in views},
                "running_gbp": running,
                "factor": f"{case.discounting.factor(at):.4f}",
            }
        )
    columns = (
        Column("year", "Year"),
        *(Column(f"{key}_gbp", heading, "pounds") for key, heading, _ in views),
        Column("running_gbp", "Club, running sum", "pounds"),
        Column("factor", "Discount factor", "amount"),
    )
    note = f"£ a year, undiscounted, {case.price_base} prices; gains positive, costs negative."
    return Table("cash-flow", "Cash flow, year by year", columns, rows, note)


def _shares(answer: SchemeAnswer) -> Table:
    division = answer.case.division
    ranges = answer.case.range.partners
    rows = [
        {
            "partner": answer.names.get(party, party),
            "own_gbp": gain,
            "p10_gbp": round(ranges[party].p10_gbp, 2) + 0.0,  # no −0
            "p90_gbp": round(ranges[party].p90_gbp, 2) + 0.0,
            "equal_gbp": division.equal.shares_gbp.get(party, Decimal(0)),
            "shapley_gbp": None
            if division.shapley is None
            else division.shapley.shares_gbp.get(party, Decimal(0)),
        }
        for party, gain in division.gains_gbp.items()
    ]
    columns = (
        Column("partner", "Partner"),
        Column("own_gbp", "Before any payment", "pounds"),
        Column("p10_gbp", "Low end (1 in 10 is lower)", "pounds"),
        Column("p90_gbp", "High end (1 in 10 is higher)", "pounds"),
        Column("equal_gbp", "Equal split", "pounds"),
        Column("shapley_gbp", "Fair split", "pounds"),
    )
    note = (
        "£, present value. There is an 8 in 10 chance that the result lies between the two ends. "
        "Fair split: each partner's share of the gain, by what it adds on average (Shapley value). "
        "Both splits are for discussion. Sums are rounded, so parts may not add up."
    )
    return Table("division", "Who gains, and how the gain could be divided", columns, rows, note)


def with_basis(table: Table, case: BusinessCase) -> Table:
    """The table as it goes into a file: each row says what its figures rest on."""
    told = {
        "basis": "present values and yearly sums as the headings say; indicative",
        "price_base": case.price_base,
        "horizon_years": case.cash.horizon_years,
        "assumption_set": case.assumptions.id,
        "assumptions_changed": case.assumptions.changes_in_words() or "none",
        "imputed_share": None if case.imputed_share is None else round(case.imputed_share, 4),
        "disclaimer": DISCLAIMER,
    }
    columns = (*table.columns, *(Column(name, name.replace("_", " ")) for name in told))
    return replace(table, columns=columns, rows=[{**row, **told} for row in table.rows])


def payments(answer: SchemeAnswer) -> list[NewRow] | None:
    """The side payments that would leave nobody worse off; None where none can."""
    compensation = answer.case.division.compensation
    if compensation is None:
        return None
    return [
        {
            "payer": answer.names.get(one.payer, one.payer),
            "payee": answer.names.get(one.payee, one.payee),
            "amount": one.present_value_gbp,
        }
        for one in compensation
    ]


def _inputs(answer: SchemeAnswer) -> Table:
    rows = [
        {
            "what": one.label,
            "value": _posts(one, answer) or _value(one.value, one.unit, answer),
            "known": KNOWN_WORDS[one.known].capitalize(),
            "source": plainly(one.source),
            "assumptions": Shown(tried.called(one.assumptions) or DASH, ", ".join(one.assumptions)),
            "method": methods_defaults.address(one.assumptions[0]) if one.assumptions else None,
        }
        for one in answer.inputs
    ]
    columns = (
        Column("what", "What went in"),
        Column("value", "Value"),
        Column("known", "How it is known"),
        Column("source", "Where from"),
        Column("assumptions", "Assumptions behind it", "long", link="method"),
    )
    return Table("inputs", "What went in, and how it is known", columns, rows)


def _posts(one: Input, answer: SchemeAnswer) -> Shown | None:
    """Posts that are estimated from an area are no surer than whole ones; a file has them all."""
    if one.unit != "FTE" or not one.imputed or not isinstance(one.value, Decimal):
        return None
    whole = _whole(one.value, one.unit, answer)
    return Shown(f"about {plainly(_whole(Decimal(round(one.value)), one.unit, answer))}", whole)


def costs_words(answer: SchemeAnswer) -> str:
    """From which year's costs the pounds come, in a sentence; empty where no cost stands behind."""
    told = next((one for one in answer.inputs if one.label == PREMISES_COST), None)
    if told is None:
        return ""
    if told.known is Known.IMPUTED:
        return f"The saving rests on a premises cost that is estimated: {told.source}."
    return f"The saving rests on {told.source}."


def _value(value: Decimal | Estimate | date | str | None, unit: str, answer: SchemeAnswer) -> str:
    """A value with its unit; a sum from bands no finer than it is known, and whole in a file."""
    whole = _whole(value, unit, answer)
    if value is None or answer.exact or not unit.startswith(("GBP", "£")) or " per " in unit:
        return whole
    over = unit.removeprefix("GBP").removeprefix("£").strip()
    return Shown(plainly(f"{_from_bands(value)} {over}".strip()), whole)


def _whole(value: Decimal | Estimate | date | str | None, unit: str, answer: SchemeAnswer) -> str:
    """A value with its unit, its sign at each figure: £350 (£200 to £600) per m², 8% of works."""
    if value is None:
        return "not known"
    unit = unit.replace("GBP", "£")
    sign = unit[0] if unit.startswith(("£", "%")) else ""
    before, after = ("", sign) if sign == "%" else (sign, "")
    if isinstance(value, Estimate):
        ends = (value.central, value.low, value.high)
        central, low, high = (f"{before}{one:,.0f}{after}" for one in ends)
        text = f"{central} ({low} to {high})"
    elif isinstance(value, Decimal):
        digits = 0 if value == round(value) or value >= 100 else 1
        text = f"{before}{number(value, digits)}{after}"
    else:
        text = day(shown(value, answer)) if isinstance(value, date) else value
    return plainly(f"{text} {unit.removeprefix(sign).strip()}".strip())


def _from_bands(value: Decimal | Estimate | date | str) -> str:
    """A sum that somebody who sees bands is shown; assumptions (£350 per m²) stand as they are."""
    if isinstance(value, Estimate):
        central, low, high = (estimate(one) for one in (value.central, value.low, value.high))
        return f"{central} ({low} to {high})"
    return estimate(value) if isinstance(value, Decimal) else str(value)


def _information(case: BusinessCase) -> Table:
    rows = [
        {
            "figure": charts.figure_words(one.figure),
            "narrowing_gbp": round(one.narrowing_gbp),
            "share": one.narrowing_share,
        }
        for one in case.range.information
        if one.narrowing_gbp > 0.5
    ][:8]
    columns = (
        Column("figure", "Figure"),
        Column("narrowing_gbp", "Narrows the range by", "pounds"),
        Column("share", "Share", "per_cent"),
    )
    empty = "Every figure that matters is measured: nothing to ask for."
    note = "How much surer the result would be if we had the real figure."
    return Table("information", "What to ask for first", columns, rows, note, empty)


def _application(case: BusinessCase) -> Table:
    """Default: nothing is allocated."""
    stated = {one.party: one for one in case.scheme.application}
    names = {party.key: party.name for party in case.scheme.parties}
    rows = []
    for one in case.partners:
        told = stated.get(str(one.party))
        rows.append(
            {
                "partner": names[str(one.party)],
                "gain_gbp_pa": one.run_rate_gbp_pa,
                "double_running": Decimal(0) if told is None else told.double_running,
                "bottom_line": Decimal(0) if told is None else told.bottom_line,
                "returned": Decimal(0) if told is None else told.returned_to_centre,
                "unallocated": Decimal(1) if told is None else told.unallocated,
            }
        )
    columns = (
        Column("partner", "Partner"),
        Column("gain_gbp_pa", "Yearly gain", "pounds"),
        Column("double_running", "Meets double running", "per_cent"),
        Column("bottom_line", "Kept by the body", "per_cent"),
        Column("returned", "Returned to the centre", "per_cent"),
        Column("unallocated", "Not allocated", "per_cent"),
    )
    note = (
        "For the partners to agree: nothing is allocated unless they say so. A scheme of your own "
        "may say it (under 'application' at /api/v1/savings/business-case)."
    )
    return Table("application", "What the savings would be used for", columns, rows, note)


#: Short names of what an estimate rests on → the same for whoever reads the page.
_RESTS_ON = {
    "Phase profile": "How savings build up",
    "Service integration": "Joining services up",
}


def statement_in_words(found: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """What the case rests on, in the page's words; the files have the short names."""
    return [
        (_RESTS_ON.get(name, name), "not counted" if text == "off (k = 0)" else text)
        for name, text in found
    ]


def headline(answer: SchemeAnswer, published: SchemeAnswer | None = None) -> list[NewRow]:
    """The figures at the top of the page; under changed assumptions beside the published ones."""
    rows = _headline(answer)
    if published is None:
        return rows
    return [
        {**row, "how": f"{row['how']}; as published {was['value']}"}
        for row, was in zip(rows, _headline(published), strict=True)
    ]


def _headline(answer: SchemeAnswer) -> list[NewRow]:
    """Five figures: the middle of what could come of it, and what it takes."""
    case, exact = answer.case, answer.exact
    npv, club = case.range.npv, case.club
    imputed = "not known" if case.imputed_share is None else per_cent(case.imputed_share)
    low, high = about(npv.p10_gbp, exact), about(npv.p90_gbp, exact)
    return [
        {
            "value": about(club.npv_gbp, exact),
            "what": f"Gain over {case.cash.horizon_years} years",
            "how": f"as planned, with an 8 in 10 chance of {low} to {high} "
            f"(net present value, {case.price_base} prices)",
        },
        {
            "value": about(club.run_rate_gbp_pa, exact),
            "what": "Gain a year",
            "how": "once everyone has moved",
        },
        {
            "value": about(club.peak_need_gbp, exact),
            "what": "Most money out at one time",
            "how": "before it pays back",
        },
        {
            "value": _payback(case, club, club.payback_year),
            "what": "Pays back in",
            "how": "counted in cash",
        },
        {"value": imputed, "what": "Estimated", "how": "of these sums, not reported"},
    ]


def cases(answer: SchemeAnswer) -> str:
    """The club's NPV with every driver at its worst, in its middle and at its best."""
    return ", ".join(about(npv, answer.exact) for npv in answer.case.cases.values())
