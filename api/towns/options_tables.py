"""The tables of a town's plan, and of plans beside it."""

import math
from collections.abc import Callable, Mapping, Sequence

from api.html.format import Shown, day, estimate, number, plural
from api.html.plan_moves import page_of
from api.html.tables import Column, Table
from api.towns import options_drawing as drawing
from api.towns.options_addresses import address_of, query_of
from estate.answers.towns.other_plans import Firm, PlanPoint, firm, point
from estate.answers.towns.plan import TownPlan, minutes_basis, town_plan
from estate.answers.towns.question import TownQuestion
from estate.answers.towns.wish_prices import WishPrices, wish_prices
from estate.consolidation.town.frontier import undominated
from estate.errors import NotFound

#: What a cost below nought means, wherever one stands.
NEGATIVE_COST = (
    "A cost below £0 is money coming in. A building that would be left is let or passed on, and "
    "that brings more than the plan costs in that year."
)


def known_table(name: str) -> str:
    """A table's name; ``NotFound`` names those there are. Asked before a plan is looked for."""
    if name not in OF_PLAN and name not in _AROUND:
        raise NotFound(f"The tables of this page are {', '.join((*OF_PLAN, *_AROUND))}.")
    return name


def table(question: TownQuestion, name: str) -> Table:
    """One table of the page, for its file: no more is made than this one."""
    if known_table(name) in OF_PLAN:
        return OF_PLAN[name](town_plan(question))
    return _AROUND[name](question)


def more_kept(numbers: Sequence[PlanPoint], others: Sequence[PlanPoint]) -> list[PlanPoint]:
    """Of each number above that of the best plan the best of the next plans, the most kept first:
    they come in order of worth, and no two keep the same buildings."""
    if not numbers:
        return []
    most = max(one.buildings_kept for one in numbers)
    found: dict[int, PlanPoint] = {}
    for one in others:
        if one.buildings_kept > most:
            found.setdefault(one.buildings_kept, one)
    return [found[kept] for kept in sorted(found, reverse=True)]


def _money(value: float | None) -> Shown | None:
    """To two figures on the page; the file has what the business case says."""
    if value is None:
        return None
    return Shown(estimate(value), value)


