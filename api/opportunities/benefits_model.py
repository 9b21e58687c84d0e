"""What the page of benefits shows: tables and sentences."""

from collections.abc import Sequence
from typing import Any

from api.html.format import pounds
from api.html.tables import Column, Table, Withheld
from estate.answers.opportunities.benefits import Benefits, BenefitSums, EstimatesOff
from estate.club.benefits import FEW
from estate.club.codes import BenefitKind

_NONE = Withheld("none on record")
_NOT_SHOWN = Withheld("not shown to you")
_GROUPS = {"all": "", "organisation_kind": "kind of body", "track": "track"}
_SUM_COLUMNS = (
    Column("kind", "What"),
    Column("estimate_gbp", "Estimated", "pounds", small="estimates"),
    Column("actual_gbp", "Actual", "pounds", small="actuals"),
)


def tables(found: Benefits) -> dict[str, Table]:
    """The tables of the page, by their names."""
    made = (totals(found), how_wrong(found), bodies(found), years(found), lines(found))
    return {table.name: table for table in made}


def _money(value: float | None) -> Any:
    return _NONE if value is None else value


def _sum(one: BenefitSums) -> dict[str, Any]:
    return {
        "kind": one.kind_label.capitalize(),
        "estimate_gbp": _money(one.estimate_gbp),
        "estimates": _of(one.estimates, "estimate"),
        "actual_gbp": _money(one.actual_gbp),
        "actuals": _of(one.actuals, "figure"),
    }


def _later(found: Benefits, one: BenefitSums) -> dict[str, Any]:
    """In which later years the rest of it is estimated, where up to now there is nothing."""
    later = [
        year.financial_year
        for year in found.ahead
        for each in year.kinds
        if each.kind is one.kind and each.estimates
    ]
    if one.estimate_gbp is not None or not later:
        return {}
    return {"estimate_gbp": Withheld(f"estimated for {', '.join(later)}")}


def _later_words(found: Benefits) -> str:
    amounts = [
        f"{each.kind_label} {pounds(each.estimate_gbp)} in {year.financial_year}"
        for year in found.ahead
        for each in year.kinds
        if each.estimate_gbp is not None
    ]
    return f"Estimated for later years, and in no sum here: {'; '.join(amounts)}." * bool(amounts)


def _of(count: int, noun: str) -> str:
    return f"{count} yearly {noun}{'' if count == 1 else 's'}" if count else ""


def _base(found: Benefits) -> str:
    return f"Amounts in £ at {found.price_base} prices."


def totals(found: Benefits) -> Table:
    """Estimates together and actual figures together, side by side."""
    note = (
        f"Up to this financial year. {_base(found)} Two sums of different things: estimates and "
        "actual figures are never added, and not every estimate has an actual figure yet."
    )
    return Table(
        "totals",
        "Together: estimates, and actual figures",
        _SUM_COLUMNS,
        [_sum(one) | _later(found, one) for one in found.totals],
        note,
    )


def years(found: Benefits) -> Table:
    """The same by financial year."""
    rows = [
        {"financial_year": year.financial_year, **_sum(one)}
        for year in found.years
        for one in year.kinds
        if one.estimates or one.actuals
    ]
    columns = (Column("financial_year", "Financial year"), *_SUM_COLUMNS)
    return Table("years", "By year", columns, rows, _base(found), "No figure is shown to you.")


def bodies(found: Benefits) -> Table:
    """Each body's figures as far as they are shown."""
    columns = (
        Column("body", "Body"),
        *(
            Column(f"{kind.value}_{part}_gbp", f"{kind.words.capitalize()}: {part}", "pounds")
            for kind in BenefitKind
            for part in ("estimate", "actual")
        ),
        Column("shown", "Opportunities shown", "number"),
        Column("not_shown", "Not shown to you", "number"),
    )
    rows = [
        {
            "body": one.organisation.name,
            "shown": one.shown,
            "not_shown": one.not_shown,
            **{
                f"{each.kind.value}_{part}_gbp": _money(getattr(each, f"{part}_gbp"))
                if one.shown
                else _NOT_SHOWN
                for each in one.kinds
                for part in ("estimate", "actual")
            },
        }
        for one in found.bodies
    ]
    note = (
        f"{_base(found)} A body's figures are shown to itself, and to those that have an "
        "agreement with it. What is not shown to you is in no sum."
    )
    return Table("bodies", "By body", columns, rows, note, "No opportunity has been approved yet.")


