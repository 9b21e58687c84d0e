"""What a file would make public, and what it may not: read before anybody agrees to it.

A place that looks protected stays with its owner until the owner has confirmed otherwise. A file
that calls it open is not yet that word: the plan asks, and whoever commits answers. What is
confirmed stays as it is until the owner's file or answer says something else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from estate.codes import IssueCode, Sensitivity, Severity, Status
from estate.errors import Conflict
from estate.intake.issues import Issue, shown
from estate.intake.wording import counted
from estate.protection import kind_label
from estate.register.column_values import Facts
from estate.register.queries.protection import ORDER, SHOWN, Told

CLOSED = frozenset({Sensitivity.OWNER_ONLY, Sensitivity.HIDDEN})
_OPERATING = frozenset({Status.IN_USE.value, Status.PART_VACANT.value})
#: Facts on which it depends whether the public sees a property.
DECISIVE = frozenset({"operational", "public_access", "sensitivity", "status"})
_NAMED = 20

Changes = dict[str, tuple[Any, Any]]


@dataclass(frozen=True)
class PublicPlace:
    """A place that anybody would see and did not see before."""

    row_number: int
    reference: str
    name: str


@dataclass(frozen=True)
class HeldPlace:
    """A place that looks protected and stays with its owner.

    ``asked`` is what the file would have it be shown as, which takes the owner's confirmation,
    ``otherwise`` what it is without that.
    """

    row_number: int
    reference: str
    name: str
    noticed: Told
    asked: Sensitivity | None
    property_id: UUID
    is_linked: bool = False
    otherwise: Sensitivity = Sensitivity.OWNER_ONLY

    @property
    def kinds(self) -> str:
        """The kinds in words."""
        return ", ".join(kind_label(kind) for kind in sorted(self.noticed.kinds))


@dataclass
class Publication:
    """What one file would publish, and what stays with its owner."""

    public: list[PublicPlace] = field(default_factory=list)
    held: list[HeldPlace] = field(default_factory=list)
    told: dict[UUID, Told] = field(default_factory=dict)

    @property
    def asked(self) -> list[HeldPlace]:
        """Those that the file would show."""
        return [place for place in self.held if place.asked is not None]

    def to_dict(self) -> dict[str, Any]:
        """For JSON: the places in the order of their rows."""
        return {
            "sentences": sentences(self),
            "public": [
                {"row_number": one.row_number, "reference": one.reference, "name": one.name}
                for one in self.public
            ],
            "protected": [
                {
                    "row_number": one.row_number,
                    "reference": one.reference,
                    "name": one.name,
                    "kinds": sorted(one.noticed.kinds),
                    "looks_like": one.kinds,
                    "heading": one.noticed.heading,
                    "words": one.noticed.words,
                    "asked": one.asked and one.asked.value,
                }
                for one in self.held
            ],
        }


def held_rows(
    noticed: Mapping[int, Told], said: Mapping[int, Sensitivity | None], *, show: bool
) -> dict[int, Sensitivity]:
    """Row number to the sensitivity that takes the place of what the file says of it."""
    return {
        number: Sensitivity.OWNER_ONLY
        for number in noticed
        if not (said[number] in CLOSED or (show and said[number] in SHOWN))
    }


def settled(
    stored: Sensitivity, said: Sensitivity | None, *, is_confirmed: bool
) -> tuple[Sensitivity, Sensitivity | None]:
    """What becomes of a known place that looks protected, and what the file asks it to be, which
    takes a person's confirmation.

    ``stored`` is what it is now; ``is_confirmed`` whether its owner has confirmed that.
    """
    if said in CLOSED:
        return said, None
    stands = stored if stored in CLOSED or is_confirmed else Sensitivity.OWNER_ONLY
    if said is None or ORDER.index(said) >= ORDER.index(stands):
        return said or stands, None
    return stands, said


def is_public(facts: Mapping[str, Any]) -> bool:
    """Whether anybody sees a property with these facts, once its organisation has signed."""
    return bool(
        facts["operational"]
        and facts["public_access"]
        and facts["sensitivity"] == Sensitivity.OPEN.value
        and facts["status"] in _OPERATING
    )


def becomes_public(old: Facts, changes: Changes) -> bool:
    """Whether these changes show a property to anybody."""
    if DECISIVE.isdisjoint(changes):
        return False
    after = {name: changes[name][1] if name in changes else old[name] for name in DECISIVE}
    return is_public(after) and not is_public(old)


def issue_of(place: HeldPlace) -> Issue:
    """The remark of one place that stays with its owner."""
    told = f"It looks like a {place.kinds} (“{place.noticed.words}” in “{place.noticed.heading}”)"
    if place.is_linked:
        message = (
            f"{told}, but the row is part of a property that another organisation reports, and "
            "which others see. Ask that organisation to hide it."
        )
    elif place.asked is None:
        message = (
            f"{told}: it stays with its owner, and nobody else sees it, until the owner confirms "
            "that it may be shown."
        )
    else:
        message = (
            f"{told}, and the file calls it {place.asked.value}: it stays with its owner until "
            "whoever commits confirms that it may be shown."
        )
    return Issue(
        place.row_number,
        None,
        IssueCode.PROTECTED_PLACE,
        Severity.WARNING,
        shown(place.noticed.words),
        message,
    )


def public_sentence(publication: Publication) -> str | None:
    """“3 places would be public to anybody: …”, or None."""
    if not publication.public:
        return None
    count = counted(len(publication.public), "place")
    return f"{count} would be public to anybody: {_names(publication.public)}."


def held_sentence(publication: Publication) -> str | None:
    """“2 places look protected and stay with their owner until confirmed: …”, or None."""
    held = [place for place in publication.held if not place.is_linked]
    if not held:
        return None
    look, stay, their = ("looks", "stays", "its") if len(held) == 1 else ("look", "stay", "their")
    count = counted(len(held), "place")
    return (
        f"{count} {look} protected and {stay} with {their} owner until confirmed: {_names(held)}."
    )


def asked_sentence(publication: Publication) -> str | None:
    """What the file would show of these, or None."""
    asked = publication.asked
    if not asked:
        return None
    return (
        f"The file itself would show {len(asked):,} of these: {_names(asked)}. Unless you confirm "
        "that, nobody but the owner sees them."
    )


def sentences(publication: Publication) -> list[str]:
    """What a person reads of it before agreeing."""
    said = (public_sentence, held_sentence, asked_sentence)
    return [sentence for one in said if (sentence := one(publication)) is not None]


@dataclass(frozen=True)
class Said:
    """How many places whoever commits means to publish, and to show though they look protected,
    how many rows to mark as missing, in how many to clear values, and how many references to
    accept as renamed; None: they have not said.
    ``publish_as`` and the others are how that is said at this door."""

    publish: int | None = None
    show: int | None = None
    publish_as: str = "publish={}"
    show_as: str = "show_protected={}"
    missing: int | None = None
    clear: int | None = None
    missing_as: str = "missing={}"
    clear_as: str = "clear={}"
    renamed: int | None = None
    renamed_as: str = "renamed={}"


def demand_answer(publication: Publication, said: Said) -> bool:
    """Whether to show the protected places that the file calls open; ``Conflict`` unless whoever
    commits has said how many places they mean to publish, and to show."""
    public, asked = len(publication.public), len(publication.asked)
    if (said.publish or 0) != public:
        found = public_sentence(publication) or "No place would become public."
        wrong = "" if said.publish is None else f" (you said {said.publish:,})"
        raise Conflict(
            f"{found} Say {said.publish_as.format(public)} if you mean it{wrong}; give those that "
            "nobody should see a sensitivity in the file (SENSITIV: club, owner_only or hidden). "
            "Nothing has been changed."
        )
    if said.show not in (None, 0, asked):
        found = asked_sentence(publication) or "The file shows no place that looks protected."
        raise Conflict(
            f"{found} Say {said.show_as.format(asked)} if you mean it (you said {said.show:,}), or "
            "leave it out. Nothing has been changed."
        )
    return bool(said.show)


def _names(places: list[PublicPlace] | list[HeldPlace]) -> str:
    named = "; ".join(f"{one.name} ({one.reference})" for one in places[:_NAMED])
    more = len(places) - _NAMED
    return f"{named}; and {more:,} more" if more > 0 else named
