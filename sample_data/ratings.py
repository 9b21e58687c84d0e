"""Rating tables: sharing for all, availability where the property file does not hold it."""

from datetime import timedelta

from estate.codes import SCHOOL_TYPES
from estate.rows import NewRow
from sample_data.model import SampleProperty
from sample_data.organisations import by_code


def ratings(properties: list[SampleProperty], in_property_file: frozenset[str]) -> list[NewRow]:
    """Both schemes; ``in_property_file`` names organisations that rate availability there."""
    rows: list[NewRow] = []
    for prop in properties:
        if prop.availability and prop.organisation not in in_property_file:
            row = _row(prop, "availability", prop.availability)
            row |= {"reason": prop.availability_reason, "evidence_ref": prop.decision_ref}
            rows.append(row)
        if prop.sharing:
            rows.append(_row(prop, "sharing", prop.sharing) | {"reason": _sharing_reason(prop)})
    return rows


def _row(prop: SampleProperty, scheme: str, rating: str) -> NewRow:
    return {
        "organisation": prop.organisation,
        "own_ref": f"{prop.local_ref}-{'RA' if scheme == 'availability' else 'RS'}",
        "property_ref": prop.local_ref,
        "rating_scheme": scheme,
        "rating": rating,
        "assessor": f"Estates team, {by_code()[prop.organisation].name}",
        "assessed_on": prop.rated_on,
        "review_by": prop.rated_on + timedelta(days=365) if prop.rated_on else None,
    }


def _sharing_reason(prop: SampleProperty) -> str:
    if prop.type_code in SCHOOL_TYPES:
        return "SCHOOL_ZONED_HOST"
    if prop.protected_use:
        return "PROTECTED_USE"
    return "OTHER" if prop.sharing == "red" else ""
