"""The command ``estate``: one module per noun, each short; ``main`` turns errors into exits.

Exit codes: 0 done, 1 refused or issues found, 2 wrong usage.
"""

import signal
import sys
from types import FrameType

import typer

from estate import __version__
from estate.cli.commands import LoadedWhenCalled
from estate.cli.console import complain
from estate.errors import EstateError

app = typer.Typer(
    name="estate",
    cls=LoadedWhenCalled,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="One register and one map of a county's whole public estate.",
)


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
    except ValueError as error:
        _complain_of_settings(error)
        sys.exit(1)


def _complain_of_settings(error: ValueError) -> None:
    """What is wrong with the settings, a sentence each; any other error of that kind goes on.

    The settings' own modules are loaded here and not above: help needs none of them.
    """
    from pydantic import ValidationError

    from estate.settings import Settings
    from estate.settings import words as settings_words

    if not isinstance(error, ValidationError) or error.title != Settings.__name__:
        raise error
    for sentence in settings_words.sentences(error):
        complain(sentence)