def _signed(value: float) -> Shown:
    """A change with its sign."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return Shown(f"{sign}{number(abs(value))}", value)


def _moves(answer: TownPlan) -> Table:
    rows = [
        {
            "occupier": one.occupier,
            "leaves": one.leaves.name,
            "leaves_page": page_of(one.leaves),
            "host": one.host.name,
            "host_page": page_of(one.host),
            "need_m2": one.need_m2,
            "leaves_lease": one.leaves_lease.words,
            "host_lease": one.host_lease.words,
            "first_day": day(one.first),
            "act_by": "as soon as possible" if one.act_by_passed else day(one.begins),
            "minutes": _signed(one.residents_minutes),
            RESTS_ON.key: answer.travel.words,
            "words": one.words,
        }
        for one in answer.moves
    ]
    columns = (
        Column("occupier", "Who could move"),
        Column("leaves", "From", link="leaves_page"),
        Column("host", "To", link="host_page"),
        Column("need_m2", "Space", "square_metres"),
        Column("first_day", "There from", "amount"),
        Column("act_by", "Latest start", "amount"),
        Column("leaves_lease", "Lease of the building left"),
        Column("host_lease", "Lease of the building moved into"),
        Column("minutes", "Residents’ minutes", "amount"),
        RESTS_ON,
        Column("words", "In words", "file"),
    )
    note = (
        "Latest start: notice of the lease, works in the host and the time to decide, "
        "whichever takes longest. For other bodies’ leases you see the quarter, not the day. "
        "Lease of the building left: rent is counted until then. "
        "Lease of the building moved into: when it expires, or when its landlord can end it."
    )
    return Table("moves", "Who could move where, and when", columns, rows, note, "Nobody moves.")


def _buildings(answer: TownPlan) -> Table:
    known = drawing.numbers(answer)
    rows = [
        {
            "number": known.get(one.key),
            "map": known.get(one.key) or "",
            "name": one.name,
            "page": page_of(one),
            "organisation": one.organisation.name,
            "role": one.role_words,
            "reason": one.reason,
            "moves_in": one.moves_in,
            "moves_out": one.moves_out,
        }
        for one in answer.buildings
    ]
    columns = (
        Column("name", "Building", link="page", small="organisation"),
        Column("map", "On the map", "amount"),
        Column("role", "With this plan"),
        Column("reason", "Why", "long"),
        Column("moves_in", "Move in", "number"),
        Column("moves_out", "Move out", "number"),
    )
    return Table("buildings", "The buildings with this plan", columns, rows)


def _years(answer: TownPlan) -> Table:
    names = ("one_off_gbp", "saving_gbp", "net_gbp", "do_minimum_gbp", "with_plan_gbp")
    rows = [
        {"year": one.year, **{name: _money(getattr(one, name)) for name in names}}
        for one in answer.years
    ]
    columns = (
        Column("year", "Financial year"),
        Column("one_off_gbp", "Paid once", "amount"),
        Column("saving_gbp", "Saved", "amount"),
        Column("net_gbp", "Both together", "amount"),
        Column("do_minimum_gbp", "Cost if nobody moved", "amount"),
        Column("with_plan_gbp", "Cost with the plan", "amount"),
    )
    note = f"£, real, at {answer.price_base} prices, for the club as a whole, to two figures. "
    if answer.do_minimum is not None:
        note += answer.do_minimum.explanation
    if any(one.with_plan_gbp < 0 for one in answer.years):
        note += f" {NEGATIVE_COST}"
    return Table("years", "Year by year, compared with staying put", columns, rows, note)


def _partners(answer: TownPlan) -> Table:
    concerned = [one for one in answer.partners if one.concerned]
    others = len(answer.partners) - len(concerned)
    rows = [
        {
            "organisation": one.organisation.name,
            "why": one.why,
            "gives_up": ", ".join(place.name for place in one.could_leave) or "no building",
            "moves": one.moves,
            "takes_in": one.takes_in,
            "result": _money(one.present_value_gbp) if one.sign_known else "not known",
            "saving": _money(one.yearly_saving_gbp_pa),
            "one_off": _money(one.one_off_gbp),
            "first_paid": one.first_paid or "–",
            "first_saved": one.first_saved or "–",
        }
        for one in concerned
    ]
    columns = (
        Column("organisation", "Partner", small="why"),
        Column("gives_up", "Could leave", "long"),
        Column("moves", "Its moves", "number"),
        Column("takes_in", "Takes in", "number"),
        Column("result", "Gain over the years", "amount"),
        Column("saving", "A year", "amount"),
        Column("one_off", "Pays once", "amount"),
        Column("first_paid", "First year it pays", "amount"),
        Column("first_saved", "First year it saves", "amount"),
    )
    note = (
        "Before anything that one partner might pay another to share the gain. Not known: the "
        "figures are bands, and whether the partner gains or loses lies within them."
    )
    if others:
        note += f" Nothing would change for {plural(others, 'other partner')}."
    return Table("partners", "What each partner gives up, gains and pays", columns, rows, note)


def _no_part(answer: TownPlan) -> Table:
    rows = [
        {
            "what": one.what.capitalize(),
            "words": one.words,
            "count": one.count,
            "names": ", ".join(one.names) + (" …" if one.count > len(one.names) else ""),
        }
        for one in answer.unknown.takes_no_part
    ]
    columns = (
        Column("what", "Which"),
        Column("words", "Why", "long"),
        Column("count", "How many", "number"),
        Column("names", "Among them", "long"),
    )
    note = "Occupiers: they stay where they are. Buildings: nobody moves into them."
    return Table("no-part", "Left out, and why", columns, rows, note)


#: Of files: engine, speed and day of the minutes; a page says it once.
RESTS_ON = Column("minutes_rest_on", "Minutes rest on", "file")
#: Name → title of the tables of other plans.
PLANS_AROUND = {
    "frontier": "For each number of buildings kept, the best plan",
    "by-minutes": "For shorter journeys, the best plan",
    "next-plans": "The next best plans",
}


def around(question: TownQuestion, name: str) -> list[PlanPoint]:
    """Other plans beside the one that is shown, as far as they were found."""
    found = question.found
    plans = {"frontier": found.by_number, "next-plans": found.next_plans}
    shown = undominated(found.by_minutes) if name == "by-minutes" else plans[name]
    return [point(question, one) for one in shown]


def _at_most_minutes(question: TownQuestion, one: PlanPoint) -> tuple[str, ...]:
    """The wishes of a question, with journeys no longer than those of a plan."""
    others = [text for text in question.asked.wishes if not text.startswith("minutes:")]
    return (*others, f"minutes:{math.floor(one.residents_minutes) + 1:d}")


def _page_of(question: TownQuestion, name: str, one: PlanPoint) -> str | None:
    """Where a plan of a table is the best one; of those that keep more than the best, nowhere."""
    if name == "by-minutes":
        asked = query_of(question, wishes=_at_most_minutes(question, one))
    elif name == "next-plans" or one.buildings_kept > _most_looked_for(question):
        return None
    else:
        asked = query_of(question, keep=one.buildings_kept)
    return address_of(question) + asked


def _most_looked_for(question: TownQuestion) -> int:
    """The largest number of buildings kept of which the best plan was looked for."""
    return max((int(one.kept.sum()) for one in question.found.by_number), default=0)


def points(question: TownQuestion, name: str, plans: Sequence[PlanPoint]) -> Table:
    """Several plans as rows, told by their sums."""
    if name == "frontier":
        plans = [*more_kept(plans, around(question, "next-plans")), *plans]
    rows = [
        {
            "kept": one.buildings_kept,
            "page": _page_of(question, name, one),
            "worth": _money(one.worth_gbp),
            "behind": _money(one.behind_best_gbp),
            "once": _money(one.one_off_gbp),
            "minutes": _signed(one.residents_minutes),
            RESTS_ON.key: minutes_basis(question).words,
            "differs": _differs(one),
            "proved": "proved"
            if one.proved
            else f"at most {estimate(one.at_most_better_gbp)} better",
        }
        for one in plans
    ]
    columns = (
        Column("kept", "Kept", "number", link="page"),
        Column("worth", "Worth", "amount"),
        Column("behind", "Less than the best", "amount"),
        Column("once", "Paid once", "amount"),
        Column("minutes", "Residents’ minutes", "amount"),
        RESTS_ON,
        Column("differs", "Differs from the best plan", "long"),
        Column("proved", "Certain"),
    )
    empty = "Not found yet."
    title = PLANS_AROUND[name]
    note = "£, gain to the club in today’s money."
    if name == "frontier":
        note += (
            " Plans that keep more than the best plan are those among the next best plans. No "
            "others that keep more were looked for."
        )
    return Table(name, title, columns, rows, note, empty)


def wishes(question: TownQuestion, prices: WishPrices) -> Table:
    """What bodies wish, and what each wish costs as far as that was looked for."""
    known = {one.wish.id: one for one in prices.each}
    rows = []
    for one in question.on_record:
        price = known.get(one.id)
        rows.append(
            {
                "organisation": one.organisation.name,
                "wish": one.words,
                "page": address_of(question) + query_of(question, wishes=(one.wish,)),
                "reason": one.reason or "",
                "since": one.since.date(),
                "costs": None if price is None else _money(price.costs_gbp),
                "minutes": None
                if price is None or price.residents_minutes is None
                else _signed(price.residents_minutes),
                RESTS_ON.key: prices.travel.words,
                "words": "Not looked for yet." if price is None else price.words,
            }
        )
    columns = (
        Column("wish", "Wish", link="page", small="organisation"),
        Column("reason", "Why", "long"),
        Column("since", "Since", "day"),
        Column("costs", "Costs", "amount"),
        Column("minutes", "Residents’ minutes", "amount"),
        RESTS_ON,
        Column("words", "In words"),
    )
    note = (
        "£, present value to the club, each wish alone beside the plan without any wish, from what "
        "you may see."
    )
    empty = "No wish about this town is on record."
    return Table("wishes", "What bodies wish, and what each wish costs", columns, rows, note, empty)


def _differs(one: PlanPoint) -> str:
    parts = []
    if one.left_besides:
        parts.append("also leaves " + ", ".join(place.name for place in one.left_besides))
    if one.kept_besides:
        parts.append("keeps " + ", ".join(place.name for place in one.kept_besides))
    return "; ".join(parts) or "none"


def firmness(told: Firm | None) -> Table:
    """In what share of the draws the best plan keeps each building."""
    rows = [
        {
            "name": one.building.name,
            "page": page_of(one.building),
            "kept_share": one.kept_share,
            "here": "kept" if one.kept else "could be left",
        }
        for one in (() if told is None else told.buildings)
    ]
    columns = (
        Column("name", "Building", link="page"),
        Column("kept_share", "How often it was better to keep it", "per_cent"),
        Column("here", "With this plan"),
    )
    note = "" if told is None else told.words
    empty = "All plans found keep the same buildings." if told else "Not worked out yet."
    return Table("firmness", "How firm each building’s place is", columns, rows, note, empty)


def _other_plans(name: str) -> Callable[[TownQuestion], Table]:
    return lambda question: points(question, name, around(question, name))


#: Name in the address → what makes it, of the plan itself and of what is beside it.
OF_PLAN: Mapping[str, Callable[[TownPlan], Table]] = {
    "moves": _moves,
    "buildings": _buildings,
    "years": _years,
    "partners": _partners,
    "no-part": _no_part,
}
_AROUND: Mapping[str, Callable[[TownQuestion], Table]] = {
    **{name: _other_plans(name) for name in PLANS_AROUND},
    "firmness": lambda question: firmness(firm(question)),
    "wishes": lambda question: wishes(question, wish_prices(question, question.found.wishes)),
}
