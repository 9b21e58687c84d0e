"""The rules of what is saved when, written a second time, as days on which something is paid.

With the scheme and without it, day by day in intervals; the difference of the two worlds must
be what the program's payments mean to each party in each year, to the penny of each payment.
"""

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings

from estate.assumptions import named
from estate.savings.cash_flow import Terms
from estate.savings.cash_flow_parts import cash_flow
from estate.savings.scheme import OUTSIDE, Scheme

from .test_business_case_independent import PARTNERS, schemes

A = named("2026-11")
UNTIL_LEASE_ENDS = {"rent", "service_charge", "pfi_unitary"}
FOREVER = date(2400, 1, 1)
DAY = timedelta(days=1)


class World:
    """What each partner gains in each year, in fractions of a pound."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.years = 20 if scheme.horizon_years is None else scheme.horizon_years
        self.gain: dict[tuple[int, str], Fraction] = defaultdict(Fraction)

    def pay(self, payer: str, payee: str, year: int, pounds: Fraction) -> None:
        if 0 <= year <= self.years:
            self.gain[year, payer] -= pounds
            self.gain[year, payee] += pounds

    def once(self, payer: str, on: date, pounds: Fraction, payee: str = OUTSIDE) -> None:
        begins = on.year if (on.month, on.day) >= (4, 1) else on.year - 1
        self.pay(payer, payee, begins - self.scheme.base_year, pounds)

    def daily(
        self, payer: str, payee: str, pounds_pa: Fraction, first: date, past: date = FOREVER
    ) -> None:
        """Paid on each day from ``first`` until the day before ``past``."""
        for year in range(self.years + 1):
            starts = date(self.scheme.base_year + year, 4, 1)
            ends = date(self.scheme.base_year + year + 1, 4, 1)
            inside = range(max(first, starts).toordinal(), min(past, ends).toordinal())
            self.pay(payer, payee, year, pounds_pa * len(inside) / (ends - starts).days)


def middle(found) -> Fraction:
    return Fraction(found.central)


def unit(name: str) -> Fraction:
    return Fraction(A.money(name))


def leaves(move) -> date:
    """First day on which the old place is no longer paid for."""
    months = 1 if move.double_running_months is None else move.double_running_months
    return move.arrives_on + relativedelta(months=months)


def biased(world: World, pounds: Fraction, managed: bool) -> Fraction:
    rate = world.scheme.optimism_bias
    bias = Fraction("0.15") if rate is None else Fraction(rate)
    return pounds * (1 + (Fraction("0.08") if managed else 0)) * (1 + bias)


def moves_of(world: World) -> None:
    for move in world.scheme.moves:
        holder, eve = world.scheme.building[move.host].holder, move.arrives_on - DAY
        for stated, name, count, payer, on, managed in (
            (move.moving_gbp, "moves_gbp_per_fte", move.fte, move.occupier, eve, False),
            (move.ict_gbp, "ict_gbp_per_fte", move.fte, move.occupier, eve, True),
            (move.fit_out_gbp, "fit_out_gbp_per_m2", move.need_m2, move.fit_out_payer or holder,
             move.fit_out_on or eve, True),
        ):  # fmt: skip
            pounds = unit(name) * Fraction(count or 0) if stated is None else middle(stated)
            world.once(payer, on, biased(world, pounds, managed))
        need = Fraction(move.need_m2 or 0)
        world.daily(holder, OUTSIDE, 15 * need, move.arrives_on)
        for charge in move.charges_begun:
            world.daily(charge.payer, charge.payee, middle(charge.amount_gbp_pa), move.arrives_on)
        for charge in move.charges_ended:
            world.daily(charge.payer, charge.payee, -middle(charge.amount_gbp_pa), leaves(move))


def hosts_of(world: World) -> None:
    for key in {move.host for move in world.scheme.moves}:
        host = world.scheme.building[key]
        first = min(m.fit_out_on or m.arrives_on - DAY for m in world.scheme.moves if m.host == key)
        world.once(host.holder, first, biased(world, middle(host.adaptation_gbp), True))


def partly(world: World, place, moves) -> None:
    for move in moves:
        share = move.share_of_origin
        if share is None:
            share = Fraction(1, len(place.occupations)) if place.occupations else 0
        for line in place.costs:
            if line.kind.value in UNTIL_LEASE_ENDS | {"capital_charge", "business_rates"}:
                continue
            saved = middle(line.amount_gbp_pa) * Fraction("0.2") * Fraction(share)
            payer, payee = line.payer or place.holder, line.payee or OUTSIDE
            world.daily(payer, payee, -saved, leaves(move))


def emptied(world: World, place, moves) -> None:
    empty = max(leaves(move) for move in moves)
    let = place.landlord is not None or place.lease_ends_on is not None
    back = None  # first day on which it is somebody else's again
    if place.lease_ends_on is not None:
        back = max(empty, place.lease_ends_on + DAY)
    held = Fraction()
    for line in place.costs:
        kind, pounds = line.kind.value, middle(line.amount_gbp_pa)
        if kind == "capital_charge":
            continue
        until = back if kind in UNTIL_LEASE_ENDS else empty
        held += 0 if kind in UNTIL_LEASE_ENDS else pounds
        usual = place.landlord if kind in {"rent", "service_charge"} else None
        payer, payee = line.payer or place.holder, line.payee or usual or OUTSIDE
        if until is not None:
            world.daily(payer, payee, -pounds, until)
    months = 12 if place.void_months is None else place.void_months
    holding = held * Fraction("0.35")
    if not let:
        world.daily(place.holder, OUTSIDE, holding, empty, empty + relativedelta(months=months))
        return
    world.daily(place.holder, OUTSIDE, holding, empty, back or FOREVER)
    if back is None:
        return
    if place.landlord in PARTNERS:
        world.daily(place.landlord, OUTSIDE, holding, back, back + relativedelta(months=months))
    works = 90 * Fraction(place.area_m2 or 0)
    world.once(place.holder, back - DAY, biased(world, works, False))
    world.once(place.holder, back - DAY, middle(place.surrender_gbp), place.landlord or OUTSIDE)


def simulate(scheme: Scheme) -> World:
    world = World(scheme)
    moves_of(world)
    hosts_of(world)
    for key in {move.origin for move in scheme.moves}:
        place = scheme.building[key]
        moves = [move for move in scheme.moves if move.origin == key]
        gone = {move.occupation for move in moves}
        whole = bool(place.occupations) and gone == set(place.occupations)
        (emptied if whole else partly)(world, place, moves)
    return world


def check(scheme: Scheme) -> None:
    expected = simulate(scheme)
    found: dict[tuple[int, str], Fraction] = defaultdict(Fraction)
    count: dict[tuple[int, str], int] = defaultdict(int)
    for flow in cash_flow(Terms(scheme, A)).flows:
        for party, sign in ((flow.payer, -1), (flow.payee, 1)):
            found[flow.year, party] += sign * Fraction(flow.amount_gbp)
            count[flow.year, party] += 1
    for year in range(expected.years + 1):
        for party in PARTNERS:
            gap = abs(found[year, party] - expected.gain[year, party])
            # half a penny for each payment, and for each that rounded away to nothing
            assert gap <= Fraction(count[year, party] + 20, 200), (year, party, float(gap))


@given(schemes())
@settings(max_examples=100)
def test_two_worlds_differ_by_the_programs_payments(scheme) -> None:
    check(scheme)


@pytest.mark.long
@given(schemes())
@settings(max_examples=5_000)
def test_two_worlds_long(scheme) -> None:
    check(scheme)
