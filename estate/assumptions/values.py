"""The defaults themselves. ``[A]`` in a source marks a placeholder of ours, not a finding.

Sources are cited as in DOMAIN.md (``004:1986`` is line 1986 of the Worcestershire submission).
"""

from collections.abc import Mapping
from dataclasses import replace

from estate.assumptions import compatibility, space
from estate.assumptions.assumption import COUNTY_PRICES, CURRENT, WORKING_PRICES, Assumption
from estate.assumptions.green_book import GREEN_BOOK
from estate.assumptions.prices import shipped
from estate.codes import BREAK_NOTICE_MONTHS, CAMPUS_TYPES, SCHOOL_TYPES

_A = "[A] DOMAIN "

_SOURCED = (
    Assumption("top_down_property_count", 645, "properties", "004:1994-1996", "2010",
               "operational properties in the extrapolation; schools left out"),
    Assumption("top_down_cost_per_property_gbp", 55_000, "GBP pa", "004:1993", "2009/10",
               "the published, rounded average"),
    Assumption("top_down_comparator_cost_gbp", 9_600_000, "GBP pa", "004:1990", "2009/10",
               "as printed; 141,000 m2 x GBP 68 is 9,588,000"),
    Assumption("top_down_comparator_count", 174, "properties", "004:1990", "2009/10"),
    Assumption("top_down_saving_low_gbp", 3_000_000, "GBP pa", "004:1997-1998", "2010",
               "after year 5; the workings are not in the source (004:2098)"),
    Assumption("top_down_saving_high_gbp", 6_000_000, "GBP pa", "004:1997-1998", "2010",
               "after year 5; the workings are not in the source (004:2098)"),
    Assumption("integration_factor", 5, "times premises savings", "004:1975-1977, 1999-2000",
               "2010", "one case study, not included in the source; off by default"),
    Assumption("integration_reading", "upto", "", "DOMAIN §2.3", "2010",
               "which reading of the factor is shown first; none is added to premises savings",
               choices=("additive", "multiplicative", "upto", "as_printed")),
    Assumption("price_base", CURRENT, "", _A + "decision 13", "2026",
               "the year in whose money all sums are given; 'current' = the financial year of the "
               "day on which is asked"),
    Assumption("price_index", shipped().entries, "2024/25 = 100", shipped().source, "2026",
               "restates money of one financial year in that of another"),
    Assumption("price_index_edition", shipped().edition, "", shipped().source, "2026",
               "which edition of the index is used"),
    Assumption("benchmark_schools_gbp_per_m2", 50, "GBP/m2 pa", "004:1986", "2009/10"),
    Assumption("benchmark_other_operational_gbp_per_m2", 68, "GBP/m2 pa", "004:1989", "2009/10"),
    Assumption("benchmark_non_operational_gbp_per_m2", 3, "GBP/m2 pa", "004:1992", "2009/10"),
    Assumption("mean_area_schools_m2", 2_109, "m2", "004:1986 computed", "2009/10", low=10),
    Assumption("mean_area_other_operational_m2", 810, "m2", "004:1989 computed", "2009/10", low=10),
    Assumption("mean_area_non_operational_m2", 545, "m2", "004:1992 computed", "2009/10", low=10),
    Assumption("discount_rate", 0.035, "per year, real", "Green Book; DOMAIN §5.4", "2026",
               "under review: kept as data", high=0.2),
    Assumption("walk_m_per_minute", 80, "m/min", "Manual for Streets (800 m in 10 min)", "2007",
               low=20, high=200),
    Assumption("m2_per_fte", 12, "m2 NIA per FTE", "OGC/IPD 2007; STANDARDS §4.1", "2007",
               "for organisations without a standard of their own; alternatives 10 and 8",
               low=2, high=60),
    Assumption("s27_notice_months", 3, "months", "LTA 1954 s.27", "1954",
               "tenant's notice while holding over inside the Act", high=24),
)  # fmt: skip

_PHASES = (
    Assumption("phase_profile_default", (0.0, 0.05, 0.25, 0.5, 0.8, 1.0, 1.0, 1.0, 1.0, 1.0),
               "share of run-rate, years 1-10", _A + "§2.5; 004:1997-1998", "2010",
               "nothing in year 1, minimal in year 2, full after year 5", high=1),
    Assumption("phase_profile_full_in_year_5",
               (0.0, 0.05, 0.35, 0.7, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0),
               "share of run-rate, years 1-10", _A + "§2.5", "2010", high=1),
    Assumption("phase_profile_slow", (0.0, 0.02, 0.15, 0.4, 0.7, 1.0, 1.0, 1.0, 1.0, 1.0),
               "share of run-rate, years 1-10", _A + "§2.5", "2010", high=1),
)  # fmt: skip

