"""How a lease ends for a tenant that moves: breaks met and missed, expiry, no right to stay."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estate.assumptions import named
from estate.codes import CostKind
from estate.leases.exits_and_notices import Break, LeaseTerm, endings, terms
from estate.savings.business_case import business_case
from estate.savings.cash_flow import Terms
from estate.savings.cash_flow_parts import cash_flow
from estate.savings.estimates import estimate
from estate.savings.scheme import OUTSIDE, Building, Cost, Move, Party, Scheme

from . import factories as make

A = named("2026-11")
BREAK = Break(date(2027, 3, 31), 5_000.0, "vacant possession")
TERM = LeaseTerm((BREAK,), date(2029, 9, 30), may_stay=False)


@pytest.mark.parametrize(
    ("vacated", "may_stay", "ends", "how"),
    [
        (date(2027, 3, 31), False, date(2027, 3, 31), "break"),
        (date(2027, 4, 1), False, date(2029, 9, 30), "expiry"),
        (date(2029, 9, 30), False, date(2029, 9, 30), "expiry"),
        (date(2029, 10, 1), False, date(2029, 9, 30), "no_right_to_stay"),
        (date(2029, 10, 1), True, date(2029, 10, 1), "held_over"),
    ],
)
def test_a_missed_break_runs_to_expiry_and_no_further_without_the_act(
    vacated, may_stay, ends, how
) -> None:
    found = replace(TERM, may_stay=may_stay).end(vacated)
    assert (found.on, found.how) == (ends, how)
    assert (found.used is BREAK) == (how == "break")


def test_a_break_missed_where_the_expiry_is_not_known_leaves_the_rent_running() -> None:
    assert LeaseTerm((BREAK,)).end(date(2027, 4, 1)).on is None


def leaving(term: LeaseTerm, arrives_on: date, landlord: str | None = None) -> Scheme:
    """A tenant of 10,000 rent and 4,000 energy moves, without double running."""
    house = Building(
        "X", "X House", "job", landlord=landlord, leases=(term,), let=True,
        costs=(Cost(CostKind.RENT, estimate(10_000)), Cost(CostKind.ENERGY, estimate(4_000))),
        occupations=("desk",), dilapidations_gbp=estimate(0), void_gbp_pa=estimate(1_000),
    )  # fmt: skip
    move = Move("M", "desk", "job", "X", "H", arrives_on, 0, moving_gbp=estimate(0),
                ict_gbp=estimate(0), fit_out_gbp=estimate(0),
                marginal_host_gbp_pa=estimate(0))  # fmt: skip
    parties = (Party("job", "Jobcentre"), Party("district", "District"), Party("lord", "Lord"))
    return Scheme("S", 2026, parties, (house, Building("H", "Hall", "district")), (move,), 10)


def paid(scheme: Scheme, item: str) -> dict[int, Decimal]:
    found: dict[int, Decimal] = {}
    for flow in cash_flow(Terms(scheme, A)).flows:
        if flow.item == item:
            found[flow.year] = found.get(flow.year, Decimal(0)) + flow.amount_gbp
    return found


def test_a_penalty_is_paid_once_on_the_day_of_the_break_and_only_if_it_is_used() -> None:
    used = leaving(replace(TERM, breaks=(replace(BREAK, on=date(2027, 4, 1)),)), date(2027, 4, 1))
    assert paid(used, "break_penalty") == {1: Decimal("5000.00")}
    missed = leaving(TERM, date(2027, 6, 1))
    assert paid(missed, "break_penalty") == {}
    assert set(paid(missed, "rent")) == set(range(3, 11))  # from 1 October 2029
    assert any("so it is missed" in note for note in cash_flow(Terms(missed, A)).notes)


def test_the_empty_building_costs_as_long_as_the_missed_break_makes_the_rent_run() -> None:
    void = paid(leaving(TERM, date(2027, 4, 2)), "void")
    assert sum(void.values()) == pytest.approx(2_500, abs=5)  # two years and a half


def test_who_may_not_stay_pays_for_other_space_until_it_moves() -> None:
    """Nothing is saved before the move, and the landlord has its building back on the last day."""
    scheme = leaving(LeaseTerm((), date(2028, 3, 31), may_stay=False), date(2029, 4, 1), "lord")
    cash = cash_flow(Terms(scheme, A))
    rent = {flow.year: flow for flow in cash.flows if flow.item == "rent"}
    other = [flow for flow in cash.flows if flow.item == "interim"]
    assert min(rent) == 2 and rent[2].payee == "lord"
    assert [(flow.year, flow.payee, flow.amount_gbp) for flow in other] == [
        (2, OUTSIDE, Decimal("10000.00"))
    ]
    assert any("may not stay" in note for note in cash.notes)
    case = business_case(scheme, A)
    assert case.partners[0].yearly_gbp[2] == 0


def test_moving_later_than_the_break_costs_the_rent_to_the_expiry() -> None:
    on_time, late = (leaving(TERM, day) for day in (date(2027, 3, 31), date(2027, 4, 30)))
    lost = sum(business_case(on_time, A).club.yearly_gbp) - sum(
        business_case(late, A).club.yearly_gbp
    )
    assert float(lost) == pytest.approx(25_000 - 5_000 + 2_500, abs=400)


days = st.integers(-200, 3_000)


@st.composite
def lease_frames(draw):
    """A few leases of one property with breaks, dated or not, held over or not."""
    rows, events = [], []
    for number in range(draw(st.integers(1, 3))):
        expiry = draw(st.none() | days)
        rows.append({
            "id": f"L{number}", "property_id": "P",
            "expiry": None if expiry is None else make.TODAY + timedelta(expiry),
            "inside_1954_act": draw(st.sampled_from([True, False, None])),
        })  # fmt: skip
        for day in draw(st.lists(days, max_size=3, unique=True)):
            events.append({
                "lease_id": f"L{number}", "kind": "tenant_break",
                "date": make.TODAY + timedelta(day), "notice_months": draw(st.sampled_from([3, 6])),
                "penalty_gbp": draw(st.none() | st.integers(1, 9_000).map(float)),
            })  # fmt: skip
    return make.leases(*rows), make.events(*events), make.TODAY + timedelta(draw(days))


@given(lease_frames())
def test_frames_and_terms_agree(found) -> None:
    leases, events, vacated = found
    asked = pd.DataFrame(
        {"property_id": ["P"], "holder": ["SYN-A"], "vacated": [np.datetime64(vacated)]}
    )
    row = endings(asked, leases, events, make.TODAY, A).iloc[0]
    one_by_one = [term.end(vacated) for term in terms(leases, events, make.TODAY, A).values()]
    assert row["known"] == all(one.on is not None for one in one_by_one)
    penalties = [one.used.penalty_gbp or 0 for one in one_by_one if one.used is not None]
    assert row["penalty_gbp"] == pytest.approx(sum(penalties))


def test_a_lease_on_record_is_told_with_its_breaks_its_end_and_its_right_to_stay() -> None:
    """Held over or past its end it ends by notice and may stay; outside the Act a tenant leaves on
    the last day. A break whose day for notice has passed is none."""
    ends = {"property_id": "P", "expiry": "2033-09-29"}
    held = {"expiry": "2025-01-01", "holding_over_since": "2025-01-02"}
    leases = make.leases(
        {**ends, "inside_1954_act": True}, {**ends, "inside_1954_act": False}, ends,
        {**ends, **held, "inside_1954_act": False}, {**ends, "expiry": None, "exact": False},
    )  # fmt: skip
    told = {"lease_id": "L1", "kind": "tenant_break", "notice_months": 6}
    events = make.events(
        {**told, "date": "2030-09-29", "penalty_gbp": 900.0, "conditions": "vacant"},
        {**told, "date": "2028-09-29"},
        {**told, "date": "2026-08-31"},
        {**told, "date": "2029-09-29", "kind": "landlord_break"},
    )
    found = terms(leases, events, make.TODAY, A.with_overrides("n", "n", {
        "price_base": A.price_base, "decision_lead_months": 6}))  # fmt: skip
    first, second, third, fourth, fifth = (found[f"L{number}"] for number in range(1, 6))
    assert [one.on for one in first.breaks] == [date(2028, 9, 29), date(2030, 9, 29)]
    assert [one.conditions for one in first.breaks] == [None, "vacant"]
    assert first.breaks[0].penalty_gbp is None and first.breaks[1].penalty_gbp is not None
    assert first.ends_on == second.ends_on == third.ends_on == date(2033, 9, 29)
    assert [one.may_stay for one in (first, second, third, fourth, fifth)] == [
        True, False, True, True, True,
    ]  # fmt: skip
    assert (fourth.ends_on, fifth.ends_on) == (date(2026, 9, 30), None)  # no notice, six to decide
    assert [one.exact for one in (first, fifth)] == [True, False]
    assert [one.words(date(2028, 9, 29)) for one in (first, fifth)] == ["29 September 2028",
                                                                       "2028 Q3"]  # fmt: skip
    assert not second.breaks and fifth.end(date(2030, 1, 1)).how == "unknown"
