"""A scheme made from a candidate: what ends, when, for whom, and how each figure is known."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from estate.assumptions import AssumptionSet, named
from estate.codes import CostKind
from estate.colocation import find
from estate.colocation.plain_language import lint
from estate.costs import property_costs
from estate.errors import BadQuestion
from estate.frames import Estate
from estate.savings import business_case
from estate.savings.candidate_inputs import CostLine, Known
from estate.savings.from_candidate import FromCandidate, scheme_from_candidate
from estate.savings.lenses import annual_equivalents

from . import factories as make

A = named("2026-11")
TODAY = date(2026, 6, 1)


def leased_office(**changes: object) -> Estate:
    """B's office, let until March 2030, 100 m from A's freehold with room to spare."""
    given: dict[str, object] = {
        "properties": make.properties(
            {"id": "H", "organisation": "SYN-A", "nia_m2": 2_000.0, "gia_m2": 2_500.0},
            {"id": "G", "organisation": "SYN-B", "easting": 396_100.0, "tenure": "leasehold",
             "nia_m2": 400.0, "gia_m2": 500.0},
        ),
        "occupations": make.occupations(
            {"id": "OH", "property_id": "H", "need_m2": 600.0},
            {"id": "OG", "property_id": "G", "organisation": "SYN-B", "need_m2": 240.0,
             "fte": 20.0},
        ),
        "leases": make.leases({"property_id": "G", "tenant": "SYN-B",
                               "expiry": date(2030, 3, 31)}),
        "costs": make.costs(G=60_000),
    }  # fmt: skip
    return make.estate(**(given | changes))


def owned_office() -> Estate:
    """The same office, B's own."""
    return leased_office(
        properties=make.properties(
            {"id": "H", "organisation": "SYN-A", "nia_m2": 2_000.0},
            {"id": "G", "organisation": "SYN-B", "easting": 396_100.0},
        ),
        leases=make.leases(),
    )  # fmt: skip


def row_of(county: Estate, guest: str = "OG", assumptions: AssumptionSet = A) -> dict[str, object]:
    found = find(county, assumptions, TODAY)
    mine = found[found["guest_occupation_id"].eq(guest)]
    return {str(name): value for name, value in mine.iloc[0].items()}


def made(
    county: Estate, lines: tuple[CostLine, ...] = (), assumptions: AssumptionSet = A
) -> FromCandidate:
    names = {**county.organisations["name"], **county.properties["name"]}
    costs = property_costs(county.properties, county.costs, assumptions, county.leases)
    return scheme_from_candidate(
        row_of(county, assumptions=assumptions), county, costs, assumptions, TODAY, names=names,
        lines=lines,
    )  # fmt: skip


def told(found: FromCandidate) -> dict[str, object]:
    return {one.label: one for one in found.inputs}


def test_the_yearly_gain_is_the_candidates_own_saving() -> None:
    """Two ways to one figure: what the candidate said, and what the cash flow comes to."""
    county = leased_office()
    case = business_case(made(county).scheme, A, TODAY)
    expected = row_of(county)["saving_gbp_pa"]
    assert float(case.club.run_rate_gbp_pa) == pytest.approx(expected, abs=0.05)
    assert expected == 60_000 - 240 * 15


def test_the_guest_moves_when_its_lease_ends_and_the_lease_leads_the_horizon() -> None:
    scheme = made(leased_office()).scheme
    (move,) = scheme.moves
    assert move.arrives_on == date(2030, 3, 1)  # one month of both, until 31 March
    assert move.fit_out_on == date(2029, 9, 1)
    assert (move.occupier, move.fit_out_payer) == ("SYN-B", "SYN-B")
    assert (scheme.base_year, scheme.horizon_years) == (2026, 10)
    (lease,) = scheme.building["origin"].leases
    assert lease.end(date(2030, 3, 31)).on == date(2030, 3, 31)


