"""Where each component of a candidate comes from: its inputs and named assumptions."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from estate.assumptions import AssumptionSet
from estate.assumptions.compatibility import name_of
from estate.assumptions.space import NEEDS
from estate.colocation.score import COMPONENTS
from estate.frames import is_null

_INPUTS: Mapping[str, tuple[str, ...]] = {
    "use": ("guest_row", "host_column"),
    "capacity": ("need_m2", "spare_m2", "area_imputed"),
    "distance": ("minutes", "limit_min", "distance_m", "distance_basis", "measured_between"),
    "lease": ("exit_date", "exit_kind", "act_by"),
    "rag": ("rated",),
    "saving": ("saving_gbp_pa", "whole_building", "cost_tier", "imputed_share"),
    "access": ("access_change_min",),
    "condition": (),
}

_ASSUMPTIONS: Mapping[str, tuple[str, ...]] = {
    "use": (),
    "capacity": ("capacity_floor_ratio", *NEEDS, "nia_per_gia"),
    "distance": (
        "detour_factor",
        "walk_m_per_minute",
        "drive_m_per_minute",
        "max_minutes_public",
        "max_minutes_office",
        "max_minutes_depot",
    ),
    "lease": (
        "host_ready_months",
        "lease_horizon_years",
        "lease_bridge_years",
        "lease_bridge_score",
        "host_secure_years",
        "decision_lead_months",
    ),
    "rag": (
        "rag_guest_availability_amber",
        "rag_guest_availability_green",
        "rag_host_sharing_amber",
        "rag_host_sharing_green",
    ),
    "saving": (
        "saving_full_score_gbp",
        "avoidable_share",
        "marginal_host_gbp_per_m2",
        "imputed_running_share",
        "price_base",
    ),
    "access": (
        "access_scale_min",
        "access_catchment_m",
        "access_walk_limit_min",
        "need_area_weight",
    ),
    "condition": (),
}


@dataclass(frozen=True)
class Source:
    """One component: its value (null = unknown, then what is expected of it stands in the score),
    weight, inputs and assumption names."""

    component: str
    value: float | None
    expected: float | None
    weight: float
    inputs: Mapping[str, object]
    assumptions: tuple[str, ...]


def sources(row: Mapping[str, Any], assumptions: AssumptionSet) -> tuple[Source, ...]:
    """All eight components of a row of ``candidates.find``, in their fixed order."""
    return tuple(_source(name, row, assumptions) for name in COMPONENTS)


def _source(name: str, row: Mapping[str, Any], assumptions: AssumptionSet) -> Source:
    named = _NAMED[name]
    if name == "use":
        named = (*named, name_of(str(row["guest_row"]), str(row["host_column"])))
    value, stands = float(row[f"component_{name}"]), float(row[f"expected_{name}"])
    return Source(
        component=name,
        value=None if math.isnan(value) else value,
        expected=None if math.isnan(stands) else stands,
        weight=assumptions.value(f"weight_{name}"),
        inputs={field: _plain(row[field]) for field in _INPUTS[name]},
        assumptions=named,
    )


def _plain(value: Any) -> object:
    """A value as JSON can carry it."""
    if isinstance(value, float):
        return None if math.isnan(value) else float(value)
    if isinstance(value, str | bool | int):
        return value
    if is_null(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return value.item() if hasattr(value, "item") else value


_NAMED = {name: (f"weight_{name}", *_ASSUMPTIONS[name]) for name in COMPONENTS}
