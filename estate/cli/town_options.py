"""``estate options``: what could happen in a town, and how sure that is."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from api.kept_cases.opening_from_plan import PlanOpened, opened
from api.towns.options_tables import table
from estate.answers.towns.hosts import HOW_TO_ASK as HOW_TO_OFFER
from estate.answers.towns.plan import town_plan
from estate.answers.towns.proof import files
from estate.answers.towns.question import TownAsked, TownQuestion, solve, town_question
from estate.answers.towns.wishes import HOW_TO_ASK
from estate.cli.asking import asking
from estate.cli.console import Json, err, out, print_json, print_table, say, write_private
from estate.cli.writing import doing_as_the_club, read
from estate.consolidation.town.highs import Told, Watch
from estate.errors import BadQuestion
from estate.exports.delimited_text import csv_bytes
from estate.register.visibility import CLUB, owner
from estate.rounding import about_pounds


def options(
    town: Annotated[str, typer.Argument(help="Name of the town.")],
    keep: Annotated[int | None, typer.Option(min=0, help="Buildings kept, at most.")] = None,
    wish: Annotated[list[str] | None, typer.Option(help=f"Any of {HOW_TO_ASK}.")] = None,
    place: Annotated[
        list[str] | None,
        typer.Option("--property", help="A building, by id or reference; else the whole town."),
    ] = None,
    within_m: Annotated[
        float | None, typer.Option(min=1, help="Only so many metres around the town's centre.")
    ] = None,
    on_record: Annotated[
        bool, typer.Option("--on-record", help="Keep to every wish on record besides.")
    ] = False,
    capital_gbp: Annotated[
        float | None, typer.Option("--capital", min=0, help="Paid once, at most, £.")
    ] = None,
    capital_gbp_pa: Annotated[
        float | None, typer.Option("--capital-a-year", min=0, help="In any year, at most, £.")
    ] = None,
    hub: Annotated[
        list[str] | None, typer.Option(help=f"A new hub as a host: '{HOW_TO_OFFER}'.")
    ] = None,
    venue: Annotated[
        list[str] | None, typer.Option(help="A venue as a host, by id (estate venues list).")
    ] = None,
    unrated: Annotated[bool, typer.Option(help="Unrated buildings take part.")] = False,
    dates: Annotated[str, typer.Option(help="Days for each step: one, two or yearly.")] = "two",
    seconds: Annotated[float, typer.Option(min=0.5, max=600, help="Time to look.")] = 20,
    as_owner: Annotated[
        str | None, typer.Option("--as", help="With this organisation's own figures.")
    ] = None,
    as_json: Json = False,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="The moves as CSV on standard output.")
    ] = False,
    title: Annotated[
        str | None,
        typer.Option("--open", help="Keep the plan and open an opportunity of this title."),
    ] = None,
    lead: Annotated[
        str | None, typer.Option(help="Code of the body that leads the opportunity.")
    ] = None,
    proof: Annotated[
        Path | None, typer.Option(help="Write files to check the plan with into this folder.")
    ] = None,
) -> None:
    """What could happen in a town: who could move where and when, what it costs and saves."""
    if as_json and as_csv:
        raise BadQuestion("Choose one of --json and --csv.")
    asked = TownAsked(
        town,
        tuple(place or ()),
        keep,
        unrated,
        dates,
        tuple(wish or ()),
        capital_gbp,
        capital_gbp_pa,
        within_m,
        tuple(hub or ()),
        tuple(venue or ()),
        on_record,
    )
    sent = None if title is None else read(PlanOpened, {"title": title, "lead": lead})
    with asking(CLUB if as_owner is None else owner(as_owner)) as context:
        question = town_question(context, asked)
        with _telling() as watch:
            solve(question, seconds, watch)
        if sent is not None:
            with doing_as_the_club() as do:
                made = opened(do, context, question, sent)
            say(f"Opened: {made.page}; it rests on the kept plan {made.kept_case_id}.")
    if proof is not None:
        _write(question, proof)
    if as_json:
        print_json(town_plan(question))
    elif as_csv:
        moves = table(question, "moves")
        typer.echo(csv_bytes(moves.lines(), moves.headings).decode("utf-8"), nl=False)
    else:
        _print(question)


@contextmanager
def _telling() -> Iterator[Watch]:
    """How far the search is, beside the data."""
    with err.status("Looking for a plan …") as status:

        def told(one: Told) -> None:
            words = f"Looking for a plan: {one.seconds:.0f} s"
            if one.worth_gbp is not None:
                words += (
                    f", {about_pounds(one.worth_gbp)} so far, at most {about_pounds(one.bound_gbp)}"
                )
            status.update(words)

        yield Watch(told)


def _write(question: TownQuestion, folder: Path) -> None:
    """Readable by its writer alone, as all that is written for the club."""
    made = files(question)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in made.items():
        write_private(folder / name, text.encode())
    say(f"{len(made)} files in {folder}: run check_plan.py there.")


def _print(question: TownQuestion) -> None:
    answer = town_plan(question)
    out.print(answer.sentence, markup=False)
    if answer.worth_gbp is None:
        return
    out.print(answer.standing.words, markup=False)
    for name in ("moves", "partners", "years"):
        made = table(question, name)
        if made.rows:
            columns = made.on_page
            lines = [[one.words(row[one.key]) for one in columns] for row in made.rows]
            print_table(made.title, [one.label for one in columns], lines)
    say(answer.travel.words)
    say(f"{answer.figures.capitalize()}.")
    say(answer.disclaimer)
