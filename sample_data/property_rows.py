"""A property as the row that its organisation's file holds: words, codes and date habits."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from estate.codes import label
from estate.geometry import to_lonlat
from estate.rows import NewRow
from sample_data.model import SampleProperty
from sample_data.organisations import by_code

_OUTLINE_QUALITY = ("surveyed", "title_extent", "footprint", "digitised")
_TENURE_TYPE = {
    "freehold": ("Freehold", "Owner occupied"),
    "leasehold": ("Leasehold", "Leasehold in"),
    "long_leasehold": ("Leasehold", "Ground leasehold in"),
    "licence": ("Other", "Licence in"),
}


@dataclass(frozen=True)
class Style:
    """How a file writes codes, truths, dates and money."""

    code: Callable[[str], str] = str
    yes: str = "Y"
    no: str = "N"
    day: Callable[[date], Any] = date.isoformat
    money: Callable[[Any], Any] = float


def uk_day(day: date) -> str:
    """31/12/2031."""
    return day.strftime("%d/%m/%Y")


def pounds(amount: Any) -> str:
    """£1,200.50 as people type it."""
    return f"£{amount:,.2f}"


def words(code: str) -> str:
    """The label of a code, nothing for nothing."""
    return label(code) if code else ""


#: Codes and ISO dates, as a GIS writes them.
GIS = Style()
#: Words, UK dates and pound signs, as an office writes them.
OFFICE = Style(code=words, yes="Yes", no="No", day=uk_day, money=pounds)
#: Words and UK dates, but plain numbers: the Transparency Code.
CODE = Style(code=words, yes="Yes", no="No", day=uk_day)
#: Words, but dates and numbers as the workbook's own types.
WORKBOOK = Style(code=words, yes="Yes", no="No", day=lambda day: day)


def row(prop: SampleProperty, style: Style, *, with_rating: bool) -> NewRow:
    """All fields of a property by canonical name; absent values are None."""
    return {
        **_identity(prop, style),
        **_figures(prop, style),
        **(_rating(prop, style) if with_rating else {}),
        "as_of_date": style.day(prop.as_of) if prop.as_of else None,
        "easting": prop.easting,
        "northing": prop.northing,
        "opening_hours": prop.opening_hours or None,
        "services": prop.services or None,
    }


def _identity(prop: SampleProperty, style: Style) -> NewRow:
    own = by_code()[prop.organisation].name
    return {
        "local_ref": prop.local_ref,
        "uprn": None if prop.uprn is None else str(prop.uprn),
        "name": prop.name,
        "address": prop.address,
        "street": f"{prop.number} {prop.street}",
        "post_town": prop.town,
        "postcode": prop.postcode,
        "owner": prop.landlord or own,
        "manager": own,
        "landlord": prop.landlord or None,
        "tenure": style.code(prop.tenure),
        "use_class": style.code(prop.use_class),
        "type_code": style.code(prop.type_code),
        "operational": style.yes if prop.operational else style.no,
        "status": style.code(prop.status),
        "decision_ref": prop.decision_ref or None,
        "sensitivity": style.code(prop.sensitivity),
        "protected_use": style.code(prop.protected_use) or None,
        "public_access": style.yes if prop.public_access else style.no,
        "pfi": style.yes if prop.pfi else style.no,
        "pfi_end": style.day(prop.pfi_end) if prop.pfi_end else None,
        "title_number": prop.title_number or None,
        "reuse_offered": style.yes if prop.reuse_offered else style.no,
    }


def _figures(prop: SampleProperty, style: Style) -> NewRow:
    outline = prop.outline
    quality = "point" if outline is None else _OUTLINE_QUALITY[int(prop.easting) % 4]
    valued = prop.book_value_gbp is not None and prop.as_of is not None
    return {
        "gia_m2": None if prop.gia_m2 is None else float(prop.gia_m2),
        "nia_m2": None if prop.nia_m2 is None else float(prop.nia_m2),
        "area_basis": None if prop.gia_m2 is None else "GIA",
        "site_area_ha": None if outline is None else round(outline.area / 10_000, 4),
        "book_value_gbp": style.money(prop.book_value_gbp) if valued else None,
        "book_value_date": style.day(_year_end(prop.as_of)) if valued and prop.as_of else None,
        "value_basis": prop.value_basis if valued else None,
        "condition": prop.condition or None,
        "backlog_gbp": None if prop.backlog_gbp is None else style.money(prop.backlog_gbp),
        "energy_rating": prop.energy_rating or None,
        "energy_certificate": style.code(prop.energy_certificate) or None,
        "energy_rating_date": style.day(prop.energy_rating_date)
        if prop.energy_rating_date
        else None,
        "further_epc_rating": prop.further_epc_rating or None,
        "electricity_kwh": prop.electricity_kwh,
        "gas_kwh": prop.gas_kwh,
        "energy_year": prop.energy_year or None,
        "energy_works_gbp": None
        if prop.energy_works_gbp is None
        else style.money(prop.energy_works_gbp),
        "listed_grade": style.code(prop.listed_grade) or None,
        "conservation_area": _yes_no(prop.conservation_area, style),
        "flood_zone": style.code(prop.flood_zone) or None,
        "step_free": _yes_no(prop.step_free, style),
        "parking_spaces": prop.parking_spaces,
        "geom_quality": quality,
    }


def _yes_no(value: bool | None, style: Style) -> str | None:
    return None if value is None else style.yes if value else style.no


def _rating(prop: SampleProperty, style: Style) -> NewRow:
    rated = bool(prop.availability)
    return {
        "rating": prop.availability or None,
        "rating_scheme": "availability" if rated else None,
        "rating_date": style.day(prop.rated_on) if rated and prop.rated_on else None,
        "rating_reason": prop.availability_reason or None,
    }


def transparency_row(prop: SampleProperty, ours: NewRow, *, degrees: bool) -> NewRow:
    """What the Transparency Code has columns for and we have not."""
    tenure, detail = _TENURE_TYPE.get(prop.tenure, ("Other", "Other"))
    if prop.status == "vacant":
        detail = "Vacant"
    x, y = prop.easting, prop.northing
    if degrees:
        lon, lat = to_lonlat(np.array([x]), np.array([y]))
        x, y = round(float(lon[0]), 7), round(float(lat[0]), 7)
    return {
        "PropertyNumber": prop.number,
        "StreetName": prop.street,
        "CoordinateReferenceSystem": "WGS84" if degrees else "OSGB36",
        "GeoX": x,
        "GeoY": y,
        "TenureType": tenure,
        "TenureDetail": detail,
        "OtherDetail": words(prop.tenure) if tenure == "Other" else None,
        "HoldingType": "Land/Buildings" if ours["site_area_ha"] else "Buildings Only",
        "Purpose": "Occupied by the local authority" if prop.operational else "Other",
        # A spreadsheet has been here: the number has become a float.
        "UPRN": f"{ours['uprn']}.0" if ours["uprn"] else None,
    }


def _year_end(day: date) -> date:
    end = date(day.year, 3, 31)
    return end if end <= day else date(day.year - 1, 3, 31)
