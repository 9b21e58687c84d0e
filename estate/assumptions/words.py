"""Assumptions in words: what each is called, its unit and values as a person would write them."""

import re

from estate.assumptions.assumption import NO_LIMIT, Assumption, Value
from estate.assumptions.defaults import DEFAULTS
from estate.assumptions.labels import LABELS
from estate.assumptions.optimism_and_funding import EVIDENCE
from estate.assumptions.origins import OURS
from estate.assumptions.space import LABELS as _OF_SPACE

#: Name → what it is called. Of low, middle and high only the middle is named here.
_LABELS = {
    **LABELS,
    "discount_rate": "Discount rate",
    "discount_rate_later": "Discount rate of the far years",
    "discount_step_year": "Last year at the first discount rate",
    "scheme_horizon_years": "Years counted after the first",
    "lease_led_horizon_years": "Years counted where a lease that ends soon leads",
    "short_horizon_years": "Shorter period shown as well",
    "price_base": "Prices of",
    "price_index": "Price index",
    "price_index_edition": "Edition of the price index",
    "m2_per_fte": "Space for each full-time post",
    "m2_per_desk": "Space for each desk",
    "mobility_factor": "Share of desks still needed with flexible working",
    **_OF_SPACE,
    "nia_per_gia": "Net area in each m² of gross area",
    "decision_lead_months": "From a paper to a notice served",
    "break_notice_months": "Notice of a break, where not stated",
    "host_ready_months": "Until the other building could be ready",
    "works_months": "Fit-out paid ahead of the move",
    "double_running_months": "Months in which both buildings are paid for",
    "void_share": "Cost of holding the empty building",
    "void_months": "Until the empty building passes on",
    "delay_months": "Delay in the list of what matters most",
    "delay_p90_months": "Delay that one case in ten exceeds",
    "duration_optimism_bias": "Works taking longer than planned",
    "host_charge_share": "What the mover pays the other building",
    "rates_share_of_rent_and_rates": "Business rates in rent and rates together",
    "imputed_running_share": "Running cost in a cost that is worked out",
    "imputed_club_share_partner_lease": "Cost that stays in the club where a partner is landlord",
    "avoidable_share": "Running cost saved by leaving part of a building",
    "optimism_bias": "Optimism bias",
    "optimism_bias_standard": "Optimism bias of standard buildings, upper bound",
    "optimism_bias_standard_lower": "Optimism bias of standard buildings, lower bound",
    "optimism_bias_non_standard": "Optimism bias of other buildings, upper bound",
    "optimism_bias_non_standard_lower": "Optimism bias of other buildings, lower bound",
    "optimism_bias_rule": "How optimism bias is set",
    **{
        f"bias_evidence_{name}": f"Evidence: {called.lower()}"
        for name, (called, _, _) in EVIDENCE.items()
    },
    **{
        f"bias_part_{name}_{kind}": f"What '{called.lower()}' takes off, {shown} buildings"
        for name, (called, _, _) in EVIDENCE.items()
        for kind, shown in (("standard", "standard"), ("non_standard", "other"))
    },
    "dilapidations_share_full": "Dilapidations, full repairing",
    "dilapidations_share_internal": "Dilapidations, internal repairing only",
    "dilapidations_share_schedule": "Dilapidations, schedule of condition",
    "dilapidations_share_unknown": "Dilapidations, repairing not known",
    "dilapidations_owed_to": "To whom dilapidations are owed",
    "landlord_works_share": "Repairs a partner does with the dilapidations",
    "relet_rent": "A landlord's rent from its next tenant",
    "relet_incentive_months": "Free of rent for the next tenant",
    "relet_cost_share": "Agents and solicitors on letting again",
    "passing_on_gbp_per_m2": "An owner's agents and solicitors after the void",
    "staff_from_area": "Where staff are estimated from area",
    "backlog_years": "Years over which a backlog falls due",
    "market_rent_gbp_per_m2": "Market rent, where one is entered",
    "borrowing_rule": "What loans are worked out on",
    "mrp_years": "Life of works for minimum revenue provision",
    "vat_not_recovered": "VAT that may not be recovered",
    "project_management": "Project management",
    "fit_out_gbp_per_m2": "Fit-out at the other building",
    "dilapidations_gbp_per_m2": "Dilapidations on giving back a lease",
    "marginal_host_gbp_per_m2": "What the move adds to the other building's running cost",
    "moves_gbp_per_fte": "Moving the staff",
    "ict_gbp_per_fte": "ICT for the staff",
    "min_organisation_peers": "Like properties needed within the organisation",
    "min_county_peers": "Like properties needed within the county",
    "benchmark_schools_gbp_per_m2": "Benchmark cost of schools",
    "benchmark_other_operational_gbp_per_m2": "Benchmark cost of other operational property",
    "benchmark_non_operational_gbp_per_m2": "Benchmark cost of non-operational property",
    "mean_area_schools_m2": "Mean floor area of schools",
    "mean_area_other_operational_m2": "Mean floor area of other operational property",
    "mean_area_non_operational_m2": "Mean floor area of non-operational property",
    "sigma_shared": "Error that all figures worked out share",
    "sigma_actual": "Error of a reported figure",
    "sigma_organisation_peers": "Error of a figure from the organisation's other properties",
    "sigma_county_peers": "Error of a figure from the county's other properties",
    "sigma_benchmark": "Error of a benchmark",
    "monte_carlo_draws": "Random trials for the range",
    "monte_carlo_seed": "Seed of the random trials",
}

