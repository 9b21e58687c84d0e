"""What a licence to share must settle, item by item, and how far one opportunity has come with it.

A checklist for people, after the statutes and the practice that ``docs/methods/sharing-licence.md``
names; pure words, no SQL. It claims no legal sufficiency: whoever grants a licence takes advice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

#: Under every checklist.
NO_LEGAL_ADVICE = (
    "A list to work through, not legal advice: that every item is settled does not make a licence "
    "sound. Each body takes its own advice before it signs."
)


class LicenceState(StrEnum):
    """How far an item has come, as a body puts it on record."""

    SETTLED = "settled"
    OPEN = "open"
    NOT_NEEDED = "not_needed"

    @property
    def words(self) -> str:
        """As people read it."""
        return self.value.replace("_", " ")


class LicenceItem(StrEnum):
    """What a licence to share a building must settle."""

    PARTIES = "parties"
    CONSENTS = "consents"
    LICENCE_NOT_LEASE = "licence_not_lease"
    AREA_AND_HOURS = "area_and_hours"
    PERIOD = "period"
    FEE = "fee"
    SERVICES_INCLUDED = "services_included"
    ICT = "ict"
    RECEPTION = "reception"
    SECURITY_AND_KEYS = "security_and_keys"
    CONFIDENTIALITY = "confidentiality"
    INSURANCE = "insurance"
    HEALTH_SAFETY_FIRE = "health_safety_fire"
    ACCESS = "access"
    PARKING = "parking"
    REINSTATEMENT = "reinstatement"
    NOTICE = "notice"
    REVIEW = "review"
    DISPUTE = "dispute"

    @property
    def words(self) -> str:
        """Its name in a list."""
        return _TOLD[self].label

    @property
    def settles(self) -> str:
        """What the licence must settle under it."""
        return _TOLD[self].settles


@dataclass(frozen=True)
class _Told:
    label: str
    settles: str


_TOLD = {
    LicenceItem.PARTIES: _Told(
        "Parties", "Who grants the licence and who takes it; who signs for each."
    ),
    LicenceItem.CONSENTS: _Told(
        "Consent of the owner and of a superior landlord",
        "Whether the host's own lease, its landlord, a PFI company, a lender or a school's "
        "governors must consent to sharing, and whether they have.",
    ),
    LicenceItem.LICENCE_NOT_LEASE: _Told(
        "A licence, not a lease",
        "No exclusive possession, and no security of tenure. Where a tenancy could arise, it is "
        "first contracted out of the Landlord and Tenant Act 1954.",
    ),
    LicenceItem.AREA_AND_HOURS: _Told(
        "Area and hours",
        "Which rooms, desks and shared parts, on which days and at which hours, and whether the "
        "host may move the guest to others.",
    ),
    LicenceItem.PERIOD: _Told(
        "Period", "From when to when; not beyond the end of the host's own right to be there."
    ),
    LicenceItem.FEE: _Told(
        "Licence fee or service charge",
        "How much, how it is worked out, when it is paid, VAT, and when it changes.",
    ),
    LicenceItem.SERVICES_INCLUDED: _Told(
        "What the fee includes",
        "Rates, energy, water, cleaning, repairs, waste, furniture, post, refreshments; what the "
        "guest pays beside it.",
    ),
    LicenceItem.ICT: _Told(
        "ICT and telephones",
        "Networks and whose they are, telephones, printing, support, and who pays for cabling.",
    ),
    LicenceItem.RECEPTION: _Told(
        "Reception", "Who receives the guest's visitors, at which desk, under whose name and signs."
    ),
    LicenceItem.SECURITY_AND_KEYS: _Told(
        "Security and keys",
        "Passes, keys and alarms, vetting of staff, lone working, who locks up and who is called "
        "out.",
    ),
    LicenceItem.CONFIDENTIALITY: _Told(
        "Confidentiality and data protection",
        "Papers, screens and conversations of each body, locked storage, and what happens when "
        "something is lost.",
    ),
    LicenceItem.INSURANCE: _Told(
        "Insurance",
        "Who insures building, contents and liability, to what sum, and whether the insurer knows "
        "of the sharing.",
    ),
    LicenceItem.HEALTH_SAFETY_FIRE: _Told(
        "Health, safety and fire",
        "Who is responsible for what; how the bodies co-operate and co-ordinate; fire risk "
        "assessment, wardens, first aid, asbestos and water records.",
    ),
    LicenceItem.ACCESS: _Told(
        "Access for disabled people",
        "Reasonable adjustments for the guest's staff and public, and who makes and pays for them.",
    ),
    LicenceItem.PARKING: _Told(
        "Parking", "How many spaces, for whom, charges, cycles, deliveries."
    ),
    LicenceItem.REINSTATEMENT: _Told(
        "Dilapidations and reinstatement",
        "Alterations and their consent; in what state the space is handed back, and what the "
        "host's own lease asks for at its end.",
    ),
    LicenceItem.NOTICE: _Told(
        "Notice and end",
        "How long a notice either body gives, when it may end at once, and what becomes of the "
        "guest's service then.",
    ),
    LicenceItem.REVIEW: _Told("Review", "On which date fee, space and terms are looked at again."),
    LicenceItem.DISPUTE: _Told(
        "Dispute", "Who talks to whom first, and who decides where they do not agree."
    ),
}


def state_of(said: Iterable[LicenceState]) -> LicenceState:
    """Where an item stands by the latest word of each body that has said anything: open until
    somebody settles it, and while any of them says that it is open.

    Examples
    --------
    >>> state_of([]).value, state_of([LicenceState.SETTLED, LicenceState.OPEN]).value
    ('open', 'open')
    >>> state_of([LicenceState.SETTLED, LicenceState.NOT_NEEDED]).value
    'settled'
    """
    states = set(said)
    if not states or LicenceState.OPEN in states:
        return LicenceState.OPEN
    return LicenceState.SETTLED if LicenceState.SETTLED in states else LicenceState.NOT_NEEDED


def states(
    said: Iterable[tuple[LicenceItem, str, LicenceState]],
) -> dict[LicenceItem, LicenceState]:
    """Every item with where it stands; ``said``: item, body and state in the order in which they
    were put on record."""
    latest: dict[LicenceItem, dict[str, LicenceState]] = {}
    for item, body, state in said:
        latest.setdefault(item, {})[body] = state
    return {item: state_of(latest.get(item, {}).values()) for item in LicenceItem}


def still_open(found: Mapping[LicenceItem, LicenceState]) -> list[LicenceItem]:
    """Those that are open, in the order of the list."""
    return [item for item, state in found.items() if state is LicenceState.OPEN]
