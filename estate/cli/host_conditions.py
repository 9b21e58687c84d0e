"""``estate conditions``: what is on record of schools' conditions as hosts."""

import getpass
from pathlib import Path
from typing import Annotated

import typer

from estate import clock
from estate.cli.console import Whose, say, write_private
from estate.cli.opening import DryRun, done, reading, writing
from estate.intake.wording import counted
from estate.register.queries import host_conditions as query
from estate.register.queries import organisations
from estate.register.visibility import owner
from estate.space import host_condition_files

app = typer.Typer(no_args_is_help=True, help="Schools' conditions as hosts, by file.")


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="A CSV as 'estate conditions export' writes it.")],
    organisation: Whose,
    dry_run: DryRun = False,
) -> None:
    """Keep the answers of a file, all or none; what stands already changes nothing."""
    with writing(dry_run=dry_run) as connection:
        organisations.one(connection, owner(organisation), organisation)
        read, new = host_condition_files.bring(
            connection, file.read_bytes(), organisation, clock.today(), by=getpass.getuser()
        )
    done(f"{counted(read, 'answer')} read, {new:,} new.", dry_run=dry_run)


@app.command("export")
def export(out: Annotated[Path, typer.Argument(help="OUT.csv")], organisation: Whose) -> None:
    """Write what stands of an organisation's schools; read back, the file changes nothing."""
    with reading() as connection:
        organisations.one(connection, owner(organisation), organisation)
        rows = query.of(connection, owner(organisation), organisation=organisation)
    write_private(out, host_condition_files.written(rows))
    count = len(host_condition_files.standing(rows))
    say(f"{counted(count, 'answer')} written to {out}.")