def lines(found: Benefits) -> Table:
    """Every line that is shown."""
    columns = (
        Column("title", "Opportunity", link="page", small="number_words"),
        Column("body", "Body"),
        Column("financial_year", "Year", small="running"),
        Column("kind", "What"),
        Column("estimate_gbp", "Estimated", "pounds"),
        Column("actual_gbp", "Actual", "pounds"),
        Column("difference_gbp", "Difference", "pounds"),
        Column("reason", "Reason", "long", small="note"),
    )
    rows = [
        {
            "title": one.title,
            "page": one.page,
            "number_words": f"No. {one.number}",
            "body": one.organisation.name,
            "financial_year": one.financial_year,
            "running": "" if one.year_has_ended else "has not ended",
            "kind": one.kind_label.capitalize(),
            "estimate_gbp": _money(one.estimate_gbp),
            "actual_gbp": _money(one.actual_gbp),
            "difference_gbp": "" if one.difference_gbp is None else one.difference_gbp,
            "reason": one.reason_label or ("none on record" if one.difference_gbp else ""),
            "note": one.note or "",
        }
        for one in found.lines
    ]
    note = f"Difference: actual figure less estimate. {_base(found)}"
    return Table(
        "benefits", "By opportunity and year", columns, rows, note, "No figure is shown to you."
    )


def how_wrong(found: Benefits) -> Table:
    """How far estimates were off."""
    columns = (
        Column("group", "Of which", small="by"),
        Column("kind", "What"),
        Column("count", "Estimates compared", "number", small="of_nought"),
        Column("together", "Together", "amount"),
        Column("range", "From lowest to highest", "amount"),
        Column("warning", "How far to trust it", "long"),
        Column("together_per_cent", "together_per_cent", "file"),
        Column("lowest_per_cent", "lowest_per_cent", "file"),
        Column("highest_per_cent", "highest_per_cent", "file"),
        Column("estimate_gbp", "estimate_gbp", "file"),
        Column("actual_gbp", "actual_gbp", "file"),
    )
    rows = [_off(one) for one in found.how_wrong]
    note = (
        "How far actual figures are above (+) or below (−) their estimates, in per cent of the "
        "estimate. A running cost is compared over the years that have ended and have an actual "
        "figure. A one-off amount is compared whole, once the year it was estimated for has "
        "ended."
    )
    return Table(
        "how-wrong",
        "How far estimates were off",
        columns,
        rows,
        note,
        "Nothing can be compared yet: no estimate has an actual figure of a year that has ended.",
    )


def _off(one: EstimatesOff) -> dict[str, Any]:
    few = f"fewer than {FEW}: cases, not a rate"
    return {
        "group": one.group.capitalize(),
        "by": _GROUPS[one.by],
        "kind": one.kind_label.capitalize(),
        "count": one.count,
        "of_nought": f"{one.of_nought} more at nought" if one.of_nought else "",
        "together": _per_cent(one.together_per_cent),
        "range": _range(one),
        "warning": few if one.too_few_for_a_rate else "",
        "together_per_cent": one.together_per_cent,
        "lowest_per_cent": one.lowest_per_cent,
        "highest_per_cent": one.highest_per_cent,
        "estimate_gbp": one.estimate_gbp,
        "actual_gbp": one.actual_gbp,
    }


def _range(one: EstimatesOff) -> str:
    if one.lowest_per_cent is None:
        return ""
    return f"{_per_cent(one.lowest_per_cent)} to {_per_cent(one.highest_per_cent)}"


def _per_cent(value: float | None) -> str:
    """With its sign; nought has none."""
    if value is None:
        return "no per cent of nought"
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{abs(value):,.1f} %"


def not_shown_words(found: Benefits) -> str:
    """Of how many opportunities figures are not shown."""
    if not found.opportunities:
        return "No opportunity has been approved yet, and none has actual figures."
    if not found.hidden_in:
        return "All figures on record are shown to you."
    return (
        f"In {found.hidden_in} of the {found.opportunities} opportunities here, you are not shown "
        "the figures of every body. Those are in no sum on this page."
    )


def remarks(found: Benefits) -> list[str]:
    """What is left out, and what is missing."""
    said = [
        _later_words(found),
        _numbers("Actual figures, but never approved, so without an estimate", found.not_approved),
        _numbers("No day of first saving, so no estimate by year", found.undated),
    ]
    if found.not_restated:
        said.append(
            "Left out, because the price index tells nothing of their year: "
            f"{', '.join(found.not_restated)}."
        )
    if found.without_reason:
        said.append(
            f"Differences without a reason on record, in years that have ended: "
            f"{found.without_reason}."
        )
    return [one for one in said if one]


def _numbers(what: str, numbers: Sequence[int]) -> str:
    return f"{what}: nos. {', '.join(map(str, numbers))}." if numbers else ""
