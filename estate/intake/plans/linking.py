"""From a row's reference or UPRN to the one property it speaks of; never a guess."""

from collections import Counter
from uuid import UUID

from estate.codes import IssueCode, Severity
from estate.intake.issues import Issue
from estate.quality.renaming import folded
from estate.register.known_rows import KnownProperty, PropertyIndex
from estate.register.records import PropertyLink


class Linker:
    """Finds properties for one importing organisation."""

    def __init__(self, index: PropertyIndex, organisation: str) -> None:
        self.index = index
        self.organisation = organisation
        self._folded: dict[str, KnownProperty] | None = None

    def resolve(self, link: PropertyLink, row_number: int, issues: list[Issue]) -> UUID | None:
        """The property: own reference, reference of a linked row, UPRN, others' reference."""
        found = self._candidates(link)
        if len(found) == 1:
            issues += self._doubts(link, found[0], row_number)
            return found[0].property_id
        issues.append(_unresolved(link, row_number, found))
        return None

    def _doubts(self, link: PropertyLink, found: KnownProperty, row_number: int) -> list[Issue]:
        """Where the row's reference and UPRN point to different properties, or one of them alone
        to another organisation's."""
        name = f"“{found.name}” ({found.organisation_code} {found.local_ref})"
        if link.uprn is not None and found.uprn not in (None, link.uprn):
            return [
                _doubt(
                    row_number,
                    "uprn",
                    str(link.uprn),
                    f"The row's UPRN {link.uprn} is not that of the property with its "
                    f"reference, {name}, which has {found.uprn}; the reference was "
                    "followed: check which is right.",
                )
            ]
        by_reference = (self.organisation, link.property_ref) in self.index.interests
        if found.organisation_code == self.organisation or by_reference:
            return []
        same = "UPRN" if link.uprn is not None else "reference"
        return [
            _doubt(
                row_number,
                "uprn" if link.uprn is not None else "property_ref",
                _name(link),
                f"No property of {self.organisation} has this {same}; the row hangs on "
                f"{name}, known by that {same} alone: check that it is the one meant.",
            )
        ]

    def resolve_own(self, link: PropertyLink, row_number: int, issues: list[Issue]) -> UUID | None:
        """Likewise, but only the organisation's own properties: it rates no one else's."""
        found = self._candidates(link)
        own = [item for item in found if item.organisation_code == self.organisation]
        if len(own) == 1:
            return own[0].property_id
        if found and not own:
            issues.append(
                Issue(
                    row_number,
                    "property_ref",
                    IssueCode.UNKNOWN_PROPERTY,
                    Severity.ERROR,
                    _name(link),
                    "The property is reported by another organisation; only that "
                    "organisation may rate it.",
                )
            )
        else:
            issues.append(_unresolved(link, row_number, own))
        return None

    def _written_otherwise(self, reference: str) -> KnownProperty | None:
        """The own property whose reference differs in nothing but case or blanks."""
        if self._folded is None:
            own = [
                item
                for (code, _), item in self.index.by_reference.items()
                if code == self.organisation
            ]
            counted = Counter(folded(item.local_ref) for item in own)
            self._folded = {
                key: item for item in own if counted[key := folded(item.local_ref)] == 1
            }
        return self._folded.get(folded(reference))

    def _candidates(self, link: PropertyLink) -> list[KnownProperty]:
        index = self.index
        if link.property_ref is not None:
            key = (self.organisation, link.property_ref)
            direct = index.by_reference.get(key) or index.interests.get(key)
            direct = direct or self._written_otherwise(link.property_ref)
            if direct is not None:
                return [direct]
        if link.uprn is not None:
            same = index.by_uprn.get(link.uprn, [])
            own = [item for item in same if item.organisation_code == self.organisation]
            if own or same:
                return own or same
        if link.property_ref is not None:
            return index.by_local_ref.get(link.property_ref, [])
        return []


def _name(link: PropertyLink) -> str:
    return link.property_ref or f"UPRN {link.uprn}"


def _doubt(row_number: int, field: str, value: str, message: str) -> Issue:
    return Issue(row_number, field, IssueCode.AMBIGUOUS_PROPERTY, Severity.WARNING, value, message)


def _unresolved(link: PropertyLink, row_number: int, found: list[KnownProperty]) -> Issue:
    field = "property_ref" if link.property_ref is not None else "uprn"
    if found:
        return Issue(
            row_number,
            field,
            IssueCode.AMBIGUOUS_PROPERTY,
            Severity.ERROR,
            _name(link),
            f"“{_name(link)}” fits {len(found)} properties; give the property's own reference.",
        )
    return Issue(
        row_number,
        field,
        IssueCode.UNKNOWN_PROPERTY,
        Severity.ERROR,
        _name(link),
        f"No property of the register has the reference or UPRN “{_name(link)}”; import the "
        "property first.",
    )
