"""What the page of a town's plan shows: words, tables, maps, charts and the form of wishes."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

import numpy as np

from api.energy import page_model as energy_model
from api.html.addresses import property_address, town_address
from api.html.format import Shown, day, estimate, number, per_cent, plural, pounds, short_estimate
from api.html.plan_moves import page_of
from api.html.tables import Column, Table
from api.journeys import page_model as journeys_model
from api.towns import options_drawing as drawing
from estate.answers.energy import energy_of_plan
from estate.answers.residents import journeys
from estate.answers.towns.fewest_kept import why_no_fewer
from estate.answers.towns.journeys import journeys_of_plan
from estate.answers.towns.options import in_scope
from estate.answers.towns.other_plans import Firm, PlanPoint, firm, point
from estate.answers.towns.plan import TownPlan, minutes_basis, town_plan
from estate.answers.towns.plan_asked import asked_for
from estate.answers.towns.question import TownQuestion
from estate.answers.towns.search import PARTS
from estate.answers.towns.wish_prices import WishPrices, wish_prices
from estate.answers.towns.wishes import in_words
from estate.codes import label
from estate.colocation.plain_language import fit_name
from estate.consolidation.town.frontier import undominated
from estate.consolidation.town.plan import PlanSteps
from estate.errors import NotFound
from estate.need.premises import directions
from estate.quarters import Quarter

_YEARS_TO_WAIT = 6
#: What a cost below nought means, wherever one stands.
NEGATIVE_COST = (
    "A cost below £0 is money coming in. A building that would be left is let or passed on, and "
    "that brings more than the plan costs in that year."
)
_QUARTERS = 24


def address_of(question: TownQuestion, tail: str = "") -> str:
    """The page of a town's plan."""
    return f"{town_address(question.asked.town)}/options{tail}"


def query_of(question: TownQuestion, **changed: Any) -> str:
    """The question as it stands in an address, with its question mark; some of it changed."""
    pairs = replace(question.asked, **changed).pairs
    return f"?{urlencode(pairs)}" if pairs else ""


def on_map(question: TownQuestion) -> str:
    """The main map with the plan drawn over the sites."""
    pairs = [("plan", question.asked.town), *question.asked.pairs]
    return f"/?{urlencode(pairs)}#layers=base,districts,plan"


def whole(question: TownQuestion) -> dict[str, Any]:
    """All that the template of a town's plan takes, by name."""
    return {**plan_part(question), **around_part(question), "form": form(question)}


def plan_part(question: TownQuestion) -> dict[str, Any]:
    """The plan itself: sentence, figures, maps and tables."""
    answer = town_plan(question)
    return {
        "answer": answer,
        "figures": _figures(answer),
        "town_map": drawing.town_map(answer) if answer.moves else None,
        "plan_tables": {name: make(answer) for name, make in _OF_PLAN.items()},
        "address": address_of(question),
        "query": query_of(question),
        "on_map": on_map(question),
        "changed": _changed(question),
        "journeys": _journeys(question),
        "energy": _energy(question),
        "directions": _directions(question),
    }


def _directions(question: TownQuestion) -> list[dict[str, Any]]:
    """Of the services that would move, those with a change on record: of how many buildings, and
    which; the list of ratings says when and by whom."""
    plan = question.found.plan
    if plan is None or not len(plan.moves):
        return []
    estate, problem = question.journeys.estate, question.town.problem
    movers = problem.occupations.index[problem.moves["occupation"].to_numpy()[plan.moves]]
    services = set(estate.occupations["service_function"].reindex(movers).dropna())
    names = estate.properties["name"]
    return [
        {
            "service": label(key),
            "buildings": one.buildings,
            "changing": [
                {"page": property_address(place), "name": fit_name(names[place], "a place")}
                for place in one.changing
            ],
        }
        for key, one in directions(estate).items()
        if key in services and one.changing
    ]


def _energy(question: TownQuestion) -> dict[str, Any] | None:
    """What the plan would change of energy; None without moves."""
    plan = question.found.plan
    if plan is None or not len(plan.moves):
        return None
    api = f"/api/v1{address_of(question)}/energy"
    return energy_model.part(energy_of_plan(question, plan), api, query_of(question))


def _journeys(question: TownQuestion) -> dict[str, Any] | None:
    """What the plan would mean for residents' journeys; None without moves."""
    plan = question.found.plan
    found = None if plan is None else journeys_of_plan(question, plan)
    return None if found is None else journeys_model.part(found, journeys.told(found))


