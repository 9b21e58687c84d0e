"""From a plan of a town back to a scheme, which the business case prices like any other."""

from collections.abc import Sequence

from estate.consolidation.town.plan import PlanSteps
from estate.consolidation.town.problem_from_register import TownProblem
from estate.savings.scheme import OUTSIDE, Building, Move, Party, Scheme


def scheme_of(town: TownProblem, plan: PlanSteps, name: str = "A town's plan") -> Scheme:
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