_SPACE = (
    Assumption("m2_per_desk", 10, "m2 NIA per desk", _A + "§3.4; STANDARDS §4.1", "",
               "where desks are known and staff are not", low=2, high=60),
    Assumption("mobility_factor", 1.0, "times need", _A + "P16", "",
               "below 1 where mobile working lets staff share desks", low=0.1, high=1.5),
    Assumption("nia_per_gia", 0.80, "m2 NIA per m2 GIA", _A + "§3.2", "",
               "used where only the gross area is known; the area is then marked imputed",
               low=0.3, high=1),
    Assumption("decision_lead_months", 6, "months", _A + "§3.4", "",
               "from a paper to a notice served", high=60),
    Assumption("break_notice_months", BREAK_NOTICE_MONTHS, "months", _A + "§3.4", "",
               "where a break's notice period is not stated", high=60),
    Assumption("host_ready_months", 12, "months", _A + "§4.3", "",
               "from today until a host could receive a guest", high=120),
    Assumption("lease_horizon_years", 5, "years", _A + "§4.3 (N)", "", low=0.5, high=50),
    Assumption("lease_bridge_years", 1, "years", _A + "§4.3", "",
               "how long a lease may be held over until the host is ready", high=10),
    Assumption("lease_bridge_score", 0.5, "0-1", _A + "§4.3", "", high=1),
    Assumption("host_secure_years", 5, "years", _A + "§4.3", "",
               "the host's own term must last this long after the guest arrives", high=50),
)  # fmt: skip

_DISTANCE = (
    Assumption("max_minutes_public", 10, "min walk", _A + "§4.1", "", low=0.5, high=120),
    Assumption("max_minutes_office", 20, "min walk", _A + "§4.1", "", low=0.5, high=120),
    Assumption("max_minutes_depot", 15, "min drive", _A + "§4.1", "", low=0.5, high=120),
    Assumption("drive_m_per_minute", 500, "m/min", _A + "§7.2 (30 km/h)", "", low=50, high=2000),
    Assumption("detour_factor", 1.25, "times crow-fly", _A + "§4.1", "",
               "crow-fly takes no account of rivers and railways", low=1, high=3),
    Assumption("same_place_m", 10, "m", _A + "§7.2", "",
               "two records nearer than this are taken for one place reported twice", high=200),
    Assumption("access_catchment_m", 5_000, "m", _A + "§4.3", "",
               "demand zones this near the guest's building count", low=100, high=100_000),
    Assumption("access_walk_limit_min", 20, "min walk", _A + "§4.3", "",
               "people walk up to this long to the present place, else they drive", high=120),
    Assumption("access_scale_min", 5, "min", _A + "§4.3", "", low=0.5, high=60),
    Assumption("access_tolerance_min", 5, "min", _A + "P7", "",
               "a longer journey than this is flagged", high=60),
    Assumption("need_area_weight", 2, "times population", _A + "§4.3", "", high=20),
)  # fmt: skip