def test_an_owner_waits_only_for_the_host_and_is_counted_over_twenty_years() -> None:
    scheme = made(owned_office()).scheme
    assert scheme.moves[0].arrives_on == date(2027, 6, 1)
    assert scheme.horizon_years == 20
    kinds = {line.kind for line in scheme.building["origin"].costs}
    assert kinds == {CostKind.OTHER, CostKind.BUSINESS_RATES}  # an owner pays no rent


def test_leases_and_freeholds_are_counted_over_one_period() -> None:
    """Neither the lease's end nor a host that is ready later flips the years counted; a shorter
    period stands beside as what it is worth a year."""
    now = AssumptionSet()
    for assumed in (now, now.with_overrides("late", "late", {"host_ready_months": 90})):
        scheme = made(leased_office(), assumptions=assumed).scheme
        assert scheme.horizon_years == 20
    case = business_case(made(leased_office(), assumptions=now).scheme, now, TODAY)
    yearly = [float(gain) for gain in case.club.yearly_gbp]
    told_ = annual_equivalents(case.club, case.discounting, 10)
    assert list(told_) == [20, 10]
    for years, amount in told_.items():
        worth = sum(gain / 1.035**year for year, gain in enumerate(yearly[: years + 1]))
        annuity = (1 - 1.035**-years) / 0.035
        assert float(amount) == pytest.approx(worth / annuity, abs=0.005)
    assert annual_equivalents(case.club, case.discounting, 30).keys() == {20}


def ending(day: date | None, broken: date | None = None) -> Estate:
    """B's office let until a day (none: not known), with a break."""
    let = make.leases({"property_id": "G", "tenant": "SYN-B", "expiry": day})
    events = {"lease_id": "L1", "kind": "tenant_break", "date": broken, "notice_months": 6}
    return leased_office(leases=let, lease_events=make.events(*[events] * (broken is not None)))


def years_counted(county: Estate, assumptions: AssumptionSet) -> list[int]:
    """Of B's case, where a host is ready in 3, 12, 60 and 120 months."""
    names = {**county.organisations["name"], **county.properties["name"]}
    costs = property_costs(county.properties, county.costs, assumptions, county.leases)
    row = row_of(county, assumptions=assumptions)
    late = [assumptions.with_overrides(str(one), "late", {"host_ready_months": one})
            for one in (3, 12, 60, 120)]  # fmt: skip
    return [scheme_from_candidate(row, county, costs, one, TODAY, names=names).scheme.horizon_years
            for one in late]  # fmt: skip


def test_no_horizon_flips_when_a_date_moves() -> None:
    """Twenty years whatever the lease's end, a break, or when a host is ready; by the rule of then
    a lease that ends within five years had ten, and a host ready in 120 months made it twenty."""
    broken, soon = ending(date(2040, 3, 31), date(2029, 3, 31)), ending(date(2030, 3, 31))
    for county in (owned_office(), ending(None), broken, soon):
        assert years_counted(county, AssumptionSet()) == [20, 20, 20, 20]
    assert years_counted(soon, A) == [10, 10, 10, 20]


def test_complexity_is_the_same_in_list_and_case() -> None:
    """A third body is in the host already: three would share, 3² = 9."""
    county = leased_office(
        occupations=make.occupations(
            {"id": "OH", "property_id": "H", "need_m2": 300.0},
            {"id": "OC", "property_id": "H", "organisation": "SYN-C", "need_m2": 300.0},
            {"id": "OG", "property_id": "G", "organisation": "SYN-B", "need_m2": 240.0},
        )
    )
    case = business_case(made(county).scheme, A, TODAY)
    assert case.division.complexity_index == row_of(county)["complexity"] == 9
    assert case.division.partners_taking_part == 3


def test_a_partner_as_landlord_loses_what_the_tenant_saves() -> None:
    leases = make.leases({"property_id": "G", "tenant": "SYN-B", "landlord": "SYN-C",
                          "expiry": date(2030, 3, 31)})  # fmt: skip
    county = leased_office(leases=leases, costs=make.costs())
    found = made(county)
    case = business_case(found.scheme, A, TODAY)
    losses = {one.party: one.npv_gbp for one in case.partners}
    assert losses["SYN-C"] < 0
    assert case.division.cost_shunt
    assert sum(losses.values()) == pytest.approx(case.club.npv_gbp, rel=Decimal("1e-20"))
    saving = row_of(county)["saving_gbp_pa"]
    assert float(case.club.run_rate_gbp_pa) == pytest.approx(saving, abs=0.05)


