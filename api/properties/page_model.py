"""The page of one property: facts with their dates and sources, ratings, leases, the place."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import shapely

from api.html import format as words
from api.html.addresses import property_address
from api.html.charts import money, static_map
from api.html.rating_marks import SCHEMES
from api.html.row_access import why_withheld
from api.properties.related_tables import by_whom, yes_no
from estate import codes
from estate.answers.answer import Coded, Named
from estate.answers.properties.property import (
    CostRestated,
    EffectiveRating,
    PropertyDetail,
    PropertyDossier,
    Ratings,
)
from estate.intake.rows.corrections import READABLE
from estate.register import visibility as v
from estate.rows import Row
from estate.who_sees_what.property_fields import Holds, PropertyField, Section, fields
from maps import style

AROUND_M = 250.0
PICTURE, HEIGHT = 100.0, 62.0


@dataclass(frozen=True)
class Fact:
    """One line: what it is, its value (None = not known) and where that comes from; ``name`` is
    that of the field that others may tell the owner about."""

    label: str
    value: str | None
    note: str = ""
    name: str | None = None


#: How what a field holds is read, and fields that are read in a way of their own.
_READ: Mapping[Any, Callable[[Any], str | None]] = {
    Holds.FLAG: yes_no,
    Holds.DAY: words.day,
    Holds.POUNDS: words.pounds,
    Holds.SQUARE_METRES: words.square_metres,
    Holds.KILOWATT_HOURS: words.kilowatt_hours,
    "uprn": lambda value: str(int(value)),
    "site_area_m2": words.hectares,
    "area_basis": {
        "NIA": "net internal area",
        "GIA": "gross internal area",
        "GEA": "gross external area",
        "IPMS3": "IPMS 3",
    }.get,
    "condition": {"A": "A: good", "B": "B: satisfactory", "C": "C: poor", "D": "D: bad"}.get,
}
_FACTS = fields(
    *("local_ref", "uprn", Section.USE, "status", Section.OPERATION, Section.SERVICE),
    *("protected_use", Section.PFI, "decision_ref", Section.SIZE, Section.STATE),
    *(Section.ENERGY, Section.SITE),
    *("book_value_gbp", "note"),
)


@dataclass(frozen=True)
class Sheet:
    """Facts that are shown, and sentences on those that are not for this reader."""

    shown: list[Fact]
    withheld: list[str]


def sheet(found: PropertyDossier, sources: Mapping[str, str]) -> Sheet:
    """What it is and does, how large, in what state, of what book value."""
    shown: list[Fact] = []
    kept: dict[str, list[str]] = {}
    owner = found.detail.organisation.name
    for field in _FACTS:
        name, label = field.name, field.label
        why = why_withheld(found.access, owner, found.access.withheld(name))
        value = found.column(name)
        if why is not None and not field.if_known:
            kept.setdefault(why, []).append(label)
        elif why is None and value is not None:
            note = sources.get(name, "")
            if name == "book_value_gbp":
                note = _value_basis(found.detail, note)
            if isinstance(value, Coded):
                value = value.label
            read = _READ.get(name) or _READ.get(field.holds, str)
            shown.append(Fact(label, read(value), note, _told(field)))
        elif why is None and not field.if_known:
            shown.append(Fact(label, None, name=_told(field)))
    return Sheet(shown, [f"{', '.join(names)}: {_within(why)}" for why, names in kept.items()])


def _told(field: PropertyField) -> str | None:
    return field.name if field.name in READABLE else None


def _within(sentence: str) -> str:
    """A sentence as it goes on after a colon."""
    return sentence[:1].lower() + sentence[1:]


def _value_basis(found: PropertyDetail, source: str) -> str:
    parts = [
        f"basis {found.value_basis}" if found.value_basis else "",
        f"of {words.day(found.book_value_date)}" if found.book_value_date else "",
        "neither a market value nor a receipt",
        source,
    ]
    return "; ".join(part for part in parts if part)


def field_sources(rows: Sequence[Row]) -> dict[str, str]:
    """Field → which file and row it came from, for fields with an origin of their own."""
    return {row["field"]: _source(row) for row in rows}


def _source(row: Row) -> str:
    if row["answered_at"] is not None:
        return f"corrected, accepted by its owner on {words.day(row['answered_at'])}"
    if row["file_name"] is None:
        return f"changed by hand on {words.day(row['imported_at'])}"
    return (
        f"from {row['file_name']}, row {row['row_number']}, imported "
        f"{words.day(row['imported_at'])}"
    )


def verdict(scheme: codes.RatingScheme, ratings: Ratings | None, owner: Named) -> dict[str, Any]:
    """One scheme's card: the effective rating and what it means."""
    found: EffectiveRating | None = getattr(ratings, scheme.value, None)
    code = (found and found.rating) or "unrated"
    return {
        "scheme": codes.label(scheme),
        "code": code,
        "meaning": style.SCHEME_WORDS[scheme][code],
        "rating": found,
        "by": found and by_whom(found.basis, found.assessor, found.organisation, owner),
    }


