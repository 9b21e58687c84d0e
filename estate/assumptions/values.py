"""The defaults themselves, each with unit, source and year; ``/methods/defaults`` shows them."""

from collections.abc import Mapping
from dataclasses import replace

from estate.assumptions import compatibility, space
from estate.assumptions.assumption import COUNTY_PRICES, CURRENT, WORKING_PRICES, Assumption
from estate.assumptions.green_book import GREEN_BOOK
from estate.assumptions.origins import (
    FACTOR_OF_FIVE,
    OFFICE_SPACE,
    OPTIMISM_BIAS,
    OURS,
    SET_IN,
    TABLE_OF_2010,
    TENANCIES,
    THE_GREEN_BOOK,
    WALKING,
    WORKED_OUT,
    after,
)
from estate.assumptions.prices import shipped
from estate.codes import BREAK_NOTICE_MONTHS, CAMPUS_TYPES, SCHOOL_TYPES

_SOURCED = (
    Assumption("top_down_property_count", 645, "properties", TABLE_OF_2010, "2010",
               "operational properties in the extrapolation; schools left out"),
    Assumption("top_down_cost_per_property_gbp", 55_000, "GBP pa", TABLE_OF_2010, "2009/10",
               "the published, rounded average"),
    Assumption("top_down_comparator_cost_gbp", 9_600_000, "GBP pa", TABLE_OF_2010, "2009/10",
               "as printed; 141,000 m2 x GBP 68 is 9,588,000"),
    Assumption("top_down_comparator_count", 174, "properties", TABLE_OF_2010, "2009/10"),
    Assumption("top_down_saving_low_gbp", 3_000_000, "GBP pa", TABLE_OF_2010, "2010",
               "after year 5; the workings are not published"),
    Assumption("top_down_saving_high_gbp", 6_000_000, "GBP pa", TABLE_OF_2010, "2010",
               "after year 5; the workings are not published"),
    Assumption("integration_factor", 5, "times premises savings", FACTOR_OF_FIVE,
               "2010", "one case study, not included in the source; off by default"),
    Assumption("integration_reading", "upto", "", OURS, SET_IN,
               "which reading of the factor is shown first; none is added to premises savings",
               choices=("additive", "multiplicative", "upto", "as_printed")),
    Assumption("price_base", CURRENT, "", OURS, "2026",
               "the year in whose money all sums are given; 'current' = the financial year of the "
               "day on which is asked"),
    Assumption("price_index", shipped().entries, "2024/25 = 100", shipped().source, "2026",
               "restates money of one financial year in that of another"),
    Assumption("price_index_edition", shipped().edition, "", shipped().source, "2026",
               "which edition of the index is used"),
    Assumption("benchmark_schools_gbp_per_m2", 50, "GBP/m2 pa", TABLE_OF_2010, "2009/10"),
    Assumption("benchmark_other_operational_gbp_per_m2", 68, "GBP/m2 pa", TABLE_OF_2010, "2009/10"),
    Assumption("benchmark_non_operational_gbp_per_m2", 3, "GBP/m2 pa", TABLE_OF_2010, "2009/10"),
    Assumption("mean_area_schools_m2", 2_109, "m2", WORKED_OUT, "2009/10", low=10),
    Assumption("mean_area_other_operational_m2", 810, "m2", WORKED_OUT, "2009/10", low=10),
    Assumption("mean_area_non_operational_m2", 545, "m2", WORKED_OUT, "2009/10", low=10),
    Assumption("discount_rate", 0.035, "per year, real", THE_GREEN_BOOK, "2026",
               "under review: kept as data", high=0.2),
    Assumption("walk_m_per_minute", 80, "m/min", WALKING, "2007",
               low=20, high=200),
    Assumption("m2_per_fte", 12, "m2 NIA per FTE", OFFICE_SPACE, "2007",
               "for organisations without a standard of their own; alternatives 10 and 8",
               low=2, high=60),
    Assumption("s27_notice_months", 3, "months", TENANCIES, "1954",
               "tenant's notice while holding over inside the Act", high=24),
)  # fmt: skip

