"""Remarks name the file's own heading beside our field: whoever mends the file looks for that.

Our ``tenure`` may stand there as ``TENURE_TYP``.
"""

from collections.abc import Sequence
from dataclasses import replace

from estate.intake.columns.conventions import ADDRESS_LINES
from estate.intake.columns.recognition import MADE_REFERENCE, Recognition
from estate.intake.issues import Issue

_PLACE = ("easting", "northing", "longitude", "latitude", "geo_x", "geo_y", "coordinate_text")
_OF_SHAPES = ("geometry", "geom", "rep_point")
#: Facts that a file gives in columns under other names, or in two columns.
_GIVEN_AS: dict[str, Sequence[str]] = {
    **dict.fromkeys(_OF_SHAPES, _PLACE),
    "easting": ("easting", "northing"),
    "longitude": ("longitude", "latitude"),
    "geo_x": ("geo_x", "geo_y"),
    "street": ("street_number", "street"),
    "address": ("address", *ADDRESS_LINES),
    "site_area_m2": ("site_area_ha",),
    "titles": ("title_number",),
    "interests": ("tenure", "owner", "landlord", "manager"),
}


def with_headings(
    issues: Sequence[Issue], recognition: Recognition, *, is_drawn: bool
) -> list[Issue]:
    """The same issues, each with the heading (or headings) of its field where the file has one.

    ``is_drawn``: the file is a map layer, so that places do not stand in columns.
    """
    headings = {
        name: " ".join(heading.split())
        for name, heading in recognition.headings.items()
        if heading != MADE_REFERENCE
    }

    def heading_of(field: str | None) -> str | None:
        if field is None or (is_drawn and field in _OF_SHAPES):
            return None
        columns = _GIVEN_AS.get(field, (field,))
        return ", ".join(headings[name] for name in columns if name in headings) or None

    of = {field: heading_of(field) for field in {issue.field for issue in issues}}
    return [replace(issue, heading=of[issue.field]) for issue in issues]
