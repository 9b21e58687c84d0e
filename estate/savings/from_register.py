"""Buildings and moves of a scheme as the register has them: of a pair, and of a town's plan.

One way for both, so that a plan of a single move is that pair's business case to the penny.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import pandas as pd

from estate.assumptions import AssumptionSet
from estate.codes import CostKind
from estate.frames import Estate, is_null
from estate.savings import candidate_facts as facts
from estate.savings.candidate_costs import Costs, Tenancy, actual_costs, costs_from_total, group_of
from estate.savings.candidate_green_book import OnRecord
from estate.savings.candidate_inputs import CostLine
from estate.savings.estimates import per_unit
from estate.savings.scheme import OUTSIDE, Building, Charge, Cost, Move, Party, months_later

#: The figure that a host's added running cost is, beside the key of what it is of.
ADDED_RUNNING_COST = "added running cost"
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class When:
    """The days of a move: first day in the host, fit-out paid, last day of the old place."""

    arrives_on: date
    works_on: date
    vacated: date


def first_arrival(assumptions: AssumptionSet, today: date) -> date:
    """The first day on which a host could be ready."""
    ready = months_later(today, int(assumptions.value("host_ready_months")))
    return max(ready, today + 2 * _ONE_DAY)


def arrival_for(exit_on: date, assumptions: AssumptionSet) -> date:
    """The arrival that has a guest out of its building on the day on which its lease can end."""
    return months_later(exit_on + _ONE_DAY, -int(assumptions.value("double_running_months")))


def days_of(arrives_on: date, assumptions: AssumptionSet, today: date) -> When:
    """The days that hang on an arrival: works some months ahead, never before tomorrow."""
    works = months_later(arrives_on, -int(assumptions.value("works_months")))
    overlap = int(assumptions.value("double_running_months"))
    vacated = months_later(arrives_on, overlap) - _ONE_DAY
    return When(arrives_on, max(works, today + _ONE_DAY), vacated)


def over_by(
    arrives_on: date, lease: facts.Lease, vacated: date, assumptions: AssumptionSet
) -> tuple[date, date]:
    """When everything that leaving a building ends has ended: lease, and void with what follows."""
    ended = max(arrives_on, lease.ends_on(vacated) or arrives_on)
    after = ["void_months"] + ["relet_incentive_months"] * (lease.landlord is not None)
    return ended, months_later(ended, sum(int(assumptions.value(one)) for one in after))


def costs_of(
    key: str,
    property_id: str,
    holder: str,
    lease: facts.Lease,
    costs: pd.DataFrame,
    lines: Sequence[CostLine],
    assumptions: AssumptionSet,
) -> Costs:
    """A building's premises cost: its own lines where they are seen, else the register's total.
    ``key`` is its name in the scheme."""
    if lines and all(assumptions.price_index.covers(line.year) for line in lines):
        return actual_costs(lines, holder, assumptions)
    row = {str(name): value for name, value in costs.loc[property_id].items()}
    return costs_from_total(row, Tenancy(lease.let, lease.landlord), assumptions, key)


def building_left(
    key: str,
    property_id: str,
    name: str,
    holder: str,
    occupations: tuple[str, ...],
    lease: facts.Lease,
    lines: tuple[Cost, ...],
    costs: pd.DataFrame,
    known: OnRecord,
) -> Building:
    """A building that is left, or that some leave."""
    area = costs.at[property_id, "area_m2"]
    return Building(
        key=key,
        name=name,
        holder=holder,
        costs=lines,
        occupations=occupations,
        landlord=lease.landlord,
        let=lease.let,
        leases=lease.terms,
        area_m2=None if is_null(area) else facts.number(area),
        bias_class=known.bias_class,
        repairing=lease.repairing,
        backlog_gbp=known.backlog_gbp,
    )


def move_of(
    guest: facts.Occupant,
    key: str,
    origin: str,
    host: str,
    host_holder: str,
    added_cost_of: str,
    when: When,
    assumptions: AssumptionSet,
    name: str | None = None,
) -> Move:
    """A guest's move. It pays for its fit-out, and pays the host's holder, until they agree
    something else, what its presence adds to the host's running cost (``added_cost_of``: whose
    name that figure bears)."""
    need, staff = guest.need_m2 or Decimal(0), guest.staff
    rate = per_unit(assumptions, "marginal_host", "gbp_per_m2")
    added = rate.times(need, f"{name or key}: area", "m²")
    running = replace(added, group=group_of(added_cost_of, ADDED_RUNNING_COST))
    charge = running.times(assumptions.money("host_charge_share"), "host_charge_share")
    market = assumptions.money("market_rent_gbp_per_m2")
    begun = (Charge(CostKind.SERVICE_CHARGE, guest.occupier, host_holder, charge),)
    return Move(
        key=key,
        occupation=guest.occupation,
        occupier=guest.occupier,
        origin=origin,
        host=host,
        arrives_on=when.arrives_on,
        share_of_origin=guest.share or Decimal(1) / (1 + len(guest.others)),
        fte=staff,
        need_m2=need,
        fit_out_on=when.works_on,
        fit_out_payer=guest.occupier,
        marginal_host_gbp_pa=running,
        market_rent_gbp_pa=market * need if market else None,
        charges_begun=begun if charge.high and guest.occupier != host_holder else (),
        also_needs=frozenset({guest.holder}),
        name=name,
    )


def parties_of(
    named: Iterable[str | None],
    lines: Iterable[Cost],
    estate: Estate,
    names: Mapping[str, str],
) -> tuple[Party, ...]:
    """Whoever pays or is paid by name, in the order named; all of them members of the club."""
    ends = [end for line in lines for end in (line.payer, line.payee) if end != OUTSIDE]
    codes = dict.fromkeys(code for code in (*named, *ends) if code is not None)
    known = estate.organisations.index
    kinds = estate.organisations["kind"]
    return tuple(
        Party(code, names.get(code, code), code in known, kinds.get(code)) for code in codes
    )
