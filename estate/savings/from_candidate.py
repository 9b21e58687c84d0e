"""A scheme from a candidate: one guest moves into one host, on the register's own facts.

Choices made here; each is an input with its source. The guest
moves when its lease can end, but not before the host could be ready, and pays for the fit-out,
six months ahead. Until they agree something else it pays the host what its presence adds to
the host's running cost. Leases and freeholds are
counted over one period, that of schemes; a set may give a lease that ends within five years one
of its own (10 years until November 2026). Where other occupiers stay, or a PFI
contract runs on, only the avoidable share of running cost is saved.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pandas as pd

from estate.assumptions import AssumptionSet
from estate.errors import BadQuestion
from estate.frames import Estate
from estate.quarters import year_of
from estate.savings import candidate_facts as facts
from estate.savings import optimism
from estate.savings.business_case import USED
from estate.savings.candidate_green_book import (
    after_the_void,
    register_facts,
    told_of_staying,
    told_of_works,
)
from estate.savings.candidate_inputs import CostLine, Input, Known
from estate.savings.estimates import Estimate, per_unit
from estate.savings.from_register import (
    When,
    arrival_for,
    building_left,
    costs_of,
    days_of,
    first_arrival,
    move_of,
    over_by,
    parties_of,
)
from estate.savings.scheme import Building, Scheme

#: Assumptions that the business case of a candidate rests on, besides its scheme's own.
USED_OF_CANDIDATES = (
    *USED,
    "host_ready_months",
    "works_months",
    "host_charge_share",
    "lease_led_horizon_years",
    "rates_share_of_rent_and_rates",
    "imputed_running_share",
    "imputed_club_share_partner_lease",
    "nia_per_gia",
    "decision_lead_months",
    "break_notice_months",
    "min_organisation_peers",
    "min_county_peers",
    "benchmark_schools_gbp_per_m2",
    "benchmark_other_operational_gbp_per_m2",
    "benchmark_non_operational_gbp_per_m2",
    "mean_area_schools_m2",
    "mean_area_other_operational_m2",
    "mean_area_non_operational_m2",
)


def used_of_candidates(assumptions: AssumptionSet) -> tuple[str, ...]:
    """Those of them that change anything under the rules of a set."""
    idle = optimism.idle(assumptions)
    return tuple(name for name in USED_OF_CANDIDATES if name not in idle)


ORIGIN, HOST, MOVE = "origin", "host", "move"
#: A lease that ends within so many years leads the scheme.
LEASE_LED_WITHIN_YEARS = 5
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class FromCandidate:
    """A scheme with every input that went into it, and what was left out."""

    scheme: Scheme
    inputs: tuple[Input, ...]
    notes: tuple[str, ...]


def scheme_from_candidate(
    candidate: Mapping[str, object],
    estate: Estate,
    costs: pd.DataFrame,
    assumptions: AssumptionSet,
    today: date,
    *,
    names: Mapping[str, str],
    lines: Sequence[CostLine] = (),
) -> FromCandidate:
    """The scheme of one row of ``colocation.find`` on the estate that it was found in.

    ``costs`` are ``costs.property_costs`` of that estate; ``names`` are names fit for print by
    property id and organisation code; ``lines`` are the cost lines of the guest's building
    where the reader may see them. Raises ``BadQuestion`` where the guest's need is not known,
    or its lease could end only beyond the years counted.
    """
    guest = facts.Guest(candidate, estate, assumptions, names)
    if guest.need_m2 is None:
        raise BadQuestion(
            f"How much space {guest.occupier_name} needs at {guest.home_name} is not known, so no "
            "business case can be worked out. Supply its staff, desks or the area it uses "
            "(an occupation record)."
        )
    let = bool(costs.at[guest.home, "let"])
    lease = facts.lease_of_holder(guest.home, guest.holder, estate, let, assumptions, today)
    found = costs_of(ORIGIN, guest.home, guest.holder, lease, costs, lines, assumptions)
    arrives_on, waits_for_host = _arrival(guest, assumptions, today)
    when = days_of(arrives_on, assumptions, today)
    base_year = today.year - (today < date(today.year, 4, 1))
    horizon, why = _horizon(guest, lease, when, base_year, assumptions)
    home, host = (
        register_facts(one, estate, assumptions, today) for one in (guest.home, guest.host_place)
    )
    scheme = Scheme(
        name=f"{guest.occupier_name}: {guest.home_name} to {guest.host_name}",
        base_year=base_year,
        parties=parties_of(
            [guest.occupier, guest.holder, guest.host, lease.landlord], found.lines, estate, names
        ),
        buildings=(
            building_left(
                ORIGIN,
                guest.home,
                guest.home_name,
                guest.holder,
                guest.named_there,
                lease,
                found.lines,
                costs,
                home,
            ),
            Building(HOST, guest.host_name, guest.host, bias_class=host.bias_class),
        ),
        moves=(move_of(guest, MOVE, ORIGIN, HOST, guest.host, HOST, when, assumptions),),
        horizon_years=horizon,
        sharing=int(str(candidate["organisations_involved"])),
    )
    inputs = (
        *facts.told_of_guest(guest, lease),
        *found.inputs,
        facts.told_of_area(guest, costs),
        *facts.told_of_leaving(guest, costs, lease, when.vacated, assumptions),
        *after_the_void(scheme.building[ORIGIN], lease, found.lines, assumptions),
        *_told_of_move(guest, when, waits_for_host, assumptions),
        *told_of_works(scheme, assumptions),
        *told_of_staying(scheme.building[ORIGIN], scheme.moves[0], assumptions),
        why,
    )
    return FromCandidate(scheme, inputs, (*found.notes, *facts.notes(guest)))


def _arrival(guest: facts.Guest, assumptions: AssumptionSet, today: date) -> tuple[date, bool]:
    """At the lease's end, but not before the host is ready; and whether it waits for that."""
    earliest = first_arrival(assumptions, today)
    if guest.exit_on is None or guest.owned:
        return earliest, False
    wanted = arrival_for(guest.exit_on, assumptions)
    return max(wanted, earliest), wanted < earliest