#: Unit as it is kept → before and after the number on a page.
_UNITS = {
    "GBP/m2": ("£", " per m²"),
    "GBP/m2 pa": ("£", " per m² a year"),
    "GBP/FTE": ("£", " per full-time post"),
    "GBP pa": ("£", " a year"),
    "m2": ("", " m²"),
    "m2 NIA per FTE": ("", " m² net"),
    "m2 NIA": ("", " m² net"),
    "m2 NIA per person": ("", " m² net"),
    "m2 NIA per desk": ("", " m² net"),
    "m2 NIA per m2 GIA": ("", " m²"),
    "times need": ("", " times the need"),
    "log": ("", " on a log scale"),
}
_SHARE = re.compile(r"share(?: of (.+))?|(per year, real)")


def label(name: str) -> str:
    """What an assumption is called; an end of a range by its middle's name."""
    if name in _LABELS:
        return _LABELS[name]
    for end in ("low", "high"):
        middle = name.replace(f"_{end}", "", 1)
        if middle != name and middle in _LABELS:
            return f"{_LABELS[middle]}, {end}"
    return name.replace("_", " ").capitalize()


def is_share(name: str) -> bool:
    """Whether it is a fraction that a person would write per cent."""
    return bool(_SHARE.fullmatch(DEFAULTS[name].unit))


def around(name: str) -> tuple[str, str]:
    """What stands before and after the number: its unit."""
    unit = DEFAULTS[name].unit
    part = _SHARE.fullmatch(unit)
    if part:
        of, yearly = part.groups()
        return "", "% a year, real" if yearly else f"% of {of}" if of else "%"
    return _UNITS.get(unit, ("", f" {unit}" if unit and unit != "0-1" else ""))


def number(name: str, value: Value) -> str:
    """The number alone, as one would type it: per cent of a share."""
    if not isinstance(value, int | float):
        return str(value).replace("_", " ") if DEFAULTS[name].choices else str(value)
    return _written(value * 100 if is_share(name) else value)


def value(name: str, found: Value, ends: tuple[Value, Value] | None = None) -> str:
    """A value with its unit: "£350 per m²", "3.5% a year, real"; with its range between where
    it has one: "£350 (£200 to £600) per m²"."""
    before, after = around(name)
    text = number(name, found)
    if ends is not None and ends[0] != ends[1]:
        low, high = (_short(name, end) for end in ends)
        return f"{_short(name, found)} ({low} to {high}){after.removeprefix('%')}"
    if text == "1" and after in (" months", " years"):
        after = after[:-1]
    return f"{before}{text}{after}"


def change(name: str, was: Value, now: Value) -> str:
    """One changed assumption, with what is published."""
    return f"{label(name)}: {value(name, now)} instead of {_short(name, was)}"


def allowed(assumption: Assumption) -> str:
    """The range that an override may take: "between 0 and 60 months", "£0 or more"."""
    name, after = assumption.name, around(assumption.name)[1]
    unit = "" if is_share(name) or around(name)[0] else after
    if assumption.high >= NO_LIMIT:
        return f"{_short(name, assumption.low)}{unit} or more"
    return f"between {number(name, assumption.low)} and {_short(name, assumption.high)}{unit}"


def as_kept(assumption: Assumption) -> str:
    """The same range in the unit in which the value is kept and sent."""
    return f"between {assumption.low:g} and {assumption.high:g} {assumption.unit}".rstrip()


def _short(name: str, found: Value) -> str:
    """The number with its pound or per cent sign alone."""
    return f"{around(name)[0]}{number(name, found)}{'%' if is_share(name) else ''}"


def source(assumption: Assumption) -> str:
    """Where the published value comes from; what is ours says so."""
    found, year = assumption.source, assumption.year
    if found.startswith(OURS):
        set_in = f" of {year}" if year else ""
        return f"{OURS}{set_in}{found.removeprefix(OURS)}; to be signed off"
    return found if not year or year in found else f"{found}, {year}"


def _written(value: float) -> str:
    """Without exponents, and no more digits than it has."""
    text = f"{value:,.6f}".rstrip("0").rstrip(".")
    return text or "0"
