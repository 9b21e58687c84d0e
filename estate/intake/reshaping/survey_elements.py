"""A condition survey with a row for each element (roof, windows …): one row for each property.

The cost of the elements together is the property's backlog. What else differs between them (a
grade, a priority) is of the element, not of the property, and is left out, with a remark.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from estate.codes import IssueCode, Severity
from estate.intake.cells import values
from estate.intake.columns.conventions import BACKLOG_PARTS
from estate.intake.columns.heading_words import words
from estate.intake.columns.recognition import Recognition
from estate.intake.grouped_issues import spans
from estate.intake.issues import Issue
from estate.intake.reshaping.multiparts import not_apart
from estate.intake.sources import Source
from estate.intake.wording import counted

#: Words of the headings that only such surveys have.
_TELLING = frozenset(
    {
        "element",
        "component",
        "comp",
        "block",
        "trade",
        "discipline",
        "defect",
        "subelement",
        "room",
        "remedy",
    }
)
_COSTS = ("backlog_gbp", *BACKLOG_PARTS)


class Elements:
    """Joins the elements within each batch of one file; ``part_rows`` are the rows that went into
    an earlier one."""

    def __init__(self, recognition: Recognition) -> None:
        found = recognition.headings
        self.reference = found.get("local_ref")
        self.costs = [found[name] for name in _COSTS if name in found]
        self.kept = {heading: name for name, heading in found.items()}
        telling = any(not _TELLING.isdisjoint(words(one.heading)) for one in recognition.columns)
        self.is_survey = telling and bool(self.costs or "condition" in found)
        self.part_rows: list[int] = []
        self.issues: list[Issue] = []
        self._seen: set[Any] = set()

    def join(self, part: Source) -> Source:
        """The batch with one row for each property; ``Apart`` as of ``Multiparts``."""
        if part.in_steps and self.is_survey and self.reference is not None:
            not_apart(self._seen, part.records[self.reference].tolist())
        groups = self._groups(part)
        if not groups:
            return part
        records = part.records.astype(object).reset_index(drop=True)
        gone = {row for rows in groups for row in rows[1:]}
        differing = sorted({one for rows in groups for one in self._gather(records, rows)})
        stays = np.array([row for row in range(len(records)) if row not in gone], np.intp)
        self._say(part, groups, differing)
        self.part_rows += [part.row_numbers[row] for row in sorted(gone)]
        return replace(
            part,
            records=records.iloc[stays],
            geometry=None if part.geometry is None else part.geometry[stays],
            row_numbers=[part.row_numbers[row] for row in stays],
            record_count=len(stays),
        )

    def _groups(self, part: Source) -> list[list[int]]:
        if not self.is_survey or self.reference is None:
            return []
        by_reference: dict[str, list[int]] = {}
        for row, cell in enumerate(part.records[self.reference].tolist()):
            reference = values.text(cell)
            if reference is not None:
                by_reference.setdefault(reference, []).append(row)
        return [rows for rows in by_reference.values() if len(rows) > 1]

    def _gather(self, records: pd.DataFrame, rows: Sequence[int]) -> list[str]:
        """Write the sum of the costs into the first row; which other columns differ and are
        emptied there."""
        differing = []
        for heading in self.kept:
            cells = [records[heading].iat[row] for row in rows]
            if heading in self.costs:
                records.loc[rows[0], heading] = values.summed(cells)
            elif len({values.text(cell) for cell in cells}) > 1:
                records.loc[rows[0], heading] = None
                differing.append(heading)
        return differing

    def _say(self, part: Source, groups: list[list[int]], differing: Sequence[str]) -> None:
        rows = sorted(part.row_numbers[row] for group in groups for row in group)
        told = (
            f" What differs between them was left out: "
            f"{', '.join(f'“{one}”' for one in differing)}."
            if differing
            else ""
        )
        whose = counted(len(groups), "property", "properties")
        added = "their costs were added up" if self.costs else "they were joined"
        self.issues.append(
            Issue(
                rows[0],
                "backlog_gbp" if self.costs else "condition",
                IssueCode.DUPLICATE_REFERENCE,
                Severity.WARNING,
                None,
                f"Rows {spans(rows)} are elements of {whose} of a condition survey: {added}, one "
                f"row for each property.{told}",
            )
        )
