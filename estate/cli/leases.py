"""``estate leases``: what falls due, and by when somebody must act."""

import sys
from datetime import datetime
from typing import Annotated

import typer

from api.leases import ical
from estate import codes
from estate.answers.leases import LeaseEvent, calendar
from estate.cli.asking import asking
from estate.cli.console import Json, print_json, print_table, say
from estate.errors import BadQuestion
from estate.register.visibility import CLUB, owner


def leases(
    organisation: Annotated[
        str | None, typer.Option(help="Code of the tenant, the landlord or the manager.")
    ] = None,
    since: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")
    ] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day.")] = None,
    as_owner: Annotated[
        str | None, typer.Option(help="Look with the eyes of this organisation's estates team.")
    ] = None,
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV on standard output.")] = False,
    as_ics: Annotated[bool, typer.Option("--ics", help="iCalendar on standard output.")] = False,
) -> None:
    """Lease events of five years: expiries, breaks, notice deadlines and act-by dates."""
    if sum((as_json, as_csv, as_ics)) > 1:
        raise BadQuestion("Choose one of --json, --csv and --ics.")
    with asking(CLUB if as_owner is None else owner(as_owner)) as context:
        found = calendar(
            context,
            organisation=organisation,
            since=None if since is None else since.date(),
            until=None if until is None else until.date(),
        )
    if as_json:
        print_json({"events": found, "disclaimer": codes.DISCLAIMER})
    elif as_csv:
        sys.stdout.write(ical.as_csv(found).decode())
    elif as_ics:
        sys.stdout.write(
            ical.as_icalendar(found, context.today, organisation or "Lease events").decode()
        )
    else:
        _print(found)


def _print(found: list[LeaseEvent]) -> None:
    rows = [
        (
            str(event.quarter or event.date),
            event.kind.label,
            event.of.kind.label if event.of else "",
            event.property.name,
            event.tenant or event.tenant_name,
            event.landlord or event.landlord_name,
            event.urgency.label,
        )
        for event in found
    ]
    headings = ("When", "What", "Of", "Property", "Tenant", "Landlord", "Urgency")
    print_table(f"{len(rows):,} lease events", headings, rows)
    say(codes.DISCLAIMER)
