"""Corrections: what can be told the owner, and how long it has waited for an answer. Pure: no SQL.

Another value of a field is written when the owner accepts it (``intake.rows.corrections``). What a
property has several of, or what others see as a band alone, is told in words: accepting it writes
nothing, and the owner puts it right and says so.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import Any

from estate.codes import CorrectionState

#: What is told in words, and what it is called.
TOLD_FACTS: Mapping[str, str] = {
    "premises_cost": "Premises cost",
    "ratings": "Ratings",
    "occupations": "Who uses it",
    "interests": "Who holds it",
    "leases": "Leases",
    "place": "Where it is on the map",
    "site_area_m2": "Site",
    "pfi": "PFI contract",
    "protected_use": "Protected use",
}


@dataclass(frozen=True)
class Waiting:
    """Corrections of one owner's facts that wait for its answer; ages in days."""

    owner: str
    waiting: int
    oldest_days: int
    median_days: float


def waiting_days(row: Mapping[str, Any], today: date) -> int | None:
    """For how many days it has waited; None once it is answered."""
    if row["state"] != CorrectionState.OPEN:
        return None
    raised: datetime = row["raised_at"]
    return max((today - raised.date()).days, 0)


def waiting_by_owner(rows: Iterable[Mapping[str, Any]], today: date) -> list[Waiting]:
    """What waits, owner by owner; whoever has kept somebody waiting longest comes first."""
    ages: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        days = waiting_days(row, today)
        if days is not None:
            ages[row["owner"]].append(days)
    found = [Waiting(owner, len(a), max(a), float(median(a))) for owner, a in ages.items()]
    return sorted(found, key=lambda one: (-one.oldest_days, one.owner))
