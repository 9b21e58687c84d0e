"""``estate published``: areas, people, postcodes and spending from published files."""

import getpass
from datetime import date
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from estate import clock, codes
from estate.answers.residents import small_areas as answers
from estate.cli.asking import asking
from estate.cli.console import Json, print_json, print_table, progress_bar, say
from estate.cli.opening import reading, writing
from estate.codes import AreaMeasure, PublishedKind
from estate.errors import BadQuestion
from estate.intake.published.loading import Loading, beside_which, load, looked_at
from estate.register.visibility import CLUB
from estate.register.writes import published as writes

app = typer.Typer(
    no_args_is_help=True,
    help="Published files: small areas, their people, postcodes, names, and what bodies spend.",
)
_SHOWN = 12


@app.command("import")
def import_file(
    kind: Annotated[PublishedKind, typer.Argument(help="What the file brings.")],
    files: Annotated[
        list[Path], typer.Argument(help="The file; outlines, postcodes, names: several.")
    ],
    edition: Annotated[str, typer.Option(help="Which edition, as “Census 2021, TS007”.")],
    published: Annotated[str, typer.Option(help="Its day, as 2025-10-30.")],
    source: Annotated[str, typer.Option(help="Where it is from: publisher, address.")],
    licence: Annotated[str, typer.Option(help="As “Open Government Licence v3.0”.")],
    crs: Annotated[str | None, typer.Option(help="Projection of outlines without one.")] = None,
    district: Annotated[
        list[str] | None, typer.Option(help="Of a lookup: the county's districts, by code.")
    ] = None,
    column: Annotated[
        list[str] | None, typer.Option(help='Of figures: what a heading is, population="All".')
    ] = None,
    layer: Annotated[
        str | None, typer.Option(help="Sheet, layer or table of a zip, if there are several.")
    ] = None,
    year: Annotated[str | None, typer.Option(help="Of spending: its year, as 2008/09.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what it brings, and keep nothing.")
    ] = False,
) -> None:
    """Load a published file, whole or not at all, with its day, source and licence."""
    asked = Loading(
        kind=kind,
        paths=files,
        edition=edition,
        published_on=_day(published),
        source=source,
        licence=licence,
        crs=crs,
        districts=frozenset(district or ()),
        columns=_columns(column or []),
        financial_year=year,
        layer=layer,
    )
    if dry_run:
        with reading() as connection, progress_bar() as advance:
            brought = looked_at(connection, asked, today=clock.today(), progress=advance)
            beside = beside_which(connection, asked)
        say(
            f"{edition}: {brought.read:,} rows read, {len(brought.rows):,} would be kept, "
            f"{brought.elsewhere:,} of other places. Nothing was changed."
        )
        _remark(brought.taken, beside, brought.remarks)
        return
    with writing() as connection, progress_bar() as advance:
        found = load(connection, asked, today=clock.today(), by=getpass.getuser(), progress=advance)
    say(
        f"{edition}: {found.read:,} rows read, {found.kept:,} kept, {found.elsewhere:,} "
        f"of other places. Undo: estate published undo {found.published_file_id} --reason …"
    )
    _remark(found.taken, found.beside, found.remarks)


def _remark(taken: list[str], beside: str | None, remarks: list[dict[str, str]]) -> None:
    if taken:
        say(f"Read: {'; '.join(taken)}.")
    if beside:
        say(beside)
    if remarks:
        say(f"{len(remarks):,} to know of:")
        for one in remarks[:_SHOWN]:
            say(f"  {one['code']}: {one['reason']}")
        if len(remarks) > _SHOWN:
            say("  … all of them: estate published list --json, once it is loaded")


@app.command("list")
def list_all(
    every: Annotated[bool, typer.Option("--every", help="As well those undone.")] = False,
    as_json: Json = False,
) -> None:
    """The published files that stand, with their source and licence."""
    with asking(CLUB) as context:
        found = answers.files(context, every=every)
    if as_json:
        print_json(found)
        return
    lines = [
        [
            codes.label(one.kind),
            one.edition,
            one.published_on.isoformat(),
            f"{one.rows_kept:,}",
            one.licence,
            "undone" if one.undone_on else str(one.id),
        ]
        for one in found
    ]
    print_table("Published files", ["Kind", "Edition", "Day", "Kept", "Licence", "Id"], lines)


@app.command("undo")
def undo(
    published_file: Annotated[UUID, typer.Argument(help="Its id, as the list has it.")],
    reason: Annotated[str, typer.Option(help="Why.")],
) -> None:
    """Undo the loading of a file: an earlier edition stands again."""
    with writing() as connection:
        edition = writes.withdraw(
            connection,
            published_file,
            today=clock.today(),
            by=getpass.getuser(),
            reason=reason,
        )
    say(f"{edition} is undone.")


@app.command("areas")
def areas(as_json: Json = False) -> None:
    """The county's small areas with their people, and what they lack."""
    with asking(CLUB) as context:
        found = answers.small_areas(context)
    if as_json:
        print_json(found)
        return
    lines = [
        [
            one.code,
            one.name,
            "" if one.people is None else f"{one.people:,.0f}",
            "" if one.imd_decile is None else str(one.imd_decile),
            one.point_basis or "no place",
        ]
        for one in found.areas
    ]
    print_table("Small areas", ["Code", "Area", "People", "Decile", "Point"], lines)
    for lack in found.lacking[:_SHOWN]:
        what = codes.label(lack.measure) if lack.measure else "Place"
        say(f"{lack.code} {lack.name}: {what}: {lack.reason}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadQuestion(f"“{text[:40]}” is no day such as 2025-10-30.") from None


def _columns(given: list[str]) -> dict[AreaMeasure, str]:
    found = {}
    for one in given:
        name, equals, heading = one.partition("=")
        if not equals or name not in set(AreaMeasure):
            raise BadQuestion(
                f"“{one[:60]}”: write the measure and the heading, as population=All ages. "
                f"Measures: {', '.join(AreaMeasure)}."
            )
        found[AreaMeasure(name)] = heading
    return found
