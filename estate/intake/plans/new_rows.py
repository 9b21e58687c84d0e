"""Properties that a plan would add: they stay where the checks have put them until written."""

from collections.abc import Iterator
from uuid import UUID

import numpy as np

from estate.arrays import Bools
from estate.intake.plans.property_facts import fact_columns, facts_of, new_properties
from estate.intake.rows.property_columns import PropertyColumns
from estate.intake.rows.spool import Spool
from estate.register.bulk.uuid7 import Identities
from estate.register.import_actions import Action, NewProperties

#: So many are stored while the next are made; of the first batch fewer, so that storing begins at
#: once.
_AT_ONCE, _AT_FIRST = 10_000, 2_500


class NewRows:
    """The new ones among the checked rows, with the identities that they will have."""

    def __init__(
        self, checked: Spool, which: Bools, identities: Identities, organisation: str
    ) -> None:
        self.checked, self.which, self.identities = checked, which, identities
        self.organisation = organisation

    def __len__(self) -> int:
        return len(self.identities)

    def _batches(self) -> Iterator[tuple[PropertyColumns, Identities]]:
        start = done = 0
        for batch in self.checked:
            chosen = self.which[start : start + len(batch)]
            count = int(np.count_nonzero(chosen))
            if count:
                yield batch.taken(chosen), self.identities[done : done + count]
            start, done = start + len(batch), done + count

    def columns(self) -> Iterator[NewProperties]:
        """Some thousands at a time, as the register stores them."""
        size = _AT_FIRST
        for batch, identities in self._batches():
            yield from new_properties(batch, identities, self.organisation).parts(size)
            size = _AT_ONCE

    def actions(self) -> Iterator[Action]:
        """One by one, for whoever looks at some of them."""
        for batch, identities in self._batches():
            columns = fact_columns(batch, self.organisation)
            references = batch.fields["local_ref"]
            for row in range(len(batch)):
                yield Action(
                    UUID(bytes=identities[row].tobytes()),
                    int(batch.row_numbers[row]),
                    references[row],
                    facts_of(batch, columns, row),
                )
