"""Do-minimum: everybody stays, leases run their course, the backlog of repairs falls due.

It stands beside the option and is never netted into it: a business case counts what is paid more
or less than without the scheme. The option beside it is the do-minimum less what the scheme gains,
and less the backlog that would no longer fall due once a building is empty.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from estate.leases.exits_and_notices import LeaseTerm
from estate.savings.cash_flow import CashFlow, Driver, Flow, Terms
from estate.savings.finance import Discounting
from estate.savings.leaving import NOT_CASH, payee_of
from estate.savings.ledger import Ledger
from estate.savings.lenses import Lens, effect
from estate.savings.scheme import OUTSIDE, Building

_ZERO = Decimal(0)
_NO_END = "no end of the lease is on record: the rent runs on"


@dataclass(frozen=True)
class LeaseEvent:
    """A day in the lease of a building that is left, and what is taken to happen on it."""

    building: str
    on: date | None
    shown: str
    words: str


@dataclass(frozen=True)
class DoMinimum:
    """What the buildings that would be left cost the club if nobody moved, GBP, costs positive.

    ``yearly_gbp`` (year 0 first) holds ``backlog_gbp``; ``avoided_gbp`` is the part of that which
    would not fall due under the option. ``option_gbp`` is the option's cost over the same
    buildings by year: the do-minimum less the gain of the case and less the backlog avoided.
    """

    flows: tuple[Flow, ...]
    yearly_gbp: tuple[Decimal, ...]
    backlog_gbp: tuple[Decimal, ...]
    avoided_gbp: tuple[Decimal, ...]
    option_gbp: tuple[Decimal, ...]
    present_value_gbp: Decimal
    option_present_value_gbp: Decimal
    avoided_present_value_gbp: Decimal
    events: tuple[LeaseEvent, ...]
    notes: tuple[str, ...]


def do_minimum(terms: Terms, cash: CashFlow, discounting: Discounting) -> DoMinimum:
    """The do-minimum of a scheme's buildings that are left, with every figure in its middle."""
    scheme, ledger = terms.scheme, Ledger(terms)
    partners, years = scheme.partners, range(terms.horizon_years + 1)
    backlog, avoided = [_ZERO] * len(years), [_ZERO] * len(years)
    events: list[LeaseEvent] = []
    for key in sorted({move.origin for move in scheme.moves}):
        place = scheme.building[key]
        leaving = scheme.leaving(key, scheme.moves)
        empty = scheme.empties(key, leaving)
        vacated = max(terms.last_day_before(move) for move in leaving) if empty else None
        _running(ledger, place)
        for flow in _backlog(ledger, place):
            cost = -effect(flow, Lens.CLUB, partners)
            backlog[flow.year] += cost
            if vacated is not None and flow.year > terms.year_of(vacated):
                avoided[flow.year] += cost
        events += _events(place)
    yearly = _by_year(ledger.flows, partners, len(years))
    gain = _by_year(cash.flows, partners, len(years))
    option = tuple(
        stay + change - less for stay, change, less in zip(yearly, gain, avoided, strict=True)
    )
    return DoMinimum(
        tuple(ledger.flows),
        yearly,
        tuple(backlog),
        tuple(avoided),
        option,
        discounting.present_value(yearly),
        discounting.present_value(option),
        discounting.present_value(avoided),
        tuple(events),
        tuple(ledger.notes),
    )


def _by_year(flows: Sequence[Flow], partners: Sequence[str], count: int) -> tuple[Decimal, ...]:
    """What some payments cost the club in each year."""
    sums = [_ZERO] * count
    for flow in flows:
        sums[flow.year] -= effect(flow, Lens.CLUB, partners)
    return tuple(sums)


def _running(ledger: Ledger, place: Building) -> None:
    first = date(ledger.terms.scheme.base_year, 4, 1)
    for number, line in enumerate(place.costs, 1):
        if line.kind not in NOT_CASH:
            between = (line.payer or place.holder, line.payee or payee_of(place, line.kind))
            ledger.yearly(
                line.kind.value,
                f"{place.key}/{number}",
                between,
                line.amount_gbp_pa,
                Driver.ENDED_COSTS,
                first,
            )


def _backlog(ledger: Ledger, place: Building) -> list[Flow]:
    """In equal parts, a year each, from year 1 on, with the optimism bias of its class."""
    if place.backlog_gbp is None:
        ledger.note(
            f"{place.name}: no backlog of repairs is on record that you see, so staying is "
            "shown without one."
        )
        return []
    years, before = int(ledger.terms.assumptions.value("backlog_years")), len(ledger.flows)
    part = place.backlog_gbp.times(Decimal(1) / years)
    for year in range(1, years + 1):
        ledger.once(
            "backlog",
            f"{place.key}/backlog",
            (place.holder, OUTSIDE),
            part,
            Driver.WORKS,
            date(ledger.terms.scheme.base_year + year, 4, 1),
            at=place,
        )
    return ledger.flows[before:]


def _events(place: Building) -> list[LeaseEvent]:
    if not place.rented:
        return []
    if not place.terms:
        return [LeaseEvent(place.key, None, "not known", _NO_END)]
    return [event for term in place.terms for event in _of_term(place, term)]


def _of_term(place: Building, term: LeaseTerm) -> list[LeaseEvent]:
    found = [
        LeaseEvent(place.key, one.on, term.words(one.on), "tenant's break: not used")
        for one in term.breaks
    ]
    if term.ends_on is None:
        return [*found, LeaseEvent(place.key, None, "not known", _NO_END)]
    after = "taken to be renewed at the same rent (1954 Act, or by agreement)"
    if not term.may_stay:
        after = "outside the 1954 Act: other space is taken to cost as much as the rent"
    return [
        *found,
        LeaseEvent(
            place.key, term.ends_on, term.words(term.ends_on), f"the lease can end; {after}"
        ),
    ]
