"""What the page of a town's plan shows: words, tables, maps, charts and the form of wishes."""

from collections.abc import Sequence
from typing import Any

from api.energy import page_model as energy_model
from api.html.addresses import property_address
from api.html.format import estimate, number, per_cent, plural, pounds, short_estimate
from api.journeys import page_model as journeys_model
from api.towns import options_drawing as drawing
from api.towns.options_addresses import address_of, on_map, query_of
from api.towns.options_form import form
from api.towns.options_tables import OF_PLAN, PLANS_AROUND, around, firmness, points, wishes
from estate.answers.energy import energy_of_plan
from estate.answers.residents import journeys
from estate.answers.towns.fewest_kept import why_no_fewer
from estate.answers.towns.journeys import journeys_of_plan
from estate.answers.towns.other_plans import Firm, PlanPoint, firm
from estate.answers.towns.plan import TownPlan, town_plan
from estate.answers.towns.plan_asked import asked_for
from estate.answers.towns.question import TownQuestion
from estate.answers.towns.search import PARTS
from estate.answers.towns.wish_prices import wish_prices
from estate.answers.towns.wishes import in_words
from estate.codes import label
from estate.colocation.plain_language import fit_name
from estate.consolidation.town.plan import PlanSteps
from estate.need.premises import directions


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
        "plan_tables": {name: make(answer) for name, make in OF_PLAN.items()},
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
    numbers, minutes, others = (around(question, name) for name in PLANS_AROUND)
    told = firm(question)
    prices = wish_prices(question, found.wishes)
    made = [
        *(
            points(question, name, plans)
            for name, plans in zip(PLANS_AROUND, (numbers, minutes, others), strict=True)
        ),
        firmness(told),
        wishes(question, prices),
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
        "alike": _alike(question, numbers),
        "points": len(numbers) + len(minutes) + len(others),
        "address": address_of(question),
        "query": query_of(question),
        "links": {
            one.buildings_kept: query_of(question, keep=one.buildings_kept) for one in numbers
        },
    }


def _alike(question: TownQuestion, plans: Sequence[PlanPoint]) -> bool:
    """Whether these plans differ by less than the worth of the plan is uncertain."""
    spread = town_plan(question).worth_range if question.found.plan is not None else None
    if spread is None or not plans:
        return False
    worths = [one.worth_gbp for one in plans]
    return max(worths) - min(worths) < spread.p90_gbp - spread.p10_gbp


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
        how = (
            "one journey of each resident served, from the centres of towns and areas of need; "
            "areas of need count more"
        )
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
            f"of the {number(answer.buildings_today)} in the plan; nothing is decided",
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
