"""The gap report of one organisation: all measures, a score, and what to mend first."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from estate.assumptions import AssumptionSet, words
from estate.costs import total
from estate.frames import Estate
from estate.quality import checks, completeness
from estate.quality.checks import Check, Timeliness
from estate.quality.facts import QualityFacts
from estate.quality.fields_asked_for import FIELDS, RULES, rule

TOP_GAPS = 20
DUPLICATES = ("waiting_merges", "waiting_matches", "shared_uprns")
PARTS = ("completeness", "validity", "timeliness", "consistency")


@dataclass(frozen=True)
class Corrections:
    """Partners' corrections: how many wait for the owner, and for how long (days)."""

    open: int
    accepted: int
    declined: int
    oldest_open_days: int | None
    median_open_days: float | None


@dataclass(frozen=True)
class GapReport:
    """What is known of an organisation's data; shares lie between 0 and 1, the score 0-100.

    ``gaps`` (by field) and ``property_gaps`` (by property) are ordered by ``value_gbp_pa``: the
    premises cost a year of the properties concerned × the field's share of all weights. It says
    how much of the estate's cost is judged without that fact; it is no saving. ``missing`` is
    property × field: whether the field applies there and is not known; and ``host_conditions``,
    whether a school's conditions are not all on record.
    """

    organisation: str
    today: date
    properties: int
    score: float | None
    parts: dict[str, float | None]
    fields: pd.DataFrame
    validity: list[Check]
    timeliness: Timeliness
    consistency: list[Check]
    duplicates: dict[str, int]
    corrections: Corrections
    imputed_share: float | None
    gaps: pd.DataFrame
    property_gaps: pd.DataFrame
    missing: pd.DataFrame

    @property
    def passed(self) -> bool | None:
        """Whether every field that applies reaches its acceptance level; null when none does."""
        known = self.fields["passed"].dropna()
        return None if known.empty else bool(known.astype(bool).all())

    @property
    def rules(self) -> list[dict[str, Any]]:
        """The thresholds and weights used, with their sources."""
        return [
            {
                "name": r.name,
                "value": r.value,
                "unit": r.unit,
                "source": words.source(r),
                "note": r.note,
            }
            for r in RULES.values()
        ]


def gap_report(
    facts: QualityFacts,
    estate: Estate,
    costs: pd.DataFrame,
    assumptions: AssumptionSet,
    today: date,
) -> GapReport:
    """The report over the rows of ``facts``; ``estate`` holds everybody's, as the same reader
    sees them (peers for the cost guards, neighbours for overlaps), and ``costs`` their costs
    (``estate.costs.property_costs``)."""
    mine = estate.properties.loc[facts.properties.index]
    costs = costs.loc[mine.index]
    fields = completeness.completeness(mine, facts)
    valid = checks.validity(mine, facts, assumptions)
    age = checks.timeliness(facts, today)
    consistent = checks.consistency(mine, facts, estate, costs, today)
    shares = (
        completeness.weighted_share(fields),
        checks.passed_share(valid),
        age.share,
        checks.passed_share(consistent),
    )
    parts = dict(zip(PARTS, shares, strict=True))
    missing = completeness.missing(mine, facts)
    worth = _worth(missing, fields, costs["total_gbp_pa"])
    return GapReport(
        organisation=facts.organisation,
        today=today,
        properties=len(mine),
        score=score(parts),
        parts=parts,
        fields=fields,
        validity=valid,
        timeliness=age,
        consistency=consistent,
        duplicates={name: getattr(facts, name) for name in DUPLICATES},
        corrections=corrections(facts.corrections, today),
        imputed_share=total(costs, assumptions).imputed_share if len(mine) else None,
        gaps=_by_field(worth, fields),
        property_gaps=_by_property(worth, mine),
        missing=missing.assign(host_conditions=completeness.school_conditions(mine)),
    )


def score(parts: dict[str, float | None]) -> float | None:
    """0-100: the mean of the parts that could be measured, by their weights."""
    known = {name: share for name, share in parts.items() if share is not None}
    weights = {name: rule(f"quality_weight_{name}") for name in known}
    if not sum(weights.values()) > 0 or parts["completeness"] is None:
        return None
    return 100 * sum(weights[n] * share for n, share in known.items()) / sum(weights.values())


def corrections(raised: pd.DataFrame, today: date) -> Corrections:
    """Counts by state and the age of those that wait."""
    counted = raised["state"].value_counts()
    waiting = raised.loc[raised["state"] == "open", "raised_on"]
    days = sorted((today - day).days for day in waiting)
    return Corrections(
        open=len(days),
        accepted=int(counted.get("accepted", 0)),
        declined=int(counted.get("declined", 0)),
        oldest_open_days=days[-1] if days else None,
        median_open_days=float(pd.Series(days).median()) if days else None,
    )


def _worth(missing: pd.DataFrame, fields: pd.DataFrame, cost_gbp_pa: pd.Series) -> pd.DataFrame:
    """Property × field: what a missing fact leaves in the dark, GBP a year; 0 where known."""
    weights = fields["weight"] / max(float(fields["weight"].sum()), 1e-9)
    return missing.astype(float).mul(weights, axis=1).mul(cost_gbp_pa.astype(float), axis=0)


def _by_field(worth: pd.DataFrame, fields: pd.DataFrame) -> pd.DataFrame:
    found = pd.DataFrame(
        {
            "label": fields["label"],
            "missing": fields["applies"] - fields["known"],
            "value_gbp_pa": worth.sum(),
            "passed": fields["passed"],
        }
    )
    found = found[found["missing"] > 0]
    return found.sort_values("value_gbp_pa", ascending=False, kind="stable").head(TOP_GAPS)


def _by_property(worth: pd.DataFrame, properties: pd.DataFrame) -> pd.DataFrame:
    labels = {field.name: field.label for field in FIELDS}
    whole = worth.sum(axis=1).sort_values(ascending=False, kind="stable")
    top = whole[whole > 0].head(TOP_GAPS)
    lacking = [
        tuple(labels[name] for name in worth.columns[worth.loc[key] > 0]) for key in top.index
    ]
    return pd.DataFrame(
        {
            "ref": properties.loc[top.index, "local_ref"],
            "name": properties.loc[top.index, "name"],
            "missing": lacking,
            "value_gbp_pa": top,
        },
        index=top.index,
    )
