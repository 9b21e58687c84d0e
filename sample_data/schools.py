"""What some schools have on record of their conditions as hosts.

Drawn apart from all else, so that no other figure of the county depends on them.
"""

import csv
from datetime import date, timedelta
from pathlib import Path

from estate.codes import SCHOOL_TYPES
from sample_data.model import SampleProperty, stream

_CONDITIONS = ("zoning", "separate_entrance", "safeguarding", "governors")
_HEADS = [
    "Property reference",
    "Condition",
    "Met",
    "Date",
    "Room for others (m² NIA)",
    "Source or note",
]
#: How each condition stands, in the order of ``_CONDITIONS``, and how many schools say so.
_WAYS: tuple[tuple[tuple[str, ...], int], ...] = (
    (("yes", "yes", "yes", "yes"), 24),
    (("yes", "yes", "yes", ""), 6),
    (("yes", "no", "yes", ""), 3),
    (("yes", "yes", "yes", "no"), 3),
)
_FIRST = date(2025, 1, 14)


def write(folder: Path, properties: list[SampleProperty], seed: int) -> None:
    """A file of answers for each organisation whose rated schools have some."""
    rng = stream(seed, "conditions of schools")
    schools = sorted(
        (p for p in properties if p.type_code in SCHOOL_TYPES and p.sharing),
        key=lambda p: (p.organisation, p.local_ref),
    )
    ways = [way for way, count in _WAYS for _ in range(count)]
    chosen: list[int] = rng.choice(len(schools), len(ways), replace=False).tolist()
    files: dict[str, list[list[object]]] = {}
    for index, way in zip(chosen, ways, strict=True):
        school, room = schools[index], 10 * int(rng.integers(6, 31))
        said_on = _FIRST + timedelta(days=int(rng.integers(0, 400)))
        rows = files.setdefault(school.organisation, [])
        for condition, answer in zip(_CONDITIONS, way, strict=True):
            free = room if (condition, answer) == ("zoning", "yes") else ""
            if answer:
                rows.append(
                    [
                        school.local_ref,
                        condition,
                        answer,
                        said_on.isoformat(),
                        free,
                        "Synthetic: governors' papers",
                    ]
                )
    for code, rows in sorted(files.items()):
        path, ordered = folder / f"conditions-{code}.csv", sorted(rows, key=lambda row: str(row[0]))
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_HEADS)
            writer.writerows(ordered)
