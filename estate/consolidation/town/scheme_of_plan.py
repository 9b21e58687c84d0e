"""From a plan of a town back to a scheme, which the business case prices like any other."""

from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from estate.codes import label
from estate.consolidation.town.plan import Plan
from estate.consolidation.town.pricing import yearly_gbp
from estate.consolidation.town.problem_from_register import TownProblem
from estate.savings.finance import discounting
from estate.savings.scheme import OUTSIDE, Building, Move, Party, Scheme


def scheme_of(town: TownProblem, plan: Plan, name: str = "A town's plan") -> Scheme:
    """The scheme whose moves are the plan's: dates, shares, charges and consents as in the
    business case of a pair. Buildings are keyed by property id, moves by occupation id.

    ``business_case(scheme).club.npv_gbp`` is the sum of the plan's steps to the penny, and so is
    each partner's, and what is paid once in each year.

    Examples
    --------
    The best plan of the page ``docs/library.md``:

    >>> [(move.origin, move.host) for move in scheme_of(town, plan).moves]
    [('mill-lane', 'bridge-house')]
    """
    problem, places = town.problem, town.property_ids
    rows = problem.moves.iloc[plan.moves]
    moves = tuple(
        town.parts.move(
            town.occupation_ids[who], town.parts.buildings[places[host]], problem.dates[when]
        )
        for who, host, when in zip(rows["occupation"], rows["host"], rows["when"], strict=True)
    )
    used = dict.fromkeys(key for move in moves for key in (move.origin, move.host))
    buildings = tuple(town.parts.buildings[key] for key in places if key in used)
    return Scheme(
        name,
        town.base_year,
        _parties(town.parts.parties, buildings, moves),
        buildings,
        moves,
        town.horizon_years,
    )


def _parties(
    known: Sequence[Party], buildings: Sequence[Building], moves: Sequence[Move]
) -> tuple[Party, ...]:
    named: set[str | None] = {OUTSIDE}
    for place in buildings:
        named |= {place.holder, place.landlord}
        named |= {end for line in place.costs for end in (line.payer, line.payee)}
    for move in moves:
        named |= {move.occupier, move.fit_out_payer, *move.also_needs}
        named |= {end for charge in move.charges_begun for end in (charge.payer, charge.payee)}
    return tuple(party for party in known if party.key in named)


#: What a figure is of, after the id of its building or its occupation, in words.
_FIGURES = (
    (": annual cost", "annual cost"),
    (": business rates", "business rates"),
    (": rent to a partner", "rent to a partner"),
    (": added running cost", "what it adds to the host's running cost"),
    ("/landlord: next letting", "what the landlord takes of its next tenant"),
    ("/landlord:void", "cost to the landlord of the empty building"),
    (":void", "cost of holding the empty building"),
    (":dilapidations", "dilapidations on giving back the lease"),
    (":passing_on", "the owner's fees after the void"),
    (":break_penalty", "penalty of the break"),
    (":fit_out", "fit-out at the host"),
    (":moving", "moving the staff"),
    (":ict", "ICT for the staff"),
    (":adaptation", "what it costs to open"),
    (":host_running", "what it costs to run"),
)


def figure_in_words(town: TownProblem, source: str) -> str:
    """A figure that a plan rests on (``CashFlow.estimates``, ``SchemeRange.information``): whose,
    and what it is."""
    key = source.partition(":")[0].partition("/")[0]
    rest = source.removeprefix(key)
    name = town.names.get(key, key)
    for ending, words in _FIGURES:
        if rest.startswith(ending):
            return f"{name}: {words}"
    if rest.endswith(":ended"):
        number_and_kind = rest.removesuffix(":ended").split("/")[-1]
        kind = label(number_and_kind.partition(":")[2]).lower()
        part = "running cost that ends where others stay" if key in town.occupation_ids else kind
        return f"{name}: {part}"
    return f"{name}: {rest.strip(':/ ').replace('_', ' ')}"


def exact_npv_gbp(town: TownProblem, plan: Plan) -> Decimal:
    """The plan's worth to the club as the business case has it, unrounded: from whole pence."""
    yearly = town.priced.club[town.price_of_step[plan.steps]].sum(axis=0)
    rates = discounting(town.assumptions)
    return rates.present_value(yearly_gbp(np.asarray(yearly, dtype=np.int64)))


def exact_partners_gbp(town: TownProblem, plan: Plan) -> dict[str, Decimal]:
    """Each partner's worth, likewise."""
    partners, rates = town.problem.partners, discounting(town.assumptions)
    each = town.priced.partners[town.price_of_step[plan.steps]]
    sums = each[:, :-1].sum(axis=0)
    holder = town.host_holder[plan.steps]
    for row in np.flatnonzero(holder >= 0).tolist():
        sums[holder[row]] += each[row, -1]
    return {
        name: rates.present_value(yearly_gbp(pence))
        for name, pence in zip(partners, sums, strict=True)
    }
