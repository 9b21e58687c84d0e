"""``estate protocol``: the text that bodies sign, in versions, and who has signed which."""

import tomllib
from pathlib import Path
from typing import Annotated

import typer

from api.protocol import schemas, writing
from estate.answers.club.protocol import protocol
from estate.cli.asking import asking
from estate.cli.console import Json, print_json, print_table, say
from estate.cli.writing import doing_as_the_club, read
from estate.errors import BadQuestion
from estate.register.visibility import CLUB

app = typer.Typer(
    no_args_is_help=True,
    help="The protocol that bodies sign: its text in versions, and who has signed which.",
)


@app.command("show")
def show(as_json: Json = False) -> None:
    """Its newest version, and who has signed what until when."""
    with asking(CLUB) as context:
        found = protocol(context)
    if as_json:
        print_json(found)
        return
    newest = found.versions[0]
    say(f"Version {newest.version}: {newest.title}")
    for number, words in enumerate(newest.principles, 1):
        say(f"{number}. {words}")
    say(f"{newest.source}.")
    standing = found.standing or []
    print_table(
        "Who has signed",
        ("Organisation", "Signed", "Version", "By", "What is shared", "Until", "Asked to sign"),
        [
            (
                one.organisation.name,
                one.signed_on or "not signed",
                one.version or "–",
                one.signatory or "–",
                one.signed_for or "–",
                one.signed_until or "–",
                one.asked_for or "–",
            )
            for one in standing
        ],
    )


@app.command("adopt")
def adopt(
    file: Annotated[
        Path,
        typer.Argument(
            help="TOML: title, introduction, principles (a list), source, adopted_on and "
            "previous_ends_on (days)."
        ),
    ],
) -> None:
    """Put a new version on record; signatures under the one before hold until the end given."""
    try:
        values = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadQuestion(f"{file} cannot be read as TOML: {error}.") from error
    sent = read(schemas.VersionAdopted, values)
    with doing_as_the_club() as do:
        made = writing.adopted(do, sent).versions[0]
    say(f"Version {made.version} is on record; ask for new signatures: estate protocol show.")