def _horizon(
    guest: facts.Guest,
    lease: facts.Lease,
    when: When,
    base_year: int,
    assumptions: AssumptionSet,
) -> tuple[int, Input]:
    """How many years count: all that the move ends has ended by then, the empty building too."""
    led = guest.exit_on is not None and not guest.owned
    led = led and year_of(when.arrives_on) - base_year <= LEASE_LED_WITHIN_YEARS
    one = assumptions.value("lease_led_horizon_years") == assumptions.value("scheme_horizon_years")
    led = led and not one
    name = "lease_led_horizon_years" if led else "scheme_horizon_years"
    horizon = int(assumptions.value(name))
    ended, over = over_by(when.arrives_on, lease, when.vacated, assumptions)
    if year_of(over) - base_year > horizon:
        raise BadQuestion(
            f"{guest.occupier_name} could leave {guest.home_name} for good only in {ended.year}, "
            f"beyond the {horizon} years that a business case counts."
        )
    why = "led by a lease that can end within five years" if led else "the same for all schemes"
    return horizon, Input(
        "Years counted after year 0", Decimal(horizon), "years", Known.ASSUMED, why, (name,)
    )


def _told_of_move(
    guest: facts.Guest, when: When, waits_for_host: bool, assumptions: AssumptionSet
) -> tuple[Input, ...]:
    def told(label: str, value: Estimate, unit: str, source: str, *named: str) -> Input:
        return Input(label, value, unit, Known.ASSUMED, source, named)

    def rate(label: str, name: str, unit: str, words: str, source: str) -> Input:
        named = tuple(f"{name}{case}_{unit}" for case in ("_low", "", "_high"))
        return told(label, per_unit(assumptions, name, unit), words, source, *named)

    late = "the host could not be ready sooner" if waits_for_host else "the lease's end"
    if guest.owned or guest.exit_on is None:
        late = "when the host could be ready; no lease date to wait for"
    return (
        Input(
            "Guest arrives",
            when.arrives_on,
            "",
            Known.ASSUMED,
            late,
            ("host_ready_months", "double_running_months"),
        ),
        Input(
            "Fit-out paid", when.works_on, "", Known.ASSUMED, "ahead of the move", ("works_months",)
        ),
        rate("Fit-out", "fit_out", "gbp_per_m2", "£ per m² of need", "paid by the guest"),
        rate("Moving", "moves", "gbp_per_fte", "£ per FTE", "paid by the guest"),
        rate("ICT", "ict", "gbp_per_fte", "£ per FTE", "paid by the guest"),
        rate(
            "Host's added running cost",
            "marginal_host",
            "gbp_per_m2",
            "£ a year per m² of need",
            "paid by the host",
        ),
        Input(
            "Charge of the host",
            100 * assumptions.money("host_charge_share"),
            "% of that cost",
            Known.ASSUMED,
            "until the two agree something else",
            ("host_charge_share",),
        ),
    )
