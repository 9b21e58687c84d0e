"""Leases, occupations, costs and ratings whose rows tell of a protected place.

Who sits in a property is shown to whoever sees the property. A row that tells of a refuge in one
that others see is therefore left out until that property is hidden or its owner has confirmed
that it may be shown; costs and ratings show no names, and are loaded with a warning.
"""

from uuid import UUID

from sqlalchemy import Connection

from estate.codes import IssueCode, RecordKind, Severity
from estate.intake.issues import Issue, shown
from estate.intake.plans.plan import ImportPlan
from estate.protection import kind_label
from estate.register.queries import protection
from estate.register.queries.protection import Holder, Told

#: Kinds of record whose rows show names to others.
_SHOWING = frozenset({RecordKind.OCCUPATION, RecordKind.LEASE})


class Guard:
    """Looks at each row of one file that hangs on a property."""

    def __init__(self, connection: Connection, plan: ImportPlan) -> None:
        self.connection, self.plan = connection, plan
        self.noticed = plan.checked.noticed
        self.answers = protection.answers(connection) if self.noticed else {}

    def keeps_out(self, row_number: int, property_id: UUID) -> bool:
        """Whether a row stays out; what is to be done is said, and its owner will be asked."""
        told = self.noticed.get(row_number)
        if told is None:
            return False
        holder = protection.holder(self.connection, property_id)
        answer = self.answers.get(property_id)
        if holder.sensitivity not in protection.SHOWN or protection.is_confirmed(
            answer, told.kinds, holder.sensitivity
        ):
            return False
        shows = self.plan.kind in _SHOWING
        if holder.organisation_code == self.plan.organisation:
            self.plan.publication.told[property_id] = told
        self.plan.issues.append(self._issue(row_number, told, holder, shows))
        return shows

    def _issue(self, row_number: int, told: Told, holder: Holder, shows: bool) -> Issue:
        kinds = ", ".join(kind_label(kind) for kind in sorted(told.kinds))
        own = holder.organisation_code == self.plan.organisation
        mend = (
            "hide the property (SENSITIV owner_only), or confirm on your page of places that look "
            "protected that it may be shown"
            if own
            else f"ask {holder.organisation_code} to hide the property"
        )
        left_out = "The row was left out, since they would see this too" if shows else "Check it"
        message = (
            f"“{told.words}” in “{told.heading}” looks like a {kinds}, but others see the property "
            f"“{holder.name}”. {left_out}: {mend}{', then import the file again' if shows else ''}."
        )
        severity = Severity.ERROR if shows else Severity.WARNING
        return Issue(
            row_number, None, IssueCode.PROTECTED_PLACE, severity, shown(told.words), message
        )