_COST = (
    Assumption("min_organisation_peers", 5, "properties", "DOMAIN §5.1", "", low=1),
    Assumption("min_county_peers", 5, "properties", _A + "§5.1", "", low=1),
    Assumption("outlier_min_gbp_per_m2", 5, "GBP/m2 pa", "DOMAIN §5.1", ""),
    Assumption("outlier_min_non_operational_gbp_per_m2", 0.2, "GBP/m2 pa", _A + "§5.1", "",
               "the general floor of GBP 5 would refuse every property at the GBP 3 benchmark"),
    Assumption("outlier_max_gbp_per_m2", 400, "GBP/m2 pa", "DOMAIN §5.1", ""),
    Assumption("outlier_min_area_m2", 10, "m2", "DOMAIN §5.1", ""),
    Assumption("outlier_max_area_m2", 120_000, "m2", "DOMAIN §5.1", ""),
    Assumption("sigma_actual", 0.05, "log", _A + "§5.3", "", high=2),
    Assumption("sigma_organisation_peers", 0.25, "log", _A + "§5.3", "", high=2),
    Assumption("sigma_county_peers", 0.40, "log", _A + "§5.3", "", high=2),
    Assumption("sigma_benchmark", 0.60, "log", _A + "§5.3", "",
               "benchmark rate and class area alike", high=2),
    Assumption("sigma_benchmark_with_area", 0.45, "log", _A + "§5.3", "",
               "benchmark rate on the building's own measured area", high=2),
    Assumption("sigma_band", 0.20, "log", _A + "§6.3", "",
               "a cost of which the reader sees only the published band", high=2),
    Assumption("sigma_shared_band", 0.03, "log", _A + "§6.3", "",
               "one error that all banded costs share: most lie on one side of the middle", high=2),
    Assumption("band_value", "fitted", "", _A + "§6.3", "2026",
               "what stands for a cost of which only its band is seen: what can be expected in it "
               "by a spread fitted to all bands, or the band's middle",
               choices=("fitted", "middle")),
    Assumption("sigma_split", 0.10, "share", _A + "§5.5", "2026",
               "how much the split of one cost differs from that of its class", high=1),
    Assumption("min_split_class", 10, "properties", _A + "§5.5", "2026",
               "fewer costs than this have the usual split instead of their class's own", low=1),
    Assumption("imputed_running_share_pfi", 0.15, "share of total", _A + "§5.2", "2026",
               "of a cost under a PFI contract, whose unitary charge holds most of it", high=1),
    Assumption("imputed_part_with_area", 0.5, "share of the pounds", _A + "§5.1", "",
               "of a cost that is a measured area times an imputed rate, what counts as imputed",
               high=1),
    Assumption("figures_per_annual_cost", 6, "figures", _A + "§3.3", "",
               "lines that make up a property's annual cost; a floor area is one figure",
               low=1, high=16),
    Assumption("sigma_shared", 0.20, "log", _A + "§5.3", "",
               "one error that all imputed properties share", high=2),
    Assumption("imputed_running_share", 0.65, "share of total", _A + "§5.2", "",
               "of an imputed total: what is neither rent nor business rates", high=1),
    Assumption("imputed_club_share_partner_lease", 0.60, "share of total", _A + "§5.5", "",
               "of an imputed total, where a partner is the landlord", high=1),
    Assumption("avoidable_share_low", 0.10, "share of running cost", _A + "§5.2", "", high=1),
    Assumption("avoidable_share", 0.20, "share of running cost", _A + "§5.2", "",
               "what leaving part of a building saves while the building is kept", high=1),
    Assumption("avoidable_share_high", 0.30, "share of running cost", _A + "§5.2", "", high=1),
    Assumption("marginal_host_low_gbp_per_m2", 10, "GBP/m2 pa", _A + "§5.2", "2009/10"),
    Assumption("marginal_host_gbp_per_m2", 15, "GBP/m2 pa", _A + "§5.2", "2009/10",
               "what each square metre of a guest's need adds to the host's running cost"),
    Assumption("marginal_host_high_gbp_per_m2", 25, "GBP/m2 pa", _A + "§5.2", "2009/10"),
    Assumption("saving_full_score_gbp", 50_000, "GBP pa", _A + "§4.3", "",
               "absolute, so that a score does not depend on the other pairs", low=1),
    Assumption("extrapolation_excluded_types",
               tuple(sorted(str(code) for code in SCHOOL_TYPES | CAMPUS_TYPES)), "type codes",
               "DOMAIN, decision 10", "", "kept out of the extrapolation base"),
)  # fmt: skip

_ONE_OFF = (
    Assumption("fit_out_low_gbp_per_m2", 200, "GBP/m2", _A + "§5.2", "2009/10"),
    Assumption("fit_out_gbp_per_m2", 350, "GBP/m2", _A + "§5.2", "2009/10",
               "of the guest's need, at the host"),
    Assumption("fit_out_high_gbp_per_m2", 600, "GBP/m2", _A + "§5.2", "2009/10"),
    Assumption("dilapidations_low_gbp_per_m2", 60, "GBP/m2", _A + "§5.2", "2009/10"),
    Assumption("dilapidations_gbp_per_m2", 90, "GBP/m2", _A + "§5.2", "2009/10",
               "of the whole area, where a leased building is given back"),
    Assumption("dilapidations_high_gbp_per_m2", 150, "GBP/m2", _A + "§5.2", "2009/10"),
    Assumption("moves_low_gbp_per_fte", 250, "GBP/FTE", _A + "§5.2", "2009/10"),
    Assumption("moves_gbp_per_fte", 400, "GBP/FTE", _A + "§5.2", "2009/10"),
    Assumption("moves_high_gbp_per_fte", 700, "GBP/FTE", _A + "§5.2", "2009/10"),
    Assumption("ict_low_gbp_per_fte", 300, "GBP/FTE", _A + "§5.2", "2009/10"),
    Assumption("ict_gbp_per_fte", 600, "GBP/FTE", _A + "§5.2", "2009/10"),
    Assumption("ict_high_gbp_per_fte", 1_200, "GBP/FTE", _A + "§5.2", "2009/10"),
    Assumption("portfolio_horizon_years", 10, "years", _A + "§5.4", "",
               "one-off costs of a move are spread over this long, with interest", low=1, high=60),
)  # fmt: skip