_PHASES = (
    Assumption("phase_profile_default", (0.0, 0.05, 0.25, 0.5, 0.8, 1.0, 1.0, 1.0, 1.0, 1.0),
               "share of run-rate, years 1-10", after("appendix 4, p. 53"), SET_IN,
               "nothing in year 1, minimal in year 2, full after year 5", high=1),
    Assumption("phase_profile_full_in_year_5",
               (0.0, 0.05, 0.35, 0.7, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0),
               "share of run-rate, years 1-10", OURS, SET_IN, high=1),
    Assumption("phase_profile_slow", (0.0, 0.02, 0.15, 0.4, 0.7, 1.0, 1.0, 1.0, 1.0, 1.0),
               "share of run-rate, years 1-10", OURS, SET_IN, high=1),
)  # fmt: skip

_SPACE = (
    Assumption("m2_per_desk", 10, "m2 NIA per desk", OURS, SET_IN,
               "where desks are known and staff are not", low=2, high=60),
    Assumption("mobility_factor", 1.0, "times need", OURS, SET_IN,
               "below 1 where mobile working lets staff share desks", low=0.1, high=1.5),
    Assumption("nia_per_gia", 0.80, "m2 NIA per m2 GIA", OURS, SET_IN,
               "used where only the gross area is known; the area is then marked imputed",
               low=0.3, high=1),
    Assumption("decision_lead_months", 6, "months", OURS, SET_IN,
               "from a paper to a notice served", high=60),
    Assumption("break_notice_months", BREAK_NOTICE_MONTHS, "months", OURS, SET_IN,
               "where a break's notice period is not stated", high=60),
    Assumption("host_ready_months", 12, "months", OURS, SET_IN,
               "from today until a host could receive a guest", high=120),
    Assumption("lease_horizon_years", 5, "years", OURS, SET_IN, low=0.5, high=50),
    Assumption("lease_bridge_years", 1, "years", OURS, SET_IN,
               "how long a lease may be held over until the host is ready", high=10),
    Assumption("lease_bridge_score", 0.5, "0-1", OURS, SET_IN, high=1),
    Assumption("host_secure_years", 5, "years", OURS, SET_IN,
               "the host's own term must last this long after the guest arrives", high=50),
)  # fmt: skip

_DISTANCE = (
    Assumption("max_minutes_public", 10, "min walk", OURS, SET_IN, low=0.5, high=120),
    Assumption("max_minutes_office", 20, "min walk", OURS, SET_IN, low=0.5, high=120),
    Assumption("max_minutes_depot", 15, "min drive", OURS, SET_IN, low=0.5, high=120),
    Assumption("drive_m_per_minute", 500, "m/min", OURS, SET_IN, "30 km/h", low=50,
               high=2000),
    Assumption("detour_factor", 1.25, "times crow-fly", OURS, SET_IN,
               "crow-fly takes no account of rivers and railways", low=1, high=3),
    Assumption("same_place_m", 10, "m", OURS, SET_IN,
               "two records nearer than this are taken for one place reported twice", high=200),
    Assumption("access_catchment_m", 5_000, "m", OURS, SET_IN,
               "demand zones this near the guest's building count", low=100, high=100_000),
    Assumption("access_walk_limit_min", 20, "min walk", OURS, SET_IN,
               "people walk up to this long to the present place, else they drive", high=120),
    Assumption("access_scale_min", 5, "min", OURS, SET_IN, low=0.5, high=60),
    Assumption("access_tolerance_min", 5, "min", OURS, SET_IN,
               "a longer journey than this is flagged", high=60),
    Assumption("need_area_weight", 2, "times population", OURS, SET_IN, high=20),
)  # fmt: skip

