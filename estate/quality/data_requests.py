"""What may be asked of an organisation, and how much of it has been answered.

A request names the rows in which something was missing when it was made. It is answered row by
row, by whatever brings the fact in; nobody marks it as done.
"""

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from estate.codes import RequestState
from estate.quality.fields_asked_for import FIELDS


@dataclass(frozen=True)
class Wanted:
    """A kind of request: its words, and the columns of ``GapReport.missing`` of which none may be
    missing."""

    name: str
    label: str
    fields: tuple[str, ...]


#: What is asked for most, in the words of those who ask; then each field by itself.
KINDS: dict[str, Wanted] = {
    one.name: one
    for one in (
        Wanted(
            "spare_space", "Spare space (floor area and who uses it)", ("floor_area", "occupation")
        ),
        Wanted("lease_ends", "Lease ends", ("lease_end",)),
        Wanted("ratings", "Ratings (availability and sharing)", ("availability", "sharing")),
        Wanted("costs", "Premises costs", ("annual_cost",)),
        Wanted(
            "host_conditions",
            "Schools' conditions as hosts, where the rating says they could host",
            ("host_conditions",),
        ),
        *(
            Wanted(field.name, field.label, (field.name,))
            for field in FIELDS
            if field.name not in ("lease_end", "annual_cost")
        ),
    )
}


@dataclass(frozen=True)
class Progress:
    """Of how many rows something was asked, of how many it is there now, and what that makes."""

    asked: int
    answered: int
    state: RequestState


def lacking(missing: pd.DataFrame, kind: str) -> list[str]:
    """Properties in which any field of a kind is missing, by id; ``missing`` as in
    ``GapReport.missing``."""
    fields = list(KINDS[kind].fields)
    return [str(key) for key in missing.index[missing[fields].any(axis=1)]]


def progress(
    asked: Collection[str], kind: str, missing: pd.DataFrame, *, is_withdrawn: bool
) -> Progress:
    """How far a request has come, among the rows that ``missing`` speaks of."""
    rows = set(asked) & set(missing.index)
    still = rows & set(lacking(missing, kind))
    if is_withdrawn:
        state = RequestState.WITHDRAWN
    else:
        state = RequestState.OPEN if still else RequestState.ANSWERED
    return Progress(len(rows), len(rows) - len(still), state)