def around_part(question: TownQuestion) -> dict[str, Any]:
    """What lies around the plan, as far as it was found."""
    found = question.found
    numbers, minutes, others = (_around(question, name) for name in _PLANS_AROUND)
    told = firm(question)
    prices = wish_prices(question, found.wishes)
    made = [
        *(
            _points(question, name, plans)
            for name, plans in zip(_PLANS_AROUND, (numbers, minutes, others), strict=True)
        ),
        _firmness(told),
        _wishes(question, prices),
    ]
    return {
        "by_number": drawing.by_number_chart(numbers),
        "no_fewer": why_no_fewer(question),
        "by_minutes": drawing.by_minutes_chart(minutes),
        "firm": told,
        "prices": prices,
        "all_wishes": query_of(question, wishes=tuple(prices.wishes)),
        "firm_bars": _bars(told),
        "around_tables": {one.name: one for one in made},
        "done": found.done,
        "all_done": found.done >= set(PARTS) or (found.plan is None and found.status is not None),
        "points": len(numbers) + len(minutes) + len(others),
        "address": address_of(question),
        "query": query_of(question),
        "links": {
            one.buildings_kept: query_of(question, keep=one.buildings_kept) for one in numbers
        },
    }


def known_table(name: str) -> str:
    """A table's name; ``NotFound`` names those there are. Asked before a plan is looked for."""
    if name not in _OF_PLAN and name not in _AROUND:
        raise NotFound(f"The tables of this page are {', '.join((*_OF_PLAN, *_AROUND))}.")
    return name


def table(question: TownQuestion, name: str) -> Table:
    """One table of the page, for its file: no more is made than this one."""
    if known_table(name) in _OF_PLAN:
        return _OF_PLAN[name](town_plan(question))
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


