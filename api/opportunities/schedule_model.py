"""What the page of the schedule shows: a board, tables and sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from api.html.addresses import property_address
from api.html.charts import money
from api.html.tables import Column, Table, Withheld
from estate.answers.opportunities.schedule import AreaEffect, PlanYear, Schedule, Scheduled
from estate.club.codes import ONWARD, Stage, Track
from estate.club.schedule import RestsOn

CHART_TITLE = "Savings and cash of all opportunities counted"
_NOT_SHOWN = Withheld("not known or not shown")
_RESTS_ON = {
    RestsOn.SPLIT: "from the partner split of its business case",
    RestsOn.ESTIMATE: "estimate from the list of sharing options",
    RestsOn.NOTHING: "",
}


@dataclass(frozen=True)
class Lane:
    """The opportunities at one stage, in the programme's order."""

    stage: Stage
    cards: Sequence[Scheduled]


def board(found: Schedule) -> list[Lane]:
    """A lane for each stage on the way, and for those beside it where something stands."""
    lanes = [
        Lane(stage, [one for one in found.opportunities if one.stage is stage]) for stage in Stage
    ]
    return [lane for lane in lanes if lane.cards or lane.stage in ONWARD]


def tables(found: Schedule) -> dict[str, Table]:
    """The tables of the page, by their names."""
    made = (
        programme(found),
        years(found),
        savings(found),
        bodies(found),
        body_years(found),
        conflicts(found),
        areas(found),
        positions(found),
    )
    return {table.name: table for table in made}


def programme(found: Schedule) -> Table:
    """What is open, in the order of the club."""
    reasons = {one.number: one.reason for one in found.positions}  # the latest counts
    columns = (
        Column("rank", "Position", "number"),
        Column("title", "Opportunity", link="page", small="number_words"),
        Column("stage", "Stage", small="track"),
        Column("lead", "Led by"),
        Column("first_saving_on", "Date of first saving", "day"),
        Column("saving_gbp_pa", "Would save (£ a year)", "estimate", small="rests_on"),
        Column("one_off_gbp", "Would be paid once", "estimate"),
        Column("why", "Reason for this position", "long"),
    )
    rows = [
        {
            **_head(one),
            "track": "" if one.track is None else Track(one.track).words,
            "lead": one.lead.name,
            "why": reasons[one.number] if one.placed_by_hand else "",
        }
        for one in found.opportunities
        if one.rank is not None
    ]
    note = "Without a reason, stage and date of first saving give the position: furthest first."
    return Table(
        "programme", "The programme in its order", columns, rows, note, "No opportunity is open."
    )


def _head(one: Scheduled) -> dict[str, Any]:
    return {
        "rank": one.rank,
        "title": one.title,
        "page": one.page,
        "number_words": f"No. {one.number}",
        "stage": one.stage_label,
        "first_saving_on": one.first_saving_on or "not on record",
        "saving_gbp_pa": _money(one.saving_gbp_pa),
        "one_off_gbp": _money(one.one_off_gbp),
        "rests_on": _RESTS_ON[one.rests_on],
    }


def _money(value: float | None) -> Any:
    return _NOT_SHOWN if value is None else value


_YEAR_COLUMNS = (
    Column("financial_year", "Financial year"),
    Column("saving_gbp", "Would be saved", "estimate"),
    Column("one_off_gbp", "Would be paid once", "estimate"),
    Column("net_gbp", "Net", "estimate"),
    Column("cumulative_gbp", "Running sum", "estimate"),
)


def _year(one: PlanYear) -> dict[str, Any]:
    return {column.key: getattr(one, column.key) for column in _YEAR_COLUMNS}


def years(found: Schedule) -> Table:
    """The whole, year by year."""
    return Table(
        "years",
        "Year by year",
        _YEAR_COLUMNS,
        [_year(one) for one in found.years],
        counted_words(found),
    )


