"""As the Green Book has it: optimism bias by class and evidence, capital and revenue, borrowing,
dilapidations by who repairs, what follows an empty building, the do-minimum beside the option."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from estate.assumptions import AssumptionSet, named
from estate.assumptions.optimism_and_funding import EVIDENCE
from estate.codes import CostKind, OrganisationKind, UseClass
from estate.colocation.plain_language import lint
from estate.repairing_and_dilapidations import RepairingBasis, repairing_basis
from estate.savings.bodies import Borrows, Recovers, borrowing_of, recovery_of
from estate.savings.business_case import BusinessCase, business_case
from estate.savings.estimates import estimate
from estate.savings.figures import penny
from estate.savings.funding import Borrowing
from estate.savings.optimism import BiasClass, bias, class_of
from estate.savings.scheme import Cost, Scheme

from .schemes import county_as_landlord, golden

FAST = {"monte_carlo_draws": 5_000}
A = AssumptionSet("fast", "Fewest draws", FAST)
OLD = named("2026-11").with_overrides("old", "old", FAST)
LOAN = Borrowing(Decimal("0.055"), 20)


def of(changes: dict[str, float | str]) -> AssumptionSet:
    return AssumptionSet("x", "x", {**FAST, **changes})


def paid(case: BusinessCase, item: str) -> dict[tuple[str, str], Decimal]:
    sums: dict[tuple[str, str], Decimal] = {}
    for flow in case.cash.flows:
        if flow.item == item:
            key = (flow.payer, flow.payee)
            sums[key] = sums.get(key, Decimal(0)) + flow.amount_gbp
    return sums


def changed(scheme: Scheme, **building: object) -> Scheme:
    first = replace(scheme.buildings[0], **building)
    return replace(scheme, buildings=(first, *scheme.buildings[1:]))


def test_bias_starts_at_the_upper_bound_and_evidence_lowers_it() -> None:
    assert bias("optimism_bias_standard", A).central == Decimal("0.24")
    assert bias("optimism_bias_non_standard", A).central == Decimal("0.51")
    some = of({"bias_evidence_brief": 1, "bias_evidence_contract": 0.5})
    assert bias("optimism_bias_standard", some).central == Decimal("0.24") * Decimal("0.515")
    every = of({f"bias_evidence_{name}": 1 for name in EVIDENCE})
    least = bias("optimism_bias_standard", every)
    assert least.central == Decimal("0.24") * Decimal("0.17")
    assert (least.low, least.high) == (Decimal("0.02"), Decimal("0.24"))
    beyond = of({f"bias_part_{name}_standard": 1 for name in EVIDENCE} | dict.fromkeys(
        (f"bias_evidence_{name}" for name in EVIDENCE), 1))  # fmt: skip
    assert bias("optimism_bias_standard", beyond).central == Decimal("0.02")


def test_each_building_has_the_bias_of_its_class_and_the_unknown_the_dearer() -> None:
    scheme = replace(golden(), optimism_bias=None)
    host = replace(scheme.buildings[1], bias_class=BiasClass.STANDARD)
    known = replace(scheme, buildings=(scheme.buildings[0], host))
    case = business_case(known, A)
    put = {flow.on_top_of: flow.amount_gbp for flow in case.cash.flows if flow.bias}
    assert put == {"fit_out": 60_000, "moving": 9_600, "dilapidations": 35_700}
    assert any("class is not known" in text for text in case.warnings)
    old = business_case(known, OLD)
    assert {flow.on_top_of: flow.amount_gbp for flow in old.cash.flows if flow.bias} == {
        "fit_out": 37_500, "moving": 6_000, "dilapidations": 10_500}  # fmt: skip
    assert case.range.npv.p10_gbp < case.range.npv.p90_gbp


def test_uses_tell_the_class() -> None:
    assert class_of(UseClass.OFFICE_ADMIN) is BiasClass.STANDARD
    assert class_of("specialist") is BiasClass.NON_STANDARD
    assert class_of("unclassified") is None
    assert class_of(None) is None


def test_capital_and_revenue_are_apart_and_add_up() -> None:
    case = business_case(golden(), A)
    by_party = {one.party: (one.capital_gbp, one.revenue_gbp) for one in case.budgets}
    assert by_party == {"job": (0, 110_000), "district": (250_000, 0)}
    for one, view in zip(case.budgets, case.partners, strict=True):
        assert one.capital_gbp + one.revenue_gbp == view.one_off_gbp
        assert sum(one.capital_yearly_gbp) == one.capital_gbp


def test_only_who_may_borrow_borrows_and_only_for_capital() -> None:
    kinds = {"job": OrganisationKind.EMPLOYMENT, "district": OrganisationKind.DISTRICT}
    scheme = golden()
    said = tuple(replace(one, kind=kinds.get(one.key)) for one in scheme.parties)
    case = business_case(replace(scheme, parties=said), A, borrowing=LOAN)
    assert [(one.party, one.loan.principal_gbp, one.of) for one in case.debts] == [
        ("district", 250_000, "capital")]  # fmt: skip
    assert business_case(scheme, A, borrowing=LOAN).debts == ()
    old = business_case(scheme, OLD, borrowing=LOAN)
    assert {one.party: one.loan.principal_gbp for one in old.debts} == {
        "job": 110_000, "district": 250_000}  # fmt: skip


def test_flags_say_what_would_be_asked_and_change_no_figure() -> None:
    kinds = {"job": OrganisationKind.EMPLOYMENT, "district": OrganisationKind.DISTRICT}
    scheme = golden()
    said = tuple(replace(one, kind=kinds.get(one.key)) for one in scheme.parties)
    case = business_case(replace(scheme, parties=said), A)
    told = {(one.party, one.name): (one.applies, one.amount_gbp) for one in case.flags}
    assert told == {
        ("district", "Minimum revenue provision"): ("yes", 12_500),
        ("district", "VAT"): ("no", None),
        ("job", "IFRS 16"): ("yes", None),
        ("job", "VAT"): ("yes", 8_000),  # of the removals alone: dilapidations go to the landlord
    }
    assert penny(case.club.npv_gbp) == Decimal("268540.18")


@pytest.mark.parametrize("kind", list(OrganisationKind))
def test_every_kind_of_body_is_told_in_permitted_words(kind: OrganisationKind) -> None:
    assert not lint(borrowing_of(kind).words)
    assert not lint(recovery_of(kind).words)


def test_which_kinds_borrow_and_recover() -> None:
    assert borrowing_of("police") is Borrows.PWLB
    assert borrowing_of("parish") is Borrows.WITH_APPROVAL
    for kind in ("nhs_trust", "academy_trust", "employment", "heritage"):
        assert not borrowing_of(kind).lends
    assert borrowing_of(None) is Borrows.NOT_KNOWN
    assert recovery_of("academy_trust") is Recovers.FULLY
    assert recovery_of("nhs_trust") is Recovers.IN_PART
    assert recovery_of("university") is Recovers.NOT


@pytest.mark.parametrize(
    ("words", "basis"),
    [("FRI", "full"), ("IRI", "internal"), ("Schedule of condition", "schedule"),
     ("FRI, limited by a schedule of condition", "schedule"), ("full repairing", "full"),
     ("Internal repairing only", "internal"), ("landlord", "unknown"), (None, "unknown")],
)  # fmt: skip
def test_words_on_record_tell_who_repairs(words: str | None, basis: str) -> None:
    assert repairing_basis(words) == RepairingBasis(basis)


def test_dilapidations_go_by_who_repairs_and_to_the_landlord() -> None:
    scheme = changed(golden(), dilapidations_gbp=None, area_m2=Decimal(1_000))
    for basis, sum_ in (("full", 90_000), ("internal", 45_000), ("schedule", 54_000),
                        ("unknown", 90_000)):  # fmt: skip
        case = business_case(changed(scheme, repairing=RepairingBasis(basis)), A)
        assert paid(case, "dilapidations") == {("job", "private"): sum_}
    old = business_case(changed(scheme, repairing=RepairingBasis.INTERNAL), OLD)
    assert paid(old, "dilapidations") == {("job", "outside"): 90_000}


def test_a_partner_is_paid_dilapidations_repairs_with_them_and_lets_again() -> None:
    scheme = county_as_landlord()
    longer = replace(scheme, horizon_years=20)
    case = business_case(longer, A)
    assert paid(case, "dilapidations") == {("job", "county"): 70_000}
    assert paid(case, "landlord_repairs") == {("county", "outside"): 70_000}
    # let again after 84 months empty: 15 % of half the rent of 60,000, and six months rent-free
    assert paid(case, "letting_fees") == {("county", "outside"): 4_500}
    letting = [flow for flow in case.cash.flows if flow.item == "reletting"]
    assert min(flow.year for flow in letting) == 11
    assert {flow.amount_gbp for flow in letting if flow.year > 11} == {30_000}
    assert penny(sum(one.npv_gbp for one in case.partners)) == penny(case.club.npv_gbp)
    assert case.club.run_rate_gbp_pa == business_case(longer, OLD).club.run_rate_gbp_pa + 30_000
    assert not paid(business_case(longer, OLD), "reletting")


def test_an_owner_pays_fees_after_the_void_and_no_receipt_is_assumed() -> None:
    scheme = changed(
        golden(),
        landlord=None,
        lease_ends_on=None,
        dilapidations_gbp=None,
        area_m2=Decimal(800),
        costs=(Cost(CostKind.ENERGY, estimate(30_000)),),
    )
    case = business_case(scheme, A)
    (fees,) = [flow for flow in case.cash.flows if flow.item == "passing_on"]
    assert (fees.year, fees.amount_gbp, fees.payee) == (5, 16_000, "outside")
    assert not any(flow.payer == "outside" for flow in case.cash.flows)
    assert not paid(business_case(scheme, OLD), "passing_on")


@pytest.mark.parametrize("made", [golden, county_as_landlord])
@pytest.mark.parametrize("backlog", [None, 100_000])
def test_staying_less_moving_is_the_npv_and_the_backlog_avoided(made, backlog) -> None:
    found = None if backlog is None else estimate(backlog)
    case = business_case(changed(made(), backlog_gbp=found, bias_class=BiasClass.STANDARD), A)
    beside = case.do_minimum
    gap = beside.present_value_gbp - beside.option_present_value_gbp
    assert abs(gap - case.club.npv_gbp - beside.avoided_present_value_gbp) < Decimal("0.000001")
    assert beside.yearly_gbp[4] - beside.backlog_gbp[4] == (
        133_000 if made is golden else 73_000)  # fmt: skip
    if backlog is None:
        assert not any(beside.backlog_gbp)
        assert "without one" in " ".join(beside.notes)
        return
    # a fifth a year in years 1 to 5; whoever has left by 31 March 2030 escapes years 4 and 5
    assert beside.backlog_gbp[:7] == (0, *(20_000,) * 5, 0)
    assert beside.avoided_gbp[:7] == (0, 0, 0, 0, 20_000, 20_000, 0)


def test_the_do_minimum_tells_the_leases_course() -> None:
    case = business_case(golden(), A, date(2026, 11, 29))
    (event,) = case.do_minimum.events
    assert (event.building, event.shown) == ("X", "31 March 2030")
    assert "same rent" in event.words
    assert not lint(event.words)


def test_a_market_rent_stands_beside_the_charge_and_in_no_figure() -> None:
    scheme = golden()
    move = replace(scheme.moves[0], market_rent_gbp_pa=Decimal(90_000))
    case = business_case(replace(scheme, moves=(move,)), A)
    (beside,) = case.rents
    assert (beside.charged_gbp_pa, beside.market_gbp_pa) == (75_000, 90_000)
    assert penny(case.club.npv_gbp) == Decimal("268540.18")
    assert business_case(scheme, A).rents == ()


def test_what_a_partner_is_paid_and_spends_is_one_figure() -> None:
    """So the club's range holds the repairs once, and the landlord's hardly at all."""
    case = business_case(replace(county_as_landlord(), horizon_years=20, optimism_bias=None), A)
    sources = {flow.item: flow.source for flow in case.cash.flows}
    assert sources["dilapidations"] == sources["landlord_repairs"] == "X:dilapidations"
    assert sources["reletting"] == sources["letting_fees"]