def place(around: Sequence[Row], point: Sequence[float] | None) -> dict[str, Any] | None:
    """The property and its neighbours as shapes of a small picture; None without a place.

    ``around`` is the property itself and its neighbours; ``point`` its longitude and latitude.
    """
    if not around or point is None:
        return None
    me = around[0]
    west, south, east, north = shapely.from_wkb(bytes(me["wkb"])).bounds
    frame = static_map.window([(west, south), (east, north)], PICTURE, HEIGHT, least_m=300.0)
    drawn = static_map.shapes(around, frame)
    bar, bar_words = frame.bar()
    return {
        "own": [one["path"] for one in drawn if one["property_id"] == me["property_id"]],
        "others": [one["path"] for one in drawn if one["property_id"] != me["property_id"]],
        "point": frame.place(me["easting"], me["northing"]),
        "bar": bar,
        "bar_words": bar_words,
        "width": PICTURE,
        "height": HEIGHT,
        "neighbours": [(one["name"], property_address(one["property_id"])) for one in around[1:]],
        "grid": f"{me['easting']:,.0f} E, {me['northing']:,.0f} N",
        "map": f"/#view=17/{point[1]:.5f}/{point[0]:.5f}&property={me['property_id']}",
    }


def cost(dossier: PropertyDossier) -> dict[str, Any]:
    """The premises cost in words: amount or band, year, and how it is known."""
    found = dossier.detail.cost
    why = why_withheld(dossier.access, dossier.detail.organisation.name, v.Level.CLUB)
    if why is not None or found is None:
        how = "" if why else "No costs are reported, and there is no area to estimate from."
        return {"amount": why, "how": how, "range": None}
    if found.ends is not None:
        low, central, high = map(words.estimate, found.ends)
        return {
            "amount": f"about {central} a year",
            "how": f"Estimated, not reported: {found.tier.label.lower()}; prices of {found.year}. "
            f"Between {low} and {high} in eight of ten cases.",
            "range": money.range_words(*found.ends, None),
        }
    how = f"From actual cost lines of {found.year}.{_restated(found.restated)}"
    if found.band is not None:
        said = " You see the band; the sum is shown to its owner and to parties under agreement."
        return {"amount": f"{found.band} a year", "how": how + said, "range": None}
    return {"amount": f"{words.pounds(found.total_gbp_pa)} a year", "how": how, "range": None}


def _restated(cost: CostRestated | None) -> str:
    """The same cost in the prices of the savings that stand on the page."""
    if cost is None:
        return ""
    low, prices = (
        words.about(cost.low, cost.low == cost.high),
        f"at prices of {cost.price_base}, which the savings here use",
    )
    if cost.high is None:
        return f" That is {low} a year and over {prices}."
    if cost.low == 0:
        return f" That is under {words.about(cost.high, cost.low == cost.high)} a year {prices}."
    amount = (
        low
        if cost.low == cost.high
        else f"{low} to {words.about(cost.high, cost.low == cost.high)}"
    )
    return f" That is {amount} a year {prices}."


def rating_form() -> dict[str, Any]:
    """Choices of the form with which the owner rates the property."""
    return {
        "schemes": [(s.value, codes.label(s), style.SCHEME_WORDS[s]) for s in SCHEMES],
        "ratings": [(one.code, one.word) for one in style.RATINGS],
        "reasons": [
            (one.value, codes.label(one.lower()), " ".join(_fits(one)))
            for one in codes.RatingReason
        ],
    }


#: Reasons why a use may change, why a building may be shared, and why nothing will change.
_CHANGES = frozenset(codes.RatingReason) - {
    codes.RatingReason.SCHOOL_ZONED_HOST,
    codes.RatingReason.PROTECTED_USE,
}
_SHARES = frozenset(
    {
        codes.RatingReason.SERVICE_CHANGE,
        codes.RatingReason.UNDERUSE,
        codes.RatingReason.MEASURED_UNDERUSE,
        codes.RatingReason.SCHOOL_ZONED_HOST,
        codes.RatingReason.OTHER,
    }
)
_STAYS = frozenset({codes.RatingReason.PROTECTED_USE, codes.RatingReason.OTHER})


def _fits(reason: codes.RatingReason) -> list[str]:
    """The answers (``availability:amber``) for which somebody could give this reason; a rating is
    withdrawn for any."""
    found = []
    for scheme in SCHEMES:
        moves = _CHANGES if scheme is codes.RatingScheme.AVAILABILITY else _SHARES
        for rating in codes.Rating:
            if reason in (_STAYS if rating is codes.Rating.RED else moves):
                found.append(f"{scheme.value}:{rating.value}")
        found.append(f"{scheme.value}:unrated")
    return found


def two_years_on(today: date) -> date:
    """When a rating given today is reviewed unless told otherwise (24 months)."""
    return (pd.Timestamp(today) + pd.DateOffset(months=24)).date()
