"""The parts of a meeting's pack, in words and tables: what its three forms show alike."""

from collections.abc import Sequence
from typing import Any

from api.html import format as words
from api.html.addresses import property_address
from api.html.format import Shown
from api.html.rating_marks import rating_marks
from api.html.tables import Column, Table
from api.leases import work_list
from api.meetings import page_model
from api.opportunities import schedule_model
from api.pdf import numbered_map
from api.pdf.parts import PackShown, Part, Picture
from estate import codes
from estate.answers.candidates.candidate import Candidate
from estate.answers.club.pack import DecisionWanted, OnMap, Pack
from estate.answers.leases import LeaseLine
from estate.club.licence import NO_LEGAL_ADVICE
from estate.club.meetings import NO_BODYS_DECISION

#: So much of the county is shown at least, in metres across.
_LEAST_M = 15_000
#: From so many parts without a row on they share one screen.
_SHARE_A_SCREEN = 2


def shown(
    pack: Pack, county: dict[str, Any], areas: Sequence[dict[str, Any]], base: str = ""
) -> PackShown:
    """The pack in words; ``areas`` as ``queries.drawing.areas`` has them, ``base`` the service's
    own address, which is printed before its pages."""
    meeting = pack.meeting
    synthetic = " Synthetic sample data: fictional organisations and buildings." * bool(
        county["synthetic"]
    )
    return PackShown(
        title=meeting.title,
        when=", ".join(filter(None, (words.day(meeting.held_on), meeting.place))),
        made=f"{county['name']}. Register version {pack.register_version}, "
        f"{words.day(pack.made_on)}. As members of the property club see it.{synthetic}",
        made_on=pack.made_on,
        parts=(
            _agenda(pack),
            *_quiet_ones_last(
                _map(pack.places, areas),
                _changes(pack),
                _leases(pack),
                _candidates(pack),
                _corrections(pack),
                _opportunities(pack),
                _plan(pack),
                _town_plans(pack),
                _actions(pack),
            ),
        ),
        disclaimer=pack.disclaimer,
        base=base,
    )


def _quiet_ones_last(*parts: Part) -> tuple[Part, ...]:
    """Parts that have nothing to list share one screen, the last: a meeting turns no empty page."""
    quiet = [part for part in parts if part.is_quiet]
    if len(quiet) < _SHARE_A_SCREEN:
        return parts
    columns = (Column("part", "Part", link="page"), Column("said", "What there is", "long"))
    rows = [
        {"part": one.title, "page": one.more[0] if one.more else "", "said": one.in_a_line}
        for one in quiet
    ]
    said = (f"These {len(quiet)} parts have nothing to list this time.",)
    last = Part("quiet", "Nothing to list", said, (Table("quiet", "Parts", columns, rows),))
    return (*(part for part in parts if not part.is_quiet), last)


def _agenda(pack: Pack) -> Part:
    rows = [
        {"item": one.text, "about": one.opportunity.title if one.opportunity else ""}
        for one in pack.agenda
    ]
    columns = (Column("item", "Item", "long"), Column("about", "About"))
    table = Table("items", "Items", columns, rows, "", "No item has been typed.")
    return Part(
        "agenda",
        "Agenda",
        ("Items of this meeting, then the standing parts of the pack.",),
        (table,),
        more=(pack.meeting.page, "The meeting"),
    )


def _map(places: Sequence[OnMap], areas: Sequence[dict[str, Any]]) -> Part:
    title = "Map of the opportunities"
    if not places:
        return Part("map", title, ("No open opportunity has a place that is known.",))
    columns = (
        Column("number", "No.", "number"),
        Column("name", "Property"),
        Column("part", "Role"),
    )
    rows = [
        {"number": one.number, "name": one.name, "part": one.part.words.capitalize()}
        for one in places
    ]
    table = Table("places", "Places on the map", columns, rows)
    numbers = sorted({one.number for one in places})
    alt = (
        f"Map of the county, north upwards, with the {words.plural(len(places), 'place')} of "
        f"{words.plural(len(numbers), 'open opportunity', 'open opportunities')}, each with the "
        "number of its opportunity; the table beneath lists them."
    )
    return Part(
        "map",
        title,
        (
            "Numbers are those of the opportunities, as in the table. Circle: would move out. "
            "Square: the building that would take it in. Diamond: of a set. Ring: several "
            "buildings close together, with the numbers of all their opportunities.",
        ),
        (table,),
        Picture(numbered_map.drawn(places, areas, _LEAST_M, whole_area=True), alt),
        more=("/opportunities", "All opportunities"),
    )


