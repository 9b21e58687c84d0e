"""How some organisations plan their space, how mobile their posts are, and counts of people.

Drawn apart from all else, so that no other figure of the county depends on them.
"""

import csv
from datetime import date, timedelta
from pathlib import Path

from estate.codes import UseClass
from estate.rows import NewRow
from estate.space.need_by_standard import TERMS
from sample_data.model import SampleProperty, stream

#: Organisation → first day, then the figures in the order of ``TERMS``, and the paper.
_STANDARDS: tuple[tuple[str, date, tuple[float, ...], str], ...] = (
    ("SYN-CC", date(2019, 4, 1), (8, 1.0, 1.0, 2, 1, 20), "Synthetic: property strategy of 2019"),
    ("SYN-CC", date(2026, 4, 1), (6.5, 0.7, 0.5, 2, 0.5, 20), "Synthetic: cabinet, March 2026"),
    ("SYN-AVD", date(2025, 10, 1), (6, 0.6, 0.4, 2.5, 0.5, 18), "Synthetic: hybrid working paper"),
    ("SYN-POL", date(2025, 4, 1), (7, 0.8, 0.6, 2, 2, 12), "Synthetic: estates board"),
    ("SYN-CIV", date(2024, 1, 1), (6, 0.6, 0.5, 2, 0, 15), "Synthetic: workplace guide"),
)
_MOBILE = ("SYN-CC", "SYN-AVD", "SYN-NSD", "SYN-POL", "SYN-PRO", "SYN-CIV")
_COUNTED = ("SYN-CC", "SYN-POL")
_COUNTED_EACH, _LOW_OF_THEM = 10, 4
_FIRST, _APART_DAYS, _COUNTS = date(2023, 5, 16), 365, 4


def add_mobile(rows: list[NewRow], seed: int) -> None:
    """Shares of mobile posts for some occupations that know their staff."""
    rng = stream(seed, "mobile posts")
    for row in rows:
        drawn = rng.uniform(), int(rng.integers(2, 13))
        if row["organisation"] in _MOBILE and row.get("fte") is not None and drawn[0] < 0.4:
            row["mobile_percent"] = 5 * drawn[1]


def write(folder: Path, properties: list[SampleProperty], seed: int) -> None:
    """``standards.csv`` and a file of counts for each of those that count."""
    folder.mkdir(parents=True, exist_ok=True)
    heads = [
        "Organisation",
        "Valid from",
        *(f"{one.label} ({one.unit})" for one in TERMS.values()),
        "Source",
    ]
    _csv(
        folder / "standards.csv",
        heads,
        [[code, day.isoformat(), *figures, paper] for code, day, figures, paper in _STANDARDS],
    )
    for code in _COUNTED:
        _csv(
            folder / f"readings-{code}.csv",
            [
                "Property reference",
                "Occupation reference",
                "Counted on",
                "People counted",
                "Workplaces",
                "Source",
                "Withdrawn",
            ],
            _readings(code, properties, seed),
        )


def _readings(code: str, properties: list[SampleProperty], seed: int) -> list[list[object]]:
    """Some offices counted each May; a few of them low each time."""
    rng = stream(seed, f"counts of {code}")
    offices = sorted(
        p.local_ref
        for p in properties
        if p.organisation == code
        and p.use_class is UseClass.OFFICE_ADMIN
        and p.operational
        and p.nia_m2 is not None
    )
    chosen = rng.choice(len(offices), min(_COUNTED_EACH, len(offices)), replace=False)
    rows: list[list[object]] = []
    for place, index in enumerate(sorted(chosen.tolist())):
        workplaces = int(rng.integers(20, 120))
        low, high = (0.3, 0.55) if place < _LOW_OF_THEM else (0.55, 0.95)
        for number in range(_COUNTS):
            day = _FIRST + timedelta(days=number * _APART_DAYS)
            people = round(workplaces * rng.uniform(low, high))
            rows.append(
                [
                    offices[index],
                    "",
                    day.isoformat(),
                    people,
                    workplaces,
                    "Synthetic: a week's count",
                    "no",
                ]
            )
    return rows


def _csv(path: Path, heads: list[str], rows: list[list[object]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads)
        writer.writerows(rows)
