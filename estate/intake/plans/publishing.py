"""Finds what one plan of properties would publish, and settles what looks protected."""

from collections.abc import Callable, Mapping
from functools import cached_property
from uuid import UUID

import numpy as np
from sqlalchemy import Connection

from estate.codes import RowOutcome, Sensitivity
from estate.intake.plans.outcomes import CODES
from estate.intake.plans.plan import ImportPlan
from estate.intake.plans.publication import (
    CLOSED,
    Changes,
    HeldPlace,
    PublicPlace,
    becomes_public,
    held_rows,
    is_public,
    issue_of,
    settled,
)
from estate.intake.rows.property_columns import PropertyColumns
from estate.register.column_values import Facts
from estate.register.import_actions import Action
from estate.register.known_rows import Standing
from estate.register.queries import protection
from estate.register.queries.protection import Told, is_confirmed
from estate.register.records import PropertyRecord


class Publisher:
    """What becomes of the visibility of each row of one file of properties."""

    def __init__(self, connection: Connection, plan: ImportPlan) -> None:
        self.connection = connection
        self.plan, self.found = plan, plan.publication
        self.noticed, self.said = plan.checked.noticed, plan.checked.said
        self.answers = protection.answers(connection, plan.organisation) if self.noticed else {}
        plan.checked.properties.held = held_rows(
            self.noticed, self.said, show=plan.context.show_protected
        )

    def settling(
        self, known: Standing, new: Facts, row_number: int, said: Sensitivity | None
    ) -> Callable[[Changes], Changes]:
        """How the differences of one known row are settled: a cell that says nothing opens
        nothing, and a place that looks protected stays with its owner until confirmed."""

        def settle(changes: Changes) -> Changes:
            stored = Sensitivity(known.facts["sensitivity"])
            target = stored if said is None else said
            self._notice_stored(known, row_number, stored, said)
            if row_number in self.noticed:
                names = new if "name" in self.plan.checked.fields else known.facts
                target = self._settle_noticed(known, str(names["name"]), row_number, said)
            others = {name: pair for name, pair in changes.items() if name != "sensitivity"}
            if target is stored:
                return others
            return others | {"sensitivity": (stored.value, target.value)}

        return settle

    def _notice_stored(
        self, known: Standing, row_number: int, stored: Sensitivity, said: Sensitivity | None
    ) -> None:
        """A file that opens a place need not hold the column that tells what it is: then what the
        register and earlier files say of it counts."""
        opens = stored in CLOSED and said is not None and said not in CLOSED
        if opens and row_number not in self.noticed and known.entity_id in self._stored_looks:
            self.noticed[row_number] = self._stored_looks[known.entity_id]

    @cached_property
    def _stored_looks(self) -> dict[UUID, Told]:
        """The organisation's places that look protected, by what is known of them; looked for
        once, and only where a file opens something."""
        if not self.answers:
            self.answers = protection.answers(self.connection, self.plan.organisation)
        looking = protection.looking_protected(self.connection, self.plan.organisation)
        return {one.property_id: one.told for one in looking if one.told.kinds}

    def _settle_noticed(
        self, known: Standing, name: str, row_number: int, said: Sensitivity | None
    ) -> Sensitivity:
        stored = Sensitivity(known.facts["sensitivity"])
        told = self.found.told[known.entity_id] = self.noticed[row_number]
        answer = self.answers.get(known.entity_id)
        confirmed = is_confirmed(answer, told.kinds, stored)
        otherwise, asked = settled(stored, said, is_confirmed=confirmed)
        target = asked if asked is not None and self.plan.context.show_protected else otherwise
        hidden_by_owner = answer is not None and answer.sensitivity is target
        stays = target in CLOSED and said is not target and not hidden_by_owner
        if asked is not None or stays:
            reference = str(known.facts["local_ref"])
            self._hold(
                HeldPlace(
                    row_number, reference, name, told, asked, known.entity_id, otherwise=otherwise
                )
            )
        return target

    def changed(self, known: Standing, action: Action, named: str | None) -> None:
        """Look at one row that changes, and how the file names it."""
        if becomes_public(known.facts, action.changes) and not self._is_asked(action.row_number):
            name = str(named or known.facts["name"])
            self.found.public.append(PublicPlace(action.row_number, action.reference, name))

    def new(
        self,
        batch: PropertyColumns,
        codes: "np.ndarray[tuple[int], np.dtype[np.uint8]]",
        identities: Mapping[int, UUID],
        start: int,
    ) -> None:
        """Look at the new rows of one batch, and at those that became links."""
        fields = batch.fields
        fresh = codes == CODES[RowOutcome.NEW]
        public = fresh & fields["operational"].where(bool) & fields["public_access"].where(bool)
        for at in np.flatnonzero(public).tolist():
            number = int(batch.row_numbers[at])
            facts = {name: fields[name][at] for name in _FACTS}
            if is_public(facts) and not self._is_asked(number):
                self.found.public.append(
                    PublicPlace(number, str(fields["local_ref"][at]), str(fields["name"][at]))
                )
        for at, number in enumerate(batch.row_numbers.tolist()):
            if number in self.noticed and fresh[at]:
                self._hold_new(batch, at, identities[start + at])

    def linked(self, record: PropertyRecord, property_id: UUID) -> None:
        """A row that tells of a protected place and is another organisation's property."""
        number = record.row_number
        if number in self.noticed:
            self._hold(
                HeldPlace(
                    number,
                    record.local_ref,
                    record.name,
                    self.noticed[number],
                    None,
                    property_id,
                    is_linked=True,
                )
            )

    def finish(self) -> None:
        """In the order of the file."""
        self.found.public.sort(key=lambda place: place.row_number)
        self.found.held.sort(key=lambda place: place.row_number)

    def _hold_new(self, batch: PropertyColumns, at: int, property_id: UUID) -> None:
        number = int(batch.row_numbers[at])
        said = self.said[number]
        self.found.told[property_id] = self.noticed[number]
        if said not in CLOSED:
            reference, name = batch.fields["local_ref"][at], batch.fields["name"][at]
            self._hold(
                HeldPlace(
                    number, str(reference), str(name), self.noticed[number], said, property_id
                )
            )

    def _is_asked(self, number: int) -> bool:
        """Whether the row is confirmed on its own, as a place that looks protected."""
        return number in self.noticed and any(one.row_number == number for one in self.found.asked)

    def _hold(self, place: HeldPlace) -> None:
        self.found.held.append(place)
        self.plan.issues.append(issue_of(place))


_FACTS = ("operational", "public_access", "sensitivity", "status")