def test_rent_hidden_in_a_band_is_not_taken_for_business_rates() -> None:
    """Total and club cost may share a band: the rent then lies in what is not running cost."""
    leases = make.leases({"property_id": "G", "tenant": "SYN-B", "landlord": "SYN-C",
                          "expiry": date(2030, 3, 31)})  # fmt: skip
    banded = make.costs(G=75_000)
    banded["running_gbp_pa"] = 37_500.0
    found = made(leased_office(leases=leases, costs=banded.assign(exact=False)))
    amounts = {one.kind: one for one in found.scheme.building["origin"].costs}
    assert amounts[CostKind.BUSINESS_RATES].amount_gbp_pa.central == Decimal("11250.00")
    assert amounts[CostKind.RENT].amount_gbp_pa.central == Decimal("26250.00")
    assert amounts[CostKind.RENT].payee == "outside"  # else the club would not save it


def test_where_others_stay_only_the_avoidable_share_is_saved() -> None:
    users = make.occupations(
        {"id": "OH", "property_id": "H", "need_m2": 600.0},
        {"id": "OG", "property_id": "G", "organisation": "SYN-B", "need_m2": 100.0},
        {"id": "OX", "property_id": "G", "organisation": "SYN-C", "need_m2": 300.0},
    )
    county = leased_office(occupations=users)
    found = made(county)
    case = business_case(found.scheme, A, TODAY)
    assert float(case.club.run_rate_gbp_pa) == pytest.approx(
        60_000 * 0.65 * 0.2 * 0.25 - 100 * 15, abs=0.05
    )
    assert float(case.club.run_rate_gbp_pa) == pytest.approx(
        row_of(county)["saving_gbp_pa"], abs=0.05
    )
    assert "Other occupiers who stay" in told(found)


def test_an_owners_place_is_passed_on_only_where_nobody_stays() -> None:
    others = make.occupations(
        {"id": "OH", "property_id": "H", "need_m2": 600.0},
        {"id": "OG", "property_id": "G", "organisation": "SYN-B", "need_m2": 100.0},
        {"id": "OX", "property_id": "G", "organisation": "SYN-C", "need_m2": 300.0},
    )
    today, fees = AssumptionSet(), "Agents and solicitors after the void"
    assert fees in told(made(owned_office(), assumptions=today))
    shared = replace(owned_office(), occupations=others)
    assert fees not in told(made(shared, assumptions=today))


def test_a_pfi_contract_runs_on() -> None:
    places = leased_office().properties.assign(pfi=[False, True])
    county = leased_office(properties=places)
    found = made(county)
    assert any("PFI contract runs on" in note for note in found.notes)
    case = business_case(found.scheme, A, TODAY)
    assert float(case.club.run_rate_gbp_pa) == pytest.approx(
        row_of(county)["saving_gbp_pa"], abs=0.05
    )


def test_every_input_says_how_it_is_known() -> None:
    inputs = told(made(leased_office()))
    assert inputs["Premises cost of the guest's building"].known is Known.ACTUAL
    assert inputs["Space the guest needs"].known is Known.ACTUAL
    assert inputs["Staff who would move"].value == 20
    assert inputs["Fit-out"].assumptions == (
        "fit_out_low_gbp_per_m2", "fit_out_gbp_per_m2", "fit_out_high_gbp_per_m2",
    )  # fmt: skip
    imputed = told(made(leased_office(costs=make.costs())))
    assert imputed["Premises cost of the guest's building"].known is Known.IMPUTED
    for one in (*inputs.values(), *imputed.values()):
        assert one.source
        assert not lint(f"{one.label} {one.value} {one.source}")
        known = set(A.echo() and [row["name"] for row in A.echo()])
        assert set(one.assumptions) <= known


