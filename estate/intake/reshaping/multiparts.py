"""One asset drawn as several parcels: rows equal in all that is kept but the shape are one row.

Terriers, deliveries title by title and exploded multiparts draw an asset so. The outlines become
one; what the file counts per parcel (an area, an object number) is no difference. Rows that
differ otherwise stay what they are: references used twice.
"""

from collections import defaultdict
from dataclasses import replace
from typing import Any

import numpy as np
import shapely

from estate.codes import IssueCode, Severity
from estate.intake.cells import values
from estate.intake.columns.recognition import Recognition
from estate.intake.grouped_issues import spans
from estate.intake.issues import Issue
from estate.intake.sources import Source
from estate.intake.sources.common import Apart

_POLYGONS = (3, 6)
#: Given per parcel, and measured again from the joined outline.
_PER_PARCEL = frozenset({"site_area_ha", "geom_quality"})


class Multiparts:
    """Joins the parts within each batch of one file; ``part_rows`` are the rows that went into
    an earlier one."""

    def __init__(self, recognition: Recognition) -> None:
        found = recognition.headings
        self.reference = found.get("local_ref")
        self.kept = [heading for name, heading in found.items() if name not in _PER_PARCEL]
        self.part_rows: list[int] = []
        self.issues: list[Issue] = []
        self._seen: set[Any] = set()

    def join(self, part: Source) -> Source:
        """The batch with one row for each asset.

        ``Apart`` where a reference stands in two of the small batches of a long file.
        """
        if part.in_steps and part.geometry is not None and self.reference is not None:
            not_apart(self._seen, part.records[self.reference].tolist())
        groups = self._groups(part)
        if not groups or part.geometry is None:
            return part
        shapes = part.geometry.copy()
        gone: set[int] = set()
        for rows in groups:
            shapes[rows[0]] = shapely.union_all(shapely.make_valid(shapes[rows]))
            gone |= set(rows[1:])
            self._say(part, rows)
        stays = np.array([row for row in range(part.record_count) if row not in gone], np.intp)
        self.part_rows += [part.row_numbers[row] for row in sorted(gone)]
        return replace(
            part,
            records=part.records.iloc[stays],
            geometry=shapes[stays],
            row_numbers=[part.row_numbers[row] for row in stays],
            record_count=len(stays),
        )

    def _groups(self, part: Source) -> list[list[int]]:
        """Rows of one reference that are equal in every column that is kept, and are outlines."""
        if self.reference is None or part.geometry is None:
            return []
        references = part.records[self.reference]
        twice = references.notna() & references.duplicated(keep=False)
        rows = np.flatnonzero(twice.to_numpy()).tolist()
        if not rows:
            return []
        outlined = np.isin(shapely.get_type_id(part.geometry[rows]), _POLYGONS)
        cells = part.records[self.kept].iloc[rows].to_numpy(dtype=object).tolist()
        alike: dict[Any, list[int]] = defaultdict(list)
        for row, is_outline, line in zip(rows, outlined.tolist(), cells, strict=True):
            if is_outline:
                alike[tuple(values.text(cell) for cell in line)].append(row)
        return [found for found in alike.values() if len(found) > 1]

    def _say(self, part: Source, rows: list[int]) -> None:
        numbers = [part.row_numbers[row] for row in rows]
        reference = values.text(part.records[self.reference].iloc[rows[0]])
        self.issues.append(
            Issue(
                numbers[0],
                "geometry",
                IssueCode.GEOMETRY_AREA_CHANGED,
                Severity.NOTE,
                reference,
                f"Rows {spans(numbers)} are equal but for their shape: they are one property, "
                f"“{reference}”, of {len(rows)} outlines.",
            )
        )


def not_apart(seen: set[Any], references: list[Any]) -> None:
    """``Apart`` where one of these was seen in an earlier batch; else they are seen from now on."""
    given = {one for one in references if one is not None}
    if not seen.isdisjoint(given):
        raise Apart
    seen |= given
