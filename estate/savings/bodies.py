"""What kind of body may borrow, and which recovers VAT, by ``codes.OrganisationKind``.

Borrowing: dmo.gov.uk/responsibilities/local-authority-lending/about-pwlb-lending (major local
authorities, for capital; parishes with the department's approval). VAT: HMRC manual VATGPB; VAT Act
1994 s.33 (local authorities, police, fire), s.33B (academies), s.41 (departments and the NHS, for
contracted-out services). Rules of thumb by kind: a body's own finance team decides.
"""

from enum import StrEnum

from estate.codes import OrganisationKind as Kind


class Borrows(StrEnum):
    """Whether a body may borrow for capital, and from whom."""

    PWLB = "pwlb"
    WITH_APPROVAL = "with_approval"
    OWN_LENDERS = "own_lenders"
    NO = "no"
    NOT_KNOWN = "not_known"

    @property
    def lends(self) -> bool:
        """Whether the PWLB lends to it."""
        return self in (Borrows.PWLB, Borrows.WITH_APPROVAL)

    @property
    def words(self) -> str:
        """The words for it in the middle of a sentence."""
        return _BORROWS_WORDS[self]


class Recovers(StrEnum):
    """How far a body recovers the VAT on what it buys for its public duties."""

    FULLY = "fully"
    IN_PART = "in_part"
    NOT = "not"
    NOT_KNOWN = "not_known"

    @property
    def words(self) -> str:
        """The words for it in the middle of a sentence."""
        return _RECOVERS_WORDS[self]


_BOARD = "the Public Works Loan Board (PWLB)"
_BORROWS_WORDS = {
    Borrows.PWLB: f"may borrow for capital, also from {_BOARD}",
    Borrows.WITH_APPROVAL: f"may borrow for capital from {_BOARD} with the approval that it needs",
    Borrows.OWN_LENDERS: f"borrows from lenders of its own, on other terms than those of {_BOARD}",
    Borrows.NO: f"may not borrow from {_BOARD}: its capital comes from grants and allocations",
    Borrows.NOT_KNOWN: "its kind is not known, so neither is whether it may borrow",
}
_RECOVERS_WORDS = {
    Recovers.FULLY: "recovers VAT on what it buys for its public duties (VAT Act 1994 s.33, s.33B)",
    Recovers.IN_PART: "recovers VAT on listed services alone (VAT Act 1994 s.41), not on goods",
    Recovers.NOT: "recovers VAT on its taxable supplies alone, which its own method says",
    Recovers.NOT_KNOWN: "its kind is not known, so neither is whether it recovers VAT",
}

_LOCAL = frozenset(
    {
        Kind.COUNTY,
        Kind.DISTRICT,
        Kind.UNITARY,
        Kind.METROPOLITAN,
        Kind.LONDON_BOROUGH,
        Kind.COMBINED_AUTHORITY,
        Kind.JOINT_AUTHORITY,
        Kind.NATIONAL_PARK,
        Kind.POLICE,
        Kind.FIRE,
    }
)
_WITH_APPROVAL = frozenset({Kind.PARISH, Kind.DRAINAGE})
_CENTRAL = frozenset(
    {
        Kind.HEALTH,
        Kind.NHS_TRUST,
        Kind.ICB,
        Kind.AMBULANCE,
        Kind.PROBATION,
        Kind.COURTS,
        Kind.PRISONS,
        Kind.EMPLOYMENT,
        Kind.TAX,
        Kind.CENTRAL_GOVERNMENT,
        Kind.DEFENCE,
        Kind.HIGHWAYS,
        Kind.ENVIRONMENT,
    }
)
_OWN_LENDERS = frozenset({Kind.UNIVERSITY, Kind.HOUSING_ASSOCIATION})
_GRANT_AIDED = frozenset({Kind.COLLEGE, Kind.ACADEMY_TRUST, Kind.HERITAGE})


def borrowing_of(kind: str | None) -> Borrows:
    """Whether a body of a kind may borrow; not known where the kind is not."""
    if kind in _LOCAL:
        return Borrows.PWLB
    if kind in _WITH_APPROVAL:
        return Borrows.WITH_APPROVAL
    if kind in _OWN_LENDERS:
        return Borrows.OWN_LENDERS
    return Borrows.NO if kind in _CENTRAL | _GRANT_AIDED else Borrows.NOT_KNOWN


def recovery_of(kind: str | None) -> Recovers:
    """How far a body of a kind recovers VAT; not known where the kind is not."""
    if kind in _LOCAL | _WITH_APPROVAL or kind == Kind.ACADEMY_TRUST:
        return Recovers.FULLY
    if kind in _CENTRAL:
        return Recovers.IN_PART
    if kind in _OWN_LENDERS | {Kind.COLLEGE, Kind.HERITAGE}:
        return Recovers.NOT
    return Recovers.NOT_KNOWN
