"""``estate standards``: how each organisation plans its space, from which day on."""

import getpass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from estate import clock
from estate.answers.organisations import space as answers_space
from estate.capacity import county_standard
from estate.cli.asking import asking
from estate.cli.console import Json, print_json, print_table, say, write_private
from estate.cli.opening import DryRun, done, writing
from estate.errors import BadQuestion
from estate.intake.wording import counted
from estate.register.queries import organisations
from estate.register.queries import space_standards as query
from estate.register.visibility import CLUB, owner
from estate.register.writes.space_standards import StandardFacts
from estate.space import standard_files as space_files
from estate.space.need_by_standard import NAMES, TERMS, day_words

app = typer.Typer(
    no_args_is_help=True,
    help="Space standards: m² for each desk, desks for each post, and what they rest on.",
)

FromDay = Annotated[
    datetime | None,
    typer.Option("--from", formats=["%Y-%m-%d"], help="From which day on; today if left out."),
]


@app.command("list")
def show(
    organisation: Annotated[
        str | None, typer.Option(help="All that this organisation ever set; else who has one now.")
    ] = None,
    as_json: Json = False,
) -> None:
    """The standards that hold today, or all of one organisation, beside the county's default."""
    with asking(CLUB if organisation is None else owner(organisation)) as context:
        if organisation is None:
            rows = query.all_of(context.connection, CLUB, context.today)
        else:
            organisations.one(context.connection, context.reader, organisation)
            rows = answers_space.standards(context, organisation)
        county = county_standard(context.assumptions)
    if as_json:
        print_json(rows)
        return
    lines = [
        (
            row["organisation_code"],
            day_words(row["valid_from"]),
            *(f"{float(row[name]):g}" for name in NAMES),
        )
        for row in rows
    ]
    lines.append(("all others", "county default", *(f"{getattr(county, n):g}" for n in NAMES)))
    headings = (
        "Organisation",
        "Valid from",
        *(f"{TERMS[n].label}, {TERMS[n].unit}" for n in NAMES),
    )
    print_table("Space standards", headings, lines, numbers=len(NAMES), whole=1)


@app.command("set")
def set_one(
    organisation: Annotated[str, typer.Argument(help="The organisation's code.")],
    m2_per_desk: Annotated[float, typer.Option(help="m² net for each desk.")],
    desks_per_post: Annotated[float, typer.Option(help="Desks for each post.")],
    source: Annotated[str, typer.Option(help="Which paper or decision it comes from.")],
    mobile_attendance: Annotated[
        float, typer.Option(help="Share of mobile posts that are in, 0 to 1.")
    ] = 1.0,
    meeting_m2_per_desk: Annotated[float, typer.Option(help="m² net to meet, each desk.")] = 0.0,
    storage_m2_per_desk: Annotated[float, typer.Option(help="m² net of storage, each desk.")] = 0.0,
    counter_m2: Annotated[float, typer.Option(help="m² net of a public counter.")] = 0.0,
    valid_from: FromDay = None,
    yes: Annotated[bool, typer.Option("--yes", help="Keep it without asking.")] = False,
) -> None:
    """Say what a standard would change, and keep it on your word; earlier ones are kept too."""
    today = clock.today()
    told = {
        "m2_per_desk": m2_per_desk,
        "desks_per_post": desks_per_post,
        "mobile_attendance": mobile_attendance,
        "meeting_m2_per_desk": meeting_m2_per_desk,
        "storage_m2_per_desk": storage_m2_per_desk,
        "counter_m2": counter_m2,
    }
    day = space_files.day_in_bounds(today if valid_from is None else valid_from.date(), today)
    facts = StandardFacts(organisation, day, space_files.checked(told), space_files.sourced(source))
    with asking(owner(organisation)) as context:
        organisations.one(context.connection, context.reader, organisation)
        found = answers_space.preview(context, facts)
    say(
        f"{organisation}, from {day_words(day)}: {counted(found.occupations, 'occupation')} with "
        f"posts or desks on record would need {found.after_m2:,.0f} m² in place of "
        f"{found.before_m2:,.0f} m²."
    )
    if not yes and not typer.confirm("Keep this standard?", err=True):
        raise BadQuestion("Nothing was kept.")
    with writing() as connection:
        new = answers_space.keep(connection, [facts], by=getpass.getuser())
    say("Kept." if new else "It stands like that already; nothing changed.")


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="A CSV as 'estate standards export' writes it.")],
    organisation: Annotated[
        str | None, typer.Option(help="Whose they are, where the rows do not say.")
    ] = None,
    dry_run: DryRun = False,
) -> None:
    """Keep the standards of a file, all or none; what stands already changes nothing."""
    found = space_files.read(file.read_bytes(), organisation)
    for facts in found:
        space_files.day_in_bounds(facts.valid_from, clock.today())
    with writing(dry_run=dry_run) as connection:
        new = answers_space.keep(connection, found, by=getpass.getuser())
    done(f"{counted(len(found), 'standard')} read, {new:,} new.", dry_run=dry_run)


@app.command("export")
def export(
    out: Annotated[Path, typer.Argument(help="OUT.csv")],
    organisation: Annotated[str | None, typer.Option(help="Of one alone.")] = None,
) -> None:
    """Write what holds from each day on; read back, the file changes nothing."""
    with asking(CLUB) as context:
        codes = sorted(organisations.names(context.connection))
        wanted = codes if organisation is None else [organisation]
        series = [answers_space.standards(context.seen_by(owner(code)), code) for code in wanted]
    rows = [row for one in series for row in answers_space.of_each_day(one)]
    write_private(out, space_files.written(rows))
    say(f"{counted(len(rows), 'standard')} written to {out}.")