def _figures(answer: TownPlan) -> list[tuple[str, str, str]]:
    """Value, what it is, and how it is meant: the five of the page's head."""
    if answer.worth_gbp is None:
        return []
    left = sum(one.role == "left" for one in answer.buildings)
    minutes = answer.residents_minutes or 0.0
    if minutes == 0:
        journeys, how = "No change", "residents’ journeys stay the same, as far as is known"
    else:
        journeys = f"{number(abs(minutes))} {'fewer' if minutes < 0 else 'more'}"
        how = "one journey of each resident served; areas of need count more"
    once, spread = answer.one_off_gbp or 0.0, ""
    if answer.worth_range is not None:
        low, high = answer.worth_range.p10_gbp, answer.worth_range.p90_gbp
        spread = f"{short_estimate(low)} to {short_estimate(high)} in eight of ten trials; "
    return [
        (
            short_estimate(answer.worth_gbp),
            "Worth to the club",
            f"{spread}over {answer.horizon_years} years, in today’s money, at "
            f"{answer.price_base} prices",
        ),
        (
            plural(left, "building"),
            "Could be left",
            f"{number(answer.buildings_kept)} of {number(answer.buildings_today)} would be kept",
        ),
        (
            short_estimate(once),
            "Paid once",
            "building works, removals and putting old buildings right",
        ),
        (
            short_estimate(answer.yearly_saving_gbp_pa),
            "Saved a year",
            "once everyone has moved",
        ),
        (journeys, "Residents’ minutes", how),
    ]


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
        Column("act_by", "Start by", "amount"),
        Column("leaves_lease", "Lease of the building left"),
        Column("host_lease", "Lease of the building moved into"),
        Column("minutes", "Residents’ minutes", "amount"),
        RESTS_ON,
        Column("words", "In words", "file"),
    )
    note = (
        "Start by: notice of the lease, works in the host and the time to decide, whichever takes "
        "longest. For other bodies’ leases you see the quarter, not the day. Lease of the building "
        "left: rent is counted until then. Lease of the building moved into: when it expires, or "
        "when its landlord can end it."
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
_PLANS_AROUND = {
    "frontier": "For each number of buildings kept, the best plan",
    "by-minutes": "For shorter journeys, the best plan",
    "next-plans": "The next best plans",
}


def _around(question: TownQuestion, name: str) -> list[PlanPoint]:
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


def _points(question: TownQuestion, name: str, plans: Sequence[PlanPoint]) -> Table:
    if name == "frontier":
        plans = [*more_kept(plans, _around(question, "next-plans")), *plans]
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
    title = _PLANS_AROUND[name]
    note = "£, gain to the club in today’s money."
    if name == "frontier":
        note += (
            " Plans that keep more than the best plan are those among the next best plans. No "
            "others that keep more were looked for."
        )
    return Table(name, title, columns, rows, note, empty)


def _wishes(question: TownQuestion, prices: WishPrices) -> Table:
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


def _firmness(told: Firm | None) -> Table:
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
    return lambda question: _points(question, name, _around(question, name))


#: Name in the address → what makes it, of the plan itself and of what is beside it.
_OF_PLAN: Mapping[str, Callable[[TownPlan], Table]] = {
    "moves": _moves,
    "buildings": _buildings,
    "years": _years,
    "partners": _partners,
    "no-part": _no_part,
}
_AROUND: Mapping[str, Callable[[TownQuestion], Table]] = {
    **{name: _other_plans(name) for name in _PLANS_AROUND},
    "firmness": lambda question: _firmness(firm(question)),
    "wishes": lambda question: _wishes(question, wish_prices(question, question.found.wishes)),
}


def _bars(told: Firm | None) -> list[tuple[str, float, str]]:
    """Name, share and words of each building on which plans differ."""
    if told is None:
        return []
    return [
        (one.building.name, one.kept_share, f"kept in {per_cent(one.kept_share)}")
        for one in told.buildings
    ]


def _changed(question: TownQuestion) -> list[str]:
    """What was asked for, in words."""
    asked, found = question.asked, []
    if asked.properties:
        found.append(f"{plural(len(asked.properties), 'building')} chosen by hand")
    if asked.within_m is not None:
        found.append(f"within {number(asked.within_m)} m of the town’s centre")
    if asked.keep is not None:
        found.append(f"at most {number(asked.keep)} kept")
    if asked.capital_gbp is not None:
        found.append(f"at most {pounds(asked.capital_gbp)} paid once")
    if asked.capital_gbp_pa is not None:
        found.append(f"at most {pounds(asked.capital_gbp_pa)} paid once in any year")
    if asked.unrated:
        found.append("unrated buildings take part")
    if asked.dates != "two":
        found.append("a day a year" if asked.dates == "yearly" else "one day for each step")
    found += [one.words for one in asked_for(question).hosts]
    return [*found, *(in_words(question.town.names, one) for one in question.wishes)]


def price_in_words(best: PlanSteps, mine: PlanSteps) -> str:
    """What a plan's wishes and limits cost beside the plan without any."""
    less = best.worth_gbp - mine.worth_gbp
    longer = mine.minutes - best.minutes
    journeys = (
        "the same journeys"
        if abs(longer) < 1
        else (f"{number(abs(longer))} {'more' if longer > 0 else 'fewer'} residents’ minutes")
    )
    if less < 500:
        return f"These wishes and limits cost nothing beside the plan without any; {journeys}."
    return (
        f"Together these wishes and limits cost {estimate(less)} in present "
        f"value, beside the plan without any; {journeys}."
    )


@dataclass(frozen=True)
class Switch:
    """A choice of the form: its words, what it sends, and which is chosen."""

    name: str
    options: list[tuple[str, str]]
    chosen: str


def form(question: TownQuestion) -> dict[str, Any]:
    """The switches of the form, filled with what was asked."""
    town, estate = question.town, question.estate
    recorded = _recorded(question)
    every = {one.text for one in question.wishes}
    # A wish on record has its own switch, so no other is set by it.
    texts = every - set(recorded)
    buildings = [
        Switch(
            town.names[key],
            [("", "no wish"), (f"stays:{key}", "stays"), (f"left:{key}", "is left")],
            next((one for one in (f"stays:{key}", f"left:{key}") if one in texts), ""),
        )
        for key in town.property_ids
        if key not in town.stays and key not in town.hosts_offered
    ]
    movers = [
        Switch(
            f"{town.names[key]}, {town.names[mover.home]}",
            [("", "may move"), (f"unmoved:{key}", "stays where it is")],
            f"unmoved:{key}" if f"unmoved:{key}" in texts else "",
        )
        for key, mover in town.parts.movers.items()
    ]
    year = town.today.year + (town.today >= town.today.replace(month=4, day=1))
    waits = [
        (f"not-before:{year + at}-04-01", f"1 April {year + at}") for at in range(_YEARS_TO_WAIT)
    ]
    partners = [(f"partner:{code}:0", town.names.get(code, code)) for code in town.problem.partners]
    offered = {value for one in (*buildings, *movers) for value, _ in one.options}
    offered |= {value for value, _ in (*waits, *partners)}
    offered |= set(recorded)
    others = [one for one in question.wishes if one.text not in offered]
    return {
        "buildings": sorted(buildings, key=lambda one: one.name),
        "movers": sorted(movers, key=lambda one: one.name),
        "waits": waits,
        "partners": sorted(partners, key=lambda one: one[1]),
        "pairs": _pairs(question),
        "who": sorted(
            ((key, one.name) for key, one in zip(town.parts.movers, movers, strict=True)),
            key=_words,
        ),
        "where": _hosts(question),
        "bodies": _bodies(question),
        "recorded": [(text, words, text in every) for text, words in recorded.items()],
        "wished": [(one.text, in_words(town.names, one)) for one in question.wishes],
        "hosts": asked_for(question).hosts,
        "quarters": _quarters(town.today),
        "others": [(one.text, in_words(town.names, one)) for one in others],
        "texts": texts,
        "asked": question.asked,
        "choose": _to_choose(question),
        "chosen": set(question.asked.properties),
        "estate": estate.reader,
    }


def _recorded(question: TownQuestion) -> dict[str, str]:
    """Wishes on record by their text: whose, in words."""
    whose: dict[str, list[str]] = {}
    for one in question.on_record:
        whose.setdefault(one.wish, []).append(one.organisation.name)
    words = {one.wish: one.words for one in question.on_record}
    return {text: f"{' and '.join(names)}: {words[text]}" for text, names in whose.items()}


def _words(two: tuple[str, str]) -> str:
    return two[1]


def _hosts(question: TownQuestion) -> list[tuple[str, str]]:
    """Buildings that could take somebody in: id and name."""
    town = question.town
    able = np.unique(town.problem.moves["host"].to_numpy()).tolist()
    keys = [town.property_ids[at] for at in able]
    return sorted(((key, town.names[key]) for key in keys), key=_words)


def _bodies(question: TownQuestion) -> list[tuple[str, str]]:
    """Who uses the chosen buildings: code and name."""
    users = question.estate.occupations["organisation"]
    codes = {str(users[one]) for one in question.town.occupation_ids}
    return sorted(((code, _named(question, code)) for code in codes), key=_words)


def _quarters(today: date) -> list[tuple[str, str]]:
    """The quarters from the next one on in which a new hub could be ready."""
    first = today.year * 4 + (today.month + 2) // 3
    found = (Quarter(at // 4, at % 4 + 1) for at in range(first, first + _QUARTERS))
    return [(str(one), one.words) for one in found]


def _pairs(question: TownQuestion) -> list[tuple[str, str]]:
    """Organisations that this plan would bring into one building: a wish to keep them apart."""
    plan, town = question.found.plan, question.town
    if plan is None:
        return []
    users = question.estate.occupations
    home = dict(zip(town.occupation_ids, town.problem.occupations["home"].tolist(), strict=True))
    moved = town.problem.moves.iloc[plan.moves]
    new = {
        town.occupation_ids[who]: host
        for who, host in zip(moved["occupation"].tolist(), moved["host"].tolist(), strict=True)
    }
    end = {**home, **new}
    found: dict[str, str] = {}
    for one, at in new.items():
        for other, there in end.items():
            mine, theirs = (str(users.at[key, "organisation"]) for key in (one, other))
            if there == at and mine != theirs:
                first, second = sorted((mine, theirs))
                words = f"{_named(question, first)} and {_named(question, second)}"
                found[f"apart:{first}:{second}"] = words
    return sorted(found.items(), key=lambda two: two[1])


def _named(question: TownQuestion, code: str) -> str:
    names = question.estate.organisations["name"]
    return fit_name(names.get(code), code)


def _to_choose(question: TownQuestion) -> list[tuple[str, str]]:
    """Buildings of the town that could be chosen: id, name with organisation."""
    estate = question.estate
    ids = dict.fromkeys((*in_scope(estate, question.asked.town), *question.asked.properties))
    places = estate.properties
    rows = [
        (
            one,
            f"{fit_name(places.at[one, 'name'], places.at[one, 'local_ref'])} "
            f"({_named(question, str(places.at[one, 'organisation']))})",
        )
        for one in ids
        if one in places.index
    ]
    return sorted(rows, key=lambda two: two[1])