_COST = (
    Assumption("min_organisation_peers", 5, "properties", OURS, SET_IN, low=1),
    Assumption("min_county_peers", 5, "properties", OURS, SET_IN, low=1),
    Assumption("outlier_min_gbp_per_m2", 5, "GBP/m2 pa", OURS, SET_IN),
    Assumption("outlier_min_non_operational_gbp_per_m2", 0.2, "GBP/m2 pa", OURS, SET_IN,
               "the general floor of GBP 5 would refuse every property at the GBP 3 benchmark"),
    Assumption("outlier_max_gbp_per_m2", 400, "GBP/m2 pa", OURS, SET_IN),
    Assumption("outlier_min_area_m2", 10, "m2", OURS, SET_IN),
    Assumption("outlier_max_area_m2", 120_000, "m2", OURS, SET_IN),
    Assumption("sigma_actual", 0.05, "log", OURS, SET_IN, high=2),
    Assumption("sigma_organisation_peers", 0.25, "log", OURS, SET_IN, high=2),
    Assumption("sigma_county_peers", 0.40, "log", OURS, SET_IN, high=2),
    Assumption("sigma_benchmark", 0.60, "log", OURS, SET_IN,
               "benchmark rate and class area alike", high=2),
    Assumption("sigma_benchmark_with_area", 0.45, "log", OURS, SET_IN,
               "benchmark rate on the building's own measured area", high=2),
    Assumption("sigma_band", 0.20, "log", OURS, SET_IN,
               "a cost of which the reader sees only the published band", high=2),
    Assumption("sigma_shared_band", 0.03, "log", OURS, SET_IN,
               "one error that all banded costs share: most lie on one side of the middle", high=2),
    Assumption("band_value", "fitted", "", OURS, "2026",
               "what stands for a cost of which only its band is seen: what can be expected in it "
               "by a spread fitted to all bands, or the band's middle",
               choices=("fitted", "middle")),
    Assumption("sigma_split", 0.10, "share", OURS, "2026",
               "how much the split of one cost differs from that of its class", high=1),
    Assumption("min_split_class", 10, "properties", OURS, "2026",
               "fewer costs than this have the usual split instead of their class's own", low=1),
    Assumption("imputed_running_share_pfi", 0.15, "share of total", OURS, "2026",
               "of a cost under a PFI contract, whose unitary charge holds most of it", high=1),
    Assumption("imputed_part_with_area", 0.5, "share of the pounds", OURS, SET_IN,
               "of a cost that is a measured area times an imputed rate, what counts as imputed",
               high=1),
    Assumption("figures_per_annual_cost", 6, "figures", OURS, SET_IN,
               "lines that make up a property's annual cost; a floor area is one figure",
               low=1, high=16),
    Assumption("sigma_shared", 0.20, "log", OURS, SET_IN,
               "one error that all imputed properties share", high=2),
    Assumption("imputed_running_share", 0.65, "share of total", OURS, SET_IN,
               "of an imputed total: what is neither rent nor business rates", high=1),
    Assumption("imputed_club_share_partner_lease", 0.60, "share of total", OURS, SET_IN,
               "of an imputed total, where a partner is the landlord", high=1),
    Assumption("avoidable_share_low", 0.10, "share of running cost", OURS, SET_IN, high=1),
    Assumption("avoidable_share", 0.20, "share of running cost", OURS, SET_IN,
               "what leaving part of a building saves while the building is kept", high=1),
    Assumption("avoidable_share_high", 0.30, "share of running cost", OURS, SET_IN, high=1),
    Assumption("marginal_host_low_gbp_per_m2", 10, "GBP/m2 pa", OURS, SET_IN),
    Assumption("marginal_host_gbp_per_m2", 15, "GBP/m2 pa", OURS, SET_IN,
               "what each square metre of a guest's need adds to the host's running cost"),
    Assumption("marginal_host_high_gbp_per_m2", 25, "GBP/m2 pa", OURS, SET_IN),
    Assumption("saving_full_score_gbp", 50_000, "GBP pa", OURS, SET_IN,
               "absolute, so that a score does not depend on the other pairs", low=1),
    Assumption("extrapolation_excluded_types",
               tuple(sorted(str(code) for code in SCHOOL_TYPES | CAMPUS_TYPES)), "type codes",
               OURS, SET_IN, "kept out of the extrapolation base"),
)  # fmt: skip