def _changes(pack: Pack) -> Part:
    since = pack.since
    if since is None:
        nothing = (
            "No meeting of the club is on record before this one, so there is nothing to compare "
            "with. The next pack says what has changed since this meeting."
        )
        return Part("changes", "What changed", (nothing,))
    changed = pack.register_changes or 0
    said = (
        f"Compared with {since.meeting.title} ({words.day(since.meeting.held_on)}). Its list was "
        f"kept on {words.day(since.taken_on)}, and the register has had "
        f"{words.plural(changed, 'change')} since."
        if changed
        else f"Nothing in the register has changed since {words.day(since.taken_on)}, when the "
        f"list for {since.meeting.title} ({words.day(since.meeting.held_on)}) was kept.",
    )
    title = f"What changed since {words.day(since.meeting.held_on)}"
    return Part(
        "changes", title, said, (_received(pack), _ratings(pack)), more=("/ratings", "Ratings")
    )


def _received(pack: Pack) -> Table:
    columns = (
        Column("body", "Body"),
        Column("files", "Files read", "number"),
        Column("records", "Records in them", "number"),
    )
    rows = [
        {"body": one.organisation.name, "files": one.files, "records": one.records}
        for one in pack.received or ()
    ]
    return Table("received", "Files read since", columns, rows, "", "No file has been read since.")


def _ratings(pack: Pack) -> Table:
    marks = rating_marks()
    columns = (
        Column("name", "Property", link="page"),
        Column("body", "Owner"),
        Column("scheme", "Question"),
        Column("was", "Was"),
        Column("rating", "Is"),
        Column("assessed_on", "Assessed", "day"),
    )
    rows = [
        {
            "name": one.name,
            "page": property_address(one.property_id),
            "body": one.organisation.name,
            "scheme": codes.label(one.scheme),
            "was": "not rated" if one.was is None else marks[one.was].word,
            "rating": "not rated" if one.rating is None else marks[one.rating].word,
            "assessed_on": one.assessed_on,
        }
        for one in pack.ratings or ()
    ]
    return Table("ratings", "Ratings changed", columns, rows, "", "No rating has changed.")


def _leases(pack: Pack) -> Part:
    columns = (
        Column("property", "Property", link="page", small="body"),
        Column("act_by", "Act by", "day"),
        Column("exit", "Way out"),
        Column("parties", "Tenant, landlord"),
    )
    asked = f"act_by_until={pack.leases_until}"
    late = sum(bool(one.exit and one.exit.act_by_passed) for one in pack.leases)
    table = Table(
        "leases",
        "Leases by act-by date",
        columns,
        [_lease(one) for one in pack.leases],
        "The club sees the quarter of a lease's dates, not the day." if pack.leases else "",
        "No act-by date falls in these twelve months, and none is past.",
    )
    said = (
        f"{words.plural(len(pack.leases), 'lease')} to act on. For {late:,} the date to act has "
        f"passed, but the lease can still end. For {len(pack.leases) - late:,} it is between "
        f"{words.day(pack.leases_from)} and {words.day(pack.leases_until)}.",
    )
    return Part(
        "leases",
        "Leases to act on within twelve months",
        said,
        (table,),
        more=(f"/leases?{asked}", "These leases"),
    )


def _lease(one: LeaseLine) -> dict[str, Any]:
    return {**work_list.page_line(one), "body": one.property.organisation}