def savings(found: Schedule) -> Table:
    """Each opportunity that is counted, with the saving of each year."""
    labels = [one.financial_year for one in found.years]
    columns = (
        Column("rank", "Position", "file"),
        Column("title", "Opportunity", link="page", small="number_words"),
        Column("stage", "Stage"),
        Column("one_off_gbp", "Would be paid once", "estimate"),
        Column("peak_cash_gbp", "Peak cash", "estimate"),
        *(Column(label, label, "estimate") for label in labels),
    )
    rows = [
        {
            **_head(one),
            "peak_cash_gbp": one.peak_cash_gbp,
            **dict(zip(labels, one.savings_gbp, strict=True)),
        }
        for one in found.opportunities
        if one.savings_gbp
    ]
    return Table(
        "savings",
        "Saving of each opportunity by year",
        columns,
        rows,
        "Savings alone, in £; what would be paid once is shown beside them.",
        "No opportunity is counted yet.",
    )


def bodies(found: Schedule) -> Table:
    """What falls to each body, of the shares that are shown."""
    columns = (
        Column("body", "Body"),
        Column("saving_gbp_pa", "Would save (£ a year)", "estimate"),
        Column("one_off_gbp", "Would pay once", "estimate"),
        Column("peak_cash_gbp", "Peak cash", "estimate"),
        Column("shown", "Shares counted", "number"),
        Column("not_shown", "Not shown, or no split yet", "number"),
    )
    rows = [
        {
            "body": one.organisation.name,
            "saving_gbp_pa": _money(one.saving_gbp_pa),
            "one_off_gbp": _money(one.one_off_gbp),
            "peak_cash_gbp": _money(one.peak_cash_gbp),
            "shown": one.shown,
            "not_shown": one.not_shown,
        }
        for one in found.bodies
    ]
    note = (
        "A body's shares are shown to itself, and to those that have an agreement with it. What "
        "is not shown to you is in no figure. Peak cash is the most that has been paid out, net, "
        "at the end of any year here."
    )
    return Table("bodies", "By body", columns, rows, note, "No opportunity has a date yet.")


def body_years(found: Schedule) -> Table:
    """The shares that are shown, body by body and year by year."""
    rows = [
        {"body": one.organisation.name, **_year(year)} for one in found.bodies for year in one.years
    ]
    columns = (Column("body", "Body"), *_YEAR_COLUMNS)
    return Table("body-years", "By body and year", columns, rows, "", "No share is shown to you.")


def conflicts(found: Schedule) -> Table:
    """Opportunities that together need more room of a host than it has to spare, as a table."""
    columns = (
        Column("words", "What overlaps", "long"),
        Column("place", "Property", link="page"),
        Column("need_m2", "They need", "square_metres"),
        Column("spare_m2", "To spare", "square_metres"),
        Column("numbers", "Nos.", "file"),
    )
    rows = [
        {
            "words": one.words,
            "place": one.place,
            "page": property_address(one.property_id),
            "need_m2": one.need_m2 if one.need_m2 is not None else "",
            "spare_m2": one.spare_m2 if one.spare_m2 is not None else "",
            "numbers": ", ".join(map(str, one.numbers)),
        }
        for one in found.conflicts
    ]
    return Table(
        "conflicts",
        "What overlaps",
        columns,
        rows,
        "Among opportunities from idea to in delivery, by what you see of them.",
        "Nothing that you see overlaps.",
    )


def areas(found: Schedule) -> Table:
    """What there is for each area of need."""
    columns = (
        Column("name", "Area of need", link="page"),
        Column("count", "Opportunities", "number", small="numbers"),
        Column("kept", "Kept cases", "number"),
        Column("saving_gbp_pa", "Would save (£ a year)", "estimate", small="with_saving"),
    )
    rows = [
        {
            "name": one.name,
            "page": one.page,
            "count": len(one.numbers),
            "kept": len(one.kept_cases),
            "numbers": f"Nos. {', '.join(map(str, one.numbers))}" if one.numbers else "none",
            "saving_gbp_pa": _money(one.saving_gbp_pa),
            "with_saving": f"{one.with_saving} of {len(one.numbers)} with a figure on record",
        }
        for one in found.areas
    ]
    return Table(
        "areas",
        "By area of need",
        columns,
        rows,
        "By where the properties stand; one opportunity may count in several areas.",
        "No property of an opportunity or a kept case lies in an area of need.",
    )