_ONE_OFF = (
    Assumption("fit_out_low_gbp_per_m2", 200, "GBP/m2", OURS, SET_IN),
    Assumption("fit_out_gbp_per_m2", 350, "GBP/m2", OURS, SET_IN,
               "of the guest's need, at the host"),
    Assumption("fit_out_high_gbp_per_m2", 600, "GBP/m2", OURS, SET_IN),
    Assumption("dilapidations_low_gbp_per_m2", 60, "GBP/m2", OURS, SET_IN),
    Assumption("dilapidations_gbp_per_m2", 90, "GBP/m2", OURS, SET_IN,
               "of the whole area, where a leased building is given back"),
    Assumption("dilapidations_high_gbp_per_m2", 150, "GBP/m2", OURS, SET_IN),
    Assumption("moves_low_gbp_per_fte", 250, "GBP/FTE", OURS, SET_IN),
    Assumption("moves_gbp_per_fte", 400, "GBP/FTE", OURS, SET_IN),
    Assumption("moves_high_gbp_per_fte", 700, "GBP/FTE", OURS, SET_IN),
    Assumption("ict_low_gbp_per_fte", 300, "GBP/FTE", OURS, SET_IN),
    Assumption("ict_gbp_per_fte", 600, "GBP/FTE", OURS, SET_IN),
    Assumption("ict_high_gbp_per_fte", 1_200, "GBP/FTE", OURS, SET_IN),
    Assumption("portfolio_horizon_years", 10, "years", OURS, SET_IN,
               "one-off costs of a move are spread over this long, with interest", low=1, high=60),
)  # fmt: skip

_SCORE = (
    Assumption("weight_use", 0.20, "weight", OURS, SET_IN, high=1000),
    Assumption("weight_capacity", 0.20, "weight", OURS, SET_IN, high=1000),
    Assumption("weight_distance", 0.15, "weight", OURS, SET_IN, high=1000),
    Assumption("weight_lease", 0.15, "weight", OURS, SET_IN, high=1000),
    Assumption("weight_rag", 0.10, "weight", OURS, SET_IN, high=1000),
    Assumption("weight_saving", 0.10, "weight", OURS, SET_IN, high=1000),
    Assumption("weight_access", 0.05, "weight", OURS, SET_IN, high=1000),
    Assumption("weight_condition", 0.05, "weight", OURS, SET_IN, high=1000),
    Assumption("capacity_floor_ratio", 0.8, "spare / need", OURS, SET_IN, high=0.99),
    Assumption("rag_guest_availability_amber", 0.7, "0-1", OURS, SET_IN, high=1),
    Assumption("rag_guest_availability_green", 1.0, "0-1", OURS, SET_IN, high=1),
    Assumption("rag_host_sharing_amber", 0.6, "0-1", OURS, SET_IN, high=1),
    Assumption("rag_host_sharing_green", 1.0, "0-1", OURS, SET_IN, high=1),
    Assumption("low_evidence_below", 0.5, "share of weights", OURS, SET_IN,
               "candidates with less are marked as little known", high=1),
    Assumption("unknown_components", "expected", "", OURS, "2026",
               "what stands for a part of the score that is not known: the mean of all pairs of "
               "which it is, before any gate; or it is left out, and the rest speaks for it",
               choices=("expected", "left_out")),
    Assumption("expected_start_pairs", 20, "pairs", OURS, "2026",
               "pairs as likely to be anything, counted beside the known ones"),
    Assumption("whole_move_min_ratio", 0.8, "spare / need", OURS, "2026",
               "a host known to have less is no candidate for the whole move", high=1),
    Assumption("part_move_min_m2", 50, "m2", OURS, "2026",
               "a host with less room takes no part of a need either"),
    Assumption("conflict_evidence", "all_known", "", OURS, "2026",
               "what tells that a service may not share a building: the service as stated, or also "
               "what the building is for and what its organisation is",
               choices=("all_known", "stated")),
    Assumption("school_hosts", "on_record", "", after("appendix 4, p. 51"), "2026",
               "a school hosts only where its owner has recorded that it can in a zone of its own, "
               "and its room is never its area less recorded use; or as any rated building",
               choices=("on_record", "as_rated")),
    Assumption("shared_front_desks", "together", "", after("p. 12"), "2026",
               "services of several organisations that meet the public in one building move whole "
               "or not at all; or each by itself", choices=("together", "apart")),
    Assumption("portfolio_min_compatibility", 0.5, "0-1", OURS, "2026",
               "the best set takes no move into a building that suits the use less", high=1),
    Assumption("portfolio_min_score", 0.6, "0-1", OURS, "2026",
               "nor one that scores less", high=1),
    Assumption("candidate_min_compatibility", 0.4, "0-1", OURS, "2026",
               "a use that suits a building less is no candidate there; 0 is never one", high=1),
    Assumption("fit_min_compatibility", 0.5, "0-1", OURS, "2026",
               "a use that suits a building less is asked about before a pair is said to fit",
               high=1),
)  # fmt: skip

