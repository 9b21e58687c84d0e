"""``/methods/defaults``: every default figure as tables, read from the program itself.

Nothing is copied by hand: a default that is added, changed or dropped is so on the page. Each row
has its name as anchor, so that a source shown anywhere leads to the figure it speaks of.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from api.html.format import DASH, Shown
from api.html.tables import Column, Table
from estate.assumptions import DEFAULTS, Assumption, Value, compatibility, words
from estate.quality.fields_asked_for import FIELDS, LEVEL_SOURCE, RULES

ADDRESS = "/methods/defaults"


@dataclass(frozen=True, slots=True)
class Section:
    """Defaults that belong together: their title, the page with their rule, how names begin."""

    key: str
    title: str
    page: str
    starts: tuple[str, ...]


SECTIONS = (
    Section(
        "estimate",
        "The estimate of 2010",
        "the-estimate-of-2010",
        ("top_down_", "integration_", "phase_profile_", "extrapolation_"),
    ),
    Section(
        "money", "Money, its year and discounting", "money-and-its-year", ("price_", "discount_")
    ),
    Section(
        "bands",
        "When we see only a band of a cost",
        "cost-bands",
        ("sigma_band", "sigma_shared_band", "sigma_split", "band_value", "min_split_class"),
    ),
    Section(
        "ranges",
        "Ranges",
        "what-a-range-means",
        ("sigma_", "monte_carlo_", "delay_", "duration_optimism_bias"),
    ),
    Section(
        "cost",
        "Premises cost",
        "premises-cost",
        (
            "benchmark_",
            "mean_area_",
            "min_organisation_peers",
            "min_county_peers",
            "outlier_",
            "imputed_",
            "figures_per_annual_cost",
            "rates_share_of_rent_and_rates",
        ),
    ),
    Section(
        "space", "Need and room", "space", ("m2_per_", "mobility_factor", "nia_per_gia", "space_")
    ),
    Section(
        "distance",
        "Distance and journeys",
        "how-a-candidate-is-scored",
        (
            "max_minutes_",
            "walk_m_",
            "drive_m_",
            "detour_factor",
            "same_place_m",
            "access_",
            "need_area_weight",
        ),
    ),
    Section(
        "leases",
        "Leases and dates",
        "leases",
        (
            "decision_lead_months",
            "break_notice_months",
            "host_ready_months",
            "lease_horizon_",
            "lease_bridge_",
            "host_secure_years",
            "s27_",
        ),
    ),
    Section(
        "score",
        "Score, lists and the best set",
        "who-could-share",
        (
            "weight_",
            "capacity_floor_ratio",
            "rag_",
            "low_evidence_below",
            "unknown_components",
            "expected_start_pairs",
            "whole_move_min_ratio",
            "part_move_min_m2",
            "conflict_evidence",
            "school_hosts",
            "shared_front_desks",
            "portfolio_min_",
            "candidate_min_",
            "fit_min_",
            "saving_full_score_",
        ),
    ),
    Section(
        "case",
        "Business case",
        "what-is-saved-when",
        (
            "scheme_",
            "short_",
            "lease_led_",
            "works_months",
            "host_charge_share",
            "double_running_months",
            "void_",
            "optimism_bias",
            "project_management",
            "avoidable_share",
            "marginal_host_",
            "fit_out_",
            "dilapidations_",
            "moves_",
            "ict_",
            "portfolio_horizon_years",
        ),
    ),
    Section(
        "green-book",
        "As the Green Book has it",
        "as-the-green-book-has-it",
        (
            "bias_",
            "optimism_bias_rule",
            "optimism_bias_standard",
            "optimism_bias_non_standard",
            "dilapidations_share_",
            "dilapidations_owed_to",
            "landlord_works_share",
            "relet_",
            "passing_on_",
            "staff_from_area",
            "backlog_years",
            "market_rent_",
            "borrowing_rule",
            "mrp_years",
            "vat_",
        ),
    ),
    Section("ratings", "Ratings that the rules suggest", "ratings", ("suggest_",)),
    Section("land", "Land assembly", "land", ("land_",)),
)
FURTHER = Section("further", "Further defaults", "what-is-saved-when", ())
_DATA_QUALITY = "data-quality"
_USE = "compat_"


def section_of(name: str) -> Section:
    """Where a default stands: the section whose names begin as it does, the longest if several;
    among the further ones where there is none."""
    fitting = [
        (len(start), one) for one in SECTIONS for start in one.starts if name.startswith(start)
    ]
    return max(fitting, key=lambda one: one[0])[1] if fitting else FURTHER


def address(name: str) -> str:
    """The address of one default on the page."""
    return f"{ADDRESS}#{'uses' if name.startswith(_USE) else name}"


@cache
def tables() -> dict[str, tuple[Table, str]]:
    """All tables by name, each with the page of methods that has its rule."""
    sections = (*SECTIONS, FURTHER)
    by_section: dict[str, list[Assumption]] = {one.key: [] for one in sections}
    for name, one in DEFAULTS.items():
        if not name.startswith(_USE):
            by_section[section_of(name).key].append(one)
    found = {
        one.key: (_defaults(one.key, one.title, by_section[one.key]), one.page)
        for one in sections
        if by_section[one.key]
    }
    found["quality"] = (_defaults("quality", "Data quality", RULES.values()), _DATA_QUALITY)
    return found | {"fields": (_fields(), _DATA_QUALITY), "uses": (_uses(), "who-could-share")}


def _defaults(key: str, title: str, rows: Iterable[Assumption]) -> Table:
    columns = (
        Column("called", "Default", small="name"),
        Column("value", "Value"),
        Column("unit", "Unit", "file"),
        Column("year", "Year"),
        Column("source", "Source"),
        Column("note", "Note", "long"),
    )
    return Table(key, title, columns, [_row(one) for one in rows])


def _row(one: Assumption) -> Mapping[str, object]:
    return {
        "anchor": one.name,
        "name": one.name,
        "called": words.label(one.name),
        "value": Shown(_value(one), _plain(one.value)),
        "unit": one.unit,
        "year": Shown(one.year or DASH, one.year),
        "source": Shown(words.source(one), one.source),
        "note": Shown(one.note or DASH, one.note),
    }


def _value(one: Assumption) -> str:
    """A value as a person writes it; a long index by its ends, its table is on its own page."""
    if one.name == "price_index" and isinstance(one.value, tuple):
        return f"{len(one.value)} years, {one.value[0]} to {one.value[-1]}".replace("=", " = ")
    if isinstance(one.value, tuple):
        return ", ".join(_part(part) for part in one.value)
    if one.name in RULES:
        return f"{one.value:g} {one.unit}" if isinstance(one.value, int | float) else one.value
    return words.value(one.name, one.value)


def _part(part: float | str) -> str:
    return part.replace("_", " ") if isinstance(part, str) else f"{100 * part:g}%"


def _plain(value: Value) -> float | str:
    return ";".join(str(part) for part in value) if isinstance(value, tuple) else value


def _fields() -> Table:
    columns = (
        Column("label", "Field", small="name"),
        Column("group", "Kind of fact"),
        Column("of", "Asked of"),
        Column("weight", "Weight", "number"),
        Column("level", "Acceptance level", "per_cent"),
        Column("source", "Source"),
    )
    rows = [
        {
            "name": one.name,
            "label": one.label,
            "group": one.group,
            "of": one.of,
            "weight": one.weight,
            "level": one.min_share,
            "source": LEVEL_SOURCE,
        }
        for one in FIELDS
    ]
    return Table("fields", "Fields that the report on data asks for", columns, rows)


def _uses() -> Table:
    hosts = compatibility.HOST_COLUMNS
    columns = (Column("guest", "Guest"), *(Column(one, _in_words(one), "amount") for one in hosts))
    rows = [
        {
            "guest": _in_words(row),
            **{host: f"{value:.1f}" for host, value in zip(hosts, values, strict=True)},
        }
        for row, values in compatibility.TABLE.items()
    ]
    return Table(
        "uses",
        "Which use suits which building",
        columns,
        rows,
        note="Rows move, columns receive; 0 = never, 1 = made for each other. Our working figures "
        "of 2026. Each cell is a default of its own, such as compat_counter_in_library.",
    )


def _in_words(code: str) -> str:
    return code.replace("_", " ").capitalize()