_SCORE = (
    Assumption("weight_use", 0.20, "weight", _A + "§4.3", "", high=1000),
    Assumption("weight_capacity", 0.20, "weight", _A + "§4.3", "", high=1000),
    Assumption("weight_distance", 0.15, "weight", _A + "§4.3", "", high=1000),
    Assumption("weight_lease", 0.15, "weight", _A + "§4.3", "", high=1000),
    Assumption("weight_rag", 0.10, "weight", _A + "§4.3", "", high=1000),
    Assumption("weight_saving", 0.10, "weight", _A + "§4.3", "", high=1000),
    Assumption("weight_access", 0.05, "weight", _A + "§4.3", "", high=1000),
    Assumption("weight_condition", 0.05, "weight", _A + "§4.3", "", high=1000),
    Assumption("capacity_floor_ratio", 0.8, "spare / need", _A + "§4.3", "", high=0.99),
    Assumption("rag_guest_availability_amber", 0.7, "0-1", _A + "§4.3", "", high=1),
    Assumption("rag_guest_availability_green", 1.0, "0-1", _A + "§4.3", "", high=1),
    Assumption("rag_host_sharing_amber", 0.6, "0-1", _A + "§4.3", "", high=1),
    Assumption("rag_host_sharing_green", 1.0, "0-1", _A + "§4.3", "", high=1),
    Assumption("low_evidence_below", 0.5, "share of weights", "DOMAIN §4.3", "",
               "candidates with less are marked as little known", high=1),
    Assumption("unknown_components", "expected", "", _A + "§4.3", "2026",
               "what stands for a part of the score that is not known: the mean of all pairs of "
               "which it is, before any gate; or it is left out, and the rest speaks for it",
               choices=("expected", "left_out")),
    Assumption("expected_start_pairs", 20, "pairs", _A + "§4.3", "2026",
               "pairs as likely to be anything, counted beside the known ones"),
    Assumption("whole_move_min_ratio", 0.8, "spare / need", _A + "§4.1", "2026",
               "a host known to have less is no candidate for the whole move", high=1),
    Assumption("conflict_evidence", "all_known", "", _A + "§4.1 rule 5", "2026",
               "what tells that a service may not share a building: the service as stated, or also "
               "what the building is for and what its organisation is",
               choices=("all_known", "stated")),
    Assumption("school_hosts", "on_record", "", "004:1903-1907; DOMAIN P14", "2026",
               "a school hosts only where its owner has recorded that it can in a zone of its own, "
               "and its room is never its area less recorded use; or as any rated building",
               choices=("on_record", "as_rated")),
    Assumption("shared_front_desks", "together", "", "004:308-318", "2026",
               "services of several organisations that meet the public in one building move whole "
               "or not at all; or each by itself", choices=("together", "apart")),
    Assumption("portfolio_min_compatibility", 0.5, "0-1", _A + "§4.2", "2026",
               "the best set takes no move into a building that suits the use less", high=1),
    Assumption("portfolio_min_score", 0.6, "0-1", _A + "§4.3", "2026",
               "nor one that scores less", high=1),
    Assumption("candidate_min_compatibility", 0.4, "0-1", _A + "§4.1", "2026",
               "a use that suits a building less is no candidate there; 0 is never one", high=1),
    Assumption("fit_min_compatibility", 0.5, "0-1", _A + "§4.2", "2026",
               "a use that suits a building less is asked about before a pair is said to fit",
               high=1),
)  # fmt: skip

