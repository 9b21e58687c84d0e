"""Measured use of buildings: counts of people over workplaces, and what they prompt.

``docs/methods/space.md`` has the rule. A reading's use is people counted over workplaces (0–1,
more where people stood); it says how full a building was, not how much space it needs.
"""

import numpy as np
import pandas as pd

from estate.assumptions import AssumptionSet
from estate.leases.exits_and_notices import add_months

_SERIES = ["property_id", "occupation_ref"]


def standing(readings: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    """The readings that count on a day, by series and day with ``used`` (0–1): of one day the
    latest said, none that was withdrawn, none of the future.

    ``readings``: columns as ``frames.READING_COLUMNS``, in the order in which they were recorded.
    """
    past = readings[readings["counted_on"].le(today)]
    parts = past["occupation_ref"].fillna("")
    last = past.assign(occupation_ref=parts).drop_duplicates([*_SERIES, "counted_on"], keep="last")
    last = last[~last["withdrawn"].eq(True) & last["workplaces"].gt(0)]
    return last.assign(used=last["people"] / last["workplaces"]).sort_values(
        [*_SERIES, "counted_on"], kind="stable"
    )


def underused(
    readings: pd.DataFrame, assumptions: AssumptionSet, today: pd.Timestamp
) -> pd.DataFrame:
    """Properties used below the threshold for so long, by property id: ``since``, ``until`` (first
    and last day of the run) and ``readings`` (how many).

    The rule: the latest readings, back to the last one at or above
    ``suggest_measured_use_below``, are two or more, and the earliest and the latest of them lie at
    least ``suggest_measured_use_months`` apart. Where a building was counted whole, that decides;
    else all of its occupations that were counted must be so, over the days they have in common.
    """
    counted = standing(readings, today)
    most = assumptions.value("suggest_measured_use_below")
    months = assumptions.value("suggest_measured_use_months")
    runs = pd.DataFrame(
        [_run(key, rows, most) for key, rows in counted.groupby(_SERIES, sort=True)],
        columns=[*_SERIES, "since", "until", "readings"],
    )
    whole = runs["occupation_ref"].eq("")
    decides = whole | ~runs["property_id"].isin(runs.loc[whole, "property_id"])
    found = (
        runs[decides]
        .groupby("property_id")
        .agg(
            since=("since", "max"),
            until=("until", "min"),
            readings=("readings", "min"),
            known=("since", "count"),
            parts=("readings", "size"),
        )
    )
    since = pd.to_datetime(found["since"]).to_numpy(dtype="datetime64[D]")
    until = pd.to_datetime(found["until"]).to_numpy(dtype="datetime64[D]")
    long = add_months(since, np.full(len(found), months)) <= until
    enough = found["readings"].ge(2) & found["known"].eq(found["parts"]) & long
    return found.loc[enough, ["since", "until", "readings"]]


def _run(key: object, rows: pd.DataFrame, most: float) -> tuple[object, ...]:
    """The unbroken run of low readings that ends a series; no days where there is none."""
    low = rows["used"].lt(most).to_numpy()
    length = int(len(low) if low.all() else np.argmin(low[::-1]))
    days = rows["counted_on"].iloc[len(low) - length :]
    ends = (days.iloc[0], days.iloc[-1]) if length else (pd.NaT, pd.NaT)
    property_id, part = key if isinstance(key, tuple) else (key, "")
    return property_id, part, *ends, length
