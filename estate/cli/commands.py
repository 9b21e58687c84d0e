"""Which commands there are, where each lives, and what help says of it: help loads none of them.

A new command is one line here; a test holds its sentence against the command's own.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command lives: its module under ``estate.cli`` and its function or group there."""

    module: str
    attribute: str
    help: str


COMMANDS = {
    "demo": Place(
        "serve_and_demo",
        "demo",
        "The sample county on a map: prepare what is missing, print a summary, serve.",
    ),
    "serve": Place("serve_and_demo", "serve", "Serve the register of this machine."),
    "sample": Place(
        "serve_and_demo",
        "sample",
        "Write the sample county's files: each organisation's own, with their habits and faults.",
    ),
    "init": Place(
        "county",
        "init",
        "Make this register one county's: its name, envelope, towns and organisations.",
    ),
    "import": Place(
        "importing",
        "import_file",
        "Read a file, show what it would change, and commit it on your word.",
    ),
    "fields": Place(
        "fields",
        "fields",
        "Every field that a file can fill: its name, its short name, what it means, its codes.",
    ),
    "export": Place(
        "exporting",
        "export",
        "Write the properties that the club (or another reader) sees to a file.",
    ),
    "transparency": Place(
        "exporting",
        "transparency",
        "Write an organisation's land and buildings as the Transparency Code 2015 has them.",
    ),
    "map": Place(
        "map_in_one_file",
        "write_map",
        "Write the map, its list and its panels to one file that opens without any network.",
    ),
    "candidates": Place(
        "candidates_and_savings",
        "candidates",
        "Who could share with whom: possibilities for discussion, best first if not sorted.",
    ),
    "touch-down": Place(
        "managing",
        "touch_down_points",
        "Where staff of any body may drop in: desks, opening hours, and how near.",
    ),
    "network": Place(
        "network",
        "app",
        "Roads, paths and a timetable from published files: what travel times rest on.",
    ),
    "basemap": Place(
        "base_map",
        "app",
        "A background map in one file, made from an OpenStreetMap extract.",
    ),
    "land": Place(
        "land",
        "land",
        "Land that lies together: parcels of different owners that touch, and what is in the way.",
    ),
    "journeys": Place(
        "journeys",
        "journeys",
        "Residents' journeys before and after some moves: who goes how far, by which means.",
    ),
    "consultation-file": Place(
        "consultations",
        "consultation",
        "The consultation file of moves whose owners have all decided to consult the public.",
    ),
    "venues": Place(
        "venues",
        "app",
        "Venues that are no public property, offered by members as possible hosts.",
    ),
    "energy": Place(
        "energy",
        "energy",
        "What buildings use of each fuel in a year (kWh) and emit (tCO2e), with ranges.",
    ),
    "back-office": Place(
        "managing",
        "back_office_groups",
        "Back-office services that bodies could combine: who gives each today, and where.",
    ),
    "managing-bodies": Place(
        "managing",
        "managing_bodies",
        "Who manages which properties, what they cost, and what one body would charge.",
    ),
    "savings": Place(
        "candidates_and_savings",
        "savings",
        "The estimate from total cost, and beside it the best set of moves, with the gap named.",
    ),
    "options": Place(
        "town_options",
        "options",
        "What could happen in a town: who could move where and when, what it costs and saves.",
    ),
    "wishes": Place(
        "town_wishes", "app", "What bodies wish of a town's plan, and what each wish costs."
    ),
    "business-case": Place(
        "business_case",
        "business_case",
        "What sharing would cost and save, and for whom, with a range and a fair split.",
    ),
    "cases": Place("kept_cases", "app", "Business cases that are kept, sealed with their hash."),
    "quality": Place(
        "quality",
        "quality",
        "The gap report: completeness, validity, timeliness, consistency and what to mend first.",
    ),
    "leases": Place(
        "leases",
        "leases",
        "Lease events of five years: expiries, breaks, notice deadlines and act-by dates.",
    ),
    "db": Place(
        "db",
        "app",
        "The register's database: a private PostGIS, unless ESTATE_DATABASE_URL names a server.",
    ),
    "areas": Place("county", "areas", "Overlays: towns, districts, need areas, boundary."),
    "need": Place(
        "need",
        "need",
        "Which services lie too far from whom, hot spots, and where a hub would serve most.",
    ),
    "spending": Place(
        "public_spending",
        "spending",
        "What public bodies spend, what of it premises cost, by body, service and area of need.",
    ),
    "published": Place(
        "published",
        "app",
        "Published files: small areas, their people, postcodes, names, and what bodies spend.",
    ),
    "organisations": Place("organisations", "app", "The organisations of the county."),
    "imports": Place("importing", "imports", "What was imported, when and with what remarks."),
    "merges": Place(
        "merges_and_matches", "merges", "Properties that two organisations probably both report."
    ),
    "matches": Place("merges_and_matches", "matches", "References that have probably changed."),
    "opportunities": Place(
        "opportunities",
        "app",
        "Opportunities of the club: promoted, led from stage to stage, and what is on record.",
    ),
    "offers": Place(
        "offers",
        "app",
        "Offers of a property to the other bodies: opened, expressions of interest, outcome.",
    ),
    "meetings": Place(
        "meetings",
        "app",
        "Meetings of the club: called, minuted, and who does what by when.",
    ),
    "reminders": Place("reminders", "app", "Reminders: what waits for a body or the club."),
    "protocol": Place(
        "protocol",
        "app",
        "The protocol that bodies sign: its text in versions, and who has signed which.",
    ),
    "documents": Place(
        "documents",
        "app",
        "Photographs and documents on properties and opportunities: added, taken out, checked.",
    ),
    "protected": Place(
        "protected_places",
        "app",
        "Refuges, children's homes and their kind: who sees them, and what their owners say.",
    ),
    "levels": Place("quality", "levels", "Acceptance levels that the club has agreed."),
    "token": Place("tokens", "app", "Bearer tokens for the HTTP service."),
    "audit": Place("audit", "app", "Who did what and when; only ever appended to."),
    "assumptions": Place("assumptions", "app", "The named figures that answers rest on."),
    "conditions": Place("host_conditions", "app", "Schools' conditions as hosts, by file."),
    "readings": Place("use_readings", "app", "Counts of people in buildings, by file."),
    "standards": Place(
        "space_standards",
        "app",
        "Space standards: m² for each desk, desks for each post, and what they rest on.",
    ),
    "people": Place("people", "app", "Names of people: how long they are kept, and removing them."),
    "account": Place("accounts", "app", "People who may sign in."),
}


def loaded(name: str) -> Any:
    """The command itself, its module imported."""
    place = COMMANDS[name]
    found = getattr(import_module(f"estate.cli.{place.module}"), place.attribute)
    alone = typer.Typer(pretty_exceptions_enable=False)
    if isinstance(found, typer.Typer):
        alone.add_typer(found, name=name)
    else:
        alone.command(name)(found)
    return typer.main.get_group(alone).commands[name]


class LoadedWhenCalled(TyperGroup):
    """The program's own group: it knows the commands by name and sentence, and imports one when
    it is called. All modules together take three seconds of processor time."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        for name, place in COMMANDS.items():
            self.add_command(TyperCommand(name, help=place.help), name)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """As the base class; what it found by name is then loaded."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command if name is None else loaded(name), rest
