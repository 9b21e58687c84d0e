"""A correction that its owner has accepted, or a change that its owner has made by hand, stands
against files that do not know of it (ADR 14).

The as-of date decides: facts dated after the correction are newer and are written;
facts of that day or before are older. A file without a date is older in what it says as before
the correction, or leaves open; a third value is news.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from estate.codes import IssueCode, Severity
from estate.intake.issues import Issue, shown
from estate.intake.plans.publication import Changes
from estate.register.queries.corrections import Corrected
from estate.register.writes.history import as_json

#: What a correction writes beside its own field.
_BESIDE = {name: (f"{name}_imputed",) for name in ("use_class", "type_code", "operational")}
_NAMED = {
    "uprn": "UPRN",
    "gia_m2": "gross internal area (m²)",
    "nia_m2": "net internal area (m²)",
    "pfi_end_date": "end of the PFI contract",
    "interests": "tenure or parties",
    "events": "breaks or reviews",
}


@dataclass(frozen=True)
class Corrections:
    """The corrected fields of one organisation's properties."""

    by_property: Mapping[UUID, Mapping[str, Corrected]] = field(default_factory=dict)

    def left(
        self,
        changes: Changes,
        property_id: UUID,
        row_number: int,
        as_of: date | None,
        issues: list[Issue],
    ) -> Changes:
        """The changes that a row still makes; what becomes of each correction is noted."""
        corrected = self.by_property.get(property_id, {})
        for name in sorted(corrected.keys() & changes.keys()):
            kept = _outranks(corrected[name], changes[name][1], as_of)
            issues.append(_said(row_number, name, corrected[name], changes[name], as_of, kept))
            if kept:
                gone = {name, *_BESIDE.get(name, ())}
                changes = {key: pair for key, pair in changes.items() if key not in gone}
        return changes


def _outranks(correction: Corrected, value: Any, as_of: date | None) -> bool:
    if as_of is not None:
        return as_of <= correction.on
    return value in (None, ()) or as_json(value) == correction.replaced


def _said(
    row_number: int,
    name: str,
    correction: Corrected,
    change: tuple[Any, Any],
    as_of: date | None,
    kept: bool,
) -> Issue:
    old, new = (_words(value) for value in change)
    words = _NAMED.get(name) or name.removesuffix("_gbp").replace("_", " ")
    proposed = f", as {correction.proposed_by} proposed" if correction.proposed_by else ""
    how = "changed by hand" if correction.by_hand else "corrected"
    story = f"{how} to {old} on {correction.on:%d %B %Y} by {correction.accepted_by}{proposed}"
    if kept:
        message = (
            f"The {words} was {story}, and stays so; the file still says {new}. Correct it where "
            "the file comes from, or date the row after the correction (AS_OF) if it is right."
        )
        code = IssueCode.CORRECTION_KEPT
    else:
        dated = "gives a new value" if as_of is None else f"is of {as_of:%d %B %Y}"
        message = f"The {words} was {story}; the file {dated} and replaces it by {new}."
        code = IssueCode.CORRECTION_REPLACED
    return Issue(row_number, name, code, Severity.WARNING, shown(change[1]), message)


def _words(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, tuple):
        return f"“{'; '.join(' '.join(_parts(one)) for one in value)}”"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"“{shown(value)}”"


def _parts(one: Any) -> list[str]:
    parts = one if isinstance(one, tuple) else (one,)
    return [str(part) for part in parts if part is not None]
