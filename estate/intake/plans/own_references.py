"""Own references of leases, occupations and costs that are only written otherwise.

What differs in nothing but case or blanks is the same row, as with properties; where two rows
could be meant by it, nothing is taken for the same.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import replace

from estate.intake.rows.checks import Linked
from estate.intake.wording import written_otherwise
from estate.quality.renaming import folded


def as_stored(records: list[Linked], stored: Collection[str]) -> tuple[list[Linked], list[str]]:
    """The records under the references by which the register holds them, and what to say of it."""
    known = set(stored)
    given = {record.own_ref or "" for record in records}
    ours = _alone(known - given)
    aliases = {theirs: ours[key] for key, theirs in _alone(given - known).items() if key in ours}
    if not aliases:
        return records, []
    found = [
        record
        if (own := aliases.get(record.own_ref or "")) is None
        else replace(record, own_ref=own)
        for record in records
    ]
    return found, [written_otherwise(aliases)]


def _alone(references: Collection[str]) -> dict[str, str]:
    """Each reference by how it reads without case and blanks, unless another reads alike."""
    counts = Counter(map(folded, references))
    return {key: one for one in references if counts[key := folded(one)] == 1}
