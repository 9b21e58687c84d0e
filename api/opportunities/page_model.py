"""What the pages of opportunities show, as tables."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from api.html.addresses import property_address
from api.html.tables import Column, Table, Withheld
from api.opportunities.bid_model import amount
from estate.answers.club.meetings import Entry
from estate.answers.opportunities.opportunity import (
    Actual,
    BarrierOnRecord,
    BidFigureOnRecord,
    Consultation,
    Decision,
    FundingOnRecord,
    LeaseOfPlace,
    LicenceAnswer,
    Listed,
    Opportunity,
    Recorded,
    Share,
)
from estate.club.codes import DifferenceReason
from estate.club.licence import LicenceState
from estate.club.meetings import NO_BODYS_DECISION
from estate.quarters import day_words
from estate.register.visibility import Reader
from estate.rows import Row

PARTIES = Withheld("shown to its bodies only")

_LISTED = (
    Column("number", "No.", "number"),
    Column("title", "Opportunity", link="page"),
    Column("stage_label", "Stage"),
    Column("track_words", "Track", small="track_note"),
    Column("lead", "Led by"),
    Column("next_step", "Next step", small="next_step_by_whom"),
    Column("next_step_on", "Next step due by", "day"),
    Column("bodies", "Bodies", "number"),
)


def listed(found: Sequence[Listed], narrowed: bool = False) -> Table:
    """All opportunities of a question; ``narrowed``: whether it asks for some of them only."""
    rows = [
        {
            **vars(one),
            "lead": one.lead.name,
            "track_words": "not decided" if one.track is None else one.track.words,
            "track_note": _suggested(one),
            "next_step": one.next_step.what or "none yet",
            "next_step_by_whom": one.next_step.organisation.name
            if one.next_step.organisation
            else "",
            "next_step_on": one.next_step.by or "none yet",
        }
        for one in found
    ]
    return Table(
        "opportunities",
        "Opportunities",
        _LISTED,
        rows,
        "What the club has taken up. An idea is not yet a plan of any body.",
        "No opportunity answers to this question." if narrowed else "No opportunity is open yet.",
    )


def of_property(found: Sequence[Listed]) -> Table:
    """Those to which one property belongs."""
    shown = [one for one in _LISTED if one.key in ("number", "title", "stage_label", "lead")]
    title, note = "Opportunities with this property", "What the club has taken up; no plan."
    return replace(listed(found), title=title, columns=tuple(shown), note=note)


def _suggested(one: Listed) -> str:
    suggested = one.suggested_track
    return "" if one.track or suggested is None else f"{suggested.words} (suggested)"


def case_today(row: Row, told: Opportunity) -> str | None:
    """Where the business case of guest and host is worked out today; None of a set."""
    hosts = [one.property_id for one in told.properties if one.part == "host"]
    guest = row["guest_occupation_id"]
    return f"/schemes/{guest}/{hosts[0]}" if guest is not None and hosts else None


def tables(told: Opportunity, sight: Reader) -> dict[str, Table]:
    """The tables of one opportunity, by their names, as ``sight`` has it shown."""
    made = (
        _places(told),
        _bodies(told),
        _shares(told),
        _steps(told),
        minutes(told.minutes),
        *_on_record(told, {sight.organisation, *sight.parties}),
    )
    return {table.name: table for table in made}


def _places(told: Opportunity) -> Table:
    money = any(
        one.leases or one.cost_gbp_pa is not None or one.book_value_gbp is not None
        for one in told.properties
    )
    columns = [
        Column("name", "Property", link="page"),
        Column("owner", "Owner"),
        Column("part_label", "Role"),
        Column("property_id", "property_id", "file"),
    ]
    if money:
        columns += [
            Column("leases_words", "Lease ends and rents"),
            Column("cost_gbp_pa", "Premises cost a year", "pounds", small="cost_words"),
            Column("book_value_gbp", "Book value", "pounds"),
        ]
    rows = [
        {
            **vars(one),
            "owner": one.organisation.name,
            "page": property_address(one.property_id),
            "cost_words": f"of {one.cost_year}" if one.cost_year else "",
            "leases_words": "; ".join(map(_lease, one.leases)) or "none you can see",
        }
        for one in told.properties
    ]
    note = "Exact figures as the parties see them, under agreement." if money else ""
    return Table("properties", "Properties", tuple(columns), rows, note)


def _lease(one: LeaseOfPlace) -> str:
    end = "no end known" if one.expiry_date is None else day_words(one.expiry_date)
    rent = one.passing_rent_gbp_pa
    return end if rent is None else f"{end}, £{rent:,.0f} a year"


def _bodies(told: Opportunity) -> Table:
    latest = {one.organisation.code: one for one in told.decisions}
    rows = [
        {
            "body": one.name,
            "why": one.reason_label,
            "decision": _decision(latest.get(one.code)),
            "agreement": "in force" if one.code in told.under_agreement else "none",
        }
        for one in told.bodies
    ]
    columns = (
        Column("body", "Body"),
        Column("why", "Why it takes part"),
        Column("decision", "Its decision"),
        Column("agreement", "Agreement to show figures"),
    )
    return Table("bodies", "Bodies and their decisions", columns, rows)


def _decision(one: Decision | None) -> str:
    if one is None:
        return "none on record"
    return (
        f"{str(one.outcome).capitalize()}: {one.forum}, {day_words(one.decided_on)}, "
        f"{one.minute_ref}"
    )


def _shares(told: Opportunity) -> Table:
    rows = [
        {
            "body": one.organisation.name,
            "saving": PARTIES if one.saving_gbp_pa is None else one.saving_gbp_pa,
            "one_off": PARTIES if one.one_off_gbp is None else one.one_off_gbp,
            "receipt": _receipt(one),
            "receipt_year": one.receipt_year or "",
        }
        for one in told.shares
    ]
    columns: tuple[Column, ...] = (
        Column("body", "Body"),
        Column("saving", "Would save (£ a year)", "pounds"),
        Column("one_off", "Would pay once", "pounds"),
    )
    if any(one.receipt_gbp is not None for one in told.shares):
        columns += (Column("receipt", "Would receive once", "pounds", small="receipt_year"),)
    case = told.cases[-1] if told.cases else None
    note = (
        ""
        if case is None
        else (
            f"Assumption set {case.assumption_set}; price base {case.price_base}. "
            "Indicative; no decision."
        )
    )
    return Table("shares", "Partner split", columns, rows, note, "No business case is on record.")


def _receipt(one: Share) -> Any:
    """A share is shown whole or not at all; a receipt it may have none."""
    if one.saving_gbp_pa is None:
        return PARTIES
    return "none" if one.receipt_gbp is None else one.receipt_gbp


def not_recorded(told: Opportunity) -> str:
    """What has nothing on record yet, in one sentence; empty where all of it has something."""
    nothing = [words for name, words in _PLURALS.items() if not getattr(told, name)]
    if not nothing:
        return ""
    listed = " or ".join(filter(None, (", ".join(nothing[:-1]), nothing[-1])))
    return f"Nothing is on record yet of {listed}."


def _steps(told: Opportunity) -> Table:
    rows = [
        {
            "day": one.taken_at.date(),
            "to": one.to_stage.words,
            "body": one.organisation.name if one.organisation else "an administrator",
            "role": one.role or "",
            "person": one.person or PARTIES,
            "reason": one.reason or "",
        }
        for one in reversed(told.steps)
    ]
    columns = (
        Column("day", "Date", "day"),
        Column("to", "Changed to"),
        Column("body", "By", small="role"),
        Column("person", "Person"),
        Column("reason", "Why", "long"),
    )
    return Table("steps", "Every step", columns, rows)


def minutes(entries: Sequence[Entry]) -> Table:
    """What meetings have minuted about one thing, the latest first."""
    columns = (
        Column("held_on", "Date", "day"),
        Column("meeting", "Meeting", link="page", small="entry"),
        Column("kind", "Minuted"),
        Column("text", "Minute", "long", small="correction"),
        Column("owner", "Owner"),
        Column("due_on", "Due", "day"),
        Column("state", "State"),
    )
    rows = [
        {
            "held_on": one.meeting.held_on,
            "meeting": one.meeting.title,
            "page": f"{one.meeting.page}#entry-{one.position}",
            "entry": f"entry {one.position}",
            "kind": one.kind_label.capitalize(),
            "text": one.text,
            "correction": one.correction(),
            "owner": one.owner.name if one.owner else "",
            "due_on": one.due_on or "",
            "state": one.state.value if one.state else "",
        }
        for one in reversed(entries)
    ]
    return Table("minutes", "Minuted in meetings", columns, rows, NO_BODYS_DECISION)


_TITLES = {
    "statements": "Statements of service leads",
    "decisions": "Every decision",
    "decisions_to_consult": "Decisions to consult the public",
    "consultations": "Consultations",
    "barriers": "Barriers",
    "actuals": "Actual figures",
    "funding": "Funding",
    "bid_figures": "Figures for bids",
    "licence_answers": "Licence to share: answers",
    "agreements": "Agreements",
}
_PLURALS = {
    "statements": "statements of service leads",
    "decisions": "decisions",
    "decisions_to_consult": "decisions to consult the public",
    "consultations": "consultations",
    "barriers": "barriers",
    "actuals": "actual figures",
    "funding": "funding",
    "bid_figures": "figures for bids",
    "licence_answers": "answers on a licence to share",
    "agreements": "agreements",
}
_COLUMNS = {
    "statements": (
        Column("service", "Service"),
        Column("service_lead", "Lead"),
        Column("said_on", "Date", "day"),
        Column("statement", "Statement", "long"),
    ),
    "decisions": (
        Column("decided_on", "Date", "day"),
        Column("outcome", "Decision"),
        Column("forum", "Forum", small="minute_ref"),
        Column("note", "Note", "long"),
    ),
    "decisions_to_consult": (
        Column("decided_on", "Date", "day"),
        Column("forum", "Forum", small="minute_ref"),
        Column("begins_on", "From", "day"),
        Column("ends_on", "To", "day"),
        Column("alternatives", "Alternatives", "long"),
        Column("state", "State"),
    ),
    "consultations": (
        Column("with_whom", "With whom"),
        Column("began_on", "From", "day"),
        Column("ended_on", "To", "day"),
        Column("what_came_of_it", "What came of it", "long"),
    ),
    "barriers": (
        Column("barrier_label", "Barrier"),
        Column("state", "State"),
        Column("note", "Note", "long"),
    ),
    "actuals": (
        Column("financial_year", "Year"),
        Column("saving_gbp", "Saved", "pounds", small="saving_why"),
        Column("one_off_gbp", "Paid once", "pounds", small="one_off_why"),
        Column("receipt_gbp", "Received", "pounds", small="receipt_why"),
        Column("note", "Note", "long"),
    ),
    "funding": (
        Column("source_label", "Source", small="name"),
        Column("financial_year", "Year"),
        Column("amount_gbp", "Cash", "pounds", small="way"),
        Column("note", "Note", "long"),
    ),
    "bid_figures": (
        Column("figure_label", "Figure"),
        Column("amount", "Amount", "amount"),
        Column("source", "Source", "long"),
    ),
    "licence_answers": (
        Column("item_label", "Item"),
        Column("state", "State"),
        Column("recorded_on", "Date", "day"),
        Column("answer", "Answer", "long"),
    ),
    "agreements": (
        Column("agreed_on", "From", "day"),
        Column("ends_on", "Until", "day"),
        Column("state", "State"),
    ),
}


def _on_record(told: Opportunity, shown: Collection[str | None]) -> list[Table]:
    return [_recorded(name, getattr(told, name), shown) for name in _TITLES]


def _recorded(name: str, found: Sequence[Recorded], shown: Collection[str | None]) -> Table:
    """What is on record of a kind, the latest first; ``shown``: whose records are shown whole."""
    columns = (*_COLUMNS[name], Column("body", "On record by"))
    rows = [
        {
            **{
                key: _empty(one, shown) if value is None else value
                for key, value in vars(one).items()
            },
            "body": one.organisation.name,
            "state": _state(one),
            "recorded_on": one.recorded_at.date(),
            **_beside(one, found[at + 1 :]),
        }
        for at, one in reversed(list(enumerate(found)))
    ]
    return Table(name, _TITLES[name], columns, rows, "", "None is on record.")


def _beside(one: Recorded, later: Sequence[Recorded]) -> dict[str, Any]:
    """What a table shows of a record beside its members."""
    if isinstance(one, Actual):
        return _reasons(one, [each for each in later if isinstance(each, Actual)])
    if isinstance(one, BidFigureOnRecord):
        return {"amount": amount(one.figure, one.amount)}
    if isinstance(one, FundingOnRecord):
        return {"way": _way(one), "name": one.name or ""}
    return {}


def _reasons(one: Actual, later: Sequence[Actual]) -> dict[str, str]:
    """Beside each figure that is shown: why it is another than had been estimated, where that is
    said, and that a later one of the same body and year has replaced it."""
    whose = (one.organisation.code, one.financial_year)
    same = [each for each in later if (each.organisation.code, each.financial_year) == whose]
    found = {}
    for name in ("saving", "one_off", "receipt"):
        figure, why = f"{name}_gbp", getattr(one, f"{name}_reason")
        said = [] if why is None else [DifferenceReason(why).words]
        shown = getattr(one, figure) is not None
        if shown and any(getattr(each, figure) is not None for each in same):
            said.append("replaced by a later one")
        found[f"{name}_why"] = "; ".join(said)
    return found


def _way(one: FundingOnRecord) -> str:
    if one.movement == "repayment":
        return "paid back"
    return "to be paid back" if one.repayable else ""


def _empty(one: Recorded, shown: Collection[str | None]) -> str:
    """What stands for nothing: that it is withheld, where it is another body's that has not
    agreed; what is shown whole has nothing there."""
    return "" if one.organisation.code in shown or isinstance(one, Consultation) else PARTIES


def _state(one: Recorded) -> str:
    if isinstance(one, LicenceAnswer):
        return LicenceState(one.state).words
    if isinstance(one, BarrierOnRecord):
        return "solved" if one.is_solved else "stands"
    return "withdrawn" if getattr(one, "withdrawn", False) else "given"
