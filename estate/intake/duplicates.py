"""One building reported by two organisations is one property with two interests.

A row whose UPRN is that of another organisation's property (landlord's row and tenant's row,
DOMAIN §3.1) does not become a second property: its organisation's interest is recorded on
the one that stands. Within one organisation a shared UPRN is no duplicate.
"""

from collections import Counter

from estate import codes
from estate.codes import IssueCode, Severity
from estate.intake.issues import Issue
from estate.register.actions import LinkAction
from estate.register.records import PropertyRecord
from estate.register.standing import KnownProperty, PropertyIndex
from estate.register.stored import own_interest


def linked_elsewhere(
    record: PropertyRecord,
    index: PropertyIndex,
    organisation: str,
    repeated: Counter[int | None],
    issues: list[Issue],
) -> LinkAction | None:
    """The interest to record instead of a property, or None when the row is one of its own."""
    others = [
        item
        for item in index.by_uprn.get(record.uprn or 0, [])
        if item.organisation_code != organisation
    ]
    if not others:
        return None
    if len(others) > 1 or repeated[record.uprn] > 1:
        issues.append(_issue(record, "The UPRN is shared by several rows or properties, so it is "
                             "not clear which are the same; the row is loaded as a property of "
                             "its own."))  # fmt: skip
        return None
    fact = own_interest(record.tenure, organisation)
    issues.append(_issue(record, _explained(others[0], organisation, fact.role)))
    key = (organisation, record.local_ref)
    known = index.interests.get(key)
    same = known is not None and known.property_id == others[0].property_id
    return LinkAction(
        property_id=others[0].property_id,
        row_number=record.row_number,
        reference=record.local_ref,
        interest=fact,
        as_of_date=record.as_of_date,
        changed=not same or index.interest_facts[key] != fact,
    )


def _explained(other: KnownProperty, organisation: str, role: str) -> str:
    return (
        f"{other.organisation_code} already reports this building as “{other.name}” "
        f"({other.local_ref}, same UPRN); {organisation}'s interest "
        f"({codes.label(role).lower()}) is recorded there instead of a second property."
    )


def _issue(record: PropertyRecord, message: str) -> Issue:
    return Issue(
        record.row_number, "uprn", IssueCode.POSSIBLE_DUPLICATE, Severity.WARNING,
        str(record.uprn), message,
    )  # fmt: skip
