"""``estate audit``: the record of every write, confidential read and refusal."""

import sys
from typing import Annotated, Any

import typer

from estate import codes, command_notes
from estate.cli.console import Json, complain, out, print_json, print_table
from estate.cli.opening import reading
from estate.errors import BadQuestion
from estate.exports.delimited_text import csv_bytes
from estate.register.queries import audit as query
from estate.register.queries import naming
from estate.register.visibility import CLUB
from estate.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Who did what and when; only ever appended to.")


@app.command("list")
def list_lines(
    organisation: Annotated[
        str | None, typer.Option(help="What concerns or was done by this organisation alone.")
    ] = None,
    action: Annotated[codes.AuditAction | None, typer.Option(help="Of this kind alone.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="The newest so many.")] = 50,
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV on standard output.")] = False,
) -> None:
    """The newest lines first."""
    if as_json and as_csv:
        raise BadQuestion("Choose one of --json and --csv.")
    with reading() as connection:
        if organisation is not None:
            organisation = naming.organisation(connection, CLUB, organisation)
        lines = query.listing(connection, organisation, action=action, limit=limit)
    if as_json:
        print_json(lines)
    elif as_csv:
        sys.stdout.write(csv_bytes(lines, query.NAMES).decode())
    else:
        headings = ("Line", "When (UTC)", "Who", "Did", "What", "Of")
        print_table("The record", headings, map(_shown, lines))


def _shown(line: dict[str, Any]) -> tuple[Any, ...]:
    what = " ".join(filter(None, (line["subject"], line["subject_key"])))
    when = f"{line['recorded_at']:%Y-%m-%d %H:%M:%S}"
    return (
        line["position"],
        when,
        line["actor"],
        codes.label(line["action"]).lower(),
        what,
        line["about"],
    )


@app.command()
def verify(
    expected: Annotated[
        str | None,
        typer.Option("--head", help="The last line's hash as noted earlier: must still stand."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Check that no line was changed, removed or put in: every hash is reckoned anew.

    Keep the printed head elsewhere: only against a noted head can a cut-off end be noticed.
    """
    with reading() as connection:
        found = query.verify(connection)
        stands = expected is None or query.holds_head(connection, expected)
    is_whole = found.whole and stands
    command_notes.note_verified(Settings().data_dir, found.lines, found.head, is_whole)
    if as_json:
        print_json(
            {
                "lines": found.lines,
                "head": found.head,
                "whole": is_whole,
                "broken_at": found.broken_at,
                "names_removed": found.names_removed,
            }
        )
    elif not found.whole:
        complain(f"Line {found.broken_at} is not as it was written, or a line before it is gone.")
    elif not stands:
        complain("The noted head is not in the record: its end was cut off or it was begun again.")
    else:
        gone = found.names_removed
        but = f", but for names removed from {gone:,} of them" if gone else ""
        out.print(f"{found.lines:,} lines, all as they were written{but}. Head: {found.head}")
    if not is_whole:
        raise typer.Exit(1)
