"""``estate opportunities``: what the club does about what it sees, written for the whole club."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

import typer
from sqlalchemy import Connection

from api.html.tables import Table
from api.opportunities import (
    benefits_model,
    bid_model,
    funding_model,
    licence_model,
    schedule_model,
    schemas,
    writing,
)
from estate.answers.opportunities import opportunity as told_as
from estate.answers.opportunities import schedule as answers
from estate.answers.opportunities.benefits import benefits as benefits_of
from estate.answers.opportunities.bid_figures import bid_figures as bids_of
from estate.answers.opportunities.funding import funding as funding_of
from estate.answers.opportunities.licence import of_opportunity, of_pair
from estate.answers.opportunities.opening import opportunity
from estate.cli.asking import asking
from estate.cli.console import Json, Number, print_json, print_table, say
from estate.cli.writing import doing_as_the_club, read
from estate.club.codes import Stage, Track
from estate.errors import BadQuestion
from estate.register.queries import naming
from estate.register.queries import opportunities as query
from estate.register.visibility import CLUB

app = typer.Typer(
    no_args_is_help=True,
    help="Opportunities of the club: promoted, led from stage to stage, and what is on record.",
)

FactsTyped = Annotated[
    list[str] | None, typer.Argument(metavar="FIELD=VALUE…", help="As the JSON's fields are named.")
]
_SAID: dict[str, type[schemas.SaidBy]] = {
    "statements": schemas.StatementSaid,
    "decisions": schemas.DecisionSaid,
    "decisions_to_consult": schemas.ConsultDecisionSaid,
    "consultations": schemas.ConsultationSaid,
    "actuals": schemas.ActualSaid,
    "funding": schemas.FundingSaid,
    "licence_answers": schemas.LicenceAnswerSaid,
    "barriers": schemas.BarrierSaid,
    "agreements": schemas.AgreementSaid,
}


_BY_LEAD = ("cases", "bid_figures")


def _key(connection: Connection, number: int) -> UUID:
    return query.by_number(connection, CLUB, number)


def _facts(typed: Sequence[str] | None) -> dict[str, Any]:
    found = {}
    for one in typed or ():
        name, is_said, value = one.partition("=")
        if not is_said:
            raise BadQuestion(f"“{one}” is no FIELD=VALUE.")
        found[name] = value or None
    return found


@app.command("list")
def list_all(
    stage: Annotated[list[Stage] | None, typer.Option(help="Only at these stages.")] = None,
    track: Annotated[Track | None, typer.Option(help="Only of this track.")] = None,
    organisation: Annotated[str | None, typer.Option(help="In which this body takes part.")] = None,
    as_json: Json = False,
) -> None:
    """All opportunities as the club sees them."""
    with asking(CLUB) as context:
        code = None
        if organisation is not None:
            code = naming.organisation(context.connection, CLUB, organisation)
        rows = query.listing(
            context.connection, CLUB, stages=stage or (), track=track, organisation=code
        )
        found = told_as.listed(context, rows)
    if as_json:
        print_json(found)
        return
    shown = [
        (
            one.number,
            one.title,
            one.stage_label,
            one.lead.name,
            one.next_step.what or "",
            one.next_step.by or "",
        )
        for one in found
    ]
    headings = ("Number", "Opportunity", "Stage", "Led by", "Next step", "Due by")
    print_table("Opportunities", headings, shown)


@app.command("show")
def show(number: Number, as_json: Json = False) -> None:
    """One opportunity: where it stands, every step, and what each possible next step asks for."""
    with asking(CLUB) as context:
        told = told_as.opportunity(opportunity(context, _key(context.connection, number)))
    if as_json:
        print_json(told)
        return
    say(f"{told.number}: {told.title}; {told.stage_label}, led by {told.lead.name}.")
    steps = [
        (
            one.taken_at.date(),
            one.to_stage.words,
            one.organisation.name if one.organisation else "an administrator",
            one.reason or "",
        )
        for one in told.steps
    ]
    print_table("Steps", ("Date", "Changed to", "By", "Why"), steps)
    ways = [(way.to.words, " ".join(way.asked_for)) for way in told.ways]
    print_table("Possible next steps", ("To", "Asked for first"), ways)


@app.command("schedule")
def schedule(as_json: Json = False) -> None:
    """The programme in its order, the plan over years, and what overlaps, as the club sees them."""
    with asking(CLUB) as context:
        found = answers.schedule(context).schedule
    if as_json:
        print_json(found)
        return
    nothing = schedule_model.nothing_counted_words(found)
    shown = [schedule_model.programme(found), *([] if nothing else [schedule_model.years(found)])]
    for table in shown:
        _print(table)
    say(nothing or schedule_model.counted_words(found))
    for one in found.conflicts:
        say(one.words)


@app.command("benefits")
def benefits(as_json: Json = False) -> None:
    """Estimates as they stood at approval beside actual figures, as the club sees them."""
    with asking(CLUB) as context:
        found = benefits_of(context).benefits
    if as_json:
        print_json(found)
        return
    say(benefits_model.not_shown_words(found))
    for table in benefits_model.tables(found).values():
        if table.rows:
            _print(table)
    for one in benefits_model.remarks(found):
        say(one)


@app.command("bid-figures")
def bid_figures(as_json: Json = False) -> None:
    """The figures that bids ask for, of each opportunity, as the club sees them."""
    with asking(CLUB) as context:
        found = bids_of(context).bid_figures
    if as_json:
        print_json(found)
        return
    _print(bid_model.table(found))


@app.command("funding")
def funding(as_json: Json = False) -> None:
    """What is needed and found for each opportunity, and the funds of the club, as it sees them."""
    with asking(CLUB) as context:
        found = funding_of(context).funding
    if as_json:
        print_json(found)
        return
    for table in funding_model.tables(found).values():
        if table.rows:
            _print(table)
    for one in funding_model.warnings(found):
        say(one)


@app.command("licence")
def licence(
    number: Annotated[
        int | None,
        typer.Argument(metavar="NUMBER", help="Of an opportunity; or give both options."),
    ] = None,
    guest: Annotated[UUID | None, typer.Option(help="Of any move: occupation or property.")] = None,
    host: Annotated[UUID | None, typer.Option(help="Of any move: the host property.")] = None,
    as_json: Json = False,
) -> None:
    """What a licence to share must settle, with what the register knows and what is on record."""
    with asking(CLUB) as context:
        if number is not None:
            found = of_opportunity(context, _key(context.connection, number)).checklist
        elif guest is not None and host is not None:
            found = of_pair(context, guest, host)
        else:
            raise BadQuestion("Give the number of an opportunity, or --guest and --host.")
    if as_json:
        print_json(found)
        return
    table = licence_model.checklist(found)
    headings = [one.label for one in table.columns]
    print_table(
        table.title, headings, [[row[one.key] for one in table.columns] for row in table.rows]
    )
    say(found.note)


def _print(table: Table) -> None:
    columns = [one for one in table.on_page if one.kind != "long"]
    lines = [[one.words(row[one.key]) for one in columns] for row in table.rows]
    print_table(table.title, [one.label for one in columns], lines)


@app.command("place")
def place(
    number: Number,
    reason: Annotated[str, typer.Option(help="Why; kept with the position.")],
    position: Annotated[
        int | None, typer.Option("--at", help="From 1; left out: by stage and date.")
    ] = None,
) -> None:
    """Give it a position in the programme, or take that back."""
    with doing_as_the_club() as do:
        said = read(schemas.PositionSaid, {"position": position, "reason": reason})
        writing.give_position(do, _key(do.connection, number), said)
    where = "where its stage and date put it" if position is None else f"at position {position}"
    say(f"Opportunity {number} stands {where}.")


@app.command("promote")
def promote(
    lead: Annotated[str, typer.Option(help="Code of the organisation that leads it.")],
    guest: Annotated[
        UUID | None, typer.Option(help="Of a sharing option: occupation or property that moves.")
    ] = (None),
    host: Annotated[
        UUID | None, typer.Option(help="Of a sharing option: the host property.")
    ] = None,
    place: Annotated[
        list[str] | None,
        typer.Option("--property", help="Of a set: a property, by id or ORGANISATION/REFERENCE."),
    ] = None,
    title: Annotated[str | None, typer.Option(help="What people call it; a set needs one.")] = None,
    as_json: Json = False,
) -> None:
    """A candidate, or a set of properties, becomes an opportunity in one step."""
    with doing_as_the_club() as do:
        ids = writing.property_ids(do, place or ())
        opened = read(
            schemas.Opened,
            {"guest_id": guest, "host_id": host, "property_ids": ids, "title": title, "lead": lead},
        )
        key = writing.open_one(do, opened)
        number = query.number_of(do.connection, key)
    if as_json:
        print_json({"id": key, "number": number})
    else:
        say(f"Opportunity {number} is open, as an idea.")


@app.command("move")
def move(
    number: Number,
    to: Annotated[Stage, typer.Argument(help="The stage to lead it to.")],
    expected: Annotated[
        Stage | None,
        typer.Option("--from", help="Where you saw it stand; refused if it stands elsewhere now."),
    ] = None,
    reason: Annotated[str | None, typer.Option(help="Why; needed but for steps onward.")] = None,
    superseded_by: Annotated[
        int | None, typer.Option(help="Number of the one that takes its place.")
    ] = None,
) -> None:
    """Lead it to another stage, if nothing is in the way."""
    with doing_as_the_club() as do:
        key = _key(do.connection, number)
        stands = expected or Stage(query.one(do.connection, CLUB, key)["stage"])
        sent = {"to": to, "expected": stands, "reason": reason, "superseded_by": superseded_by}
        writing.move(do, key, read(schemas.StageMove, sent))
    say(f"Opportunity {number}: {to.words}.")


@app.command("change")
def change(number: Number, facts: FactsTyped = None) -> None:
    """Change its details: track, next_step, next_step_by, one_off_gbp and so on; “FIELD=” clears
    one."""
    with doing_as_the_club() as do:
        key = _key(do.connection, number)
        row = query.one(do.connection, CLUB, key)
        sent = {"revision": row["revision"], **_facts(facts)}
        writing.change(do, key, read(schemas.Details, sent))
    say(f"Opportunity {number} is changed.")


@app.command("record")
def record(
    number: Number,
    what: Annotated[str, typer.Argument(help=", ".join([*_SAID, *_BY_LEAD]))],
    facts: FactsTyped = None,
    organisation: Annotated[str | None, typer.Option(help="Which body says so.")] = None,
    share: Annotated[
        list[str] | None,
        typer.Option(help="Of a case: CODE:GBP_A_YEAR[:GBP_ONCE[:RECEIPT_GBP:RECEIPT_YEAR]]."),
    ] = None,
) -> None:
    """Put on record what a body says, decides or has found."""
    if what not in (*_SAID, *_BY_LEAD):
        raise BadQuestion(f"On record go {', '.join([*_SAID, *_BY_LEAD])}; not “{what}”.")
    with doing_as_the_club() as do:
        key = _key(do.connection, number)
        if what == "bid_figures":
            writing.put_bid_figure(do, key, read(schemas.BidFigureSaid, _facts(facts)))
        elif what == "cases":
            sent = {**_facts(facts), "shares": [_share(one) for one in share or ()]}
            writing.put_case(do, key, read(schemas.CaseSaid, sent))
        else:
            said = {**_facts(facts), "organisation": organisation}
            writing.put(do, key, what, read(_SAID[what], said))
    say(f"On record of opportunity {number}.")


def _share(typed: str) -> dict[str, Any]:
    code, *money = typed.split(":")
    if len(money) not in (1, 2, 4):
        raise BadQuestion(
            f"“{typed}” is no CODE:GBP_A_YEAR:GBP_ONCE, nor one with :RECEIPT_GBP:RECEIPT_YEAR."
        )
    names = ("saving_gbp_pa", "one_off_gbp", "receipt_gbp", "receipt_year")
    return {"organisation": code, **dict(zip(names, money, strict=False))}
