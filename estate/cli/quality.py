"""``estate quality`` and ``estate levels``: how good the data are, and what the club asks for."""

import sys
from datetime import datetime
from typing import Annotated

import typer

from api.quality import exports
from estate import clock
from estate.answers.organisations.quality import QualityReport, quality_report
from estate.cli.asking import asking
from estate.cli.console import Json, out, print_json, print_table, say
from estate.cli.opening import reading, writing
from estate.errors import BadQuestion, NotAllowed
from estate.exports.delimited_text import csv_bytes
from estate.quality.fields_asked_for import FIELD_NAMES, FIELDS
from estate.register.queries import organisations
from estate.register.queries import quality as query
from estate.register.visibility import CLUB, owner
from estate.register.writes import corrections as writes

levels = typer.Typer(no_args_is_help=True, help="Acceptance levels that the club has agreed.")

SUMMARY = (
    "Organisation",
    "Properties",
    "Score",
    "Complete",
    "Valid",
    "Timely",
    "Consistent",
    "Estimated",
    "Levels",
)


def quality(
    organisation: Annotated[
        str | None, typer.Argument(help="Code; without one, a line for every organisation.")
    ] = None,
    as_owner: Annotated[
        bool, typer.Option("--as-owner", help="With the eyes of the organisation's own team.")
    ] = False,
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV on standard output.")] = False,
) -> None:
    """The gap report: completeness, validity, timeliness, consistency and what to mend first."""
    if as_json and as_csv:
        raise BadQuestion("Choose one of --json and --csv.")
    if as_owner and organisation is None:
        raise BadQuestion("--as-owner needs the code of an organisation.")
    found = _reports(organisation, as_owner)
    if as_json:
        print_json(found if organisation is None else found[0])
    elif as_csv:
        lines = [line for report in found for line in exports.lines(report)]
        sys.stdout.write(csv_bytes(lines, exports.CSV_HEADINGS).decode())
    elif organisation is None:
        _print_all(found)
    else:
        _print_one(found[0])


def _reports(organisation: str | None, as_owner: bool) -> list[QualityReport]:
    """One report, or those of all organisations that let the club see theirs."""
    found: list[QualityReport] = []
    with asking(CLUB) as context:
        wanted = (
            sorted(organisations.names(context.connection))
            if organisation is None
            else [organisation]
        )
        for code in wanted:
            reader = owner(code) if as_owner else CLUB
            try:
                found.append(quality_report(context.seen_by(reader), code))
            except NotAllowed as error:
                if organisation is not None:
                    raise
                say(str(error))
    return found


def _per_cent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f}%"


def _verdict(passed: bool | None) -> str:
    return {True: "pass", False: "fail", None: "–"}[passed]


def _print_all(found: list[QualityReport]) -> None:
    rows = [
        (
            f"{one.organisation.name} ({one.organisation.code})",
            f"{one.properties:,}",
            "–" if one.score is None else f"{one.score:.0f}",
            *map(_per_cent, one.parts.values()),
            _per_cent(one.imputed_share),
            _verdict(one.passed),
        )
        for one in found
    ]
    print_table("Data quality", SUMMARY, rows, numbers=8)


def _print_one(found: QualityReport) -> None:
    score = "no score" if found.score is None else f"{found.score:.0f} of 100"
    out.print(
        f"\n{found.organisation.name}: {score}, {found.properties:,} properties",
        markup=False,
        style="bold",
    )
    fields = [
        (
            one.label,
            one.of,
            f"{one.known:,} of {one.applies:,}",
            _per_cent(one.share),
            _per_cent(one.acceptance_level),
            _verdict(one.passed),
        )
        for one in found.fields
    ]
    headings = ("Field", "Asked of", "Known", "Share", "Level", "Result")
    print_table("Completeness", headings, fields, numbers=4)
    checks = [
        (one.label, f"{one.tested:,}", f"{one.failed:,}" if one.tested else "–")
        for one in found.validity + found.consistency
    ]
    print_table("Validity and consistency", ("Test", "Tested", "To look at"), checks, numbers=2)
    age, waiting = found.timeliness, found.corrections
    say(
        f"Facts: {age.green:,} green, {age.amber:,} amber, {age.red:,} red ({age.undated:,} "
        f"undated). Estimated share of cost: {_per_cent(found.imputed_share)}."
    )
    oldest = waiting.oldest_open_days
    say(
        f"Open corrections: {waiting.open}"
        + ("." if oldest is None else f", the oldest {oldest} days.")
    )
    _print_gaps(found)


def _print_gaps(found: QualityReport) -> None:
    gaps = [(one.label, f"{one.missing:,}") for one in found.gaps]
    if gaps:
        print_table("What to find out first", ("Field", "Missing"), gaps, numbers=1)
    places = [(one.ref, one.name, ", ".join(one.missing)) for one in found.property_gaps or ()]
    if places:
        print_table("", ("Reference", "Property", "Missing"), places)


@levels.command("list")
def list_levels(as_json: Json = False) -> None:
    """Every field with its level and weight, agreed or default."""
    with reading() as connection:
        agreed = query.acceptance_levels(connection).to_dict("index")
    rows = [
        {
            "field": f.name,
            "min_share": f.min_share,
            "weight": f.weight,
            "agreed_on": None,
            **agreed.get(f.name, {}),
        }
        for f in FIELDS
    ]
    if as_json:
        print_json(rows)
        return
    shown = [
        (
            r["field"],
            r["agreed_on"] or "default",
            _per_cent(float(r["min_share"])),
            f"{float(r['weight']):g}",
        )
        for r in rows
    ]
    print_table("Acceptance levels", ("Field", "Since", "Level", "Weight"), shown, numbers=2)


@levels.command("agree")
def agree_level(
    field: Annotated[str, typer.Argument(help="A field of the gap report.")],
    share: Annotated[float, typer.Option(min=0, max=1, help="Share that must be known.")],
    weight: Annotated[float, typer.Option(min=0, max=999, help="Weight in the score.")] = 1.0,
    agreed_on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day of the club's agreement.")
    ] = None,
) -> None:
    """Record what the club has agreed for one field; it takes the place of the default."""
    if field not in FIELD_NAMES:
        raise BadQuestion(f"“{field}” is not a field of the report; see 'estate levels list'.")
    day = clock.today() if agreed_on is None else agreed_on.date()
    with writing() as connection:
        writes.agree_level(connection, field, min_share=share, weight=weight, agreed_on=day)
    say(f"{field}: at least {_per_cent(share)} from now on, weight {weight:g}.")