def _candidates(pack: Pack) -> Part:
    found = pack.candidates
    said = [
        f"{words.plural(found.matched, 'sharing option')} on the list, {found.fitting:,} of them "
        "known to fit."
    ]
    tables: tuple[Table, ...] = ()
    if found.new is None:
        said.append("Which of them are new is told once there is a meeting to compare with.")
    else:
        said.append(
            f"{words.plural(found.new, 'new option')} known to fit since the last meeting. An "
            "option is a possibility; nothing is decided."
            if found.new
            else "No new options since the last meeting."
        )
        tables = (_new_candidates(found.best, found.price_base),) if found.best else ()
    return Part(
        "candidates",
        "New sharing options that fit",
        tuple(said),
        tables,
        more=("/candidates?fit=fits", "All sharing options that fit"),
    )


def _new_candidates(found: Sequence[Candidate], price_base: str) -> Table:
    columns = (
        Column("guest", "Could move", link="guest_page", small="guest_body"),
        Column("host", "Into", link="host_page", small="host_body"),
        Column("score", "Score", "per_cent"),
        Column("saving", "Could save (£ a year)", "estimate"),
        Column("act_by", "Act by", "day"),
    )
    rows = [
        {
            **_side(one, "guest"),
            **_side(one, "host"),
            "score": one.score,
            "saving": one.saving.central,
            "act_by": one.acts_by or "no date",
        }
        for one in found
    ]
    note = f"Indicative, in prices of {price_base}; not additive." if rows else ""
    return Table("new", "The best of them", columns, rows, note, "None is new.")


def _side(one: Candidate, side: str) -> dict[str, Any]:
    place = one.guest if side == "guest" else one.host
    return {
        side: place.name,
        f"{side}_page": property_address(place.property_id),
        f"{side}_body": place.organisation.name,
    }


def _corrections(pack: Pack) -> Part:
    columns = (
        Column("body", "Owner that is asked", link="page"),
        Column("open", "Waiting", "number"),
        Column("oldest_on", "Oldest since", "day"),
    )
    rows = [
        {
            "body": one.organisation.name,
            "page": f"/organisations/{one.organisation.code}/quality",
            "open": one.open,
            "oldest_on": one.oldest_on,
        }
        for one in pack.corrections
    ]
    table = Table(
        "corrections", "By owner", columns, rows, "", "No correction waits for an answer."
    )
    total = sum(one.open for one in pack.corrections)
    waiting = f"{words.plural(total, 'proposed correction')} without an answer of the owner yet."
    said = (waiting,) if total else ()
    return Part(
        "corrections",
        "Corrections outstanding",
        said,
        (table,),
        more=("/corrections", "All corrections"),
    )


def _opportunities(pack: Pack) -> Part:
    columns = (
        Column("title", "Opportunity", link="page", small="number"),
        Column("stage", "Stage", small="lead"),
        Column("wanted", "What is asked for", "long", small="towards"),
        Column("saving", "Would save (£ a year)", "estimate"),
        Column("once", "Would be paid once", "estimate"),
        Column("next_step", "Next step", "long"),
    )
    rows = [_wanted(one) for one in pack.opportunities]
    table = Table(
        "opportunities",
        "Open opportunities in the programme's order",
        columns,
        rows,
        "Figures as the whole club is shown them; indicative. " + NO_BODYS_DECISION,
        "No opportunity is open.",
    )
    said = (
        f"{words.plural(len(rows), 'open opportunity', 'open opportunities')}. Each body decides "
        "for itself; what is asked for is what is in the way of the next stage.",
    )
    licences = _licences(pack.opportunities)
    return Part(
        "opportunities",
        "Opportunities and decisions wanted",
        said,
        (table, *licences),
        more=("/opportunities/schedule", "The schedule"),
    )


def _licences(found: Sequence[DecisionWanted]) -> tuple[Table, ...]:
    """How far the licences to share have come, where anybody has put an answer on record."""
    rows = [
        {
            "title": one.opportunity.title,
            "page": f"{one.opportunity.page}/licence",
            "number": f"No. {one.opportunity.number}",
            "settled": _names(one.licence.settled),
            "open": _names(one.licence.open),
            "not_needed": _names(one.licence.not_needed),
        }
        for one in found
        if one.licence is not None
    ]
    columns = (
        Column("title", "Opportunity", link="page", small="number"),
        Column("settled", "Settled", "long"),
        Column("open", "Open", "long"),
        Column("not_needed", "Not needed", "long"),
    )
    made = Table("licences", "Licences to share", columns, rows, NO_LEGAL_ADVICE)
    return (made,) if rows else ()