def test_every_one_off_payment_can_be_worked_out_from_the_inputs() -> None:
    scheme = made(leased_office())
    inputs = told(scheme)
    case = business_case(scheme.scheme, A, TODAY)
    paid: dict[str, Decimal] = {}
    for one in case.cash.flows:
        if one.one_off:
            paid[str(one.item)] = paid.get(str(one.item), Decimal(0)) + one.amount_gbp

    def central(label: str) -> Decimal:
        return inputs[label].value.central

    assert paid["dilapidations"] == central("Dilapidations") == 45_000
    assert paid["fit_out"] == central("Fit-out") * 240
    managed = paid["fit_out"] + paid["ict"]
    assert paid["project_management"] == managed * central("Project management") / 100
    biased = managed + paid["project_management"] + paid["moving"] + paid["dilapidations"]
    assert paid["optimism_bias"] == biased * central("Optimism bias") / 100


def test_figures_shown_as_bands_carry_the_bands_width() -> None:
    banded = make.costs(G=75_000)
    banded["exact"] = False
    found = made(leased_office(costs=banded))
    assert told(found)["Premises cost of the guest's building"].known is Known.BAND
    amounts = {one.kind: one.amount_gbp_pa for one in found.scheme.building["origin"].costs}
    running = amounts[CostKind.OTHER]
    assert float(running.low) == pytest.approx(0.65 * 50_000, abs=1)
    assert float(running.high) == pytest.approx(0.65 * 100_000, abs=1)
    # Business rates are a difference of two bands: less sure than either.
    rates = amounts[CostKind.BUSINESS_RATES]
    assert (rates.high - rates.low) / rates.central > (running.high - running.low) / running.central


def test_own_cost_lines_go_in_as_they_are() -> None:
    def line(kind: str, amount: int, payee: str | None = None) -> CostLine:
        return CostLine(kind, Decimal(amount), "2009/10", "SYN-B", payee, payee is not None)

    lines = (line("rent", 20_000, "SYN-C"), line("business_rates", 9_000), line("energy", 5_000))
    found = made(leased_office(), lines)
    amounts = {one.kind: one for one in found.scheme.building["origin"].costs}
    assert amounts[CostKind.RENT].payee == "SYN-C"
    assert {party.key for party in found.scheme.parties} == {"SYN-A", "SYN-B", "SYN-C"}
    case = business_case(found.scheme, A, TODAY)
    assert case.club.run_rate_gbp_pa == 14_000 - 3_600
    assert case.economic.run_rate_gbp_pa == 5_000 - 3_600


def test_without_a_known_need_there_is_no_case() -> None:
    users = make.occupations(
        {"id": "OH", "property_id": "H", "need_m2": 600.0},
        {"id": "OG", "property_id": "G", "organisation": "SYN-B", "need_m2": None,
         "need_basis": None},
    )  # fmt: skip
    with pytest.raises(BadQuestion, match="is not known, so no business case"):
        made(leased_office(occupations=users))


def test_a_lease_beyond_the_years_counted_is_refused_in_words() -> None:
    leases = make.leases({"property_id": "G", "tenant": "SYN-B", "expiry": date(2049, 3, 31)})
    with pytest.raises(BadQuestion, match="for good only in 2049, beyond the 20 years"):
        made(leased_office(leases=leases))


def test_unknown_lease_dates_leave_the_rent_running() -> None:
    leases = make.leases({"property_id": "G", "tenant": "SYN-B", "expiry": pd.NaT})
    case = business_case(made(leased_office(leases=leases)).scheme, A, TODAY)
    assert any("so that cost runs on" in note for note in case.warnings)


def test_every_figure_asked_for_is_one_that_an_organisation_could_supply() -> None:
    """One annual cost, not its three parts: they rest on one figure and vary together."""
    case = business_case(made(leased_office(costs=make.costs())).scheme, A, TODAY)
    names = [one.figure for one in case.range.information]
    assert names[0] == "origin: annual cost"
    assert names.count("origin: annual cost") == 1
    assert "host: added running cost" in names
