"""How sure the county's premises cost is, and which missing field would narrow it most.

c_i · exp(ε + ε_i): ε is shared by all imputed properties (or by those of one class), ε_i is
each property's own; both leave the mean as it is. Costs of which the reader sees
only the band share an error of their own. A property's random numbers
hang on its identifier, so that figures before and after an import can be compared.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
import pandas as pd

from estate.assumptions import AssumptionSet
from estate.savings.draws import Drawn, Draws, Range, mean_one, summarise

FieldKey = tuple[str, str]  # organisation, field
_K = TypeVar("_K", str, FieldKey)


@dataclass(frozen=True)
class FieldWorth:
    """By how much P90 less P10 would shrink if an organisation supplied a missing field, GBP a
    year; ``properties`` = how many of its properties lack it.

    ``narrowing_per_figure_gbp_pa`` is that by the figures to be supplied for each property: one
    floor area, or the ``figures_per_annual_cost`` lines of a year's cost.
    """

    organisation: str
    field: str
    properties: int
    narrowing_gbp_pa: float
    narrowing_share: float
    narrowing_per_figure_gbp_pa: float


@dataclass(frozen=True)
class CountyRange:
    """The range of a premises-cost total and what it rests on.

    Shares of the pounds (0-1) as in ``costs.CostTotal``. ``information``: what to ask for, the
    single figure that would narrow the range most first.
    """

    total: Range
    properties: int
    imputed_share: float
    rate_only_share: float
    guessed_area_share: float
    shared_by_class: bool
    information: tuple[FieldWorth, ...]


def county_range(
    costs: pd.DataFrame,
    organisations: pd.Series,
    assumptions: AssumptionSet,
    measure: str = "total",
    shared_by_class: bool = False,
) -> CountyRange:
    """Range of the sum of ``measure`` over rows of ``costs.property_costs``.

    ``organisations``: who reports each property (same index). Sharing the error by class alone
    narrows the range; the default is one error for all.
    """
    rows = _rows(costs, organisations, measure)
    drawn = Drawn(assumptions)
    now, supplied = _sums(rows, drawn, shared_by_class)
    total = np.sum(list(now.values()), axis=0) if now else np.zeros(drawn.count)
    central = float(rows["central"].sum())
    found = summarise(total, central, drawn)
    worth = [
        _field_worth(key, rows, total, change, found, drawn) for key, change in supplied.items()
    ]
    return CountyRange(
        total=found,
        properties=len(rows),
        imputed_share=_share(rows, rows["imputed_part"]),
        rate_only_share=_share(rows, rows["imputed"] & ~rows["guessed_area"]),
        guessed_area_share=_share(rows, rows["imputed"] & rows["guessed_area"]),
        shared_by_class=shared_by_class,
        information=tuple(sorted(worth, key=_most_for_a_figure)),
    )


def _most_for_a_figure(one: FieldWorth) -> tuple[float, str, str]:
    return -one.narrowing_per_figure_gbp_pa, one.organisation, one.field


def _rows(costs: pd.DataFrame, organisations: pd.Series, measure: str) -> pd.DataFrame:
    """What the draws need of each property, in the order of its identifier."""
    rows = pd.DataFrame(
        {
            "central": costs[f"{measure}_gbp_pa"].astype(float),
            "imputed": costs["imputed"].astype(bool),
            "banded": ~costs["exact"].astype(bool),
            "imputed_part": costs["imputed_part"].astype(float),
            "guessed_area": costs["area_tier"].eq("class_mean"),
            "sigma": costs["sigma"].astype(float),
            "sigma_with_area": costs["sigma_with_area"].astype(float),
            "kind": costs["benchmark_class"],
            "organisation": organisations.reindex(costs.index).astype(str),
        }
    )
    return rows[rows["central"].notna()].sort_index()


def _sums(
    rows: pd.DataFrame, drawn: Drawn, by_class: bool
) -> tuple[dict[str, Draws], dict[FieldKey, Draws]]:
    """Drawn sums by organisation as things are, and what each supplied field would change."""
    now: dict[str, Draws] = {}
    changes: dict[FieldKey, Draws] = {}
    known = drawn.assumptions.value("sigma_actual")
    of_bands = mean_one(drawn.normal("bands"), drawn.assumptions.value("sigma_shared_band"))
    for row in _each(rows):
        own = drawn.normal(f"property {row.name}")
        shared = drawn.shared_by(f"class {row.kind}" if by_class else "shared")
        value = row.central * mean_one(own, row.sigma)
        if row.banded:
            value = value * of_bands
        if row.imputed:
            value = value * shared
            better = row.central * mean_one(own, known)
            _add(changes, (row.organisation, "annual_cost"), better - value)
            if row.guessed_area:
                better = row.central * mean_one(own, row.sigma_with_area) * shared
                _add(changes, (row.organisation, "floor_area"), better - value)
        _add(now, row.organisation, value)
    return now, changes


class _Row(NamedTuple):
    central: float
    imputed: bool
    banded: bool
    imputed_part: float
    guessed_area: bool
    sigma: float
    sigma_with_area: float
    kind: str
    organisation: str
    name: str


def _each(rows: pd.DataFrame) -> Iterator[_Row]:
    named = rows.assign(name=rows.index.astype(str))
    return (_Row(*values) for values in named.itertuples(index=False))


def _field_worth(
    key: FieldKey,
    rows: pd.DataFrame,
    total: Draws,
    change: Draws,
    now: Range,
    drawn: Drawn,
) -> FieldWorth:
    organisation, field = key
    better = summarise(total + change, now.base_gbp, drawn)
    narrowing = now.width_gbp - better.width_gbp
    missing, figures = rows["imputed"] & rows["organisation"].eq(organisation), 1.0
    if field == "floor_area":
        missing &= rows["guessed_area"]
    else:
        figures = drawn.assumptions.value("figures_per_annual_cost")
    share = narrowing / now.width_gbp if now.width_gbp else 0.0
    return FieldWorth(
        organisation, field, int(missing.sum()), narrowing, share, narrowing / figures
    )


def _share(rows: pd.DataFrame, part: pd.Series) -> float:
    """Of the pounds, those of some rows, or that part of each row's."""
    whole = float(rows["central"].sum())
    return float((rows["central"] * part.astype(float)).sum()) / whole if whole else 0.0


def _add(sums: dict[_K, Draws], key: _K, value: Draws) -> None:
    sums[key] = sums[key] + value if key in sums else value