def area_tables(found: Schedule, area: AreaEffect) -> dict[str, Table]:
    """What touches one area of need: its opportunities, and its kept business cases."""
    opportunities_in = [
        {
            "number": one.number,
            "title": one.title,
            "page": one.page,
            "stage": one.stage_label.capitalize(),
            "lead": one.lead.name,
            "first_saving_on": one.first_saving_on or "not dated",
            "saving_gbp_pa": _money(one.saving_gbp_pa),
        }
        for one in found.opportunities
        if one.number in area.numbers
    ]
    kept = [
        {
            "label": one.label,
            "page": one.page,
            "version": one.version,
            "kept_on": one.kept_on,
            "guest": one.guest or "not shown",
            "host": one.host or "not shown",
        }
        for one in area.kept_cases
    ]
    made = (
        Table(
            "opportunities",
            "Opportunities",
            (
                Column("number", "No.", "number"),
                Column("title", "Opportunity", link="page"),
                Column("stage", "Stage"),
                Column("lead", "Lead"),
                Column("first_saving_on", "First saving", "day"),
                Column("saving_gbp_pa", "Would save (£ a year)", "estimate"),
            ),
            opportunities_in,
            "On the way from idea to delivered, with a property in this area.",
            "None has a property here.",
        ),
        Table(
            "kept-cases",
            "Kept business cases",
            (
                Column("label", "Case", link="page"),
                Column("version", "Version", "number"),
                Column("kept_on", "Kept on", "day"),
                Column("guest", "Guest"),
                Column("host", "Host"),
            ),
            kept,
            "Whose guest or host stands here; figures stand in each, as they were sealed.",
            "None is about a place here.",
        ),
    )
    return {one.name: one for one in made}


def positions(found: Schedule) -> Table:
    """Every position that was given or taken back, the latest first."""
    columns = (
        Column("day", "Date", "day"),
        Column("number", "No.", "number"),
        Column("position", "Position given"),
        Column("reason", "Why", "long"),
    )
    rows = [
        {
            "day": one.recorded_at.date(),
            "number": one.number,
            "position": "by stage and date" if one.position is None else one.position,
            "reason": one.reason,
        }
        for one in reversed(found.positions)
    ]
    note, empty = "By administrators, for the club.", "The order has not been changed by hand."
    return Table("positions", "Every change of the order", columns, rows, note, empty)


def counted_words(found: Schedule) -> str:
    """What the plan counts, what it leaves out, and in which money."""
    counted = sum(bool(one.savings_gbp) for one in found.opportunities)
    estimated = sum(
        bool(one.savings_gbp) and one.rests_on is RestsOn.ESTIMATE for one in found.opportunities
    )
    months = found.one_off_months_ahead
    said = [
        f"Counted: {counted} from idea to delivered, {estimated} of them by an estimate.",
        f"What would be paid once falls {months} months before the first saving.",
        "Receipts are not counted.",
        "Amounts in £, undiscounted.",
        *_not_counted(found),
    ]
    said.append(f"At {found.price_base} prices.")
    if found.restated:
        numbers = ", ".join(map(str, found.restated))
        said.append(f"The splits of no. {numbers} are of another year's prices and are restated.")
    return " ".join(said)


def nothing_counted_words(found: Schedule) -> str | None:
    """What stands in the plan's stead while it counts nothing; None where it counts something."""
    if any(one.savings_gbp for one in found.opportunities):
        return None
    missing = _not_counted(found)
    return " ".join(
        (
            "Nothing is counted yet. An opportunity counts once you can see its date of first "
            "saving, its saving and its one-off cost.",
            *missing,
        )
    )


def _not_counted(found: Schedule) -> list[str]:
    made = (
        _left_out("no date of first saving is on record", found.undated),
        _left_out("a figure is not known or not shown to you", found.unpriced),
        _left_out("its day is out of the plan's reach", found.beyond),
    )
    return [one for one in made if one]


def _left_out(why: str, numbers: Sequence[int]) -> str:
    return f"Not counted ({why}): nos. {', '.join(map(str, numbers))}." if numbers else ""


def cash(found: Schedule) -> tuple[list[str], list[float]]:
    """Years and their net sums, as the chart takes them."""
    return [one.financial_year for one in found.years], [one.net_gbp for one in found.years]


def cash_words(found: Schedule) -> str:
    """The chart as sentences."""
    return money.cash_flow_words(*cash(found))
