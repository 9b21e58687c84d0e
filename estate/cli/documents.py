"""``estate documents``: photographs and documents, added for the whole club and checked."""

from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from api.documents import schemas, serialise, writing
from estate import clock
from estate.answers import estate_wide
from estate.answers.club import documents as answers
from estate.answers.club.documents import Document, DocumentOutside, EveryDocument
from estate.cli.asking import asking
from estate.cli.console import Json, print_json, print_table, say, write_private
from estate.cli.opening import reading
from estate.cli.writing import doing_as_the_club, read
from estate.club.documents import Standing, standing
from estate.club.notes import NoteAudience, NoteSubject
from estate.documents.checking import checked
from estate.errors import BadQuestion, Conflict
from estate.register.queries import documents as query
from estate.register.queries import naming, opportunities
from estate.register.queries.notes import On, demand_subject
from estate.register.visibility import CLUB
from estate.settings import Settings

app = typer.Typer(
    no_args_is_help=True,
    help="Photographs and documents on properties and opportunities: added, taken out, checked.",
)

OfProperty = Annotated[
    str | None, typer.Option("--property", help="A property, by id or ORGANISATION/REFERENCE.")
]
OfOpportunity = Annotated[
    int | None, typer.Option("--opportunity", help="Number of an opportunity.")
]
DocumentId = Annotated[UUID, typer.Argument(metavar="DOCUMENT", help="Its id, as the list has it.")]


def _on(context: Any, place: str | None, number: int | None) -> On:
    """The one thing that was named."""
    if (place is None) == (number is None):
        raise BadQuestion("Say on what it hangs: --property or --opportunity.")
    connection = context.connection
    if number is not None:
        found = opportunities.by_number(connection, CLUB, number)
        return On(NoteSubject.OPPORTUNITY, found)
    places = estate_wide.whole_estate(context).properties
    return On(NoteSubject.PROPERTY, UUID(naming.property_id(connection, CLUB, places, str(place))))


def _list_every(as_json: bool) -> None:
    """Every document, without what any says: to whoever runs the service."""
    with reading() as connection:
        found = [DocumentOutside.outside(row) for row in query.all_kept(connection)]
    if as_json:
        print_json(EveryDocument(documents=found))
        return
    print_table(
        "All photographs and documents",
        ("Id", "Added", "On", "Its id", "Kind", "Seen by", "Withdrawn"),
        [
            (
                one.id,
                one.added_on,
                one.subject,
                one.subject_id,
                one.type,
                one.audience,
                one.withdrawn_on,
            )
            for one in found
        ],
    )


@app.command("list")
def list_all(
    place: OfProperty = None, opportunity: OfOpportunity = None, as_json: Json = False
) -> None:
    """What hangs on a property or an opportunity, as the club sees it; without either, every
    document, with no title."""
    if place is None and opportunity is None:
        _list_every(as_json)
        return
    with asking(CLUB) as context:
        on = _on(context, place, opportunity)
        demand_subject(context.connection, CLUB, on)
        found = answers.seen(query.listing(context.connection, CLUB, on, context.today))
    if as_json:
        print_json(answers.documents(found, CLUB))
        return
    shown = [serialise.shown(one) for one in found]
    print_table(
        "Photographs and documents",
        ("Id", "Added", "Title", "What it is", "By", "Seen by"),
        [
            (one["id"], one["added_on"], one["title"], one["what"], one["by"], one["seen_by"])
            for one in shown
        ],
    )


@app.command("add")
def add_one(
    file: Annotated[Path, typer.Argument(help="A JPEG or PNG picture, or a PDF.")],
    title: Annotated[str, typer.Option(help="What it shows, in a line.")],
    place: OfProperty = None,
    opportunity: OfOpportunity = None,
    as_json: Json = False,
) -> None:
    """Add a picture or a PDF, for the club to see."""
    about = read(schemas.About, {"title": title, "audience": NoteAudience.CLUB})
    try:
        content = file.read_bytes()
    except OSError as error:
        raise BadQuestion(f"{file} cannot be read: {error.strerror}.") from error
    made = checked(content, file.name, max_mb=Settings().max_document_mb)
    with doing_as_the_club() as do:
        on = _on(do.context, place, opportunity)
        document_id = writing.add(do, on, about, made, Settings().documents_room_mb)
        row = query.one(do.connection, CLUB, document_id, do.today)
    if as_json:
        print_json(Document.of(row))
    else:
        say(f"Added: {document_id}, {serialise.what(Document.of(row))}.")


@app.command("get")
def get_one(
    document: DocumentId, out: Annotated[Path, typer.Argument(help="The file to write.")]
) -> None:
    """Write what a document that the club sees holds to a file."""
    with reading() as connection:
        row = query.one(connection, CLUB, document, clock.today())
        content, sha256 = query.content(connection, document)
    state = standing(content, sha256, is_withdrawn=row["withdrawn_on"] is not None)
    if state is not Standing.WHOLE or content is None:
        raise Conflict(f"Nothing is written: it is {state.words}.")
    write_private(out, content)
    say(f"{out}: {len(content):,} bytes")


@app.command("withdraw")
def withdraw_one(document: DocumentId) -> None:
    """Take a document back: what it shows goes for good, that there was one stays."""
    with doing_as_the_club() as do:
        writing.withdrawn(do, document)
    say("Withdrawn.")


@app.command("verify")
def verify() -> None:
    """Look whether every document still holds what was added."""
    wrong = total = 0
    with reading() as connection:
        for row, content in query.each(connection):
            total += 1
            state = standing(content, row["sha256"], is_withdrawn=False)
            if state is not Standing.WHOLE:
                wrong += 1
                say(f"{row['document_id']}: {state.words}")
    say(f"{total - wrong} of {total} documents are as they were added.")
    if wrong:
        raise typer.Exit(1)
