"""``estate reminders``: what waits for a body, and the mails that tell of it."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from estate.answers.club import reminders as answers
from estate.cli.asking import asking, fresh_answers
from estate.cli.console import Json, print_json, print_table, say
from estate.cli.opening import open_url, reading, writing
from estate.club.codes import ReminderKind
from estate.db.engine import make_engine
from estate.errors import SetupError
from estate.mail import rounds
from estate.register.queries import organisations
from estate.register.queries import reminders as query
from estate.register.visibility import CLUB, owner
from estate.register.writes import reminders as writes
from estate.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Reminders: what waits for a body or the club.")


@app.command("list")
def listing(
    as_owner: Annotated[
        str | None, typer.Option(help="Look with the eyes of this organisation's people.")
    ] = None,
    kind: Annotated[list[ReminderKind] | None, typer.Option(help="Of this kind alone.")] = None,
    as_json: Json = False,
) -> None:
    """What waits today for an organisation, or for those who speak for none."""
    with asking(CLUB) as context:
        if as_owner is not None:
            signed = organisations.has_signed(context.connection, as_owner)
            context = context.seen_by(owner(as_owner, is_signatory=signed))
        found = answers.reminders(context, kind or answers.ALL)
    if as_json:
        print_json(found)
        return
    rows = [
        (one.label, one.about, one.what, one.due_on, "overdue" if one.is_overdue else "")
        for one in found.reminders
    ]
    print_table("Reminders", ("Kind", "About", "What is asked", "By", ""), rows)


@app.command()
def send(as_json: Json = False) -> None:
    """Make one round of mails: for cron, where the service is not to send them itself."""
    settings = Settings()
    if settings.mail_host is None:
        raise SetupError("No mail is sent: ESTATE_MAIL_HOST names no mail server.")
    engine = make_engine(open_url(settings))
    try:
        done = rounds.run(engine, settings, datetime.now(UTC), fresh_answers())
    finally:
        engine.dispose()
    if as_json:
        print_json(vars(done))
    elif not done.was_alone:
        say("Another process is sending mails now: nothing was done here.")
    else:
        say(
            f"{done.sent} sent, {done.nothing} with nothing to tell, {done.refused} refused, "
            f"{done.waiting} waiting, {done.interrupted} interrupted."
        )


@app.command()
def outbox(
    number: Annotated[int, typer.Option(min=1, help="So many of the latest.")] = 50,
    as_json: Json = False,
) -> None:
    """The latest mails: to whom, of which day, and what became of them; never what they say."""
    with reading() as connection:
        rows = query.outbox(connection, number)
    if as_json:
        print_json(rows)
        return
    shown = [
        (row["email"], row["digest_day"], row["state"], row["attempts"], row["said"])
        for row in rows
    ]
    print_table("Mails", ("To", "Day", "State", "Put off", "The server said"), shown)


@app.command()
def bounced(
    email: str,
    why: Annotated[str, typer.Option(help="What the returned mail says.")] = "A mail came back.",
) -> None:
    """Send no more mails to an address, since one came back; its owner reads why."""
    with writing() as connection:
        writes.refuse_address(
            connection, query.account_id(connection, email), datetime.now(UTC), why
        )
    say(f"No mails go to {email} until its owner says that it works again.")
