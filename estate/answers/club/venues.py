"""Venues that are no public property, offered by member bodies: what the club is told of them."""

import datetime as dt
from typing import Annotated, Any
from uuid import UUID

import numpy as np
import pandas as pd
from pydantic import Field

from estate import geometry
from estate.answers.answer import Answer, Coded, Named, answer
from estate.answers.context import ReadContext
from estate.codes import DISCLAIMER
from estate.frames import VENUE_COLUMNS, as_number, is_null
from estate.register import visibility as v
from estate.register.queries import venues as query


@answer
class Venue(Answer):
    """A venue as its body last spoke of it. ``is_open``: neither withdrawn nor past its last day;
    one that begins later is open."""

    id: UUID
    name: str
    kind: Coded
    offered_by: Named
    address: str | None
    easting: float | None
    northing: float | None
    longitude: float | None
    latitude: float | None
    nia_m2: Annotated[float, Field(description="net internal area on offer, m²")]
    available_from: dt.date
    available_until: dt.date | None
    charge_gbp_pa: Annotated[float | None, Field(description="null where it is not known")]
    source: str
    withdrawn: bool
    is_open: bool
    recorded_at: dt.datetime


@answer
class Venues(Answer):
    """All venues that a reader is shown, by name."""

    numberReturned: int
    venues: list[Venue]
    reader: str
    disclaimer: str


@answer
class VenueWithHistory(Answer):
    """One venue, and all that its body has said of it, the latest first."""

    venue: Venue
    history: list[Venue]
    reader: str
    disclaimer: str


def venues(context: ReadContext, *, only_open: bool = True) -> Venues:
    """Those on offer today or later, or all that ever were; ``NotAllowed`` but for the club."""
    found = [_venue(row, context) for row in query.listing(context.connection, context.reader)]
    kept = [one for one in found if one.is_open or not only_open]
    return Venues(
        numberReturned=len(kept),
        venues=kept,
        reader=context.reader.kind.value,
        disclaimer=DISCLAIMER,
    )


def venue(context: ReadContext, venue_id: UUID) -> VenueWithHistory:
    """One of them with its history; ``NotFound`` to whom it is not shown."""
    rows = query.history(context.connection, context.reader, venue_id)
    told = [_venue(row, context) for row in rows]
    return VenueWithHistory(
        venue=told[0], history=told, reader=context.reader.kind.value, disclaimer=DISCLAIMER
    )


def hosts(context: ReadContext) -> pd.DataFrame:
    """Venues that could take somebody in, as ``frames.VENUE_COLUMNS`` by venue id, at the reader's
    own level: on offer, with a point on the map. Empty for who is not of the club."""
    shown = venues(context).venues if context.reader.level >= v.Level.CLUB else []
    rows = [
        {
            "venue_id": str(one.id),
            "organisation": one.offered_by.code,
            "name": one.name,
            "kind": one.kind.code,
            "easting": one.easting,
            "northing": one.northing,
            "nia_m2": one.nia_m2,
            "available_from": one.available_from,
            "available_until": one.available_until,
            "charge_gbp_pa": one.charge_gbp_pa,
            "source": one.source,
        }
        for one in shown
        if one.easting is not None
    ]
    frame = pd.DataFrame(rows, columns=["venue_id", *VENUE_COLUMNS]).set_index("venue_id")
    for name in ("available_from", "available_until"):
        frame[name] = pd.to_datetime(frame[name])
    return frame.astype({"charge_gbp_pa": float, "nia_m2": float})


def _venue(row: dict[str, Any], context: ReadContext) -> Venue:
    lonlat = _lonlat(row["easting"], row["northing"])
    until = row["available_until"]
    over = until is not None and until < context.today
    return Venue(
        id=row["venue_id"],
        name=row["name"],
        kind=Coded.of(row["kind"]),
        offered_by=Named(row["organisation_code"], row["offered_by"]),
        address=row["address"],
        easting=as_number(row["easting"]),
        northing=as_number(row["northing"]),
        longitude=lonlat[0],
        latitude=lonlat[1],
        nia_m2=float(row["nia_m2"]),
        available_from=row["available_from"],
        available_until=until,
        charge_gbp_pa=as_number(row["charge_gbp_pa"]),
        source=row["source"],
        withdrawn=row["withdrawn"],
        is_open=not (row["withdrawn"] or over),
        recorded_at=row["recorded_at"],
    )


def _lonlat(easting: Any, northing: Any) -> tuple[float | None, float | None]:
    if is_null(easting):
        return None, None
    longitude, latitude = geometry.to_lonlat(
        np.array([float(easting)]), np.array([float(northing)])
    )
    return round(float(longitude[0]), 7), round(float(latitude[0]), 7)
