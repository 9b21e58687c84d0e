"""One building reported by two organisations is one property with two interests.

A row does not become a second property where its UPRN *and* its place (or postcode) are those of
another organisation's property (landlord's row and tenant's row): its organisation's
interest is recorded on the one that stands, and whatever else the row says is named, since the
property is the other organisation's to describe. A UPRN alone proves nothing (ADR 10). Within
one organisation a shared UPRN is no duplicate.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from estate import codes
from estate.codes import IssueCode, Severity
from estate.intake.issues import Issue
from estate.quality.same_place import Whereabouts, disagreement
from estate.register.column_values import own_interest
from estate.register.import_actions import LinkAction
from estate.register.known_rows import KnownProperty, PropertyIndex
from estate.register.records import Party, PropertyRecord

#: Fields of a file that a link takes: who holds what, and how it is found.
_TAKEN = frozenset({"local_ref", "uprn", "tenure", "as_of_date", "reported_by"})
#: Fields that a record has under another name.
_RECORDED_AS = {
    "title_number": "title_numbers",
    "rating": "ratings",
    "site_area_ha": "site_area_m2",
}
_PLACE = frozenset(
    {
        "geometry",
        "easting",
        "northing",
        "longitude",
        "latitude",
        "geo_x",
        "geo_y",
        "coordinate_text",
    }
)
_LONGEST = 60


class Duplicates:
    """Which rows of one file are other organisations' properties.

    ``where`` says where those properties lie; ``repeated`` how often the file gives a UPRN.
    """

    def __init__(
        self,
        index: PropertyIndex,
        organisation: str,
        repeated: Counter[int | None],
        where: Mapping[UUID, Whereabouts],
        fields: frozenset[str],
    ) -> None:
        self.index, self.organisation, self.repeated = index, organisation, repeated
        self.where, self.fields = where, fields

    def link(self, record: PropertyRecord, issues: list[Issue]) -> LinkAction | None:
        """The interest to record instead of a property, or None when the row is one of its own."""
        others = self.index.by_uprn.get(record.uprn or 0, [])
        if not others:
            return None
        if len(others) > 1 or self.repeated[record.uprn] > 1:
            issues.append(
                _issue(
                    record,
                    "The UPRN is shared by several rows or properties, so it is not clear which "
                    "are the same. We have loaded the row as a property of its own.",
                )
            )
            return None
        other = others[0]
        why = disagreement(whereabouts(record), self.where[other.property_id])
        if why is not None:
            issues.append(_issue(record, _apart(other, why)))
            return None
        fact = own_interest(record.tenure, self.organisation)
        issues.append(_issue(record, self._explained(record, other, fact.role)))
        key = (self.organisation, record.local_ref)
        known = self.index.interests.get(key)
        same = known is not None and known.property_id == other.property_id
        return LinkAction(
            property_id=other.property_id,
            row_number=record.row_number,
            reference=record.local_ref,
            interest=fact,
            as_of_date=record.as_of_date,
            changed=not same or self.index.interest_facts[key] != fact,
        )

    def _explained(self, record: PropertyRecord, other: KnownProperty, role: str) -> str:
        owner = other.organisation_code
        said = (
            f"{owner} already reports this building as “{other.name}” ({other.local_ref}, same "
            f"UPRN and place); {self.organisation}'s interest ({codes.label(role).lower()}) is "
            "recorded there instead of a second property."
        )
        left = left_out(record, self.fields)
        if not left:
            return said
        return f"{said} Not taken from the row, since {owner} describes the property: {left}."


def whereabouts(record: PropertyRecord) -> Whereabouts:
    """Where a row of the file says that it is."""
    place = record.location
    shape = None if place is None else place.geom or place.rep_point
    return Whereabouts(shape, record.postcode)


def left_out(record: PropertyRecord, fields: frozenset[str]) -> str:
    """Every value of a row that a link does not take, in words; never what the other holds."""
    said = []
    for field in sorted(fields - _TAKEN - _PLACE):
        value = getattr(record, _RECORDED_AS.get(field, field), None)
        if value not in (None, (), False) and not (field == "name" and value == record.local_ref):
            said.append(f"{codes.label(_RECORDED_AS.get(field, field)).lower()} {_shown(value)}")
    if fields & _PLACE and record.location is not None:
        point = record.location.rep_point
        what = "point" if record.location.geom is None else "outline at"
        said.append(f"{what} {point.x:.0f}, {point.y:.0f}")
    return "; ".join(said)


def _shown(value: Any) -> str:
    if isinstance(value, Party):
        value = value.code or value.name
    if isinstance(value, tuple):
        value = ", ".join(str(getattr(part, "rating", part)) for part in value)
    text = "yes" if value is True else str(value)
    return f"“{text if len(text) <= _LONGEST else text[:_LONGEST] + '…'}”"


def _apart(other: KnownProperty, why: str) -> str:
    return (
        f"{other.organisation_code}'s “{other.name}” ({other.local_ref}) has the {why}. A number "
        "alone proves nothing, so the row is loaded as a property of its own. Somebody is asked "
        "whether the two are one ('estate merges list')."
    )


def parted_issue(row_number: int, reference: str, other: KnownProperty) -> Issue:
    """A row that was taken for another's property earlier is one of its own now."""
    return Issue(
        row_number,
        "uprn",
        IssueCode.POSSIBLE_DUPLICATE,
        Severity.WARNING,
        reference,
        f"An earlier import recorded this row as an interest in “{other.name}” "
        f"({other.organisation_code} {other.local_ref}). It is now a property of its own, and "
        "that interest is taken back.",
    )


def _issue(record: PropertyRecord, message: str) -> Issue:
    return Issue(
        record.row_number,
        "uprn",
        IssueCode.POSSIBLE_DUPLICATE,
        Severity.WARNING,
        str(record.uprn),
        message,
    )
