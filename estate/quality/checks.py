"""Validity, timeliness and consistency: each a named test over the rows it can be made on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import shapely
from shapely import STRtree

from estate.assumptions import AssumptionSet
from estate.frames import Estate
from estate.quality.facts import QualityFacts
from estate.quality.fields_asked_for import rule


@dataclass(frozen=True)
class Check:
    """One test: on how many rows it could be made, how many fail, and which properties those
    are (empty where the rows never entered the register, or failed in a file)."""

    name: str
    label: str
    tested: int
    failed: int
    properties: tuple[str, ...] = ()

    @property
    def share(self) -> float | None:
        """Share that passes, 0-1; null when nothing could be tested."""
        return None if self.tested == 0 else 1 - self.failed / self.tested


def _check(name: str, label: str, tested: pd.Series, failed: pd.Series) -> Check:
    failing = failed & tested
    ids = tuple(str(key) for key in failing.index[failing])
    return Check(name, label, int(tested.sum()), len(ids), ids)


def passed_share(checks: Iterable[Check]) -> float | None:
    """Share of all tests made that pass, 0-1; null when none could be made."""
    made = list(checks)
    tested = sum(check.tested for check in made)
    return None if tested == 0 else 1 - sum(check.failed for check in made) / tested


def validity(
    properties: pd.DataFrame, facts: QualityFacts, assumptions: AssumptionSet
) -> list[Check]:
    """Files' rows refused or altered, postcodes in part, areas out of range."""
    imports = facts.imports
    records = int(imports["record_count"].sum())
    low = assumptions.value("outlier_min_area_m2")
    high = assumptions.value("outlier_max_area_m2")
    areas = [pd.to_numeric(properties[name]).astype(float) for name in ("gia_m2", "nia_m2")]
    strange = [(area < low) | (area > high) for area in areas]
    whole = facts.properties["postcode_whole"]
    return [
        Check(
            "refused_rows",
            "Rows of the latest files that were refused",
            records,
            int(imports["refused"].sum()),
        ),
        Check(
            "altered_rows",
            "Rows of the latest files with a value left out or changed",
            records,
            int(imports["flagged"].sum()),
        ),
        _check("postcode", "Postcodes with both parts", whole.notna(), whole.eq(False)),
        _check(
            "area_range",
            f"Floor areas between {low:,.0f} and {high:,.0f} m²",
            areas[0].notna() | areas[1].notna(),
            strange[0] | strange[1],
        ),
    ]


@dataclass(frozen=True)
class Timeliness:
    """How old the facts are, counted by colour; without a date they are red."""

    green: int
    amber: int
    red: int
    undated: int

    @property
    def share(self) -> float | None:
        """Green counts 1, amber ``quality_amber_worth``, red 0; null without properties."""
        count = self.green + self.amber + self.red
        worth = self.green + rule("quality_amber_worth") * self.amber
        return worth / count if count else None


def ages(facts: QualityFacts, today: date) -> pd.Series:
    """``green``, ``amber`` or ``red`` by property: over 12 months amber, over 24 red."""
    day = pd.to_datetime(facts.properties["as_of_date"])
    months = [int(rule(f"quality_{colour}_after_months")) for colour in ("amber", "red")]
    amber, red = (pd.Timestamp(today) - pd.DateOffset(months=number) for number in months)
    names = np.select([day.isna() | (day < red), day < amber], ["red", "amber"], "green")
    return pd.Series(names, index=day.index)


def timeliness(facts: QualityFacts, today: date) -> Timeliness:
    """Counts by colour on the day ``today``."""
    counted = ages(facts, today).value_counts()
    undated = int(facts.properties["as_of_date"].isna().sum())
    green, amber, red = (int(counted.get(name, 0)) for name in ("green", "amber", "red"))
    return Timeliness(green, amber, red, undated)


def consistency(
    properties: pd.DataFrame,
    facts: QualityFacts,
    estate: Estate,
    costs: pd.DataFrame,
    today: date,
) -> list[Check]:
    """Facts that contradict each other; ``costs`` as ``costs.property_costs`` gives them."""
    gia = pd.to_numeric(properties["gia_m2"]).astype(float)
    nia = pd.to_numeric(properties["nia_m2"]).astype(float)
    outline = pd.Series(shapely.area(properties.geometry.to_numpy()), properties.index)
    floors = int(rule("quality_max_floors"))
    exact = costs["exact"].eq(True) & ~costs["imputed"]
    ended, let = _ended_leases(properties, estate, today)
    records = int(facts.imports["record_count"].sum())
    greens = int(facts.imports["green_without_decision"].sum())
    overlapping = _overlaps(properties, estate)
    return [
        _check(
            "area_and_outline",
            f"Gross area within {floors} times the outline",
            gia.notna() & outline.notna(),
            gia > floors * outline,
        ),
        _check(
            "net_and_gross", "Net area not above gross area", gia.notna() & nia.notna(), nia > gia
        ),
        _check(
            "cost_per_m2",
            "Cost per m² within the range of comparable premises",
            exact,
            costs["outlier"],
        ),
        _check("lease_ended", "Leases that have not passed their expiry unnoticed", let, ended),
        Check(
            "green_without_decision",
            "Rows of the latest files without a green rating that lacks its decision",
            records,
            greens,
        ),
        _check(
            "overlap",
            "Outlines clear of other organisations' outlines",
            outline.notna(),
            overlapping,
        ),
    ]


def _ended_leases(
    properties: pd.DataFrame, estate: Estate, today: date
) -> tuple[pd.Series, pd.Series]:
    """(a lease ended before today and is not held over, has a dated lease), by property."""
    leases = estate.leases[estate.leases["property_id"].isin(properties.index)]
    expiry = pd.to_datetime(leases["expiry"])
    over = leases["holding_over_since"].notna()
    past = leases.loc[(expiry < pd.Timestamp(today)) & ~over, "property_id"]
    dated = leases.loc[expiry.notna(), "property_id"]
    held = properties["status"].ne("disposed")
    index = properties.index
    return (
        pd.Series(index.isin(past), index) & held,
        pd.Series(index.isin(dated), index) & held,
    )


def _overlaps(properties: pd.DataFrame, estate: Estate) -> pd.Series:
    """Whether an outline overlaps another organisation's by more than a sliver."""
    found = pd.Series(False, index=properties.index)
    mine = properties.geometry[properties.geometry.notna()]
    everyone = estate.properties
    others = everyone[~everyone.index.isin(properties.index) & everyone.geometry.notna()]
    if mine.empty or others.empty:
        return found
    left, right = STRtree(others.geometry.to_numpy()).query(mine.to_numpy(), predicate="intersects")
    ours, theirs = mine.to_numpy()[left], others.geometry.to_numpy()[right]
    common = shapely.area(shapely.intersection(ours, theirs))
    smaller = np.minimum(shapely.area(ours), shapely.area(theirs))
    enough = (common > rule("quality_overlap_m2")) & (
        common > rule("quality_overlap_share") * smaller
    )
    found.loc[mine.index[np.unique(left[enough])]] = True
    return found
