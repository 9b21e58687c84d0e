"""What a need is worth: its range, what the other standard would give, and what a new one changes.

Areas are m² net internal area (NIA). ``docs/methods/space.md`` says each rule.
"""

from dataclasses import asdict, dataclass
from datetime import date

import numpy as np
import pandas as pd

from estate.assumptions import AssumptionSet
from estate.capacity import is_flat, needs, spare_space, terms
from estate.frames import Estate
from estate.space.need_by_standard import NAMES, SpaceStandard

#: A need that is shown to 100 m² may lie this far off, either way.
_ROUNDED_M2 = 50.0


def need_ranges(
    occupations: pd.DataFrame,
    organisations: pd.DataFrame,
    needs_m2: pd.Series,
    assumptions: AssumptionSet,
) -> pd.DataFrame:
    """``low_m2`` and ``high_m2`` of each need, by occupation; null where it is unknown.

    By a standard of its own: ``space_range_own_share`` either way. By the county's default or the
    flat reading: what most offices have (8 to 13 m² a person) over the default's own figure. The
    space used today is what it is. A need shown to 100 m² is 50 m² wider either way.
    """
    by = terms(occupations, organisations, assumptions)
    own = assumptions.value("space_range_own_share")
    ends = (assumptions.value("space_range_low_m2"), assumptions.value("space_range_high_m2"))
    whole = by["m2_per_desk"].where(by["by"].eq("county"), assumptions.value("m2_per_fte"))
    stated = by["by"].isin(["own", "own_flat"])
    used_today = ~occupations["need_basis"].isin(["fte", "desks"])
    rounded = np.where(occupations["exact"].eq(True), 0.0, _ROUNDED_M2)
    found = {}
    for name, sign, end in (("low_m2", -1, ends[0]), ("high_m2", 1, ends[1])):
        factor = (end / whole).mask(stated, 1 + sign * own).mask(used_today, 1.0)
        found[name] = ((needs_m2 + sign * rounded) * factor).clip(lower=0)
    return pd.DataFrame(found, index=occupations.index)


def other_reading(assumptions: AssumptionSet) -> AssumptionSet:
    """The same assumptions with the other space standard: of 2007 beside 2026, and turned round."""
    other = "2026" if is_flat(assumptions) else "2007"
    return assumptions.with_overrides(assumptions.id, assumptions.name, {"space_standard": other})


def needs_otherwise(
    occupations: pd.DataFrame,
    organisations: pd.DataFrame,
    needs_m2: pd.Series,
    assumptions: AssumptionSet,
) -> pd.Series:
    """What the other reading would give, by occupation, from the needs of this one.

    From the need itself, not from staff: of a need shown to 100 m² the reader learns no more.
    """
    other = other_reading(assumptions)
    here, there = (terms(occupations, organisations, one) for one in (assumptions, other))
    each = np.where(occupations["need_basis"].eq("desks"), "m2_per_desk", "m2_per_post")
    mobility = assumptions.value("mobility_factor")
    ratio = np.where(
        each == "m2_per_desk",
        there["m2_per_desk"] / here["m2_per_desk"],
        there["m2_per_post"] / here["m2_per_post"],
    )
    planned = (needs_m2 - here["counter_m2"] * mobility).clip(lower=0) * ratio
    planned += there["counter_m2"] * mobility
    return planned.where(occupations["need_basis"].isin(["fte", "desks"]), needs_m2)


def space_by_property(estate: Estate, assumptions: AssumptionSet) -> pd.DataFrame:
    """``capacity.spare_space`` of every property with ``need_low_m2``, ``need_high_m2``,
    ``other_need_m2``, ``other_spare_m2`` (by the other standard) and ``users``."""
    rows, bodies, places = estate.occupations, estate.organisations, estate.properties
    need = needs(rows, bodies, assumptions)
    found = spare_space(places, rows, need, assumptions)
    ends = need_ranges(rows, bodies, need, assumptions)
    other = spare_space(places, rows, needs_otherwise(rows, bodies, need, assumptions), assumptions)
    known = found["need_m2"].notna()
    sums = ends.groupby(rows["property_id"]).sum().reindex(places.index).fillna(0.0)
    return found.assign(
        need_low_m2=sums["low_m2"].where(known),
        need_high_m2=sums["high_m2"].where(known),
        other_need_m2=other["need_m2"],
        other_spare_m2=other["spare_m2"],
        users=rows.groupby("property_id").size().reindex(places.index).fillna(0).astype(int),
    )


@dataclass(frozen=True)
class Change:
    """What a standard would change: m² of all occupations of one organisation, and of which
    properties. ``places``: by property id ``before_m2`` and ``after_m2`` of its occupations there,
    ``spare_before_m2`` and ``spare_after_m2`` of the whole property (null unknown)."""

    occupations: int
    before_m2: float
    after_m2: float
    places: pd.DataFrame


def with_standard(
    organisations: pd.DataFrame, code: str, standard: SpaceStandard, valid_from: date
) -> pd.DataFrame:
    """The organisations as if one of them had this standard."""
    told: dict[str, object] = {"standard_from": pd.Timestamp(valid_from), **asdict(standard)}
    mine = organisations.index == code
    kinds = {"standard_from": "datetime64[ns]", **dict.fromkeys(NAMES, "float64")}
    return organisations.assign(
        **{
            name: pd.Series(organisations[name], dtype=kind).mask(mine, told[name])
            for name, kind in kinds.items()
        }
    )


def change(
    estate: Estate, code: str, standard: SpaceStandard, valid_from: date, assumptions: AssumptionSet
) -> Change:
    """What the standard would change, as of a day on which it holds; ``estate`` as of that day."""
    rows = estate.occupations
    changed = with_standard(estate.organisations, code, standard, valid_from)
    before = needs(rows, estate.organisations, assumptions)
    after = needs(rows, changed, assumptions)
    spare = [
        spare_space(estate.properties, rows, one, assumptions)["spare_m2"]
        for one in (before, after)
    ]
    planned = rows[["fte", "desks"]].notna().any(axis=1)
    mine = rows["organisation"].eq(code) & before.notna() & planned
    at = rows.loc[mine, "property_id"]
    places = pd.DataFrame(
        {"before_m2": before[mine].groupby(at).sum(), "after_m2": after[mine].groupby(at).sum()}
    )
    places = places.assign(
        spare_before_m2=spare[0].reindex(places.index),
        spare_after_m2=spare[1].reindex(places.index),
    )
    most = (
        (places["after_m2"] - places["before_m2"]).abs().sort_values(ascending=False, kind="stable")
    )
    return Change(
        occupations=int(mine.sum()),
        before_m2=float(before[mine].sum()),
        after_m2=float(after[mine].sum()),
        places=places.reindex(most.index),
    )