_BUSINESS_CASE = (
    Assumption("discount_rate_later", 0.03, "per year, real", THE_GREEN_BOOK, "2026",
               "after the years that discount_step_year counts", high=0.2),
    Assumption("discount_step_year", 30, "years", THE_GREEN_BOOK, "2026",
               "last year discounted at discount_rate", low=1, high=75),
    Assumption("scheme_horizon_years", 20, "years", OURS, SET_IN,
               "after year 0", low=1, high=75),
    Assumption("short_horizon_years", 10, "years", OURS, "2026",
               "a shorter period, told beside as an annual equivalent", low=1, high=75),
    Assumption("lease_led_horizon_years", 20, "years", OURS, "2026",
               "after year 0, where a lease that ends within five years leads a scheme: as long as "
               "any other, so that leases and freeholds compare; 10 until November 2026",
               low=1, high=75),
    Assumption("works_months", 6, "months", OURS, SET_IN,
               "the host's space is fitted out this long before a candidate's move", high=60),
    Assumption("host_charge_share", 1.0, "share of the host's added running cost", OURS, SET_IN,
               "what a candidate's guest would pay its host until they agree something else",
               high=5),
    Assumption("rates_share_of_rent_and_rates", 0.30, "share", OURS, SET_IN,
               "of rent and business rates together, where only their sum is known; 28 of 88 in "
               "the worked case that the tests hold", high=1),
    Assumption("double_running_months", 1, "months", OURS, SET_IN,
               "both buildings are paid for while an occupier moves", high=60),
    Assumption("void_share", 0.35, "share of non-rent cost", OURS, SET_IN,
               "cost of holding an empty building", high=1),
    Assumption("void_months", 12, "months", OURS, SET_IN,
               "until an empty building passes on", high=900),
    Assumption("optimism_bias_low", 0.02, "share of one-off cost",
               f"{OPTIMISM_BIAS}, lower end", "", high=3),
    Assumption("optimism_bias", 0.15, "share of one-off cost", OURS, SET_IN, high=3),
    Assumption("optimism_bias_high", 0.24, "share of one-off cost",
               f"{OPTIMISM_BIAS}, upper end", "", high=3),
    Assumption("project_management_low", 0.05, "share of works and ICT", OURS, SET_IN, high=1),
    Assumption("project_management", 0.08, "share of works and ICT", OURS, SET_IN, high=1),
    Assumption("project_management_high", 0.12, "share of works and ICT", OURS, SET_IN, high=1),
    Assumption("monte_carlo_draws", 10_000, "draws", OURS, SET_IN,
               "5,000 at least", low=5_000, high=50_000),
    Assumption("monte_carlo_seed", 20_101_101, "", OURS, SET_IN,
               "stored, so that the same question has the same answer", high=2**32),
    Assumption("delay_months", 12, "months", OURS, SET_IN,
               "how much later the moves come in the list of drivers", low=1, high=120),
    Assumption("delay_p90_months", 12, "months", OURS, SET_IN,
               "in one of ten draws the moves come this much later or more; in half, not at all",
               high=120),
    Assumption("duration_optimism_bias", 0.04, "share of the time of works",
               f"{OPTIMISM_BIAS}, upper end", "",
               "0.39 for buildings out of the ordinary; in the list of drivers", high=3),
)  # fmt: skip

