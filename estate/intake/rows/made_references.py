"""Leases and occupations without references of their own that the same property and day give one.

A schedule of shops let on one day has a tenant and a unit for each; by these the rows are told
apart, so that none is refused for another's sake. A row that stands alone keeps the plain form.
"""

from collections.abc import MutableMapping, MutableSequence
from dataclasses import replace
from typing import Any

from estate.codes import IssueCode, Severity
from estate.intake.issues import Issue
from estate.intake.rows.row import Row
from estate.intake.wording import counted
from estate.register.records import LeaseRecord, OccupationRecord

Made = LeaseRecord | OccupationRecord

_TELLING = (
    "tenant",
    "occupier",
    "property_name",
    "service_function",
    "user_function",
    "property_address",
)
_LONGEST = 200


class MadeReferences:
    """Tells such rows of one file apart."""

    def __init__(self) -> None:
        self._groups: dict[str, dict[str, int]] = {}
        self._apart: list[int] = []

    def told_apart(
        self,
        record: Made,
        row: Row,
        others: MutableSequence[Any],
        first_rows: MutableMapping[str, int],
    ) -> Made:
        """The record under a reference of its own; the first of its group, among ``others`` that
        were read before, is given one too."""
        plain = record.own_ref or ""
        telling = "/".join(text for field in _TELLING if (text := row.text(field)))
        group = self._groups.setdefault(plain, {})
        if telling in group or not group:
            group.setdefault(telling, len(others))
            return record if len(group) == 1 else replace(record, own_ref=_own(plain, telling))
        if len(group) == 1:
            ((said, place),) = group.items()
            first = others[place]
            if said and isinstance(first, LeaseRecord | OccupationRecord):
                others[place] = replace(first, own_ref=_own(plain, said))
                first_rows[_own(plain, said)] = first_rows.pop(plain)
                self._apart.append(first.row_number)
        group[telling] = len(others)
        self._apart.append(record.row_number)
        return replace(record, own_ref=_own(plain, telling))

    def issues(self) -> list[Issue]:
        """What was told apart, said once."""
        if not self._apart:
            return []
        return [
            Issue(
                min(self._apart),
                "own_ref",
                IssueCode.DUPLICATE_REFERENCE,
                Severity.NOTE,
                None,
                f"{counted(len(self._apart), 'row')} would have the reference of another. The "
                "file has no references, so they are made of the property and the day or the "
                "occupier. Tenant, unit or service tell them apart.",
            )
        ]


def _own(plain: str, telling: str) -> str:
    return f"{plain}/{telling}"[:_LONGEST] if telling else plain