_BUSINESS_CASE = (
    Assumption("discount_rate_later", 0.03, "per year, real", "Green Book; DOMAIN §5.4", "2026",
               "after the years that discount_step_year counts", high=0.2),
    Assumption("discount_step_year", 30, "years", "Green Book; DOMAIN §5.4", "2026",
               "last year discounted at discount_rate", low=1, high=75),
    Assumption("scheme_horizon_years", 20, "years", _A + "§5.4", "",
               "after year 0", low=1, high=75),
    Assumption("short_horizon_years", 10, "years", _A + "§5.4", "2026",
               "a shorter period, told beside as an annual equivalent", low=1, high=75),
    Assumption("lease_led_horizon_years", 20, "years", _A + "§5.4", "2026",
               "after year 0, where a lease that ends within five years leads a scheme: as long as "
               "any other, so that leases and freeholds compare; 10 until November 2026",
               low=1, high=75),
    Assumption("works_months", 6, "months", _A + "§5.2", "",
               "the host's space is fitted out this long before a candidate's move", high=60),
    Assumption("host_charge_share", 1.0, "share of the host's added running cost", _A + "§5.5",
               "", "what a candidate's guest would pay its host until they agree something else",
               high=5),
    Assumption("rates_share_of_rent_and_rates", 0.30, "share", _A + "§5.5", "",
               "of rent and business rates together, where only their sum is known; 28 of 88 in "
               "the case of DOMAIN §5.5", high=1),
    Assumption("double_running_months", 1, "months", _A + "§5.2", "",
               "both buildings are paid for while an occupier moves", high=60),
    Assumption("void_share", 0.35, "share of non-rent cost", _A + "§5.2", "",
               "cost of holding an empty building", high=1),
    Assumption("void_months", 12, "months", _A + "§5.2", "",
               "until an empty building passes on", high=900),
    Assumption("optimism_bias_low", 0.02, "share of one-off cost",
               "Green Book, standard buildings, lower; STANDARDS §4.3", "", high=3),
    Assumption("optimism_bias", 0.15, "share of one-off cost", _A + "§5.2", "", high=3),
    Assumption("optimism_bias_high", 0.24, "share of one-off cost",
               "Green Book, standard buildings, upper; STANDARDS §4.3", "", high=3),
    Assumption("project_management_low", 0.05, "share of works and ICT", _A + "§5.2", "", high=1),
    Assumption("project_management", 0.08, "share of works and ICT", _A + "§5.2", "", high=1),
    Assumption("project_management_high", 0.12, "share of works and ICT", _A + "§5.2", "", high=1),
    Assumption("monte_carlo_draws", 10_000, "draws", "DOMAIN §5.3", "",
               "5,000 at least", low=5_000, high=50_000),
    Assumption("monte_carlo_seed", 20_101_101, "", _A + "§5.3", "",
               "stored, so that the same question has the same answer", high=2**32),
    Assumption("delay_months", 12, "months", _A + "§5.3", "",
               "how much later the moves come in the list of drivers", low=1, high=120),
    Assumption("delay_p90_months", 12, "months", _A + "§5.3", "",
               "in one of ten draws the moves come this much later or more; in half, not at all",
               high=120),
    Assumption("duration_optimism_bias", 0.04, "share of the time of works",
               "Green Book, standard buildings, upper; STANDARDS §4.3", "",
               "0.39 for buildings out of the ordinary; in the list of drivers", high=3),
)  # fmt: skip

_COMPATIBILITY = tuple(
    Assumption(compatibility.name_of(row, column), value, "0-1", _A + "§4.2", "", low=0.0, high=1.0)
    for row, values in compatibility.TABLE.items()
    for column, value in zip(compatibility.HOST_COLUMNS, values, strict=True)
)

_SUGGESTIONS = (
    Assumption("suggest_lease_within_years", 3, "years", _A + "§3.5", "",
               "a lease that can end so soon prompts a second look", high=50),
    Assumption("suggest_adjoining_m", 25, "m", _A + "§3.5", "",
               "between outlines; the neighbour's owner has recorded its decision", high=1_000),
    Assumption("suggest_utilisation_below", 0.60, "need / area", _A + "§3.5", "", high=1),
    Assumption("suggest_backlog_times_annual_cost", 5, "times annual cost", _A + "§3.5", "",
               "a backlog of repairs above this prompts a second look", high=100),
    Assumption("suggest_spare_m2", 100, "m2 NIA", _A + "§3.5", "",
               "least room that a possible host has to spare"),
    Assumption("suggest_spare_share", 0.20, "share of area", _A + "§3.5", "",
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