_COMPATIBILITY = tuple(
    Assumption(compatibility.name_of(row, column), value, "0-1", OURS, SET_IN, low=0.0, high=1.0)
    for row, values in compatibility.TABLE.items()
    for column, value in zip(compatibility.HOST_COLUMNS, values, strict=True)
)

_SUGGESTIONS = (
    Assumption("suggest_lease_within_years", 3, "years", OURS, SET_IN,
               "a lease that can end so soon prompts a second look", high=50),
    Assumption("suggest_adjoining_m", 25, "m", OURS, SET_IN,
               "between outlines; the neighbour's owner has recorded its decision", high=1_000),
    Assumption("suggest_utilisation_below", 0.60, "need / area", OURS, SET_IN, high=1),
    Assumption("suggest_backlog_times_annual_cost", 5, "times annual cost", OURS, SET_IN,
               "a backlog of repairs above this prompts a second look", high=100),
    Assumption("suggest_spare_m2", 100, "m2 NIA", OURS, SET_IN,
               "least room that a possible host has to spare"),
    Assumption("suggest_spare_share", 0.20, "share of area", OURS, SET_IN,
               "least part of its area that a possible host has to spare", high=1),
)  # fmt: skip

_SPACE_STANDARD = tuple(
    Assumption(name, value, unit, source, year, note, low, high, choices)
    for name, value, unit, source, year, note, low, high, choices in space.ROWS
)

_GROUPS = (
    _SOURCED,
    _PHASES,
    _SPACE,
    _SPACE_STANDARD,
    _DISTANCE,
    _COST,
    _ONE_OFF,
    _SCORE,
    _BUSINESS_CASE,
    _SUGGESTIONS,
    _COMPATIBILITY,
    GREEN_BOOK,
)

_OF_2009 = frozenset({
    "benchmark_schools_gbp_per_m2", "benchmark_other_operational_gbp_per_m2",
    "benchmark_non_operational_gbp_per_m2", "outlier_min_gbp_per_m2", "outlier_max_gbp_per_m2",
    "outlier_min_non_operational_gbp_per_m2", "saving_full_score_gbp",
})  # fmt: skip
_WORKING = frozenset(
    f"{name}{case}_{unit}"
    for name, unit in (
        ("fit_out", "gbp_per_m2"), ("dilapidations", "gbp_per_m2"), ("moves", "gbp_per_fte"),
        ("ict", "gbp_per_fte"), ("marginal_host", "gbp_per_m2"),
    )
    for case in ("_low", "", "_high")
)  # fmt: skip


def _with_prices(one: Assumption) -> Assumption:
    """Our own rates state their real year: they were set in 2026, by trade guides of then."""
    if one.name in _WORKING:
        return replace(one, prices=WORKING_PRICES, year=WORKING_PRICES)
    return replace(one, prices=COUNTY_PRICES) if one.name in _OF_2009 else one


DEFAULTS: Mapping[str, Assumption] = {
    one.name: _with_prices(one) for group in _GROUPS for one in group
}
