"""The command ``estate``: one module per noun, each short; ``main`` turns errors into exits.

Exit codes: 0 done, 1 refused or issues found, 2 wrong usage.
"""

import signal
import sys
from types import FrameType

import typer
from pydantic import ValidationError

from estate import __version__, settings_words
from estate.cli import (
    accounts,
    assumptions,
    audit,
    business_case,
    county,
    exporting,
    fields,
    importing,
    leases,
    mapping,
    proposals,
    protected,
    quality,
    reading,
    serving,
    tokens,
)
from estate.cli.console import complain
from estate.cli.db import app as database
from estate.errors import EstateError
from estate.settings import Settings

app = typer.Typer(
    name="estate",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="One register and one map of a county's whole public estate.",
)

app.command("demo")(serving.demo)
app.command("serve")(serving.serve)
app.command("sample")(serving.sample)
app.command("init")(county.init)
app.command("import")(importing.import_file)
app.command("fields")(fields.fields)
app.command("export")(exporting.export)
app.command("transparency")(exporting.transparency)
app.command("map")(mapping.write_map)
app.command("candidates")(reading.candidates)
app.command("savings")(reading.savings)
app.command("business-case")(business_case.business_case)
app.command("quality")(quality.quality)
app.command("leases")(leases.leases)
app.add_typer(database, name="db")
app.add_typer(county.areas, name="areas")
app.add_typer(county.organisations, name="organisations")
app.add_typer(importing.imports, name="imports")
app.add_typer(proposals.merges, name="merges")
app.add_typer(proposals.matches, name="matches")
app.add_typer(protected.app, name="protected")
app.add_typer(quality.levels, name="levels")
app.add_typer(tokens.app, name="token")
app.add_typer(audit.app, name="audit")
app.add_typer(assumptions.app, name="assumptions")
app.add_typer(accounts.app, name="account")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"Common Estate {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Show the version and stop."
    ),
) -> None:
    """One register and one map of a county's whole public estate."""


def _end_in_order() -> None:
    """Let a command clean up after itself however it is told to end: by a service manager
    (SIGTERM) or because its terminal was closed (SIGHUP)."""

    def end(number: int, _: FrameType | None) -> None:
        raise SystemExit(128 + number)

    for one in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, end)


def main() -> None:
    """Run the command line; errors raised on purpose end as one sentence and exit code 1."""
    _end_in_order()
    try:
        app()
    except EstateError as error:
        complain(str(error))
        sys.exit(1)
    except OSError as error:
        if error.filename is None:
            raise
        complain(f"{error.filename} cannot be read or written: {error.strerror or error}.")
        sys.exit(1)
    except ValidationError as error:
        if error.title != Settings.__name__:
            raise
        for sentence in settings_words.sentences(error):
            complain(sentence)
        sys.exit(1)
