"""``estate merges`` and ``estate matches``: what imports ask a person, and the answers."""

import getpass
from typing import Annotated, Any
from uuid import UUID

import typer

from estate.cli.console import Json, print_json, print_table, say
from estate.cli.opening import reading, writing
from estate.codes import ProposalState
from estate.intake.wording import counted
from estate.register.queries import naming
from estate.register.queries import proposals as query
from estate.register.visibility import CLUB
from estate.register.writes import proposals as writes

merges = typer.Typer(
    no_args_is_help=True, help="Properties that two organisations probably both report."
)
matches = typer.Typer(no_args_is_help=True, help="References that have probably changed.")

ProposalId = Annotated[UUID, typer.Argument(metavar="ID")]
State = Annotated[ProposalState | None, typer.Option(help="Only those in this state.")]


@merges.command("list")
def list_merges(state: State = ProposalState.PROPOSED, as_json: Json = False) -> None:
    """Proposals that wait, or those in another state."""
    with reading() as connection:
        rows = query.merges(connection, state)
    shown = [
        (r["property_merge_id"], _side(r, "kept"), _side(r, "merged"), r["why"], r["state"])
        for r in rows
    ]
    _show(rows, as_json, "Merges", ("Merge", "Stays", "Would be part of it", "Why", "State"), shown)


@merges.command("accept")
def accept_merge(merge_id: ProposalId) -> None:
    """They are one property: it counts once, and nothing of the other row is lost."""
    with writing() as connection:
        writes.accept_merge(connection, merge_id, by=getpass.getuser())
    say("Merged; 'estate merges undo' takes it back.")


@merges.command("decline")
def decline_merge(merge_id: ProposalId) -> None:
    """They are two properties."""
    with writing() as connection:
        writes.decline_merge(connection, merge_id, by=getpass.getuser())
    say("Declined; this pair is not proposed again.")


@merges.command("undo")
def undo_merge(merge_id: ProposalId) -> None:
    """Two properties again, each as it was."""
    with writing() as connection:
        writes.undo_merge(connection, merge_id, by=getpass.getuser())
    say("Undone: both are properties of their own again.")


@matches.command("list")
def list_matches(
    organisation: Annotated[str | None, typer.Option(help="Code of one organisation.")] = None,
    state: State = ProposalState.PROPOSED,
    as_json: Json = False,
) -> None:
    """Proposals that wait, or those in another state."""
    with reading() as connection:
        if organisation is not None:
            organisation = naming.organisation(connection, CLUB, organisation)
        rows = query.matches(connection, state, organisation)
    shown = [
        (
            r["reference_match_id"],
            r["organisation_code"],
            f"{r['name']} ({r['local_ref']})",
            r["new_reference"],
            r["why"],
            r["state"],
        )
        for r in rows
    ]
    headings = ("Match", "Organisation", "Property", "New reference", "Why", "State")
    _show(rows, as_json, "Matches", headings, shown)


@matches.command("accept")
def accept_match(match_id: ProposalId) -> None:
    """It is the same property: the next file finds it under its new reference."""
    with writing() as connection:
        writes.accept_match(connection, match_id, by=getpass.getuser())
    say("The property has its new reference; 'estate matches undo' takes it back.")


@matches.command("decline")
def decline_match(match_id: ProposalId) -> None:
    """It is another property."""
    with writing() as connection:
        writes.decline_match(connection, match_id, by=getpass.getuser())
    say("Declined; this pair is not proposed again.")


@matches.command("undo")
def undo_match(match_id: ProposalId) -> None:
    """The property has its former reference again, and a row that came meanwhile is its own."""
    with writing() as connection:
        writes.undo_match(connection, match_id, by=getpass.getuser())
    say("Undone: the references are what they were.")


ProposalsOf = Annotated[str, typer.Option("--organisation", help="Code of the organisation.")]


@matches.command("accept-all")
def accept_all_matches(organisation: ProposalsOf) -> None:
    """Accept every match of an organisation that waits."""
    with writing() as connection:
        count = writes.accept_matches(connection, organisation, by=getpass.getuser())
    say(
        f"{counted(count, 'match', 'matches')} accepted; 'estate matches undo-all' takes them back."
    )


@matches.command("undo-all")
def undo_all_matches(organisation: ProposalsOf) -> None:
    """Take back the matches of an organisation that were accepted together last."""
    with writing() as connection:
        count = writes.undo_matches(connection, organisation, by=getpass.getuser())
    say(f"{counted(count, 'match', 'matches')} undone: the references are what they were.")


def _side(row: dict[str, Any], side: str) -> str:
    return f"{row[f'{side}_name']} ({row[f'{side}_organisation_code']} {row[f'{side}_local_ref']})"


def _show(
    rows: list[dict[str, Any]],
    as_json: bool,
    title: str,
    headings: tuple[str, ...],
    shown: list[tuple[Any, ...]],
) -> None:
    if as_json:
        print_json(rows)
    else:
        print_table(title, headings, shown)
