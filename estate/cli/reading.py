"""``estate candidates`` and ``estate savings``: what could be shared, and what it might save."""

import sys
from datetime import date
from typing import Annotated, Any

import orjson
import typer

from api import candidate_files, candidate_shapes, portfolio_shapes, saving_shapes
from api.page_words import pounds
from estate import codes
from estate.answers import Answers
from estate.cli.console import Json, print_json, print_table, say
from estate.cli.opening import reading
from estate.county_answers import top_down as estimate
from estate.errors import BadQuestion
from estate.portfolio_answers import best_set
from estate.register.visibility import CLUB, owner

Row = dict[str, Any]


def candidates(
    organisation: Annotated[str | None, typer.Option(help="Code of guest or host.")] = None,
    town: Annotated[str | None, typer.Option(help="Town of guest or host.")] = None,
    kind: Annotated[codes.CandidateKind | None, typer.Option(help="Pattern of sharing.")] = None,
    max_minutes: Annotated[float | None, typer.Option(help="Longest way, in minutes.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many to show, best first.")] = 20,
    as_owner: Annotated[
        str | None, typer.Option(help="Look with the eyes of this organisation's estates team.")
    ] = None,
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV on standard output.")] = False,
    as_geojson: Annotated[bool, typer.Option("--geojson", help="Lines, guest to host.")] = False,
) -> None:
    """Who could share with whom: possibilities for discussion, best first."""
    filters = {"organisation": organisation, "town": town, "kind": kind, "max_minutes": max_minutes}
    given = {name: value for name, value in filters.items() if value is not None}
    reader = CLUB if as_owner is None else owner(as_owner)
    if sum((as_json, as_csv, as_geojson)) > 1:
        raise BadQuestion("Choose one of --json, --csv and --geojson.")
    with reading() as connection:
        found = Answers().candidates(connection, reader, date.today(), best=limit, **given)
    rows = candidate_shapes.page(found, limit)
    if as_json:
        print_json({"numberMatched": found.matched, "candidates": rows,
                    "basis": "run-rate, club lens, before one-off costs; not additive",
                    "years": "each year from the guest's way out",
                    "price_base": found.assumptions.text("price_base"),
                    "assumption_set": found.assumptions.id,
                    "disclaimer": codes.DISCLAIMER})  # fmt: skip
    elif as_csv:
        sys.stdout.write(
            candidate_files.as_csv(rows, found.assumptions, found.matched).decode("utf-8-sig")
        )
    elif as_geojson:
        sys.stdout.write(
            orjson.dumps(candidate_files.as_lines(rows, found.assumptions)).decode() + "\n"
        )
    else:
        _print_candidates(rows, found.matched)


def _print_candidates(rows: list[Row], matched: int) -> None:
    shown = [
        (row["rank"], f"{row['guest']['name']} ({row['guest']['organisation']['code']})",
         f"{row['host']['name']} ({row['host']['organisation']['code']})", row["kind_label"],
         row["fit_label"], f"{row['minutes']:.0f}", f"{row['score']:.2f}",
         f"{100 * row['evidence']:.0f}%")
        for row in rows
    ]  # fmt: skip
    headings = ("", "Guest", "Host", "Kind", "Fit", "Minutes", "Score", "Evidence")
    print_table(f"{len(rows)} of {matched:,} candidates", headings, shown, numbers=3)
    say(codes.DISCLAIMER)


def savings(as_json: Json = False) -> None:
    """The top-down estimate, and beside it the best set of candidates with the gap named."""
    with reading() as connection:
        found = saving_shapes.top_down(estimate(connection, CLUB, date.today()))
        best = best_set(Answers(), connection, CLUB, date.today())
    together = portfolio_shapes.portfolio(best)
    if as_json:
        print_json(found | {"portfolio": together})
        return
    _print_top_down(found)
    _print_portfolio(together)


def _print_portfolio(found: Row) -> None:
    """Bottom-up: the best set, what was proved, the naive sum, and the gap to top-down."""
    net, naive = found["net"], found["naive"]
    lines = [
        ("A full year, before one-off cost", pounds(net["recurrent"]["central"])),
        ("of it: ends being paid", pounds(net["gross"])),
        ("of it: hosts pay more", pounds(-net["hosts"])),
        ("One-off cost, spread over years", pounds(-net["one_off_share"])),
        ("Left a year (annual equivalent)", pounds(net["central"])),
        ("Low and high of what is left", f"{pounds(net['low'])} to {pounds(net['high'])}"),
        ("Prices of", net["price_base"]),
        ("One-off cost, once", f"£{net['one_off_gbp']:,.0f}"),
        ("Imputed share of the pounds", f"{100 * net['imputed_share']:.0f}%"),
        ("Moves; buildings all occupiers could leave",
         f"{len(found['moves']):,}; {len(found['emptied']):,}"),
        (f"Naive sum of {naive['pairs']:,} pairs, double-counted",
         f"£{naive['every_pair_gbp_pa']:,.0f}"),
        ("Naive sum of each guest's best pair", f"£{naive['best_of_each_guest_gbp_pa']:,.0f}"),
    ]  # fmt: skip
    title = "Bottom-up: candidates that could all happen together, £ a year"
    print_table(title, ("", "£"), lines, numbers=1)
    say(found["solver"]["words"])
    beside = found["top_down"]
    steps = [
        (step["name"].replace("_", " ").capitalize(), step["text"],
         _signed(step["low"]["amount_gbp"]), _signed(step["high"]["amount_gbp"]))
        for step in beside["steps"]
    ]  # fmt: skip
    headings = ("Step", "Why", "From the low end", "From the high end")
    print_table("From top-down to bottom-up, £ a year", headings, steps, numbers=2)
    say(beside["statement"])
    say(found["disclaimer"])


def _signed(amount_gbp: float) -> str:
    return f"{'−' if amount_gbp < 0 else '+'}£{abs(amount_gbp):,.0f}"


def _print_top_down(found: Row) -> None:
    bases = [
        (b["label"], b["formula"], f"£{b['amount_gbp']:,.0f}",
         f"{100 * b['implied_share_low']:.2f}%–{100 * b['implied_share_high']:.2f}%")
        for b in found["bases"]
    ]  # fmt: skip
    print_table(
        "Premises cost a year", ("Base", "Formula", "£ a year", "Implied"), bases, numbers=2
    )
    low, high = found["saving"]["low"]["amount_gbp"], found["saving"]["high"]["amount_gbp"]
    say(f"Worcestershire's plan of 2010: £{low:,.0f}–£{high:,.0f} a year after year 5, gross of "
        "implementation.")  # fmt: skip
    if found["own_saving"] is not None:
        low, high = (found["own_saving"][end]["amount_gbp"] for end in ("low", "high"))
        say(f"The same shares of this register's own premises cost: £{low:,.0f}–£{high:,.0f}.")
    readings = [
        (
            r["label"],
            r["formula"],
            f"£{r['low']['amount_gbp']:,.0f}–£{r['high']['amount_gbp']:,.0f}",
        )
        for r in found["integration"]["readings"]
    ]
    title = "Service integration: not premises money, not included"
    print_table(title, ("Reading", "Formula", "£ a year"), readings, numbers=1)
    print_table("", ("", ""), [(s["name"], s["text"]) for s in found["statement"]])
