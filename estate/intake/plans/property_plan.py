"""What a file of properties would change: compared with the register as columns.

A row whose line of text is that of the register (``register.lines``) is unchanged and never
becomes an object; only rows that differ are read, and looked at fact by fact.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from estate.arrays import Bools
from estate.codes import RecordKind, RowOutcome
from estate.intake.cells.coded_column import Positions
from estate.intake.plans.compare import provided_fields, share_shapes
from estate.intake.plans.duplicates import Duplicates, parted_issue
from estate.intake.plans.known_by_uprn import known_by_uprn
from estate.intake.plans.known_lines import known_lines
from estate.intake.plans.losses import losses_of
from estate.intake.plans.new_rows import NewRows
from estate.intake.plans.outcomes import CODES, Outcomes
from estate.intake.plans.plan import ImportPlan
from estate.intake.plans.property_facts import compared_lines, fact_columns, facts_of
from estate.intake.plans.publishing import Publisher
from estate.intake.plans.rating_plan import RatingPlanner
from estate.intake.plans.unmentioned_rows import hushed
from estate.intake.wording import none_of_ours, written_otherwise
from estate.progress import Progress
from estate.quality.renaming import folded
from estate.register import known_rows as standing
from estate.register.bulk.uuid7 import as_uuids, new_identities
from estate.register.column_values import GEOMETRY_FACTS, Facts
from estate.register.comparison_lines import Line
from estate.register.import_actions import Action, PartedLink
from estate.register.known_rows import PropertyIndex

#: Rows that are looked at fact by fact at a time.
_CLOSER = 2_000
#: What is written of a changed row beside its changes, where something that hangs on it changes.
_HANG = {"interests", "titles"}
_KEPT = (*_HANG, "as_of_date")
#: All others share one: a million of them wait.
_NONE: Facts = {}


class PropertyPlanner:
    """Finds what becomes of each checked property of one file."""

    def __init__(
        self, connection: Connection, plan: ImportPlan, progress: Progress | None = None
    ) -> None:
        self.connection, self.plan, self.progress = connection, plan, progress
        self.rows = plan.checked.properties
        self.numbers = self.rows.numbers()
        self.codes = np.full(len(self.numbers), CODES[RowOutcome.NEW])
        self.known = 0
        self.aliases: dict[str, str] = {}
        self.suspects: dict[int, UUID] = {}
        self.rated: dict[int, UUID] = {}
        self.publisher = Publisher(connection, plan)

    def make(self) -> None:
        """Compare all rows with the register and put into the plan what each would change."""
        self._compare()
        for number, places in self._by_batch(self.suspects):
            self._look_closer(number, places)
        self.plan.losses = losses_of(self.plan.actions, self.known, self._is_filled)
        self._link()
        new = self._new()
        self._publish(new)
        self._rate(new)
        self.plan.issues = hushed(self.plan.issues, self.plan.checked.fields, self._is_known)
        refused = np.asarray(self.plan.checked.refused_rows, dtype=np.intp)
        parts = np.asarray(self.plan.checked.part_rows, dtype=np.intp)
        self.plan.outcomes = Outcomes(
            np.concatenate([self.numbers, refused, parts]),
            np.concatenate(
                [
                    self.codes,
                    np.full(len(refused), CODES[RowOutcome.REFUSED]),
                    np.full(len(parts), CODES[RowOutcome.PART]),
                ]
            ),
        )

    def _compare(self) -> None:
        """Settle the rows that are the register's own; the others become suspects."""
        spoken = self._spoken()
        others: list[Line] = []
        continued: set[str | None] = set()
        seen = 0
        by_hand = self.plan.context.by_hand
        one = None if by_hand is None else by_hand.property_id
        for stored, hashes in known_lines(
            self.connection, self.plan.organisation, spoken, one, lambda: self._hashes(spoken)
        ):
            known = self._settle(stored, hashes)
            seen += len(known)
            self.known += sum(not line.not_in_latest for line in known)
            if self.progress is not None:
                self.progress("Comparing with the register", seen, len(self.numbers))
            continued.update(line.import_batch_id for line in known)
            others += [
                line._replace(line="")
                for line in stored
                if line.reference not in self.plan.checked.first_rows
            ]
        same = self._written_otherwise(others)
        if self.plan.checked.by_uprn:
            self._find_by_uprn()
        continued.update(line.import_batch_id for line in same)
        if self.plan.context.partial:
            return
        gone = [line for line in others if line not in same and not line.not_in_latest]
        if gone and not self.known and by_hand is None:
            self.plan.read_as.append(none_of_ours(len(gone)))
        self.plan.actions.absent = [
            UUID(line.property_id)
            for line in sorted(gone, key=lambda line: line.reference)
            if line.import_batch_id in continued
        ]

    def _written_otherwise(self, others: list[Line]) -> set[Line]:
        """Lines of the register whose reference the file writes in another case or with other
        blanks: they are the same, and keep the reference that the register has."""
        first_rows = self.plan.checked.first_rows
        known = set(self.numbers[self.codes != CODES[RowOutcome.NEW]].tolist())
        new = [one for one, number in first_rows.items() if number not in known]
        if not new or not others:
            return set()
        keys, ours = Counter(map(folded, new)), Counter(folded(line.reference) for line in others)
        theirs = {folded(one): one for one in new}
        found = set()
        for line in others:
            key = folded(line.reference)
            if keys[key] == 1 and ours[key] == 1:
                found.add(line)
                self.aliases[theirs[key]] = line.reference
                place = int(np.searchsorted(self.numbers, first_rows[theirs[key]]))
                self.suspects[place] = UUID(line.property_id)
                self.codes[place] = CODES[RowOutcome.UNCHANGED]
                self.known += not line.not_in_latest
        if found:
            self.plan.read_as.append(written_otherwise(self.aliases))
        return found

    def _find_by_uprn(self) -> None:
        """Rows without a reference, as known properties; those that are none are refused."""
        places = np.flatnonzero(self.codes == CODES[RowOutcome.NEW]).tolist()
        unknown = {place: int(self.numbers[place]) for place in places}
        found, issues = known_by_uprn(self.connection, self.plan.organisation, self.rows, unknown)
        made = {number: reference for reference, number in self.plan.checked.first_rows.items()}
        self.codes[places] = CODES[RowOutcome.REFUSED]
        for place, one in found.items():
            self.aliases[made[unknown[place]]] = one.local_ref
            self.suspects[place] = one.property_id
            self.codes[place] = CODES[RowOutcome.UNCHANGED]
        self.known += len(found)
        self.plan.issues += issues

    def _settle(self, stored: Sequence[Line], hashes: NDArray[np.int64]) -> list[Line]:
        """Those lines of the register that the file speaks of too."""
        first_rows = self.plan.checked.first_rows
        known = [line for line in stored if line.reference in first_rows]
        places = np.searchsorted(self.numbers, [first_rows[line.reference] for line in known])
        theirs = np.fromiter((hash(line.line) for line in known), np.int64, len(known))
        back = np.fromiter((line.not_in_latest for line in known), np.bool_, len(known))
        same = (hashes[places] == theirs) & ~back
        self.codes[places] = CODES[RowOutcome.UNCHANGED]
        told = self.plan.checked.noticed
        if told:
            silent = (first_rows[line.reference] not in told for line in known)
            same &= np.fromiter(silent, np.bool_, len(known))
        for at in np.flatnonzero(~same).tolist():
            self.suspects[int(places[at])] = UUID(known[at].property_id)
        rated = self.plan.checked.properties.rated
        if rated:
            self.rated |= {
                int(place): UUID(line.property_id)
                for place, line in zip(places, known, strict=True)
                if first_rows[line.reference] in rated
            }
        return known

    def _is_known(self, row_number: int) -> bool:
        """Whether a row stands for something that the register holds."""
        place = int(np.searchsorted(self.numbers, row_number))
        there = place < len(self.numbers) and int(self.numbers[place]) == row_number
        return there and self.codes[place] != CODES[RowOutcome.NEW]

    def _is_filled(self, fact: str) -> bool:
        """Whether any row of the file has a value for a fact."""
        for number in range(len(self.rows)):
            column = fact_columns(self.rows.attributes(number), self.plan.organisation).get(fact)
            if column is None or any(word not in (None, ()) for word in column.words):
                return True
        return False

    def _spoken(self) -> list[str]:
        """Facts of which the file speaks, in one order for both sides."""
        names: Facts = dict.fromkeys(GEOMETRY_FACTS)
        if len(self.rows):
            names |= dict.fromkeys(fact_columns(self.rows.attributes(0), self.plan.organisation))
        return sorted(provided_fields(self.plan.checked.fields, names))

    def _hashes(self, spoken: list[str]) -> NDArray[np.int64]:
        found = [
            np.fromiter(
                map(hash, compared_lines(batch, self.plan.organisation, spoken)),
                np.int64,
                len(batch),
            )
            for batch in map(self.rows.packed, range(len(self.rows)))
        ]
        return np.concatenate(found) if found else np.empty(0, np.int64)

    def _by_batch(self, places: Sequence[int] | dict[int, UUID]) -> Iterator[tuple[int, Positions]]:
        """Places in all rows, as places in each batch that holds some."""
        ordered = np.sort(np.fromiter(places, dtype=np.intp, count=len(places)))
        start = 0
        for number, length in enumerate(self.rows.lengths):
            low, high = np.searchsorted(ordered, (start, start + length))
            if low < high:
                yield number, ordered[low:high] - start
            start += length

    def _look_closer(self, number: int, places: Positions) -> None:
        """Compare rows of one batch with the register's, fact by fact."""
        batch = self.rows[number]
        columns = fact_columns(batch, self.plan.organisation)
        start = sum(self.rows.lengths[:number])
        references, said = batch.fields["local_ref"], batch.fields["sensitivity_said"]
        for at in range(0, len(places), _CLOSER):
            chosen = places[at : at + _CLOSER].tolist()
            known = standing.rows(
                self.connection,
                RecordKind.PROPERTY,
                self.plan.organisation,
                [self.suspects[start + row] for row in chosen],
            )
            named = [self.aliases.get(references[row], references[row]) for row in chosen]
            pairs = [
                (known[reference], facts_of(batch, columns, row))
                for reference, row in zip(named, chosen, strict=True)
            ]
            share_shapes([(old.facts, new) for old, new in pairs])
            for row, reference, (old, new) in zip(chosen, named, pairs, strict=True):
                row_number = int(batch.row_numbers[row])
                settle = self.publisher.settling(old, new, row_number, said[row])
                changes = self.plan.changes_of(old, new, row_number, new["as_of_date"], settle)
                if changes:
                    self.codes[start + row] = CODES[RowOutcome.CHANGED]
                    kept = {name: new[name] for name in _KEPT} if changes.keys() & _HANG else _NONE
                    identity = self.suspects[start + row]  # one object for both: they are many
                    action = Action(identity, row_number, reference, kept, changes)
                    self.plan.actions.changed.append(action)
                    self.publisher.changed(old, action, new["name"])

    def _link(self) -> None:
        """Rows that are another organisation's property become interests in it."""
        if not np.any(self.codes == CODES[RowOutcome.NEW]):
            return  # known rows are linked to nobody's, and others' need not be looked at
        index = standing.property_index(self.connection, self.plan.organisation, own=False)
        given = Counter(
            uprn
            for number in range(len(self.rows))
            for uprn in self.rows.attributes(number).fields["uprn"].values()
            if uprn in index.by_uprn
        )
        if given:
            others = [item.property_id for uprn in given for item in index.by_uprn[uprn or 0]]
            duplicates = Duplicates(
                index,
                self.plan.organisation,
                given,
                standing.whereabouts(self.connection, others),
                self.plan.checked.fields,
            )
            for number, places in self._by_batch(self._new_with_uprn_of(given)):
                self._link_rows(number, places, duplicates)
        self._part(index)

    def _new_with_uprn_of(self, given: Counter[int | None]) -> list[int]:
        """Places of new rows whose UPRN other organisations report too."""
        found: list[int] = []
        start = 0
        for number, length in enumerate(self.rows.lengths):
            uprns = self.rows.attributes(number).fields["uprn"]
            shared = uprns.where(lambda uprn: uprn in given)
            shared &= self.codes[start : start + length] == CODES[RowOutcome.NEW]
            found += (np.flatnonzero(shared) + start).tolist()
            start += length
        return found

    def _link_rows(self, number: int, places: Positions, duplicates: Duplicates) -> None:
        plan, start = self.plan, sum(self.rows.lengths[:number])
        batch = self.rows[number]
        for row in places.tolist():
            record = batch.record(row)
            link = duplicates.link(record, plan.issues)
            if link is not None:
                self.codes[start + row] = CODES[RowOutcome.LINKED]
                self.publisher.linked(record, link.property_id)
                if link.changed:
                    plan.actions.links.append(link)

    def _part(self, index: PropertyIndex) -> None:
        """Rows that were linked once and are new properties now give their interest back."""
        first_rows = self.plan.checked.first_rows
        for (organisation, reference), other in index.interests.items():
            row_number = first_rows.get(reference)
            if organisation != self.plan.organisation or row_number is None:
                continue
            place = int(np.searchsorted(self.numbers, row_number))
            if self.codes[place] != CODES[RowOutcome.NEW]:
                continue
            fact = index.interest_facts[organisation, reference]
            self.plan.actions.parted.append(PartedLink(other.property_id, reference, fact))
            self.plan.issues.append(parted_issue(row_number, reference, other))

    def _new(self) -> Bools:
        which = np.asarray(self.codes == CODES[RowOutcome.NEW], dtype=np.bool_)
        count = int(np.count_nonzero(which))
        if count:
            self.plan.created = NewRows(
                self.rows, which, new_identities(count), self.plan.organisation
            )
        return which

    def _publish(self, new: Bools) -> None:
        """What the new rows would show to anybody, and which of them stay with their owner."""
        identities = self._new_targets(new) if self.plan.checked.noticed else {}
        start = 0
        for number, length in enumerate(self.rows.lengths):
            codes = self.codes[start : start + length]
            self.publisher.new(self.rows.attributes(number), codes, identities, start)
            start += length
        self.publisher.finish()

    def _rate(self, new: Bools) -> None:
        """Ratings that stand in the rows of properties."""
        if not self.rows.rated:
            return
        planner = RatingPlanner(self.connection, self.plan.context)
        targets = self.rated | self._new_targets(new)
        places = np.searchsorted(self.numbers, sorted(self.rows.rated)).tolist()
        for number, rows in self._by_batch(places):
            start = sum(self.rows.lengths[:number])
            batch = self.rows.attributes(number)
            for row in rows.tolist():
                target = targets.get(start + row)
                if target is not None:  # a linked row rates nothing of its own
                    for rating in batch.ratings[row]:
                        planner.add(self.plan.actions, self.plan.issues, target, rating)

    def _new_targets(self, new: Bools) -> dict[int, UUID]:
        """The identities that new rows will have, by their place."""
        created = self.plan.created
        if created is None:
            return {}
        return dict(zip(np.flatnonzero(new).tolist(), as_uuids(created.identities), strict=True))
