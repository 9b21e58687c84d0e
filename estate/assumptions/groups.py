"""Assumptions that belong together, and those that are counted in whole numbers."""

from collections.abc import Mapping

from estate.assumptions.defaults import DEFAULTS


def _triples() -> Mapping[str, tuple[str, str, str]]:
    """Assumptions that are kept as low, middle and high, by the name of the middle."""
    found = {}
    for low in DEFAULTS:
        head, between, tail = low.partition("_low")
        names = (low, head + tail, f"{head}_high{tail}")
        if between and all(name in DEFAULTS for name in names):
            found[names[1]] = names
    return found


TRIPLES = _triples()
#: Counted in whole numbers where a business case uses them.
WHOLE = frozenset(
    name
    for name, one in DEFAULTS.items()
    if one.unit in ("months", "draws", "properties")
    or name
    in (
        "scheme_horizon_years",
        "lease_led_horizon_years",
        "short_horizon_years",
        "discount_step_year",
        "backlog_years",
        "mrp_years",
        "monte_carlo_seed",
    )
)
