"""The golden case, to the penny, and what every business case must say."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from estate.assumptions import named
from estate.colocation.plain_language import lint
from estate.errors import BadQuestion
from estate.savings.business_case import business_case
from estate.savings.estimates import RangeEnd, estimate
from estate.savings.figures import penny
from estate.savings.funding import Borrowing
from estate.savings.scheme import Application, Receipt

from .schemes import county_as_landlord, golden

A = named("2026-11")


def npvs(case) -> dict[str, Decimal]:
    return {one.party: penny(one.npv_gbp) for one in case.partners}


def test_golden_case_to_the_penny() -> None:
    case = business_case(golden(), A)
    assert npvs(case) == {"job": Decimal("220654.47"), "district": Decimal("47885.71")}
    assert penny(case.club.npv_gbp) == Decimal("268540.18")
    assert penny(case.economic.npv_gbp) == Decimal("114121.06")
    assert (case.club.payback_year, case.club.peak_need_gbp) == (7, Decimal(360_000))
    assert case.club.peak_need_year == 3
    rates = [one.run_rate_gbp_pa for one in (*case.partners, case.club, case.economic)]
    assert rates == [58_000, 51_000, 109_000, 81_000]
    assert not case.division.cost_shunt
    assert case.division.compensation == ()
    assert case.imputed_share == 0


def test_golden_division() -> None:
    division = business_case(golden(), A).division
    (payment,) = division.equal.payments
    assert (payment.payer, payment.payee) == ("job", "district")
    assert round(payment.present_value_gbp) == 86_384
    assert division.shapley is not None
    assert division.shapley.shares_gbp == {
        "job": Decimal("134270.09"),
        "district": Decimal("134270.09"),
    }
    assert (division.partners_taking_part, division.complexity_index) == (2, 4)
    assert division.relative_ease == 1


def test_variant_where_the_rent_saved_was_a_partners_income() -> None:
    case = business_case(county_as_landlord(), A)
    assert npvs(case)["job"] == Decimal("220654.47")
    assert npvs(case)["county"] == Decimal("-397077.72")
    assert penny(case.club.npv_gbp) == Decimal("-128537.54")
    assert case.club.run_rate_gbp_pa == 37_000
    assert case.division.cost_shunt
    assert case.division.worse_off == ("county",)
    assert case.division.compensation is None
    assert "no side payment exists" in case.division.statement
    assert "County Council" in case.division.statement
    assert case.division.complexity_index == 9


def test_a_loser_in_a_gaining_club_is_made_whole() -> None:
    scheme = county_as_landlord()
    house = replace(scheme.buildings[0], void_gbp_pa=estimate(0))
    costs = tuple(
        replace(line, amount_gbp_pa=estimate(20_000)) if line.kind == "rent" else line
        for line in house.costs
    )
    scheme = replace(scheme, buildings=(replace(house, costs=costs), scheme.buildings[1]))
    move = replace(scheme.moves[0], charges_begun=())
    division = business_case(replace(scheme, moves=(move,)), A).division
    assert division.club_gbp < 0  # the club pays for works that save it too little
    cheap = replace(move, fit_out_gbp=estimate(0), marginal_host_gbp_pa=estimate(0))
    division = business_case(replace(scheme, moves=(cheap,)), A).division
    assert division.cost_shunt
    assert division.compensation is not None
    after = dict(division.gains_gbp)
    for payment in division.compensation:
        after[payment.payer] -= payment.present_value_gbp
        after[payment.payee] += payment.present_value_gbp
    assert min(after.values()) == 0
    assert sum(after.values()) == division.club_gbp


def test_costs_not_stated_are_taken_from_assumptions_and_marked_imputed() -> None:
    scheme = golden()
    bare = replace(
        scheme.moves[0], moving_gbp=None, ict_gbp=None, fit_out_gbp=None,
        marginal_host_gbp_pa=None, fte=Decimal(40), need_m2=Decimal(480),
    )  # fmt: skip
    case = business_case(replace(scheme, moves=(bare,)), A)
    one_offs = {flow.item: flow.amount_gbp for flow in case.cash.flows if flow.one_off}
    assert one_offs == {
        "moving": 16_000, "ict": 24_000, "fit_out": 168_000, "dilapidations": 70_000,
    }  # fmt: skip
    assert {f.amount_gbp for f in case.cash.flows if f.item == "host_running"} == {7_200}
    assert case.imputed_share is not None
    assert 0 < case.imputed_share < 1
    assert case.cases[RangeEnd.LOW] < case.cases[RangeEnd.CENTRAL] < case.cases[RangeEnd.HIGH]
    assert case.cases[RangeEnd.CENTRAL] == case.club.npv_gbp


def test_optimism_bias_and_project_management_are_their_own_lines() -> None:
    case = business_case(replace(golden(), optimism_bias=None, project_management=None), A)
    sums: dict[str, Decimal] = {}
    for flow in case.cash.flows:
        if flow.one_off:
            sums[flow.item] = sums.get(flow.item, Decimal(0)) + flow.amount_gbp
    assert sums["project_management"] == 20_000  # 8 % of the works
    assert sums["optimism_bias"] == Decimal("57000")  # 15 % of 250 + 20 + 40 + 70 thousand


def test_what_is_not_known_is_said_and_not_guessed() -> None:
    scheme = golden()
    unknown = replace(scheme.moves[0], fit_out_gbp=None)
    house = replace(scheme.buildings[0], lease_ends_on=None)
    scheme = replace(scheme, moves=(unknown,), buildings=(house, scheme.buildings[1]))
    case = business_case(scheme, A)
    assert any("fit out not counted" in text for text in case.warnings)
    assert any("rent is not known" in text for text in case.warnings)
    paid = [flow for flow in case.cash.flows if flow.item == "rent" and flow.payee == "private"]
    assert paid == []  # the rent runs on, so it is not saved
    assert any(flow.item == "void" and flow.payer == "job" for flow in case.cash.flows)


def test_leaving_part_of_a_building_saves_only_the_avoidable_share() -> None:
    scheme = golden()
    house = replace(scheme.buildings[0], occupations=("counter", "back office"))
    case = business_case(replace(scheme, buildings=(house, scheme.buildings[1])), A)
    ended = {f.item: f.amount_gbp for f in case.cash.flows if f.amount_gbp < 0}
    # 20 % of half of what is neither rent nor rates
    assert ended == {"energy": -1_500, "fm_hard": -2_200, "maintenance_planned": -800}


def test_part_years_are_counted_by_days() -> None:
    scheme = golden()
    house = replace(scheme.buildings[0], lease_ends_on=date(2030, 9, 30))
    case = business_case(replace(scheme, buildings=(house, scheme.buildings[1])), A)
    rents = {
        flow.year: flow.amount_gbp
        for flow in case.cash.flows
        if flow.item == "rent" and flow.payee == "private"
    }
    assert rents[4] == Decimal("-29917.81")  # 182 of 365 days
    assert rents[5] == -60_000
    held = {f.year: f.amount_gbp for f in case.cash.flows if f.item == "void"}
    assert held == {4: Decimal("12810.00")}  # 35 % of £73,000 over 183 days


def test_receipts_stand_beside_the_npv_and_never_in_it() -> None:
    scheme = golden()
    receipt = Receipt(estimate(900_000, 500_000, 1_000_000), Decimal("0.5"), date(2031, 6, 1))
    house = replace(scheme.buildings[0], receipt=receipt)
    with_receipt = replace(scheme, buildings=(house, scheme.buildings[1]))
    off = business_case(with_receipt, A)
    on = business_case(replace(with_receipt, receipts_shown=True), A)
    assert off.receipts == ()
    assert off.club.npv_gbp == on.club.npv_gbp
    (line,) = on.receipts
    assert penny(line.central_gbp) == penny(Decimal(450_000) / Decimal("1.035") ** 5)
    assert any(text.startswith("Amber") for text in on.warnings)
    early = replace(house, receipt=replace(receipt, on=date(2029, 6, 1)))
    with pytest.raises(BadQuestion, match="after the vacation"):
        business_case(
            replace(with_receipt, buildings=(early, scheme.buildings[1]), receipts_shown=True), A
        )


def test_borrowing_is_shown_by_partner_outside_the_npv() -> None:
    case = business_case(golden(), A, borrowing=Borrowing(Decimal("0.055"), 20))
    loans = {debt.party: debt.loan for debt in case.debts}
    assert loans["district"].principal_gbp == 250_000
    assert loans["district"].payment_gbp == Decimal("10382.88")
    assert penny(case.club.npv_gbp) == Decimal("268540.18")


def test_every_case_says_what_it_rests_on_in_permitted_words() -> None:
    case = business_case(county_as_landlord(), A, date(2026, 6, 1))
    statement = dict(case.statement)
    assert statement["Price base"] == "2009/10, real"
    assert statement["Receipts"] == "off"
    assert statement["Service integration"] == "off (k = 0)"
    assert "3.5% real to year 30" in statement["Discounting"]
    assert statement["Run date"] == "2026-06-01"
    assert statement["Status"] == "indicative — not a decision"
    words = [*statement.values(), *case.warnings, case.division.statement]
    assert not any(lint(text) for text in words)


@pytest.mark.parametrize(
    "change",
    [
        {"moves": lambda s: (*s.moves, s.moves[0])},
        {"parties": lambda s: s.parties[:1]},
        {"buildings": lambda s: s.buildings[:1]},
        {"horizon_years": lambda s: 0},
        {"base_year": lambda s: 2031},
        {"moves": lambda s: (replace(s.moves[0], host="X"),)},
        {"moves": lambda s: (replace(s.moves[0], occupation="nobody"),)},
        {
            "moves": lambda s: (
                replace(s.moves[0], fit_out_on=s.moves[0].arrives_on + timedelta(days=1)),
            )
        },
    ],
)
def test_schemes_that_do_not_fit_together_are_refused(change) -> None:
    scheme = golden()
    with pytest.raises(BadQuestion):
        replace(scheme, **{name: make(scheme) for name, make in change.items()})


def test_savings_are_allocated_only_as_the_partners_say() -> None:
    said = Application("job", Decimal("0.25"), Decimal("0.5"))
    scheme = replace(golden(), application=(said,))
    assert scheme.application[0].unallocated == Decimal("0.25")
    assert business_case(scheme, A).club.npv_gbp == business_case(golden(), A).club.npv_gbp
    with pytest.raises(BadQuestion, match="names no partner"):
        replace(golden(), application=(Application("private"),))
    with pytest.raises(BadQuestion, match="more than all"):
        replace(golden(), application=(Application("job", Decimal("0.7"), Decimal("0.7")),))
    with pytest.raises(BadQuestion, match="Two entries"):
        replace(golden(), application=(said, said))
