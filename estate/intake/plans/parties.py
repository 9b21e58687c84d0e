"""Who lets and who holds, where a row of a lease does not name both.

Nobody is made a party for having brought the file. Who holds the property on a lease itself is
its tenant; a book that has no column of tenants is the organisation's own book of what it holds,
unless it lets the property or owns it outright; any other blank cell is a tenant who is not known.
The owner of a freehold that somebody else holds a lease of is its landlord.
"""

from dataclasses import replace

from estate.codes import IssueCode, Severity
from estate.intake.issues import Issue
from estate.register.known_rows import Held
from estate.register.records import LeaseRecord, Party


def with_parties(
    record: LeaseRecord,
    organisation: str,
    held: Held,
    fields: frozenset[str],
    issues: list[Issue],
) -> LeaseRecord:
    """The lease with its tenant and landlord, as far as they are known."""
    tenant, landlord = record.tenant, record.landlord
    ours, owner = Party(code=organisation), held.owner
    own_book = held.on_lease or "tenant" not in fields
    if tenant is None and own_book and (landlord or owner) != ours:
        tenant = ours
    if landlord is None and owner != tenant:
        landlord = owner
    if tenant is None:
        issues.append(
            Issue(
                record.row_number,
                "tenant",
                IssueCode.UNKNOWN_ORGANISATION,
                Severity.NOTE,
                None,
                "The tenant is not named, so the lease is nobody's way out.",
            )
        )
    return replace(record, tenant=tenant, landlord=landlord)
