"""``estate candidates`` and ``estate savings``: what could be shared, and what it might save."""

import sys
from datetime import date, datetime
from typing import Annotated

import orjson
import typer

from api.candidates import export_files as candidates_files
from api.candidates.page_model import order_words
from api.html.format import day, estimate
from estate import codes
from estate.answers import estate_wide
from estate.answers.candidates import candidate
from estate.answers.candidates.candidate import Candidate, Saving
from estate.answers.county.portfolio import best_set
from estate.answers.county.portfolio_answer import Beside, Portfolio, portfolio
from estate.answers.county.top_down import FigureRange, Reading, TopDown, top_down
from estate.answers.travelling import travelling
from estate.cli.asking import asking
from estate.cli.console import Json, print_json, print_table, say
from estate.colocation.question import SORTS, CandidateFilter
from estate.errors import BadQuestion
from estate.register.visibility import CLUB, owner

DayTyped = datetime | None
_DAY = ["%Y-%m-%d"]
_NAMED = "id or reference"


def candidates(
    organisation: Annotated[str | None, typer.Option(help="Code of guest or host.")] = None,
    town: Annotated[str | None, typer.Option(help="Town of guest or host.")] = None,
    guest_organisation: Annotated[str | None, typer.Option(help="Code of the guest.")] = None,
    host_organisation: Annotated[str | None, typer.Option(help="Code of the host.")] = None,
    place: Annotated[
        str | None, typer.Option("--property", help=f"Guest's or host's property: {_NAMED}.")
    ] = None,
    guest: Annotated[str | None, typer.Option(help=f"Property to leave: {_NAMED}.")] = None,
    host: Annotated[str | None, typer.Option(help=f"Property to move to: {_NAMED}.")] = None,
    kind: Annotated[codes.CandidateKind | None, typer.Option(help="Pattern of sharing.")] = None,
    fit: Annotated[str | None, typer.Option(help="fits or could_fit.")] = None,
    max_minutes: Annotated[float | None, typer.Option(help="Longest way, in minutes.")] = None,
    act_by_from: Annotated[DayTyped, typer.Option(formats=_DAY, help="Act by, first day.")] = None,
    act_by_until: Annotated[DayTyped, typer.Option(formats=_DAY, help="Act by, last day.")] = None,
    exit_from: Annotated[DayTyped, typer.Option(formats=_DAY, help="Way out, first day.")] = None,
    exit_until: Annotated[DayTyped, typer.Option(formats=_DAY, help="Way out, last day.")] = None,
    ways_out: Annotated[
        list[str] | None,
        typer.Option("--exit", help="Guests whose way out is dated, owned or unknown."),
    ] = None,
    min_saving: Annotated[
        float | None, typer.Option(help="Least central saving, £ a year.")
    ] = None,
    min_saving_low: Annotated[
        float | None, typer.Option(help="Least saving at the low end, £ a year.")
    ] = None,
    max_one_off: Annotated[
        float | None,
        typer.Option(help="Most one-off cost, £, before project management and optimism bias."),
    ] = None,
    moves: Annotated[
        str, typer.Option(help="whole, or part: of a need where the whole has no room.")
    ] = "whole",
    per_guest: Annotated[
        bool, typer.Option("--per-guest", help="Each guest once, with its best host.")
    ] = False,
    sort: Annotated[
        str, typer.Option(help=f"One of {', '.join(SORTS)}; unknown ones stand last.")
    ] = "rank",
    descending: Annotated[
        bool | None,
        typer.Option("--descending/--ascending", help="Largest savings first if left."),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many to show.")] = 20,
    as_owner: Annotated[
        str | None, typer.Option(help="Look with the eyes of this organisation's estates team.")
    ] = None,
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV on standard output.")] = False,
    as_geojson: Annotated[bool, typer.Option("--geojson", help="Lines, guest to host.")] = False,
) -> None:
    """Who could share with whom: possibilities for discussion, best first if not sorted."""
    question = CandidateFilter(
        organisation=organisation,
        guest_organisation=guest_organisation,
        host_organisation=host_organisation,
        town=town,
        property_id=place,
        guest_property_id=guest,
        host_property_id=host,
        kind=None if kind is None else kind.value,
        fit=fit,
        max_minutes=max_minutes,
        act_by_from=_day(act_by_from),
        act_by_until=_day(act_by_until),
        exit_from=_day(exit_from),
        exit_until=_day(exit_until),
        ways_out=tuple(ways_out or ()),
        min_saving_gbp_pa=min_saving,
        min_saving_low_gbp_pa=min_saving_low,
        max_one_off_gbp=max_one_off,
        moves=moves,
        per_guest=per_guest,
        sort=sort,
        descending=descending,
    )
    reader = CLUB if as_owner is None else owner(as_owner)
    if sum((as_json, as_csv, as_geojson)) > 1:
        raise BadQuestion("Choose one of --json, --csv and --geojson.")
    with asking(reader) as context:
        found = estate_wide.candidates(context, question, best=limit)
    rows = candidate.candidates(found, limit)
    if as_json:
        print_json(
            {
                "numberMatched": found.matched,
                "candidates": rows,
                "sorted": candidate.order(found),
                "basis": "a full year, for the club as a whole, before one-off costs; not additive",
                "years": "each year from the guest's way out",
                "price_base": found.assumptions.text("price_base"),
                "assumption_set": found.assumptions.id,
                "disclaimer": codes.DISCLAIMER,
            }
        )
    elif as_csv:
        sys.stdout.write(
            candidates_files.as_csv(
                rows, found.assumptions, found.matched, travel=travelling(found.ranking.facts)
            ).decode("utf-8-sig")
        )
    elif as_geojson:
        sys.stdout.write(
            orjson.dumps(candidates_files.as_lines(rows, found.assumptions)).decode() + "\n"
        )
    else:
        _print_candidates(rows, found.matched, order_words(found))


def _day(day: datetime | None) -> date | None:
    return None if day is None else day.date()


def _print_candidates(rows: list[Candidate], matched: int, order: str) -> None:
    shown = [
        (
            one.rank,
            f"{one.guest.name} ({one.guest.organisation.code})",
            f"{one.host.name} ({one.host.organisation.code})",
            one.kind_label,
            one.fit_label,
            _act_by(one),
            _range(one.saving),
            _money(one.one_off.central),
            f"{one.minutes:.0f}",
            f"{one.score:.2f}",
            f"{100 * one.evidence:.0f}%",
        )
        for one in rows
    ]
    headings = (
        "Rank",
        "Guest",
        "Host",
        "Kind",
        "Fit",
        "Act by",
        "Saving a year",
        "One-off cost",
        "Minutes",
        "Score",
        "Evidence",
    )
    print_table(f"{len(rows)} of {matched:,} sharing options", headings, shown, numbers=5)
    say(f"{order}.")
    say(codes.DISCLAIMER)


def _act_by(one: Candidate) -> str:
    words = day(one.acts_by) if one.acts_by else ""
    return f"{words} (past)" if words and one.act_by_passed else words


def _range(found: Saving) -> str:
    """The middle with both ends; a table that gives the middle alone looks surer than it is."""
    if found.low is None or found.high is None:
        return _money(found.central)
    return f"{_money(found.central)} ({_money(found.low)} to {_money(found.high)})"


def _money(amount_gbp: float | None) -> str:
    return "not known" if amount_gbp is None else estimate(amount_gbp)


def savings(as_json: Json = False) -> None:
    """The estimate from total cost, and beside it the best set of moves, with the gap named."""
    with asking(CLUB) as context:
        found = top_down(context)
        together = portfolio(best_set(context))
    if as_json:
        print_json(vars(found) | {"portfolio": together})
        return
    _print_top_down(found)
    _print_portfolio(together)


def _print_portfolio(found: Portfolio) -> None:
    """Bottom-up: the best set, what was proved, the naive sum, and the gap to top-down."""
    net, naive = found.net, found.naive
    lines = [
        ("A full year, before one-off cost", estimate(net.recurrent.central)),
        ("of it: ends being paid", estimate(net.gross)),
        ("of it: hosts pay more", estimate(-net.hosts)),
        ("One-off cost, spread over years", estimate(-net.one_off_share)),
        ("Left a year (annual equivalent)", estimate(net.central)),
        ("Low and high of what is left", f"{estimate(net.low)} to {estimate(net.high)}"),
        ("Prices of", net.price_base),
        ("One-off cost, once", estimate(net.one_off_gbp)),
        ("Estimated share of the pounds", f"{100 * net.imputed_share:.0f}%"),
        (
            "Moves; buildings all occupiers could leave",
            f"{len(found.moves):,}; {len(found.emptied):,}",
        ),
        (
            f"All {naive.pairs:,} moves that save anything, added up",
            estimate(naive.every_pair_gbp_pa),
        ),
        (
            f"{naive.guests:,} uses, each in the building that saves most",
            estimate(naive.best_of_each_guest_gbp_pa),
        ),
    ]
    title = "Moves that could all happen together, £ a year"
    print_table(title, ("", "£"), lines, numbers=1)
    say(found.solver.words)
    if found.top_down is not None:
        _print_gap(found.top_down)
    say(found.disclaimer)


def _print_gap(found: Beside) -> None:
    """What leads from the top-down range to the set."""
    steps = [
        (
            one.name.replace("_", " ").capitalize(),
            one.text,
            _signed(one.low.amount_gbp),
            _signed(one.high.amount_gbp),
        )
        for one in found.steps
    ]
    headings = ("Step", "Why", "From the low end", "From the high end")
    print_table("From top-down to bottom-up, £ a year", headings, steps, numbers=2)
    say(found.statement)


def _signed(amount_gbp: float) -> str:
    return f"{'−' if amount_gbp < 0 else '+'}{estimate(abs(amount_gbp))}"


def _print_top_down(found: TopDown) -> None:
    bases = [
        (
            one.label,
            one.formula,
            f"£{one.amount_gbp:,.0f}",
            f"{100 * (one.implied_share_low or 0):.2f}%–{100 * (one.implied_share_high or 0):.2f}%",
        )
        for one in found.bases
    ]
    print_table(
        "Premises cost a year", ("Base", "Formula", "£ a year", "Implied"), bases, numbers=2
    )
    say(
        f"Worcestershire's plan of 2010: {_ends(found.saving)} a year after year 5, gross of "
        "implementation."
    )
    if found.own_saving is not None:
        say(f"The same shares of this register's own premises cost: {_ends(found.own_saving)}.")
    readings = [(one.label, one.formula, _ends(one)) for one in found.integration.readings]
    title = "Service integration: not premises money, not included"
    print_table(title, ("Reading", "Formula", "£ a year"), readings, numbers=1)
    contracts = found.contracts
    say(
        f"Beside these and never added, procurement and rationalisation together at "
        f"{100 * contracts.share_low:.0f}–{100 * contracts.share_high:.0f}% of running cost: "
        f"Lewisham {_ends(contracts.published)} a year."
    )
    if contracts.own is not None:
        say(f"The same shares of this register's own premises cost: {_ends(contracts.own)}.")
    print_table("", ("", ""), [(one.name, one.text) for one in found.statement])


def _ends(found: FigureRange | Reading) -> str:
    return f"{estimate(found.low.amount_gbp)}–{estimate(found.high.amount_gbp)}"
