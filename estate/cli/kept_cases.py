"""``estate cases``: business cases that are kept; listed, opened as they were, verified."""

from typing import Annotated
from uuid import UUID

import typer

from estate.answers.cases import kept_cases
from estate.answers.cases.kept_cases import KeptFigure
from estate.cli.asking import asking
from estate.cli.console import Json, print_json, print_table, say
from estate.cli.opening import reading
from estate.club.kept_cases import State
from estate.errors import BadQuestion
from estate.register.queries import kept_cases as query
from estate.register.visibility import CLUB, Reader, owner

app = typer.Typer(help="Business cases that are kept, sealed with their hash.")

AsOwner = Annotated[
    str | None, typer.Option(help="Look with the eyes of this organisation's estates team.")
]


def _reader(as_owner: str | None) -> Reader:
    return CLUB if as_owner is None else owner(as_owner)


@app.command("list")
def list_(as_owner: AsOwner = None, as_json: Json = False) -> None:
    """Versions that are kept, the newest first."""
    with asking(_reader(as_owner)) as context:
        rows = kept_cases.listed(context)
    if as_json:
        print_json(rows)
        return
    table = [
        (
            str(one.id),
            one.label,
            f"v{one.version}",
            one.about or "–",
            (one.host and one.host.name) or "–",
            str(one.kept_on),
            one.sha256[:12],
            "yes" if one.intact else "NO",
        )
        for one in rows.cases
    ]
    headings = ("Id", "Called", "Version", "Guest, or town", "Host", "Kept on", "SHA-256", "Intact")
    print_table("Kept business cases", headings, table)


@app.command()
def show(
    case_id: Annotated[str, typer.Argument(help="The id that 'estate cases list' shows.")],
    as_owner: AsOwner = None,
    as_json: Json = False,
) -> None:
    """One version as it was, with its hash."""
    try:
        wanted = UUID(case_id)
    except ValueError:
        raise BadQuestion(
            "A kept case is named by its id, as 'estate cases list' shows it."
        ) from None
    with asking(_reader(as_owner)) as context:
        found = kept_cases.kept_case(context, kept_cases.opened(context, wanted))
    if as_json:
        print_json(found)
        return
    say(f"Version {found.version}, kept on {found.kept_on}. {found.sentence}")
    if found.state is State.SEALED:
        rows = [(one.label, _value(one), one.unit, one.basis) for one in found.figures]
        print_table(found.label, ("Figure", "As kept", "Unit", "Basis"), rows)
        for text in found.unpriced:
            say(f"Not in these figures: {text}")
        for one in found.opportunities:
            state = "rests on it" if one.rests_still else "has been recorded again since"
            say(f"Opportunity {one.number}, {one.title}: {state}")
        say(f"SHA-256 of what is shown: {found.rendering_sha256}")
    say(f"SHA-256 of the sealed record: {found.sha256}")
    say(found.disclaimer)


def _value(one: KeptFigure) -> str:
    if one.low is None or one.high is None:
        return "–" if one.value is None else f"{one.value:,}"
    if one.value is None:
        return f"not known: {one.low:,.0f} to {one.high:,.0f}"
    return f"{one.value:,} ({one.low:,} to {one.high:,})"


@app.command()
def verify() -> None:
    """Check every sealed record against its hash, what stands beside it, and the record."""
    with reading() as connection:
        rows = kept_cases.verified(query.whole(connection))
    wrong = [row for row in rows if row.problem]
    for row in wrong:
        say(f"{row.kept_case_id}, version {row.version}: {row.problem}")
    say(f"{len(rows) - len(wrong)} of {len(rows)} kept cases are as they were sealed.")
    if wrong:
        raise typer.Exit(1)
