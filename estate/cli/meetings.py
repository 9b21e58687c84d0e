"""``estate meetings``: the club's meetings, minutes and actions, written for the whole club."""

from pathlib import Path
from typing import Annotated, Any

import typer

from api.meetings import pack_files, schemas, writing
from estate.answers.club import meetings
from estate.answers.club import pack as answers
from estate.cli.asking import asking
from estate.cli.console import Json, Number, print_json, print_table, say
from estate.cli.writing import doing_as_the_club, read
from estate.club.codes import ActionState, EntryKind
from estate.errors import BadQuestion
from estate.quarters import day_words
from estate.register.queries import meetings as query
from estate.register.visibility import CLUB
from estate.settings import Settings

app = typer.Typer(
    no_args_is_help=True,
    help="Meetings of the club: called, minuted, and who does what by when.",
)

Entry = Annotated[int, typer.Argument(metavar="ENTRY", help="Number of the entry there.")]


@app.command("list")
def list_all(as_json: Json = False) -> None:
    """All meetings, the latest day first."""
    with asking(CLUB) as context:
        found = meetings.meetings(context).meetings
    if as_json:
        print_json(found)
        return
    print_table(
        "Meetings",
        ("No.", "Meeting", "Date", "Decisions", "Actions", "Open actions"),
        [
            (one.number, one.title, one.held_on, one.decisions, one.actions, one.open_actions)
            for one in found
        ],
    )


@app.command("call")
def call(
    title: Annotated[str, typer.Argument(metavar="TITLE", help="What the meeting is called.")],
    on: Annotated[str, typer.Option(help="On which day, as 2026-12-09.")],
    place: Annotated[str | None, typer.Option(help="Where.")] = None,
    as_json: Json = False,
) -> None:
    """Call a meeting of the club."""
    said = read(schemas.MeetingCalled, {"title": title, "held_on": on, "place": place})
    with doing_as_the_club() as do:
        made = meetings.meeting(do.context, writing.call(do, said)).meeting
    if as_json:
        print_json(made)
    else:
        say(f"Meeting {made.number} is on {day_words(made.held_on)}.")


@app.command("cancel")
def cancel(
    number: Number, reason: Annotated[str, typer.Option(help="Why; kept with the meeting.")]
) -> None:
    """Cancel a meeting that will not be held; its papers stay."""
    said = read(schemas.MeetingCancelled, {"reason": reason})
    with doing_as_the_club() as do:
        writing.cancel(do, query.by_number(do.connection, number), said)
    say(f"Meeting {number} is cancelled.")


@app.command("show")
def show(number: Number, as_json: Json = False) -> None:
    """One meeting: its agenda and minutes."""
    with asking(CLUB) as context:
        found = meetings.meeting(context, query.by_number(context.connection, number))
    if as_json:
        print_json(found)
        return
    print_table(
        f"{found.meeting.title}, {day_words(found.meeting.held_on)}",
        ("Entry", "Kind", "Text", "Owner", "Due", "State"),
        [_line(one) for one in found.entries],
    )


def _line(one: meetings.Entry) -> tuple[Any, ...]:
    words = " ".join(filter(None, (one.text, f"({one.correction()})" if one.correction() else "")))
    state = one.state.value if one.state else ""
    return (
        one.position,
        one.kind_label,
        words,
        one.owner.name if one.owner else "",
        one.due_on or "",
        state,
    )


@app.command("minute")
def minute(
    number: Number,
    kind: Annotated[EntryKind, typer.Argument(help="agenda, decision or action")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What is decided or to be done.")],
    owner: Annotated[str | None, typer.Option(help="Of an action: code of the body.")] = None,
    due: Annotated[str | None, typer.Option(help="Of an action: day, as 2026-12-18.")] = None,
    opportunity: Annotated[int | None, typer.Option(help="Number of the one it is about.")] = None,
    place: Annotated[
        str | None, typer.Option("--property", help="Id or ORGANISATION/REFERENCE.")
    ] = None,
    corrects: Annotated[int | None, typer.Option(help="Number of the entry it corrects.")] = None,
) -> None:
    """Write a line of a meeting's agenda or minutes; what is written is never changed."""
    sent = {
        "kind": kind,
        "text": text,
        "organisation": owner,
        "due_on": due,
        "opportunity": opportunity,
        "property": place,
        "corrects": corrects,
    }
    said = read(schemas.EntrySaid, sent)
    with doing_as_the_club() as do:
        writing.write(do, query.by_number(do.connection, number), said)
    say(f"Written in the papers of meeting {number}.")


@app.command("pack")
def pack(
    number: Number,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A file: .pdf or .html.")],
) -> None:
    """Write a meeting's pack as the club sees it: an accessible PDF, or one HTML file."""
    forms = {".pdf": pack_files.as_pdf, ".html": pack_files.as_file}
    if out.suffix not in forms:
        raise BadQuestion("A pack is written as .pdf or .html: name such a file.")
    with asking(CLUB) as context:
        made = answers.pack(context, query.by_number(context.connection, number))
        body = forms[out.suffix](context, made, Settings().public_url or "")
    out.write_bytes(body)
    say(f"The pack of meeting {number} is in {out.name}.")


@app.command("actions")
def actions(
    every: Annotated[bool, typer.Option("--all", help="Those that ended as well.")] = False,
    as_json: Json = False,
) -> None:
    """Open actions by owner, those due first before the others."""
    states = tuple(ActionState) if every else (ActionState.OPEN,)
    with asking(CLUB) as context:
        found = meetings.actions(context, states=states).actions
    if as_json:
        print_json(found)
        return
    print_table(
        "Actions",
        ("Owner", "Due", "Action", "State", "Meeting and entry"),
        [
            (
                one.owner.name,
                f"{one.due_on} (overdue)" if one.overdue else one.due_on,
                one.text,
                one.state.value,
                f"{one.meeting.number}/{one.position}",
            )
            for one in found
        ],
    )


@app.command("settle")
def settle(
    number: Number,
    entry: Entry,
    to: Annotated[ActionState, typer.Argument(help="done, dropped or open")],
    reason: Annotated[str | None, typer.Option(help="Why; kept.")] = None,
) -> None:
    """Say what became of an action of a meeting."""
    said = read(schemas.ActionSettled, {"to": to, "reason": reason})
    with doing_as_the_club() as do:
        meeting_id = query.by_number(do.connection, number)
        found = query.entry_at(do.connection, meeting_id, entry)
        writing.settle(do, found["meeting_entry_id"], said)
    say(f"Action {number}/{entry}: {to.value}.")