def _names(items: Sequence[str]) -> str:
    return "; ".join(items) or "none"


def _wanted(one: DecisionWanted) -> dict[str, Any]:
    head = one.opportunity
    towards = f"before stage “{one.next_stage_label}”" if one.next_stage_label else ""
    step = one.next_step or "none yet"
    return {
        "title": head.title,
        "page": head.page,
        "number": f"No. {head.number}",
        "stage": head.stage_label.capitalize(),
        "lead": head.lead.name,
        "wanted": " ".join(one.asked_for) or ("Ready for the next stage" if towards else "Nothing"),
        "towards": towards,
        "saving": "not known" if head.saving_gbp_pa is None else head.saving_gbp_pa,
        "once": "not known" if head.one_off_gbp is None else head.one_off_gbp,
        "next_step": f"{step}, by {words.day(one.next_step_by)}" if one.next_step_by else step,
    }


def _plan(pack: Pack) -> Part:
    nothing = schedule_model.nothing_counted_words(pack.schedule)
    more = ("/opportunities/schedule", "The schedule")
    title = "Plan over years"
    if nothing:
        return Part("plan", title, (nothing,), more=more)
    said = (
        f"Peak cash, of all that is counted: {words.estimate(pack.schedule.peak_cash_gbp)}. "
        "Undiscounted; no body is bound by it.",
    )
    return Part("plan", title, said, (schedule_model.years(pack.schedule),), more=more)


def _town_plans(pack: Pack) -> Part:
    columns = (
        Column("label", "Plan", link="page", small="kept"),
        Column("town", "Town"),
        Column("could_be_left", "Buildings that could be left", "number"),
        Column("worth", "Worth", "amount"),
        Column("saving", "Would save a year", "amount"),
        Column("once", "Would be paid once", "amount"),
    )
    rows = [
        {
            "label": one.label,
            "page": one.page,
            "kept": f"version {one.version}, kept {words.day(one.kept_on)}",
            "town": one.town,
            "could_be_left": one.could_be_left,
            "worth": _rough(one.worth_gbp),
            "saving": _rough(one.saving_gbp_pa),
            "once": _rough(one.one_off_gbp),
        }
        for one in pack.town_plans
    ]
    prices = ", ".join(sorted({one.price_base for one in pack.town_plans}))
    note = f"As kept, to two figures; present value to the club, {prices} prices."
    plans = Table("town-plans", "Plans kept", columns, rows, note if rows else "", _NO_PLAN)
    moves = [
        {"label": one.label, "town": one.town, "move": text}
        for one in pack.town_plans
        for text in one.moves
    ]
    listed = Table(
        "town-moves",
        "Their moves",
        (Column("move", "Move", "long"), Column("town", "Town"), Column("label", "Plan")),
        moves,
    )
    kept = (
        f"{words.plural(len(rows), 'plan')} of towns kept by bodies of the club. A plan is for "
        "discussion; each owner decides for itself."
    )
    return Part(
        "town-plans",
        "Plans of towns",
        (kept,) if rows else (),
        (plans, listed) if moves else (plans,),
        more=("/cases", "Kept plans and cases"),
    )


_NO_PLAN = (
    "No plan of a town has been kept. An editor keeps one where a town says what could happen."
)


def _rough(value: float) -> Shown:
    """As the page of a kept plan has it for the club: figures of others are bands."""
    return Shown(words.estimate(value), value)


def _actions(pack: Pack) -> Part:
    overdue = sum(one.overdue for one in pack.actions)
    said = (f"{words.plural(len(pack.actions), 'open action')}, {overdue:,} of them overdue.",)
    return Part(
        "actions",
        "Open actions by owner",
        said,
        tuple(page_model.by_owner(pack.actions)),
        more=("/actions", "All actions"),
    )
