"""``estate readings``: how many people were counted in which building, over how many workplaces."""

import getpass
from pathlib import Path
from typing import Annotated

import typer

from estate import clock
from estate.cli.console import Whose, say, write_private
from estate.cli.opening import DryRun, done, reading, writing
from estate.intake.wording import counted
from estate.register.queries import organisations
from estate.register.queries import use_readings as query
from estate.register.visibility import owner
from estate.space import use_reading_files

app = typer.Typer(no_args_is_help=True, help="Counts of people in buildings, by file.")


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="A CSV as 'estate readings export' writes it.")],
    organisation: Whose,
    dry_run: DryRun = False,
) -> None:
    """Keep the counts of a file, all or none; what stands already changes nothing."""
    with writing(dry_run=dry_run) as connection:
        organisations.one(connection, owner(organisation), organisation)
        read, new = use_reading_files.bring(
            connection, file.read_bytes(), organisation, clock.today(), by=getpass.getuser()
        )
    done(f"{counted(read, 'reading')} read, {new:,} new.", dry_run=dry_run)


@app.command("export")
def export(
    out: Annotated[Path, typer.Argument(help="OUT.csv")],
    organisation: Whose,
) -> None:
    """Write an organisation's counts; read back, the file changes nothing."""
    with reading() as connection:
        organisations.one(connection, owner(organisation), organisation)
        rows = query.of(connection, owner(organisation))
    write_private(out, use_reading_files.written(rows))
    say(f"{counted(len(rows), 'reading')} written to {out}.")
